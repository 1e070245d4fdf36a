-- SPDX-License-Identifier: Apache-2.0
-- What operators edit, and the end of a venue. A binary that knows none of it leaves the columns alone.
ALTER TABLE venues
  -- Each edit adds one: an edit of an older revision is refused.
  ADD COLUMN revision                    integer     NOT NULL DEFAULT 1 CHECK (revision >= 1),
  ADD COLUMN automatic_check_out_minutes integer     NOT NULL DEFAULT 0
    CHECK (automatic_check_out_minutes = 0 OR automatic_check_out_minutes BETWEEN 15 AND 1425),
  ADD COLUMN capacity                    integer     NOT NULL DEFAULT 0 CHECK (capacity >= 0),
  -- Three lists side by side, in the order in which the links are shown.
  ADD COLUMN link_kinds                  smallint[]  NOT NULL DEFAULT '{}',
  ADD COLUMN link_labels                 text[]      NOT NULL DEFAULT '{}',
  ADD COLUMN link_urls                   text[]      NOT NULL DEFAULT '{}',
  ADD COLUMN listed                      boolean     NOT NULL DEFAULT false,
  -- Health officers need a deleted venue as long as somebody who was there may be warned.
  ADD COLUMN deleted_at                  timestamptz,
  -- MAC of the operator's address under a key outside the database, so that her log-in finds her venues. Empty: deleted,
  -- or registered before there were log-ins.
  ADD COLUMN operator_key                bytea       NOT NULL DEFAULT '' CHECK (octet_length(operator_key) IN (0, 16)),
  ADD CONSTRAINT venues_links CHECK (cardinality(link_kinds) <= 6 AND cardinality(link_kinds) = cardinality(link_labels)
                                     AND cardinality(link_kinds) = cardinality(link_urls));
ALTER TABLE registrations
  ADD COLUMN operator_key bytea NOT NULL DEFAULT '' CHECK (octet_length(operator_key) IN (0, 16));
CREATE INDEX venues_by_operator ON venues (operator_key, display_name COLLATE "C", venue_id) WHERE operator_key <> '';
CREATE INDEX venues_deleted ON venues (deleted_at) WHERE deleted_at IS NOT NULL;
ALTER TABLE code_replacements
  DROP CONSTRAINT code_replacements_venue_id_fkey,
  ADD CONSTRAINT code_replacements_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES venues (venue_id) ON DELETE CASCADE;

GRANT UPDATE (display_name, address, kind, seat_count, floor_area_m2, typical_stay_minutes, opening_hours, revision,
              automatic_check_out_minutes, capacity, link_kinds, link_labels, link_urls, listed, deleted_at, operator_key,
              sealed_contact) ON venues TO venue;
GRANT DELETE ON venues TO venue;

-- Operators who asked for a link, whether the address is a venue's or not. A row stays until its retries are over, so that
-- both kinds answer alike; what can reach or name anybody goes from it as soon as the mail is queued, or isn't.
CREATE TABLE log_ins (
  log_in_id          uuid        PRIMARY KEY,
  caller             text        NOT NULL,
  request_id         uuid        NOT NULL,
  fingerprint        bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
  operator_key       bytea       NOT NULL CHECK (octet_length(operator_key) = 16),
  sealed_contact     bytea       NOT NULL,
  mail_request_id    uuid        NOT NULL,
  quota_key          bytea       NOT NULL CHECK (octet_length(quota_key) = 16),
  domain_quota_key   bytea       NOT NULL CHECK (octet_length(domain_quota_key) = 16),
  attempts           integer     NOT NULL DEFAULT 0,
  -- Null: mailed, or nobody to mail to.
  next_attempt_at    timestamptz,
  created_at         timestamptz NOT NULL,
  expires_at         timestamptz NOT NULL,
  -- Set when the link is used.
  venue_id           bigint      REFERENCES venues (venue_id) ON DELETE CASCADE,
  confirm_request_id uuid,
  CONSTRAINT log_ins_request UNIQUE (caller, request_id),
  CONSTRAINT log_ins_confirmed CHECK ((venue_id IS NULL) = (confirm_request_id IS NULL))
);
CREATE INDEX log_ins_due ON log_ins (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX log_ins_by_expiry ON log_ins (expires_at);
GRANT SELECT, INSERT, DELETE ON log_ins TO venue;
GRANT UPDATE (sealed_contact, attempts, next_attempt_at, venue_id, confirm_request_id) ON log_ins TO venue;

-- Stays are kept for 28 days, and an exposure that was declared by then runs for some weeks more.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
VALUES ('venue.retention', 1, '-infinity', '{"deleted_days": 60}', 'mimamori', 'mimamori');
