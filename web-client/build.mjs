// SPDX-License-Identifier: Apache-2.0
// Builds dist/public and dist/staff, one folder a door: templates in every language, styles and scripts under hashed
// names with their gzip forms, and the page table. Fails on a text that is missing in a language or used nowhere.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const LANGUAGES = ['ja', 'en'];
const DOORS = ['public', 'staff'];
const STYLES = ['page', 'work'];
const SCRIPTS = { public: ['operator', 'diary'], staff: ['staff'] };
const problems = [];

const read = (...path) => readFile(join(here, ...path), 'utf8');
const hash = (content) => createHash('sha256').update(content).digest('base64url').slice(0, 10).replace(/-/g, '_');

// The design system's tokens, by value: the pages carry only those they use.
async function tokens() {
  const css = await read('node_modules/@digital-go-jp/design-tokens/dist/tokens.css');
  return new Map([...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}

async function style(name, known) {
  const css = (await read('styles', `${name}.css`)).replace(/token\(([\w-]+)\)/g, (_, token) => {
    if (!known.has(token)) problems.push(`styles/${name}.css: no design token ${token}`);
    return known.get(token);
  });
  const { outputFiles } = await build({ stdin: { contents: css, loader: 'css' }, minify: true, write: false });
  return outputFiles[0].text;
}

async function script(name, language) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'src', `${name}.ts`)], bundle: true, minify: true, format: 'esm', target: 'es2022',
    charset: 'utf8', write: false, define: { LANGUAGE: JSON.stringify(language) },
  });
  return outputFiles[0].text;
}

async function writeAsset(folder, name, extension, content) {
  const path = `assets/${name}-${hash(content)}.${extension}`;
  await writeFile(join(folder, path), content);
  await writeFile(join(folder, `${path}.gz`), gzipSync(content, { level: 9 }));
  return `/${path}`;
}

// {{…}} is the gateway's (Mustache); [[…]] is ours: a text by its key, or an asset by its name.
function fill(file, template, texts, used, assets) {
  return template.replace(/\[\[([\w./-]+)\]\]/g, (_, key) => {
    if (key.startsWith('asset/')) return assets[key.slice(6)] ?? problems.push(`${file}: no ${key}`);
    used.add(key);
    if (!(key in texts)) problems.push(`${file}: no text "${key}"`);
    return texts[key];
  });
}

async function buildDoor(door, known) {
  const folder = join(here, 'dist', door);
  await mkdir(join(folder, 'assets'), { recursive: true });
  const assets = {};
  for (const name of STYLES) assets[`${name}.css`] = await writeAsset(folder, name, 'css', await style(name, known));

  const used = new Set();
  const files = (await readdir(join(here, 'pages', door))).filter((file) => file.endsWith('.html'));
  for (const language of LANGUAGES) {
    const texts = JSON.parse(await read('messages', `${door}.${language}.json`));
    for (const name of SCRIPTS[door]) assets[`${name}.js`] = await writeAsset(folder, `${name}.${language}`, 'js', await script(name, language));
    for (const file of files) {
      const page = fill(file, await read('pages', door, file), texts, used, assets);
      await writeFile(join(folder, file.replace('.html', `.${language}.html`)), page.replace(/\n\s*/g, '\n'));
    }
    for (const key of Object.keys(texts)) {
      if (!used.has(key)) problems.push(`messages/${door}.${language}.json: "${key}" is used nowhere`);
    }
  }
  await writeFile(join(folder, 'pages.json'), await read('pages', door, 'pages.json'));
}

await rm(join(here, 'dist'), { recursive: true, force: true });
const known = await tokens();
for (const door of DOORS) await buildDoor(door, known);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
