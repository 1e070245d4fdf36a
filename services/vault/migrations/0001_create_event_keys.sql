-- SPDX-License-Identifier: Apache-2.0
-- When an exposure event's matching key was first used and when the event ended. The key itself is a file; what it
-- matched is kept nowhere.
CREATE TABLE event_keys (
  event_id      uuid        PRIMARY KEY,
  first_used_at timestamptz NOT NULL,
  ended_at      timestamptz
);

GRANT SELECT, INSERT ON event_keys TO vault;
GRANT UPDATE (ended_at) ON event_keys TO vault;
