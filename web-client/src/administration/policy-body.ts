// SPDX-License-Identifier: Apache-2.0
// A policy's body, which is its service's own: read as named leaves, so that a form and a comparison need to know none of them.
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

const isNested = (value: Value): value is { [name: string]: Value } => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

// {"a": {"b": 1}, "c": [2]} → a.b = 1, c = [2]. Lists are leaves.
export function leavesOf(body: Value, path = ''): [path: string, value: Value][] {
  if (!isNested(body)) return path ? [[path, body]] : [];
  return Object.entries(body).flatMap(([name, value]) => leavesOf(value, path ? `${path}.${name}` : name));
}

export function bodyOf(leaves: [path: string, value: Value][]): { [name: string]: Value } {
  const body: { [name: string]: Value } = {};
  for (const [path, value] of leaves) {
    const names = path.split('.');
    let at = body;
    for (const name of names.slice(0, -1)) at = (at[name] ??= {}) as { [name: string]: Value };
    at[names.at(-1)!] = value;
  }
  return body;
}

export interface Change { path: string; before: Value | undefined; after: Value | undefined }

// What differs, by leaf, in the order of the later one.
export function changesOf(before: Value, after: Value): Change[] {
  const [old, young] = [new Map(leavesOf(before)), new Map(leavesOf(after))];
  return [...new Set([...young.keys(), ...old.keys()])]
    .map((path) => ({ path, before: old.get(path), after: young.get(path) }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

// As people read and write it: a list takes a line an element, so that a table of thresholds stays one.
export function textOf(value: Value): string {
  if (Array.isArray(value) && value.length > 0) return `[\n${value.map((element) => ` ${JSON.stringify(element)}`).join(',\n')}\n]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
