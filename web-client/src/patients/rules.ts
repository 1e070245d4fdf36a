// SPDX-License-Identifier: Apache-2.0
// The rules that reports are judged by, and what others would have judged: nothing here changes a judgement.
import { get, type Message, Problem } from '../api';
import { field, h, heading, scrolled } from '../dom';
import { formOf } from '../form';
import { eventsOf } from '../events';
import type { Screen } from '../places';
import { showTime } from '../texts';
import { fromLocal, toLocal } from '../zone';
import { ruleOf, separator, wordsOf } from './judgement';
import { p, say } from './texts';

type Rules = Message<'observation.v1.Rules'>;
type Event = Message<'observation.v1.ReplayEvent'>;
type Totals = Message<'observation.v1.ReplayTotals'>;
type Difference = Message<'observation.v1.ReplayedPatient'>['differences'][number];

const aDay = 86_400_000;
const triedDays = 30;  // at first

export async function showRules({ root }: Screen): Promise<void> {
  const rules = await get<Rules>('/v1/rules');
  const rows = rules.lines.map((line) => h('tr', {}, h('td', {}, h('span', { class: 'state' }, p.tiers[line.tier])),
    h('td', {}, ruleOf(line)),
    h('td', {}, p.whom[line.whom]), h('td', {}, h('span', { class: 'hint' }, line.source))));
  root.replaceChildren(h('h1', {}, p.rules), h('p', {}, `${p.version(rules.version)}${rules.validFromTime ? ` (${p.since(showTime(rules.validFromTime))})` : ''} `,
    h('span', { class: `state ${rules.signedOffBy ? 'good' : 'bad'}` }, rules.signedOffBy ? p.signedOffBy(rules.signedOffBy) : p.notSignedOff)),
  whatIf(), h('h2', {}, p.inForce),
  scrolled(p.inForce, h('table', { id: 'rules' }, heading(p.judged, p.ruleLine, p.forWhom, p.ruleSource), h('tbody', {}, ...rows))));
}

function whatIf(): HTMLElement {
  const now = Date.now();
  const start = h('input', { type: 'datetime-local', name: 'startTime', required: true, value: toLocal(new Date(now - triedDays * aDay), 'Asia/Tokyo') });
  const end = h('input', { type: 'datetime-local', name: 'endTime', required: true, value: toLocal(new Date(now + 60_000), 'Asia/Tokyo') });
  const version = h('input', { type: 'number', name: 'version', min: '0' });
  const body = h('textarea', { name: 'rulesBody', rows: '6', class: 'code-text', spellcheck: 'false', maxlength: '65536' });
  const result = h('div', { id: 'replayed', 'aria-live': 'polite' });
  const send = async () => {
    result.replaceChildren();
    const drawn = drawing(result);
    await eventsOf<Event>('/v1/rules:replay', {
      version: Number(version.value || 0), rulesBody: body.value.trim(), mostPatients: 200,
      startTime: fromLocal(start.value, 'Asia/Tokyo').toISOString(), endTime: fromLocal(end.value, 'Asia/Tokyo').toISOString(),
    }, drawn);
  };
  // What is wrong in the body is told by its path, and stands at the body.
  const atBody = async () => send().catch((error: unknown) => {
    throw error instanceof Problem && error.reason === 'POLICY_MALFORMED' ? new Problem(error.status, error.reason, error.field, 'rulesBody') : error;
  });
  return h('section', { 'aria-label': p.whatIf }, h('h2', {}, p.whatIf), h('p', { class: 'hint' }, p.whatIfText),
    formOf({ id: 'replay' }, { send: atBody, say }, h('div', { class: 'row' }, field(p.from, start), field(p.until, end)),
      field(p.otherVersion, version, p.otherVersionHint), field(p.otherBody, body, p.otherBodyHint), h('button', {}, p.tryOut)), result);
}

// Draws a replay while it runs.
function drawing(result: HTMLElement): (event: Event) => void {
  const state = h('p', { role: 'status' });
  const tiers = h('tbody');
  const people = h('tbody');
  const list = scrolled(p.judgedOtherwise, h('table', { id: 'otherwise' }, heading(p.number, p.time, p.before, p.after, p.why), people));
  list.hidden = true;
  result.append(state, h('table', { id: 'tiers' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, p.judged), ...[p.before, p.after].map((text) => h('th', { scope: 'col', class: 'number-cell' }, text)))), tiers), list);
  const showTotals = (totals: Totals) => {
    state.replaceChildren(totals.complete ? p.replayed(totals) : p.replaying(totals));
    state.dataset['complete'] = String(totals.complete);
    tiers.replaceChildren(...totals.tiers.map(({ tier, before, after }) => h('tr', {}, h('td', {}, p.tiers[tier]), h('td', { class: 'number-cell' }, before), h('td', { class: 'number-cell' }, after))));
  };
  const nameOf = (tier: Difference['tierBefore']) => p.tiers[tier] ?? '–';
  return ({ patient, totals }) => {
    if (totals) showTotals(totals);
    if (!patient) return;
    list.hidden = false;
    people.append(...patient.differences.map((one) => h('tr', {}, h('td', { class: 'whole' }, h('a', { href: `#/patients/${patient.caseId}` }, patient.number)), h('td', { class: 'whole' }, showTime(one.reportTime)),
      h('td', {}, nameOf(one.tierBefore)), h('td', {}, nameOf(one.tierAfter)), h('td', {}, one.reasonsAfter.map(wordsOf).join(separator)))));
  };
}
