// SPDX-License-Identifier: Apache-2.0
// A new colleague: invited by mail, sets her password and authenticator in the browser, works, and is out the moment that her
// account is disabled.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openBrowser, readSymbol } from './support/browser.mjs';
import { call } from './support/call.mjs';
import * as people from './support/people.mjs';
import { Town } from './support/town.mjs';

const password = 'correct horse battery 1';
const address = 'hanako@health.example.jp';

describe('staff', { timeout: 900_000 }, () => {
  let town, admin, organisation, account, browser, secret, codes;

  before(async () => {
    town = await Town.start();
    town.createOfficer('admin', '田中 恵', password, { roles: ['ADMINISTRATOR'] });
    town.createOfficer('tokyo', '高橋 渉', password, { roles: ['ADMINISTRATOR'], areas: ['130001'] });
    admin = await people.logIn(town, 'admin', password);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });
  const problem = (promise) => promise.then(() => 'nothing', (error) => `${error.status} ${error.reason}`);

  test('an administrator makes the organisation that she will work for', async () => {
    organisation = await admin.post('/v1/organisations', {
      requestId: people.newId(), kind: 'ORGANISATION_KIND_HEALTH_CENTRE', displayName: '大阪市保健所', areaCode: '271004',
      corporateNumber: '6000020271004',
    });
    const { organisations } = await admin.get('/v1/organisations');
    assert.deepEqual(organisations.map(({ displayName, revision }) => [displayName, revision]), [['大阪市保健所', 1]]);
  });

  test('an administrator invites her by mail', async () => {
    account = (await admin.post('/v1/accounts', {
      requestId: people.newId(), emailAddress: address, language: 'ja', userName: 'hanako', displayName: '山田 花子',
      roles: ['ROLE_HEALTH_OFFICER'], areaCodes: ['271004'], organisationId: organisation.id,
    }));
    assert.equal(account.account.organisation, '大阪市保健所');
    assert.equal(account.state, 'ACCOUNT_STATE_INVITED');
    assert.deepEqual((await admin.get('/v1/accounts')).accounts.map((one) => one.account.userName), ['admin', 'hanako']);
  });

  test('she sets her password and her authenticator in the browser', async () => {
    const link = await town.mailedLink(address, '/invitation/');
    assert.ok(link.startsWith(`${town.staffUrl}/invitation/`), link);
    const page = await browser.newPage();
    await page.goto(link);
    secret = await page.locator('#secret').textContent();
    const picture = join(tmpdir(), `mimamori-symbol-${process.pid}.png`);
    await page.locator('svg[role=img]').screenshot({ path: picture });
    assert.match(readSymbol(picture), new RegExp(`^otpauth://totp/Mimamori:hanako\\?secret=${secret}&`));
    await rm(picture);
    await page.locator('[name=password]').fill(password);
    await page.locator('[name=totpCode]').fill(people.totp(secret, town.now() - 600e3));
    await page.locator('form button').click();
    await page.locator('[role=alert]').waitFor();
    await page.locator('[name=totpCode]').fill(people.totp(secret, town.now()));
    await page.locator('form button').click();
    codes = await page.locator('#recovery code').allTextContents();
    if (codes.length === 0) {
      await page.locator('#recovery').waitFor();
      codes = await page.locator('#recovery code').allTextContents();
    }
    assert.equal(codes.length, 10);
    await page.locator('button').last().click();
    await page.locator('#who button').waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    await page.close();
  });

  test('from then on a code is asked for, and a recovery code does once', async () => {
    const door = town.staffDoor();
    assert.equal(await problem(door.post('/v1/sessions', { userName: 'hanako', password })), '400 TOTP_REQUIRED');
    await door.post('/v1/sessions', { userName: 'hanako', password, recoveryCode: codes[3] });
    assert.equal((await door.get('/v1/me')).areaCodes[0], '271004');
    await admin.post(`/v1/organisations/${organisation.id}:change`, {
      revision: 1, kind: organisation.kind, displayName: '大阪市健康局', corporateNumber: organisation.corporateNumber,
    });
    assert.equal((await door.get('/v1/me')).organisation, '大阪市健康局');
    // Its end ends nobody's session: who is in it is listed, for administrators to decide.
    await admin.post(`/v1/organisations/${organisation.id}:change`, {
      revision: 2, kind: organisation.kind, displayName: '大阪市健康局', activeToTime: new Date(town.now()).toISOString(),
    });
    assert.equal((await door.get('/v1/me')).organisationId, organisation.id);
    const { accounts } = await admin.get(`/v1/accounts?organisationId=${organisation.id}`);
    assert.deepEqual(accounts.map((one) => one.account.userName), ['hanako']);
    assert.equal(await problem(door.post('/v1/sessions', { userName: 'hanako', password, recoveryCode: codes[3] })), '401 LOG_IN_REFUSED');
    await town.moveClock(60);
    await door.post('/v1/sessions', { userName: 'hanako', password, totpCode: people.totp(secret, town.now()) });
  });

  test('the link is used up, and mail and identity keep no address', async () => {
    const token = (await town.mailedLink(address, '/invitation/')).split('/').at(-1);
    const used = await call(town, 'POST', '/v1/invitations:open', { body: { token }, door: 'staff' });
    assert.equal(used.json.reason, 'LINK_USED', used.text);
    for (const database of ['identity', 'mail']) {
      assert.ok(!(await town.dump(database)).includes('health.example.jp'), database);
    }
    assert.ok(!(await town.readLogs()).includes('health.example.jp'), 'logs');
  });

  test('another prefecture neither sees nor changes her', async () => {
    const tokyo = await people.logIn(town, 'tokyo', password);
    const path = `/v1/accounts/${account.account.id}`;
    assert.equal(await problem(tokyo.get(path)), '404 ACCOUNT_UNKNOWN');
    assert.equal(await problem(tokyo.post(`${path}:disable`, {})), '404 ACCOUNT_UNKNOWN');
    assert.deepEqual((await tokyo.get('/v1/accounts')).accounts.map((one) => one.account.userName), ['tokyo']);
  });

  test('her account is disabled, and her next request is refused', async () => {
    await town.moveClock(60);
    const door = town.staffDoor();
    await door.post('/v1/sessions', { userName: 'hanako', password, totpCode: people.totp(secret, town.now()) });
    await door.get('/v1/me');
    await admin.post(`/v1/accounts/${account.account.id}:disable`, { reason: 'moved' });
    assert.equal(await problem(door.get('/v1/me')), '401 SESSION_ENDED');
    assert.equal(await problem(door.post('/v1/sessions', { userName: 'hanako', password, recoveryCode: codes[4] })), '401 LOG_IN_REFUSED');
  });
});
