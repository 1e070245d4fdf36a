// SPDX-License-Identifier: Apache-2.0
// From a case to the alert without anybody thinking of it: an officer records where the patient was, the rule proposes,
// another officer sees what it rests on and approves; what is taken back is taken back everywhere.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town, until } from './support/town.mjs';

const password = 'correct horse battery 1';
const hanako = 'hanako@rule.example.jp';
const late = 'late@rule.example.jp';
const iso = (time) => new Date(time).toISOString();

describe('from a case to a proposal by rule', { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, venue, code, noon, sato, suzuki, place, proposal;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('sato', '佐藤 美咲', password);
    town.createOfficer('suzuki', '鈴木 健', password);
    ({ venue, code } = await people.openVenue(town, 'owner@rule.example.jp'));
    noon = town.now();
    await people.visit(town, code, hanako);
    await town.moveClock(3 * 3600);
    await people.visit(town, code, late);
    await town.moveClock(3600);
    sato = await people.logIn(town, 'sato', password);
    suzuki = await people.logIn(town, 'suzuki', password);
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  const exposures = async () => (await suzuki.get('/v1/exposures')).exposures ?? [];
  async function recordCase() {
    const reportDate = new Date(town.now() + 9 * 3600e3).toISOString().slice(0, 10);
    const patient = await sato.post('/v1/cases', { requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate, onsetDate: reportDate });
    assert.equal(patient.infectiousEndDate, reportDate);
    return patient;
  }
  async function record() {
    const patient = await recordCase();
    return sato.post(`/v1/cases/${patient.id}/places`, {
      requestId: people.newId(), venueId: venue.id, startTime: iso(noon - 600e3), endTime: iso(noon + 1800e3),
    });
  }

  step('one case at a café is enough, and nobody has to propose it', async () => {
    place = await record();
    [proposal] = await until(async () => { const all = await exposures(); return all.length > 0 && all; }, 'a proposal by rule');
    assert.equal(proposal.proposedBy, 'rule');
    assert.equal(proposal.state, 'STATE_PROPOSED');
    assert.equal(proposal.level, 'LEVEL_CAUTION');
    assert.equal(proposal.venueName, venue.displayName);
    assert.equal(proposal.evidence[0].caseId, place.caseId);
  });

  step('what is withdrawn takes the proposal back', async () => {
    await sato.post(`/v1/cases/${place.caseId}/places/${place.id}:withdraw`);
    await until(async () => (await exposures())[0].state === 'STATE_CANCELLED', 'the proposal to be taken back');
    assert.equal((await exposures())[0].cancelledBy, 'rule');
  });

  async function pageOf(userName) {
    const page = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    await page.goto(`${town.staffUrl}/`);
    await page.fill('[name=userName]', userName);
    await page.fill('[name=password]', password);
    await page.click('form button');
    return page;
  }
  const onTheClock = (time) => new Date(time + 9 * 3600e3).toISOString().slice(0, 16);

  step('an officer records the place by the code that the patient kept', async () => {
    const patient = await recordCase();
    const page = await pageOf('sato');
    await page.click('a[href="#/cases"]');
    await page.click(`a[href="#/cases/${patient.id}"]`);
    await page.fill('[name=venueCode]', '0000000000000000000000000000');
    await page.press('[name=venueCode]', 'Enter');
    await page.waitForSelector('[role=alert]:has-text("管轄内にありません")');
    await page.fill('[name=venueCode]', `HTTPS://MIMAMORI.EXAMPLE.JP/V/${code}`);
    await page.press('[name=venueCode]', 'Enter');
    await page.waitForSelector(`[name=venueId] option[value="${venue.id}"]:only-child`, { state: 'attached' });
    await page.fill('[name=startTime]', onTheClock(noon - 600e3));
    await page.fill('[name=endTime]', onTheClock(noon + 1800e3));
    await page.click('#add-place button');
    await page.waitForSelector(`#places td:has-text("${venue.displayName}")`);
    [place] = (await sato.get(`/v1/cases/${patient.id}/places`)).places;
    assert.equal(place.venueId, venue.id);
  });

  step('who recorded it cannot approve it', async () => {
    proposal = await until(async () => (await exposures()).find(({ state }) => state === 'STATE_PROPOSED'), 'a new proposal');
    await assert.rejects(people.approve(sato, proposal), ({ reason }) => reason === 'SAME_PERSON');
  });

  step('another officer sees what it rests on and approves, and who was there is told', async () => {
    const page = await pageOf('suzuki');
    await page.click(`a[href="#/exposures/${proposal.id}"]`);
    assert.match(await page.textContent('#evidence'), new RegExp(`陽性者 1 人 \\(基準 1 人\\).*${place.caseId.slice(0, 8)}`, 's'));
    assert.equal(await page.textContent('#recipients'), '1');
    assert.match(await page.textContent('.mails .mail'), /標準の文章です。【見守り】体調の変化にご注意ください/);
    assert.doesNotMatch(await page.textContent('.mails .mail'), new RegExp(venue.displayName), 'a caution names no venue');
    await page.selectOption('[name=mailLanguage]', 'vi');
    assert.match(await page.textContent('.mails .mail'), /まだ確認されていない翻訳.*A person whose infection has been confirmed/s);
    await page.click('button:has-text("承認して送る")');
    await until(async () => (await people.alertsTo(town, hanako)).length === 1, 'the alert');
    assert.deepEqual(await people.alertsTo(town, late), []);
  });

  step('a second exposure of the same place and day tells nobody again', async () => {
    const second = await people.declare(town, sato, venue.id, noon - 600e3, noon + 1800e3);
    const preview = await suzuki.get(`/v1/exposures/${second.id}:preview`);
    assert.equal(preview.recipients, 0);
    assert.equal(preview.toldBefore, 1);
    await people.approve(suzuki, second);
    await until(async () => (await suzuki.get(`/v1/exposures/${second.id}`)).state === 'STATE_DISPATCHED', 'the end of the dispatch');
    assert.equal((await people.alertsTo(town, hanako)).length, 1);
  });

  step('a case that is withdrawn afterwards shows at what people were told', async () => {
    await sato.post(`/v1/cases/${place.caseId}:withdraw`, { reason: 'the test was wrong' });
    const told = await until(async () => (await exposures()).find(({ withdrawnCases }) => withdrawnCases === 1), 'the note');
    assert.equal(told.id, proposal.id);
    assert.equal((await exposures()).length, 3);
  });

  step('what is recalled is settled with the mail service, and who was told stays told', async () => {
    const recalled = await sato.post(`/v1/exposures/${proposal.id}:recall`, { reason: 'the test was wrong' });
    assert.equal(recalled.state, 'STATE_RECALLED');
    await town.runJob('exposure', 'dispatch');
    assert.equal(await town.count('mail', `SELECT count(*) FROM message_groups WHERE name = '${proposal.id}' AND cancelled_at IS NOT NULL`), 1);
    assert.equal((await exposures()).length, 3, 'the rule does not propose again what a person has recalled');
  });

  // The second exposure stands by itself: she is told now for its sake.
  step('who was left out for the sake of what was recalled is told by the other', async () => {
    await until(async () => (await people.alertsTo(town, hanako)).length === 2, 'the alert of the second exposure');
    assert.deepEqual(await people.alertsTo(town, late), []);
  });

  step('two officers have those corrected who were told, and nobody else', async () => {
    const page = await pageOf('suzuki');
    await page.click(`a[href="#/exposures/${proposal.id}"]`);
    await page.click('#correction summary');
    assert.match(await page.textContent('#to-correct'), /^1 人に/);
    assert.match(await page.textContent('#correction .mail'), /訂正/);
    await page.click('#propose-correction');
    await page.waitForSelector('section#correction');
    assert.equal(await page.locator('#approve-correction').count(), 0, 'not by the one who proposed it');
    const { version } = await sato.get(`/v1/exposures/${proposal.id}`);
    await sato.post(`/v1/exposures/${proposal.id}:approveCorrection`, { version });
    await until(async () => (await people.alertsTo(town, hanako)).some(({ subject }) => /訂正/.test(subject)), 'the correction');
    const corrected = await until(async () => {
      const exposure = await sato.get(`/v1/exposures/${proposal.id}`);
      return exposure.correction?.finishTime && exposure;
    }, 'the end of the correction');
    assert.equal(corrected.correction.recipients, 1);
    assert.deepEqual(await people.alertsTo(town, late), []);
  });
});
