// SPDX-License-Identifier: Apache-2.0
import { type Message, post } from '../api';
import { allAreas } from '../areas';
import { field, h, heading, scrolled } from '../dom';
import type { Screen } from '../places';
import { onceATable, tableImport } from './table-import';
import { a } from './texts';

export async function showAreas({ account, root }: Screen): Promise<void> {
  const list = h('div');
  const draw = async () => {
    const areas = await allAreas();
    const rows = areas.map(({ code, displayName, prefecture }) =>
      h('tr', {}, h('td', {}, code), h('td', {}, prefecture || displayName), h('td', {}, prefecture ? displayName : '')));
    const filter = h('input', { type: 'search', autocomplete: 'off' });
    filter.addEventListener('input', () => {
      for (const row of rows) row.hidden = !row.textContent!.includes(filter.value.trim());
    });
    list.replaceChildren(h('p', { class: 'hint', id: 'area-count' }, a.areaCount(areas.length)), field(a.filterAreas, filter),
      scrolled(a.areas, h('table', { id: 'areas' }, heading(a.code, a.prefecture, a.name),
        h('tbody', {}, ...rows))));
  };
  const send = async (content: string) => {
    const { added, changed, unchanged } = await post<Message<'identity.v1.ImportAreasResponse'>>('/v1/areas:import', { content });
    await draw();
    return a.importedAreas(added, changed, unchanged);
  };
  await draw();
  root.append(h('h1', {}, a.areas));
  if (account.areaCodes.length === 0) {
    root.append(h('section', { 'aria-label': a.importAreas }, h('h2', {}, a.importAreas), h('p', {}, a.importAreasText),
      tableImport('import-areas', a.importAreasColumns, send)));
  }
  root.append(list);
}

// Health officers and administrators vouch for the venues of their own areas.
export function showVenueImport({ root }: Screen): void {
  const post = onceATable<Message<'venue.v1.ImportedVenues'>>('/v1/venues:import');
  const send = async (content: string) => a.importedVenues((await post(content)).venues);
  root.replaceChildren(h('h1', {}, a.importVenues), h('p', {}, a.importVenuesText), tableImport('import-venues', a.importVenuesColumns, send));
}
