-- SPDX-License-Identifier: Apache-2.0
-- A ring for the desks of hospitals and other facilities, which are written to for as long as these are there. In every version
-- there is, so that none of them lacks what the reader asks for.
UPDATE policies SET body = body || '{"seal_desk_days": 3650}'
WHERE name = 'vault.retention' AND NOT body ? 'seal_desk_days';
