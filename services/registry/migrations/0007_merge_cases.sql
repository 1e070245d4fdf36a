-- SPDX-License-Identifier: Apache-2.0
-- A case that turned out to be another's double: it counts nowhere any more, and its number leads to the other one.
ALTER TABLE cases
  ADD merged_into    uuid   REFERENCES cases ON DELETE SET NULL,
  ADD merged_numbers text[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT cases_merged_are_withdrawn CHECK (merged_into IS NULL OR withdrawn_at IS NOT NULL),
  ADD CONSTRAINT cases_not_own_double CHECK (merged_into <> id);
CREATE INDEX cases_by_double ON cases (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX cases_by_merged_numbers ON cases USING gin (merged_numbers) WHERE merged_numbers <> '{}';
GRANT UPDATE (merged_into, merged_numbers) ON cases TO registry;
