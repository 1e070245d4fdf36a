-- SPDX-License-Identifier: Apache-2.0
-- What staff work for. An account without one keeps the name that was typed for it.
CREATE TABLE organisations (
  id               uuid        PRIMARY KEY,
  kind             smallint    NOT NULL CHECK (kind BETWEEN 1 AND 4),
  display_name     text        NOT NULL,
  english_name     text        NOT NULL,
  area             text        NOT NULL CHECK (area ~ '^[0-9]{6}$'),
  -- Empty, or with its check digit verified.
  corporate_number text        NOT NULL CHECK (corporate_number ~ '^([0-9]{13})?$'),
  active_from      timestamptz NOT NULL,
  active_to        timestamptz NOT NULL,
  revision         integer     NOT NULL DEFAULT 1,
  created_at       timestamptz NOT NULL,
  -- Whose request made it, with what; a table's rows have none.
  created_by       uuid,
  request_id       uuid,
  fingerprint      bytea,
  CONSTRAINT organisations_name_key UNIQUE (area, display_name),
  CONSTRAINT organisations_request_key UNIQUE (created_by, request_id),
  CONSTRAINT organisations_period CHECK (active_from < active_to)
);
GRANT SELECT, INSERT ON organisations TO identity;
GRANT UPDATE (kind, display_name, english_name, corporate_number, active_from, active_to, revision) ON organisations TO identity;

ALTER TABLE accounts ADD COLUMN organisation_id uuid REFERENCES organisations (id);
CREATE INDEX accounts_by_organisation ON accounts (organisation_id) WHERE organisation_id IS NOT NULL;
GRANT UPDATE (organisation_id) ON accounts TO identity;
