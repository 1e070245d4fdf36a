// SPDX-License-Identifier: Apache-2.0
// From the request for a place to the discharge, each in her own browser: an officer, the prefecture's desk, two hospitals, and
// drivers with telephones.
import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { look } from './support/look.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town, until } from './support/town.mjs';

const step = story();
const password = 'correct horse battery staple';
const osaka = '271004';
const sakai = '271403';
const phone = { width: 390, height: 844 };

suite('admission desk', () => {
  let town, browser, admin, sato, desk, north, south, driver, rival;
  const facilities = {};
  const pages = {};

  before(async () => {
    town = await Town.start();
    browser = await openBrowser();
    town.createOfficer('admin', '田中 恵', password, { roles: ['ADMINISTRATOR'] });
    town.createOfficer('sato', '佐藤 美咲', password, { areas: [osaka] });
    town.createOfficer('desk', '山本 健', password);
    [admin, sato, desk] = [await people.logIn(town, 'admin', password), await people.logIn(town, 'sato', password), await people.logIn(town, 'desk', password)];
    const staff = async (displayName, kind, userName, role) => {
      const organisation = await admin.post('/v1/organisations', { requestId: people.newId(), kind, displayName, areaCode: osaka });
      const door = await people.join(town, admin, password, { userName, emailAddress: `${userName}@work.example.jp`, displayName: userName, roles: [role], areaCodes: [osaka], organisationId: organisation.id });
      return { door, organisationId: organisation.id };
    };
    [north, south] = [await staff('北病院', 'ORGANISATION_KIND_HOSPITAL', 'kita', 'ROLE_HOSPITAL_STAFF'), await staff('南病院', 'ORGANISATION_KIND_HOSPITAL', 'minami', 'ROLE_HOSPITAL_STAFF')];
    [driver, rival] = [await staff('みどり搬送', 'ORGANISATION_KIND_TRANSPORT', 'midori', 'ROLE_TRANSPORT_STAFF'), await staff('あお搬送', 'ORGANISATION_KIND_TRANSPORT', 'aoi', 'ROLE_TRANSPORT_STAFF')];
    // The first is the nearest to where she lives, the last in another town.
    facilities.north = await hospital('北病院', osaka, 34.71, north.organisationId);
    facilities.south = await hospital('南病院', osaka, 34.64, south.organisationId);
    facilities.sakai = await hospital('堺病院', sakai, 34.57, '');
    await report(north.door, facilities.north, [['severe', 4, 1], ['moderate', 10, 2]]);
    await report(south.door, facilities.south, [['severe', 3, 1]]);
    await report(desk, facilities.sakai, [['severe', 6, 1], ['rooms', 5, 0]], '病床管理室');
    [pages.sato, pages.desk, pages.north, pages.south] = await Promise.all([sato, desk, north.door, south.door].map((door) => pageOf(door)));
    [pages.driver, pages.rival] = await Promise.all([driver.door, rival.door].map((door) => pageOf(door, { viewport: phone, isMobile: true, hasTouch: true })));
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });

  const hospital = async (displayName, areaCode, latitude, organisationId) => (await admin.post('/v1/facilities', { requestId: people.newId(), kind: 'FACILITY_KIND_HOSPITAL', areaCode,
    facts: { displayName, accepting: true, capabilities: ['oxygen', 'isolation'], point: { latitude, longitude: 135.5 }, organisationId } })).id;
  const report = async (door, facilityId, classes, toldByDesk = '') => {
    const { findings = [] } = await door.post(`/v1/facilities/${facilityId}/reports`, { requestId: people.newId(), toldByDesk,
      content: { classes: classes.map(([bedClass, staffed, occupied]) => ({ bedClass, counts: { staffed, occupied, blocked: 0 } })) } });
    assert.deepEqual(findings, []);
  };
  const aCase = () => sato.post('/v1/cases', { requestId: people.newId(), kind: 'CASE_KIND_CONFIRMED', areaCode: osaka, reportDate: new Date(town.now() + 9 * 3600e3).toISOString().slice(0, 10) });
  async function pageOf(door, more = {}) {
    const context = await browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo', ...more });
    await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: town.staffUrl })));
    const page = await context.newPage();
    await page.clock.setFixedTime(town.now());
    return page;
  }
  // As somebody who comes back to the window: lists ask again at once.
  const glance = (page) => page.evaluate(() => { document.dispatchEvent(new Event('visibilitychange')); });
  const sees = (page, selector, hasText) => until(async () => {
    await glance(page);
    return await page.locator(selector, { hasText }).count() > 0;
  }, `${selector} ${hasText}`, 60);
  const go = async (page, place) => {
    await page.goto(`${town.staffUrl}/#/${place}`);
    await page.locator('main h1').waitFor();
  };
  const done = (page, hasText) => page.locator('#done', { hasText }).waitFor();
  // Asks for a place on the screen of her case; gives her admission's id.
  async function request(patient, { bedClass = 'severe', urgency = 'URGENCY_URGENT', picture = '' } = {}) {
    const { sato: page } = pages;
    await go(page, `cases/${patient.id}`);
    await page.click(`a[href="#/admissions/new/${patient.id}"]`);
    await page.locator('#admission-request').waitFor();
    await page.selectOption('[name="needs.bedClass"]', bedClass);
    await page.selectOption('[name="needs.urgency"]', urgency);
    await page.click('#admission-request summary');
    await page.fill('[name="origin.latitude"]', '34.72');
    await page.fill('[name="origin.longitude"]', '135.5');
    if (picture) await look(page, picture);
    await page.click('#admission-request > button');
    await page.locator('#deeds').waitFor();
    return new URL(page.url()).hash.split('/')[2];
  }

  let patient, admissionId;

  step('a place is asked for on the screen of a case, with what is known of her', async () => {
    patient = await aCase();
    admissionId = await request(patient, { picture: 'desk-request' });
    await pages.sato.locator('h1', { hasText: patient.number }).waitFor();
    await pages.sato.locator('.standing', { hasText: '受入先を探す' }).waitFor();
    assert.equal((await sato.get(`/v1/admissions/${admissionId}`)).origin.latitude, 34.72);
    await go(pages.sato, `admissions/new/${patient.id}`);
    await pages.sato.locator('#already a').click();
  });

  step('places are shown with their reasons, those left out as well; another than the first takes a reason', async () => {
    const { sato: page } = pages;
    await page.click('#find-place > button');
    await page.locator('#places-for-her').waitFor();
    const order = await page.locator('#places-for-her tbody tr').evaluateAll((rows) => rows.map((row) => row.dataset.facility));
    assert.deepEqual(order, [facilities.north, facilities.south]);
    await page.click('#excluded summary');
    await page.locator(`#excluded [data-facility="${facilities.sakai}"]`, { hasText: '管轄の外' }).waitFor();
    await look(page, 'desk-places');
    assert.equal(await page.locator('[name=overrideReason]').isVisible(), false);
    await page.check(`#places-for-her [value="${facilities.south}"]`);
    await page.click('#offer-place > button');
    assert.equal(await page.locator('[name=overrideReason]').evaluate((field) => field.validity.valueMissing), true);
    await page.fill('[name=overrideReason]', '家族の近くを希望');
    await page.click('#offer-place > button');
    await done(page, '南病院 に打診しました');
    await page.locator('.standing time', { hasText: 'あと' }).waitFor();
    await look(page, 'desk-offered');
  });

  step('the hospital begins with its offers, sees how long it has, and declines; nobody else sees it', async () => {
    const { south: page } = pages;
    await page.goto(`${town.staffUrl}/`);
    const offer = page.locator('#open-offers li', { hasText: patient.number });
    await offer.locator('time', { hasText: 'あと' }).waitFor();
    await look(page, 'hospital-offers');
    await offer.locator('summary').click();
    await offer.locator('textarea').fill('手術のため本日は受け入れられません');
    await glance(page);  // what is being written stays
    await offer.locator('button', { hasText: '受け入れられないと答える' }).click();
    await done(page, '受け入れられないと伝えました');
    await offer.waitFor({ state: 'detached' });
    await go(pages.north, 'offers');
    await pages.north.locator('#open-offers', { hasText: '回答を待っている打診はありません' }).waitFor();
    await sees(pages.sato, '.standing', '受入なし');
    await pages.sato.locator('#facts', { hasText: '家族の近くを希望' }).waitFor();
    await pages.sato.click('#decision');
    await pages.sato.locator('#same.note').waitFor();
    await pages.sato.locator('#places-for-her tbody tr').nth(1).waitFor();
    await look(pages.sato, 'desk-decision');
    await go(pages.sato, `admissions/${admissionId}`);
    await pages.sato.locator('#facts', { hasText: '手術のため' }).waitFor();
  });

  step('the next one is the first by the rule; it accepts, and a bed is held', async () => {
    const { sato: page } = pages;
    await page.click('#find-place > button');
    await page.click('#excluded summary');
    await page.locator(`#excluded [data-facility="${facilities.south}"]`, { hasText: 'すでに断られた' }).waitFor();
    await page.click('#offer-place > button');
    await done(page, '北病院 に打診しました');
    await sees(pages.north, '#open-offers li', patient.number);
    await pages.north.locator('#open-offers li button', { hasText: /^受け入れる$/ }).click();
    await done(pages.north, '受け入れを伝えました');
    await sees(page, '.standing', '病床を確保');
    await sees(pages.north, '#taken-offers li', '病床を確保');
    await go(pages.north, 'wards');
    await pages.north.locator('#holds', { hasText: patient.number }).waitFor();
    await page.click('#extendBed button');
    await done(page, '確保の延長');
    await look(page, 'desk-held');
  });

  step('a transport is told to the firms; the first that takes it has it', async () => {
    const { sato: page, driver: mine, rival: late } = pages;
    await page.click('#transport button');
    await done(page, '搬送事業者に知らせました');
    for (const one of [mine, late]) await go(one, '');
    await late.locator('#open-transports li', { hasText: patient.number }).waitFor();
    await look(mine, 'driver-open');
    await mine.click('#open-transports li button');
    await done(mine, '引き受けました');
    await late.click('#open-transports li button');
    await done(late, 'ほかの事業者が引き受けたか');
    await late.locator('#open-transports', { hasText: '今はありません' }).waitFor();
    await sees(page, '#facts', '事業者が引き受け');
    await look(mine, 'driver-taken');
  });

  step('it is given back and taken again; who is on the way is seen by everybody', async () => {
    const { sato: page, driver: mine, north: ward } = pages;
    await mine.click('#own-transports summary');
    await mine.locator('#own-transports form', { hasText: '引き受けを取り消す' }).locator('button').click();
    await done(mine, '引き受けを取り消しました');
    await mine.click('#open-transports li button');
    await done(mine, '引き受けました');
    await mine.locator('#own-transports button', { hasText: '患者を乗せて出発' }).click();
    await done(mine, '出発を記録しました');
    await sees(page, '.standing', '搬送中');
    await go(ward, 'offers');
    await ward.locator('#taken-offers li', { hasText: '搬送中' }).waitFor();
    await mine.locator('#own-transports button', { hasText: '到着した' }).click();
    await done(mine, '到着を記録しました');
    await mine.locator('#own-transports', { hasText: 'ありません' }).waitFor();
    await sees(page, '#facts', '到着');
    await sees(ward, '#taken-offers li', '到着');
  });

  step('the hospital notes that she is there; her case and its beds follow', async () => {
    const { sato: page, north: ward } = pages;
    await sees(ward, '#taken-offers li', patient.number);
    await ward.click('#taken-offers summary');
    await ward.check('#taken-offers [name=severe]');
    await look(ward, 'hospital-arrival');
    await ward.click('#taken-offers form button');
    await done(ward, '入院を記録しました');
    await ward.locator('#taken-offers li', { hasText: '入院中' }).waitFor();
    await sees(page, '.standing', '入院中');
    const placed = await until(async () => {
      const { status, severe } = await sato.get(`/v1/cases/${patient.id}`);
      return status === 'CASE_STATUS_ADMITTED' && { severe };
    }, 'the status of the case');
    assert.equal(placed.severe, true);
    await go(ward, 'wards');
    await sees(ward, '#stays', patient.number);
  });

  step('a ward knows its beds one by one', async () => {
    const { north: ward } = pages;
    await ward.click('#add-beds summary');
    await ward.selectOption('[name=bedClass]', 'moderate');
    await ward.fill('[name=displayNames]', 'B-301\nB-302\n');
    await ward.click('#beds-form button');
    await done(ward, '2 床を登録しました');
    await ward.locator('#beds tr', { hasText: 'B-301' }).locator('button', { hasText: '入院を記録' }).click();
    await done(ward, '入院を記録しました');
    await ward.locator('#beds tr', { hasText: 'B-301' }).locator('.state', { hasText: '入院中' }).waitFor();
    await look(ward, 'hospital-wards');
    await ward.locator('#stays tr', { hasText: 'B-301' }).locator('summary').click();
    await ward.locator('#stays tr', { hasText: 'B-301' }).locator('button').click();
    await done(ward, '退院を記録しました');
    await ward.locator('#beds tr', { hasText: 'B-302' }).locator('button', { hasText: '使わない' }).click();
    await done(ward, '一覧から外しました');
    await ward.locator('#beds tr', { hasText: 'B-302' }).waitFor({ state: 'detached' });
  });

  step('who lies in one hospital is transferred to another one, and discharged from there', async () => {
    const { sato: page, south: ward } = pages;
    await page.click('#transfer');
    await page.locator('.note', { hasText: '転院' }).waitFor();
    await page.click('#admission-request > button');
    await page.locator('#find-place > button').click();
    await page.locator('#places-for-her').waitFor();
    const transferId = new URL(page.url()).hash.split('/')[2];
    await page.check(`#places-for-her [value="${facilities.south}"]`);
    const reason = page.locator('[name=overrideReason]');
    if (await reason.isVisible()) await reason.fill('専門の治療のため');
    await page.click('#offer-place > button');
    await done(page, '南病院 に打診しました');
    await page.click('#by-telephone summary');  // it answers on the telephone
    await page.click('#accept-told button');
    await done(page, '回答を記録しました');
    await sees(page, '.standing', '病床を確保');
    await go(ward, 'offers');
    await ward.click('#taken-offers summary');
    await ward.click('#taken-offers form button');
    await done(ward, '入院を記録しました');
    await until(async () => (await sato.get(`/v1/admissions/${admissionId}`)).state === 'ADMISSION_STATE_TRANSFERRED', 'the end of the first admission');
    await ward.click('#taken-offers summary');
    await ward.selectOption('#taken-offers [name=to]', 'DISCHARGE_TO_RELEASED');
    await ward.click('#taken-offers form button');
    await done(ward, '退院を記録しました');
    await until(async () => (await sato.get(`/v1/admissions/${transferId}`)).state === 'ADMISSION_STATE_DISCHARGED', 'the discharge');
    await sees(page, '.standing', '退院');
    await until(async () => (await sato.get(`/v1/cases/${patient.id}`)).status === 'CASE_STATUS_RELEASED', 'the release');
  });

  const waiting = [];
  step('three wait, the most urgent first, each with why; the list tells it as it changes', async () => {
    const { sato: page } = pages;
    for (const [urgency, bedClass] of [['URGENCY_PLANNED', 'severe'], ['URGENCY_EMERGENCY', 'severe'], ['URGENCY_URGENT', 'severe']]) {
      const one = await aCase();
      waiting.push({ number: one.number, id: await request(one, { bedClass, urgency }) });
    }
    await go(page, 'admissions');
    const order = await page.locator('#seeking tbody tr').evaluateAll((rows) => rows.map((row) => row.dataset.admission));
    assert.deepEqual(order, [waiting[1].id, waiting[2].id, waiting[0].id]);
    await page.locator(`#seeking [data-admission="${waiting[1].id}"] summary`).click();
    await page.locator('#seeking li', { hasText: '緊急度: 直ちに' }).waitFor();
    await look(page, 'desk-list');
    const another = await sato.post('/v1/admissions', { requestId: people.newId(), caseId: (await aCase()).id, needs: { bedClass: 'severe', urgency: 'URGENCY_PLANNED' } });
    await sees(page, '#seeking tr', another.number);
    await sato.post(`/v1/admissions/${another.id}:cancel`, { version: another.version, reason: '取りやめ' });
    await until(async () => {
      await glance(page);
      return await page.locator('#seeking tr', { hasText: another.number }).count() === 0;
    }, 'the cancelled one to leave');
  });

  step('several are thought of together, beside one after the other, and offered at once', async () => {
    const { sato: page } = pages;
    for (const { id } of waiting) await page.check(`#seeking [data-admission="${id}"] [name=chosen]`);
    await page.click('#together');
    await page.locator('#compared', { hasText: '3 / 3' }).first().waitFor();
    assert.equal(await page.locator('#assigned [name=chosen]:checked').count(), 3);
    await look(page, 'desk-many');
    await page.click('#offer-many > button');
    await done(page, '3 件に打診しました');
    assert.equal(await page.locator('#assigned .state', { hasText: '回答待ち' }).count(), 3);
    const states = await Promise.all(waiting.map(async ({ id }) => (await sato.get(`/v1/admissions/${id}`)).state));
    assert.deepEqual(new Set(states), new Set(['ADMISSION_STATE_OFFERED']));
  });

  step('where her own area has nothing, the prefecture looks, anywhere', async () => {
    const { sato: page, desk: whole } = pages;
    const far = await aCase();
    const id = await request(far, { bedClass: 'rooms' });
    await page.click('#find-place > button');
    await done(page, '都道府県の調整に移しました');
    await go(whole, 'admissions/prefecture');
    assert.equal(await whole.locator('#seeking tbody tr').count(), 1);
    await look(whole, 'desk-prefecture');
    await whole.click('#seeking th a');
    await whole.click('#find-place > button');
    await whole.locator('#places-for-her', { hasText: '堺病院' }).waitFor();
    await whole.click('#offer-place > button');
    await done(whole, '堺病院 に打診しました');
    await whole.click('#withdrawOffer button');
    await done(whole, '打診を取り下げました');
    await whole.click('#cancelling summary');
    await whole.fill('#cancel [name=reason]', '自宅で療養することになった');
    await whole.click('#cancel button');
    await done(whole, '取りやめました');
    assert.equal((await sato.get(`/v1/admissions/${id}`)).state, 'ADMISSION_STATE_CANCELLED');
  });

  step('who did not get the bed that she was promised is seen, and offered another one', async () => {
    const { sato: page } = pages;
    const { id, number } = waiting[1];
    const { offer } = await sato.get(`/v1/admissions/${id}`);
    const accepting = async (on) => {
      const { revision } = (await desk.get('/v1/facilities')).facilities.find((one) => one.id === offer.facilityId);
      await admin.post(`/v1/facilities/${offer.facilityId}:setAccepting`, { revision, accepting: on });
    };
    await accepting(false);
    await sato.post(`/v1/offers/${offer.id}:accept`, {});
    await go(page, 'admissions');
    await page.check('[name=refused]');
    await sees(page, '#seeking tr', number);
    await page.locator('#seeking tr', { hasText: number }).locator('.state', { hasText: '手続きが断られました' }).waitFor();
    await page.locator('#seeking tbody tr').nth(1).waitFor({ state: 'detached' });
    assert.equal(await page.locator('#seeking tbody tr').count(), 1);
    await page.click(`#seeking [data-admission="${id}"] th a`);
    await page.locator('#steps li', { hasText: '受け入れを停止しています' }).waitFor();
    await page.locator('#find-place').waitFor();
    await look(page, 'desk-refused');
    await accepting(true);
  });

  step('what another service refused is told again, once what stood against it is gone', async () => {
    const { sato: page } = pages;
    const { id } = waiting[2];
    const { offer, caseId } = await sato.get(`/v1/admissions/${id}`);
    const statusDate = new Date(town.now() + 9 * 3600e3).toISOString().slice(0, 10);
    await sato.post(`/v1/offers/${offer.id}:accept`, {});
    const held = await until(async () => {
      const now = await sato.get(`/v1/admissions/${id}`);
      return now.state === 'ADMISSION_STATE_HELD' && now;
    }, 'the hold');
    // A colleague released her by mistake: the registry takes no admission of hers any more.
    await sato.post(`/v1/cases/${caseId}:changeStatus`, { version: (await sato.get(`/v1/cases/${caseId}`)).version, status: 'CASE_STATUS_RELEASED', statusDate });
    await sato.post(`/v1/admissions/${id}:admit`, { version: held.version });
    await go(page, `admissions/${id}`);
    const refused = page.locator('#steps li', { hasText: '症例の療養の状況' });
    await sees(page, '#steps li', '症例の療養の状況');
    await refused.locator('.state', { hasText: '断られました' }).waitFor();
    await sato.post(`/v1/cases/${caseId}:correctStatus`, { version: (await sato.get(`/v1/cases/${caseId}`)).version, reason: 'CORRECTION_REASON_ENTERED_WRONGLY', status: 'CASE_STATUS_AWAITING', statusDate });
    await refused.locator('button').click();
    await done(page, 'もう一度伝えています');
    await until(async () => {
      await glance(page);
      return await refused.count() === 0;
    }, 'the step to be done');
    assert.equal((await sato.get(`/v1/cases/${caseId}`)).status, 'CASE_STATUS_ADMITTED');
  });

  step('beds that are given on as soon as they are let go are something to look at', async () => {
    const { sato: page } = pages;
    for (let i = 0; i < 5; ++i) {
      const made = await sato.post('/v1/admissions', { requestId: people.newId(), caseId: (await aCase()).id, needs: { bedClass: 'moderate', urgency: 'URGENCY_URGENT' } });
      const { id: decisionId, candidates: [first] } = await sato.post(`/v1/admissions/${made.id}:recommend`, {});
      const { offer } = await sato.post(`/v1/admissions/${made.id}/offers`, { requestId: people.newId(), version: made.version, decisionId, facilityId: first.facilityId });
      await sato.post(`/v1/offers/${offer.id}:accept`, {});
      const held = await until(async () => {
        const now = await sato.get(`/v1/admissions/${made.id}`);
        return now.state === 'ADMISSION_STATE_HELD' && now;
      }, 'the hold');
      await sato.post(`/v1/admissions/${made.id}:cancel`, { version: held.version, reason: '取りやめ' });
      await until(async () => (await north.door.get(`/v1/facilities/${first.facilityId}/holds?state=HOLD_STATE_LIVE`)).holds.every(({ bedClass }) => bedClass !== 'moderate'), 'the release');
    }
    await page.clock.setFixedTime(town.now());
    await go(page, 'beds');
    await page.click('a[href="#/anomalies"]');
    await page.locator('#anomalies tr', { hasText: '解放してすぐ別の方に確保' }).waitFor();
    await look(page, 'desk-odd');
  });

  step('the same in English', async () => {
    const english = await pageOf(sato, { locale: 'en-GB' });
    await go(english, 'admissions');
    await english.locator('#seeking .state', { hasText: 'a facility is asked' }).first().waitFor();
    await look(english, 'desk-list-english');
    await english.click('#seeking th a >> nth=0');
    await english.locator('#deeds h2', { hasText: 'What is next' }).waitFor();
    await look(english, 'desk-admission-english');
  });
});
