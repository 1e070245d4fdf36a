// SPDX-License-Identifier: Apache-2.0
// A table that a service takes whole or not at all, with each line that is wrong beside what stands in it.
import { newId, post, Problem } from '../api';
import { field, h, heading, scrolled } from '../dom';
import { formOf } from '../form';
import { type LineProblem, lineProblems, linesOf } from './table-problems';
import { a, say, sayLine } from './texts';

function base64(bytes: ArrayBuffer): string {
  let text = '';
  const all = new Uint8Array(bytes);
  for (let at = 0; at < all.length; at += 0x8000) text += String.fromCharCode(...all.subarray(at, at + 0x8000));
  return btoa(text);
}

// Posts tables to `path`. Each has a number of its own: sending the same file again after a lost answer makes nothing twice.
export function onceATable<Answer>(path: string): (content: string) => Promise<Answer> {
  const requestIds = new Map<string, string>();
  return (content) => {
    const requestId = requestIds.get(content) ?? newId();
    requestIds.set(content, requestId);
    return post<Answer>(path, { requestId, content });
  };
}

// `send` gets the file's bytes as base64 and answers what was done.
export function tableImport(id: string, hint: string, send: (content: string) => Promise<string>): HTMLElement {
  const file = h('input', { type: 'file', name: 'content', accept: '.csv,text/csv', required: true });
  const result = h('div', { role: 'status', id: `${id}-result` });
  let lines: string[] = [];
  const sendFile = async () => {
    result.replaceChildren();
    const bytes = await file.files![0]!.arrayBuffer();
    lines = linesOf(bytes);
    try {
      result.replaceChildren(h('p', { class: 'done' }, await send(base64(bytes))));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { problems, more } = lineProblems(error.message);
      if (problems.length === 0) throw error;
      result.replaceChildren(problemTable(problems, more, lines));
      result.scrollIntoView({ block: 'nearest' });
    }
  };
  return h('div', {}, formOf({ id }, { send: sendFile, say }, field(a.file, file, hint), h('button', {}, a.importButton)), result);
}

function problemTable(problems: LineProblem[], more: number, lines: string[]): HTMLElement {
  return h('div', {}, h('p', { class: 'problem', role: 'alert' }, a.importFailed),
    scrolled(a.problemIn, h('table', {}, heading(a.line, a.column, a.problemIn, a.inFile),
      h('tbody', {}, ...problems.map(({ line, column, sentence }) => h('tr', {}, h('td', {}, String(line)), h('td', {}, column ? String(column) : ''),
        h('td', {}, sayLine(sentence)), h('td', {}, h('code', {}, (lines[line - 1] ?? '').slice(0, 200)))))))),
    more > 0 && h('p', {}, a.more(more)));
}
