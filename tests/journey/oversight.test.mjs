// SPDX-License-Identifier: Apache-2.0
// Rules are changed by two people, each service says what it can work by, and an auditor sees who did what.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as people from './support/people.mjs';
import { databases, Town } from './support/town.mjs';

const password = 'correct horse battery 1';

describe('oversight', { timeout: 900_000 }, () => {
  let town, first, second, auditor;

  before(async () => {
    town = await Town.start();
    town.createOfficer('first', '田中 恵', password, { roles: ['ADMINISTRATOR'], areas: [] });
    town.createOfficer('second', '鈴木 健', password, { roles: ['ADMINISTRATOR'], areas: [] });
    town.createOfficer('osaka', '佐藤 美咲', password, { roles: ['ADMINISTRATOR'] });
    town.createOfficer('auditor', '伊藤 静', password, { roles: ['AUDITOR'], areas: [] });
    first = await people.logIn(town, 'first', password);
    second = await people.logIn(town, 'second', password);
  });
  after(() => town?.stop());
  const problem = (promise) => promise.then(() => 'nothing', (error) => error.message);
  const tomorrow = () => new Date(town.now() + 24 * 3600e3).toISOString();
  const proposal = (name, body) => ({ requestId: people.newId(), name, body, validFromTime: tomorrow() });

  test('every service reads again each policy that it shipped', async () => {
    let seen = 0;
    for (const service of databases) {
      const { policies = [] } = await first.get(`/v1/policies/${service}`);
      assert.equal(policies.length, await town.count(service, 'SELECT count(*) FROM policies'), service);
      for (const { name, body, inForce } of policies) {
        assert.ok(inForce, name);
        const proposed = await first.post(`/v1/policies/${service}`, proposal(name, body));
        assert.equal(proposed.version, 2, name);
        ++seen;
      }
    }
    assert.ok(seen >= 15, `${seen} policies`);
  });

  test('what a service could not work by is refused with its field', async () => {
    const answers = await Promise.all([
      ['visit', 'visit.retention', '{"days": 9000}'], ['vault', 'vault.retention', '{"zone": "Asia/Edo"}'],
      ['mail', 'mail.retries', '{"first_delay_seconds": 0}'], ['venue', 'venue.typical_stay', '{"food": 1}'],
      ['exposure', 'exposure.retention', '{}'], ['observation', 'observation.diary', '{"reports_an_hour": 1}'], ['identity', 'identity.staff', '{"totp_required": "yes"}'],
    ].map(([service, name, body]) => problem(first.post(`/v1/policies/${service}`, proposal(name, body)))));
    for (const [index, field] of ['days', 'zone', 'first_delay_seconds', 'food', 'days', 'reports_an_hour', 'totp_required'].entries()) {
      assert.match(answers[index], new RegExp(`^400 POLICY_MALFORMED .* body\\.${field}$`));
    }
    assert.match(await problem(first.get('/v1/policies/nobody')), /^404 SERVICE_UNKNOWN/);
  });

  test('another person approves, and the rule counts from its first moment', async () => {
    const { version } = await first.post('/v1/policies/identity', proposal('identity.sessions', '{"staff_hours": 1, "staff_idle_minutes": 60, "operator_days": 90}'));
    const path = '/v1/policies/identity/identity.sessions:approve';
    assert.match(await problem(first.post(path, { version })), /^400 SAME_PERSON/);
    assert.match(await problem((await people.logIn(town, 'osaka', password)).post(path, { version })), /^403 WHOLE_INSTALLATION_ONLY/);
    const approved = await second.post(path, { version });
    assert.ok(approved.approvedBy && approved.approvedBy !== approved.proposedBy);
    await town.moveClock(24 * 3600 + 60);
    const door = town.staffDoor();
    const { expireTime } = await door.post('/v1/sessions', { userName: 'first', password });
    assert.ok(Math.abs(Date.parse(expireTime) - town.now() - 3600e3) < 60e3, 'an hour');
  });

  test('an auditor finds who did it', async () => {
    auditor = await people.logIn(town, 'auditor', password);
    const { entries } = await auditor.get('/v1/audit/identity?object_type=policy&object_id=identity.sessions&action=identity.ApprovePolicy');
    assert.equal(entries.length, 1);
    assert.deepEqual(JSON.parse(entries[0].payload), { version: 3 });
    const again = await auditor.get('/v1/audit/identity?action=identity.ListAuditEntries');
    assert.equal(again.entries.length, 1, 'the search is an entry itself');
    for (const service of databases) assert.ok(await auditor.get(`/v1/audit/${service}`), service);
    const administrator = await people.logIn(town, 'second', password);
    assert.match(await problem(administrator.get('/v1/audit/identity')), /^403 ACCESS_DENIED/);
    assert.match(await problem(auditor.post('/v1/policies/visit', proposal('visit.retention', '{"days": 1}'))), /^403 ACCESS_DENIED/);
  });
});
