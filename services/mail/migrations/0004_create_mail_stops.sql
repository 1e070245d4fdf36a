-- SPDX-License-Identifier: Apache-2.0
-- Addresses whose owners want no mail that others decide on: MACs under a key outside the database.
CREATE TABLE mail_stops (
  address_mac bytea       PRIMARY KEY CHECK (octet_length(address_mac) = 16),
  stopped_at  timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON mail_stops TO mail;
