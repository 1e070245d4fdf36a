// SPDX-License-Identifier: Apache-2.0
// Where a patient is, and was.
import { type Case, post, type StatusEntry } from '../api';
import { field, h, heading, scrolled, select } from '../dom';
import { formOf } from '../form';
import { allOf } from '../pages';
import { showTime, t } from '../texts';
import type { Again } from './changes';
import { today } from './fields';
import { c, say } from './texts';

// A contact, who is not infected so far, is nowhere: CASE_STATUS_UNSPECIFIED.
const statuses: [Case['status'], string][] = [
  ['CASE_STATUS_POSITIVE', t.statusPositive], ['CASE_STATUS_AWAITING', t.statusAwaiting], ['CASE_STATUS_HOME', t.statusHome],
  ['CASE_STATUS_ACCOMMODATION', t.statusAccommodation], ['CASE_STATUS_ADMITTED', t.statusAdmitted], ['CASE_STATUS_ELSEWHERE', t.statusElsewhere],
  ['CASE_STATUS_RELEASED', t.statusReleased], ['CASE_STATUS_DEAD', t.statusDead],
];

// Empty for a contact.
export const statusText = ({ status, severe }: Pick<Case, 'status' | 'severe'>) =>
  `${statuses.find(([value]) => value === status)?.[1] ?? ''}${severe ? ` (${t.severe})` : ''}`;

export function statusFilter(choose: (status: string) => void): HTMLElement {
  const control = select('status', [['', t.all], ...statuses]);
  control.required = false;
  control.addEventListener('change', () => choose(control.value));
  return field(t.status, control);
}

export async function statusSection(patient: Case, again: Again): Promise<HTMLElement | null> {
  if (patient.status === 'CASE_STATUS_UNSPECIFIED') return null;
  const rows = await allOf<StatusEntry>(`/v1/cases/${patient.id}/statuses`, 'statuses');
  return h('section', { id: 'status', 'aria-label': t.status }, h('h2', {}, t.status),
    h('p', { class: 'figure' }, statusText(patient)),
    rows.length > 0 && scrolled(c.history, h('table', {},
      heading(t.since, t.status, c.correctionOf, t.recorded),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, h('td', { class: 'whole' }, row.statusDate), h('td', {}, statusText(row)),
        h('td', {}, row.correction === 'CORRECTION_REASON_UNSPECIFIED' ? '' : `${t.corrects}: ${c.corrections[row.correction]}`), h('td', { class: 'whole' }, showTime(row.changeTime))))))),
    ...(patient.withdrawTime ? [] : [changeForm(patient, again), correctionForm(patient, again)]));
}

function standingFields(offered: typeof statuses) {
  const status = select('status', offered);
  const severe = h('input', { type: 'checkbox', name: 'severe' });
  const statusDate = h('input', { type: 'date', name: 'statusDate', required: true, value: today() });
  return {
    element: h('div', {}, h('div', { class: 'row' }, field(t.newStatus, status), field(t.since, statusDate)), h('label', { class: 'tick' }, severe, h('span', {}, t.severe))),
    told: () => ({ status: status.value, severe: severe.checked, statusDate: statusDate.value }),
  };
}

function changeForm(patient: Case, again: Again): HTMLElement {
  const fields = standingFields(statuses.slice(1));  // nothing leads back to the first one
  const send = async () => {
    await post(`/v1/cases/${patient.id}:changeStatus`, { version: patient.version, ...fields.told() });
    await again(c.saved);
  };
  return formOf({ id: 'change-status' }, { send, say }, fields.element, h('button', {}, t.changeStatus));
}

function correctionForm(patient: Case, again: Again): HTMLElement {
  const fields = standingFields(statuses);
  const reason = select('reason', Object.entries(c.corrections).filter(([value]) => value !== 'CORRECTION_REASON_MERGED'));
  const send = async () => {
    await post(`/v1/cases/${patient.id}:correctStatus`, { version: patient.version, reason: reason.value, ...fields.told() });
    await again(c.saved);
  };
  return h('details', {}, h('summary', {}, c.correctStatus), h('p', { class: 'note' }, c.correctionText),
    formOf({ id: 'correct-status' }, { send, say }, field(c.correctionOf, reason), fields.element, h('button', {}, c.correctButton)));
}
