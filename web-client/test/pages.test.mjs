// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (...path) => readFileSync(join(root, ...path), 'utf8');
const pages = (door) => readdirSync(join(root, 'dist', door)).filter((file) => file.endsWith('.html'));

// Fourteen for whoever visits or is ill, as the mails; two for people at work.
const everyone = ['ja', 'en', 'zh-Hans', 'zh-Hant', 'ko', 'vi', 'th', 'id', 'tl', 'ne', 'my', 'pt', 'es', 'fr'];
const work = ['ja', 'en'];
const catalogue = (name, language) => JSON.parse(read('messages', `${name}.${language}.json`));
const flat = (texts, path = '') => Object.entries(texts).flatMap(([key, text]) => (typeof text === 'object' ? flat(text, `${path}${key}.`) : [[`${path}${key}`, text]]));

for (const [name, languages] of [['visitor', everyone], ['record', everyone], ['diary', everyone], ['report', everyone], ['operator', work], ['staff', work]]) {
  test(`${name}: every text stands in all ${languages.length} languages, with the same places for values`, () => {
    const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
    const ja = new Map(flat(catalogue(name, 'ja')));
    for (const language of languages) {
      const texts = new Map(flat(catalogue(name, language)));
      texts.delete('draft_note');
      assert.deepEqual([...texts.keys()], [...ja.keys()], language);
      for (const [key, text] of texts) {
        assert.ok(text.trim(), `${language}: ${key} is empty`);
        assert.deepEqual(places(text), places(ja.get(key)), `${language}: ${key}`);
        if (ja.get(key).includes('119')) assert.match(text, /119/, `${language}: ${key}`);
      }
    }
  });
}

test('the pages of visitors and patients are in all languages, and those of venues in two', () => {
  for (const { path, languages } of JSON.parse(read('dist/public/pages.json')).pages) {
    const venues = /^\/venues?(\/|$)/.test(path) && path !== '/venue/kiosk';
    assert.deepEqual(languages, venues ? work : everyone, path);
  }
  for (const language of everyone) assert.ok(read(`dist/public/problem.${language}.html`));
});

test('what nobody reviewed says so on each page, with the languages that count beside it', () => {
  for (const language of everyone) {
    const reviewed = ['visitor', 'record', 'diary', 'report'].every((name) => catalogue(name, language).reviewed === 'yes');
    const top = read(`dist/public/_top.${language}.html`);
    assert.equal(/class="draft"[^]*\?lang=en[^]*\?lang=ja/.test(top), !reviewed, language);
    for (const other of everyone) assert.ok(top.includes(`hreflang="${other}" lang="${other}"`), `${language}: no link to ${other}`);
  }
});

for (const door of ['public', 'staff']) {
  test(`${door}: no page breaks the content security policy`, () => {
    for (const file of pages(door)) {
      const html = read('dist', door, file);
      assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc="\/assets\/)/i, file);
      assert.doesNotMatch(html, /(?:src|href|action)="https?:/i, `${file} leads to another site`);
    }
  });

  test(`${door}: every control has a label`, () => {
    for (const file of pages(door)) {
      const html = read('dist', door, file);
      for (const [, attributes] of html.matchAll(/<(?:input|select|textarea)([^>]*)>/g)) {
        if (/type="hidden"/.test(attributes) || /type="checkbox"/.test(attributes)) continue;
        const id = /id="([^"]+)"/.exec(attributes)?.[1];
        assert.ok(id && html.includes(`for="${id}"`), `${file}: ${attributes}`);
      }
    }
  });
}

test('no partial hides a field of its name', () => {
  const partials = readdirSync(join(root, 'pages/public')).filter((file) => file.startsWith('_')).map((file) => file.slice(1, -5));
  const text = pages('public').map((file) => read('dist/public', file)).join('');
  for (const name of partials) assert.doesNotMatch(text, new RegExp(`{{[#^]?${name}}}`), name);
});

test('the check-in page fits in 10 KB, compressed, with everything it loads', () => {
  for (const language of everyone) {
    const parts = ['_head', '_top', '_problem_box', '_problem_reasons', '_group', '_later', '_foot', 'check-in'].map((name) => read('dist/public', `${name}.${language}.html`));
    const assets = readdirSync(join(root, 'dist/public/assets')).filter((file) => /^page-.*\.css$/.test(file) || (file.startsWith(`visitor-${language}-`) && file.endsWith('.js')));
    assert.equal(assets.length, 2, 'a style sheet and a script');
    const bytes = gzipSync(parts.join('')).length + assets.reduce((sum, file) => sum + gzipSync(read('dist/public/assets', file)).length, 0);
    assert.ok(bytes <= 10 * 1024, `${language}: ${bytes} bytes`);
  }
});

// build.mjs holds what each script may weigh, and fails.
test('a script or a style is kept for a year: its name says what is in it', () => {
  for (const door of ['public', 'staff']) {
    for (const file of readdirSync(join(root, 'dist', door, 'assets'))) assert.match(file, /^[^.]+-[A-Za-z0-9_]{8,}\.(css|js)(\.gz)?$/, `${door}: ${file}`);
  }
});

test('what a screen loads later comes from where the first script came from', () => {
  const assets = readdirSync(join(root, 'dist/staff/assets')).filter((file) => file.endsWith('.js'));
  const imported = new Set(assets.flatMap((file) => [...read('dist/staff/assets', file).matchAll(/(?:from|import\(?)\s*"([\w./-]+)"/g)].map(([, path]) => path)));
  assert.ok(imported.size > 2 * work.length, 'the console is one script');
  for (const path of imported) assert.ok(path.startsWith('./') && assets.includes(path.slice(2)), path);
});

test('the public door’s worker stays small, and is another one when a page is', () => {
  assert.ok(gzipSync(read('dist/public/sw.js')).length <= 3 * 1024);
  assert.match(read('dist/public/sw.js'), /"pages-[\w-]{10}"/);
});

test('few pages run a script', () => {
  const scripted = pages('public').filter((file) => /<script/i.test(read('dist/public', file))).map((file) => file.replace(/\.[\w-]+\.html$/, ''));
  assert.deepEqual([...new Set(scripted)].sort(), ['_later', 'diary', 'offline', 'scan', 'venue-crowd', 'venue-edit', 'venue-events', 'venue-log-in-confirm', 'venue-spaces']);
});

test('what people type as opening hours passes the browser', () => {
  const patterns = [...read('dist/public', 'venue-new.ja.html').matchAll(/name="openingHours\.\w+"[^>]* pattern="([^"]+)"/g)];
  assert.equal(patterns.length, 1);
  for (const [, pattern] of patterns) {
    const fits = new RegExp(`^(?:${pattern})$`, 'v');  // as a browser reads it
    for (const hours of ['', '11:00-23:00', '11:00 - 14:00, 17:00 - 26:00', '１１：００〜２３：００、', '18:00～2:00', '9:00–17:00', '休み', '定休日', 'closed']) {
      assert.match(hours, fits);
    }
    for (const words of ['from noon', '休みます', '11:00 to 14:00']) assert.doesNotMatch(words, fits);
  }
});

test('no field that a browser may refuse is folded away: the form would stay, and nobody would see why', () => {
  for (const file of pages('public')) {
    for (const [, folded] of read('dist/public', file).matchAll(/<details(?: [^>]*)?>(.*?)<\/details>/gs)) {
      assert.doesNotMatch(folded, / (?:required|pattern=|min=|max=|minlength=|type="(?!text|hidden))/, file);
    }
  }
});

test('the types fit', () => {
  for (const project of [root, join(root, 'src/worker')]) {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', project], { stdio: 'inherit' });
  }
});
