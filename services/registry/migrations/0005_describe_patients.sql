-- SPDX-License-Identifier: Apache-2.0
-- Who a case's patient is, as far as the house may know: no name, no birthday, no address. Numbers as in the protos.
ALTER TABLE cases
  ADD birth_year         smallint    CHECK (birth_year BETWEEN 1900 AND 2999),
  ADD sex                smallint    NOT NULL DEFAULT 0,
  ADD risk_factors       smallint[]  NOT NULL DEFAULT '{}',
  ADD language           text        NOT NULL DEFAULT 'ja',
  ADD time_zone          text        NOT NULL DEFAULT 'Asia/Tokyo',
  ADD route              smallint    NOT NULL DEFAULT 0,
  ADD reports_per_day    smallint    CHECK (reports_per_day IN (1, 2)),
  ADD plan_start         date,
  ADD plan_end           date,
  -- The person of her household who reports for her.
  ADD reporter_id        uuid        REFERENCES cases ON DELETE SET NULL,
  -- The call that sealed the contact last, when another one was sealed: a retry finds it.
  ADD contact_request_id uuid,
  ADD CONSTRAINT cases_plan_whole CHECK (
    (reports_per_day IS NULL) = (plan_start IS NULL) AND (reports_per_day IS NULL) = (plan_end IS NULL)
    AND plan_start <= plan_end),
  ADD CONSTRAINT cases_not_own_reporter CHECK (reporter_id <> id);
CREATE INDEX cases_by_reporter ON cases (reporter_id) WHERE reporter_id IS NOT NULL;
-- Risk factors go with the contact.
CREATE INDEX cases_with_risks ON cases (created_at) WHERE risk_factors <> '{}';
GRANT UPDATE (birth_year, sex, risk_factors, language, time_zone, route, reports_per_day, plan_start, plan_end, reporter_id,
              contact_request_id) ON cases TO registry;
