// SPDX-License-Identifier: Apache-2.0
// What a rule said of all places for one person at one moment: as she is offered one, and as it was known then.
import { get, type Message } from '../api';
import { allAreas, nameOf as areaName } from '../areas';
import { type Catalogue, getCatalogue } from '../beds/catalogue';
import { factList, h, heading, scrolled } from '../dom';
import type { Screen } from '../places';
import { showTime } from '../texts';
import { type Candidate, type Decision, occupancyWith, reasonsOf } from './facts';
import { d } from './texts';
import { n, needsText } from './words';

type Area = Awaited<ReturnType<typeof allAreas>>[number];
type Choice = (candidate: Candidate) => HTMLElement | null;

const cell = (text: string) => h('td', { class: 'number-cell' }, text);

// `choice` draws what stands before each place that may be offered.
export function placesTable({ candidates }: Decision, catalogue: Catalogue, areas: Area[], choice?: Choice): HTMLElement {
  const taken = candidates.filter((one) => one.taken);
  const rows = taken.map((one) => h('tr', { 'data-facility': one.facilityId }, choice ? h('td', { class: 'pick' }, choice(one)) : null,
    h('th', { scope: 'row' }, one.displayName, h('span', { class: 'hint' }, areaName(areas, one.known?.areaCode ?? ''))),
    cell(one.known?.minutes === undefined ? d.unknown : d.minute(one.known.minutes)), cell(String(one.openBeds)), cell(occupancyWith(one)), cell(String(one.cost)), h('td', {}, reasonsOf(one, catalogue))));
  const columns = [d.minutes, d.free, d.occupancy, d.cost].map((text) => h('th', { scope: 'col', class: 'number-cell' }, text));
  const head = h('thead', {}, h('tr', {}, choice ? h('th', { scope: 'col', class: 'pick' }, d.pick) : null, h('th', { scope: 'col' }, n.facility), ...columns, h('th', { scope: 'col' }, d.reasons)));
  return rows.length > 0 ? scrolled(d.candidates, h('table', { id: 'places-for-her' }, head, h('tbody', {}, ...rows))) : h('p', { class: 'note', id: 'no-place' }, d.noCandidate);
}

export function excludedTable({ candidates }: Decision, catalogue: Catalogue, areas: Area[]): HTMLElement | null {
  const excluded = candidates.filter((one) => !one.taken);
  if (excluded.length === 0) return null;
  return h('details', { id: 'excluded' }, h('summary', {}, d.excluded(excluded.length)), scrolled(d.excluded(excluded.length), h('table', {}, heading(n.facility, n.area, d.reasons),
    h('tbody', {}, ...excluded.map((one) => h('tr', { 'data-facility': one.facilityId }, h('th', { scope: 'row' }, one.displayName), h('td', {}, areaName(areas, one.known?.areaCode ?? '')), h('td', {}, reasonsOf(one, catalogue))))))));
}

// By which rules, and what her area may still fill; where there is a quota.
export const basisOf = ({ quota, quotaUsed, rulesVersion }: Decision) =>
  h('p', { class: 'hint' }, [`${d.rules} ${d.version(rulesVersion)}`, (quota as number | undefined) !== undefined && d.quota(quotaUsed, quota)].filter(Boolean).join(' ・ '));

export async function showDecision({ root }: Screen, id: string): Promise<void> {
  const [{ decision, same }, catalogue, areas] = await Promise.all([get<Message<'admission.v1.ReplayedDecision'>>(`/v1/decisions/${id}`), getCatalogue(), allAreas()]);
  if (!decision) return;
  root.replaceChildren(...[h('p', {}, h('a', { href: `#/admissions/${decision.admissionId}` }, d.toAdmission)), h('h1', {}, d.decisionTitle(showTime(decision.makeTime))), h('p', {}, d.decisionText),
    factList([[n.needs, needsText(decision.needs, catalogue)], [n.area, areaName(areas, decision.areaCode)], [d.pool, d.pools[decision.pool]]]), basisOf(decision), h('p', { id: 'same', class: same ? 'note' : 'problem' }, same ? d.same : d.different), h('h2', {}, d.candidates), placesTable(decision, catalogue, areas), excludedTable(decision, catalogue, areas)].filter((part) => part !== null));
}
