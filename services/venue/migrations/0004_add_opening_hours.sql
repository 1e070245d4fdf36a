-- SPDX-License-Identifier: Apache-2.0
-- When a venue is open in a usual week: minutes from Monday's midnight, each opening followed by its closing, in order;
-- Sunday's night may end after the week does. Empty: not known. A binary that knows no hours leaves the column alone.
ALTER TABLE venues ADD COLUMN opening_hours integer[] NOT NULL DEFAULT '{}'
  CHECK (cardinality(opening_hours) % 2 = 0 AND cardinality(opening_hours) <= 56);
ALTER TABLE registrations ADD COLUMN opening_hours integer[] NOT NULL DEFAULT '{}'
  CHECK (cardinality(opening_hours) % 2 = 0 AND cardinality(opening_hours) <= 56);
