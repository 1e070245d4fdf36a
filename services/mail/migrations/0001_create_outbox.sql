-- SPDX-License-Identifier: Apache-2.0
-- What belongs together (an exposure event's mails), with the counts of its messages; the triggers below keep them, so
-- that a board's question costs one row whatever changed a message.
CREATE TABLE message_groups (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  caller       text        NOT NULL,
  name         text        NOT NULL CHECK (name <> ''),
  queued       bigint      NOT NULL DEFAULT 0 CHECK (queued >= 0),
  sent         bigint      NOT NULL DEFAULT 0 CHECK (sent >= 0),
  deferred     bigint      NOT NULL DEFAULT 0 CHECK (deferred >= 0),
  failed       bigint      NOT NULL DEFAULT 0 CHECK (failed >= 0),
  cancelled    bigint      NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
  cancelled_at timestamptz,           -- nothing of it leaves any more
  touched_at   timestamptz NOT NULL,  -- last enqueued or cancelled
  CONSTRAINT message_groups_name UNIQUE (caller, name)
);

-- One row a message. State: 1 queued, 2 sent, 3 deferred, 4 failed, 5 cancelled; 1 and 3 are tried (again).
-- A worker claims a message by moving next_at to the end of its lease: a claim whose worker died lapses by itself.
-- No foreign key on group_id: its check would cost more than the insert; groups go after their messages.
CREATE TABLE outbox (
  id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id       uuid        NOT NULL,
  caller           text        NOT NULL,
  request_id       uuid        NOT NULL,
  group_id         bigint,
  template         text        NOT NULL,
  priority         smallint    NOT NULL,  -- 0 awaited by a person, 1 alert
  state            smallint    NOT NULL CHECK (state BETWEEN 1 AND 5),
  attempts         integer     NOT NULL DEFAULT 0,
  created_at       timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL,
  next_at          timestamptz NOT NULL,
  worker           bigint,                   -- holder of the lease until next_at
  reason           text        NOT NULL DEFAULT '',
  settled_at       timestamptz,
  sealed_contact   bytea,
  permit           bytea,
  permit_signature bytea,
  parameters       bytea,                    -- encrypted under the key of key_day, bound to message_id
  key_day          date        NOT NULL,
  CONSTRAINT outbox_request UNIQUE (caller, request_id),
  -- What tells whom and what is there exactly as long as the message may leave.
  CONSTRAINT outbox_wiped CHECK (
    num_nulls(sealed_contact, permit, permit_signature, parameters) = CASE WHEN state IN (1, 3) THEN 0 ELSE 4 END),
  CONSTRAINT outbox_settled CHECK ((settled_at IS NULL) = (state IN (1, 3)))
) WITH (autovacuum_vacuum_scale_factor = 0.02);  -- wiped contents leave the pages soon

CREATE INDEX outbox_due ON outbox (priority, next_at) WHERE state IN (1, 3);
CREATE INDEX outbox_group ON outbox (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX outbox_settled_at ON outbox (settled_at) WHERE settled_at IS NOT NULL;

CREATE FUNCTION count_new_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE message_groups g
  SET queued = g.queued + n.queued, cancelled = g.cancelled + n.cancelled
  FROM (SELECT group_id, count(*) FILTER (WHERE state = 1) AS queued, count(*) FILTER (WHERE state = 5) AS cancelled
        FROM fresh WHERE group_id IS NOT NULL GROUP BY group_id) n
  WHERE g.id = n.group_id;
  RETURN NULL;
END $$;

CREATE FUNCTION count_changed_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE message_groups g
  SET queued = g.queued + n.queued, sent = g.sent + n.sent, deferred = g.deferred + n.deferred,
      failed = g.failed + n.failed, cancelled = g.cancelled + n.cancelled
  FROM (SELECT group_id, sum((a.state = 1)::int - (b.state = 1)::int) AS queued,
               sum((a.state = 2)::int - (b.state = 2)::int) AS sent,
               sum((a.state = 3)::int - (b.state = 3)::int) AS deferred,
               sum((a.state = 4)::int - (b.state = 4)::int) AS failed,
               sum((a.state = 5)::int - (b.state = 5)::int) AS cancelled
        FROM before b JOIN after a USING (id, group_id) WHERE a.state <> b.state GROUP BY group_id) n
  WHERE g.id = n.group_id;
  RETURN NULL;
END $$;

CREATE TRIGGER outbox_count_new AFTER INSERT ON outbox REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION count_new_messages();
CREATE TRIGGER outbox_count_changed AFTER UPDATE ON outbox REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION count_changed_messages();

-- Mails that strangers had sent, in fixed windows. Kind: 1 recipient an hour, 2 recipient a day, 3 domain an hour,
-- 4 all an hour. Keys are MACs that the callers made.
CREATE TABLE mail_quotas (
  kind         smallint    NOT NULL CHECK (kind BETWEEN 1 AND 4),
  key          bytea       NOT NULL,
  window_start timestamptz NOT NULL,
  mails        integer     NOT NULL CHECK (mails > 0),
  PRIMARY KEY (kind, key, window_start)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON message_groups, outbox, mail_quotas TO mail;
