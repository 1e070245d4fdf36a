-- SPDX-License-Identifier: Apache-2.0
-- Staff are invited by mail: until she accepts, an account has neither password nor second factor.
ALTER TABLE accounts ALTER COLUMN password_hash DROP NOT NULL;
-- Whether a second factor is required is the policy's to say (identity.staff).
ALTER TABLE accounts DROP CONSTRAINT accounts_without_totp_are_demo;
-- The invitation that may still be accepted; any other link of hers is void.
ALTER TABLE accounts ADD COLUMN invitation_id uuid;
-- The request that replaced the recovery codes last: a retry of it changes nothing.
ALTER TABLE accounts ADD COLUMN recovery_request_id uuid;
ALTER TABLE accounts ADD CONSTRAINT accounts_in_one_state
  CHECK (password_hash IS NOT NULL OR invitation_id IS NOT NULL OR disabled_at IS NOT NULL);

GRANT UPDATE (display_name, roles, areas, organisation, totp_secret, invitation_id, recovery_request_id, disabled_at)
  ON accounts TO identity;

CREATE TABLE invitations (
  id          uuid        PRIMARY KEY,
  account_id  uuid        NOT NULL REFERENCES accounts (id),
  -- The administrator and her request; the fingerprint is a MAC of what she asked for.
  invited_by  uuid        NOT NULL,
  request_id  uuid        NOT NULL,
  fingerprint bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
  -- What the authenticator is given, encrypted as in accounts.
  totp_secret bytea       NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  CONSTRAINT invitations_request_key UNIQUE (invited_by, request_id)
);
CREATE INDEX invitations_by_account ON invitations (account_id);
CREATE INDEX invitations_by_expiry ON invitations (expires_at);
GRANT SELECT, INSERT, DELETE ON invitations TO identity;

-- Invitations to be mailed; a row goes when mail has taken the message, and the sealed address with it.
CREATE TABLE invitation_mails (
  invitation_id   uuid        PRIMARY KEY REFERENCES invitations (id) ON DELETE CASCADE,
  mail_request_id uuid        NOT NULL,
  sealed_contact  bytea       NOT NULL,
  attempts        integer     NOT NULL DEFAULT 0,
  -- Not tried before; a replica that claims a row moves it ahead, so that nobody else does until then.
  next_attempt_at timestamptz NOT NULL
);
CREATE INDEX invitation_mails_due ON invitation_mails (next_attempt_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON invitation_mails TO identity;

-- MACs under a key that is not in here; a code goes when it is used.
CREATE TABLE recovery_codes (
  account_id uuid  NOT NULL REFERENCES accounts (id),
  code_mac   bytea NOT NULL CHECK (octet_length(code_mac) = 16),
  PRIMARY KEY (account_id, code_mac)
);
GRANT SELECT, INSERT, DELETE ON recovery_codes TO identity;

ALTER TABLE links DROP CONSTRAINT links_purpose_check;
ALTER TABLE links ADD CONSTRAINT links_purpose_check
  CHECK (purpose IN ('VERIFY_ADDRESS', 'VENUE_REGISTRATION', 'STAFF_INVITATION'));

CREATE INDEX sessions_by_account ON sessions (account_id);

INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('identity.staff', 1, '-infinity', '{"totp_required": true, "invitation_hours": 72}', 'mimamori', 'mimamori');
