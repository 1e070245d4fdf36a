// SPDX-License-Identifier: Apache-2.0
// The databases, keys and secrets that the previous release left are this release's now: they migrate, the mail that waited
// leaves, and what people have in their hands goes on working.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { after, before, describe } from 'node:test';
import { counts, liveAfter, staffAfter } from '../upgrade/life.mjs';
import { story } from './support/story.mjs';
import { Town } from './support/town.mjs';

const data = fileURLToPath(new URL('../upgrade/data', import.meta.url));

describe('the data of the previous release', { timeout: 300_000 }, () => {
  const step = story();
  let town, life;

  before(async () => {
    life = JSON.parse(await readFile(`${data}/life.json`, 'utf8'));
    town = await Town.start({ begin: life.time, data });
  });
  after(() => town?.stop());

  step('migrates, and nothing is lost', async () => {
    assert.deepEqual(await counts(town), life.counts);
  });

  step('keeps the staff logged in, who get an organisation', () => staffAfter(town, life));
  step('goes on working', () => liveAfter(town, life));
});
