# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# What `recommend` and `assign` share: hospitals of one prefecture and people who wait, filled in by SQL.

DEMO=false
HOSPITALS=500

start_desk() {
  start_servers
  step "starting the processes"
  start_processes capacity admission # nobody else is asked for places
}

# fill_hospitals: spread over some sixty kilometres, half of the beds of each taken, told a minute ago.
fill_hospitals() {
  step "filling $HOSPITALS hospitals"
  psql_as capacity_owner capacity -c "
    INSERT INTO facilities (facility_id, kind, display_name, area_code, latitude, longitude, time_zone, accepting, capabilities,
                            phone, language, due_minutes, created_at, created_by, request_id)
    SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 1, 'Hospital ' || i, '271004',
           34400000 + i * 7919 % 500000, 135300000 + i * 104729 % 500000, 'Asia/Tokyo', i % 20 <> 0,
           CASE WHEN i % 3 = 0 THEN ARRAY['oxygen', 'dialysis'] ELSE ARRAY['oxygen'] END, '', 'ja', '{}', now(), 'load',
           gen_random_uuid()
    FROM generate_series(1, $HOSPITALS) AS i;
    INSERT INTO wards (facility_id, bed_class, licensed, physical, staffed, occupied, blocked, reported_at)
    SELECT facility_id, 'severe', 6, 6, 6, 3 + (row_number() OVER (ORDER BY facility_id)) % 4, 0, now() - interval '1 minute'
    FROM facilities;
    ANALYZE"
}

# fill_waiting COUNT: who waits, all over the prefecture.
fill_waiting() {
  step "filling $1 who wait"
  psql_as admission_owner admission -c "
    INSERT INTO admissions (admission_id, request_id, created_by, created_at, case_id, number, area_code, bed_class, capabilities,
                            urgency, points, parts, pool, origin_latitude, origin_longitude, state, version, state_since)
    SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, gen_random_uuid(), 'load', now(), gen_random_uuid(),
           '271004-2026-' || lpad(i::text, 6, '0'), '271004', 'severe',
           CASE WHEN i % 5 = 0 THEN ARRAY['dialysis'] ELSE ARRAY[]::text[] END, 1 + i % 3, i % 100, ARRAY[1, 1, i % 100], 1,
           3440 + i * 31 % 50, 13530 + i * 37 % 50, 1, 1, now()
    FROM generate_series(1, $1) AS i;
    ANALYZE"
}
