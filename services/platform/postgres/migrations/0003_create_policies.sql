-- SPDX-License-Identifier: Apache-2.0
-- Thresholds, windows, retention and texts as versioned data (policies.hpp). A service's own migrations ship version 1
-- of each of its policies:
--   INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
--   VALUES ('visit.retention', 1, '-infinity', '{"days": 28}', 'mimamori', 'mimamori');
CREATE TABLE policies (
  name        text        NOT NULL CHECK (name <> ''),
  version     integer     NOT NULL CHECK (version >= 1),
  valid_from  timestamptz NOT NULL,
  body        jsonb       NOT NULL CONSTRAINT policies_body_object CHECK (jsonb_typeof(body) = 'object'),
  proposed_by text        NOT NULL CHECK (proposed_by <> ''),
  approved_by text        CHECK (approved_by <> ''),  -- NULL while only proposed
  PRIMARY KEY (name, version),
  -- Only what is shipped (version 1) is proposed and approved by one hand.
  CONSTRAINT policies_two_persons CHECK (version = 1 OR approved_by <> proposed_by)
);

GRANT SELECT, INSERT ON policies TO ${service_role};
GRANT UPDATE (approved_by) ON policies TO ${service_role};
