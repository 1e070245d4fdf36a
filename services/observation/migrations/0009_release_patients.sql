-- SPDX-License-Identifier: Apache-2.0
-- Releases as a person confirmed them, each with what she saw: evidence doesn't change with the reports behind it. A row is
-- the step to be done, too: the registry is told by its id, as often as it takes.
CREATE TABLE releases (
  release_id      uuid        PRIMARY KEY,
  patient         bigint      NOT NULL REFERENCES patients ON DELETE CASCADE,
  request_id      uuid        NOT NULL,
  confirmed_by    text        NOT NULL,
  confirmed_at    timestamptz NOT NULL,
  state           smallint    NOT NULL,  -- 1: the registry is to be told; 2: done; 3: the registry refused it for good
  refusal         text        NOT NULL DEFAULT '',
  settled_at      timestamptz,
  start_day       date        NOT NULL,  -- of the certificate
  end_day         date        NOT NULL,
  code            bytea       NOT NULL UNIQUE CHECK (length(code) = 16),  -- random
  revoked_by      text,
  revoked_at      timestamptz,
  revoke_reason   text        NOT NULL DEFAULT '',
  -- The evidence.
  rules_version   integer     NOT NULL,
  rule_from       date        NOT NULL,
  setting         smallint    NOT NULL,
  symptomatic     boolean     NOT NULL,
  day_zero        date        NOT NULL,
  day_zero_source smallint    NOT NULL,
  days            integer     NOT NULL,
  hours_improved  integer     NOT NULL,
  tested          boolean     NOT NULL,
  negative_test   date,
  improved_since  timestamptz,
  last_report     timestamptz,
  earliest        timestamptz NOT NULL,
  last_fever      timestamptz,
  last_symptoms   timestamptz,
  reports         integer     NOT NULL,
  UNIQUE (confirmed_by, request_id),
  CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
);
-- Nobody is released twice.
CREATE UNIQUE INDEX releases_in_force ON releases (patient) WHERE state <> 3 AND revoked_at IS NULL;
CREATE INDEX releases_waiting ON releases (confirmed_at) WHERE state = 1;
CREATE INDEX releases_by_time ON releases (confirmed_at, release_id);

-- Proposals that a person refused: not shown again before there is other evidence. Rows are added, never changed.
CREATE TABLE release_rejections (
  patient      bigint      NOT NULL REFERENCES patients ON DELETE CASCADE,
  rejection_id bigint      GENERATED ALWAYS AS IDENTITY,
  request_id   uuid        NOT NULL,
  evidence     text        NOT NULL,  -- which was refused: its digest
  rejected_by  text        NOT NULL,
  rejected_at  timestamptz NOT NULL,
  reason       text        NOT NULL,
  PRIMARY KEY (patient, rejection_id),
  UNIQUE (rejected_by, request_id)
);

GRANT SELECT, INSERT, DELETE ON releases, release_rejections TO observation;
GRANT UPDATE (state, refusal, settled_at, revoked_by, revoked_at, revoke_reason) ON releases TO observation;

-- Those who may be released one day: neither contacts nor who was released or died.
CREATE INDEX patients_to_release ON patients (area_code, patient) WHERE kind <> 3 AND status NOT IN (7, 8);

-- Who a certificate says that it is from, by area: {"area": "271004", "name": "大阪市保健所", "name_en": "Osaka City Public
-- Health Center"}; that of a prefecture for all in it. Where there is none it says the area's code. How long releases are
-- kept: as long as a case (registry.retention).
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('observation.certificates', 1, '-infinity', '{"kept_days": 1826, "issuers": []}', 'mimamori', 'mimamori');
