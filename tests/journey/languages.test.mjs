// SPDX-License-Identifier: Apache-2.0
// Who reads neither Japanese nor English: a visitor and a patient in their own languages, which the browser asks for or they
// choose by hand, with a word on each page that nobody reviewed.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town, until } from './support/town.mjs';

const everyone = ['ja', 'en', 'zh-Hans', 'zh-Hant', 'ko', 'vi', 'th', 'id', 'tl', 'ne', 'my', 'pt', 'es', 'fr'];
const password = 'correct horse battery staple';

describe('fourteen languages', { timeout: 600_000 }, () => {
  const step = story();
  let town, browser, venue, visitor, patient;

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    venue = await people.openVenue(town, 'owner@languages.example.jp');
    await people.visitKnows(town, venue.code);
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  const phone = async (locale) => (await browser.newContext({ locale, viewport: { width: 360, height: 740 } })).newPage();
  const language = (page) => page.getAttribute('html', 'lang');

  step('a visitor from Viet Nam scans, checks in and confirms in Vietnamese', async () => {
    visitor = await phone('vi-VN');
    await visitor.goto(`${town.publicUrl}/V/${venue.code}`);
    assert.equal(await language(visitor), 'vi');
    assert.match(await visitor.textContent('.draft'), /bản dịch nháp.*English.*日本語/s);
    await look(visitor, 'check-in-vi');
    await visitor.fill('[name=emailAddress]', 'lan@languages.example.jp');
    await visitor.check('[name=consent]');
    await visitor.click('main form button');
    await visitor.waitForURL('**/here');
    assert.match(await visitor.textContent('main'), /Bạn đã đăng ký vào/);
    await look(visitor, 'here-vi');
    await visitor.goto(await town.mailedLink('lan@languages.example.jp', '/confirm/'));
    assert.match(await visitor.textContent('main'), /Đúng, chính là tôi/);
  });

  step('she chooses Thai by hand, on a page that needs its query, and it stays', async () => {
    await visitor.goto(`${town.publicUrl}/V?code=${venue.code}`);
    await visitor.click('.languages summary');
    await look(visitor, 'languages-vi');
    await visitor.click('.languages a[lang=th]');
    assert.equal(await language(visitor), 'th');
    assert.ok(visitor.url().includes(venue.code), 'it is the same door');
    await visitor.goto(`${town.publicUrl}/here`);
    assert.equal(await language(visitor), 'th');
    await visitor.goto(`${town.publicUrl}/nothing-here`);
    assert.equal(await language(visitor), 'th', 'problems too');
    await visitor.goto(`${town.publicUrl}/venues/new`);
    assert.equal(await language(visitor), 'en', 'the pages of venues are in two languages');
  });

  step('a browser that names a region gets its script', async () => {
    for (const [locale, expected] of [['zh-TW', 'zh-Hant'], ['zh-HK', 'zh-Hant'], ['zh-CN', 'zh-Hans'], ['fil-PH', 'tl'], ['pt-BR', 'pt'], ['de-DE', 'en']]) {
      const page = await phone(locale);
      await page.goto(town.publicUrl);
      assert.equal(await language(page), expected, locale);
      await page.context().close();
    }
  });

  step('every page that a stranger may open fits on the smallest telephone, in every language', async () => {
    const page = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage();
    for (const one of everyone) {
      for (const path of ['/', `/V/${venue.code}`, '/record/new', '/scan', '/offline', '/C', '/diary', '/unsubscribe/x']) {
        await page.goto(`${town.publicUrl}${path}?lang=${one}`);
        assert.equal(await language(page), one, path);
        assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${path} in ${one}`);
      }
      if (['zh-Hant', 'th', 'ne', 'my'].includes(one)) {
        await page.goto(`${town.publicUrl}/V/${venue.code}?lang=${one}`);
        await look(page, `check-in-${one}`);
      }
    }
  });

  step('a patient from Myanmar tells how she is in Burmese, emergency signs first', async () => {
    town.createOfficer('sato', '佐藤 美咲', password);
    const sato = await people.logIn(town, 'sato', password);
    const day = (days) => new Date(town.now() + 9 * 3600e3 + days * 86_400e3).toISOString().slice(0, 10);
    const registered = await sato.post('/v1/cases', {
      requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: '271004', reportDate: day(0), birthYear: 1990,
      emailAddress: 'thida@languages.example.jp', language: 'my', plan: { reportsPerDay: 2, startDate: day(0), endDate: day(10) },
    });
    await until(() => sato.get(`/v1/patients/${registered.id}`).catch(() => null), 'a patient who is watched');
    await sato.post(`/v1/patients/${registered.id}/invitations`, { requestId: people.newId(), delivery: 'DELIVERY_MAIL' });
    patient = await phone('my-MM');
    await patient.goto(await town.mailedLink('thida@languages.example.jp', '/diary/'));
    assert.equal(await language(patient), 'my');
    await look(patient, 'diary-open-my');
    await patient.fill('[name=birthYear]', '1990');
    await patient.click('main button');
    await patient.waitForURL('**/diary');
    await patient.click('[data-page=diary] button');
    await patient.locator('h2', { hasText: 'ယခု အောက်ပါတို့ ရှိပါသလား။' }).waitFor();
    await look(patient, 'diary-signs-my');
    await patient.check('[value=EMERGENCY_SIGN_CHEST_PAIN]');
    await patient.click('#question button');
    assert.match(await patient.textContent('a[href="tel:119"]'), /119.*ဂျပန်/);
    await patient.click('[data-page=diary] button');
    await patient.locator('#next[data-advice=ADVICE_CALL_NOW]').waitFor();
    assert.match(await patient.textContent('#next'), /119 \(ဂျပန်နိုင်ငံ၏ အရေးပေါ်နံပါတ်\)/);
    const [due] = /\S+ \d\d:\d\d/.exec(await patient.textContent('#next p:last-child'));
    assert.match(due, /^\d{4}-\d\d-\d\d /, 'a browser that has no Burmese months');
    await look(patient, 'diary-next-my');
  });
});
