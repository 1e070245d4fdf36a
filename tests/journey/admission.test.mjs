// SPDX-License-Identifier: Apache-2.0
// From the request for a place to the discharge, at the staff door; and whoever falls in the middle, with whom: what follows from
// a deed happens once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { Town, until } from './support/town.mjs';

const password = 'correct horse battery 1';
const severe = { bedClass: 'severe', urgency: 'URGENCY_URGENT' };

// What is told, in order: by which deed, to whom, what kind of step it is, and the table in which the other keeps it.
const told = [
  { deed: 'create', to: 'registry', kind: 1, table: 'case_statuses' },
  { deed: 'accept', to: 'capacity', kind: 2, table: 'holds' },
  { deed: 'accept', to: 'mail', kind: 7, table: 'outbox' },
  { deed: 'admit', to: 'capacity', kind: 5, table: 'stays' },
  { deed: 'admit', to: 'registry', kind: 1, table: 'case_statuses' },
  { deed: 'discharge', to: 'capacity', kind: 6, table: 'stays' },
  { deed: 'discharge', to: 'registry', kind: 1, table: 'case_statuses' },
];

describe('admission', { timeout: 1_500_000 }, () => {
  let town, officer, facilityId, browser;
  let patients = 0;

  before(async () => {
    town = await Town.start({ durable: true });
    town.createOfficer('osaka', '佐藤 美咲', password);
    officer = await people.logIn(town, 'osaka', password);
    facilityId = await aHospital('中之島病院', 100);
    // Whoever writes there waits as long as the test holds the lock of that table, and of that kind of step.
    for (const { to, table } of told) await makeGate(to, table, 'INSERT OR UPDATE', '1');
    await makeGate('admission', 'steps', 'UPDATE', 'NEW.kind');
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  async function aHospital(displayName, staffed, facts = {}) {
    const { id } = await officer.post('/v1/facilities', { requestId: people.newId(), kind: 'FACILITY_KIND_HOSPITAL', areaCode: '271004',
      facts: { displayName, accepting: true, capabilities: ['oxygen'], point: { latitude: 34.69, longitude: 135.5 }, ...facts } });
    await town.sql('capacity', `INSERT INTO wards (facility_id, bed_class, licensed, physical, staffed, occupied, blocked, reported_at)
      VALUES ('${id}', 'severe', ${staffed}, ${staffed}, ${staffed}, 0, 0, to_timestamp(${town.now() / 1000}))`);
    return id;
  }

  async function makeGate(database, table, events, key) {
    await town.sql(database, `
      CREATE OR REPLACE FUNCTION wait_at_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext('${table}'), ${key}); RETURN NEW; END $$;
      DROP TRIGGER IF EXISTS gate ON ${table};
      CREATE TRIGGER gate BEFORE ${events} ON ${table} FOR EACH ROW EXECUTE FUNCTION wait_at_${table}()`);
  }

  // Holds a gate shut until `open` is called; `until(waits)` somebody stands before it.
  async function shut(database, table, key) {
    const held = town.sql(database, `SELECT pg_advisory_lock(hashtext('${table}'), ${key}); SELECT pg_sleep(3600)`).catch(() => {});
    const locks = (granted) => `SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE d.datname = '${database}' AND locktype = 'advisory' AND objsubid = 2 AND granted = ${granted}`;
    await until(async () => await town.count(database, locks(true)) > 0, `the gate of ${table}`);
    return {
      waits: async () => await town.count(database, locks(false)) > 0,
      open: async () => {
        await town.sql(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3600)' AND pid <> pg_backend_pid()");
        await held;
      },
    };
  }

  async function aCase(more = {}) {
    const emailAddress = `patient${++patients}@patients.example.jp`;
    const made = await officer.post('/v1/cases', { requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004',
      reportDate: new Date(town.now()).toISOString().slice(0, 10), emailAddress, language: 'ja', ...more });
    return { id: made.id, emailAddress };
  }

  const get = (id) => officer.get(`/v1/admissions/${id}`);
  const settled = (id) => until(async () => {
    const admission = await get(id).catch(() => null);
    return admission && (admission.steps ?? []).length === 0 ? admission : null;
  }, 'an admission of which all is told');

  async function offer(admission) {
    const decision = await officer.post(`/v1/admissions/${admission.id}:recommend`, {});
    assert.equal(decision.candidates[0].taken, true, JSON.stringify(decision));
    return officer.post(`/v1/admissions/${admission.id}/offers`, { requestId: people.newId(), version: decision.admissionVersion,
      decisionId: decision.id, facilityId: decision.candidates[0].facilityId, overrideReason: '' });
  }

  // The deeds of a course, each on the admission as it is then; each gives its id.
  const deeds = {
    create: async (course) => {
      const { id } = await officer.post('/v1/admissions', { requestId: people.newId(), caseId: course.patient.id, needs: severe });
      return id;
    },
    accept: async (course) => {
      const offered = await offer(await get(course.id));
      await officer.post(`/v1/offers/${offered.offer.id}:accept`, {});
      return course.id;
    },
    admit: async (course) => {
      await officer.post(`/v1/admissions/${course.id}:admit`, { version: (await get(course.id)).version });
      return course.id;
    },
    discharge: async (course) => {
      await officer.post(`/v1/admissions/${course.id}:discharge`, { version: (await get(course.id)).version, to: 'DISCHARGE_TO_HOME' });
      return course.id;
    },
  };

  async function run(course, around = (name, deed) => deed()) {
    course.patient = await aCase();
    for (const [name, deed] of Object.entries(deeds)) {
      await around(name, async () => { course.id = await deed(course); });
      await settled(course.id);
    }
    return course;
  }

  async function assertOnce({ id, patient }) {
    assert.equal((await get(id)).state, 'ADMISSION_STATE_DISCHARGED');
    assert.deepEqual(await town.sql('admission', `SELECT kind, state FROM steps WHERE admission_id = '${id}' ORDER BY sequence`),
      told.map(({ kind }) => [String(kind), '2']));
    assert.deepEqual(await town.sql('registry', `SELECT status FROM case_statuses WHERE case_id = '${patient.id}' ORDER BY version`),
      [['AWAITING'], ['ADMITTED'], ['HOME']]);
    assert.deepEqual(await town.sql('capacity', `SELECT state FROM holds WHERE holder_id = '${id}'`), [['2']]);
    assert.deepEqual(await town.sql('capacity', `SELECT ended FROM stays WHERE holder_id = '${id}'`), [['1']]);
    const mails = await until(async () => {
      const all = await town.mailsTo(patient.emailAddress);
      return all.length > 0 && all;
    }, 'the mail of her place');
    assert.equal(mails.length, 1);
    assert.match(mails[0].text, /中之島病院/);
  }

  test('a bed is found, held, lain in and left, and everybody hears of it once', async () => {
    await assertOnce(await run({}));
  });

  for (const [number, { deed, to, kind, table }] of told.entries()) {
    test(`admission is killed when step ${number + 1} was answered by ${to}, and not written down`, async () => {
      await assertOnce(await run({}, async (name, act) => {
        if (name !== deed) return act();
        const gate = await shut('admission', 'steps', kind);
        await act();
        await until(gate.waits, 'the answer');
        await town.killProcess('admission');
        await gate.open();
        await town.startProcess('admission');
      }));
    });

    test(`admission and ${to} are killed while step ${number + 1} is under way`, async () => {
      await assertOnce(await run({}, async (name, act) => {
        if (name !== deed) return act();
        const gate = await shut(to, table, 1);
        await act();
        await until(gate.waits, 'the call');
        await town.killProcess('admission');
        await town.killProcess(to);
        await gate.open();
        await town.startProcess(to);
        await town.startProcess('admission');
      }));
    });
  }

  test('hospital, firms and she herself see what is theirs, and her bed is kept while she is on the way', async () => {
    town.createOfficer('admin', '田中 恵子', password, { roles: ['ADMINISTRATOR'] });
    const admin = await people.logIn(town, 'admin', password);
    const organisation = (kind, displayName) => admin.post('/v1/organisations', {
      requestId: people.newId(), kind: `ORGANISATION_KIND_${kind}`, displayName, areaCode: '271004' });
    const staff = async (userName, role, organisationId) => people.join(town, admin, password, { userName, displayName: userName,
      emailAddress: `${userName}@staff.example.jp`, roles: [role], areaCodes: ['271004'], organisationId });
    const [house, ...firms] = [await organisation('HOSPITAL', '淀屋橋病院'), await organisation('TRANSPORT', '浪速搬送'),
      await organisation('TRANSPORT', '難波搬送')];
    const nurse = await staff('nurse', 'ROLE_HOSPITAL_STAFF', house.id);
    const stranger = await staff('stranger', 'ROLE_HOSPITAL_STAFF', (await organisation('HOSPITAL', '別の病院')).id);
    const drivers = [await staff('driver1', 'ROLE_TRANSPORT_STAFF', firms[0].id), await staff('driver2', 'ROLE_TRANSPORT_STAFF', firms[1].id)];
    const hospitalId = await aHospital('淀屋橋病院', 10, { organisationId: house.id, point: { latitude: 34.6901, longitude: 135.5001 } });
    const today = new Date(town.now()).toISOString().slice(0, 10);
    const patient = await aCase({ birthYear: 1980, plan: { reportsPerDay: 2, startDate: today, endDate: new Date(town.now() + 10 * 24 * 3600e3).toISOString().slice(0, 10) } });
    await until(() => officer.get(`/v1/patients/${patient.id}`).catch(() => null), 'a patient who is watched');
    await officer.post(`/v1/patients/${patient.id}/invitations`, { requestId: people.newId(), delivery: 'DELIVERY_MAIL' });
    const link = await town.mailedLink(patient.emailAddress, '/diary/');
    const phone = town.publicDoor();
    await phone.post('/v1/diary:open', { requestId: people.newId(), token: link.slice(link.lastIndexOf('/') + 1), birthYear: 1980 });
    const reads = async () => ((await phone.get('/v1/diary/places')).places ?? []).map(({ state, facilityName = '' }) => `${state.slice(16)} ${facilityName}`.trim());
    assert.deepEqual(await reads(), []);

    const { id } = await officer.post('/v1/admissions', { requestId: people.newId(), caseId: patient.id, needs: severe,
      origin: { latitude: 34.69, longitude: 135.5 } });
    assert.deepEqual(await reads(), ['SOUGHT']);
    const decision = await officer.post(`/v1/admissions/${id}:recommend`, {});
    const offered = await officer.post(`/v1/admissions/${id}/offers`, { requestId: people.newId(), version: decision.admissionVersion,
      decisionId: decision.id, facilityId: hospitalId, overrideReason: '本人の希望' });
    const { offers } = await nurse.get('/v1/offers');
    assert.deepEqual(offers.map(({ admissionId }) => admissionId), [id]);
    assert.deepEqual((await stranger.get('/v1/offers')).offers ?? [], []);
    await assert.rejects(stranger.post(`/v1/offers/${offered.offer.id}:accept`, {}), { reason: 'OFFER_UNKNOWN' });
    await nurse.post(`/v1/offers/${offered.offer.id}:accept`, {});
    const held = await settled(id);
    assert.equal(held.state, 'ADMISSION_STATE_HELD');
    assert.deepEqual(await reads(), ['KEPT 淀屋橋病院']);
    // What she sees of it on the page where she reports.
    browser = await openBrowser();
    const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 360, height: 740 } });
    await context.addCookies([...phone.cookies].map(([name, value]) => ({ name, value, url: town.publicUrl })));
    const page = await context.newPage();
    await page.goto(`${town.publicUrl}/diary`);
    assert.match(await page.textContent('[data-place=OWN_PLACE_STATE_KEPT]'), /淀屋橋病院が .+ まで場所を用意しています/);
    await look(page, 'diary-place');
    assert.equal((await officer.get(`/v1/decisions/${decision.id}`)).same, true);

    const transport = await officer.post(`/v1/admissions/${id}/transports`, { requestId: people.newId(), version: held.version });
    const open = async (driver) => ((await driver.get('/v1/transports')).transports ?? []).length;
    assert.deepEqual(await Promise.all(drivers.map(open)), [1, 1]);
    const takes = await Promise.allSettled(drivers.map((driver) => driver.post(`/v1/transports/${transport.id}:take`, {})));
    assert.deepEqual(takes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const first = drivers[takes.findIndex(({ status }) => status === 'fulfilled')];
    assert.deepEqual((await Promise.all(drivers.map(open))).sort(), [0, 1]);
    await first.post(`/v1/transports/${transport.id}:setOut`, {});
    assert.deepEqual(await reads(), ['ON_THE_WAY 淀屋橋病院']);
    await page.reload();
    await page.locator('[data-place=OWN_PLACE_STATE_ON_THE_WAY]').waitFor();

    // Four hours pass on the way, as the bed's time does; people are at work meanwhile.
    const end = Date.parse(held.bed.holdEndTime);
    while (town.now() < end - 15 * 60e3) {
      await town.moveClock(Math.min(45 * 60, Math.ceil((end - 15 * 60e3 - town.now()) / 1000)));
      for (const door of [officer, nurse, first]) await door.get('/v1/me');
    }
    await until(async () => Date.parse((await get(id)).bed.holdEndTime) > end, 'a bed that is kept longer');
    await first.post(`/v1/transports/${transport.id}:arrive`, {});
    await assert.rejects(stranger.post(`/v1/admissions/${id}:admit`, { version: held.version + 1 }));
    await nurse.post(`/v1/admissions/${id}:admit`, { version: (await get(id)).version });
    assert.deepEqual(await reads(), ['THERE 淀屋橋病院']);
    await settled(id);
    await nurse.post(`/v1/admissions/${id}:discharge`, { version: (await get(id)).version, to: 'DISCHARGE_TO_HOME' });
    await settled(id);
    assert.deepEqual(await reads(), []);
    assert.deepEqual(await town.sql('registry', `SELECT status FROM case_statuses WHERE case_id = '${patient.id}' ORDER BY version`),
      [['AWAITING'], ['ADMITTED'], ['HOME']]);
    // What happened, in the audit: each deed, and each step that followed from it.
    const { entries } = await officer.get(`/v1/audit/admission?objectId=${id}&pageSize=100`).catch(() => ({ entries: null }));
    assert.equal(entries, null, 'an officer is no auditor');
    const audited = (await town.sql('admission', `SELECT DISTINCT action FROM audit_entries WHERE object_id = '${id}' ORDER BY action`)).map(([action]) => action.slice(10));
    for (const action of ['CreateAdmission', 'Recommend', 'OfferPlace', 'AcceptOffer', 'RequestTransport', 'TakeTransport', 'SetOut', 'EndWhatIsLate',
      'Arrive', 'AdmitPatient', 'DischargePatient', 'SettleStep']) assert.ok(audited.includes(action), action);
  });

  test('of two who take the last bed at one moment one does, and the other goes on looking', async () => {
    await town.sql('capacity', "UPDATE wards SET staffed = occupied");
    await town.sql('capacity', "UPDATE facilities SET accepting = false");
    await aHospital('堂島病院', 1);
    const admissions = [];
    for (let i = 0; i < 2; ++i) admissions.push(await deeds.create({ patient: await aCase() }));
    // Both were recommended the bed before either was offered it.
    const decisions = await Promise.all(admissions.map((id) => officer.post(`/v1/admissions/${id}:recommend`, {})));
    const offers = await Promise.all(decisions.map((decision) => officer.post(`/v1/admissions/${decision.admissionId}/offers`, {
      requestId: people.newId(), version: decision.admissionVersion, decisionId: decision.id,
      facilityId: decision.candidates[0].facilityId })));
    await Promise.all(offers.map(({ offer: { id } }) => officer.post(`/v1/offers/${id}:accept`, {})));
    const states = await until(async () => {
      const found = (await Promise.all(admissions.map(get))).map(({ state }) => state).sort();
      return found.includes('ADMISSION_STATE_ACCEPTED') ? null : found;
    }, 'the holds');
    assert.deepEqual(states, ['ADMISSION_STATE_HELD', 'ADMISSION_STATE_REQUESTED']);
    const { admissions: refused } = await officer.get('/v1/admissions?refused=true');
    assert.deepEqual(refused.map(({ steps }) => steps.map(({ refusal }) => refusal)), [['NO_BED_FREE']]);
  });
});
