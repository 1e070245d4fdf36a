-- SPDX-License-Identifier: Apache-2.0
-- How far this service has followed the changes of each service below (follower.hpp).
CREATE TABLE positions (
  source   text   PRIMARY KEY CHECK (source <> ''),
  sequence bigint NOT NULL CHECK (sequence >= 0)
);

GRANT SELECT, INSERT, UPDATE ON positions TO ${service_role};
