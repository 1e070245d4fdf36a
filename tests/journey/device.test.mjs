// SPDX-License-Identifier: Apache-2.0
// A patient's device: invited by mail and on paper, bound with the birth year and nothing else, reported on, a second one
// confirmed by the first, and taken off.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { openBrowser, readSymbol } from './support/browser.mjs';
import { call } from './support/call.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { day, Town, until } from './support/town.mjs';

const password = 'correct horse battery 1';
const address = 'hanako@device.example.jp';

describe("a patient's device", { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, sato, patient, first, second, link;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('sato', '佐藤 美咲', password);
    sato = await people.logIn(town, 'sato', password);
    const today = dayOf(0);
    patient = await sato.post('/v1/cases', {
      requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate: today, onsetDate: today, birthYear: 1961,
      emailAddress: address, language: 'ja', plan: { reportsPerDay: 2, startDate: today, endDate: dayOf(9) },
    });
    first = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    second = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  const dayOf = (days) => new Date(town.now() + 9 * 3600e3 + days * 86_400e3).toISOString().slice(0, 10);
  const base = () => `/v1/patients/${patient.id}`;
  const invite = (delivery) => sato.post(`${base()}/invitations`, { requestId: people.newId(), delivery });
  const devices = async () => (await sato.get(`${base()}/devices`)).devices ?? [];
  const bind = async (page, url, year) => {
    await page.goto(url);
    await page.fill('[name=birthYear]', year);
    await page.click('main button');
  };

  step('an officer invites her, and the mail holds a link to the public door', async () => {
    const invitation = await until(() => invite('DELIVERY_MAIL').catch((error) => {
      if (error.reason !== 'PATIENT_UNKNOWN') throw error;
      return null;
    }), 'the case at the observation service');
    assert.equal(invitation.state, 'INVITATION_STATE_OPEN');
    link = await town.mailedLink(address, '/diary/');
    assert.ok(link.startsWith(`${town.publicUrl}/diary/`));
    await until(async () => !(await sato.get(`${base()}/invitations`)).invitations[0].mailPending, 'the mail out of the list');
    const answer = await call(town, 'GET', `${base()}/invitations/${invitation.id}/code`, { cookies: Object.fromEntries(sato.cookies), door: 'staff' });
    assert.equal(answer.headers['content-type'], 'image/svg+xml');
    const drawing = join(town.data, 'code.svg');
    await writeFile(drawing, answer.text);
    const paper = await (await browser.newContext()).newPage();
    await paper.goto(`file://${drawing}`);
    const picture = join(town.data, 'code.png');
    await paper.screenshot({ path: picture });
    assert.equal(await readSymbol(picture), link, 'the paper shows the same link');
  });

  step('looking at the link changes nothing; a wrong year is told and counted', async () => {
    for (let i = 0; i < 3; ++i) await first.goto(link);
    await look(first, 'diary-open');
    await bind(first, link, '1962');
    assert.match(await first.textContent('.problem'), /BIRTH_YEAR_WRONG/);
    await look(first, 'diary-open-wrong');
    assert.equal(await town.count('identity', 'SELECT count(*) FROM link_tries'), 1);
  });

  step('the right one binds her telephone, which is trusted', async () => {
    await bind(first, link, '1961');
    await first.waitForURL('**/diary');
    await look(first, 'diary');
    const [device] = await devices();
    assert.equal(device.trusted, true);
    await bind(second, link, '1961').catch(() => {});
    assert.doesNotMatch(second.url(), /\/diary$/, 'a link binds one device');
    assert.equal((await devices()).length, 1);
  });

  const other = (page) => page.click('#question button.plain');
  async function report(page, temperature) {
    await page.click('[data-page="diary"] button');
    await look(page, 'diary-signs');
    await other(page);  // none of the signs
    await page.fill('[name=temperature]', temperature);
    await page.press('[name=temperature]', 'Enter');
    await page.fill('[name=spo2]', '97');
    await page.press('[name=spo2]', 'Enter');
    for (let skipped = 0; skipped < 2; ++skipped) await other(page);
    await page.check('[value=SYMPTOM_RUNNY_NOSE]');
    await look(page, 'diary-symptoms');
    await page.click('#question button:not(.plain)');
    for (let skipped = 0; skipped < 2; ++skipped) await other(page);
    await page.fill('[name=note]', '夜は眠れました');
    await page.click('#question button:not(.plain)');
  }

  step('she reports on it, one question at a time, and reads what to do next', async () => {
    await report(first, '37.1');
    await first.waitForSelector('#next');
    await look(first, 'diary-next');
    assert.equal(await first.getAttribute('#next', 'data-advice'), 'ADVICE_REPORT_NEXT');
    await first.reload();
    await report(first, '42.5');
    await first.waitForSelector('.number');
    assert.equal(await first.textContent('.number'), '42.5', 'what is far from usual is asked for once more');
    assert.equal(await town.count('observation', 'SELECT count(*) FROM reports'), 1);
    await look(first, 'diary-unusual');
    await first.click('[data-page="diary"] button:not(.plain)');
    await first.waitForSelector('#next');
    assert.notEqual(await first.getAttribute('#next', 'data-advice'), 'ADVICE_REPORT_NEXT');
    assert.equal(await town.count('observation', 'SELECT count(*) FROM reports'), 2);
  });

  step('an emergency sign may be sent without answering the rest', async () => {
    await first.reload();
    await first.click('[data-page="diary"] button');
    await first.check('[value=EMERGENCY_SIGN_PURPLE_LIPS]');
    await first.click('#question button:not(.plain)');
    assert.equal(await first.getAttribute('[data-page="diary"] a.button', 'href'), 'tel:119');
    await look(first, 'diary-urgent');
    await first.context().setOffline(true);
    await first.click('[data-page="diary"] button:not(.plain)');
    await first.waitForSelector('.problem');
    await first.context().setOffline(false);
    await first.click('[data-page="diary"] button:not(.plain)');
    await first.waitForSelector('#next[data-advice=ADVICE_CALL_NOW]');
    assert.equal(await town.count('observation', 'SELECT count(*) FROM reports'), 3);
  });

  step('a second device is new until the first one agrees', async () => {
    await invite('DELIVERY_PAPER');
    const { invitations: [invitation] } = await sato.get(`${base()}/invitations`);
    const answer = await call(town, 'GET', `${base()}/invitations/${invitation.id}/code`, { cookies: Object.fromEntries(sato.cookies), door: 'staff' });
    const drawing = join(town.data, 'second.svg');
    await writeFile(drawing, answer.text);
    const paper = await (await browser.newContext()).newPage();
    await paper.goto(`file://${drawing}`);
    await paper.screenshot({ path: join(town.data, 'second.png') });
    await bind(second, await readSymbol(join(town.data, 'second.png')), '1961');
    await second.waitForURL('**/diary');
    assert.match(await second.textContent('main'), /not confirmed yet/);
    assert.equal(await second.locator('main section').count(), 0, 'it sees itself alone');
    await look(second, 'diary-new-device');

    await first.reload();
    await look(first, 'diary-other-device');
    await first.click('main section button');
    await first.locator('main section').waitFor({ state: 'detached' });
    await second.reload();
    assert.doesNotMatch(await second.textContent('main'), /not confirmed yet/);
  });

  step('three wrong years spoil a link', async () => {
    const invitation = await invite('DELIVERY_MAIL');
    const spoiled = await until(async () => {
      const other = await town.mailedLink(address, '/diary/').catch(() => null);
      return other && other !== link ? other : null;
    }, 'the second mail');
    const stranger = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    for (const year of ['1962', '1963', '1964']) await bind(stranger, spoiled, year);
    assert.match(await stranger.textContent('.problem'), /LINK_SPOILED/);
    await bind(stranger, spoiled, '1961');
    assert.match(await stranger.textContent('.problem'), /LINK_SPOILED/);
    assert.equal((await devices()).length, 2);
    assert.equal((await sato.get(`${base()}/invitations`)).invitations.find(({ id }) => id === invitation.id).state, 'INVITATION_STATE_OPEN');
    await sato.post(`${base()}/invitations/${invitation.id}:revoke`, {});
    await bind(stranger, spoiled, '1961').catch(() => {});
    assert.doesNotMatch(stranger.url(), /\/diary$/);
  });

  step('a device that is taken off tells nothing any more, and its session ends', async () => {
    const [latest] = await devices();
    await sato.post(`${base()}/devices:revoke`, { deviceId: latest.id });
    await second.reload();
    assert.match(await second.textContent('main'), /not bound/);
    await until(async () => (await town.count('identity', `SELECT count(*) FROM sessions WHERE case_id = '${patient.id}'`)) === 1, 'its session ended');
    await first.reload();
    assert.doesNotMatch(await first.textContent('main'), /登録されていません/);
  });

  step('a borrowed telephone is left', async () => {
    const last = await town.mailedLink(address, '/diary/');
    await invite('DELIVERY_MAIL');
    const fresh = await until(async () => {
      const mailed = await town.mailedLink(address, '/diary/').catch(() => null);
      return mailed && mailed !== last ? mailed : null;
    }, 'the third mail');
    const borrowed = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    await bind(borrowed, fresh, '1961');
    await borrowed.waitForURL('**/diary');
    await borrowed.click('summary:has-text("この端末で終える")');
    await look(borrowed, 'diary-leave');
    await borrowed.click('details button');
    await borrowed.locator('main', { hasText: 'この端末は登録されていません' }).waitFor();
    assert.deepEqual(await borrowed.context().cookies(), [], 'nothing is left in its browser');
    await until(async () => (await town.count('identity', `SELECT count(*) FROM sessions WHERE case_id = '${patient.id}'`)) === 1, 'its session ended');
    assert.equal((await devices())[0].revoked, true);
  });

  step('when the plan is over everywhere, so is every device', async () => {
    await town.moveClock(13 * day);
    await until(async () => (await town.count('identity', 'SELECT count(*) FROM sessions WHERE case_id IS NOT NULL')) === 0, 'the last session ended');
    sato = await people.logIn(town, 'sato', password);
    assert.deepEqual((await devices()).map(({ revoked }) => revoked), [true, true, true]);
    await first.reload();
    assert.match(await first.textContent('main'), /登録されていません/);
  });

  step('neither name nor address nor link stands in a database or a log', async () => {
    const token = link.slice(link.lastIndexOf('/') + 1);
    for (const database of ['observation', 'identity']) {
      const dump = await town.dump(database);
      for (const secret of [token, address, address.toLowerCase()]) assert.ok(!dump.includes(secret), `${database}: ${secret.length}`);
    }
  });
});
