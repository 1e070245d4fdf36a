// SPDX-License-Identifier: Apache-2.0
// Where a patient is, and was.
import { type Case, type CaseStatus, get, post, Problem, type StatusEntry } from './api';
import { field, h, problemBox, select } from './dom';
import { messageOf, showTime, t } from './texts';
import { toLocal } from './zone';

const statuses: [CaseStatus, string][] = [
  ['CASE_STATUS_POSITIVE', t.statusPositive], ['CASE_STATUS_AWAITING', t.statusAwaiting], ['CASE_STATUS_HOME', t.statusHome],
  ['CASE_STATUS_ACCOMMODATION', t.statusAccommodation], ['CASE_STATUS_ADMITTED', t.statusAdmitted], ['CASE_STATUS_ELSEWHERE', t.statusElsewhere],
  ['CASE_STATUS_RELEASED', t.statusReleased], ['CASE_STATUS_DEAD', t.statusDead],
];

// Empty for a contact.
export const statusText = ({ status, severe }: Pick<Case, 'status' | 'severe'>) =>
  `${statuses.find(([value]) => value === status)?.[1] ?? ''}${severe ? ` (${t.severe})` : ''}`;

export const statusFilter = (chosen: string, choose: (status: string) => void) => {
  const control = select('status', [['', t.all], ...statuses]);
  control.value = chosen;
  control.addEventListener('change', () => choose(control.value));
  return field(t.status, control);
};

export async function statusSection(patient: Case, again: () => Promise<void>): Promise<HTMLElement | null> {
  if (patient.status === 'CASE_STATUS_UNSPECIFIED') return null;
  const { statuses: rows = [] } = await get<{ statuses: StatusEntry[] }>(`/v1/cases/${patient.id}/statuses?pageSize=500`);
  return h('section', { id: 'status', 'aria-label': t.status }, h('h2', {}, t.status),
    h('p', { class: 'figure' }, statusText(patient)),
    rows.length ? h('table', {}, h('tbody', {}, ...rows.map((row) => h('tr', {}, h('td', {}, row.statusDate), h('td', {}, statusText(row)),
      h('td', {}, row.correction === 'CORRECTION_REASON_UNSPECIFIED' ? '' : t.corrects), h('td', {}, showTime(row.changeTime)))))) : null,
    patient.withdrawTime ? null : statusForm(patient, again));
}

function statusForm(patient: Case, again: () => Promise<void>): HTMLElement {
  const status = select('status', statuses.slice(1));
  const severe = h('input', { type: 'checkbox', name: 'severe' });
  const date = h('input', { type: 'date', name: 'statusDate', required: true, value: toLocal(new Date(), 'Asia/Tokyo').slice(0, 10) });
  const problem = h('div');
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.replaceChildren();
    try {
      await post(`/v1/cases/${patient.id}:changeStatus`, {
        version: patient.version, status: status.value, severe: severe.checked, statusDate: date.value,
      });
      await again();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  return h('form', { id: 'change-status', onsubmit: (event) => void submit(event) }, problem,
    h('div', { class: 'row' }, field(t.newStatus, status), field(t.since, date), field(t.severe, severe)), h('button', {}, t.changeStatus));
}
