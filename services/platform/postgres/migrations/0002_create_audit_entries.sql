-- SPDX-License-Identifier: Apache-2.0
-- Who looked at, or changed, what (audit.hpp). The service may add and read, nothing else. A payload expires
-- (the owner sets it to NULL), its digest stays: sha256(salt || convert_to(payload::text, 'UTF8')).
CREATE TABLE audit_entries (
  sequence    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded_at timestamptz NOT NULL,
  actor       text        NOT NULL,
  action      text        NOT NULL,
  object_type text        NOT NULL,
  object_id   text        NOT NULL,
  area        text        NOT NULL,
  reason      text        NOT NULL,
  trace_id    text        NOT NULL,
  salt        bytea       NOT NULL CHECK (octet_length(salt) = 16),
  digest      bytea       NOT NULL CHECK (octet_length(digest) = 32),
  payload     jsonb       CONSTRAINT audit_entries_payload_object CHECK (jsonb_typeof(payload) = 'object')
);
CREATE INDEX audit_entries_object ON audit_entries (object_type, object_id, sequence);
CREATE INDEX audit_entries_recorded_at ON audit_entries (recorded_at);

REVOKE ALL ON audit_entries FROM PUBLIC;
GRANT SELECT, INSERT ON audit_entries TO ${service_role};
