-- SPDX-License-Identifier: Apache-2.0
-- That a patient was asked for her own stays, and handed them over. The code is kept as a MAC under a key outside this
-- database; who gave, as a MAC that holds for this code alone.
CREATE TABLE consents (
  id           uuid        PRIMARY KEY,
  case_id      uuid        NOT NULL REFERENCES cases ON DELETE CASCADE,
  code_mac     bytea       NOT NULL UNIQUE CHECK (octet_length(code_mac) = 32),
  asked_by     text        NOT NULL,
  request_id   uuid        NOT NULL,
  asked_at     timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  giver        bytea       CHECK (octet_length(giver) = 16),
  given_by     uuid,                 -- the request that gave it
  given_at     timestamptz,
  stays        integer     NOT NULL DEFAULT 0 CHECK (stays >= 0),
  withdrawn_at timestamptz,
  CONSTRAINT consents_request_key UNIQUE (asked_by, request_id),
  CONSTRAINT consents_given_whole CHECK ((given_at IS NULL) = (giver IS NULL) AND (given_at IS NULL) = (given_by IS NULL)),
  CONSTRAINT consents_withdrawn_after CHECK (withdrawn_at IS NULL OR given_at IS NOT NULL)
);
CREATE INDEX consents_of_case ON consents (case_id);
CREATE INDEX consents_by_age ON consents (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON consents TO registry;

-- What came by a consent goes with it.
ALTER TABLE places ADD consent_id uuid REFERENCES consents ON DELETE CASCADE;
CREATE INDEX places_of_consent ON places (consent_id) WHERE consent_id IS NOT NULL;

INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  -- Long enough to find a quiet hour after the call from the health centre, and for a mail that is slow.
  ('registry.consents', 1, '-infinity', '{"hours": 48}', 'mimamori', 'mimamori');
