// SPDX-License-Identifier: Apache-2.0
// Corrections of a case. Each is only for the version that the officer sees.
import { type Case, newId, post } from '../api';
import { field, h } from '../dom';
import { formOf } from '../form';
import { caseFields, contactFields, patientFields, planFields } from './fields';
import { c, say } from './texts';

export type Again = (done: string) => Promise<void>;
interface Fields { element: HTMLElement; told: () => object }

export function changesSection(patient: Case, again: Again): HTMLElement {
  const requestId = newId();  // of the contact's form
  const folded = (id: string, title: string, fields: Fields, button: string, verb: string, more: object = {}) => {
    const send = async () => {
      await post(`/v1/cases/${patient.id}:${verb}`, { version: patient.version, ...more, ...fields.told() });
      await again(c.saved);
    };
    return h('details', {}, h('summary', {}, title), formOf({ id }, { send, say }, fields.element, h('button', {}, button)));
  };
  return h('section', { id: 'changes', 'aria-label': c.changes }, h('h2', {}, c.changes),
    folded('plan', c.changePlan, planFields(patient.plan), c.planButton, 'planMonitoring'),
    folded('correct-patient', c.correctPatient, patientFields(patient), c.correctButton, 'correctPatient'),
    folded('replace-contact', c.replaceContact, contactFields(patient), c.planButton, 'replaceContact', { requestId }),
    folded('correct', c.correct, caseFields(patient), c.correctButton, 'correct'));
}

export function withdrawal(patient: Case, again: Again): HTMLElement {
  const reason = h('textarea', { name: 'reason', maxlength: '500', rows: '2' });
  const send = async () => {
    await post(`/v1/cases/${patient.id}:withdraw`, { reason: reason.value });
    await again('');
  };
  return h('details', {}, h('summary', {}, c.withdraw), h('p', { class: 'note' }, c.withdrawText),
    formOf({ id: 'withdraw' }, { send, say }, field(c.reason, reason, c.reasonHint), h('button', { class: 'plain' }, c.withdrawButton)));
}
