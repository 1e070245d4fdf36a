// SPDX-License-Identifier: Apache-2.0
// A page as people see it: phone and desktop, light and dark, checked against WCAG 2.2 AA by axe. MIMAMORI_PICTURES names a
// folder that keeps what was seen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axe = readFileSync(createRequire(new URL('../../../web-client/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8');
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function look(page, name) {
  await page.locator('img:not([src])').first().waitFor({ state: 'detached' });  // a picture that a script still asks for
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const where = `${name}, ${size}, ${colorScheme}`;
      // Nothing but a table or a picture may need to be scrolled sideways.
      assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${where}: wider than the screen`);
      assert.deepEqual(await page.evaluate('Promise.all([...document.images].map((image) => image.decode().then(() => [], () => [image.src]))).then((broken) => broken.flat())'), [], `${where}: pictures that do not show`);
      assert.deepEqual(await problemsOf(page), [], where);
      await keepPicture(page, `${name}-${size}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before ?? sizes.desktop);
}

// Evaluated by the browser itself, past the page's content security policy, which stays as strict as it is.
async function problemsOf(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} })`);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`).join(' | ')}`);
}

async function keepPicture(page, name) {
  const folder = process.env.MIMAMORI_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
