// SPDX-License-Identifier: Apache-2.0
// What each door serves as /openapi.json passes a linter's recommended rules (redocly.yaml names the exceptions), and the
// pages' types are made from it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describedBy, doors, makeKeys } from './doors.mjs';
import { freshTypes, typesFile } from './types.mjs';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

describe('openapi', { timeout: 120_000 }, () => {
  let folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mimamori-openapi.'));
    await makeKeys(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const door of Object.keys(doors)) {
    test(`what ${door} describes passes the linter`, async () => {
      const file = join(folder, `${door}.json`);
      await writeFile(file, await describedBy(door, folder));
      await lint(file);
    });
  }

  test('the linter sees a mistake', async () => {
    const file = join(folder, 'broken.json');
    const document = JSON.parse(await describedBy('gateway_public', folder));
    delete Object.values(Object.values(document.paths)[0])[0].operationId;
    await writeFile(file, JSON.stringify(document));
    await assert.rejects(lint(file), /operation-operationId/);
  });

  test("the pages' types are what the doors say now", async () => {
    assert.ok(await readFile(typesFile, 'utf8') === await freshTypes(), 'run: node tests/openapi/write-types.mjs');
  });
});

// Rejects with the linter's report. It tells nobody that it runs, and asks nobody for a newer version.
async function lint(file) {
  const redocly = join(here, 'node_modules/@redocly/cli/bin/cli.js');
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
  try {
    await run(process.execPath, [redocly, 'lint', file, '--config', join(here, 'redocly.yaml'), '--max-problems', '1000',
      '--format', 'codeframe'], { env, cwd: here, maxBuffer: 16 << 20 });
  } catch (error) {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  }
}
