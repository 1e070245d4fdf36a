// SPDX-License-Identifier: Apache-2.0
// Who of her household reports for the patient, and for whom she reports.
import { type Case, get, post } from '../api';
import { field, h } from '../dom';
import { formOf } from '../form';
import { allOf } from '../pages';
import type { Again } from './changes';
import { caseAt, kindText, numberField } from './fields';
import { c, say } from './texts';

const link = ({ id, number }: Case) => h('a', { href: `#/cases/${id}` }, number);

export async function householdSection(patient: Case, again: Again): Promise<HTMLElement> {
  const [reporter, members] = await Promise.all([
    patient.reporterId ? get<Case>(`/v1/cases/${patient.reporterId}`) : null,
    allOf<Case>(`/v1/cases?reporterId=${patient.id}`, 'cases')]);
  return h('section', { id: 'household', 'aria-label': c.household }, h('h2', {}, c.household),
    h('p', {}, reporter ? `${c.reportedBy}: ` : c.herself, reporter && link(reporter)),
    members.length > 0 && h('p', {}, `${c.reportsFor}:`),
    members.length > 0 && h('ul', {}, ...members.map((one) => h('li', {}, link(one), ` (${kindText(one.kind)})`))),
    !patient.withdrawTime && members.length === 0 && reporterForm(patient, reporter, again));
}

function reporterForm(patient: Case, reporter: Case | null, again: Again): HTMLElement {
  const number = numberField('reporterId');
  number.value = reporter?.number ?? '';
  const send = async () => {
    const reporterId = number.value.trim() && (await caseAt(number)).id;
    await post(`/v1/cases/${patient.id}:setReporter`, { version: patient.version, reporterId });
    await again(c.saved);
  };
  return h('details', {}, h('summary', {}, c.changeReporter),
    formOf({ id: 'set-reporter' }, { send, say }, field(c.reporterNumber, number, c.reporterHint), h('button', {}, c.reporterButton)));
}
