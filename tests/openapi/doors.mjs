// SPDX-License-Identifier: Apache-2.0
// The real doors, with nobody behind them, asked for what they describe.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const programs = process.env.MIMAMORI_PROGRAMS ?? join(dirname(fileURLToPath(import.meta.url)), '../../build/dev/bin');
export const doors = { gateway_public: '--public-url', gateway_staff: '--staff-url' };

// Keys for both, into an empty folder that the caller removes.
export const makeKeys = (folder) => run(join(programs, 'mimamori_make_key'), ['signing', folder, ...Object.keys(doors)]);

// The text of GET /openapi.json. `folder`: with their keys.
export async function describedBy(door, folder) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(join(programs, door), [doors[door], url, '--http-listen', `127.0.0.1:${port}`, '--caller-keys', folder,
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

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
