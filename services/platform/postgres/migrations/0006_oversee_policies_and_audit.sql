-- SPDX-License-Identifier: Apache-2.0
-- Of the call that proposed a version, so that its retry gives the same one.
ALTER TABLE policies ADD COLUMN request_id uuid;
ALTER TABLE policies ADD CONSTRAINT policies_request_key UNIQUE (proposed_by, request_id);

-- An auditor looks for what one person did.
CREATE INDEX audit_entries_actor ON audit_entries (actor, sequence);
