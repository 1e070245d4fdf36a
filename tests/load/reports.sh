# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Durable reports a second through REST, each judged in the commit that keeps it, at 256 connections of as many patients, whose
# sessions the gateway knows, as it does of whoever has just opened the page; against pgbench's one-row inserts into a like
# table by 32 clients. Turn by turn; medians. Beside them on disk: PATIENTS patients (a million), a tenth of them on the
# worklist, and 30 days of REPORTS_A_DAY reports. Then, at rest: the worklist's first page through the staff door, the choice
# of reminders for a slot, and replay.

DEMO=true
CONNECTIONS=256
PATIENTS=${PATIENTS:-1000000}
REPORTS_A_DAY=${REPORTS_A_DAY:-200000}
MEASURED=(gateway_public identity observation postgres)

prepare() {
  start_servers
  need_space /var/tmp 12000 "a month of reports"
  start_town
  fill_house
  make_patients
  # So that the first measured second is like the others.
  report 3 >/dev/null
  make_baseline
}

observation_sql() { psql_as observation_owner observation "$@"; }

# As the service's own tables have it; nobody of these reports.
fill_house() {
  step "filling: $PATIENTS patients, 30 days of $REPORTS_A_DAY reports"
  observation_sql >/dev/null <<SQL
-- 130 municipalities of two prefectures, with their check digits.
INSERT INTO areas SELECT p || ((11 - (6 * substr(p, 1, 1)::int + 5 * substr(p, 2, 1)::int + 4 * substr(p, 3, 1)::int
                                       + 3 * substr(p, 4, 1)::int + 2 * substr(p, 5, 1)::int) % 11) % 10)::text
  FROM (SELECT (27100 + n)::text AS p FROM generate_series(0, 69) n UNION SELECT (13100 + n)::text FROM generate_series(0, 59) n) AS a;
INSERT INTO patients (case_id, number, area_code, kind, birth_year, risk_factors, onset, status, language, time_zone, has_contact,
                      high_risk, reports_per_day, plan_start, plan_end, plan_since)
  SELECT gen_random_uuid(), 'n' || n, (SELECT array_agg(area_code ORDER BY area_code) FROM areas)[1 + n % 130], 1,
         1950 + n % 60, n % 1000, current_date - 9, 3, 'ja', 'Asia/Tokyo', false, n % 10 = 0, 2, current_date - 8,
         current_date + 6, now() - interval '8 days' FROM generate_series(1, $PATIENTS) n;
-- All were spoken to: nobody's silence is put on the list meanwhile.
INSERT INTO standings (patient, memory, last_report, last_tier, symptomatic, last_contact)
  SELECT patient, decode(repeat('00', 140), 'hex'), now() - interval '24 hours' - (patient % 1000) * interval '1 minute',
         1 + (patient % 20 = 0)::int, patient % 7 = 0, now() FROM patients;
INSERT INTO work_items (patient, area_code, state, urgency, rung, opened, raised, contact_by, calm_reports, attempts, escalated,
                        version)
  SELECT patient, area_code, 1, 1 + patient % 4, 0, now(), now(), now() + (patient * 7919 % 1000) * interval '1 minute', 0, 0,
         false, 1 FROM patients WHERE patient % 10 = 3;
SELECT create_report_day(current_date - n) FROM generate_series(-1, 30) n;
INSERT INTO reports (day, patient, request_id, time, received, source, reported_by, doubtful_time, temperature, spo2, pulse,
                     respiratory_rate, oxygen, signs, symptoms, fever_reducer, scales, note, rules_version, tier, judgement)
  SELECT current_date - d, 1 + (n::bigint * 31 + d * 7) % $PATIENTS, gen_random_uuid(),
         (current_date - d)::timestamp AT TIME ZONE 'UTC' + (n % 86400) * interval '1 second',
         (current_date - d)::timestamp AT TIME ZONE 'UTC' + (n % 86400) * interval '1 second', 1, gen_random_uuid()::text, false,
         365 + n % 20, 93 + n % 8, 70, 16, false, 0, n % 8, false, 273, '', 1, 1, decode(repeat('00', 60), 'hex')
  FROM generate_series(1, 30) d, generate_series(1, $REPORTS_A_DAY) n;
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
  VALUES ('observation.diary', 2, now() - interval '1 day', '{"reports_an_hour": 1000}', 'load', 'test');
SQL
  administrate "$POSTGRES_SOCKETS" -d observation -c "VACUUM ANALYZE"
  run_job refresh_rules
}

run_job() {
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_ctl" --caller-keys "$SECRETS/callers" --service observation \
    --address "$(address_of observation)" --job "$1" >/dev/null || fail "The job $1 failed."
}

make_patients() {
  step "giving $CONNECTIONS patients a device each"
  "$NODE_FOLDER/node" "$LOAD/tools/patients.mjs" "$CONNECTIONS" "$DATA/cookies" >"$DATA/patients.sql" || fail "No patients."
  local database
  for database in identity observation; do
    sed -n "s/^$database //p" "$DATA/patients.sql" | psql_as "${database}_owner" "$database" >/dev/null
  done
}

# report SECONDS: prints the load generator's line. What is told is fine, of this moment.
report() {
  "$PROGRAMS/mimamori_load" http --target "$PUBLIC_LISTEN" --host "$PUBLIC_LISTEN" --origin "$PUBLIC_URL" --method POST \
    --path /v1/diary/reports --cookies "$DATA/cookies" --connections "$CONNECTIONS" --seconds "$1" \
    --body "{\"requestId\":\"{id}\",\"caseId\":\"{word}\",\"reportedTime\":\"$(date -u +%FT%TZ)\",\"answers\":{\"temperature\":36.6,\"spo2\":97,\"pulse\":72,\"respiratoryRate\":16,\"oxygen\":false,\"signsAsked\":true,\"symptomsAsked\":true,\"symptoms\":[\"SYMPTOM_COUGH\"],\"feverReducer\":false,\"food\":1,\"water\":1,\"urine\":1}}"
}

count_reports() { observation_sql -c "SELECT count(*) FROM reports r JOIN patients p USING (patient) WHERE p.number LIKE 'load-%'"; }

# A plain table with the columns and indexes of a day of reports and rows of the same size.
make_baseline() {
  local judgement_bytes
  judgement_bytes=$(observation_sql -c "SELECT round(avg(octet_length(judgement))) FROM reports r JOIN patients p USING (patient)
    WHERE p.number LIKE 'load-%'")
  observation_sql -c "CREATE TABLE baseline (LIKE reports INCLUDING ALL)" >/dev/null
  cat >"$DATA/baseline.sql" <<SQL
\set person random(1, 1000000)
INSERT INTO baseline (day, patient, request_id, time, received, source, reported_by, doubtful_time, temperature, spo2, pulse,
                      respiratory_rate, oxygen, signs, symptoms, fever_reducer, scales, note, rules_version, tier, judgement)
VALUES (current_date, :person, gen_random_uuid(), now(), now(), 1, '0192f0c1-0000-4000-8000-000000000001', false, 366, 97, 72,
        16, false, 0, 1, false, 273, '', 1, 1, '\x$(head -c "$judgement_bytes" /dev/zero | od -An -v -tx1 | tr -d ' \n')');
SQL
  chmod 644 "$DATA/baseline.sql"
}

measure() {
  local round before after line acked name parts rates=() baselines=() costs=() p99s=() all_acked=0 rows_before rows
  test_fsync
  rows_before=$(count_reports)
  for round in 1 2 3; do
    step "baseline $round: pgbench, 32 clients"
    baselines+=("$(pgbench_rate "$DATA/baseline.sql" 32 observation)")
    say "${baselines[-1]} inserts/s"
    if ((round == 3)); then break; fi
    step "load $round: $CONNECTIONS connections"
    quiet_postgres
    before=$(cpu_of "${MEASURED[@]}") parts=()
    for name in "${MEASURED[@]}"; do parts+=("$(cpu_of "$name")"); done
    line=$(report "$LOAD_SECONDS")
    after=$(cpu_of "${MEASURED[@]}")
    say "$line"
    [[ $(value_of refused "$line") == 0 && $(value_of broken "$line") == 0 ]] || fail "Some reports were refused; nothing is proved."
    acked=$(value_of acked "$line")
    all_acked=$((all_acked + acked))
    rates+=("$(value_of rate "$line")")
    p99s+=("$(value_of p99_ms "$line")")
    costs+=("$(ratio $((after - before)) "$acked")")
    for name in "${!MEASURED[@]}"; do
      parts[name]="${MEASURED[name]} $(ratio $(($(cpu_of "${MEASURED[name]}") - parts[name])) "$acked")"
    done
    say "CPU: ${costs[-1]} µs a report (${parts[*]})"
  done
  rows=$(($(count_reports) - rows_before))
  ((rows == all_acked)) || fail "Rows and acknowledgements differ."
  local rate baseline worklist reminders replayed
  worklist=$(open_worklist)
  say "the worklist's first page: p95 $worklist ms"
  reminders=$(choose_reminders)
  say "reminders of a slot: $reminders s"
  replayed=$(as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" replay --database "host=$POSTGRES_SOCKETS user=observation dbname=observation")
  say "replay: $replayed"
  rate=$(median "${rates[@]}")
  baseline=$(median "${baselines[@]}")
  say "RESULT reports rate=$rate pgbench=$baseline ratio=$(ratio "$rate" "$baseline") cpu_us=$(median "${costs[@]}") p99_ms=$(median "${p99s[@]}") worklist_p95_ms=$worklist reminder_s=$reminders replay_rate=$(value_of rate "$replayed")"
}

open_worklist() {
  STAFF_URL=$STAFF_URL STAFF_LISTEN=$STAFF_LISTEN IDENTITY=$PROGRAMS/identity ADMIN_SOCKET=$SOCKETS/identity.admin \
    "$NODE_FOLDER/node" "$LOAD/tools/worklist.mjs" 300 || fail "The worklist could not be opened."
}

# Has a slot be due by rule at this minute for everybody who is asked twice a day, and the service choose. Until then nobody
# can be mailed: reports are measured without reminders beside them.
choose_reminders() {
  local due hour start chosen
  hour=$(TZ=Asia/Tokyo date +%-H)
  # Before 04:00 it is still the day before.
  due=$(printf '%02d:%s' $((hour < 4 ? hour + 24 : hour)) "$(TZ=Asia/Tokyo date +%M)")
  # All can be mailed before any round is run by that rule: the service's own minute may come in between.
  observation_sql >/dev/null -c "UPDATE patients SET has_contact = true" -c "ANALYZE patients"
  observation_sql >/dev/null -c "INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
    SELECT name, 2, now() - interval '1 day', jsonb_set(body, '{twice}', CASE WHEN $hour BETWEEN 4 AND 14
      THEN '[{\"begins\": \"04:00\", \"due\": \"$due\"}, {\"begins\": \"15:00\", \"due\": \"20:00\"}]'::jsonb
      ELSE '[{\"begins\": \"04:00\", \"due\": \"10:00\"}, {\"begins\": \"15:00\", \"due\": \"$due\"}]'::jsonb END), 'load', 'test'
    FROM policies WHERE name = 'observation.monitoring'" -c "TRUNCATE reminder_batches, rounds"
  run_job refresh_rules
  start=$(date +%s%N)
  run_job choose_reminders
  start=$((($(date +%s%N) - start) / 1000000))
  chosen=$(observation_sql -c "SELECT COALESCE(sum(cardinality(patients)), 0) FROM reminder_batches")
  ((chosen >= PATIENTS / 4)) || fail "Only $chosen reminders were chosen."
  ratio "$start" 1000
}
