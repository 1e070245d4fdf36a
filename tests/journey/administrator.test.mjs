// SPDX-License-Identifier: Apache-2.0
// Who looks after the installation: she invites a colleague, takes in areas out of a table, changes a rule that
// another administrator approves, and an auditor finds who did it. All in the browser.
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

describe('an administrator', { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, page, door;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('first', '田中 恵', password, { roles: ['ADMINISTRATOR'], areas: [] });
    town.createOfficer('second', '鈴木 健', password, { roles: ['ADMINISTRATOR'], areas: [] });
    town.createOfficer('sato', '佐藤 美咲', password, { roles: ['HEALTH_OFFICER'] });
    town.createOfficer('auditor', '伊藤 静', password, { roles: ['AUDITOR'], areas: [] });
    door = await people.logIn(town, 'first', password);
    page = await logIn('first', 'ja-JP');
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  async function logIn(userName, locale) {
    const own = await (await browser.newContext({ locale })).newPage();
    await own.goto(`${town.staffUrl}/`);
    await own.fill('[name=userName]', userName);
    await own.fill('[name=password]', password);
    await own.click('form button');
    await own.locator('#places a').first().waitFor();
    return own;
  }
  const go = (place, on = page) => on.click(`#places a[href="#/${place}"]`);
  const fileOf = async (name, content) => {
    const path = join(town.data, name);
    await writeFile(path, content);
    return path;
  };

  step('each role finds where it works, and nothing else', async () => {
    const placesOf = (on) => on.locator('#places a').evaluateAll((links) => links.map((link) => link.getAttribute('href').slice(2)));
    assert.deepEqual(await placesOf(page), ['accounts', 'areas', 'policies', 'facilities']);
    const officer = await logIn('sato', 'ja-JP');
    assert.deepEqual(await placesOf(officer), ['exposures', 'cases', 'worklist', 'admissions', 'beds', 'releases', 'rules', 'facilities', 'venues']);
    await officer.locator('main h1').waitFor();
    await look(officer, 'officer-exposures');
    await officer.click('#who button');
    await officer.locator('[name=password]').waitFor();
    await look(officer, 'staff-log-in');
    const auditor = await logIn('auditor', 'en-GB');
    assert.deepEqual(await placesOf(auditor), ['audit', 'policies']);
    await auditor.goto(`${town.staffUrl}/#/accounts`);
    await auditor.locator('[role=alert]', { hasText: 'You may not use this screen' }).waitFor();
  });

  step('she invites a colleague; what is wrong is told at its field, and what she typed stays', async () => {
    await page.locator('#accounts tbody tr').nth(3).waitFor();
    await look(page, 'administrator-accounts');
    await page.click('main a.button');
    await page.fill('[name=userName]', 'Hanako!');
    await page.fill('[name=emailAddress]', 'hanako@office.example.jp');
    await page.fill('[name=displayName]', '山田 花子');
    await page.fill('[name=organisation]', '大阪市保健所');
    await page.click('#invite > button');
    await page.locator('[name=userName][aria-invalid]').waitFor();
    await look(page, 'administrator-invite');
    await page.reload();
    assert.equal(await page.inputValue('[name=displayName]'), '山田 花子', 'a reload loses nothing');
    assert.equal(await page.inputValue('[name=emailAddress]'), '', 'but an address is kept nowhere');
    await page.fill('[name=userName]', 'hanako');
    await page.fill('[name=emailAddress]', 'hanako@office.example.jp');
    await page.check('[name=roles][value=ROLE_HEALTH_OFFICER]');
    await page.click('#invite > button');
    await page.locator('[data-field=areaCodes][aria-invalid]').waitFor();
    await page.fill('[data-field=areaCodes] [type=search]', '大阪市');
    await page.check('[name=areaCodes][value="271004"]');
    await page.click('#invite > button');
    await page.locator('#state', { hasText: '招待中' }).waitFor();
    await town.mailedLink('hanako@office.example.jp', '/invitation/');
    await look(page, 'administrator-account');
  });

  step('she changes what the colleague may do, and disables her; her own account she cannot', async () => {
    await page.check('[name=roles][value=ROLE_AUDITOR]');
    await page.click('#change > button');
    await page.locator('#done', { hasText: '保存しました' }).waitFor();
    await page.click('summary:has-text("利用を止める")');
    await page.fill('#disable [name=reason]', 'moved');
    await page.click('#disable > button');
    await page.locator('#state', { hasText: '停止中' }).waitFor();
    const account = (await door.get('/v1/accounts')).accounts.find((one) => one.account.userName === 'hanako');
    assert.deepEqual([account.state, account.account.roles], ['ACCOUNT_STATE_DISABLED', ['ROLE_HEALTH_OFFICER', 'ROLE_AUDITOR']]);
    await go('accounts');
    await page.click('#accounts a:has-text("田中 恵")');
    await page.locator('.note', { hasText: 'ほかの管理者だけ' }).waitFor();
    assert.equal(await page.locator('main form').count(), 0);
  });

  step('who is in an organisation stays in it when something else is changed, until another one is chosen', async () => {
    const organisation = await door.post('/v1/organisations', { requestId: people.newId(), kind: 'ORGANISATION_KIND_HEALTH_CENTRE', displayName: '大阪市保健所', areaCode: '271004' });
    const { account } = await door.post('/v1/accounts', { requestId: people.newId(), emailAddress: 'jiro@office.example.jp', language: 'ja', userName: 'jiro',
      displayName: '中村 次郎', roles: ['ROLE_HEALTH_OFFICER'], areaCodes: ['271004'], organisationId: organisation.id });
    const inOrganisation = async () => (await door.get(`/v1/accounts/${account.id}`)).account.organisationId;
    await go('accounts');
    await page.click('#accounts a:has-text("中村 次郎")');
    await page.fill('#change [name=displayName]', '中村 二郎');
    await page.click('#change > button');
    await page.locator('#done', { hasText: '保存しました' }).waitFor();
    assert.equal(await inOrganisation(), organisation.id);
    await page.selectOption('#change [name=organisationId]', '');
    await page.fill('#change [name=organisation]', '応援');
    await page.click('#change > button');
    await page.locator('#done', { hasText: '保存しました' }).waitFor();
    assert.equal(await inOrganisation(), '');
  });

  step('she takes in areas as the Ministry publishes them, after lines that are wrong were told', async () => {
    await go('areas');
    await page.locator('#areas tbody tr').first().waitFor();
    const heading = '団体コード,都道府県名（漢字）,市区町村名（漢字）\r\n';
    await page.setInputFiles('#import-areas [name=content]', await fileOf('wrong.csv', `${heading}473546,沖縄県,座間味村\r\n473545,京都府,座間味村\r\n`));
    await page.click('#import-areas > button');
    await page.locator('#import-areas-result .problem').waitFor();
    const cells = await page.locator('#import-areas-result tbody td').allTextContents();
    assert.equal(cells[0], '2');
    assert.ok(cells.some((cell) => cell.includes('473546,沖縄県,座間味村')), cells.join(' | '));
    await look(page, 'administrator-areas-wrong');
    const before = (await door.get('/v1/areas?pageSize=500')).areas.length;
    await page.setInputFiles('#import-areas [name=content]', await fileOf('areas.csv', `${heading}473545,沖縄県,座間味村\r\n`));
    await page.click('#import-areas > button');
    await page.locator('#import-areas-result .done', { hasText: '追加 1 件' }).waitFor();
    assert.equal((await door.get('/v1/areas?pageSize=500')).areas.length, before + 1);
  });

  step('a health officer registers the venues of a town, all or none', async () => {
    const officer = await logIn('sato', 'ja-JP');
    await go('venues', officer);
    const rows = ['施設名,住所,団体コード,種別,メールアドレス', '食堂かもめ,大阪府大阪市 見本2-1,271004,飲食店,kamome@import.example.jp'];
    await officer.setInputFiles('[name=content]', await fileOf('venues.csv', [...rows, '酒場ひかり,大阪府大阪市 見本2-2,271004,酒場,hikari'].join('\n')));
    await officer.click('#import-venues > button');
    await officer.locator('#import-venues-result .problem').waitFor();
    assert.equal(await officer.locator('#import-venues-result tbody td').first().textContent(), '3');
    await look(officer, 'officer-venues-wrong');
    const count = () => town.count('venue', 'SELECT count(*) FROM venues');
    assert.equal(await count(), 0);
    await officer.setInputFiles('[name=content]', await fileOf('venues.csv', rows.join('\n')));
    await officer.click('#import-venues > button');
    await officer.locator('.done', { hasText: '1 件の施設' }).waitFor();
    await officer.click('#import-venues > button');
    await officer.locator('.done', { hasText: '1 件の施設' }).waitFor();
    assert.equal(await count(), 1, 'sent twice, made once');
  });

  step('she proposes to keep stays shorter; what the service could not work by is told at its field', async () => {
    await go('policies');
    await page.click('#policies a:has-text("滞在の保存期間")');
    await page.click('#proposal summary');
    await page.fill('[name="body.days"]', '9000');
    await page.click('#propose > button');
    await page.locator('[name="body.days"][aria-invalid]').waitFor();
    await look(page, 'administrator-policy-wrong');
    await page.fill('[name="body.days"]', '21');
    await page.fill('[name=reason]', '条例に合わせて');
    await page.click('#propose > button');
    await page.locator('.waiting', { hasText: 'ほかの管理者が承認します' }).waitFor();
    assert.deepEqual(await page.locator('.waiting .changes tbody td').allTextContents(), ['days', '28', '21']);
    assert.equal(await page.locator('.waiting form').count(), 0, 'her own she does not approve');
    await look(page, 'administrator-policy');
  });

  step('another administrator sees what changes, and approves it', async () => {
    const second = await logIn('second', 'en-GB');
    await go('policies', second);
    await second.locator('#policies tr', { hasText: 'visit.retention' }).locator('.state', { hasText: 'waits for approval' }).waitFor();
    await look(second, 'administrator-policies');
    await second.click('#policies a[href$="visit.retention"]');
    await second.locator('.waiting', { hasText: '田中 恵' }).locator('form button').click();
    await second.locator('#history .state', { hasText: 'to come' }).waitFor();
    const [shipped, next] = (await door.get('/v1/policies/visit?name=visit.retention')).policies;
    assert.ok(shipped.inForce && next.approvedBy && next.approvedBy !== next.proposedBy);
    assert.deepEqual(JSON.parse(next.body), { days: 21 });
  });

  step('an auditor finds who did it, and a link finds it again', async () => {
    const auditor = await logIn('auditor', 'ja-JP');
    await auditor.selectOption('[name=service]', 'visit');
    await auditor.fill('[name=actor]', '田中');
    await auditor.click('#audit > button');
    await auditor.locator('[name=actor][aria-invalid]').waitFor();
    await auditor.fill('[name=actor]', '');
    await auditor.fill('[name=objectType]', 'policy');
    await auditor.click('#audit > button');
    await auditor.locator('#entries tbody tr').nth(1).waitFor();
    const actions = await auditor.locator('#entries tbody tr td:nth-child(3)').allTextContents();
    assert.deepEqual(actions, ['visit.ApprovePolicy', 'visit.ProposePolicy']);
    assert.match(await auditor.textContent('#entries'), /条例に合わせて/);
    await look(auditor, 'auditor');
    await auditor.reload();
    await auditor.locator('#entries tbody tr').nth(1).waitFor();
    assert.equal(await auditor.inputValue('[name=objectType]'), 'policy');
  });

  step('a session that ended leads to the log-in, not to an empty screen', async () => {
    await town.sql('identity', 'DELETE FROM sessions');
    await go('accounts');
    await page.locator('[name=password]').waitFor();
  });

  step('what she had begun to write is still there for her, and gone for whoever works here next', async () => {
    const enter = async (userName) => {
      await page.fill('[name=userName]', userName);
      await page.fill('[name=password]', password);
      await page.click('form button');
      await go('accounts');
      await page.click('main a.button');
      await page.locator('#invite').waitFor();
    };
    await enter('first');
    await page.fill('[name=displayName]', '高橋 渉');
    await town.sql('identity', 'DELETE FROM sessions');
    await go('accounts');
    await page.locator('[name=password]').waitFor();
    await enter('first');
    assert.equal(await page.inputValue('[name=displayName]'), '高橋 渉');
    await page.click('#who button');
    await page.locator('[name=password]').waitFor();
    assert.equal(await page.evaluate('sessionStorage.length'), 0);
    await enter('second');
    assert.equal(await page.inputValue('[name=displayName]'), '');
  });
});
