// SPDX-License-Identifier: Apache-2.0
// Which beds are free: a hospital reports in its own screen, a health centre sees it live and reports for whoever phones, and
// what grows old is not known any more.
import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { hour, Town, until } from './support/town.mjs';

const step = story();
const password = 'correct horse battery staple';

suite('beds', () => {
  let town, browser, admin, sato, nurse, facility, other, hospital, board;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('admin', '田中 恵', password, { roles: ['ADMINISTRATOR'] });
    town.createOfficer('sato', '佐藤 美咲', password, { areas: ['271004'] });
    [admin, sato] = [await people.logIn(town, 'admin', password), await people.logIn(town, 'sato', password)];
    const organisation = await admin.post('/v1/organisations', { requestId: people.newId(), kind: 'ORGANISATION_KIND_HOSPITAL', displayName: '見本病院', areaCode: '271004' });
    nurse = await people.join(town, admin, password, { userName: 'nurse', emailAddress: 'nurse@hospital.example.jp', displayName: '看護 由美', roles: ['ROLE_HOSPITAL_STAFF'], areaCodes: ['271004'], organisationId: organisation.id });
    hospital = await pageOf(nurse);
    board = await pageOf(sato);
    const list = (displayName, more) => admin.post('/v1/facilities', { requestId: people.newId(), kind: 'FACILITY_KIND_HOSPITAL', areaCode: '271004', facts: { displayName, accepting: true, ...more } });
    facility = await list('見本病院', { organisationId: organisation.id });
    other = await list('となり病院', {});
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  async function pageOf(door) {
    const context = await browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
    await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: town.staffUrl })));
    const page = await context.newPage();
    await page.clock.setFixedTime(town.now());
    return page;
  }
  const count = (column, page = hospital, bedClass = 'severe') => page.locator(`[name="classes.${bedClass}.${column}"]`);
  const row = (id) => board.locator(`#board [data-facility="${id}"]`);
  // Until the service has answered.
  const send = async (page) => {
    const answer = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/reports'));
    await page.click('#bed-report > button');
    await answer;
  };

  step('a hospital sees its own report and nobody else\'s facility', async () => {
    await hospital.goto(`${town.staffUrl}/`);
    await hospital.locator('h1', { hasText: '受入の打診' }).waitFor();
    assert.deepEqual(await hospital.locator('#places a').allTextContents(), ['受入の打診', '病床の利用', '病床の報告']);
    await hospital.click('#places a[href="#/report"]');
    await hospital.locator('h1', { hasText: '病床の報告 見本病院' }).waitFor();
    assert.equal(await count('staffed').inputValue(), '', 'nothing was told so far');
    assert.deepEqual((await nurse.get('/v1/facilities')).facilities.map(({ id }) => id), [facility.id]);
  });

  step('what cannot be is told at its number, what is odd is asked about, and nothing is kept until then', async () => {
    await count('staffed').fill('8');
    await send(hospital);
    await hospital.locator('#findings .problem', { hasText: '必ず入力してください' }).waitFor();
    await count('occupied').fill('9');
    await count('blocked').fill('0');
    await send(hospital);
    const asked = hospital.locator('#findings label', { hasText: '稼働病床を超えています' });
    await asked.waitFor();
    await look(hospital, 'beds-asked');
    await send(hospital);
    assert.equal((await nurse.get(`/v1/facilities/${facility.id}/reports`)).reports?.length ?? 0, 0);
    await asked.locator('input').check();
    await send(hospital);
    await hospital.locator('#done', { hasText: '報告しました' }).waitFor();
    const [report] = (await nurse.get(`/v1/facilities/${facility.id}/reports`)).reports;
    assert.deepEqual([report.source, report.content.classes[0].counts.occupied, report.confirmed[0].code], ['REPORT_SOURCE_OWN', 9, 'OVER_STAFFED']);
  });

  step('the next report begins with the last one', async () => {
    assert.equal(await count('occupied').inputValue(), '9');
    await count('occupied').fill('5');
    await hospital.selectOption('[name=emergency]', 'SERVICE_STATE_LIMITED');
    await send(hospital);
    await hospital.locator('#bed-reports li', { hasText: '5/8' }).waitFor();
    await look(hospital, 'beds-report');
  });

  // A key takes 0.3 s of somebody who types a little: fifty are a quarter of a minute.
  step('a day\'s report is some keys: what changed, what is odd, done', async () => {
    let keys = 0;
    const press = async (...names) => {
      for (const name of names) {
        await hospital.keyboard.press(name);
        keys++;
      }
    };
    await hospital.reload();
    await hospital.locator('#bed-reports li', { hasText: '5/8' }).waitFor();
    await until(() => count('staffed').evaluate((input) => input === document.activeElement), 'the first number to be written', 20);
    await press('8', 'Tab', '1', '3', 'Tab', '1', 'Enter');
    await hospital.locator('#findings input').first().waitFor();
    const asked = await hospital.locator('#findings input').count();
    for (let i = 0; i < asked; i++) await press('Space', ...(i + 1 < asked ? ['Tab'] : ['Enter']));
    await hospital.locator('#bed-reports li', { hasText: '13/8' }).waitFor();
    assert.ok(keys <= 20, `${keys} keys`);
    await count('occupied').focus();
    await press('5', 'Tab', '0', 'Enter');
    await hospital.locator('#bed-reports li:nth-child(2)', { hasText: '13/8' }).waitFor();
  });

  step('the health centre sees it, and what changes, without asking again', async () => {
    await board.goto(`${town.staffUrl}/#/beds`);
    await board.selectOption('select[name=bedClass]', 'severe');
    await row(facility.id).locator('td', { hasText: /^3$/ }).first().waitFor();
    await row(other.id).locator('.state', { hasText: '不明' }).waitFor();
    await board.locator('#figures', { hasText: '1 / 1' }).waitFor();
    assert.match(await board.locator('#figures').textContent(), /いちばん古い報告 \d{4}\/\d+\/\d+ 12:/);
    await look(board, 'beds-board');
    await count('occupied').fill('6');
    await send(hospital);
    await hospital.locator('#bed-reports li', { hasText: '6/8' }).waitFor();
    await row(facility.id).locator('td', { hasText: /^2$/ }).first().waitFor();
    await hospital.click('#accepting button');
    await hospital.locator('#done', { hasText: '受け入れを停止しました' }).waitFor();
    await row(facility.id).locator('.state', { hasText: '停止中' }).waitFor();
  });

  step('an officer reports for whoever is on the telephone, and says which desk that was', async () => {
    await row(other.id).locator('a[href^="#/report/"]').click();
    await board.locator('h1', { hasText: 'となり病院' }).waitFor();
    for (const [column, value] of [['staffed', '4'], ['occupied', '1'], ['blocked', '1']]) await count(column, board).fill(value);
    assert.equal(await board.locator('#bed-report [name=toldByDesk]').evaluate((input) => input.validity.valueMissing), true);
    await board.fill('[name=toldByDesk]', '入退院支援室');
    await send(board);
    await board.locator('#done', { hasText: '報告しました' }).waitFor();
    const [report] = (await sato.get(`/v1/facilities/${other.id}/reports`)).reports;
    assert.deepEqual([report.byProxy, report.toldByDesk], [true, '入退院支援室']);
  });

  step('what grows old is not known any more: neither free nor taken', async () => {
    await town.moveClock(72 * hour);
    sato = await people.logIn(town, 'sato', password);
    await board.context().addCookies([...sato.cookies].map(([name, value]) => ({ name, value, url: town.staffUrl })));
    await board.clock.setFixedTime(town.now());
    await board.goto(`${town.staffUrl}/#/beds`);
    await board.reload();
    await row(facility.id).locator('.state', { hasText: '不明' }).waitFor();
    await board.locator('#figures', { hasText: '0 / 2' }).waitFor();
    await look(board, 'beds-old');
  });

  step('a facility is listed by an officer of its area', async () => {
    await board.goto(`${town.staffUrl}/#/facilities`);
    await board.fill('#facility [name="facts.displayName"]', '見本ホテル');
    await board.selectOption('#facility [name=kind]', 'FACILITY_KIND_ACCOMMODATION');
    await look(board, 'facilities');
    await board.click('#facility > button');
    await board.locator('#done', { hasText: '見本ホテル を登録しました' }).waitFor();
    await board.fill('#facility [name="facts.displayName"]', '見本ホテル');
    await board.click('#facility > button');
    await board.locator('#facility [role=alert]').waitFor();
    assert.equal((await sato.get('/v1/facilities')).facilities.length, 3);
  });
});
