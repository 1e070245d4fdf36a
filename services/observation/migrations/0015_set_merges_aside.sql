-- SPDX-License-Identifier: Apache-2.0
-- Cases that are one person by what the registry told, where what was told of the duplicate can't be read: tried again until it
-- can, while those behind it go on. Until then the duplicate is watched as she was.
CREATE TABLE merges_set_aside (
  duplicate    uuid        PRIMARY KEY,
  stays        uuid        NOT NULL,
  set_aside_at timestamptz NOT NULL,
  tries        integer     NOT NULL DEFAULT 0,
  next_try_at  timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON merges_set_aside TO observation;
