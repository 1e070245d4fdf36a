// SPDX-License-Identifier: Apache-2.0
// What each door serves as /openapi.json passes a linter's recommended rules (redocly.yaml names the exceptions). The
// doors are the real programs, with nobody behind them.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const programs = join(here, '../../build/dev/bin');
const doors = { gateway_public: '--public-url', gateway_staff: '--staff-url' };

describe('openapi', { timeout: 120_000 }, () => {
  let folder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mimamori-openapi.'));
    await run(join(programs, 'mimamori_make_key'), ['signing', folder, ...Object.keys(doors)]);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [door, urlFlag] of Object.entries(doors)) {
    test(`what ${door} describes passes the linter`, async () => {
      const file = join(folder, `${door}.json`);
      await writeFile(file, await describedBy(door, urlFlag));
      await lint(file);
    });
  }

  test('the linter sees a mistake', async () => {
    const file = join(folder, 'broken.json');
    const document = JSON.parse(await describedBy('gateway_public', '--public-url'));
    delete Object.values(Object.values(document.paths)[0])[0].operationId;
    await writeFile(file, JSON.stringify(document));
    await assert.rejects(lint(file), /operation-operationId/);
  });

  // The text of GET /openapi.json.
  async function describedBy(door, urlFlag) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(join(programs, door), [urlFlag, url, '--http-listen', `127.0.0.1:${port}`, '--caller-keys', folder,
      '--identity', `unix:${folder}/nobody.sock`, '--listen', `unix:${folder}/${door}.sock`],
    { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('close', resolve));
    try {
      for (;;) {
        assert.equal(child.exitCode, null, `${door} ended`);
        const answer = await fetch(`${url}/openapi.json`).catch(() => null);
        if (answer) {
          assert.equal(answer.status, 200);
          return await answer.text();
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  }
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

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
