-- SPDX-License-Identifier: Apache-2.0
-- Venues, and the codes they had before. Business data; the one personal thing, the operator's address, is sealed.
CREATE TABLE venues (
  venue_id             bigint      PRIMARY KEY CHECK (venue_id >= 0 AND venue_id < 1099511627776),
  display_name         text        NOT NULL,
  address              text        NOT NULL,
  area_code            text        NOT NULL CHECK (area_code ~ '^[0-9]{6}$'),
  kind                 smallint    NOT NULL CHECK (kind BETWEEN 1 AND 5),
  time_zone            text        NOT NULL,
  seat_count           integer     NOT NULL CHECK (seat_count >= 0),
  floor_area_m2        integer     NOT NULL CHECK (floor_area_m2 >= 0),
  typical_stay_minutes integer     NOT NULL CHECK (typical_stay_minutes BETWEEN 15 AND 1425),
  code_epoch           integer     NOT NULL CHECK (code_epoch >= 1),
  typed_code           text        NOT NULL,
  -- Of the operator, sealed to ring "operator" with the registration's id as its subject; only vault opens it.
  sealed_contact       bytea       NOT NULL,
  registration_id      uuid        NOT NULL,
  created_at           timestamptz NOT NULL,
  -- One form for full and half width and for upper and lower case, so that people find what they type.
  search_text          text        NOT NULL GENERATED ALWAYS AS
                         (lower(normalize(display_name || ' ' || address, NFKC))) STORED,
  CONSTRAINT venues_typed_code UNIQUE (typed_code),
  CONSTRAINT venues_registration UNIQUE (registration_id)
);
-- Lists by name, with the number where names are alike. "C" orders by code point, everywhere alike.
CREATE INDEX venues_by_name ON venues (display_name COLLATE "C", venue_id);
CREATE INDEX venues_by_area ON venues (area_code, display_name COLLATE "C", venue_id);

-- One row for each time an operator asked for a new code: a retry finds it, and a typed code that was replaced is told
-- from one that never was.
CREATE TABLE code_replacements (
  venue_id           bigint      NOT NULL REFERENCES venues (venue_id),
  request_id         uuid        NOT NULL,
  code_epoch         integer     NOT NULL,
  retired_typed_code text        NOT NULL,
  replaced_at        timestamptz NOT NULL,
  PRIMARY KEY (venue_id, request_id),
  CONSTRAINT code_replacements_typed_code UNIQUE (retired_typed_code)
);

GRANT SELECT, INSERT ON venues TO venue;
GRANT UPDATE (code_epoch, typed_code) ON venues TO venue;
GRANT SELECT, INSERT ON code_replacements TO venue;
