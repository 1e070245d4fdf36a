-- SPDX-License-Identifier: Apache-2.0
-- The correction of a recalled exposure: proposed by one person, approved by another, then mailed to those whose alert left.
ALTER TABLE exposures
  ADD correction_by          text,
  ADD correction_at          timestamptz,
  ADD correction_approved_by text,
  ADD correction_approved_at timestamptz,
  ADD corrected_at           timestamptz,
  ADD corrections            integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT exposures_correction_by_two CHECK (correction_approved_by <> correction_by),
  ADD CONSTRAINT exposures_correction_proposed CHECK (correction_approved_by IS NULL OR correction_by IS NOT NULL);
CREATE INDEX exposures_correcting ON exposures (number)
  WHERE correction_approved_by IS NOT NULL AND corrected_at IS NULL AND ended_at IS NULL;

-- NULL: not known yet whether her alert left. 0: it did not. 1: it did or may have, a correction is due. 2: it is queued.
ALTER TABLE recipients ADD correction smallint CHECK (correction BETWEEN 0 AND 2);
