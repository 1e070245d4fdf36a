// SPDX-License-Identifier: Apache-2.0
// A laboratory's table becomes cases by number; the officers say who reports for whom, where each patient is and was, and
// find out that two of them are one.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { call } from './support/call.mjs';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { Town } from './support/town.mjs';

const password = 'correct horse battery 1';

describe('cases by number', { timeout: 900_000 }, () => {
  const step = story();
  let town, sato, suzuki, numbers, mother, child, double, today;

  before(async () => {
    town = await Town.start();
    town.createOfficer('sato', '佐藤 美咲', password);
    town.createOfficer('suzuki', '鈴木 健', password);
    sato = await people.logIn(town, 'sato', password);
    suzuki = await people.logIn(town, 'suzuki', password);
    today = new Date(town.now() + 9 * 3600e3).toISOString().slice(0, 10);
  });
  after(() => town?.stop());

  const table = (rows) => Buffer.from(['区分,団体コード,届出日,生年,リスク因子,メールアドレス,報告回数,観察開始日,観察終了日,世帯', ...rows, ''].join('\n'));
  const rows = () => [`確定,271004,${today},1961,糖尿病 透析,hanako@cases.example.jp,2,${today},${today},1`,
    `濃厚接触者,271004,${today},2019,,,1,${today},${today},1`, `確定,271004,${today},1961,,,,,,`];
  const byNumber = async (number) => (await sato.get(`/v1/cases?number=${number}`)).cases;

  step('a table with a name in it, or a mistake, is refused as a whole', async () => {
    const cookies = Object.fromEntries(sato.cookies);
    for (const [content, reason, place] of [[Buffer.from('区分,氏名,団体コード,届出日\n確定,山田 花子,271004,2020-11-01\n'), 'UNKNOWN_COLUMN', 'line 1, column 2'],
      [table([...rows(), `確定,271004,${today},1961,,山田,,,,`]), 'MALFORMED_EMAIL_ADDRESS', 'line 5, column 6']]) {
      const body = { requestId: people.newId(), content: content.toString('base64') };
      const answer = await call(town, 'POST', '/v1/cases:import', { body, cookies, door: 'staff' });
      assert.equal(`${answer.status} ${answer.json.reason} ${answer.json.field}`, `400 ${reason} content`, answer.text);
      assert.ok(answer.text.includes(place) && !answer.text.includes('山田'), answer.text);
    }
    assert.equal(await town.count('registry', 'SELECT count(*) FROM cases'), 0);
  });

  step('the mended one makes a case of each row, once', async () => {
    const request = { requestId: people.newId(), content: table(rows()).toString('base64') };
    ({ numbers } = await sato.post('/v1/cases:import', request));
    assert.deepEqual(numbers.map((number) => number.slice(-6)), ['000001', '000002', '000003']);
    assert.deepEqual((await sato.post('/v1/cases:import', request)).numbers, numbers);
    [mother, child, double] = (await Promise.all(numbers.map(byNumber))).flat();
    assert.deepEqual(mother.riskFactors, ['RISK_FACTOR_DIABETES', 'RISK_FACTOR_DIALYSIS']);
    assert.deepEqual(mother.plan, { reportsPerDay: 2, startDate: today, endDate: today });
    assert.equal(child.reporterId, mother.id);
    assert.ok(!child.status || child.status === 'CASE_STATUS_UNSPECIFIED', 'a contact is nowhere');
  });

  step('two officers say where she is; whoever saw an old version looks again', async () => {
    const change = { version: mother.version, status: 'CASE_STATUS_HOME', statusDate: today };
    mother = await sato.post(`/v1/cases/${mother.id}:changeStatus`, change);
    await assert.rejects(suzuki.post(`/v1/cases/${mother.id}:changeStatus`, { ...change, status: 'CASE_STATUS_ELSEWHERE' }),
      ({ status, reason }) => status === 409 && reason === 'CASE_CHANGED');
    mother = await suzuki.post(`/v1/cases/${mother.id}:changeStatus`, { version: mother.version, status: 'CASE_STATUS_ADMITTED', severe: true, statusDate: today });
    mother = await suzuki.post(`/v1/cases/${mother.id}:correctStatus`,
      { version: mother.version, status: 'CASE_STATUS_HOME', statusDate: today, reason: 'CORRECTION_REASON_ANOTHER_CASE' });
    const { statuses } = await sato.get(`/v1/cases/${mother.id}/statuses`);
    assert.deepEqual(statuses.map(({ status }) => status), ['CASE_STATUS_HOME', 'CASE_STATUS_ADMITTED', 'CASE_STATUS_HOME']);
    assert.notEqual(statuses[0].changedBy, statuses[1].changedBy);
    const { cases } = await sato.get('/v1/cases?status=CASE_STATUS_HOME&areaCode=270008');
    assert.deepEqual(cases.map(({ id }) => id), [mother.id]);
  });

  step('what is not foreseen is refused', async () => {
    const dead = await sato.post(`/v1/cases/${double.id}:changeStatus`, { version: double.version, status: 'CASE_STATUS_RELEASED', statusDate: today });
    await assert.rejects(sato.post(`/v1/cases/${dead.id}:changeStatus`, { version: dead.version, status: 'CASE_STATUS_HOME', statusDate: today }),
      ({ reason }) => reason === 'STATUS_NOT_NEXT');
    double = dead;
  });

  step('a double is merged, and both numbers find her', async () => {
    const merge = { version: mother.version, duplicateId: double.id, duplicateVersion: double.version };
    mother = await sato.post(`/v1/cases/${mother.id}:merge`, merge);
    assert.equal((await sato.post(`/v1/cases/${mother.id}:merge`, merge)).version, mother.version);
    assert.deepEqual(mother.mergedNumbers, [double.number]);
    const found = await byNumber(double.number);
    assert.deepEqual(found.map(({ id }) => id).sort(), [mother.id, double.id].sort());
    assert.equal((await sato.get(`/v1/cases/${double.id}`)).mergedIntoId, mother.id);
    assert.equal(mother.status, 'CASE_STATUS_HOME');
  });

  step('nothing of it names anybody', async () => {
    const { text } = await call(town, 'GET', '/v1/cases', { cookies: Object.fromEntries(sato.cookies), door: 'staff' });
    assert.ok(!text.includes('hanako'), text);
  });
});
