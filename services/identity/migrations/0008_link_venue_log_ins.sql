-- SPDX-License-Identifier: Apache-2.0
-- Links that open a venue operator's session in another browser. Every version there is of the policy gets their
-- lifetime, so that none of them lacks what the reader asks for.
ALTER TABLE links DROP CONSTRAINT links_purpose_check;
ALTER TABLE links ADD CONSTRAINT links_purpose_check
  CHECK (purpose IN ('VERIFY_ADDRESS', 'VENUE_REGISTRATION', 'STAFF_INVITATION', 'VENUE_LOG_IN'));

UPDATE policies SET body = body || '{"venue_log_in_minutes": 60}'
WHERE name = 'identity.links' AND NOT body ? 'venue_log_in_minutes';
