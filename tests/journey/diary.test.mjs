// SPDX-License-Identifier: Apache-2.0
// Patients at home tell how they are, officers read it at once: from the mailed link to the timeline, with retries, wrong
// clocks and a service that is killed in the middle of it all.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { call } from './support/call.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town, until } from './support/town.mjs';

const password = 'correct horse battery 1';
const iso = (time) => new Date(time).toISOString();
const dayOf = (time) => iso(time + 9 * 3600e3).slice(0, 10);
const fine = { temperature: 36.5, spo2: 98, pulse: 70, respiratoryRate: 16, oxygen: false, signsAsked: true, symptomsAsked: true, food: 1, water: 1, urine: 1 };
const secret = '階段で息が切れる';

describe('the diary', { timeout: 900_000 }, () => {
  const step = story();
  let town, sato, mother, child, phone, worst;

  before(async () => {
    town = await Town.start({ durable: true });
    town.createOfficer('sato', '佐藤 美咲', password);
    town.createOfficer('tokyo', '高橋 渉', password, { areas: ['130001'] });
    sato = await people.logIn(town, 'sato', password);
  });
  after(() => town?.stop());

  const refusal = (promise) => promise.then(() => 'nothing', ({ status, reason }) => `${status} ${reason}`);
  function register(birthYear, more = {}) {
    return sato.post('/v1/cases', {
      requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate: dayOf(town.now()), birthYear,
      plan: { reportsPerDay: 2, startDate: dayOf(town.now()), endDate: dayOf(town.now() + 10 * 24 * 3600e3) }, ...more,
    });
  }
  const known = (id) => until(() => sato.get(`/v1/patients/${id}`).catch(() => null), 'a patient who is watched');
  const timeline = async (id) => (await sato.get(`/v1/patients/${id}/reports`)).reports ?? [];
  const report = (caseId, answers = fine, more = {}) =>
    ({ requestId: people.newId(), caseId, answers: { ...fine, ...answers }, reportedTime: iso(town.now() - 2000), ...more });
  // A device of hers, bound by a link that was mailed.
  async function bind(patient, emailAddress, birthYear) {
    await sato.post(`/v1/patients/${patient.id}/invitations`, { requestId: people.newId(), delivery: 'DELIVERY_MAIL' });
    const link = await town.mailedLink(emailAddress, '/diary/');
    const door = town.publicDoor();
    await door.post('/v1/diary:open', { requestId: people.newId(), token: link.slice(link.lastIndexOf('/') + 1), birthYear });
    return door;
  }

  step('an officer registers a family, and enters what she hears on the telephone', async () => {
    mother = await register(1980, { emailAddress: 'mother@diary.example.jp' });
    child = await register(2015, { reporterId: mother.id });
    assert.equal((await known(mother.id)).number, mother.number);
    await known(child.id);
    const next = await sato.post(`/v1/patients/${mother.id}/reports`, { requestId: people.newId(), answers: { ...fine, spo2: 96 } });
    assert.equal(next.tier, 'TIER_GREEN');
    assert.equal(next.advice, 'ADVICE_REPORT_NEXT');
    assert.equal(Date.parse(next.dueTime), Date.parse(`${dayOf(town.now())}T20:00:00+09:00`));
    const [told] = await timeline(mother.id);
    assert.equal(told.source, 'SOURCE_STAFF');
    assert.equal(told.judgement.rulesSignedOff ?? false, false);
    const tokyo = await people.logIn(town, 'tokyo', password);
    assert.equal(await refusal(tokyo.get(`/v1/patients/${mother.id}`)), '404 PATIENT_UNKNOWN');
    assert.match(await refusal(town.publicDoor().get('/v1/diary')), /^40[13] /);
  });

  step('she binds her telephone with the mailed link, and sees for whom she reports', async () => {
    phone = await bind(mother, 'mother@diary.example.jp', 1980);
    const { members, newDevice } = await phone.get('/v1/diary');
    assert.equal(newDevice ?? false, false);
    assert.deepEqual(members.map(({ number }) => number), [mother.number, child.number]);
    assert.equal(members[0].reports.length, 1);
  });

  step('what she tells is judged at once, whenever it arrives, and once', async () => {
    await town.moveClock(600);
    const unusual = report(mother.id, { spo2: 78, note: secret });
    const refused = await call(town, 'POST', '/v1/diary/reports', { body: unusual, cookies: Object.fromEntries(phone.cookies) });
    assert.deepEqual([refused.status, refused.json.reason], [400, 'CONFIRM_VALUE'], refused.text);
    assert.match(refused.text, /spo2/);
    worst = await phone.post('/v1/diary/reports', { ...unusual, confirmedFields: ['spo2'] });
    assert.equal(worst.tier, 'TIER_RED');
    assert.equal(worst.advice, 'ADVICE_CALL_NOW');
    const again = await phone.post('/v1/diary/reports', { ...unusual, confirmedFields: ['spo2'] });
    assert.deepEqual(again, worst);
    const offline = report(child.id, { temperature: 37 }, { reportedTime: iso(town.now() - 5 * 3600e3) });
    assert.equal((await phone.post('/v1/diary/reports', offline)).tier, 'TIER_GREEN');
    const [late] = await timeline(child.id);
    assert.equal(late.source, 'SOURCE_HOUSEHOLD');
    assert.equal(Date.parse(late.reportedTime), Date.parse(offline.reportedTime));
    const [red] = await timeline(mother.id);
    assert.equal(red.judgement.tier, 'TIER_RED');
    assert.ok(red.judgement.reasons.some(({ cause, value, limit }) => cause === 'CAUSE_SPO2_LOW' && value === 78 && limit === 92));
  });

  step('a slip of the finger is put right, and what was told stays kept', async () => {
    const wrong = worst.reportId;
    const path = `/v1/patients/${mother.id}/reports/${wrong}:correct`;
    const correction = { requestId: people.newId(), answers: { ...fine, spo2: 97 } };
    const right = await sato.post(path, correction);
    assert.equal(right.tier, 'TIER_GREEN');
    assert.deepEqual(await sato.post(path, correction), right);
    const told = await timeline(mother.id);
    assert.equal(told[0].correctedId, wrong);
    assert.ok(told.every(({ id }) => id !== wrong));
    assert.equal(await town.count('observation', `SELECT count(*) FROM reports WHERE report_id = ${wrong}`), 1);
  });

  step('while the registry and the mail are away, reports go on', async () => {
    for (const name of ['registry', 'mail']) await town.stopProcess(name);
    assert.equal((await phone.post('/v1/diary/reports', report(mother.id))).tier, 'TIER_GREEN');
    for (const name of ['registry', 'mail']) await town.startProcess(name);
  });

  step('the service is killed under load: what was acknowledged is there, once', async () => {
    const family = [];
    for (let i = 0; i < 12; ++i) family.push(await register(2001 + i, { reporterId: mother.id }));
    await until(async () => (await phone.get('/v1/diary')).members.length === 2 + family.length, 'the whole family');
    const wanted = family.flatMap(({ id }) => Array.from({ length: 15 }, () => report(id)));
    let killed = null, lost = 0;
    const cookies = Object.fromEntries(phone.cookies);
    async function deliver(body) {
      for (;;) {
        const answer = await call(town, 'POST', '/v1/diary/reports', { body, cookies }).catch(() => null);
        if (answer?.status === 200) return answer.json.reportId;
        ++lost;
        assert.ok(!answer || [503, 504].includes(answer.status), answer?.text);
        if (lost > 3000) throw new Error('nothing is taken any more');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const queue = [...wanted];
    const answered = new Map();
    async function work() {
      for (let body = queue.shift(); body; body = queue.shift()) {
        answered.set(body.requestId, await deliver(body));
        if (answered.size === 60) killed = town.killProcess('observation').then(() => town.startProcess('observation'));
      }
    }
    await Promise.all(Array.from({ length: 16 }, work));
    await killed;
    assert.ok(lost > 0, 'some were under way');
    const rows = await town.sql('observation', 'SELECT request_id, report_id FROM reports');
    const kept = new Map(rows.filter(([id]) => answered.has(id)));
    assert.deepEqual(kept, answered);
    assert.equal(rows.filter(([id]) => answered.has(id)).length, wanted.length);
  });

  step('too many within the hour are refused, a worse one never', async () => {
    const cookies = Object.fromEntries(phone.cookies);
    const send = (answers) => call(town, 'POST', '/v1/diary/reports', { body: report(child.id, answers), cookies });
    await town.moveClock(3700);
    let answer;
    for (let i = 0; i <= 20; ++i) answer = await send({});
    assert.deepEqual([answer.status, answer.json.reason], [429, 'TOO_MANY_REPORTS'], answer.text);
    answer = await send({ signs: ['EMERGENCY_SIGN_PURPLE_LIPS'] });
    assert.equal(answer.json.tier, 'TIER_RED', answer.text);
  });

  step('released, nothing more is taken; and no log knows what was told', async () => {
    sato = await people.logIn(town, 'sato', password);
    const { version } = await sato.get(`/v1/cases/${child.id}`);
    await sato.post(`/v1/cases/${child.id}:planMonitoring`, { version });
    await until(async () => (await refusal(phone.post('/v1/diary/reports', report(child.id)))) === '400 DIARY_ENDED', 'the end of the diary');
    const logs = await town.readLogs();
    assert.ok(!logs.includes(secret));
    assert.ok(!logs.includes('mother@diary'));
  });
});
