-- SPDX-License-Identifier: Apache-2.0
-- For whom an item was put back on the list; she sees it first, and everybody may still take it.
ALTER TABLE work_items ADD COLUMN handed_to text;
CREATE INDEX work_items_handed ON work_items (handed_to) WHERE handed_to IS NOT NULL;
ALTER TABLE work_deeds ADD COLUMN done_to text;  -- of a hand-over to somebody
