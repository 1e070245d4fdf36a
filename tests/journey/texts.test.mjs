// SPDX-License-Identifier: Apache-2.0
// An authority writes its own mails: a text is tried, decided on by two people, read by the officer before she approves, and
// then it is what people of that area get, and nobody else's mail.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town, until } from './support/town.mjs';

const password = 'correct horse battery 1';
const hanako = 'hanako@texts.example.jp';
const minjun = 'minjun@texts.example.jp';
const taro = 'taro@texts.example.jp';
const own = {
  ja: { area_code: '271004', language: 'ja', subject: '大阪市からのお知らせ', text: '大阪市保健所です。\n\n{{date}}の件でお知らせします。\n\nご相談\n{{contact_text}}', reviewed: true },
  ko: { area_code: '271004', language: 'ko', subject: '오사카시에서 알려 드립니다', text: '오사카시 보건소입니다.\n\n{{date}}\n\n{{contact_text}}', reviewed: false },
};

describe('the texts of an area', { timeout: 900_000 }, () => {
  const step = story();
  let town, browser, first, second, osaka, tokyo, noon, exposure, elsewhere, seen;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('first', '田中 恵', password, { roles: ['ADMINISTRATOR'], areas: [] });
    town.createOfficer('second', '伊藤 静', password, { roles: ['ADMINISTRATOR'], areas: [] });
    for (const userName of ['osaka', 'osaka2']) town.createOfficer(userName, '佐藤 美咲', password);
    for (const userName of ['tokyo', 'tokyo2']) town.createOfficer(userName, '高橋 渉', password, { areas: ['130001'] });
    const cafe = await people.openVenue(town, 'owner@texts.example.jp');
    const other = await people.openVenue(town, 'other@texts.example.jp',
      { ...people.cafe, displayName: '喫茶つばめ 神田店', address: '東京都千代田区神田 見本2-2', areaCode: '131016' });
    noon = town.now();
    await people.visit(town, cafe.code, hanako);
    await people.visit(town, cafe.code, minjun, 'ko');
    await people.visit(town, other.code, taro);
    await town.moveClock(3600);
    [first, second, osaka, tokyo] = await Promise.all(['first', 'second', 'osaka', 'tokyo'].map((name) => people.logIn(town, name, password)));
    exposure = await people.declare(town, osaka, cafe.venue.id, noon - 600e3, noon + 600e3);
    elsewhere = await people.declare(town, tokyo, other.venue.id, noon - 600e3, noon + 600e3, { areaCode: '131016' });
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  const problem = (promise) => promise.then(() => 'nothing', (error) => error.message);
  const previewed = async (officer, { id }, language, kind = '') => {
    const { mails } = await officer.get(`/v1/exposures/${id}:previewMails${kind && `?kind=${kind}`}`);
    assert.equal(mails.length, 14);
    return mails.find((mail) => mail.language === language);
  };
  // What a mail program shows of it.
  const plain = (text) => text.replace(/\r\n/g, '\n').trim();

  step('an administrator tries a text before anybody decides on it', async () => {
    const { area_code: areaCode, language, ...draft } = own.ja;
    const sample = { template: 'alert-caution', areaCode, language, parameters: [{ name: 'date', value: '2026-11-21' }, { name: 'contact_text', value: '06-0000-0000' }], draft };
    const written = await first.post('/v1/mail-texts:render', sample);
    assert.equal(written.subject, own.ja.subject);
    assert.equal(written.text, '大阪市保健所です。\n\n2026年11月21日（土）の件でお知らせします。\n\nご相談\n06-0000-0000\n');
    const bad = { ...sample, draft: { ...draft, text: `${draft.text}\nhttps://city.example.com/` } };
    assert.match(await problem(first.post('/v1/mail-texts:render', bad)), /^400 LINK_NOT_OURS .* draft\.text$/);
    assert.notEqual((await previewed(osaka, exposure, 'ja')).subject, own.ja.subject, 'tried is not decided');
  });

  step('two people put it in force', async () => {
    const body = JSON.stringify({ texts: [own.ja, own.ko] });
    const broken = JSON.stringify({ texts: [{ ...own.ja, text: 'ご相談は窓口まで' }] });
    const propose = (text) => first.post('/v1/policies/mail', { requestId: people.newId(), name: 'mail.texts.alert-caution', body: text,
      validFromTime: new Date(town.now() + 600e3).toISOString(), reason: '市の文章' });
    assert.match(await problem(propose(broken)), /^400 PLACE_MISSING .* texts\[0\]\.text$/);
    const { version } = await propose(body);
    const path = '/v1/policies/mail/mail.texts.alert-caution:approve';
    assert.match(await problem(first.post(path, { version })), /^400 SAME_PERSON/);
    await second.post(path, { version });
    assert.equal((await previewed(osaka, exposure, 'ja')).ownText, false, 'it does not count yet');
    await town.moveClock(700);
    seen = await until(async () => {
      const mail = await previewed(osaka, exposure, 'ja');
      return mail.ownText && mail;
    }, 'the text of the area');
    assert.equal(seen.subject, own.ja.subject);
    assert.equal(seen.reviewed, true);
  });

  step('the officer reads the mail of every language before she approves', async () => {
    const page = await (await browser.newContext({ locale: 'ja-JP', viewport: { width: 900, height: 1400 } })).newPage();
    await page.goto(`${town.staffUrl}/`);
    await page.fill('[name=userName]', 'osaka2');
    await page.fill('[name=password]', password);
    await page.click('form button');
    await page.click(`a[href="#/exposures/${exposure.id}"]`);
    const shown = async () => page.textContent('.mails .mail');
    await page.waitForSelector('.mails .mail');
    const options = await page.locator('[name=mailLanguage] option').allTextContents();
    assert.equal(options.length, 14);
    assert.deepEqual(options.slice(0, 2), ['日本語', '英語'], 'reviewed');
    assert.ok(options.includes('韓国語 (未確認の翻訳)'), options.join());
    assert.equal(plain(await page.textContent('.mails .text')), plain(seen.text));
    assert.match(await shown(), /この地域の文章です。/);
    await page.selectOption('[name=mailLanguage]', 'ko');
    assert.match(await shown(), /この地域の文章です。.*まだ確認されていない翻訳.*오사카시에서.*오사카시 보건소입니다.*====.*A person whose infection/s);
    assert.equal(await page.getAttribute('.mails .text', 'lang'), 'ko');
    await page.selectOption('[name=mailLanguage]', 'en');
    assert.match(await shown(), /^標準の文章です。Mimamori: please watch your health/);
    await page.click('button:has-text("承認して送る")');
    await page.waitForSelector('#recall', { state: 'attached' });
  });

  step('the mails that leave are the ones that she read', async () => {
    const mailTo = (address) => until(async () => (await people.alertsTo(town, address))[0], `the alert to ${address}`);
    const toHanako = await mailTo(hanako);
    assert.equal(toHanako.subject, own.ja.subject);
    assert.equal(plain(toHanako.text), plain(seen.text));
    const toMinjun = await mailTo(minjun);
    const korean = await previewed(osaka, exposure, 'ko');
    assert.equal(korean.reviewed, false);
    assert.equal(toMinjun.subject, own.ko.subject);
    assert.equal(plain(toMinjun.text), plain(korean.text));
  });

  step('in another area the shipped text leaves', async () => {
    const shipped = await previewed(tokyo, elsewhere, 'ja');
    assert.equal(shipped.ownText, false);
    await people.approve(await people.logIn(town, 'tokyo2', password), elsewhere);
    const [toTaro] = await until(async () => { const all = await people.alertsTo(town, taro); return all.length > 0 && all; }, 'the alert');
    assert.equal(toTaro.subject, '【見守り】体調の変化にご注意ください');
    assert.equal(plain(toTaro.text), plain(shipped.text));
    assert.doesNotMatch(toTaro.text, /大阪市/);
  });

  step('a correction says what its preview said', async () => {
    const correction = await previewed(osaka, exposure, 'ja', 'MAIL_KIND_CORRECTION');
    assert.match(correction.subject, /訂正/);
    await osaka.post(`/v1/exposures/${exposure.id}:proposeCorrection`, { reason: '検査の誤り' });
    const { version } = await osaka.get(`/v1/exposures/${exposure.id}`);
    await (await people.logIn(town, 'osaka2', password)).post(`/v1/exposures/${exposure.id}:approveCorrection`, { version });
    const corrected = await until(async () => (await people.alertsTo(town, hanako)).find(({ subject }) => subject === correction.subject), 'the correction');
    assert.equal(plain(corrected.text), plain(correction.text));
  });
});
