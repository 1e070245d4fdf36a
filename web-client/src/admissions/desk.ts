// SPDX-License-Identifier: Apache-2.0
// Who waits for a place, the most urgent first, and where each one stands.
import { allAreas, nameOf as areaName } from '../areas';
import { type Catalogue, getCatalogue } from '../beds/catalogue';
import { h, heading, scrolled } from '../dom';
import { keepAsking } from '../live';
import { allOf } from '../pages';
import type { Screen } from '../places';
import { t } from '../texts';
import { Entries } from './entries';
import { type Admission, deadlineOf, isRefused, priorityParts, waits } from './facts';
import { d } from './texts';
import { n, needsText, stateMark, urgencyMark } from './words';

const most = 200;  // that can be thought of at once

export async function showDesk({ root }: Screen, prefecture: boolean): Promise<void> {
  const [areas, catalogue] = await Promise.all([allAreas(), getCatalogue()]);
  const chosen = new Set<string>();
  let waiting: string[] = [];
  const together = h('a', { class: 'button', id: 'together' });
  const arm = () => {
    const ids = waiting.filter((id) => chosen.has(id));
    together.textContent = ids.length > 0 ? d.chosen(ids.length) : d.everybody;
    together.href = `#/admissions/many?${ids.join(',')}`;
    together.hidden = waiting.length < 2 && ids.length === 0;
  };
  const choose = (id: string, on: boolean) => {
    if (on && chosen.size < most) chosen.add(id);
    else chosen.delete(id);
    arm();
  };
  const row = (one: Admission) => rowOf(one, catalogue, areaName(areas, one.areaCode), chosen.has(one.id), choose);
  const refused = h('input', { type: 'checkbox', name: 'refused' });
  const [seeking, lying] = [tableOf(d.seeking, 'seeking', row), tableOf(d.title, 'lying', row)];
  const summary = h('summary', {});
  const folded = h('details', {}, summary, lying.element);
  const age = h('span', { class: 'hint' });
  const ask = async () => {
    const query = new URLSearchParams({ ...(prefecture && { pool: 'POOL_PREFECTURE' }), ...(refused.checked && { refused: 'true' }) });
    const all = await allOf<Admission>(`/v1/admissions${query.size > 0 ? `?${query}` : ''}`, 'admissions', 40, most);
    const there = all.filter(({ state }) => state === 'ADMISSION_STATE_ADMITTED');
    waiting = all.filter(waits).map(({ id }) => id);
    for (const id of chosen) if (!waiting.includes(id)) chosen.delete(id);
    seeking.entries.show(all.filter((one) => !there.includes(one)).map((one) => [one.id, one]));
    lying.entries.show(there.map((one) => [one.id, one]));
    summary.replaceChildren(d.lying(there.length));
    folded.hidden = there.length === 0;
    arm();
  };
  refused.addEventListener('change', () => void ask());
  await keepAsking(age, ask);
  root.replaceChildren(h('h1', {}, d.title), views(prefecture), h('p', { class: 'hint' }, d.newHint, ' ', age),
    h('div', { class: 'actions' }, together, h('label', { class: 'tick' }, refused, h('span', {}, d.onlyRefused))), seeking.element, folded);
}

function views(prefecture: boolean): HTMLElement {
  const link = (href: string, text: string, here: boolean) => h('li', {}, h('a', { href, 'aria-current': here ? 'page' : undefined }, text));
  return h('nav', { class: 'places', 'aria-label': d.views }, h('ul', {}, link('#/admissions', d.all, !prefecture), link('#/admissions/prefecture', d.prefecture, prefecture)));
}

function tableOf(label: string, id: string, row: (one: Admission) => HTMLElement) {
  const rows = h('tbody');
  const none = h('p', { class: 'lead' }, d.nobody);
  const table = scrolled(label, h('table', { id }, heading(d.pick, d.priority, t.number, n.needs, n.area, d.state, d.deadline), rows));
  const entries = new Entries(rows, none, row, table);
  return { entries, element: h('div', {}, none, table) };
}

function rowOf(one: Admission, catalogue: Catalogue, area: string, on: boolean, choose: (id: string, on: boolean) => void): HTMLElement {
  const tick = h('input', { type: 'checkbox', name: 'chosen', 'aria-label': d.choose(one.number), checked: on });
  tick.addEventListener('change', () => choose(one.id, tick.checked));
  const facility = one.offer?.state === 'OFFER_STATE_OPEN' || one.offer?.state === 'OFFER_STATE_ACCEPTED' ? one.offer.facilityName : '';
  return h('tr', { 'data-admission': one.id }, h('td', { class: 'pick' }, waits(one) && tick),
    h('td', {}, h('details', {}, h('summary', {}, String(one.priority?.points ?? 0)), priorityParts(one))),
    h('th', { scope: 'row', class: 'whole' }, h('a', { href: `#/admissions/${one.id}` }, one.number)),
    h('td', {}, urgencyMark(one.needs), ' ', needsText(one.needs, catalogue)),
    h('td', {}, area, one.pool === 'POOL_PREFECTURE' && h('span', { class: 'hint' }, d.pools[one.pool])),
    h('td', {}, stateMark(one.state), isRefused(one) && h('span', { class: 'state bad' }, d.refused), facility && h('span', { class: 'hint' }, facility)),
    h('td', {}, deadlineOf(one)));
}
