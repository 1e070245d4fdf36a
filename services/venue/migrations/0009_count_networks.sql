-- SPDX-License-Identifier: Apache-2.0
-- By which mail counts the mails of one network: a MAC that holds for the hour, empty where no network is known.
ALTER TABLE registration_mails
  ADD COLUMN network_quota_key bytea NOT NULL DEFAULT '' CHECK (octet_length(network_quota_key) IN (0, 16));
ALTER TABLE log_ins
  ADD COLUMN network_quota_key bytea NOT NULL DEFAULT '' CHECK (octet_length(network_quota_key) IN (0, 16));
GRANT UPDATE (network_quota_key) ON log_ins TO venue;
