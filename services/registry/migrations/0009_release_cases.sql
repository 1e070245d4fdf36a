-- SPDX-License-Identifier: Apache-2.0
-- A status that another service decided with a person may be told again and again: by its request it is one row.
ALTER TABLE case_statuses ADD request_id uuid;
CREATE UNIQUE INDEX case_statuses_by_request ON case_statuses (request_id) WHERE request_id IS NOT NULL;
