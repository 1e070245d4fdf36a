// SPDX-License-Identifier: Apache-2.0
// A visitor's rights: with nothing but her mailbox she sees what is kept about her and who asked, ends a stay by the link
// in her receipt, makes it shorter, stops all mail, and deletes it.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { databases, hour, Town, until } from './support/town.mjs';
import { found } from './support/traces.mjs';

const hanako = 'hanako@rights.example.jp';
const taro = 'taro@rights.example.jp';
const guest = 'guest@rights.example.jp';
const nobody = 'nobody@rights.example.jp';
const owner = 'owner@rights.example.jp';

describe("a visitor's rights", { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, venue, operator, code, noon, door, page, sato, suzuki;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('sato', '佐藤 美咲', 'correct horse battery 1');
    town.createOfficer('suzuki', '鈴木 健', 'correct horse battery 2');
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  // Without script, in a browser that has never checked in.
  async function askForLink(emailAddress) {
    const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled: false });
    const fresh = await context.newPage();
    await fresh.goto(`${town.publicUrl}/record/new`);
    await fresh.fill('[name=emailAddress]', emailAddress);
    await fresh.click('main form button');
    await fresh.waitForURL('**/record/mailed');
    return { fresh, answer: await fresh.textContent('main') };
  }
  async function openRecord(emailAddress) {
    const { fresh, answer } = await askForLink(emailAddress);
    await fresh.goto(await town.mailedLink(emailAddress, '/record/open/'));
    await fresh.click('main form button');
    await fresh.waitForURL('**/record');
    return { fresh, answer };
  }

  step('two people were here, each in her own browser', async () => {
    ({ venue, code, door: operator } = await people.openVenue(town, owner));
    noon = town.now();
    door = await people.visit(town, code, hanako, 'en');
    await people.visit(town, code, taro);
  });

  step('she asks for a receipt and checks out with one tap, from another browser', async () => {
    const { maskedEmailAddress } = await door.post('/v1/receipts:mail', {});
    assert.equal(maskedEmailAddress, 'h•••@rights.example.jp');
    const link = await town.mailedLink(hanako, '/leave/');
    const [mail] = (await town.mailsTo(hanako)).filter(({ links }) => links.includes(link));
    assert.match(mail.subject, /receipt/);
    assert.match(mail.text, new RegExp(`Place: ${venue.displayName}`));
    await town.moveClock(hour);
    const context = await browser.newContext({ locale: 'ja-JP', javaScriptEnabled: false });
    const mailbox = await context.newPage();
    await mailbox.goto(link);
    assert.equal((await door.get('/v1/check-ins/current')).leaveTime, undefined, 'a scanner that prefetches ends nothing');
    await mailbox.locator('main form button').first().click();
    await mailbox.waitForURL('**/leave/*');
    assert.match(await mailbox.textContent('main'), /退店/);
    assert.ok((await door.get('/v1/check-ins/current')).leaveTime);
    await context.close();
  });

  step('the answer is the same for whoever was never here', async () => {
    const known = await openRecord(hanako);
    page = known.fresh;
    const unknown = await openRecord(nobody);
    assert.equal(unknown.answer, known.answer);
    assert.match(await unknown.fresh.textContent('main'), /Nothing is kept under this address/);
  });

  step('her record shows her own stay and nobody else', async () => {
    const text = await page.textContent('main');
    assert.match(text, /h•••@rights\.example\.jp/);
    assert.equal(await page.getByRole('heading', { name: venue.displayName }).count(), 1);
    assert.match(text, /Nobody so far/);
    const link = await town.mailedLink(hanako, '/record/open/');
    const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled: false });
    const thief = await context.newPage();
    await thief.goto(link);
    await thief.click('main form button');
    assert.match(await thief.textContent('main'), /used already/);
    const { status } = await thief.goto(`${town.publicUrl}/record`).then((answer) => ({ status: answer.status() }));
    assert.equal(status, 401);
    await context.close();
  });

  step('she makes it shorter; longer is refused', async () => {
    const clock = (time) => new Date(time + 9 * 3600e3).toISOString().slice(11, 16);
    await page.fill('[name=leaveClock]', clock(noon + 40 * 60e3));
    await page.getByRole('button', { name: 'Make it shorter' }).click();
    await page.waitForURL('**/record');
    assert.match(await page.textContent('main'), new RegExp(clock(noon + 40 * 60e3)));
    await page.fill('[name=leaveClock]', clock(noon + 50 * 60e3));
    await page.getByRole('button', { name: 'Make it shorter' }).click();
    assert.match(await page.textContent('main'), /can only be made shorter/);
  });

  step('she is told who asked once it is decided, not before', async () => {
    sato = await people.logIn(town, 'sato', 'correct horse battery 1');
    suzuki = await people.logIn(town, 'suzuki', 'correct horse battery 2');
    const exposure = await people.declare(town, sato, venue.id, noon - 600e3, noon + 3600e3);
    await page.goto(`${town.publicUrl}/record`);
    assert.match(await page.textContent('main'), /Nobody so far/);
    await people.approve(suzuki, exposure);
    await until(async () => (await people.alertsTo(town, hanako)).length === 1, 'the alert');
    await page.goto(`${town.publicUrl}/record`);
    const text = await page.textContent('main');
    const questions = text.slice(text.indexOf('Who asked'));
    assert.match(questions, /大阪市/);
    assert.match(questions, /To warn the people who were there/);
    assert.doesNotMatch(text, /佐藤|鈴木/);
  });

  step('she stops all mail: the next warning reaches the other alone', async () => {
    await page.getByRole('button', { name: 'Stop all mail' }).click();
    await page.waitForURL('**/record');
    assert.match(await page.textContent('main'), /All mail to you is stopped/);
    // Of the same place and day only a rise in level is told again.
    const exposure = await people.declare(town, sato, venue.id, noon - 900e3, noon + 3600e3, { level: 'LEVEL_CLUSTER' });
    await people.approve(suzuki, exposure);
    await until(async () => (await people.alertsTo(town, taro)).length === 2, 'the second alert');
    await town.runJob('mail', 'send');
    assert.equal((await people.alertsTo(town, hanako)).length, 1);
  });

  step('she deletes the stay and closes the record', async () => {
    assert.equal(await town.count('visit', 'SELECT count(*) FROM stays'), 2);
    await page.getByRole('button', { name: 'Delete this stay' }).click();
    await page.waitForURL('**/record');
    assert.match(await page.textContent('main'), /Nothing is kept under this address/);
    assert.equal(await town.count('visit', 'SELECT count(*) FROM stays'), 1);
    await page.getByRole('button', { name: 'Close my record' }).click();
    await page.waitForURL(`${town.publicUrl}/`);
    assert.equal((await page.goto(`${town.publicUrl}/record`)).status(), 401);
  });

  step('the staff enter a group without a phone, and its guest confirms from home', async () => {
    await operator.post('/v1/venue/guests', {
      requestId: people.timedId(town.now()), emailAddress: guest, consent: true, people: 3,
    });
    const entered = () => town.sql('visit', 'SELECT verified, people FROM stays WHERE marks & 4 <> 0');
    assert.deepEqual(await entered(), [['f', '3']]);
    const link = await town.mailedLink(guest, '/confirm/');
    await town.publicDoor().post('/v1/addresses:confirm', { requestId: people.newId(), token: link.split('/').at(-1) });
    assert.deepEqual(await entered(), [['t', '3']]);
    await assert.rejects(town.publicDoor().post('/v1/venue/guests', {
      requestId: people.timedId(town.now()), emailAddress: guest, consent: true,
    }), ({ status }) => status === 401 || status === 403);
  });

  step('a code of the minute, on a screen at the door, tells that she is there', async () => {
    const { codeUrl } = await operator.get('/v1/venue/kiosk');
    const there = await people.checkIn(town, people.codeOf(codeUrl), nobody);
    assert.equal((await there.get('/v1/check-ins/current')).trust, 'TRUST_PRESENT');
    await town.moveClock(hour);
    await assert.rejects(people.checkIn(town, people.codeOf(codeUrl), nobody), ({ reason }) => reason === 'CODE_UNKNOWN');
  });

  step('nothing of it names her: not in a database, in Redis or in a log', async () => {
    const everybody = [hanako, taro, nobody, guest];
    for (const database of databases) assert.deepEqual(found(await town.dump(database), everybody), [], database);
    assert.deepEqual(found(await town.dumpRedis(), everybody), [], 'Redis');
    const logs = await town.readLogs();
    assert.match(logs, /DerivePseudonyms|\/v1\/record/, 'the logs tell of the calls');
    assert.deepEqual(found(logs, everybody), [], 'logs');
  });
});
