-- SPDX-License-Identifier: Apache-2.0
-- Staff accounts. Passwords only as Argon2id strings, TOTP secrets only encrypted under a key that is not in here.
CREATE TABLE accounts (
  id             uuid        PRIMARY KEY,
  user_name      text        NOT NULL CONSTRAINT accounts_user_name_key UNIQUE
                             CHECK (user_name ~ '^[a-z0-9][a-z0-9._-]{2,63}$'),
  display_name   text        NOT NULL,
  roles          text[]      NOT NULL CHECK (cardinality(roles) > 0
                             AND roles <@ ARRAY['HEALTH_OFFICER', 'ADMINISTRATOR', 'AUDITOR']),
  areas          text[]      NOT NULL,
  organisation   text        NOT NULL,
  password_hash  text        NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  -- NULL only for a demo account.
  totp_secret    bytea,
  -- The newest 30-second step whose code was taken: an older or equal one is a replay.
  last_totp_step bigint      NOT NULL DEFAULT 0,
  demo           boolean     NOT NULL,
  created_at     timestamptz NOT NULL,
  -- From then on its sessions count no more.
  disabled_at    timestamptz,
  CONSTRAINT accounts_without_totp_are_demo CHECK (demo OR totp_secret IS NOT NULL)
);

-- One row, ever: who was made administrator by the command on the local socket.
CREATE TABLE first_administrator (
  sole       boolean     CONSTRAINT first_administrator_once PRIMARY KEY DEFAULT true CHECK (sole),
  account_id uuid        NOT NULL REFERENCES accounts (id),
  created_at timestamptz NOT NULL
);

-- Log-ins that failed or are being judged. `subject` is a MAC, of a typed user name or of a network: nothing that a
-- stranger typed can be read here.
CREATE TABLE log_in_attempts (
  id           uuid        NOT NULL,
  subject      bytea       NOT NULL CHECK (octet_length(subject) = 16),
  attempted_at timestamptz NOT NULL,
  PRIMARY KEY (id, subject)
);
CREATE INDEX log_in_attempts_by_subject ON log_in_attempts (subject, attempted_at);
CREATE INDEX log_in_attempts_by_time ON log_in_attempts (attempted_at);

GRANT SELECT, INSERT ON accounts TO identity;
GRANT UPDATE (password_hash, last_totp_step) ON accounts TO identity;
GRANT SELECT, INSERT ON first_administrator TO identity;
GRANT SELECT, INSERT, DELETE ON log_in_attempts TO identity;
