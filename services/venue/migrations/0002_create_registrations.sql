-- SPDX-License-Identifier: Apache-2.0
-- Registrations that wait for their mailed link, and those that were confirmed lately. No address in clear: it is
-- sealed, and all that a second request is compared by is a MAC under a key outside the database.
CREATE TABLE registrations (
  registration_id      uuid        PRIMARY KEY,
  caller               text        NOT NULL,
  request_id           uuid        NOT NULL,
  fingerprint          bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
  display_name         text        NOT NULL,
  address              text        NOT NULL,
  area_code            text        NOT NULL,
  kind                 smallint    NOT NULL,
  time_zone            text        NOT NULL,
  seat_count           integer     NOT NULL,
  floor_area_m2        integer     NOT NULL,
  typical_stay_minutes integer     NOT NULL,
  sealed_contact       bytea       NOT NULL,
  created_at           timestamptz NOT NULL,
  expires_at           timestamptz NOT NULL,
  -- Set when the link is used; the request that did it gets the same answer again.
  venue_id             bigint      REFERENCES venues (venue_id),
  confirm_request_id   uuid,
  CONSTRAINT registrations_request UNIQUE (caller, request_id),
  CONSTRAINT registrations_confirmed CHECK ((venue_id IS NULL) = (confirm_request_id IS NULL))
);
CREATE INDEX registrations_by_expiry ON registrations (expires_at);

-- Links to be mailed; a row goes when mail has taken the message. The token of the link is never kept.
CREATE TABLE registration_mails (
  registration_id  uuid        PRIMARY KEY REFERENCES registrations (registration_id) ON DELETE CASCADE,
  mail_request_id  uuid        NOT NULL,
  quota_key        bytea       NOT NULL CHECK (octet_length(quota_key) = 16),
  domain_quota_key bytea       NOT NULL CHECK (octet_length(domain_quota_key) = 16),
  attempts         integer     NOT NULL DEFAULT 0,
  -- Not tried before; a replica that claims a row moves it ahead, so that nobody else does until then.
  next_attempt_at  timestamptz NOT NULL
);
CREATE INDEX registration_mails_due ON registration_mails (next_attempt_at);

GRANT SELECT, INSERT, DELETE ON registrations TO venue;
GRANT UPDATE (venue_id, confirm_request_id) ON registrations TO venue;
GRANT SELECT, INSERT, UPDATE, DELETE ON registration_mails TO venue;
