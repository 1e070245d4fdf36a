// SPDX-License-Identifier: Apache-2.0
// What people did while the previous release ran, what must hold of it under this one, and the warning chain in between.
import assert from 'node:assert/strict';
import * as people from '../journey/support/people.mjs';
import { until } from '../journey/support/town.mjs';

const minute = 60;
const password = 'correct horse battery 1';
const at = (name) => `${name}@upgrade.example.jp`;
const secretOf = (link) => link.slice(link.lastIndexOf('/') + 1);

// What a browser or a sheet of paper kept of the previous release: plain data, so that it can be written to a file.
export async function liveBefore(town) {
  town.createOfficer('sato', '佐藤 美咲', password);
  town.createOfficer('suzuki', '鈴木 健', password);
  town.createOfficer('kyoto', '京都 花', password, { areas: ['261009'] });
  const { venue, code, door: operator } = await people.openVenue(town, at('owner'));
  const noon = town.now();
  const told = await people.visit(town, code, at('told'), 'en');
  const proposed = await people.visit(town, code, at('proposed'));
  const typed = await people.checkIn(town, code, at('typed'));
  const link = await town.mailedLink(at('typed'), '/confirm/');
  await town.moveClock(30 * minute);
  await told.post('/v1/check-ins:checkOut', {});
  await proposed.post('/v1/check-ins:checkOut', {});
  await town.moveClock(30 * minute);
  const waits = await people.visit(town, code, at('waits'), 'en');
  await town.moveClock(10 * minute);

  const sato = await people.logIn(town, 'sato', password);
  const suzuki = await people.logIn(town, 'suzuki', password);
  const sent = await people.declare(town, sato, venue.id, noon - 60e3, noon + 600e3, { patient: at('proposed') });
  await people.approve(suzuki, sent);
  await until(async () => (await people.alertsTo(town, at('told'))).length === 1, 'the first alert');
  const open = await people.declare(town, sato, venue.id, noon + 60e3, noon + 900e3, { level: 'LEVEL_CLUSTER' });
  // Approved, and the mails are still in the outbox when the upgrade comes.
  await town.stopProcess('mailbox');
  const queued = await people.declare(town, sato, venue.id, noon + 3600e3, noon + 3900e3);
  await people.approve(suzuki, queued);
  await until(async () => (await suzuki.get(`/v1/exposures/${queued.id}`)).state === 'STATE_DISPATCHED', 'the dispatch');
  return {
    noon, venue, code, token: secretOf(link), sent: sent.id, open: open.id, queued: queued.id, case: sent.caseId,
    cookies: Object.fromEntries(Object.entries({ operator, told, proposed, typed, waits, suzuki })
      .map(([name, door]) => [name, Object.fromEntries(door.cookies)])),
  };
}

const doorOf = (door, cookies) => Object.assign(door, { cookies: new Map(Object.entries(cookies)) });

// How many people each table of people's own words must still hold.
export async function counts(town) {
  const count = (database, table) => town.count(database, `SELECT count(*) FROM ${table}`);
  return {
    stays: await count('visit', 'stays'), venues: await count('venue', 'venues'), cases: await count('registry', 'cases'),
    exposures: await count('exposure', 'exposures'), recipients: await count('exposure', 'recipients'),
    accounts: await count('identity', 'accounts'), mails: await count('mail', 'outbox'),
  };
}

// While a process is replaced, calls that need it are answered 503 for a moment: the same request comes again.
const patient = (door) => ({
  get: (path) => people.patiently(() => door.get(path)),
  post: (path, body) => people.patiently(() => door.post(path, body)),
});
const patientOfficer = async (town, userName) => patient(await people.patiently(() => people.logIn(town, userName, password)));

// One visitor is warned from the first scan to the mail, by whatever releases run at the moment. `before`: done between her
// check-in and her first mail.
export async function warnOne(town, life, name, before = async () => {}) {
  const address = at(name);
  const arrived = town.now();
  const door = patient(await people.checkIn(town, life.code, address));
  await before();
  await people.confirm(town, door, address);
  await town.moveClock(10 * minute);
  await door.post('/v1/check-ins:checkOut', {});
  const [sato, suzuki] = [await patientOfficer(town, 'sato'), await patientOfficer(town, 'suzuki')];
  const exposure = await people.declare(town, sato, life.venue.id, arrived - 1000, town.now());
  assert.equal((await suzuki.get(`/v1/exposures/${exposure.id}:preview`)).recipients, 1);
  await people.approve(suzuki, exposure);
  await until(async () => (await people.alertsTo(town, address)).length > 0, `the alert to ${name}`);
  await town.moveClock(5 * minute);
  return { name, exposure: exposure.id };
}

// Everybody who was warned was warned once, and no dispatch is left undone.
export async function assertToldOnce(town, warned) {
  const suzuki = await patientOfficer(town, 'suzuki');
  for (const { name, exposure } of warned) {
    await until(async () => (await suzuki.get(`/v1/exposures/${exposure}`)).state === 'STATE_DISPATCHED', `${name}'s dispatch`);
    assert.equal((await people.alertsTo(town, at(name))).length, 1, name);
  }
  assert.equal(await town.count('mail', 'SELECT count(*) FROM outbox WHERE state NOT IN (1, 2, 3)'), 0, 'no mail was given up');
}

// A session of before, within its hour, goes on; whose organisation was a typed name may be put into one that there is now.
export async function staffAfter(town, life) {
  const suzuki = doorOf(town.staffDoor(), life.cookies.suzuki);
  const before = await suzuki.get('/v1/me');
  assert.deepEqual([before.organisation, before.organisationId], ['保健所', '']);
  town.createOfficer('chief', '田中 恵', password, { areas: [], roles: ['ADMINISTRATOR'] });
  const chief = await people.logIn(town, 'chief', password);
  const { id } = await chief.post('/v1/organisations', {
    requestId: people.newId(), kind: 'ORGANISATION_KIND_HEALTH_CENTRE', displayName: '大阪市保健所', areaCode: '271004',
  });
  await chief.post(`/v1/accounts/${before.id}:change`, {
    displayName: before.displayName, roles: before.roles, areaCodes: before.areaCodes, organisationId: id,
  });
  const now = await suzuki.get('/v1/me');
  assert.deepEqual(now, { ...before, organisation: '大阪市保健所', organisationId: id });
}

// Under this release alone: what was kept is there, works, and can do what is new. The mailbox is one that was started
// after liveBefore, and begins empty.
export async function liveAfter(town, life) {
  const alerts = async (name) => (await people.alertsTo(town, at(name))).length;

  // The mail that waited leaves, once.
  await until(async () => (await alerts('waits')) > 0, 'the mail that waited');
  assert.equal(await alerts('told'), 0, 'nobody is told again what she was told before');

  // The browsers of before.
  const operator = doorOf(town.publicDoor(), life.cookies.operator);
  assert.equal((await operator.get('/v1/venue')).displayName, life.venue.displayName);
  const proposed = doorOf(town.publicDoor(), life.cookies.proposed);
  assert.ok((await proposed.get('/v1/check-ins/current')).leaveTime);
  const open = doorOf(town.publicDoor(), life.cookies.waits);
  await open.post('/v1/check-ins:checkOut', {});

  // The mail of before confirms what was typed before.
  const unverified = () => town.count('visit', 'SELECT count(*) FROM stays WHERE NOT verified');
  assert.equal(await unverified(), 1);
  await town.publicDoor().post('/v1/addresses:confirm', { requestId: people.newId(), token: life.token });
  assert.equal(await unverified(), 0);

  // The proposal of before is approved by another officer, and finds the people of before.
  const suzuki = await people.logIn(town, 'suzuki', password);
  const patient = await suzuki.get(`/v1/cases/${life.case}`);
  assert.deepEqual([patient.id, patient.status, patient.timeZone, patient.birthYear], [life.case, 'CASE_STATUS_POSITIVE', 'Asia/Tokyo', 0]);
  const proposal = await suzuki.get(`/v1/exposures/${life.open}`);
  assert.equal(proposal.state, 'STATE_PROPOSED');
  const preview = await suzuki.get(`/v1/exposures/${life.open}:preview`);
  assert.equal(preview.recipients, 3);
  await people.approve(suzuki, proposal);
  for (const name of ['told', 'proposed', 'typed']) await until(async () => (await alerts(name)) > 0, `the alert to ${name}`);
  const kyoto = await people.logIn(town, 'kyoto', password);
  await assert.rejects(kyoto.get(`/v1/exposures/${life.open}`), ({ status }) => status === 404);

  // What is new works on what is old: the case of before gets a status; the code of before, and her own record with the questions of before.
  const statusDate = new Date(town.now() + 9 * 3600e3).toISOString().slice(0, 10);
  await suzuki.post(`/v1/cases/${life.case}:changeStatus`, { version: patient.version, status: 'CASE_STATUS_HOME', statusDate });
  const again = doorOf(town.publicDoor(), life.cookies.told);
  await again.post('/v1/check-ins', { requestId: people.timedId(town.now()), code: life.code });
  assert.equal((await again.get('/v1/check-ins/current')).verified, true, 'the proof of before still counts');
  const record = await openRecord(town, at('told'));
  assert.deepEqual(record.stays.map(({ verified }) => verified), [true, true]);
  assert.ok(record.questions.length >= 1);
  assert.ok(record.questions.every(({ forWarning }) => forWarning));
  await assertToldOnce(town, [{ name: 'waits', exposure: life.queued }, ...['told', 'proposed', 'typed'].map((name) => (
    { name, exposure: life.open }))]);
}

async function openRecord(town, emailAddress) {
  const door = town.publicDoor();
  await door.post('/v1/records:mailLink', { requestId: people.newId(), emailAddress });
  const link = await town.mailedLink(emailAddress, '/record/open/');
  await door.post('/v1/records:open', { requestId: people.newId(), token: secretOf(link) });
  return door.get('/v1/record');
}
