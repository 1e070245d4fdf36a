-- SPDX-License-Identifier: Apache-2.0
-- Which of a person's service days her mail was about, and what her contact was sealed for: so that a later exposure of the
-- same venue can have the vault match her, and leaves those days out. Nobody of before is matched.
ALTER TABLE recipients
  ADD contact_subject text   NOT NULL DEFAULT '',
  ADD service_days    text[] NOT NULL DEFAULT '{}';
CREATE INDEX exposures_by_venue ON exposures (venue_id, number) WHERE ended_at IS NULL;
