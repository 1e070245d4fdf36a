// SPDX-License-Identifier: Apache-2.0
// The tree of spaces and, beside it, the one that is chosen. The address holds which (#/12), so that a reload loses nothing.
import { newId, post, Problem } from '../api';
import { field, h, problemBox, select } from '../dom';
import { formOf } from '../form';
import { allOf } from '../pages';
import { printForm } from './print';
import { kinds, type Space, SpaceTree } from './space-tree';
import { spaceTable } from './space-table';
import { say, t } from './texts';

export interface Editor { tree: SpaceTree; chosen: number; show: (number: number, done?: string) => Promise<void> }

const load = async () => new SpaceTree(await allOf<Space>('/v1/venue/spaces', 'spaces'));
const kindOptions = () => kinds.map((kind): [string, string] => [kind, t.kinds[kind]!]);

export async function showSpaces(root: HTMLElement): Promise<void> {
  const chosenNow = () => Number(/^#\/(\d+)$/.exec(location.hash)?.[1] ?? 0);
  let tree = await load();
  const draw = (done = '') => {
    const chosen = tree.at(chosenNow()) ? chosenNow() : 0;
    const panel = panelOf({ tree, chosen, show }, done);
    root.replaceChildren(h('div', { class: 'beside' }, treeOf(tree, chosen), panel));
    return panel.querySelector('h2');
  };
  // After a deed: read anew, and on to that space.
  const show = async (number: number, done = '') => {
    tree = await load();
    if (number !== chosenNow()) history.replaceState(null, '', `#/${number}`);
    draw(done)?.focus();
  };
  draw();
  window.onhashchange = () => draw()?.focus();
}

function treeOf(tree: SpaceTree, chosen: number): HTMLElement {
  const open = new Set(tree.pathOf(chosen).map(({ space }) => space));
  const link = (number: number, text: string, hint: string) => h('a', { href: `#/${number}`, 'aria-current': number === chosen ? 'true' : undefined }, text, h('span', { class: 'hint' }, hint));
  // Long lists are folded, but for the way to what is chosen.
  const folded = tree.spaces.length > 60;
  const list = (number: number): HTMLElement => h('ul', {}, ...tree.within(number).map((space) => {
    const name = link(space.space, space.displayName, t.kinds[space.kind] ?? '');
    if (tree.within(space.space).length === 0) return h('li', {}, name);
    return h('li', {}, name, h('details', { open: !folded || open.has(space.space) },
      h('summary', { 'aria-label': `${t.count(tree.within(space.space).length)} (${space.displayName})` }, t.count(tree.within(space.space).length)), list(space.space)));
  }));
  return h('nav', { class: 'tree', id: 'tree', 'aria-label': t.tree }, h('p', {}, link(0, t.venueItself, t.count(tree.spaces.length))), list(0));
}

function panelOf(editor: Editor, done: string): HTMLElement {
  const { tree, chosen } = editor;
  const space = tree.at(chosen);
  const name = space?.displayName ?? t.venueItself;
  const path = tree.pathOf(chosen).slice(0, -1).map(({ displayName }) => displayName).join(' › ');
  return h('section', { class: 'chosen', id: 'chosen', 'aria-labelledby': 'chosen-name' },
    h('h2', { id: 'chosen-name', tabindex: '-1' }, name), h('p', { class: 'hint' }, space ? [path, t.kinds[space.kind]].filter(Boolean).join(' · ') : ''),
    h('p', { class: 'done', role: 'status', id: 'done' }, done),
    space && h('p', {}, symbolOf(space)),
    addForm(editor), space && changeForm(editor, space), printForm(chosen, tree.within(chosen).length > 0),
    space ? replaceForm(editor, space) : spaceTable(editor), space && removeForm(editor, space));
}

// Asked for anew each time: a browser would show the picture that it has, also after the code was replaced.
function symbolOf({ space, displayName }: Space): HTMLElement {
  const image = h('img', { alt: t.symbol(displayName), width: '240', height: '240' });
  void fetch(`/v1/venue/poster?format=POSTER_FORMAT_SVG&space=${space}`, { cache: 'no-store' }).then(async (answer) => {
    if (answer.ok) image.src = `data:image/svg+xml,${encodeURIComponent(await answer.text())}`;
  }, () => {});
  return image;
}

// What was changed elsewhere is read again, and told above what is there now.
function retelling(editor: Editor, deed: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await deed();
    } catch (error) {
      if (!(error instanceof Problem) || !['SPACE_CHANGED', 'SPACE_UNKNOWN'].includes(error.reason)) throw error;
      await editor.show(editor.chosen);
      document.getElementById('done')?.replaceWith(problemBox(say(error)));
    }
  };
}

function addForm(editor: Editor): HTMLElement {
  const requestId = newId();  // of this form: pressing twice adds once
  const names = h('textarea', { name: 'names', rows: '3', required: true });
  const level = kinds.indexOf(editor.tree.at(editor.chosen)?.kind ?? 'SPACE_KIND_FLOOR') + (editor.chosen ? 1 : 0);
  const kind = select('kind', kindOptions());
  kind.value = kinds[Math.min(level, kinds.length - 1)]!;
  const send = async () => {
    const lines = names.value.split('\n').map((line) => line.trim()).filter(Boolean);
    try {
      await post('/v1/venue/spaces', { requestId, spaces: lines.map((displayName) => ({ parentSpace: editor.chosen, kind: kind.value, displayName })) });
    } catch (error) {
      // spaces[3].display_name is the fourth line.
      if (error instanceof Problem && error.field.startsWith('spaces')) throw new Problem(error.status, error.reason, error.message, /kind$/.test(error.field) ? 'kind' : 'names');
      throw error;
    }
    await editor.show(editor.chosen, t.added(lines.length));
  };
  return h('details', { open: editor.tree.spaces.length === 0 }, h('summary', {}, t.add),
    formOf({ id: 'add' }, { send, say, draft: `add ${editor.chosen}` }, field(t.kind, kind), field(t.names, names, t.namesHint), h('button', {}, t.addButton)));
}

function changeForm(editor: Editor, space: Space): HTMLElement {
  const { tree } = editor;
  const displayName = h('input', { name: 'displayName', required: true, maxlength: '60', value: space.displayName });
  const kind = select('kind', kindOptions());
  kind.value = space.kind;
  const beneath = new Set([space.space, ...tree.beneath(space.space).map((one) => one.space.space)]);
  const parent = select('parentSpace', [['0', t.venueItself], ...tree.beneath(0).filter((one) => !beneath.has(one.space.space))
    .map((one): [string, string] => [String(one.space.space), `${'　'.repeat(one.level + 1)}${one.space.displayName}`])]);
  parent.value = String(space.parentSpace);
  const send = async () => {
    await post('/v1/venue/spaces:update', { space: space.space, revision: space.revision, parentSpace: Number(parent.value), kind: kind.value, displayName: displayName.value });
    await editor.show(space.space, t.saved);
  };
  return h('details', {}, h('summary', {}, t.change), formOf({ id: 'change' }, { send: retelling(editor, send), say },
    field(t.name, displayName), field(t.kind, kind), field(t.within, parent), h('button', {}, t.save)));
}

function replaceForm(editor: Editor, space: Space): HTMLElement {
  const requestId = newId();
  const send = async () => {
    await post('/v1/venue/spaces:replaceCode', { requestId, space: space.space });
    await editor.show(space.space, t.replaced);
  };
  return h('details', {}, h('summary', {}, t.replace), h('p', { class: 'note' }, t.replaceText),
    formOf({ id: 'replace' }, { send: retelling(editor, send), say }, h('button', { class: 'plain' }, t.replace)));
}

function removeForm(editor: Editor, space: Space): HTMLElement {
  const send = async () => {
    await post('/v1/venue/spaces:delete', { space: space.space, revision: space.revision });
    await editor.show(space.parentSpace, t.removed(space.displayName));
  };
  return h('details', {}, h('summary', {}, t.remove), h('p', { class: 'note' }, t.removeText(editor.tree.beneath(space.space).length)),
    formOf({ id: 'remove' }, { send: retelling(editor, send), say }, h('button', { class: 'plain' }, t.remove)));
}
