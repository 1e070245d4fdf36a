// SPDX-License-Identifier: Apache-2.0
// Spaces out of a table: read and checked here, so that each line that is wrong is told before anything is made.
import { newId, post, Problem } from '../api';
import { field, h, heading, scrolled } from '../dom';
import { formOf } from '../form';
import { textOf } from '../office-text';
import { readTable, type ReadTable } from './space-tree';
import type { Editor } from './spaces';
import { say, t } from './texts';

const mostShown = 10;

export function spaceTable(editor: Editor): HTMLElement {
  const file = h('input', { type: 'file', name: 'file', accept: '.csv,text/csv', required: true });
  const result = h('div', { id: 'table-result' });
  const check = async () => {
    const text = textOf(await file.files![0]!.arrayBuffer());
    const read = readTable(text, editor.tree, t.headings);
    const lines = text.split(/\r?\n/);
    if (read.problems.length > 0) result.replaceChildren(problemsOf(read.problems, lines));
    else if (read.spaces.length === 0) result.replaceChildren(h('p', { role: 'status' }, t.tableNothing));
    else result.replaceChildren(importForm(editor, read, lines, (told) => result.replaceChildren(told)));
  };
  return h('details', {}, h('summary', {}, t.table), h('p', {}, t.tableText),
    formOf({ id: 'check' }, { send: check, say }, field(t.file, file), h('button', { class: 'plain' }, t.check)), result);
}

function importForm(editor: Editor, read: ReadTable, lines: string[], tell: (told: HTMLElement) => void): HTMLElement {
  const requestId = newId();
  const send = async () => {
    try {
      await post('/v1/venue/spaces', { requestId, spaces: read.spaces });
    } catch (error) {
      const entry = error instanceof Problem && /^spaces\[(\d+)\]/.exec(error.field)?.[1];
      if (!entry) throw error;
      return tell(problemsOf([{ line: read.lines[Number(entry)]!, reason: say(error) }], lines));
    }
    await editor.show(editor.chosen, t.added(read.spaces.length));
  };
  return formOf({ id: 'import' }, { send, say }, h('p', { role: 'status' }, t.tableNew(read.spaces.length, read.there)), h('button', {}, t.importButton));
}

function problemsOf(problems: ReadTable['problems'], lines: string[]): HTMLElement {
  return h('div', {}, h('p', { class: 'problem', role: 'alert' }, t.tableWrong),
    scrolled(t.problemIn, h('table', {}, heading(t.line, t.problemIn, t.inFile),
      h('tbody', {}, ...problems.slice(0, mostShown).map(({ line, reason }) => h('tr', {}, h('td', {}, String(line)), h('td', {}, t.lineProblems[reason] ?? reason), h('td', {}, h('code', {}, (lines[line - 1] ?? '').slice(0, 200)))))))),
    problems.length > mostShown && h('p', {}, t.more(problems.length - mostShown)));
}
