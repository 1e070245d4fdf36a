// SPDX-License-Identifier: Apache-2.0
// Chromium as Debian packages it, without a window.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../../../web-client/package.json', import.meta.url))('playwright-core');

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
    timeout: 120_000,
  });
}

// What a phone's camera would read.
export function readSymbol(file) {
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  return execFileSync('zbarimg', ['-q', '--raw', '--nodbus', file], { encoding: 'utf8' }).trim();
}
