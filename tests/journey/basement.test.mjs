// SPDX-License-Identifier: Apache-2.0
// A basement without a connection: who checked in before does it there with one press, and it is recorded with that time once the
// phone is connected again. And whose camera opens no links reads the poster in the page.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { film } from './support/film.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town, until } from './support/town.mjs';

const { default: encodeQR } = await import(createRequire(new URL('../../web-client/package.json', import.meta.url)).resolve('qr'));
const step = story();
const yuki = 'yuki@basement.example.jp';

suite('without a connection', () => {
  let town, browser, cafe, bar, visitor, page, folder;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mimamori-film-'));
    town = await Town.start();
    browser = await openBrowser();
    cafe = await people.openVenue(town, 'owner@cafe.example.jp');
    bar = await people.openVenue(town, 'owner@bar.example.jp', { ...people.cafe, displayName: '地下のバー' });
    visitor = await browserOf(await people.visit(town, cafe.code, yuki));
    page = await visitor.newPage();
    await page.clock.setFixedTime(town.now());
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function browserOf(door, locale = 'ja-JP') {
    const context = await browser.newContext({ locale, timezoneId: 'Asia/Tokyo' });
    if (door) await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: town.publicUrl })));
    return context;
  }
  const doorway = (venue) => `${town.publicUrl}/V/${venue.code}`;
  // The worker has the page that it will show.
  const ready = (on) => until(() => on.evaluate(`caches.match('/offline').then((page) => Boolean(page && navigator.serviceWorker.controller))`), 'the worker');
  const stays = () => town.count('visit', 'SELECT count(*) FROM stays');

  step('a doorway that was open once opens without a connection', async () => {
    await page.goto(doorway(cafe));
    await ready(page);
    await visitor.setOffline(true);
    await page.goto(doorway(bar));
    await page.locator('h1', { hasText: '接続できません' }).waitFor();
    await page.locator('#ask button').waitFor();
    await look(page, 'offline-ask');
  });

  step('one press keeps the check-in on the phone, with its time', async () => {
    const before = await stays();
    await page.locator('#ask summary').click();
    await page.selectOption('#people', '3');
    await page.click('#ask button');
    await page.locator('#kept', { hasText: '12:00' }).waitFor();
    await look(page, 'offline-kept');
    await page.reload();
    await page.locator('#kept', { hasText: '12:00' }).waitFor();
    assert.equal(await stays(), before);
  });

  step('connected again an hour later, it is sent with the time of the press', async () => {
    const pressed = town.now();
    await town.moveClock(3600);
    await page.clock.setFixedTime(town.now());
    await visitor.setOffline(false);
    await page.waitForURL('**/here');
    await page.locator('h1', { hasText: '地下のバー' }).waitFor();
    const stay = await (await visitor.request.get(`${town.publicUrl}/v1/check-ins/current`)).json();
    assert.deepEqual([stay.people, stay.trust, stay.verified, new Date(stay.arriveTime).getTime()], [3, 'TRUST_OFFLINE', true, Math.floor(pressed / 60_000) * 60_000]);
  });

  step('while the service is away the doorway does not fail either, and a page opened later tells what was sent', async () => {
    await town.killProcess('visit');
    await page.goto(doorway(cafe));
    await page.click('#ask button');
    await page.locator('#kept').waitFor();
    await page.goto('about:blank');
    await town.startProcess('visit');
    await people.visitKnows(town, cafe.code);
    await until(async () => {
      await page.goto(`${town.publicUrl}/`);
      return page.locator('#later', { hasText: `あとから送信しました: ` }).filter({ hasText: cafe.venue.displayName }).waitFor({ timeout: 5000 }).then(() => true, () => false);
    }, 'word of the check-in that waited');
    await look(page, 'later-sent');
    await page.reload();
    await page.locator('#later').waitFor({ state: 'hidden' });
  });

  step('what the service refuses is told, not tried for ever', async () => {
    await page.goto(doorway(bar));
    await ready(page);
    await visitor.setOffline(true);
    await page.goto(`${town.publicUrl}/V/${'0'.repeat(28)}`);
    await page.click('#ask button');
    await page.locator('#kept').waitFor();
    await visitor.setOffline(false);
    await page.locator('#refused', { hasText: '送信できませんでした' }).waitFor();
    await look(page, 'offline-refused');
  });

  step('a browser that forgot the address says so instead of asking for nothing', async () => {
    await page.goto(doorway(bar));
    await page.click('[action="/v1/browser:forget"] button');
    await page.locator('#email').waitFor();
    await ready(page);
    await until(() => page.evaluate(`caches.match('/offline').then(Boolean)`), 'the page');
    await visitor.setOffline(true);
    await page.goto(doorway(cafe));
    await page.locator('#unknown', { hasText: 'もう一度コードを読み取って' }).waitFor();
    await look(page, 'offline-unknown');
    await visitor.setOffline(false);
  });

  step('a reader of another language finds that page in it', async () => {
    const nguyen = await browserOf(undefined, 'vi-VN');
    const on = await nguyen.newPage();
    await on.goto(doorway(cafe));
    await ready(on);
    await nguyen.setOffline(true);
    await on.goto(doorway(bar));
    await on.locator('h1', { hasText: 'không có kết nối' }).waitFor();
    await nguyen.close();
  });

  step('in the page, the camera reads the poster, and leads to its doorway', async () => {
    const poster = `data:image/png;base64,${(await posterOf(cafe)).toString('base64')}`;
    const camera = await openBrowser({ film: await film(browser, poster, join(folder, 'poster.y4m')) });
    const context = await camera.newContext({ locale: 'ja-JP', permissions: ['camera'] });
    const on = await context.newPage();
    await on.goto(`${town.publicUrl}/`);
    await on.click('a[href="/scan"]');
    await on.click('#start');
    await on.waitForURL(`**/V/${cafe.code}`);
    assert.equal(await on.textContent('main h1'), cafe.venue.displayName);
    await camera.close();
  });

  step('another symbol is told as such, and nothing is opened', async () => {
    const other = `data:image/svg+xml,${encodeURIComponent(encodeQR(`https://elsewhere.example.com/V/${cafe.code}`, 'svg'))}`;
    const camera = await openBrowser({ film: await film(browser, other, join(folder, 'other.y4m')) });
    const context = await camera.newContext({ locale: 'ja-JP', permissions: ['camera'] });
    const on = await context.newPage();
    await on.goto(`${town.publicUrl}/scan`);
    await on.click('#start');
    await on.locator('#other').waitFor();
    assert.equal(new URL(on.url()).pathname, '/scan');
    await look(on, 'scan');
    await camera.close();
  });

  step('without a camera, or leave to use it, the page says what to do', async () => {
    const on = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    await on.goto(`${town.publicUrl}/scan`);
    await on.click('#start');
    await on.locator('#none, #refused').first().waitFor({ state: 'attached' });
    await until(async () => (await on.locator('#none:visible, #refused:visible').count()) > 0, 'word about the camera');
    await look(on, 'scan-without-camera');
  });

  async function posterOf(venue) {
    const operator = await browserOf(venue.door);
    const answer = await operator.request.get(`${town.publicUrl}/v1/venue/poster?format=POSTER_FORMAT_PNG`);
    assert.equal(answer.status(), 200);
    return answer.body();
  }
});
