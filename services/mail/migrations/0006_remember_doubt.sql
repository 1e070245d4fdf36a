-- SPDX-License-Identifier: Apache-2.0
-- True once a message may have left without anybody hearing of it: its worker fell while it held it, or the connection broke
-- before the server's answer. Whoever was told something wrong must hear of it, in doubt as well.
ALTER TABLE outbox ADD COLUMN may_have_left boolean NOT NULL DEFAULT false;
