// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

async function load(file) {
  const { outputFiles } = await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), '../src', file)], bundle: true, format: 'esm', write: false, define: { LANGUAGE: '"ja"' },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
const { bodyOf, changesOf, leavesOf, textOf } = await load('administration/policy-body.ts');
const { lineProblems, linesOf } = await load('administration/table-problems.ts');
const { sayLine } = await load('administration/texts.ts');

const body = { days: 28, zone: 'Asia/Tokyo', on: false, rows: [{ from: 1 }, { from: 2 }], pace: { total: 0, domains: [] }, none: {} };

test("a rule's body comes back out of its leaves", () => {
  assert.deepEqual(leavesOf(body).map(([path]) => path), ['days', 'zone', 'on', 'rows', 'pace.total', 'pace.domains', 'none']);
  assert.deepEqual(bodyOf(leavesOf(body)), body);
});

test('what changes is told leaf by leaf, also what comes and goes', () => {
  const later = { ...body, days: 30, pace: { total: 0, domains: ['docomo.ne.jp'] }, more: 1 };
  delete later.zone;
  assert.deepEqual(changesOf(body, later).map(({ path }) => path), ['days', 'pace.domains', 'more', 'zone']);
  assert.deepEqual(changesOf(body, { ...body }), []);
});

test('a list is written a line an element, and read again', () => {
  assert.equal(textOf(body.rows), '[\n {"from":1},\n {"from":2}\n]');
  for (const value of [body.rows, [], {}, 3, false]) assert.deepEqual(JSON.parse(textOf(value)), value);
});

test("a table's problems are told by line and column", () => {
  const told = lineProblems('line 1: there is no column 団体コード; line 3, column 2: a name is plain; with; line breaks; line 5, column 1: this code stands in the table before; and 4 more');
  assert.deepEqual(told.problems.map(({ line, column }) => [line, column]), [[1, 0], [3, 2], [5, 1]]);
  assert.equal(told.problems[1].sentence, 'a name is plain; with; line breaks');
  assert.equal(told.more, 4);
  assert.deepEqual(lineProblems('the table has a heading and at least one row'), { problems: [], more: 0 });
});

test('a table is shown as it was saved, in UTF-8 or Shift_JIS', () => {
  assert.deepEqual(linesOf(new TextEncoder().encode('団体コード\r\n271004').buffer), ['団体コード', '271004']);
  assert.deepEqual(linesOf(Uint8Array.from([0x92, 0x63, 0x91, 0xcc, 0x0a, 0x31]).buffer), ['団体', '1']);
});

test('what is wrong in a table of cases is told in the language of the page', () => {
  const told = {
    'there is no column 届出日': '列「届出日」がありません', 'report_date is required': '空です', 'this column is not asked for: leave it out': 'この列は受け付けません。表から除いてください',
    'this column stands in the table before': '同じ列が前にあります', 'the kind is confirmed, probable or contact': '区分は 確定・疑い・濃厚接触者 のどれかです',
    'an area is given by its official code of six digits': '団体コード (6 桁) が正しくありません', 'this is not one of your areas': 'あなたの担当地域にない団体コードです',
    'a date is written as 2026-11-21': '日付は 2026-11-21 のように書いてください', 'this date has not come yet': 'まだ来ていない日付です',
    "the sample can't have been taken after the report": '検体採取日が届出日より後です', 'birth_year is a year from 1900 to this one': '生年は 1900 年から今年までの数字です',
    'birth_year is not a number': '生年は 1900 年から今年までの数字です', 'sex is not one of those that there are': '性別は 女・男・その他 のどれかです',
    'risk_factors is not one of those that there are': '知らないリスク因子があります', 'there is one kind of pneumonia at most': '肺炎は 1 つだけです',
    'route is not one of those that there are': '感染経路は 判明・不明 のどちらかです', 'this is not a mail address': 'メールアドレスの形になっていません', 'language is one of ja, en': '言語が正しくありません',
    "time_zone is not a name of the IANA's list": 'タイムゾーンは Asia/Tokyo のように書いてください', 'a patient reports once or twice a day': '報告回数は 1 か 2 です',
    'a plan has a first and a last day': '観察の開始日と終了日を書いてください', 'the plan ends before it starts': '観察終了日が開始日より前です',
    'the plan ends more than 90 days after it starts': '観察は開始日から 90 日以内です', 'one person reports for 20 others at most': '1 人が報告できるのは 20 人までです',
  };
  for (const [sentence, text] of Object.entries(told)) assert.equal(sayLine(sentence), text);
});
