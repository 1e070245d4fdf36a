// SPDX-License-Identifier: Apache-2.0
// Who runs a venue: she tells what there is to tell of it, divides it into floors, rooms and tables, one by one and out of a
// table, prints their codes, enters a concert, and sees how many people are there and came, but not who.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { openBrowser, readSymbol } from './support/browser.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { hour, Town, until } from './support/town.mjs';

const table = '階,部屋,卓\r\n2F,個室 椿,1番\r\n2F,個室 椿,2番\r\n2F,,窓ぎわ 10\r\n2F,,窓ぎわ 9\r\n1F,,\r\n';

describe('a venue and its operator', { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, venue, context, page;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    venue = await people.openVenue(town, 'owner@operator.example.jp');
    context = await operatorContext({ locale: 'ja-JP' });
    page = await context.newPage();
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  async function operatorContext(options) {
    const made = await browser.newContext(options);
    await made.addCookies([...venue.door.cookies].map(([name, value]) => ({ name, value, url: town.publicUrl })));
    return made;
  }
  const open = (path, on = page) => on.goto(`${town.publicUrl}${path}`);
  const fold = (text) => page.click(`summary:has-text("${text}")`);
  const done = (text) => page.locator('#done', { hasText: text }).waitFor();
  const spaces = async () => (await venue.door.get('/v1/venue/spaces?pageSize=500')).spaces;
  const named = async (name) => (await spaces()).find(({ displayName }) => displayName === name);

  step('who is not logged in is told how to', async () => {
    const stranger = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    for (const path of ['/venue', '/venue/crowd', '/venue/spaces', '/venue/events', '/venue/edit']) {
      await open(path, stranger);
      assert.equal(await stranger.getAttribute('.problem a', 'href'), '/venues/log-in', path);
    }
    await look(stranger, 'operator-not-logged-in');
    for (const path of ['/', '/venues/new', '/venues/log-in']) {
      await open(path, stranger);
      await look(stranger, `public${path.replaceAll('/', '-')}`);
    }
  });

  step('she tells how many it has room for, and hours that cannot be read are told at their field', async () => {
    await open('/venue');
    await look(page, 'operator-poster');
    await open('/venue/guest');
    await look(page, 'operator-guest');
    await page.click('nav a[href="/venue/edit"]');
    await page.fill('[name=capacity]', '40');
    await page.fill('[name="openingHours.monday"]', '11時から');
    await page.click('#edit > button');
    await page.locator('[name="openingHours.monday"][aria-invalid=true]').waitFor();
    assert.equal(await page.evaluate('document.activeElement.name'), 'openingHours.monday');
    await look(page, 'operator-edit');
    await page.reload();
    assert.equal(await page.inputValue('[name=capacity]'), '40', 'a reload loses nothing');
    await page.fill('[name="openingHours.monday"]', '11:00-14:00 17:00-2:00');
    await fold('リンク 1');
    await page.selectOption('[name="link1.kind"]', 'VENUE_LINK_KIND_PAY');
    await fold('リンク 2');
    await page.selectOption('[name="link2.kind"]', 'VENUE_LINK_KIND_MENU');
    await page.selectOption('[name="link1.kind"]', '');
    await page.fill('[name="link2.label"]', 'お品書き');
    await page.fill('[name="link2.url"]', 'http://menu.example.jp/');
    await page.click('#edit > button');
    await page.locator('[name="link2.url"][aria-invalid]').waitFor();
    await page.fill('[name="link2.url"]', 'https://menu.example.jp/');
    await page.click('#edit > button');
    await done('保存しました');
    const { capacity, openingHours, links } = await venue.door.get('/v1/venue');
    assert.deepEqual([capacity, openingHours.monday, links[0].url], [40, ['11:00-14:00', '17:00-26:00'], 'https://menu.example.jp/']);
  });

  step('she adds floors, and a name that is too long is told', async () => {
    await page.click('nav a[href="/venue/spaces"]');
    await page.fill('#add [name=names]', `1F\n${'長'.repeat(61)}`);
    await page.click('#add > button');
    await page.locator('#add [name=names][aria-invalid]').waitFor();
    await page.fill('#add [name=names]', '1F\n2F');
    await page.click('#add > button');
    await done('2 か所を追加しました');
    assert.deepEqual((await spaces()).map(({ displayName, kind }) => [displayName, kind]), [['1F', 'SPACE_KIND_FLOOR'], ['2F', 'SPACE_KIND_FLOOR']]);
  });

  step('she imports a table: lines that are wrong are told first, and what is there is not made twice', async () => {
    await fold('表から取り込む');
    const file = async (name, text) => {
      const path = join(town.data, name);
      await writeFile(path, text);
      await page.setInputFiles('#check [name=file]', path);
      await page.click('#check > button');
    };
    await file('wrong.csv', `階,部屋,卓,備考\n2F,個室 椿,1番,\n,,,予備\n2F,${'長'.repeat(61)},,\n`);
    await page.locator('#table-result .problem').waitFor();
    assert.deepEqual(await page.locator('#table-result tbody td:first-child').allTextContents(), ['3', '4']);
    await look(page, 'operator-table-wrong');
    await file('tables.csv', table);
    await page.click('#import > button');
    await done('5 か所を追加しました');
    assert.equal((await spaces()).length, 7);
    const room = await named('個室 椿');
    assert.equal(room.parentSpace, (await named('2F')).space);
    assert.equal((await named('1番')).parentSpace, room.space);
    await fold('表から取り込む');
    await file('tables.csv', table);
    await page.locator('#table-result', { hasText: 'すべてすでにあります' }).waitFor();
  });

  step('she renames a table by keyboard alone and moves it; what was changed elsewhere is told and read again', async () => {
    await page.locator('#tree a', { hasText: '窓ぎわ 9' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#chosen-name', { hasText: '窓ぎわ 9' }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.id'), 'chosen-name');
    await look(page, 'operator-space');
    const { space, revision } = await named('窓ぎわ 9');
    await fold('名前・場所を変える');
    await venue.door.post('/v1/venue/spaces:update', { space, revision, parentSpace: 0, kind: 'SPACE_KIND_TABLE', displayName: '窓ぎわ 九' });
    await page.fill('#change [name=displayName]', 'カウンター');
    await page.click('#change > button');
    await page.locator('#chosen [role=alert]', { hasText: 'ほかの画面で変わっていました' }).waitFor();
    await page.locator('#chosen-name', { hasText: '窓ぎわ 九' }).waitFor();
    await fold('名前・場所を変える');
    await page.fill('#change [name=displayName]', 'カウンター');
    await page.selectOption('#change [name=parentSpace]', { label: '　1F' });
    await page.click('#change > button');
    await done('保存しました');
    assert.equal((await named('カウンター')).parentSpace, (await named('1F')).space);
    await page.reload();
    await page.locator('#chosen-name', { hasText: 'カウンター' }).waitFor();
  });

  step('its code is shown, printed in the languages that she picks, and replaced', async () => {
    const picture = async (name) => {
      const path = join(town.data, name);
      await page.locator('#chosen img[src]').evaluate((image) => image.decode());
      await page.locator('#chosen img').screenshot({ path });
      return readSymbol(path);
    };
    const before = await picture('before.png');
    assert.equal(before, (await named('カウンター')).codeUrl);
    await fold('印刷する');
    await page.selectOption('#print [name=sheet]', 'SHEET_STICKERS');
    await page.locator('#print [name=languages]').nth(1).selectOption('ko');
    const query = await page.evaluate('new URLSearchParams(new FormData(document.getElementById("print"))).toString()');
    const answer = await context.request.get(`${town.publicUrl}/v1/venue/prints?${query}`);
    assert.equal(answer.status(), 200, query);
    const pdf = join(town.data, 'stickers.pdf');
    await writeFile(pdf, await answer.body());
    execFileSync('pdftoppm', ['-png', '-r', '200', '-singlefile', pdf, join(town.data, 'stickers')]);
    assert.equal(readSymbol(join(town.data, 'stickers.png')), before);
    await fold('コードを新しくする');
    await page.click('#replace > button');
    await done('コードを新しくしました');
    assert.notEqual(await picture('after.png'), before);
  });

  step('she deletes a floor with all that lies within it, after reading how much that is', async () => {
    await page.locator('#tree a', { hasText: /^2F/ }).click();
    await fold('削除する');
    assert.match(await page.textContent('#chosen details:has(#remove) .note'), /4 か所も一緒に/);
    await page.click('#remove > button');
    await done('「2F」を削除しました');
    assert.deepEqual((await spaces()).map(({ displayName }) => displayName), ['1F', 'カウンター']);
  });

  step('she enters a concert by the clock on her wall, changes it and calls it off', async () => {
    await page.click('nav a[href="/venue/events"]');
    const day = new Date(town.now() + 9 * 3600e3 + 48 * 3600e3).toISOString().slice(0, 10);
    await page.fill('#new-event [name=displayName]', '春の演奏会');
    await page.fill('#new-event [name=startTime]', `${day}T18:00`);
    await page.fill('#new-event [name=endTime]', `${day}T17:00`);
    await page.click('#new-event > button');
    await page.locator('#new-event [name=endTime][aria-invalid]').waitFor();
    await page.reload();
    assert.equal(await page.inputValue('#new-event [name=displayName]'), '春の演奏会', 'a reload loses nothing');
    await page.fill('#new-event [name=endTime]', `${day}T21:00`);
    await page.click('#new-event > button');
    await done('登録しました');
    const [event] = (await venue.door.get('/v1/venue/events')).events;
    assert.equal(event.startTime, `${day}T09:00:00Z`);
    await fold('変更');
    await page.fill('#event-1 [name=participants]', '120');
    await page.click('#event-1 > button');
    await done('保存しました');
    await look(page, 'operator-events');
    await fold('中止する');
    await page.click('#cancel-1 > button');
    await done('中止');
    assert.ok((await venue.door.get('/v1/venue/events')).events[0].cancelTime);
  });

  step('she sees how many are there against the room that there is, and never who', async () => {
    const visitors = ['hanako', 'taro', 'maria'].map((name) => `${name}@crowd.example.jp`);
    for (const address of visitors) {
      const door = town.publicDoor();
      const request = { requestId: people.timedId(town.now()), code: venue.code, emailAddress: address, consent: true, people: 8 };
      await people.patiently(() => door.post('/v1/check-ins', request));
    }
    await town.moveClock(0.25 * hour);
    await page.click('nav a[href="/venue/crowd"]');
    await page.locator('#now .figure', { hasText: '20 人' }).waitFor();
    await page.locator('[data-freshness=live]').waitFor();
    assert.equal(await page.getAttribute('#now progress', 'max'), '40');
    await look(page, 'operator-crowd');
    await town.moveClock(2 * hour);
    await page.reload();
    await page.locator('#history tbody tr').first().waitFor();
    assert.deepEqual(await page.locator('#history tbody tr').allTextContents(), ['12:00 20 人']);
    await look(page, 'operator-history');
    const text = await page.textContent('body');
    for (const address of visitors) assert.ok(!text.includes(address.split('@')[0]));
  });

  step('when the connection breaks she sees that the number is old, and when it is back that it is not', async () => {
    const clock = await operatorContext({ locale: 'en-GB' });
    const own = await clock.newPage();
    await own.clock.install({ time: town.now() });
    await open('/venue/crowd', own);
    await own.locator('[data-freshness=live]').waitFor();
    await clock.setOffline(true);
    await own.clock.runFor(31_000);
    await own.locator('[data-freshness=reconnecting]').waitFor();
    await own.clock.runFor(120_000);
    await own.locator('[data-freshness=stale]', { hasText: 'not updated since' }).waitFor();
    await look(own, 'operator-crowd-stale');
    await clock.setOffline(false);
    await own.clock.runFor(31_000);
    await own.locator('[data-freshness=live]').waitFor();
    await clock.close();
  });

  step('who runs two venues chooses one of them when she logs in', async () => {
    const address = 'owner@operator.example.jp';
    const door = town.publicDoor();
    await door.post('/v1/venues', { requestId: people.newId(), ...people.cafe, displayName: '酒場ひかり 中之島店', emailAddress: address });
    const link = await until(async () => {
      const links = (await town.mailsTo(address)).flatMap((mail) => mail.links).filter((one) => one.includes('/venues/confirm/'));
      return links.length === 2 && links[0];
    }, 'the second registration');
    const { venue: bar } = await door.post('/v1/venues:confirm', { requestId: people.newId(), token: link.split('/').at(-1) });
    const own = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    await open('/venues/log-in', own);
    await own.fill('[name=emailAddress]', address);
    await own.click('main form button');
    await own.waitForURL('**/venues/log-in/sent');
    await own.goto(await town.mailedLink(address, '/venues/log-in/'));
    await own.click('#log-in button');
    await own.locator('#choose').waitFor();
    assert.equal(await own.locator('[data-page] form').count(), 2);
    await look(own, 'operator-choice');
    await own.click(`#venue-${bar.id} button`);
    await own.waitForURL('**/venue');
    assert.equal(await own.textContent('main h1'), '酒場ひかり 中之島店');
  });

  step('without script she sees all of it, and is told what a script is needed for', async () => {
    const plain = await (await operatorContext({ locale: 'en-GB', javaScriptEnabled: false })).newPage();
    await open('/venue/crowd', plain);
    assert.match(await plain.textContent('main'), /Room for\s*40/);
    await open('/venue/spaces', plain);
    assert.match(await plain.textContent('main'), /1F/);
    assert.equal(await plain.locator('main a[href*="/v1/venue/prints"]').count(), 2);
    await open('/venue/events', plain);
    assert.match(await plain.textContent('main'), /called off/);
    await open('/venue/edit', plain);
    await plain.click('main summary');
    await plain.click('form[action="/v1/venue:delete"] button');
    await plain.waitForURL(`${town.publicUrl}/`);
    await open('/venue', plain);
    assert.match(await plain.textContent('.problem'), /VENUE_UNKNOWN|SESSION/);
  });
});
