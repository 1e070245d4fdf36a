-- SPDX-License-Identifier: Apache-2.0
-- Links that were given to patients; the link itself can be made again from the id and a key that is not in here.
CREATE TABLE invitations (
  invitation_id uuid        PRIMARY KEY,
  case_id       uuid        NOT NULL,
  invited_by    text        NOT NULL,  -- account
  request_id    uuid        NOT NULL,
  by_mail       boolean     NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  revoked_at    timestamptz,           -- by an officer, or by a later one
  CONSTRAINT invitations_request_key UNIQUE (invited_by, request_id)
);
CREATE INDEX invitations_by_case ON invitations (case_id, created_at DESC, invitation_id DESC);

-- To be mailed; a row goes when mail has taken the message. The address is the registry's, and asked for when it leaves.
CREATE TABLE invitation_mails (
  invitation_id   uuid        PRIMARY KEY REFERENCES invitations ON DELETE CASCADE,
  mail_request_id uuid        NOT NULL,
  attempts        integer     NOT NULL DEFAULT 0,
  -- Not tried before; a replica that claims a row moves it ahead, so that nobody else does until then.
  next_attempt_at timestamptz NOT NULL
);
CREATE INDEX invitation_mails_due ON invitation_mails (next_attempt_at);

-- How a device came to be, and how it ended. One link binds one device.
CREATE TABLE bindings (
  device_id     text        PRIMARY KEY REFERENCES devices ON DELETE CASCADE,
  case_id       uuid        NOT NULL,
  invitation_id uuid        NOT NULL CONSTRAINT bindings_invitation_key UNIQUE,
  bound_at      timestamptz NOT NULL,
  -- Since then the identity service has no session of it any more.
  ended_at      timestamptz
);
CREATE INDEX bindings_by_case ON bindings (case_id, bound_at DESC, device_id DESC);
CREATE INDEX bindings_open ON bindings (device_id) WHERE ended_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON invitations, invitation_mails, bindings TO observation;

INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  -- A device ends when the plan has been over for so many days everywhere on earth.
  ('observation.devices', 1, '-infinity', '{"days_after_plan": 2}', 'mimamori', 'mimamori');
