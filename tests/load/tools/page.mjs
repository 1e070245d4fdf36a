// SPDX-License-Identifier: Apache-2.0
// page.mjs PUBLIC-URL CODES: opens the page of the first code as a telephone does that never saw it. Last line:
// `bytes=… interactive_ms=… floor_ms=… limit_ms=1000`.
import { readFileSync } from 'node:fs';
import { openBrowser } from '../../journey/support/browser.mjs';

const [publicUrl, codesFile] = process.argv.slice(2);
const [code] = readFileSync(codesFile, 'utf8').split('\n');
const network = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const rounds = 9;
const limit = 1000;
const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

// Milliseconds from the scan until the page is drawn and takes a press, and the bytes that came.
async function open(browser, url) {
  const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 3 });
  const page = await context.newPage();
  const phone = await context.newCDPSession(page);
  let bytes = 0;
  phone.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await phone.send('Network.enable');
  await phone.send('Network.emulateNetworkConditions', network);
  await phone.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(url, { waitUntil: 'load' });
  const times = await page.evaluate(`new Promise((told) => {
    const [{ domInteractive }] = performance.getEntriesByType('navigation');
    const drawn = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
    requestAnimationFrame(() => setTimeout(() => told({ domInteractive, drawn: drawn() })));
  })`);
  const button = await page.locator('main form button').count();
  const sheet = await page.locator('link[rel=stylesheet]').first().getAttribute('href', { timeout: 1000 }).catch(() => null);
  await context.close();
  return { ms: Math.max(times.domInteractive, times.drawn), bytes, button, sheet };
}

const browser = await openBrowser();
try {
  const [pages, floors] = [[], []];
  for (let round = 0; round < rounds; ++round) {
    const page = await open(browser, code);
    if (page.button === 0) throw new Error('the page has nothing to press');
    pages.push(page);
    floors.push(await open(browser, `${publicUrl}${page.sheet}`));
  }
  const [interactive, floor] = [pages, floors].map((all) => median(all.map(({ ms }) => ms)));
  console.log(`${rounds} openings: ${pages.map(({ ms }) => ms.toFixed(0)).join(' ')} ms`);
  console.log(`bytes=${median(pages.map(({ bytes }) => bytes))} interactive_ms=${interactive.toFixed(0)} floor_ms=${floor.toFixed(0)} limit_ms=${limit}`);
} finally {
  await browser.close();
}
