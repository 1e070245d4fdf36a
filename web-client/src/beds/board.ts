// SPDX-License-Identifier: Apache-2.0
// Beds as they are, live: added up by class, and facility by facility. What is not known is told as such.
import { get, type Message } from '../api';
import { allAreas, nameOf as areaName } from '../areas';
import { h, heading, scrolled, select } from '../dom';
import { follow } from '../live';
import type { Screen } from '../places';
import { language, showTime } from '../texts';
import { type Catalogue, getCatalogue, named, nameOf } from './catalogue';
import { b } from './texts';

type Entry = Message<'capacity.v1.BoardEntry'>;
type Event = Message<'capacity.v1.BoardEvent'>;
type Figures = Message<'capacity.v1.Figures'>;
type Class = Catalogue['classes'][number];

const perCent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
const number = (text: string | number | undefined) => h('td', { class: 'number-cell' }, text === undefined ? b.unknown : String(text));
const numbers = (...texts: string[]) => texts.map((text) => h('th', { scope: 'col', class: 'number-cell' }, text));
const soon = 1500;  // milliseconds after the last change

function figuresTable({ total }: Figures, classes: Class[]): HTMLElement {
  const rows = (total?.classes ?? []).map((one) => {
    const known = one.known > 0;
    return h('tr', {}, h('th', { scope: 'row' }, named(classes, one.bedClass)),
      number(known ? one.available : undefined), number(known ? one.occupied : undefined), number(known ? one.staffed : undefined), number(one.occupancy === undefined ? undefined : perCent.format(one.occupancy)),
      number(one.held), number(one.planned ?? '–'), h('td', {}, b.knownOf(one.known, one.facilities), one.oldestReportTime && h('span', { class: 'hint' }, b.oldest(showTime(one.oldestReportTime))), one.overdue > 0 && h('span', { class: 'hint' }, b.overdueOf(one.overdue))));
  });
  const head = heading(b.bedClass, b.known);
  head.querySelector('th')?.after(...numbers(b.available, b.occupied, b.staffed, b.occupancy, b.held, b.planned));
  return scrolled(b.figures, h('table', { id: 'figures' }, head, h('tbody', {}, ...rows)));
}

function rowOf(entry: Entry, chosen: string, area: string): HTMLTableRowElement {
  const { facility, freshness, wards } = entry;
  const ward = wards.find(({ bedClass }) => bedClass === chosen);
  const stale = freshness !== 'FRESHNESS_FRESH';
  return h('tr', { 'data-facility': facility?.id ?? '' }, h('th', { scope: 'row' }, facility?.facts?.displayName ?? ''), h('td', {}, area), number(ward ? ward.available : '–'), number(ward ? ward.counts?.occupied : '–'), number(ward ? ward.counts?.staffed : '–'),
    number(ward ? ward.held : '–'), h('td', {}, facility?.facts?.accepting ? b.accepts : h('span', { class: 'state bad' }, b.acceptsNobody)),
    h('td', {}, h('span', { class: `state ${stale ? 'bad' : 'good'}` }, b.freshness[freshness]), ` ${facility?.reportTime ? showTime(facility.reportTime, facility.facts?.timeZone || 'Asia/Tokyo') : b.never}`),
    h('td', {}, h('a', { href: `#/report/${facility?.id ?? ''}` }, b.reportFor), h('br'), h('a', { href: `#/wards/${facility?.id ?? ''}` }, b.toWards)));
}

export async function showBeds({ account, root }: Screen): Promise<void> {
  const [areas, { classes }] = await Promise.all([allAreas(), getCatalogue()]);
  const entries = new Map<string, Entry>();
  const live = h('span', { class: 'hint', role: 'status' });
  const sums = h('div');
  const rows = h('tbody');
  const none = h('p', {}, b.noFacilities);
  const chosen = select('bedClass', classes.map((one) => [one.code, nameOf(one)]));
  const head = heading(b.facility, b.area, b.accepting, b.reported, b.deeds);
  head.querySelectorAll('th')[1]?.after(...numbers(b.available, b.occupied, b.staffed, b.held));
  const table = scrolled(b.facilities, h('table', { id: 'board' }, head, rows));
  root.replaceChildren(h('h1', {}, b.title), h('p', {}, live, ' ', account.roles.includes('ROLE_HEALTH_OFFICER') && h('a', { href: '#/anomalies' }, b.odd)), h('h2', {}, b.figures), sums, h('h2', {}, b.facilities), h('div', { class: 'row' }, h('label', {}, b.bedClass, chosen)), none, table);

  const draw = () => {
    // Most free beds first; then by name.
    const free = (entry: Entry) => entry.wards.find(({ bedClass }) => bedClass === chosen.value)?.available ?? -1;
    const sorted = [...entries.values()].sort((one, other) => free(other) - free(one) || (one.facility?.facts?.displayName ?? '').localeCompare(other.facility?.facts?.displayName ?? '', language));
    rows.replaceChildren(...sorted.map((entry) => rowOf(entry, chosen.value, areaName(areas, entry.facility?.areaCode ?? ''))));
    none.hidden = entries.size > 0;
    table.hidden = entries.size === 0;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const addUp = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void get<Figures>('/v1/bedFigures').then((figures) => sums.replaceChildren(figuresTable(figures, classes)), () => live.replaceChildren(b.reconnecting)), soon);
  };
  chosen.addEventListener('change', draw);
  sums.replaceChildren(figuresTable(await get<Figures>('/v1/bedFigures'), classes));

  let begun = new Set<string>();
  let beginning = false;
  const source = follow<Event>('/v1/board:watch', live, b, (event) => {
    if (event.kind === 'BOARD_EVENT_KIND_BEGIN') {
      begun = new Set();
      beginning = true;
    } else if (event.kind === 'BOARD_EVENT_KIND_ENTRY' && event.entry?.facility) {
      begun.add(event.entry.facility.id);
      entries.set(event.entry.facility.id, event.entry);
    } else if (event.kind === 'BOARD_EVENT_KIND_LEFT') entries.delete(event.facilityId);
    else if (event.kind === 'BOARD_EVENT_KIND_COMPLETE') {
      for (const id of [...entries.keys()]) if (!begun.has(id)) entries.delete(id);
      beginning = false;
    }
    if (beginning) return;
    draw();
    addUp();
  });
  window.addEventListener('hashchange', () => {
    source.close();
    clearTimeout(timer);
  }, { once: true });
}
