// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

async function load(file) {
  const { outputFiles } = await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), '../src', file)], bundle: true, format: 'esm', write: false,
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
const { bodyOf, changesOf, leavesOf, textOf } = await load('administration/policy-body.ts');
const { lineProblems, linesOf } = await load('administration/table-problems.ts');

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
