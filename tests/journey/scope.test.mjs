// SPDX-License-Identifier: Apache-2.0
// Who is not concerned sees nothing: what lies in another's area does not exist, what another role may do is refused, and
// no service answers whom its access option does not name.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { call } from './support/call.mjs';
import * as people from './support/people.mjs';
import { Town, until } from './support/town.mjs';

const password = 'correct horse battery 1';

describe('scope', { timeout: 900_000 }, () => {
  let town, venue, code, exposure, officer, admission, facility;

  before(async () => {
    town = await Town.start();
    town.createOfficer('osaka', '佐藤 美咲', password);
    town.createOfficer('osaka2', '鈴木 健', password);
    town.createOfficer('tokyo', '高橋 渉', password, { areas: ['130001'] });
    town.createOfficer('admin', '田中 恵', password, { roles: ['ADMINISTRATOR'] });
    town.createOfficer('auditor', '伊藤 静', password, { roles: ['AUDITOR'] });
    ({ venue, code } = await people.openVenue(town, 'owner@scope.example.jp'));
    const noon = town.now();
    await people.visit(town, code, 'hanako@hanako.example.jp');
    await town.moveClock(1800);
    officer = await people.logIn(town, 'osaka', password);
    exposure = await people.declare(town, officer, venue.id, noon - 600e3, noon + 600e3);
    const today = new Date(town.now()).toISOString().slice(0, 10);
    await officer.post(`/v1/cases/${exposure.caseId}:planMonitoring`, {
      version: 1, plan: { reportsPerDay: 2, startDate: today, endDate: today } });
    await until(() => officer.get(`/v1/patients/${exposure.caseId}`).catch(() => null), 'a patient who is watched');
    admission = await officer.post('/v1/admissions', { requestId: people.newId(), caseId: exposure.caseId,
      needs: { bedClass: 'severe', urgency: 'URGENCY_URGENT' } });
    facility = await officer.post('/v1/facilities', {
      requestId: people.newId(), kind: 'FACILITY_KIND_HOSPITAL', areaCode: '271004', facts: { displayName: '見本病院' }, emailAddress: 'desk@scope.example.jp' });
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
    ['GET', `/v1/venues:describeCode?code=${code}`, undefined, 'CODE_UNKNOWN'],
    ['GET', `/v1/venues/${venue.id}/spaces`, undefined, 'VENUE_UNKNOWN'],
    ['GET', `/v1/venues/${venue.id}/events`, undefined, 'VENUE_UNKNOWN'],
    ['GET', `/v1/cases/${exposure.caseId}`, undefined, 'CASE_UNKNOWN'],
    ['POST', '/v1/cases', { requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate: '2020-12-01' }, 'AREA_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:correct`, { version: 1, kind: 'CASE_KIND_CONFIRMED', reportDate: '2020-12-01' }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:withdraw`, { reason: '' }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:correctPatient`, { version: 1, birthYear: 1961 }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:planMonitoring`, { version: 1 }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:replaceContact`, { requestId: people.newId(), version: 1, emailAddress: 'x@example.jp' }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:setReporter`, { version: 1 }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:merge`, { version: 1, duplicateId: people.newId(), duplicateVersion: 1 }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:changeStatus`, { version: 1, status: 'CASE_STATUS_HOME', statusDate: '2020-12-01' }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}:correctStatus`,
      { version: 1, status: 'CASE_STATUS_HOME', statusDate: '2020-12-01', reason: 'CORRECTION_REASON_TOLD_WRONGLY' }, 'CASE_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}/invitations`, { requestId: people.newId(), delivery: 'DELIVERY_PAPER' }, 'PATIENT_UNKNOWN'],
    ['GET', `/v1/patients/${exposure.caseId}/invitations`, undefined, 'PATIENT_UNKNOWN'],
    ['GET', `/v1/patients/${exposure.caseId}/invitations/${people.newId()}/code`, undefined, 'PATIENT_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}/invitations/${people.newId()}:revoke`, {}, 'PATIENT_UNKNOWN'],
    ['GET', `/v1/patients/${exposure.caseId}/devices`, undefined, 'PATIENT_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}/devices/${people.newId()}:confirm`, {}, 'PATIENT_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}/devices:revoke`, {}, 'PATIENT_UNKNOWN'],
    ['GET', `/v1/cases/${exposure.caseId}/statuses`, undefined, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}/consents`, { requestId: people.newId() }, 'CASE_UNKNOWN'],
    ['GET', `/v1/cases/${exposure.caseId}/places`, undefined, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}/places`, { requestId: people.newId(), venueId: venue.id, ...window() }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}/places/${people.newId()}:correct`, { version: 1, venueId: venue.id, ...window() }, 'CASE_UNKNOWN'],
    ['POST', `/v1/cases/${exposure.caseId}/places/${people.newId()}:withdraw`, {}, 'CASE_UNKNOWN'],
    ['POST', '/v1/exposures', { requestId: people.newId(), caseId: exposure.caseId, venueId: venue.id, level: 'LEVEL_CAUTION', ...window() }, 'VENUE_UNKNOWN'],
    ['GET', `/v1/exposures/${exposure.id}`, undefined, 'EXPOSURE_UNKNOWN'],
    ['GET', `/v1/exposures/${exposure.id}:preview`, undefined, 'EXPOSURE_UNKNOWN'],
    ['GET', `/v1/exposures/${exposure.id}:previewMails`, undefined, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:approve`, { version: 1, reason: '' }, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:chooseLevel`, { version: 1, level: 'LEVEL_CLUSTER' }, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:cancel`, { reason: '' }, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:recall`, { reason: '' }, 'EXPOSURE_UNKNOWN'],
    ['GET', `/v1/exposures/${exposure.id}:previewCorrection`, undefined, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:proposeCorrection`, { reason: '' }, 'EXPOSURE_UNKNOWN'],
    ['POST', `/v1/exposures/${exposure.id}:approveCorrection`, { version: 1 }, 'EXPOSURE_UNKNOWN'],
    ['GET', `/v1/exposures/${exposure.id}/progress`, undefined, 'EXPOSURE_UNKNOWN'],
    ['GET', `/v1/patients/${exposure.caseId}`, undefined, 'PATIENT_UNKNOWN'],
    ['GET', `/v1/patients/${exposure.caseId}/reports`, undefined, 'PATIENT_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}/reports`, { requestId: people.newId(), answers: { spo2: 97 } }, 'PATIENT_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}/reports/${people.newId()}:correct`, { requestId: people.newId(), answers: { spo2: 97 } }, 'PATIENT_UNKNOWN'],
    ['GET', `/v1/patients/${exposure.caseId}/release-proposal`, undefined, 'PATIENT_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}/releases`, { requestId: people.newId(), evidenceVersion: 'x' }, 'PATIENT_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}/release-rejections`, { requestId: people.newId(), evidenceVersion: 'x', reason: 'x' }, 'PATIENT_UNKNOWN'],
    ['GET', `/v1/releases/${people.newId()}/certificate`, undefined, 'RELEASE_UNKNOWN'],
    ['POST', `/v1/releases/${people.newId()}:revokeCertificate`, { reason: 'x' }, 'RELEASE_UNKNOWN'],
    ['GET', `/v1/patients/${exposure.caseId}/fhir`, undefined, 'PATIENT_UNKNOWN'],
    ['GET', '/v1/exports/line-list?areaCodes=271004', undefined, 'AREA_UNKNOWN'],
    ['GET', '/v1/exports/reports?areaCodes=271004&startTime=2020-11-01T00:00:00Z&endTime=2020-12-01T00:00:00Z', undefined, 'AREA_UNKNOWN'],
    ['POST', '/v1/rules:replay', { version: 1, areaCodes: ['271004'], ...window() }, 'AREA_UNKNOWN'],
    ['GET', `/v1/patients/${exposure.caseId}/reminder-hours`, undefined, 'PATIENT_UNKNOWN'],
    ['POST', `/v1/patients/${exposure.caseId}:setReminderHours`, { startHour: 9, endHour: 21 }, 'PATIENT_UNKNOWN'],
    ['GET', '/v1/colleagues?areaCode=271004', undefined, 'AREA_UNKNOWN'],
    ['GET', `/v1/worklist/${exposure.caseId}`, undefined, 'ITEM_UNKNOWN'],
    ['GET', `/v1/worklist/${exposure.caseId}/deeds`, undefined, 'ITEM_UNKNOWN'],
    ...['claim', 'handOver', 'contacted', 'notReached', 'escalate'].map((deed) =>
      ['POST', `/v1/worklist/${exposure.caseId}:${deed}`, { requestId: people.newId(), version: 1 }, 'ITEM_UNKNOWN']),
    ['POST', `/v1/worklist/${exposure.caseId}:snooze`, { requestId: people.newId(), version: 1, untilTime: new Date(town.now() + 600e3).toISOString() }, 'ITEM_UNKNOWN'],
    ['POST', `/v1/worklist/${exposure.caseId}:addNote`, { requestId: people.newId(), note: 'x' }, 'ITEM_UNKNOWN'],
    ['GET', `/v1/cases/${exposure.caseId}/admission-draft`, undefined, 'CASE_UNKNOWN'],
    ['POST', '/v1/admissions', { requestId: people.newId(), caseId: exposure.caseId, needs: { bedClass: 'severe', urgency: 'URGENCY_URGENT' } }, 'CASE_UNKNOWN'],
    ['GET', `/v1/admissions/${admission.id}`, undefined, 'ADMISSION_UNKNOWN'],
    ...['passToDesk', 'extendBed', 'admit', 'withdrawOffer', 'recommend'].map((deed) =>
      ['POST', `/v1/admissions/${admission.id}:${deed}`, deed === 'recommend' ? {} : { version: 1 }, 'ADMISSION_UNKNOWN']),
    ['POST', `/v1/admissions/${admission.id}:cancel`, { version: 1, reason: 'x' }, 'ADMISSION_UNKNOWN'],
    ['POST', `/v1/admissions/${admission.id}:discharge`, { version: 1, to: 'DISCHARGE_TO_HOME' }, 'ADMISSION_UNKNOWN'],
    ['POST', `/v1/admissions/${admission.id}/steps/${people.newId()}:retry`, {}, 'ADMISSION_UNKNOWN'],
    ['POST', `/v1/admissions/${admission.id}/offers`, { requestId: people.newId(), version: 1, decisionId: people.newId(), facilityId: people.newId() }, 'DECISION_UNKNOWN'],
    ['POST', `/v1/admissions/${admission.id}/transports`, { requestId: people.newId(), version: 1 }, 'ADMISSION_UNKNOWN'],
    ['POST', '/v1/admissions:assign', { admissionIds: [admission.id] }, 'ADMISSION_UNKNOWN'],
    ['GET', `/v1/decisions/${people.newId()}`, undefined, 'DECISION_UNKNOWN'],
    ['POST', `/v1/offers/${people.newId()}:accept`, {}, 'OFFER_UNKNOWN'],
    ['POST', `/v1/offers/${people.newId()}:decline`, { reason: 'x' }, 'OFFER_UNKNOWN'],
    ['POST', '/v1/travel-times:set', { areaCode: '271004', times: [] }, 'AREA_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}/reports`, { requestId: people.newId(), content: beds, toldByDesk: 'x' }, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}/measureReports`, { requestId: people.newId(), content: '', toldByDesk: 'x' }, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}/reports/${people.newId()}:correct`, { version: 1, content: beds, toldByDesk: 'x' }, 'FACILITY_UNKNOWN'],
    ['GET', `/v1/facilities/${facility.id}/reports`, undefined, 'FACILITY_UNKNOWN'],
    ['GET', `/v1/facilities/${facility.id}/reports/${people.newId()}/versions`, undefined, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}:setPlan`, { validFromDate: '2099-01-01' }, 'FACILITY_UNKNOWN'],
    ['GET', `/v1/facilities/${facility.id}/plan`, undefined, 'FACILITY_UNKNOWN'],
    ['POST', '/v1/bedPhases:set', { areaCode: '270008', phase: 1, validFromDate: '2099-01-01' }, 'AREA_UNKNOWN'],
    ['GET', `/v1/facilities/${facility.id}/holds`, undefined, 'FACILITY_UNKNOWN'],
    ['GET', `/v1/facilities/${facility.id}/stays`, undefined, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}/stays`, { requestId: people.newId(), bedId: people.newId() }, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}/stays/${people.newId()}:end`, { requestId: people.newId(), version: 1, end: 'STAY_END_DISCHARGED' }, 'FACILITY_UNKNOWN'],
    ['GET', `/v1/facilities/${facility.id}/beds`, undefined, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}/beds`, { requestId: people.newId(), bedClass: 'severe', displayNames: ['1'] }, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}/beds/${people.newId()}:retire`, {}, 'FACILITY_UNKNOWN'],
  ];
  // What firms alone do.
  const driverRoutes = ['take', 'setOut', 'arrive', 'giveBack'].map((deed) => ['POST', `/v1/transports/${people.newId()}:${deed}`, {}]);
  const beds = { classes: [{ bedClass: 'severe', counts: { staffed: 8, occupied: 5, blocked: 0 } }] };
  // What administrators may do as well.
  const sharedRoutes = () => [
    ['POST', '/v1/mail-texts:render', { template: 'alert-caution', areaCode: '271004' }, 'AREA_UNKNOWN'],
    ['POST', '/v1/facilities', { requestId: people.newId(), kind: 'FACILITY_KIND_HOSPITAL', areaCode: '271004', facts: { displayName: 'x' } }, 'AREA_UNKNOWN'],
    ['GET', `/v1/facilities/${facility.id}`, undefined, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}:change`, { revision: 1, facts: { displayName: 'x' } }, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}:setAccepting`, { revision: 1, accepting: true }, 'FACILITY_UNKNOWN'],
    ['POST', `/v1/facilities/${facility.id}:close`, { revision: 1 }, 'FACILITY_UNKNOWN'],
  ];

  // Staff routes that name no object of an area: the caller's own session and account, links (whose token is the right),
  // lists and the audit (below), public names, and what is the whole installation's (below and in the story `oversight`).
  const arealess = new Set(['POST /v1/sessions', 'POST /v1/sessions:end', 'GET /v1/me', 'POST /v1/me:replaceRecoveryCodes',
    'POST /v1/invitations:open', 'POST /v1/invitations:accept', 'GET /v1/areas', 'POST /v1/areas:import', 'GET /v1/organisations', 'POST /v1/organisations:import', 'GET /v1/venues',
    'GET /v1/cases', 'GET /v1/release-proposals', 'GET /v1/releases', 'GET /v1/rules', 'GET /v1/exposures', 'GET /v1/worklist', 'GET /v1/worklist:watch', 'GET /v1/holds:anomalies',
    'GET /v1/admissions', 'GET /v1/offers', 'GET /v1/transports',
    'GET /v1/accounts', 'GET /v1/policies/{service}', 'POST /v1/policies/{service}',
    'GET /v1/facilities', 'POST /v1/facilities:import', 'POST /v1/facilities:importReports', 'GET /v1/bedClasses', 'GET /v1/bedFigures', 'GET /v1/board', 'GET /v1/board:watch',
    'POST /v1/policies/{service}/{name}:approve', 'GET /v1/audit/{service}', 'POST /v1/venues:import', 'POST /v1/cases:import', 'GET /v1/dead-letters',
    'GET /v1/dead-letter-counts', 'POST /v1/dead-letters/{messageId}:retry', 'POST /v1/dead-letters:retry', 'GET /v1/mail-statistics']);

  const organisation = { kind: 'ORGANISATION_KIND_HOSPITAL', displayName: '見本病院' };
  const accountRoutes = (id, organisationId = people.newId()) => [
    ['POST', '/v1/organisations', { requestId: people.newId(), ...organisation, areaCode: '271004' }, 'AREA_UNKNOWN'],
    ['GET', `/v1/organisations/${organisationId}`, undefined, 'ORGANISATION_UNKNOWN'],
    ['POST', `/v1/organisations/${organisationId}:change`, { revision: 1, ...organisation }, 'ORGANISATION_UNKNOWN'],
    ['POST', '/v1/accounts', { requestId: people.newId(), emailAddress: 'x@example.jp', language: 'ja', userName: 'x.x', displayName: 'x',
      roles: ['ROLE_HEALTH_OFFICER'], areaCodes: ['271004'], organisation: 'x' }, 'AREA_UNKNOWN'],
    ['GET', `/v1/accounts/${id}`, undefined, 'ACCOUNT_UNKNOWN'],
    ['POST', `/v1/accounts/${id}:change`, { displayName: 'x', roles: ['ROLE_AUDITOR'], areaCodes: ['131016'], organisation: 'x' }, 'ACCOUNT_UNKNOWN'],
    ['POST', `/v1/accounts/${id}:disable`, { reason: '' }, 'ACCOUNT_UNKNOWN'],
    ['POST', `/v1/accounts/${id}:reinvite`, { requestId: people.newId(), emailAddress: 'x@example.jp', language: 'ja' }, 'ACCOUNT_UNKNOWN'],
  ];
  const shapeOf = (method, path) => `${method} ${path.replace(/\?.*|[0-9a-f-]{36}|(?<=venues\/)[0-9A-Z]{8}/g, (part) => (part.startsWith('?') ? '' : '{}'))}`;

  test('every staff route is either tried from a foreign area or names nothing of one', async () => {
    const { json } = await call(town, 'GET', '/openapi.json', { door: 'staff' });
    const tried = new Set([...routes(), ...sharedRoutes(), ...driverRoutes, ...accountRoutes(people.newId())].map(([method, path]) => shapeOf(method, path)));
    const all = Object.entries(json.paths).flatMap(([path, methods]) => Object.keys(methods).map((name) => `${name.toUpperCase()} ${path}`));
    const shapes = all.map((route) => (arealess.has(route) ? route : route.replace(/\{[^}]*\}/g, '{}')));
    assert.deepEqual([...shapes].sort(), [...arealess, ...tried].sort());
  });

  test('for an administrator of another prefecture no account of here exists', async () => {
    town.createOfficer('tokyoadmin', '小林 誠', password, { roles: ['ADMINISTRATOR'], areas: ['130001'] });
    const osaka = town.staffDoor();
    await osaka.post('/v1/sessions', { userName: 'osaka', password });
    const { id } = await osaka.get('/v1/me');
    const cookies = await cookiesOf('tokyoadmin');
    const chief = await cookiesOf('admin');
    const made = await call(town, 'POST', '/v1/organisations', {
      body: { requestId: people.newId(), ...organisation, areaCode: '271004' }, cookies: chief, door: 'staff' });
    assert.equal(made.status, 200, made.text);
    for (const [method, path, body, reason] of [...accountRoutes(id, made.json.id), ...sharedRoutes()]) {
      const answer = await call(town, method, path, { body, cookies, door: 'staff' });
      assert.equal(refusal(answer), `404 ${reason}`, `${method} ${path}: ${answer.text}`);
    }
    assert.deepEqual((await call(town, 'GET', '/v1/organisations', { cookies, door: 'staff' })).json.organisations ?? [], []);
    const { accounts } = (await call(town, 'GET', '/v1/accounts', { cookies, door: 'staff' })).json;
    assert.deepEqual(accounts.map(({ account }) => account.userName), ['tokyo', 'tokyoadmin']);
    const proposal = { requestId: people.newId(), name: 'visit.retention', body: '{"days": 28}', validFromTime: '2099-01-01T00:00:00Z' };
    for (const [path, body] of [['/v1/areas:import', { content: Buffer.from('code,prefecture,name\n270008,大阪府,\n').toString('base64') }], ['/v1/policies/visit', proposal],
      ['/v1/organisations:import', { content: Buffer.from('kind,name,area_code\nhospital,x,131016\n').toString('base64') }],
      ['/v1/policies/visit/visit.retention:approve', { version: 1 }], [`/v1/dead-letters/${people.newId()}:retry`, {}],
      ['/v1/dead-letters:retry', {}]]) {
      const answer = await call(town, 'POST', path, { body, cookies, door: 'staff' });
      assert.equal(refusal(answer), '403 WHOLE_INSTALLATION_ONLY', `${path}: ${answer.text}`);
    }
    for (const path of ['/v1/dead-letters', '/v1/dead-letter-counts', '/v1/mail-statistics']) {
      const answer = await call(town, 'GET', path, { cookies, door: 'staff' });
      assert.equal(refusal(answer), '403 WHOLE_INSTALLATION_ONLY', `${path}: ${answer.text}`);
    }
    for (const userName of ['osaka', 'auditor']) {
      const unlisted = await cookiesOf(userName);
      for (const [method, path, body] of [...accountRoutes(id), ['GET', '/v1/accounts'], ['GET', '/v1/organisations'],
        ['POST', '/v1/areas:import', { content: '' }], ['POST', '/v1/organisations:import', { content: '' }]]) {
        const answer = await call(town, method, path, { body, cookies: unlisted, door: 'staff' });
        assert.equal(refusal(answer), '403 ACCESS_DENIED', `${method} ${path}: ${answer.text}`);
      }
    }
  });

  test('for an officer of another prefecture none of it exists', async (context) => {
    const cookies = await cookiesOf('tokyo');
    for (const [method, path, body, reason] of [...routes(), ...sharedRoutes()]) {
      await context.test(`${method} ${path.replace(/[0-9a-f-]{36}|[0-9A-Z]{8}/, '…')}`, async () => {
        const answer = await call(town, method, path, { body, cookies, door: 'staff' });
        assert.equal(refusal(answer), `404 ${reason}`, answer.text);
      });
    }
    for (const [method, path, body] of driverRoutes) {
      const answer = await call(town, method, path, { body, cookies, door: 'staff' });
      assert.equal(refusal(answer), '403 ACCESS_DENIED', `${method} ${path}: ${answer.text}`);
    }
    for (const [path, list] of [['/v1/venues', 'venues'], ['/v1/cases', 'cases'], ['/v1/exposures', 'exposures'], ['/v1/worklist', 'items'], ['/v1/facilities', 'facilities'],
      ['/v1/board', 'entries'], ['/v1/admissions', 'admissions'], ['/v1/transports', 'transports']]) {
      const answer = await call(town, 'GET', path, { cookies, door: 'staff' });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.json[list] ?? [], [], path);
    }
  });

  test('nobody makes venues in an area of others', async () => {
    const table = 'display_name,address,area_code,kind,email_address\nx,x,271004,food,x@example.jp\n';
    const body = { requestId: people.newId(), content: Buffer.from(table).toString('base64') };
    const answer = await call(town, 'POST', '/v1/venues:import', { body, cookies: await cookiesOf('tokyo'), door: 'staff' });
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /AREA_NOT_SERVED/);
  });

  test('nobody records cases in an area of others', async () => {
    const table = 'kind,area_code,report_date\nconfirmed,271004,2020-12-01\n';
    const body = { requestId: people.newId(), content: Buffer.from(table).toString('base64') };
    const answer = await call(town, 'POST', '/v1/cases:import', { body, cookies: await cookiesOf('tokyo'), door: 'staff' });
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /AREA_UNKNOWN/);
  });

  test('an auditor of another prefecture finds nothing of what was done here', async () => {
    town.createOfficer('tokyoaudit', '山本 翔', password, { roles: ['AUDITOR'], areas: ['130001'] });
    const found = async (userName) => {
      const answer = await call(town, 'GET', '/v1/audit/registry?action=registry.CreateCase', { cookies: await cookiesOf(userName), door: 'staff' });
      assert.equal(answer.status, 200, answer.text);
      return (answer.json.entries ?? []).map((entry) => entry.areaCode);
    };
    assert.deepEqual(await found('auditor'), ['271004']);
    assert.deepEqual(await found('tokyoaudit'), []);
  });

  for (const userName of ['admin', 'auditor']) {
    test(`${userName} may do none of an officer's work`, async () => {
      const cookies = await cookiesOf(userName);
      for (const [method, path, body] of [...routes(), ...(userName === 'auditor' ? sharedRoutes() : []), ['GET', '/v1/board'], ['GET', '/v1/board:watch'], ['GET', '/v1/bedFigures'], ['GET', '/v1/venues'], ['GET', '/v1/cases'], ['GET', '/v1/exposures'],
        ['GET', '/v1/worklist'], ['GET', '/v1/worklist:watch'],
        ...driverRoutes, ['GET', '/v1/admissions'], ['GET', '/v1/offers'], ['GET', '/v1/transports']]) {
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
