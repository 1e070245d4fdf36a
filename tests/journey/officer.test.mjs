// SPDX-License-Identifier: Apache-2.0
// A health officer with her cases: one by one and out of a table, who reports for whom, how long, where each patient is, and
// which two are one. All in the browser.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town } from './support/town.mjs';

const password = 'correct horse battery 1';

describe('a health officer', { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, page, door, today, later, mother, child, double;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('sato', '佐藤 美咲', password);
    town.createOfficer('suzuki', '鈴木 健', password);
    door = await people.logIn(town, 'sato', password);
    const day = (time) => new Date(time + 9 * 3600e3).toISOString().slice(0, 10);
    [today, later] = [day(town.now()), day(town.now() + 10 * 86400e3)];
    page = await logIn('sato', 'ja-JP');
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  async function logIn(userName, locale) {
    const own = await (await browser.newContext({ locale })).newPage();
    await own.clock.setFixedTime(town.now());  // the town's day
    await own.goto(`${town.staffUrl}/`);
    await own.fill('[name=userName]', userName);
    await own.fill('[name=password]', password);
    await own.click('form button');
    await own.locator('#places a').first().waitFor();
    return own;
  }
  const open = async ({ id, number }, on = page) => {
    await on.goto(`${town.staffUrl}/#/cases/${id}`);
    await on.locator('h1', { hasText: number }).waitFor();
    await on.reload();  // also when it was open before
    await on.locator('h1', { hasText: number }).waitFor();
  };
  const unfold = (form, on = page) => on.locator('details', { has: on.locator(`#${form}`) }).locator('> summary').click();
  const send = async (form, text, on = page) => {
    await on.evaluate('document.getElementById("done").replaceChildren()');  // what was said of the change before
    await on.click(`#${form} > button`);
    await on.locator('#done', { hasText: text }).waitFor();
  };
  const factsOf = (on = page) => on.locator('#facts').textContent();
  const again = (one) => door.get(`/v1/cases/${one.id}`);
  const count = () => town.count('registry', 'SELECT count(*) FROM cases');
  const importTable = async (rows) => {
    const path = join(town.data, 'cases.csv');
    await writeFile(path, rows.join('\r\n'));
    await page.setInputFiles('#import-cases [name=content]', path);
    await page.click('#import-cases > button');
  };

  step('registers a patient, and is told at the field what is wrong', async () => {
    await page.click('#places a[href="#/cases"]');
    await page.locator('h1', { hasText: '症例の一覧' }).waitFor();
    await page.click('main a.button');
    await page.selectOption('[name=areaCode]', '271004');
    await page.fill('[name=onsetDate]', today);
    await page.fill('[name=birthYear]', '1961');
    await page.selectOption('[name=sex]', 'SEX_FEMALE');
    await page.selectOption('[name=route]', 'INFECTION_ROUTE_KNOWN');
    for (const risk of ['DIABETES', 'PNEUMONIA_LESS_THAN_HALF', 'PNEUMONIA_BOTH_SIDES']) await page.check(`[value=RISK_FACTOR_${risk}]`);
    await page.fill('[name=emailAddress]', 'hanako@officer.example.jp');
    await page.selectOption('[name=language]', 'vi');
    await page.selectOption('[name="plan.reportsPerDay"]', '2');
    await page.fill('[name="plan.endDate"]', later);
    await page.click('#register > button');
    await page.locator('[data-field=riskFactors][aria-invalid]').waitFor();
    await look(page, 'officer-register');
    await page.uncheck('[value=RISK_FACTOR_PNEUMONIA_BOTH_SIDES]');
    await page.fill('[name="plan.endDate"]', '2099-01-01');
    await page.click('#register > button');
    await page.locator('[name="plan.endDate"][aria-invalid]').waitFor();
    await page.fill('[name="plan.endDate"]', later);
    await page.fill('[name=reporterId]', '271004-2020-000009');
    await page.click('#register > button');
    await page.locator('[name=reporterId][aria-invalid]').waitFor();
    assert.equal(await count(), 0);
    await page.fill('[name=reporterId]', '');
    await page.click('#register > button');
    await page.locator('#facts').waitFor();
    [mother] = (await door.get('/v1/cases')).cases;
    assert.equal(await count(), 1);
    const { birthYear, sex, route, riskFactors, language, hasContact, plan } = mother;
    assert.deepEqual({ birthYear, sex, route, riskFactors, language, hasContact, plan }, {
      birthYear: 1961, sex: 'SEX_FEMALE', route: 'INFECTION_ROUTE_KNOWN', riskFactors: ['RISK_FACTOR_DIABETES', 'RISK_FACTOR_PNEUMONIA_LESS_THAN_HALF'],
      language: 'vi', hasContact: true, plan: { reportsPerDay: 2, startDate: today, endDate: later },
    });
    assert.match(await factsOf(), /女.*糖尿病、肺炎 \(片側・半分未満\).*登録済み.*ベトナム語/s);
    assert.ok(!(await page.textContent('main')).includes('hanako'), 'nobody reads the address again');
  });

  step('registers a table, after its wrong lines were told; a column of names is refused', async () => {
    await page.click('#places a[href="#/cases"]');
    await page.click('main a[href="#/cases/import"]');
    const heading = '区分,団体コード,届出日,発症日,生年,世帯';
    await importTable([`${heading},氏名`, `確定,271004,${today},,1990,,山田 花子`]);
    await page.locator('#import-cases-result td', { hasText: 'この列は受け付けません' }).waitFor();
    const [right, wrong] = [`濃厚接触者,271004,${today},,2015,a`, `疑い,131016,${today},2099-01-01,15,a`];
    await importTable([heading, right, wrong]);
    await page.locator('#import-cases-result tbody tr').first().waitFor();
    const cells = await page.locator('#import-cases-result tbody tr').first().locator('td').allTextContents();
    assert.equal(cells[0], '3');
    assert.ok(cells[3].includes('疑い,131016'), cells.join(' | '));
    await look(page, 'officer-cases-wrong');
    assert.equal(await count(), 1);
    await importTable([heading, right, `疑い,271004,${today},${today},1961,`, '']);
    await page.locator('.done', { hasText: '2 件を登録しました' }).waitFor();
    await page.click('#import-cases > button');
    await page.locator('.done', { hasText: '2 件を登録しました' }).waitFor();
    assert.equal(await count(), 3, 'sent twice, registered once');
    await page.click('#places a[href="#/cases"]');
    await page.locator('#cases tbody tr').nth(2).waitFor();
    await look(page, 'officer-cases');
    const { cases } = await door.get('/v1/cases');
    child = cases.find(({ kind }) => kind === 'CASE_KIND_CONTACT');
    double = cases.find(({ kind }) => kind === 'CASE_KIND_PROBABLE');
  });

  step('finds one by its number, and those of one status', async () => {
    const shown = () => page.locator('#cases tbody tr:visible td:first-child').allTextContents();
    await page.fill('#find-case [name=number]', '271004');
    await page.click('#find-case > button');
    await page.locator('[role=status]', { hasText: '条件に合う症例はありません' }).waitFor();
    await page.fill('#find-case [name=number]', child.number);
    await page.click('#find-case > button');
    await page.locator('#cases tbody tr', { hasText: child.number }).waitFor();
    assert.deepEqual(await shown(), [child.number]);
    await page.fill('#find-case [name=number]', '');
    await page.click('#find-case > button');
    await page.locator('#cases tbody tr').nth(2).waitFor();
    await page.selectOption('[name=status]', 'CASE_STATUS_POSITIVE');
    await page.locator('#cases tbody tr').nth(2).waitFor({ state: 'detached' });
    assert.deepEqual((await shown()).sort(), [mother.number, double.number].sort(), 'a contact has no status');
    await page.selectOption('[name=status]', 'CASE_STATUS_DEAD');
    await page.locator('[role=status]', { hasText: '条件に合う症例はありません' }).waitFor();
  });

  step('says who reports for the child, and how long she is watched', async () => {
    await open(child);
    assert.equal(await page.locator('#status').count(), 0, 'a contact is nowhere');
    await unfold('set-reporter');
    await page.fill('#set-reporter [name=reporterId]', child.number);
    await page.click('#set-reporter > button');
    await page.locator('#set-reporter [name=reporterId][aria-invalid]').waitFor();
    await page.fill('#set-reporter [name=reporterId]', mother.number);
    await send('set-reporter', '保存しました');
    await unfold('plan');
    await page.selectOption('#plan [name="plan.reportsPerDay"]', '1');
    await page.fill('#plan [name="plan.endDate"]', later);
    await send('plan', '保存しました');
    const { reporterId, plan } = await again(child);
    assert.deepEqual([reporterId, plan], [mother.id, { reportsPerDay: 1, startDate: today, endDate: later }]);
    await page.click(`#household a:has-text("${mother.number}")`);
    await page.locator('#household li', { hasText: child.number }).waitFor();
  });

  step('corrects what was told wrongly, and takes the plan back', async () => {
    await open(mother);
    await unfold('correct-patient');
    await page.fill('#correct-patient [name=birthYear]', '1962');
    await page.check('#correct-patient [value=RISK_FACTOR_DIALYSIS]');
    await send('correct-patient', '保存しました');
    await unfold('correct');
    await page.fill('#correct [name=samplingDate]', today);
    await send('correct', '保存しました');
    await unfold('plan');
    await page.selectOption('#plan [name="plan.reportsPerDay"]', '0');
    await send('plan', '保存しました');
    await unfold('replace-contact');
    await page.fill('#replace-contact [name=emailAddress]', 'hana@officer.example.jp');
    await page.selectOption('#replace-contact [name=language]', 'ja');
    await send('replace-contact', '保存しました');
    mother = await again(mother);
    assert.deepEqual([mother.birthYear, mother.samplingDate, mother.plan, mother.language, mother.version], [1962, today, undefined, 'ja', 5]);
    assert.deepEqual(mother.riskFactors, ['RISK_FACTOR_DIABETES', 'RISK_FACTOR_DIALYSIS', 'RISK_FACTOR_PNEUMONIA_LESS_THAN_HALF']);
  });

  step('says where she is; a colleague who saw it before looks again', async () => {
    const suzuki = await logIn('suzuki', 'en-GB');
    await open(mother, suzuki);
    await open(mother);
    await page.selectOption('#change-status [name=status]', 'CASE_STATUS_HOME');
    await page.check('#change-status [name=severe]');
    await page.click('#change-status > button');
    await page.locator('#change-status [name=severe][aria-invalid]').waitFor();
    await page.uncheck('#change-status [name=severe]');
    await send('change-status', '保存しました');
    await suzuki.selectOption('#change-status [name=status]', 'CASE_STATUS_DEAD');
    await suzuki.click('#change-status > button');
    await suzuki.locator('#change-status [role=alert]', { hasText: 'It changed. Please look again.' }).waitFor();
    await open(mother, suzuki);
    await unfold('correct-status', suzuki);
    await suzuki.selectOption('#correct-status [name=reason]', 'CORRECTION_REASON_TOLD_WRONGLY');
    await suzuki.selectOption('#correct-status [name=status]', 'CASE_STATUS_ADMITTED');
    await suzuki.check('#correct-status [name=severe]');
    await send('correct-status', 'Saved', suzuki);
    assert.equal(await suzuki.textContent('#status .figure'), 'in a hospital (severely ill)');
    assert.deepEqual(await suzuki.locator('#status tbody tr td:nth-child(2)').allTextContents(), ['at home', 'in a hospital (severely ill)']);
    assert.match(await suzuki.locator('#status tbody tr').nth(1).textContent(), /told wrongly/);
    await look(suzuki, 'officer-case');
  });

  step('sees that two are one, compares and merges them; both numbers find her', async () => {
    await open(double);
    await unfold('find-duplicate');
    await page.fill('#merge [name=duplicateId]', mother.number);
    await page.click('#find-duplicate > button');
    await page.click('#merge-cases > button');
    await page.locator('#merge-cases [role=alert]', { hasText: '連絡先は重複のほうにだけあります' }).waitFor();
    await page.click('#merge-cases a');
    await page.locator('h1', { hasText: mother.number }).waitFor();
    await unfold('find-duplicate');
    await page.fill('#merge [name=duplicateId]', double.number);
    await page.click('#find-duplicate > button');
    await page.locator('#comparison').waitFor();
    assert.deepEqual(await page.locator('#comparison tbody tr', { hasText: '生年' }).locator('td').allTextContents(), ['1962', '1961']);
    await look(page, 'officer-merge');
    await send('merge-cases', 'まとめました');
    assert.match(await factsOf(), new RegExp(double.number));
    await page.goto(`${town.staffUrl}/#/cases/${double.id}`);
    await page.locator('#merged-into a', { hasText: mother.number }).waitFor();
    assert.equal(await page.locator('form').count(), 0, 'nothing of it changes any more');
    await look(page, 'officer-merged');
    const found = (await door.get(`/v1/cases?number=${double.number}`)).cases.map(({ id }) => id);
    assert.deepEqual(found.sort(), [mother.id, double.id].sort());
  });

  step('takes back what was no case', async () => {
    await open(child);
    await unfold('withdraw');
    await page.fill('#withdraw [name=reason]', '誤登録');
    await page.click('#withdraw > button');
    await page.locator('.note', { hasText: '取り下げ済み' }).waitFor();
    assert.ok((await again(child)).withdrawTime);
  });
});
