// SPDX-License-Identifier: Apache-2.0
// A nurse's screen about one patient: how to reach her diary, what she told and why it was judged so, what she said on the
// telephone, and the end of her observation.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite } from 'node:test';
import { openBrowser, readSymbol } from './support/browser.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { day, Town, until } from './support/town.mjs';

const step = story();
const password = 'correct horse battery staple';
const address = 'patient@mail.example.jp';

suite('a patient and her nurse', () => {
  let town, browser, sato, page, phone, patient;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('sato', '佐藤 美咲', password);
    sato = await people.logIn(town, 'sato', password);
    patient = await sato.post('/v1/cases', {
      requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate: dayOf(0), onsetDate: dayOf(0), birthYear: 1951,
      emailAddress: address, language: 'ja', plan: { reportsPerDay: 2, startDate: dayOf(0), endDate: dayOf(20) },
    });
    const context = await browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
    await context.addCookies([...sato.cookies].map(([name, value]) => ({ name, value, url: town.staffUrl })));
    page = await context.newPage();
    await page.clock.setFixedTime(town.now());  // the town's day
    phone = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  const dayOf = (days) => new Date(town.now() + 9 * 3600e3 + days * 86_400e3).toISOString().slice(0, 10);
  const done = (text) => page.locator('#done', { hasText: text }).waitFor();
  const reports = async () => (await sato.get(`/v1/patients/${patient.id}/reports`)).reports ?? [];
  const told = (answers) => sato.post(`/v1/patients/${patient.id}/reports`, { requestId: people.newId(), reportedTime: new Date(town.now()).toISOString(), answers });
  async function moveOn(seconds) {
    await town.moveClock(seconds);
    await page.clock.setFixedTime(town.now());
    sato = await people.logIn(town, 'sato', password);
    await page.context().addCookies([...sato.cookies].map(([name, value]) => ({ name, value, url: town.staffUrl })));
  }

  step('from the case she opens the diary, which is empty', async () => {
    await until(() => sato.get(`/v1/patients/${patient.id}`).catch(({ reason }) => (assert.equal(reason, 'PATIENT_UNKNOWN'), null)), 'the case at the observation service');
    await page.goto(`${town.staffUrl}/#/cases/${patient.id}`);
    await page.click('a:has-text("健康観察の記録を開く")');
    await page.locator('h1', { hasText: patient.number }).waitFor();
    await page.locator('section', { hasText: '報告はまだありません' }).first().waitFor();
    assert.equal(await page.locator('.readings').count(), 0);
  });

  step('she invites on paper: the code on her screen is the link, and it binds a telephone', async () => {
    await page.click('#invite-DELIVERY_PAPER button');
    await done('招待を作りました');
    await page.click('#invitations button:has-text("QR コードを表示する")');
    const image = page.locator('.paper img');
    await image.waitFor();
    await image.evaluate((one) => one.decode());
    const path = join(town.data, 'paper.png');
    await image.screenshot({ path });
    const link = readSymbol(path);
    assert.ok(link.startsWith(`${town.publicUrl}/diary/`));
    await look(page, 'patient-paper');
    await phone.goto(link);
    await phone.fill('[name=birthYear]', '1951');
    await phone.click('main button');
    await phone.waitForURL('**/diary');
    await page.reload();
    await page.locator('#devices', { hasText: '確認済み' }).waitFor();
    await page.locator('#invitations', { hasText: '使用済み' }).waitFor();
  });

  step('what is said on the telephone is entered as said; a value far from what is usual is asked about once', async () => {
    await page.click('summary:has-text("電話で聞いた報告を入力する")');
    await page.click('#enter > button');
    await page.locator('#enter .problem, #enter .field-problem').first().waitFor();
    await page.fill('#enter [name=temperature]', '42.6');
    await page.fill('#enter [name=spo2]', '97');
    await page.check('#enter [name="no signs"]');
    await page.click('#enter > button');
    await page.locator('#enter [name=temperature][aria-invalid]').waitFor();
    assert.equal((await reports()).length, 0);
    await page.fill('#enter [name=temperature]', '36.6');
    await page.click('#enter > button');
    await done('入力しました。判定: 変わりなし');
    const [report] = await reports();
    assert.equal(report.source, 'SOURCE_STAFF');
    assert.deepEqual([report.answers.temperature, report.answers.spo2, report.answers.signsAsked, report.answers.symptomsAsked], [36.6, 97, true, false], 'what was not asked is not told');
  });

  step('worse readings are drawn, listed, and explained', async () => {
    await moveOn(6 * 3600);
    await told({ temperature: 38.9, spo2: 91, signsAsked: true, signs: ['EMERGENCY_SIGN_CHEST_PAIN'] });
    await page.reload();
    await page.locator('#reports tr', { hasText: '緊急' }).first().waitFor();
    const [first] = await page.locator('#reports tbody tr').allTextContents();
    assert.match(first, /緊急.*38\.9.*91/);
    assert.equal(await page.locator('.readings').count(), 2);
    assert.equal(await page.locator('.readings .grave').count(), 2);
    await page.click('#reports summary >> nth=0');
    const reasons = page.locator('.reasons').first();
    await reasons.locator('li', { hasText: '胸の痛みがある' }).waitFor();
    assert.match(await reasons.textContent(), /SpO2 91 %（\d+ % 以下）/);
    await look(page, 'patient-grave');
  });

  step('she reads the rules, and tries others on what was told: nothing changes by that', async () => {
    await page.click('nav a:has-text("判定の基準")');
    await page.locator('#rules tr', { hasText: 'SpO2 92 % 以下' }).first().waitFor();
    await page.fill('[name=rulesBody]', '{"signs": {}}');
    await page.click('#replay > button');
    await page.locator('[name=rulesBody][aria-invalid]').waitFor();
    const [[body]] = await town.sql('observation', "SELECT body FROM policies WHERE name = 'observation.triage'");
    await page.fill('[name=rulesBody]', JSON.stringify({ ...JSON.parse(body), signs: { tier: 'ORANGE' }, spo2: [] }));
    await page.click('#replay > button');
    await page.locator('#replayed [data-complete=true]', { hasText: '2 件のうち、1 件が変わります（重く 0、軽く 1）' }).waitFor();
    const [row] = await page.locator('#otherwise tbody tr').allTextContents();
    assert.match(row, /緊急.*至急/);
    await look(page, 'rules');
    assert.equal((await reports())[0].judgement.tier, 'TIER_RED');
    await page.click('#otherwise a');
    await page.locator('h1', { hasText: patient.number }).waitFor();
    await page.click('#reports summary >> nth=0');
  });

  step('what was told wrongly is corrected: both stay, and it is judged anew', async () => {
    await page.click('summary:has-text("この報告を訂正する")');
    const form = page.locator('form[id^=correct-]');
    assert.equal(await form.locator('[name=spo2]').inputValue(), '91', 'it begins with what was told');
    assert.ok(await form.locator('[value=EMERGENCY_SIGN_CHEST_PAIN]').isChecked());
    await form.locator('[value=EMERGENCY_SIGN_CHEST_PAIN]').uncheck();
    await form.locator('[name="no signs"]').check();
    await form.locator('[name=spo2]').fill('97');
    await form.locator('[name=temperature]').fill('37.0');
    await form.locator('> button').click();
    await done('訂正しました。判定: 変わりなし');
    assert.match((await page.locator('#reports').textContent()), /訂正/);
    assert.equal((await sato.get('/v1/worklist')).items.find(({ caseId }) => caseId === patient.id).number, patient.number, 'she stays on the list');
  });

  step('a device is taken off', async () => {
    await page.click('#devices button:has-text("使えなくする")');
    await done('端末を使えなくしました');
    await phone.reload();
    assert.match(await phone.textContent('main'), /登録されていません/);
  });

  step('what stands against a release is told; when nothing does, a person confirms it and prints the certificate', async () => {
    await page.locator('#release', { hasText: '必要な日数がたっていません' }).waitFor();
    for (let days = 0; days < 12; ++days) {
      await moveOn(day);
      await told({ temperature: 36.5, spo2: 98, signsAsked: true, symptomsAsked: true, feverReducer: false });
    }
    await page.goto(`${town.staffUrl}/#/releases`);
    await page.locator('#proposals a', { hasText: patient.number }).waitFor();
    await look(page, 'releases');
    await page.click('#proposals a');
    await page.locator('#release .state.good').waitFor();
    await look(page, 'patient-release');
    await page.click('#confirm-release button');
    await done('解除を確定しました');
    await until(async () => (await sato.get(`/v1/cases/${patient.id}`)).status === 'CASE_STATUS_RELEASED', 'the case follows');
    await page.goto(`${town.staffUrl}/#/releases`);
    await page.reload();
    const certificate = await page.getAttribute('#releases a:has-text("証明書")', 'href');
    const answer = await page.context().request.get(`${town.staffUrl}${certificate}`);
    assert.equal(answer.headers()['content-type'], 'application/pdf');
    await page.click('#releases summary');
    await page.fill('#releases [name=reason]', '誤って発行した');
    await page.click('#releases form button');
    await page.locator('#releases', { hasText: '証明書は取消' }).waitFor();
  });

  step('she takes along what she may: the line list, the reports of some days, and one patient as FHIR', async () => {
    await page.goto(`${town.staffUrl}/#/cases`);
    await page.click('#downloads summary');
    const taken = async (link) => (await page.context().request.get(`${town.staffUrl}${await link.getAttribute('href')}`)).text();
    assert.match(await taken(page.locator('#downloads a').first()), new RegExp(patient.number));
    assert.equal((await taken(page.locator('#downloads a').last())).trim().split('\r\n').length, 1 + (await reports()).length);
    await page.goto(`${town.staffUrl}/#/patients/${patient.id}`);
    assert.equal(JSON.parse(await taken(page.locator('a:has-text("FHIR")'))).resourceType, 'Bundle');
  });

  step('nobody of another area reads any of it', async () => {
    town.createOfficer('tokyo', '東京 一郎', password, { areas: ['131016'] });
    const tokyo = await people.logIn(town, 'tokyo', password);
    const context = await browser.newContext({ locale: 'ja-JP' });
    await context.addCookies([...tokyo.cookies].map(([name, value]) => ({ name, value, url: town.staffUrl })));
    const other = await context.newPage();
    await other.goto(`${town.staffUrl}/#/patients/${patient.id}`);
    await other.locator('.problem', { hasText: 'この方の健康観察はありません' }).waitFor();
    assert.doesNotMatch(await other.textContent('main'), new RegExp(patient.number));
  });
});
