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
const { readTable, rowsOf, SpaceTree } = await load('operator/space-tree.ts');
const { freshnessOf, waitFor } = await load('operator/freshness.ts');

const headings = { SPACE_KIND_FLOOR: ['階', 'floor'], SPACE_KIND_ROOM: ['部屋', 'room'], SPACE_KIND_TABLE: ['卓', 'table'], SPACE_KIND_SEAT: ['席', 'seat'] };
const space = (number, parentSpace, kind, displayName) => ({ space: number, parentSpace, kind: `SPACE_KIND_${kind}`, displayName, revision: 1 });
const tree = new SpaceTree([space(1, 0, 'FLOOR', '2F'), space(2, 1, 'TABLE', '卓 10'), space(3, 1, 'TABLE', '卓 9'), space(4, 0, 'FLOOR', '1F')]);
const read = (text) => readTable(text, tree, headings);

test('a tree is in the order that people count in, parents before what lies within them', () => {
  assert.deepEqual(tree.beneath(0).map(({ space: { displayName }, level }) => [displayName, level]), [['1F', 0], ['2F', 0], ['卓 9', 1], ['卓 10', 1]]);
  assert.deepEqual(tree.pathOf(3).map(({ displayName }) => displayName), ['2F', '卓 9']);
  assert.deepEqual(tree.pathOf(99), []);
});

test('rows know the line on which they begin, whatever stands in quotation marks', () => {
  assert.deepEqual(rowsOf('a,b\r\n"x, ""y""\nz",2\n\n , \nlast'), [
    { line: 1, cells: ['a', 'b'] }, { line: 2, cells: ['x, "y"\nz', '2'] }, { line: 6, cells: ['last'] }]);
  assert.deepEqual(rowsOf('a\n"open,\nb').at(-1), { line: 2, cells: null });
});

test('a table makes what is not there, once, within what is there', () => {
  const { spaces, lines, there, problems } = read('席,卓,階\n,卓 9,2F\n1,卓 11,2F\n2,卓 11,2F\n,卓 11,2F\n,,3F\n');
  assert.deepEqual(problems, []);
  assert.equal(there, 2, 'one in the tree, one made by an earlier line');
  assert.deepEqual(spaces, [
    { parentSpace: 1, kind: 'SPACE_KIND_TABLE', displayName: '卓 11' }, { parentEntry: 1, kind: 'SPACE_KIND_SEAT', displayName: '1' },
    { parentEntry: 1, kind: 'SPACE_KIND_SEAT', displayName: '2' }, { parentSpace: 0, kind: 'SPACE_KIND_FLOOR', displayName: '3F' }]);
  assert.deepEqual(lines, [3, 3, 4, 6]);
});

test('two places of one name in different rooms are two', () => {
  const { spaces } = read('room,table\nA,1\nB,1\n');
  assert.deepEqual(spaces.map(({ displayName, parentEntry }) => [displayName, parentEntry]), [['A', undefined], ['1', 1], ['B', undefined], ['1', 3]]);
});

const wrong = [
  ['no column that is known', 'name\n2F\n', 1, 'NO_COLUMN'], ['nothing at all', '', 1, 'NO_COLUMN'], ['a line without a name', '階,メモ\n2F,\n,予備\n', 3, 'EMPTY'],
  ['a name of 61 characters', `階\n${'𠮷'.repeat(61)}\n`, 2, 'TOO_LONG'], ['an open quotation', '階\n"2F\n', 2, 'QUOTE'],
  ['more than can be made at once', `階\n${Array.from({ length: 2001 }, (_, index) => `F${index}`).join('\n')}\n`, 2002, 'TOO_MANY'],
];
for (const [name, text, line, reason] of wrong) {
  test(`a table is refused by its line: ${name}`, () => assert.deepEqual(read(text).problems, [{ line, reason }]));
}
test('a name of 60 characters is taken, however many units it has', () => assert.deepEqual(read(`階\n${'𠮷'.repeat(60)}\n`).problems, []));

test('a number is live, then being asked for again, then stale', () => {
  assert.equal(freshnessOf(0, 31_000, false), 'live');
  assert.equal(freshnessOf(0, 31_000, true), 'reconnecting');
  assert.equal(freshnessOf(0, 120_000, true), 'stale');
  assert.equal(freshnessOf(0, 120_000, false), 'stale', 'also while a laptop slept');
});

test('after failures it asks again soon, then less often, never all at once', () => {
  const waits = [1, 2, 3, 4, 5, 9].map((failures) => waitFor(failures, 1));
  assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assert.notEqual(waitFor(3, 0), waitFor(3, 1));
  assert.equal(waitFor(0, 0.5), 30_000);
});
