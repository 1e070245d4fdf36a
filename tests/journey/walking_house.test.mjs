// SPDX-License-Identifier: Apache-2.0
// From a scanned code to the alert mail: a venue puts up its poster, people check in and confirm, two officers decide, and
// exactly those who were there at the time are told, in their own language.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { openBrowser, readSymbol } from './support/browser.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { databases, hour, Town, until } from './support/town.mjs';
import { found, foundInFolder } from './support/traces.mjs';

const owner = 'owner@suzume.example.jp';
const hanako = 'hanako.yamada@hanako.example.jp';
const maria = 'maria.silva@maria.example.com';
const taro = 'taro@taro.example.jp';
const unconfirmed = 'nobody.yet@unconfirmed.example.jp';
const patient = 'the.patient@patient.example.jp';
const everybody = [owner, hanako, maria, taro, unconfirmed, patient];
const passwords = { sato: 'correct horse battery 1', suzuki: 'correct horse battery 2' };
const name = '喫茶すずめ 中之島店';
const address = '大阪府大阪市北区中之島 見本1-1';

describe('from a scanned code to the alert mail', { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, operator, codeUrl, code, venueId, noon, sato, suzuki, exposurePath;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('sato', '佐藤 美咲', passwords.sato);
    town.createOfficer('suzuki', '鈴木 健', passwords.suzuki);
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  step('a venue registers by a mailed link', async () => {
    operator = await browser.newContext({ locale: 'ja-JP' });
    const page = await operator.newPage();
    await page.goto(`${town.publicUrl}/venues/new`);
    await page.fill('[name=displayName]', name);
    await page.selectOption('[name=areaCode]', '271004');
    await page.fill('[name=address]', address);
    await page.selectOption('[name=kind]', 'VENUE_KIND_FOOD');
    await page.click('main form summary');
    await page.fill('[name="openingHours.everyDay"]', '９：００〜２２：００');
    await page.fill('[name="openingHours.friday"]', '9:00-14:00, 17:00-2:00');
    await page.fill('[name=emailAddress]', owner);
    await page.click('main form button');
    await page.waitForURL('**/venues/registered');
    await page.goto(await town.mailedLink(owner, '/venues/confirm/'));
    await page.click('main form button');
    await page.waitForURL('**/venue');
    assert.equal(await page.textContent('main h1'), name);
    const hours = await page.textContent('#hours');
    assert.match(hours, /木曜日09:00-22:00/);
    assert.match(hours, /金曜日09:00-14:00 17:00-26:00/);
  });

  step('its poster holds the code, on paper and alone', async () => {
    const poster = async (format, file) => {
      const answer = await operator.request.get(`${town.publicUrl}/v1/venue/poster?format=POSTER_FORMAT_${format}`);
      assert.equal(answer.status(), 200);
      const path = join(town.data, file);
      await writeFile(path, await answer.body());
      return path;
    };
    codeUrl = readSymbol(await poster('PNG', 'code.png'));
    assert.match(codeUrl, /^HTTP:\/\/127\.0\.0\.1:\d+\/V\/[0-9A-HJKMNP-TV-Z]{28}$/);
    const pdf = await poster('PDF', 'poster.pdf');
    execFileSync('pdftoppm', ['-png', '-r', '100', '-singlefile', pdf, join(town.data, 'poster')]);
    assert.equal(readSymbol(join(town.data, 'poster.png')), codeUrl);
    assert.match(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }), /\(A4\)/);
    code = people.codeOf(codeUrl);
    await people.visitKnows(town, code);
    venueId = (await (await operator.request.get(`${town.publicUrl}/v1/venue`)).json()).id;
  });

  step('a screen at its door shows a code of the minute', async () => {
    const page = await operator.newPage();
    await page.goto(`${town.publicUrl}/venue/kiosk`);
    assert.equal(await page.textContent('main h1'), name);
    assert.match(await page.getAttribute('meta[http-equiv=refresh]', 'content'), /^([1-9]|[1-5]\d|60)$/);
    const picture = join(town.data, 'kiosk.png');
    await page.locator('main img').screenshot({ path: picture });
    const shown = readSymbol(picture);
    assert.match(shown, /^HTTP:\/\/127\.0\.0\.1:\d+\/V\/[45][0-9A-HJKMNP-TV-Z]{27}$/);
    const doorway = await town.publicDoor().get(`/v1/doorways/${people.codeOf(shown)}`);
    assert.equal(doorway.venueId, venueId);
    assert.equal(doorway.code, people.codeOf(shown));
    await page.close();
  });

  step('a visitor scans, checks in and confirms, in Japanese and without JavaScript', async () => {
    noon = town.now();
    const visitor = await browser.newContext({ locale: 'ja-JP', javaScriptEnabled: false });
    const texts = await checkInWithPages(visitor, hanako);
    assert.match(texts.here, /チェックインしました/);
    assert.match(texts.confirm, /はい、わたしです/);
    await visitor.close();
  });

  step('another does the same in English', async () => {
    const visitor = await browser.newContext({ locale: 'en-GB' });
    const texts = await checkInWithPages(visitor, maria);
    assert.match(texts.here, /You are checked in/);
    assert.match(texts.confirm, /Yes, that was me/);
    await visitor.close();
  });

  step('others come: the patient, somebody who never confirms, and a guest six hours later', async () => {
    await people.visit(town, code, patient);
    await people.checkIn(town, code, unconfirmed);
    await town.moveClock(6 * hour);
    await people.visit(town, code, taro);
  });

  step('an officer proposes for a new case, sees how many, and cannot approve it herself', async () => {
    const screen = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Tokyo' });
    sato = await screen.newPage();
    await logIn(sato, 'sato');
    await sato.goto(`${town.staffUrl}/#/new`);
    await sato.selectOption('[name=caseId]', 'new');
    const japan = (time) => new Date(time + 9 * 3600e3).toISOString();
    await sato.locator('input[type=date]').first().fill(japan(town.now()).slice(0, 10));
    await sato.locator('input[type=email]').fill(patient);
    await sato.locator('select[name=areaCode]').selectOption('271004');
    await sato.locator('select[name=venueId] option').first().waitFor({ state: 'attached' });
    await sato.selectOption('select[name=venueId]', venueId);
    await sato.locator('input[type=datetime-local]').first().fill(japan(noon - 1800e3).slice(0, 16));
    await sato.locator('input[type=datetime-local]').last().fill(japan(noon + 3600e3).slice(0, 16));
    await sato.selectOption('select[name=level]', 'LEVEL_CLUSTER');
    await sato.click('main form > button');
    await sato.waitForURL('**/#/exposures/*');
    exposurePath = new URL(sato.url()).hash;
    assert.equal(await sato.textContent('#recipients'), '2');
    const page = await sato.textContent('main');
    assert.match(page, /The patient is left out/);
    assert.match(page, /1 more have an unconfirmed address/);
    assert.match(page, /another person has to approve it/);
    assert.equal(await sato.locator('#out-of-hours').count(), 0);
    assert.equal(await sato.getByRole('button', { name: 'Approve and send' }).count(), 0);
    const id = exposurePath.split('/').pop();
    const answer = await sato.request.post(`${town.staffUrl}/v1/exposures/${id}:approve`, {
      headers: { origin: town.staffUrl }, data: { version: 1, reason: 'cluster confirmed' },
    });
    assert.equal(answer.status(), 400);
    assert.equal((await answer.json()).reason, 'SAME_PERSON');
    await screen.close();
  });

  step('another officer approves, and the progress settles', async () => {
    const screen = await browser.newContext({ locale: 'ja-JP' });
    suzuki = await screen.newPage();
    const seen = Promise.withResolvers();
    await suzuki.route('**/v1/exposures?*', async (list) => {
      await seen.promise;  // she is elsewhere when it comes
      await list.continue();
    });
    await logIn(suzuki, 'suzuki');
    const listed = suzuki.waitForResponse('**/v1/exposures?*');
    await suzuki.goto(`${town.staffUrl}/${exposurePath}`);
    await suzuki.locator('#recipients').waitFor();
    seen.resolve();
    await (await listed).finished();
    assert.equal(await suzuki.textContent('#recipients'), '2');
    assert.match(await suzuki.textContent('.mails .text'), new RegExp(`場所: ${name}`), 'the mail as it will leave');
    await suzuki.fill('textarea', '集団感染の確認のため');
    await suzuki.getByRole('button', { name: '承認して送る' }).click();
    await suzuki.locator('main [role=status]').filter({ hasText: '送信済み' }).waitFor({ timeout: 120_000 });
    const figures = await suzuki.locator('main dl').last().textContent();
    assert.match(figures, /送信済み2待ち0再送待ち0届かず0/);
    await screen.close();
  });

  step('exactly one mail went to each of the two, in her language, and none to the others', async () => {
    await until(async () => (await people.alertsTo(town, maria)).length > 0, 'the alerts');
    // A dispatch that runs again tells nobody twice.
    await town.runJob('exposure', 'dispatch');
    await town.runJob('mail', 'send');
    const [toHanako, ...noMore] = await people.alertsTo(town, hanako);
    const [toMaria, ...noneMore] = await people.alertsTo(town, maria);
    assert.deepEqual([noMore, noneMore], [[], []]);
    assert.match(toHanako.subject, /感染した方と同じ場所/);
    assert.match(toHanako.text, new RegExp(`場所: ${name}`));
    assert.match(toHanako.text, /あなたの滞在: 12:\d\dから13:\d\dまで/);
    assert.match(toMaria.subject, /same place as an infected person/);
    assert.match(toMaria.text, /Your stay: 12:\d\d to 13:\d\d/);
    for (const other of [taro, unconfirmed, patient, owner]) {
      assert.deepEqual(await people.alertsTo(town, other), [], other);
    }
  });

  step('no address is in any database, in Redis, in a log, or in any other file', async () => {
    const dumps = {};
    for (const database of databases) dumps[database] = await town.dump(database);
    assert.ok(dumps.visit.includes(name), 'the dumps hold what the services know');
    for (const [database, dump] of Object.entries(dumps)) assert.deepEqual(found(dump, everybody), [], database);
    assert.deepEqual(found(await town.dumpRedis(), everybody), [], 'Redis');
    const logs = await town.readLogs();
    assert.match(logs, /CheckIn|check-ins/, 'the logs tell of the calls');
    assert.deepEqual(found(logs, everybody), [], 'logs');
    // PostgreSQL's own files with its write-ahead log, too.
    assert.notDeepEqual(await foundInFolder(town.data, [venueId]), [], 'the files hold what the services know');
    assert.deepEqual(await foundInFolder(town.data, everybody), []);
  });

  // What one visitor does on paper and pages; the texts that she read.
  async function checkInWithPages(context, emailAddress) {
    const page = await context.newPage();
    await page.goto(codeUrl);
    assert.equal(await page.textContent('main h1'), name);
    assert.equal(await page.textContent('main .place p'), address);
    assert.ok((await page.textContent('main .note')).includes('127.0.0.1'), 'the page says its own domain');
    await page.fill('[name=emailAddress]', emailAddress);
    await page.check('[name=consent]');
    await page.click('main form button');
    await page.waitForURL('**/here');
    const here = await page.textContent('main');
    assert.ok(await page.locator('main .note').count(), 'it asks to confirm');
    await page.goto(await town.mailedLink(emailAddress, '/confirm/'));
    const confirm = await page.textContent('main');
    await page.click('main form button');
    await page.waitForURL('**/confirmed');
    await page.goto(`${town.publicUrl}/here`);
    assert.equal(await page.locator('main .note').count(), 0, 'confirmed');
    // Next time one tap is enough: the page knows her by a masked address.
    await page.goto(codeUrl);
    assert.equal(await page.locator('[name=emailAddress]').count(), 0);
    assert.ok((await page.textContent('main')).includes(`${emailAddress[0]}•••`));
    await page.close();
    return { here, confirm };
  }

  async function logIn(page, userName) {
    await page.goto(town.staffUrl);
    await page.fill('[name=userName]', userName);
    await page.fill('[name=password]', passwords[userName]);
    await page.click('main form button');
    await page.locator('#who button').waitFor();
  }
});
