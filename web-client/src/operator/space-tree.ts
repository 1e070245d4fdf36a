// SPDX-License-Identifier: Apache-2.0
// The spaces of a venue as a tree, and a table of them as operators keep it. Without a page: tested by itself.
import type { Message } from '../api';

export type Space = Message<'venue.v1.Space'>;
export type Kind = Space['kind'];
export type NewSpace = { parentSpace?: number; parentEntry?: number; kind: Kind; displayName: string };

export const kinds: Kind[] = ['SPACE_KIND_FLOOR', 'SPACE_KIND_ROOM', 'SPACE_KIND_TABLE', 'SPACE_KIND_SEAT'];
const mostAtOnce = 2000;
const longestName = 60;

export class SpaceTree {
  #below = new Map<number, Space[]>();
  #byNumber = new Map<number, Space>();

  constructor(readonly spaces: Space[]) {
    for (const space of spaces) {
      this.#byNumber.set(space.space, space);
      const siblings = this.#below.get(space.parentSpace) ?? [];
      siblings.push(space);
      this.#below.set(space.parentSpace, siblings);
    }
    const collator = new Intl.Collator(undefined, { numeric: true });
    for (const siblings of this.#below.values()) siblings.sort((one, other) => collator.compare(one.displayName, other.displayName));
  }

  at(number: number): Space | undefined { return this.#byNumber.get(number); }
  within(number: number): Space[] { return this.#below.get(number) ?? []; }

  // With everything beneath, a space before what lies within it; the first is at level 0.
  beneath(number: number, level = 0): { space: Space; level: number }[] {
    return this.within(number).flatMap((space) => [{ space, level }, ...this.beneath(space.space, level + 1)]);
  }

  pathOf(number: number): Space[] {
    const space = this.at(number);
    return space ? [...this.pathOf(space.parentSpace), space] : [];
  }
}

// RFC 4180, with the line on which each row begins. A row of null ends in an open quotation.
export function rowsOf(text: string): { line: number; cells: string[] | null }[] {
  const rows: { line: number; cells: string[] | null }[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const row = { line, cells: [] as string[] };
    for (let more = true; more;) {
      let cell = '';
      if (text[at] === '"') {
        const end = /"(?:[^"]|"")*"/y;
        end.lastIndex = at;
        const quoted = end.exec(text)?.[0];
        if (!quoted) return [...rows, { line: row.line, cells: null }];
        at += quoted.length;
        line += quoted.split('\n').length - 1;
        cell = quoted.slice(1, -1).replaceAll('""', '"');
      }
      const rest = /[^,\r\n]*/y;
      rest.lastIndex = at;
      cell += rest.exec(text)![0];
      at = rest.lastIndex;
      row.cells.push(cell.trim());
      more = text[at] === ',';
      if (more) at++;
    }
    if (text.startsWith('\r\n', at)) at += 2;
    else if (at < text.length) at++;
    line++;
    if (row.cells.some(Boolean)) rows.push(row);
  }
  return rows;
}

export interface ReadTable {
  spaces: NewSpace[];      // parents before what lies within them
  lines: number[];         // of the table, one a space
  there: number;           // places that there are already
  problems: { line: number; reason: string }[];
}

// A column a kind ("階", "卓" …), a row a place: what it names and is not in the tree yet is made, with what it lies within.
export function readTable(text: string, tree: SpaceTree, headings: Record<string, string[]>): ReadTable {
  const out: ReadTable = { spaces: [], lines: [], there: 0, problems: [] };
  const [heading, ...rows] = rowsOf(text.replace(/^\uFEFF/, ''));
  const columns = kinds.map((kind) => heading?.cells?.findIndex((cell) => headings[kind]!.includes(cell.toLowerCase())) ?? -1);
  if (columns.every((column) => column < 0)) return { ...out, problems: [{ line: heading?.line ?? 1, reason: 'NO_COLUMN' }] };
  const made = new Map<string, number>();  // where it lies, kind and name → its entry of this request
  for (const { line, cells } of rows) {
    const complain = (reason: string) => out.problems.push({ line, reason });
    if (!cells) { complain('QUOTE'); break; }
    const named = columns.flatMap((column, index) => (column >= 0 && cells[column] ? [{ kind: kinds[index]!, displayName: cells[column]! }] : []));
    if (named.length === 0) { complain('EMPTY'); continue; }
    if (named.some(({ displayName }) => [...displayName].length > longestName)) { complain('TOO_LONG'); continue; }
    let place: { parentSpace: number } | { parentEntry: number } = { parentSpace: 0 };
    let fresh = false;
    for (const { kind, displayName } of named) {
      const key: string = JSON.stringify([place, kind, displayName]);
      const parent: { parentSpace: number } | { parentEntry: number } = place;
      const found: Space | undefined = 'parentSpace' in parent
        ? tree.within(parent.parentSpace).find((space) => space.kind === kind && space.displayName === displayName) : undefined;
      if (found) { place = { parentSpace: found.space }; continue; }
      if (!made.has(key)) {
        out.spaces.push({ ...parent, kind, displayName });
        out.lines.push(line);
        made.set(key, out.spaces.length);
        fresh = true;
      }
      place = { parentEntry: made.get(key)! };
    }
    if (!fresh) out.there++;
  }
  if (out.spaces.length > mostAtOnce) out.problems.push({ line: out.lines[mostAtOnce]!, reason: 'TOO_MANY' });
  return out;
}
