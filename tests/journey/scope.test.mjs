// SPDX-License-Identifier: Apache-2.0
// Who is not concerned sees nothing: what lies in another's area does not exist, what another role may do is refused, and
// no service answers whom its access option does not name.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { call } from './support/call.mjs';
import * as people from './support/people.mjs';
import { Town } from './support/town.mjs';

const password = 'correct horse battery 1';

describe('scope', { timeout: 900_000 }, () => {
  let town, venue, exposure, officer;

  before(async () => {
    town = await Town.start();
    town.createOfficer('osaka', '佐藤 美咲', password);
    town.createOfficer('osaka2', '鈴木 健', password);
    town.createOfficer('tokyo', '高橋 渉', password, { areas: ['130001'] });
    town.createOfficer('admin', '田中 恵', password, { roles: ['ADMINISTRATOR'] });
    town.createOfficer('auditor', '伊藤 静', password, { roles: ['AUDITOR'] });
    let code;
    ({ venue, code } = await people.openVenue(town, 'owner@scope.example.jp'));
    const noon = town.now();
    await people.visit(town, code, 'hanako@hanako.example.jp');
    await town.moveClock(1800);
    officer = await people.logIn(town, 'osaka', password);
    exposure = await people.declare(town, officer, venue.id, noon - 600e3, noon + 600e3);
  });
  after(() => town?.stop());

  // Status and reason; of a stream, those of the problem event with which it ends.
  function refusal({ status, json, text, headers }) {
    const problem = /event-stream/.test(headers['content-type']) ? JSON.parse(/^event: problem\ndata: (.*)$/m.exec(text)[1]) : json;
    return `${problem?.status ?? status} ${problem?.reason}`;
  }
  const cookiesOf = async (userName) => Object.fromEntries((await people.logIn(town, userName, password)).cookies);
  const window = () => ({ startTime: new Date(town.now() - 3600e3).toISOString(), endTime: new Date(town.now() - 60e3).toISOString() });

  // Every staff route that names an object: [method, path, body, reason when it is not in the caller's areas].
  const routes = () => [
    ['GET', `/v1/venues/${venue.id}`, undefined, 'VENUE_UNKNOWN'],
    ['GET', `/v1/cases/${exposure.caseId}`, undefined, 'CASE_UNKNOWN'],
    ['POST', '/v1/cases', { requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate: '2020-12-01' }, 'AREA_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:correct`, { version: 1, kind: 'CASE_KIND_CONFIRMED', reportDate: '2020-12-01' }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:withdraw`, { reason: '' }, 'CASE_UNKNOWN'],
    ['GET', `/v1/cases/${exposure.caseId}/places`, undefined, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}/places`, { requestId: people.newId(), venueId: venue.id, ...window() }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}/places/${people.newId()}:correct`, { version: 1, venueId: venue.id, ...window() }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}/places/${people.newId()}:withdraw`, {}, 'CASE_UNKNOWN'],
    ['POST', '/v1/exposures', { requestId: people.newId(), caseId: exposure.caseId, venueId: venue.id, level: 'LEVEL_CAUTION', ...window() }, 'VENUE_UNKNOWN'],
    ['GET', `/v1/exposures/${exposure.id}`, undefined, 'EXPOSURE_UNKNOWN'],
    ['GET', `/v1/exposures/${exposure.id}:preview`, undefined, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:approve`, { version: 1, reason: '' }, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:chooseLevel`, { version: 1, level: 'LEVEL_CLUSTER' }, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:cancel`, { reason: '' }, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:recall`, { reason: '' }, 'EXPOSURE_UNKNOWN'],
    ['GET', `/v1/exposures/${exposure.id}/progress`, undefined, 'EXPOSURE_UNKNOWN'],
  ];

  test('for an officer of another prefecture none of it exists', async (context) => {
    const cookies = await cookiesOf('tokyo');
    for (const [method, path, body, reason] of routes()) {
      await context.test(`${method} ${path.replace(/[0-9a-f-]{36}|[0-9A-Z]{8}/, '…')}`, async () => {
        const answer = await call(town, method, path, { body, cookies, door: 'staff' });
        assert.equal(refusal(answer), `404 ${reason}`, answer.text);
      });
    }
    for (const [path, list] of [['/v1/venues', 'venues'], ['/v1/cases', 'cases'], ['/v1/exposures', 'exposures']]) {
      const answer = await call(town, 'GET', path, { cookies, door: 'staff' });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.json[list] ?? [], [], path);
    }
  });

  for (const userName of ['admin', 'auditor']) {
    test(`${userName} may do none of an officer's work`, async () => {
      const cookies = await cookiesOf(userName);
      for (const [method, path, body] of [...routes(), ['GET', '/v1/venues'], ['GET', '/v1/cases'], ['GET', '/v1/exposures']]) {
        const answer = await call(town, method, path, { body, cookies, door: 'staff' });
        assert.equal(refusal(answer), '403 ACCESS_DENIED', `${method} ${path}: ${answer.text}`);
      }
      assert.equal((await call(town, 'GET', '/v1/me', { cookies, door: 'staff' })).status, 200);
    });
  }

  test('a session that was ended opens nothing', async () => {
    const cookies = await cookiesOf('osaka2');
    assert.equal((await call(town, 'GET', '/v1/me', { cookies, door: 'staff' })).status, 200);
    await call(town, 'POST', '/v1/sessions:end', { body: {}, cookies, door: 'staff' });
    assert.equal((await call(town, 'GET', '/v1/me', { cookies, door: 'staff' })).status, 401);
  });

  test('after all that the exposure is as it was', async () => {
    assert.equal((await officer.get(`/v1/exposures/${exposure.id}`)).version, exposure.version);
    assert.equal((await officer.get(`/v1/exposures/${exposure.id}:preview`)).recipients, 1);
  });

  test('no service answers anybody whom its access option does not name', async () => {
    const { stdout } = await town.as(town.serviceUser, join(town.programs, 'journey_access'),
      ['--caller-keys', town.callers, '--clock-file', join(town.data, 'clock'), '--sockets', town.sockets]);
    assert.match(stdout, /^[1-9]\d{2,} refused, 0 not$/m, stdout);
  });
});
