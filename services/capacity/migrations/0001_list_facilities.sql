-- SPDX-License-Identifier: Apache-2.0
-- Where patients lie. A desk's number and address are an institution's, and its address is sealed.
CREATE TABLE facilities (
  facility_id     uuid        PRIMARY KEY,
  revision        integer     NOT NULL DEFAULT 1,
  kind            smallint    NOT NULL CHECK (kind IN (1, 2, 3)),  -- hospital, accommodation, care home
  display_name    text        NOT NULL,
  area_code       text        NOT NULL CHECK (area_code ~ '^[0-9]{6}$'),
  latitude        integer,  -- millionths of a degree
  longitude       integer,
  time_zone       text        NOT NULL,
  accepting       boolean     NOT NULL,
  capabilities    text[]      NOT NULL,
  phone           text        NOT NULL,
  organisation_id uuid,     -- identity's, whose staff report for it
  language        text        NOT NULL,
  due_minutes     smallint[]  NOT NULL,  -- of its own; none: as the policy says
  sealed_contact  bytea,    -- of the desk ring, bound to the facility's id
  created_at      timestamptz NOT NULL,
  -- The account that made it, and its call: a retry finds the first one.
  created_by      text        NOT NULL,
  request_id      uuid        NOT NULL,
  reported_at     timestamptz,           -- the moment that its latest report speaks of
  closed_at       timestamptz,
  CONSTRAINT facilities_request_key UNIQUE (created_by, request_id),
  CHECK ((latitude IS NULL) = (longitude IS NULL))
);
-- Two of one name in one town are one that was listed twice.
CREATE UNIQUE INDEX facilities_name_key ON facilities (area_code, display_name) WHERE closed_at IS NULL;
CREATE INDEX facilities_by_area ON facilities (area_code, display_name, facility_id);
CREATE INDEX facilities_by_organisation ON facilities (organisation_id) WHERE organisation_id IS NOT NULL;

-- The latest counts of each class of beds at each facility; a class that its facility does not tell of any more has none.
-- Whoever takes a bed locks its row: beds of one class at one facility are given out one after another.
CREATE TABLE wards (
  facility_id uuid        NOT NULL REFERENCES facilities,
  bed_class   text        NOT NULL,
  licensed    smallint,
  physical    smallint,
  staffed     smallint,
  occupied    smallint,
  blocked     smallint,
  able        jsonb       NOT NULL DEFAULT '{}',  -- staffed beds that can do something besides, by capability
  reported_at timestamptz NOT NULL,               -- the moment that the counts speak of
  report_id   uuid,
  PRIMARY KEY (facility_id, bed_class)
) WITH (fillfactor = 80);

-- What happened on each ward since its counts: live holds, and those that became stays. Nothing so far.
CREATE VIEW ward_since AS
  SELECT NULL::uuid AS facility_id, NULL::text AS bed_class, 0 AS held, 0 AS arrived WHERE false;

-- Tables of facilities that officers have imported: a retry makes nothing more. Nothing of the table itself stays.
CREATE TABLE facility_imports (
  caller       text        NOT NULL,
  request_id   uuid        NOT NULL,
  fingerprint  bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
  imported_at  timestamptz NOT NULL,
  facility_ids uuid[]      NOT NULL,  -- row by row: what the first call answered
  PRIMARY KEY (caller, request_id)
);

GRANT SELECT, INSERT, UPDATE ON facilities, wards TO capacity;
GRANT SELECT ON ward_since TO capacity;
GRANT SELECT, INSERT ON facility_imports TO capacity;

-- Osaka's classes; capabilities of the national registers. Codes stay, others are added.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('capacity.classes', 1, '-infinity',
   '{"classes": [{"code": "severe", "ja": "重症", "en": "Severe"},
                 {"code": "moderate", "ja": "軽症中等症", "en": "Mild and moderate"},
                 {"code": "rooms", "ja": "宿泊療養", "en": "Accommodation rooms"}],
     "capabilities": [{"code": "oxygen", "ja": "酸素投与", "en": "Oxygen"},
                      {"code": "niv", "ja": "NIV・高流量", "en": "NIV or high-flow oxygen"},
                      {"code": "ventilator", "ja": "人工呼吸器", "en": "Ventilator"},
                      {"code": "ecmo", "ja": "ECMO", "en": "ECMO"},
                      {"code": "dialysis", "ja": "透析", "en": "Dialysis"},
                      {"code": "maternity", "ja": "産科", "en": "Maternity"},
                      {"code": "paediatric", "ja": "小児科", "en": "Paediatric"},
                      {"code": "neonatal", "ja": "新生児", "en": "Neonatal"},
                      {"code": "psychiatric", "ja": "精神科", "en": "Psychiatric"},
                      {"code": "isolation", "ja": "陰圧・隔離", "en": "Isolation"}]}',
   'mimamori', 'mimamori');
