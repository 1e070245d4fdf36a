// SPDX-License-Identifier: Apache-2.0
// Many at once: who would go where so that the whole is best, beside what one after the other would give; and asking these
// facilities.
import { get, type Message, newId, post, Problem } from '../api';
import { field, h, heading, scrolled } from '../dom';
import { formOf } from '../form';
import type { Screen } from '../places';
import { language, t } from '../texts';
import { doneBox } from './entries';
import type { Admission } from './facts';
import { d, say } from './texts';

type Assignment = Message<'admission.v1.Assignment'>;
type Assigned = Assignment['places'][number];

const number = new Intl.NumberFormat(language);

export async function showAssignment(screen: Screen, ids: string): Promise<void> {
  const admissionIds = ids.split(',').filter(Boolean);
  const assignment = await post<Assignment>('/v1/admissions:assign', { admissionIds });
  const names = await namesOf(assignment);
  const again = h('button', { class: 'plain', id: 'again', onclick: () => void showAssignment(screen, ids) }, d.again);
  screen.root.replaceChildren(h('p', {}, h('a', { href: '#/admissions' }, d.toDesk)), h('h1', {}, d.many), h('p', {}, d.manyText), h('h2', {}, d.compared), comparison(assignment), proposal(assignment, names), h('p', { class: 'actions' }, again));
}

function comparison({ cost, placed, inTurnCost, inTurnPlaced, places }: Assignment): HTMLElement {
  const row = (title: string, people: number, points: string) => h('tr', {}, h('th', { scope: 'row' }, title),
    h('td', { class: 'number-cell' }, `${people} / ${places.length}`), h('td', { class: 'number-cell' }, number.format(Number(points))));
  return scrolled(d.compared, h('table', { id: 'compared' },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, d.way), h('th', { scope: 'col', class: 'number-cell' }, d.placed), h('th', { scope: 'col', class: 'number-cell' }, d.totalCost))),
    h('tbody', {}, row(d.together, placed, cost), row(d.inTurn, inTurnPlaced, inTurnCost)), placed < places.length || inTurnPlaced < places.length ? h('tfoot', {}, h('tr', {}, h('td', { colspan: '3', class: 'hint' }, d.leftCosts))) : null));
}

// One row a person; each is offered by itself, and says what became of it.
function proposal({ places }: Assignment, names: Map<string, string>): HTMLElement {
  const done = doneBox();
  const rows = places.map((place) => ({ place, requestId: newId(), result: h('td', {}),
    tick: h('input', { type: 'checkbox', name: 'chosen', 'aria-label': d.choose(place.number), checked: place.facilityId !== '' }) }));
  const reason = h('input', { name: 'overrideReason', required: true, maxlength: '500', value: d.manyReason, autocomplete: 'off' });
  const button = h('button', {});
  const chosen = () => rows.filter(({ tick }) => tick.isConnected && tick.checked);
  const count = () => {
    button.textContent = d.offerMany(chosen().length);
    button.disabled = chosen().length === 0;
  };
  const send = async () => {
    let offered = 0;
    for (const { place, requestId, result, tick } of chosen()) {
      try {
        const { offer } = await post<Admission>(`/v1/admissions/${place.admissionId}/offers`, { requestId, version: place.admissionVersion, decisionId: place.decisionId, facilityId: place.facilityId, overrideReason: reason.value });
        offered++;
        tick.remove();
        result.replaceChildren(h('span', { class: 'state good' }, offer ? d.offers[offer.state] : ''));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        result.replaceChildren(h('span', { class: 'field-problem' }, say(error)));
      }
    }
    count();
    done.tell(d.offeredMany(offered));
  };
  const table = scrolled(d.proposal, h('table', { id: 'assigned' }, heading(d.pick, t.number, d.proposal, d.inTurnPlace, d.result),
    h('tbody', {}, ...rows.map(({ place, tick, result }) => h('tr', { 'data-admission': place.admissionId }, h('td', { class: 'pick' }, place.facilityId && tick),
      h('th', { scope: 'row', class: 'whole' }, h('a', { href: `#/admissions/${place.admissionId}` }, place.number)), h('td', {}, place.displayName || h('span', { class: 'state bad' }, d.noBed)), h('td', {}, inTurn(place, names)), result)))));
  const form = formOf({ id: 'offer-many' }, { send, say }, table, field(d.manyReasonLabel, reason, d.overrideHint), button);
  form.addEventListener('change', count);
  queueMicrotask(count);
  return h('section', {}, h('h2', {}, d.assigned), done.element, form);
}

function inTurn({ facilityId, inTurnFacilityId }: Assigned, names: Map<string, string>): string {
  if (!inTurnFacilityId) return d.noBed;
  return inTurnFacilityId === facilityId ? d.sameThere : names.get(inTurnFacilityId) ?? '';
}

// Of facilities that only one after the other would lead to, the answer tells no name.
async function namesOf({ places }: Assignment): Promise<Map<string, string>> {
  const names = new Map(places.map(({ facilityId, displayName }) => [facilityId, displayName]));
  const others = [...new Set(places.map(({ inTurnFacilityId }) => inTurnFacilityId))].filter((id) => id && !names.has(id));
  for (const { id, facts } of await Promise.all(others.map((id) => get<Message<'capacity.v1.Facility'>>(`/v1/facilities/${id}`)))) names.set(id, facts?.displayName ?? '');
  return names;
}
