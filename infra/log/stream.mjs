// SPDX-License-Identifier: Apache-2.0
// Follows the log files of a folder and prints each line readably, the process's name first; keeps every file small:
//   node stream.mjs FOLDER [--quiet]
// A log that grows past the limit is copied to <name>.log.1 and emptied (its writers append).
import { closeSync, copyFileSync, openSync, readdirSync, readSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const mostBytes = 20 << 20;
const everyMilliseconds = 200;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quiet: { type: 'boolean', default: false } } });
const folder = positionals[0];
const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const levelColours = { trace: 90, debug: 90, info: 36, warning: 33, warn: 33, error: 31, critical: 41 };
const paint = (text, code) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);

// name → {position, rest of an unfinished line}
const files = new Map();
const buffer = Buffer.alloc(256 << 10);

function readable(name, line) {
  const prefix = paint(name.padEnd(14), 1);
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return `${prefix} ${plain(line)}`;
  }
  const { time = '', level = '', process: _process, message = '', ...fields } = entry;
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`);
  const clock = /T(\d\d:\d\d:\d\d)/.exec(time)?.[1] ?? '';
  return [prefix, clock, paint(level.padEnd(5), levelColours[level] ?? 0), plain([message, ...rest].join(' '))].join(' ');
}

// No control characters on the terminal, whatever a log holds.
const plain = (text) => text.replace(/[\x00-\x08\x0b-\x1f\x7f\x9b]/g, '?');

function follow(file, fromStart) {
  const name = file.slice(0, -'.log'.length);
  const path = join(folder, file);
  const size = statSync(path).size;
  let state = files.get(file);
  if (!state) files.set(file, (state = { position: fromStart ? 0 : size, rest: Buffer.alloc(0) }));
  if (size < state.position) Object.assign(state, { position: 0, rest: Buffer.alloc(0) });
  if (size > state.position) {
    const descriptor = openSync(path, 'r');
    for (let count; (count = readSync(descriptor, buffer, 0, buffer.length, state.position)) > 0; state.position += count) {
      print(name, state, buffer.subarray(0, count));
    }
    closeSync(descriptor);
  }
  if (state.position > mostBytes) {
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    state.position = 0;
  }
}

function print(name, state, part) {
  const text = Buffer.concat([state.rest, part]);
  const end = text.lastIndexOf(10);
  // A line without an end is not kept for ever.
  state.rest = text.length - end > 64 << 10 ? Buffer.alloc(0) : Buffer.from(text.subarray(end + 1));
  if (values.quiet || end < 0) return;
  for (const line of text.subarray(0, end).toString().split('\n')) process.stdout.write(`${readable(name, line)}\n`);
}

function look(fromStart) {
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.log')) continue;
    try {
      follow(file, fromStart);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
}

process.stdout.on('error', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (look(true), process.exit(0)));
look(false);
setInterval(() => look(true), everyMilliseconds);
