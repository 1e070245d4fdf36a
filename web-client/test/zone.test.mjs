// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = join(dirname(fileURLToPath(import.meta.url)), '../src/zone.ts');
const { outputFiles } = await build({ entryPoints: [source], bundle: true, format: 'esm', write: false });
const { fromLocal, toLocal } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);

const cases = [
  ['an evening in Osaka', '2026-11-21T18:05', 'Asia/Tokyo', '2026-11-21T09:05:00.000Z'],
  ['a winter day in Berlin', '2026-01-15T12:00', 'Europe/Berlin', '2026-01-15T11:00:00.000Z'],
  ['a summer day in Berlin', '2026-07-15T12:00', 'Europe/Berlin', '2026-07-15T10:00:00.000Z'],
  ['a zone of quarter hours', '2026-11-21T00:15', 'Asia/Kathmandu', '2026-11-20T18:30:00.000Z'],
  ['just after the clocks went forward', '2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
];
for (const [name, local, zone, utc] of cases) {
  test(`a venue's clock: ${name}`, () => {
    assert.equal(fromLocal(local, zone).toISOString(), utc);
    assert.equal(toLocal(new Date(utc), zone), local);
  });
}
