// SPDX-License-Identifier: Apache-2.0
// patients.mjs COUNT FILE: patients, each with a device and its session. Writes to FILE a line for each: the Cookie header's
// value, a tab, the case; prints SQL for the databases, lines that begin with "identity " or "observation ".
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const [count, file] = [Number(process.argv[2]), process.argv[3]];
const [lines, sessions, patients, devices] = [[], [], [], []];
for (let i = 0; i < count; i++) {
  const [token, device, patient] = [randomBytes(16), randomUUID(), randomUUID()];
  lines.push(`diary=${token.toString('base64url')}\t${patient}`);
  sessions.push(`('\\x${createHash('sha256').update(token).digest('hex')}', '${device}', '${patient}', now(), now(), now() + interval '30 days')`);
  patients.push(`('${patient}', 'load-${i}')`);
  devices.push(`('${device}', '${patient}', true)`);
}
writeFileSync(file, `${lines.join('\n')}\n`);
console.log(`identity INSERT INTO sessions (token_hash, id, case_id, created_at, last_seen_at, expires_at) VALUES ${sessions.join(', ')};`);
console.log(`observation INSERT INTO patients (case_id, number, area_code, kind, birth_year, risk_factors, status, language, time_zone,
  has_contact, high_risk, reports_per_day, plan_start, plan_end, plan_since)
  SELECT id::uuid, number, '271004', 1, 1986, 0, 3, 'ja', 'Asia/Tokyo', false, false, 2, current_date - 1, current_date + 9, now()
  FROM (VALUES ${patients.join(', ')}) AS n(id, number);`.replaceAll('\n', ' '));
console.log("observation INSERT INTO standings (patient, memory) SELECT patient, '\\x' FROM patients WHERE number LIKE 'load-%';");
console.log(`observation INSERT INTO devices (device_id, case_id, trusted) VALUES ${devices.join(', ')};`);
