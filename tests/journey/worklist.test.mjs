// SPDX-License-Identifier: Apache-2.0
// A patient falls silent. She is reminded, once and once more; then the health centre calls, one officer of two that reach for
// her; nobody answers, and in the end somebody has to go and see. Silence is never recovery, and worse news raises her.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { Live } from './support/live.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { hour, Town, until } from './support/town.mjs';

const password = 'correct horse battery 1';
const address = 'hoa@worklist.example.jp';

describe('the worklist', { timeout: 900_000 }, () => {
  const step = story();
  let town, noon, patient, other, sato, suzuki, tokyo, live, browser, page;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    for (const userName of ['sato', 'suzuki']) town.createOfficer(userName, '佐藤 美咲', password);
    town.createOfficer('tokyo', '高橋 渉', password, { areas: ['130001'] });
    await logIn();
    noon = town.now();
    patient = await watched({ emailAddress: address, language: 'vi' });
    other = await watched({ emailAddress: 'other@worklist.example.jp' });
  });
  after(async () => {
    live?.close();
    await browser?.close();
    await town?.stop();
  });

  const logIn = async () => {
    [sato, suzuki, tokyo] = await Promise.all(['sato', 'suzuki', 'tokyo'].map((name) => people.logIn(town, name, password)));
  };
  const dayOf = (time) => new Date(time + 9 * hour * 1e3).toISOString().slice(0, 10);
  // On the wall in Japan, so many days after the first.
  const moveTo = async (days, wallHour) => {
    await town.moveClockTo(noon - noon % 60e3 + (days * 24 + wallHour - 12) * hour * 1e3);
    await logIn();
  };
  const watched = (more) => sato.post('/v1/cases', {
    requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate: dayOf(noon), onsetDate: dayOf(noon), birthYear: 1990,
    plan: { reportsPerDay: 2, startDate: dayOf(noon), endDate: dayOf(noon + 6 * 24 * hour * 1e3) }, ...more,
  });
  // By telephone.
  const tells = (who, readings) => sato.post(`/v1/patients/${who.id}/reports`, {
    requestId: people.newId(), reportedTime: new Date(town.now()).toISOString(), answers: { signsAsked: true, symptomsAsked: true, ...readings },
  });
  const well = { temperature: 36.5, spo2: 98, pulse: 70, respiratoryRate: 16 };
  const work = async (...jobs) => {
    for (const job of jobs) await town.runJob('observation', job);
  };
  const reminders = async (who = address) => (await town.mailsTo(who)).filter(({ links }) => links.some((link) => link.endsWith('/diary')));
  const deed = (officer, name, { caseId, version }, more = {}) => officer.post(`/v1/worklist/${caseId}:${name}`, { requestId: people.newId(), version, ...more });
  const outcome = (promise) => promise.then((item) => item, (error) => error);

  step('two who are well tell so', async () => {
    for (const who of [patient, other]) {
      await until(() => tells(who, well).then(() => true, (error) => {
        if (error.status === 404) return false;  // observation hears of the case within a second
        throw error;
      }), 'a report by telephone');
    }
    assert.deepEqual((await sato.get('/v1/worklist')).items ?? [], []);
  });

  step('in the evening, when the next report is due, who has told nothing is reminded in her language, once', async () => {
    await moveTo(0, 19.9);
    await tells(other, well);
    await work('choose_reminders', 'mail_reminders');
    assert.deepEqual(await reminders(), []);
    await moveTo(0, 20);
    await work('choose_reminders', 'choose_reminders', 'mail_reminders', 'mail_reminders');
    const [mail] = await until(async () => ((await reminders()).length ? reminders() : null), 'a reminder');
    assert.match(mail.subject, /nhắc nhở/);
    assert.match(mail.text, /20:00/);
    await work('choose_reminders', 'mail_reminders');
    await moveTo(0, 21);
    await work('choose_reminders', 'mail_reminders');
    assert.equal((await reminders()).length, 1);
    assert.deepEqual(await reminders('other@worklist.example.jp'), [], 'nor she who has told');
  });

  step('two hours later once more, and then no more', async () => {
    await moveTo(0, 22.25);  // the first left some seconds after 20:00, and a round is looked at again after a quarter of an hour
    await work('choose_reminders', 'mail_reminders');
    await until(async () => (await reminders()).length === 2, 'the second reminder');
    await moveTo(0, 23.5);
    await work('choose_reminders', 'mail_reminders', 'choose_reminders', 'mail_reminders');
    assert.equal((await reminders()).length, 2);
  });

  step('twelve hours after her report was due she comes onto the list, live', async () => {
    await moveTo(1, 7.9);
    live = new Live(sato, '/v1/worklist:watch');
    assert.deepEqual(await live.beginning(), []);
    await work('climb_silence');
    await town.moveClockTo(noon - noon % 60e3 + (24 + 8 - 12) * hour * 1e3);
    await work('climb_silence');
    const { kind, item } = await live.next();
    assert.equal(kind, 'WORKLIST_EVENT_KIND_ITEM');
    assert.equal(item.caseId, patient.id);
    assert.equal(item.number, patient.number);
    assert.equal(item.rung, 'RUNG_CALL');
    assert.equal(item.tier, 'TIER_GREEN');
    assert.equal(item.state, 'ITEM_STATE_WAITING');
  });

  step('an officer sees her on the page', async () => {
    page = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    await page.goto(`${town.staffUrl}/`);
    await page.fill('[name=userName]', 'suzuki');
    await page.fill('[name=password]', password);
    await page.click('form button');
    await page.click('#places a[href="#/worklist"]');
    const entry = page.locator(`.work[data-case="${patient.id}"]`);
    await entry.getByRole('link', { name: patient.number }).waitFor();
    assert.match(await entry.innerText(), /報告なし：電話/);
    await look(page, 'worklist-waiting');
    // Another one, by telephone: the list puts her above.
    await tells(other, { ...well, spo2: 92 });
    await page.locator('.worklist li:first-child.red').waitFor();
    assert.equal((await live.next()).item.tier, 'TIER_RED');
    await page.locator('.worklist li:first-child button[name=claim]').click();
    await page.locator('.worklist li:first-child button[name=contacted]').waitFor();
    assert.equal((await live.next()).item.state, 'ITEM_STATE_CLAIMED');
    await look(page, 'worklist-claimed');
    await page.fill('.worklist li:first-child textarea', '救急要請を案内');
    await page.click('.worklist li:first-child button[name=contacted]');
    await page.locator(`.work[data-case="${other.id}"]`).waitFor({ state: 'detached' });
    assert.equal((await live.next()).kind, 'WORKLIST_EVENT_KIND_LEFT');
  });

  step('at the end of a shift she is handed over to a colleague, who sees for whom she is', async () => {
    const entry = page.locator(`.work[data-case="${patient.id}"]`);
    const [satoId, suzukiId, tokyoId] = (await Promise.all([sato, suzuki, tokyo].map((officer) => officer.get('/v1/me')))).map(({ id }) => id);
    const { colleagues } = await suzuki.get('/v1/colleagues?areaCode=271004');
    assert.ok(colleagues.some(({ accountId, displayName }) => accountId === satoId && displayName === '佐藤 美咲'));
    assert.ok(!colleagues.some(({ accountId }) => [suzukiId, tokyoId].includes(accountId)));
    await entry.locator('button[name=claim]').click();
    await entry.locator(`select[name=to] option[value="${satoId}"]`).waitFor({ state: 'attached' });
    await entry.locator('textarea').fill('二時に電話する約束');
    await entry.locator('select[name=to]').selectOption(satoId);
    await look(page, 'worklist-hand-over');
    await entry.locator('button[name=handOver]').click();
    await entry.filter({ hasText: '佐藤 美咲への引き継ぎ' }).waitFor();
    assert.equal((await live.next()).item.state, 'ITEM_STATE_CLAIMED');
    const { item } = await live.next();
    assert.equal(item.handedTo, satoId);
    const claimed = await deed(sato, 'claim', item);
    await live.next();
    const refused = await outcome(deed(sato, 'handOver', claimed, { toAccountId: tokyoId }));
    assert.equal(refused.reason, 'COLLEAGUE_UNKNOWN');
    await deed(sato, 'handOver', claimed, { toAccountId: suzukiId });
    assert.equal((await live.next()).item.handedTo, suzukiId);
    await entry.filter({ hasText: 'あなたへの引き継ぎ' }).waitFor();
    await look(page, 'worklist-handed-over');
  });

  step('of two officers who reach for her at once, one has her', async () => {
    const [item] = (await suzuki.get('/v1/worklist')).items;
    const tries = await Promise.all([sato, suzuki].map((officer) => outcome(deed(officer, 'claim', item))));
    const won = tries.filter(({ caseId }) => caseId);
    const lost = tries.filter((one) => one instanceof Error);
    assert.equal(won.length, 1, JSON.stringify(tries));
    assert.equal(lost[0].reason, 'ITEM_CHANGED');
    const { item: seen } = await live.next();
    assert.equal(seen.claimedBy, won[0].claimedBy);
    await page.locator('.work').filter({ hasText: /担当（|ほかの職員が担当/ }).waitFor();
    const [first, second] = tries[0] instanceof Error ? [suzuki, sato] : [sato, suzuki];
    assert.equal((await outcome(deed(second, 'contacted', seen))).reason, 'CLAIMED_BY_ANOTHER');
    assert.equal((await outcome(deed(tokyo, 'claim', seen))).reason, 'ITEM_UNKNOWN');
    // Nobody answers her call.
    const tried = await deed(first, 'notReached', seen, { note: '呼び出し音のみ' });
    assert.equal(tried.state, 'ITEM_STATE_SNOOZED');
    assert.equal(tried.attempts, 1);
    assert.equal((await live.next()).item.state, 'ITEM_STATE_SNOOZED');
    const { deeds } = await second.get(`/v1/worklist/${patient.id}/deeds`);
    assert.equal(deeds[1].note, '二時に電話する約束');
    assert.deepEqual(deeds.slice(-2).map(({ kind, note }) => [kind, note ?? '']), [['DEED_KIND_CLAIMED', ''], ['DEED_KIND_NOT_REACHED', '呼び出し音のみ']]);
  });

  step('a day and a half after it was due somebody has to go and see; whoever was away hears of it', async () => {
    const { lastId } = live;
    assert.ok(lastId);
    live.close();
    await moveTo(2, 8);
    await work('climb_silence');
    live = new Live(sato, '/v1/worklist:watch', lastId);
    let event;
    do {
      event = await live.next();
      assert.equal(event.kind, 'WORKLIST_EVENT_KIND_ITEM', 'not the whole list again');
    } while (event.item.caseId !== patient.id);
    const { item } = event;
    assert.equal(item.rung, 'RUNG_WELFARE_CHECK');
    assert.equal(item.state, 'ITEM_STATE_WAITING', 'what was put off is back');
  });

  step('worse news raises her, and who spoke to her takes her off the list', async () => {
    await tells(patient, { ...well, spo2: 91 });
    let item;
    do ({ item } = await live.next()); while (item?.caseId !== patient.id || item.tier !== 'TIER_RED');
    const claimed = await deed(sato, 'claim', item);
    const until = new Date(town.now() + 60e3).toISOString();
    assert.equal((await outcome(deed(sato, 'snooze', claimed, { untilTime: until }))).reason, 'SNOOZE_TOO_LONG');
    await deed(sato, 'contacted', claimed, { note: '救急車を手配' });
    let event;
    do event = await live.next(); while (event.kind !== 'WORKLIST_EVENT_KIND_LEFT');
    assert.equal(event.caseId, patient.id);
    assert.ok(!((await sato.get('/v1/worklist')).items ?? []).some(({ caseId }) => caseId === patient.id));
  });

  step('nobody outside of the area ever heard of her, and no address is in a database', async () => {
    const elsewhere = new Live(tokyo, '/v1/worklist:watch');
    assert.deepEqual(await elsewhere.beginning(), []);
    elsewhere.close();
    const dump = await town.dump('observation');
    assert.ok(!dump.includes(address));
    assert.ok(!(await town.readLogs()).includes(address));
  });
});
