// SPDX-License-Identifier: Apache-2.0
// Chromium as Debian packages it, without a window.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../../../web-client/package.json', import.meta.url))('playwright-core');

// MIMAMORI_SLOW: milliseconds that each answer of the services comes later, as it would on a busy machine: a story that does not
// wait for what it looks at fails then.
const slow = Number(process.env.MIMAMORI_SLOW ?? 0);

// film: a Y4M file that the camera shows, and which every page may ask for.
export async function openBrowser({ film = '' } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
      ...(film ? ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`] : [])],
    timeout: 120_000,
  });
  if (slow > 0) {
    const newContext = browser.newContext.bind(browser);
    browser.newContext = async (options) => {
      const context = await newContext(options);
      await context.route('**/v1/**', (route) => setTimeout(() => void route.continue().catch(() => {}), slow));
      return context;
    };
  }
  return browser;
}

// What a phone's camera would read.
export function readSymbol(file) {
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  return execFileSync('zbarimg', ['-q', '--raw', '--nodbus', file], { encoding: 'utf8' }).trim();
}
