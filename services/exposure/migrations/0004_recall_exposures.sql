-- SPDX-License-Identifier: Apache-2.0
-- State 5: recalled. The mails are taken back by mail; until it has confirmed that, the dispatcher asks again.
ALTER TABLE exposures ADD recalled_by text, ADD recalled_at timestamptz, ADD recall_settled_at timestamptz;
CREATE INDEX exposures_recalling ON exposures (number) WHERE state = 5 AND recall_settled_at IS NULL;
