-- SPDX-License-Identifier: Apache-2.0
-- Devices that report for a case, as the identity service binds them; here stands what this service believes of each. What a
-- device without trust tells may raise a tier, and calms nothing (privacy.md 21). One that is revoked tells nothing any more.
CREATE TABLE devices (
  device_id  text        PRIMARY KEY,  -- the subject of its caller tokens
  case_id    uuid        NOT NULL,
  trusted    boolean     NOT NULL,
  revoked    boolean     NOT NULL DEFAULT false
);
CREATE INDEX devices_by_case ON devices (case_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON devices TO observation;
