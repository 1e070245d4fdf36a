// SPDX-License-Identifier: Apache-2.0
// Builds dist/public and dist/staff, one folder a door: templates in the languages that pages.json promises, styles and
// scripts under hashed names with their gzip forms, and the page table. Fails on a text that is missing in a language where
// it is promised, or used nowhere.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const DOORS = { public: ['visitor', 'record', 'diary', 'operator'], staff: ['staff'] };  // and their pages' catalogues
const SCRIPT_TEXTS = { public: ['report'], staff: [] };  // catalogues that a page's script brings along
const STYLES = ['page', 'work'];
// KiB of script, compressed, that a browser loads before it shows anything, and for one more screen. More than that is a
// decision, not an accident.
const BUDGETS = { operator: { first: 18 }, diary: { first: 10 }, visitor: { first: 1 }, offline: { first: 2 }, scan: { first: 18 }, staff: { first: 10, screen: 20 } };
const NAMES = {
  ja: '日本語', en: 'English', 'zh-Hans': '简体中文', 'zh-Hant': '繁體中文', ko: '한국어', vi: 'Tiếng Việt', th: 'ไทย', id: 'Bahasa Indonesia',
  tl: 'Filipino', ne: 'नेपाली', my: 'မြန်မာ', pt: 'Português', es: 'Español', fr: 'Français',
};
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

const bundle = (name, options) => build({
  entryPoints: [join(here, 'src', `${name}.ts`)], bundle: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8', write: false, ...options,
});

// A script, and what it loads once that is needed, in files of their own: `name-language-hash.js`.
async function script(folder, name, language) {
  const { outputFiles, metafile } = await bundle(name, {
    splitting: true, metafile: true, outdir: join(folder, 'assets'), absWorkingDir: here, define: { LANGUAGE: JSON.stringify(language) },
    entryNames: `[name]-${language}-[hash]`, chunkNames: `[name]-${language}-[hash]`,
    alias: { 'report-texts': join(here, 'messages', `report.${language}.json`) },
  });
  const sizes = new Map();
  for (const { path, contents } of outputFiles) {
    const gzip = gzipSync(contents, { level: 9 });
    sizes.set(basename(path), gzip.length);
    await writeFile(path, contents);
    await writeFile(`${path}.gz`, gzip);
  }
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const entry = [...outputs.keys()].find((file) => outputs.get(file).entryPoint === `src/${name}.ts`);
  keepTo(BUDGETS[name], entry, outputs, sizes);
  return `/assets/${entry}`;
}

// A file with all that it can't begin without; of `others`, nothing.
function withImports(file, outputs, others = new Set(), found = new Set()) {
  if (found.has(file) || others.has(file)) return found;
  found.add(file);
  for (const { path, kind } of outputs.get(file).imports) if (kind === 'import-statement') withImports(basename(path), outputs, others, found);
  return found;
}

function keepTo({ first, screen }, entry, outputs, sizes) {
  const check = (file, files, most) => {
    const bytes = [...files].reduce((sum, one) => sum + sizes.get(one), 0);
    if (process.env.MIMAMORI_SIZES) console.log(`${(bytes / 1024).toFixed(1)} of ${most} KiB, ${files.size} files: ${file}`);
    if (!(bytes <= most * 1024)) problems.push(`${file}: ${bytes} bytes with what it imports, compressed; ${most} KiB are allowed`);
  };
  const begun = withImports(entry, outputs);
  check(entry, begun, first);
  const later = [...outputs].filter(([file, { entryPoint }]) => entryPoint && file !== entry);
  for (const [file] of later) check(file, withImports(file, outputs, begun), screen);
}

// The public door's worker, whose address never changes; it is another one when the pages are.
async function writeWorker(folder, version) {
  const { outputFiles: [{ text: content }] } = await bundle('worker/sw', { define: { VERSION: JSON.stringify(version) } });
  await writeFile(join(folder, 'sw.js'), content);
  await writeFile(join(folder, 'sw.js.gz'), gzipSync(content, { level: 9 }));
}

async function writeAsset(folder, name, extension, content) {
  const path = `assets/${name}-${hash(content)}.${extension}`;
  await writeFile(join(folder, path), content);
  await writeFile(join(folder, `${path}.gz`), gzipSync(content, { level: 9 }));
  return `/${path}`;
}

// The page table's sets of languages, written out: file → languages. A partial is in every language of a page that holds it.
function promise(table, templates) {
  const promised = new Map(Object.keys(templates).map((file) => [file, new Set()]));
  const add = (file, languages) => {
    if (!promised.has(file)) return problems.push(`no template ${file}`);
    for (const language of languages) promised.get(file).add(language);
    for (const [, partial] of templates[file].matchAll(/{{> (\w+)}}/g)) add(`_${partial}.html`, languages);
  };
  for (const page of [...table.pages, ...(table.failure ? [table.failure] : [])]) {
    page.languages = table.languages[page.languages] ?? problems.push(`${page.template}: no languages "${page.languages}"`);
    add(`${page.template}.html`, page.languages);
  }
  for (const [file, languages] of promised) if (languages.size === 0) problems.push(`${file} is on no page`);
  return promised;
}

// A catalogue that lacks a language promises nothing in it; one that has it has every text of the Japanese one.
async function catalogues(door, language) {
  const texts = {};
  let reviewed = true;
  for (const name of [...DOORS[door], ...SCRIPT_TEXTS[door]]) {
    const text = await read('messages', `${name}.${language}.json`).catch(() => null);
    if (text === null) continue;
    const { reviewed: word, ...own } = JSON.parse(text);
    if (word !== 'yes' && word !== 'no') problems.push(`messages/${name}.${language}.json: "reviewed" is "yes" or "no"`);
    reviewed &&= word === 'yes';
    if (DOORS[door].includes(name)) Object.assign(texts, own);
  }
  return { texts, reviewed };
}

const link = (language) => `<a href="?lang=${language}{{rest}}" hreflang="${language}" lang="${language}">${NAMES[language]}</a>`;
const PARTS = {
  languages: (_, languages) => `<details class="languages"><summary>[[languages_word]]</summary><ul>${[...languages].map((one) => `<li>${link(one)}</li>`).join('')}</ul></details>`,
  // What nobody reviewed says so, with what counts instead beside it (decision 0036).
  draft: (reviewed) => (reviewed ? '' : `<p class="draft">[[draft_note]] ${link('en')} · ${link('ja')}</p>`),
};

// {{…}} is the gateway's (Mustache); [[…]] is ours: a text by its key, an asset by its name, or a part.
function fill(file, language, template, { texts, reviewed }, languages, used, assets) {
  return template.replace(/\[\[part\/(\w+)\]\]/g, (_, part) => PARTS[part](reviewed, languages)).replace(/\[\[([\w./-]+)\]\]/g, (_, key) => {
    if (key.startsWith('asset/')) return assets[key.slice(6)] ?? problems.push(`${file}: no ${key}`);
    used.add(key);
    if (!(key in texts)) problems.push(`${file}: no text "${key}" in ${language}`);
    return texts[key];
  });
}

async function buildDoor(door, known) {
  const folder = join(here, 'dist', door);
  await mkdir(join(folder, 'assets'), { recursive: true });
  const assets = {};
  for (const name of STYLES) assets[`${name}.css`] = await writeAsset(folder, name, 'css', await style(name, known));

  const files = (await readdir(join(here, 'pages', door))).filter((file) => file.endsWith('.html'));
  const templates = Object.fromEntries(await Promise.all(files.map(async (file) => [file, await read('pages', door, file)])));
  const table = JSON.parse(await read('pages', door, 'pages.json'));
  const promised = promise(table, templates);
  const written = [];
  for (const language of new Set(Object.values(table.languages).flat())) {
    const catalogue = await catalogues(door, language);
    const used = new Set();
    const pages = files.filter((file) => promised.get(file).has(language));
    for (const name of new Set(pages.flatMap((file) => [...templates[file].matchAll(/\[\[asset\/([\w-]+)\.js\]\]/g)].map(([, name]) => name)))) {
      assets[`${name}.js`] = await script(folder, name, language);
    }
    for (const file of pages) {
      const page = fill(file, language, templates[file], catalogue, promised.get(file), used, assets).replace(/\n\s*/g, '\n');
      written.push(page);
      await writeFile(join(folder, file.replace('.html', `.${language}.html`)), page);
    }
    for (const key of Object.keys(catalogue.texts)) {
      if (!used.has(key) && key !== 'draft_note') problems.push(`messages (${DOORS[door].join(', ')}), ${language}: "${key}" is used nowhere`);
    }
  }
  if (door === 'public') await writeWorker(folder, hash(written.join('')));
  await writeFile(join(folder, 'pages.json'), JSON.stringify({ time_zone: table.time_zone, pages: table.pages }));
}

await rm(join(here, 'dist'), { recursive: true, force: true });
const known = await tokens();
for (const door of Object.keys(DOORS)) await buildDoor(door, known);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
