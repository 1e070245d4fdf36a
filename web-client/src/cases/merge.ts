// SPDX-License-Identifier: Apache-2.0
// Two cases that are one: looked at side by side, then merged as they were seen.
import { type Case, post } from '../api';
import { field, h, scrolled } from '../dom';
import { formOf } from '../form';
import { t } from '../texts';
import type { Again } from './changes';
import { caseAt, kindText, numberField, risksText } from './fields';
import { statusText } from './status';
import { c, say } from './texts';

export function mergeForm(patient: Case, again: Again): HTMLElement {
  const number = numberField('duplicateId');
  number.required = true;
  const seen = h('div', { 'aria-live': 'polite' });
  number.addEventListener('input', () => seen.replaceChildren());
  const look = async () => {
    seen.replaceChildren();
    const duplicate = await caseAt(number);
    seen.replaceChildren(comparison(patient, duplicate), mergeButton(patient, duplicate, again));
  };
  return h('details', { id: 'merge' }, h('summary', {}, c.merge), h('p', { class: 'note' }, c.mergeText),
    formOf({ id: 'find-duplicate' }, { send: look, say }, field(c.duplicateNumber, number), h('button', { class: 'plain' }, c.compare)), seen);
}

function comparison(patient: Case, duplicate: Case): HTMLElement {
  const rows: [string, (one: Case) => string][] = [
    [t.number, (one) => one.number], [t.caseKind, (one) => kindText(one.kind)], [t.reportDate, (one) => one.reportDate], [t.onsetDate, (one) => one.onsetDate],
    [c.samplingDate, (one) => one.samplingDate], [t.status, statusText], [c.birthYear, (one) => String(one.birthYear || c.notKnown)], [c.sex, (one) => c.sexes[one.sex]],
    [c.risks, risksText], [c.contactTitle, (one) => (one.hasContact ? c.contactKnown : c.contactNone)],
  ];
  return scrolled(c.compare, h('table', { id: 'comparison' },
    h('thead', {}, h('tr', {}, ...['', c.stays, c.goes].map((text) => (text ? h('th', { scope: 'col' }, text) : h('td', {}))))),
    h('tbody', {}, ...rows.map(([title, of]) => h('tr', {}, h('th', { scope: 'row' }, title), h('td', {}, of(patient)), h('td', {}, of(duplicate)))))));
}

function mergeButton(patient: Case, duplicate: Case, again: Again): HTMLElement {
  const send = async () => {
    await post(`/v1/cases/${patient.id}:merge`, { version: patient.version, duplicateId: duplicate.id, duplicateVersion: duplicate.version });
    await again(c.merged);
  };
  return formOf({ id: 'merge-cases' }, { send, say }, h('p', {}, h('a', { href: `#/cases/${duplicate.id}` }, `${c.opened}: ${duplicate.number}`)),
    h('button', {}, c.mergeButton));
}
