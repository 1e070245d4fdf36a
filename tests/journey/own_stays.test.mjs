// SPDX-License-Identifier: Apache-2.0
// A person who tested positive hands stays of her own to the health centre: those that she ticks, by her own act, and as long
// as she likes.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { databases, hour, Town, until } from './support/town.mjs';
import { found } from './support/traces.mjs';

const password = 'correct horse battery 1';
const hanako = 'hanako@own.example.jp';
const taro = 'taro@own.example.jp';

describe("a patient's own stays", { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, cafe, bar, patient, code, record, sato, suzuki;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('sato', '佐藤 美咲', password);
    town.createOfficer('suzuki', '鈴木 健', password);
    cafe = await people.openVenue(town, 'owner@own.example.jp');
    bar = await people.openVenue(town, 'bar@own.example.jp', { ...people.cafe, displayName: '酒場ひかり 中之島店' });
    const door = await people.visit(town, cafe.code, hanako);
    await people.visit(town, cafe.code, taro);
    await town.moveClock(hour);
    await people.patiently(() => door.post('/v1/check-ins', { requestId: people.timedId(town.now()), code: bar.code }));
    await town.moveClock(3 * hour);
    sato = await people.logIn(town, 'sato', password);
    suzuki = await people.logIn(town, 'suzuki', password);
    const reportDate = new Date(town.now() + 9 * 3600e3).toISOString().slice(0, 10);
    patient = await sato.post('/v1/cases', { requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate, onsetDate: reportDate });
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  const places = async () => (await sato.get(`/v1/cases/${patient.id}/places`)).places ?? [];
  const proposals = async () => (await suzuki.get('/v1/exposures')).exposures ?? [];

  const seen = new Set();
  const newLink = (emailAddress) => until(async () => {
    const links = (await town.mailsTo(emailAddress)).flatMap((mail) => mail.links);
    const link = links.find((one) => new URL(one).pathname.startsWith('/record/open/') && !seen.has(one));
    if (link) seen.add(link);
    return link;
  }, 'a new link to her record');

  // Without script, in a browser that has never checked in.
  async function openRecord(emailAddress) {
    const page = await (await browser.newContext({ locale: 'en-GB', javaScriptEnabled: false })).newPage();
    await page.goto(`${town.publicUrl}/record/new`);
    await page.fill('[name=emailAddress]', emailAddress);
    await page.click('main form button');
    await page.waitForURL('**/record/mailed');
    await page.goto(await newLink(emailAddress));
    await page.click('main form button');
    await page.waitForURL('**/record');
    return page;
  }
  async function enter(page) {
    await page.fill('[name=code]', code.toLowerCase());
    await page.click('form[action="/v1/record:openConsent"] button');
  }

  step('an officer makes a code for her case', async () => {
    const page = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    await page.goto(`${town.staffUrl}/`);
    await page.fill('[name=userName]', 'sato');
    await page.fill('[name=password]', password);
    await page.click('form button');
    await page.click('a[href="#/cases"]');
    await page.click(`a[href="#/cases/${patient.id}"]`);
    await page.click('#ask-consent');
    code = await page.textContent('#consent-code');
    assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    assert.deepEqual(await places(), []);
  });

  step('she enters it in her own record and sees who asks, and nothing is handed over', async () => {
    record = await openRecord(hanako);
    await enter(record);
    await record.waitForSelector('#asked');
    assert.equal(await record.textContent('#asked h3'), '大阪市');
    assert.equal(await record.locator('#asked [name=stays]').count(), 2);
    assert.deepEqual(await places(), []);
  });

  step('she ticks one stay and hands it over', async () => {
    await record.check(`#asked label:has-text("${cafe.venue.displayName}") [name=stays]`);
    await record.check('#asked [name=consent]');
    await record.click('form[action="/v1/record:giveStays"] button');
    await record.waitForSelector('form[action="/v1/record:takeBackStays"]');
    const [place, ...others] = await places();
    assert.deepEqual(others, []);
    assert.equal(place.venueId, cafe.venue.id);
    assert.equal(place.source, 'PLACE_SOURCE_CONSENT');
  });

  step('it leads to a proposal, which the officer who asked cannot approve', async () => {
    const [proposal] = await until(async () => { const all = await proposals(); return all.length > 0 && all; }, 'a proposal by rule');
    assert.equal(proposal.venueName, cafe.venue.displayName);
    await assert.rejects(people.approve(sato, proposal), ({ reason }) => reason === 'SAME_PERSON');
  });

  step('whoever overhears the code can do nothing with it', async () => {
    const page = await openRecord(taro);
    await enter(page);
    await page.waitForURL('**/record?problem=CONSENT_UNKNOWN');
    assert.equal(await page.locator('#asked').count(), 0);
  });

  step('she takes it back from another browser, and what rested on it goes', async () => {
    const page = await openRecord(hanako);
    await enter(page);
    await page.click('form[action="/v1/record:takeBackStays"] button');
    await page.waitForSelector('text=is deleted');
    assert.deepEqual(await places(), []);
    await until(async () => (await proposals()).every(({ state }) => state === 'STATE_CANCELLED'), 'the proposal to be taken back');
    assert.equal(await town.count('registry', 'SELECT count(*) FROM places'), 0);
  });

  step('no database has her address or the code', async () => {
    for (const database of databases) assert.deepEqual(found(await town.dump(database), [hanako, code, code.replace('-', '')]), [], database);
  });
});
