-- SPDX-License-Identifier: Apache-2.0
-- Minutes that a visitor usually stays, by kind of venue: where an open stay is taken to end until it is checked out.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
VALUES ('venue.typical_stay', 1, '-infinity',
        '{"food": 90, "cluster_prone": 120, "indoor_leisure": 120, "hall": 150, "other": 60}', 'mimamori', 'mimamori');
