// SPDX-License-Identifier: Apache-2.0
// New cases: one by one, or many out of a table.
import { onceATable, tableImport } from '../administration/table-import';
import { type Case, type ImportedCases, newId, post } from '../api';
import { allAreas, nameOf, within } from '../areas';
import { field, h, select } from '../dom';
import { formOf } from '../form';
import type { Screen } from '../places';
import { t } from '../texts';
import { caseAt, caseFields, contactFields, numberField, patientFields, planFields } from './fields';
import { c, say } from './texts';

export async function showRegistration({ account, root }: Screen): Promise<void> {
  const areas = within(await allAreas(), account.areaCodes);
  const requestId = newId();  // of this form: pressing twice registers once
  const area = select('areaCode', areas.map(({ code }) => [code, nameOf(areas, code)]));
  const [about, patient, contact, plan] = [caseFields(), patientFields(), contactFields(), planFields()];
  const reporter = numberField('reporterId');
  const send = async () => {
    const reporterId = reporter.value.trim() && (await caseAt(reporter)).id;
    const made = await post<Case>('/v1/cases', {
      requestId, areaCode: area.value, ...about.told(), ...patient.told(), ...contact.told(), ...plan.told(), reporterId,
    });
    location.hash = `#/cases/${made.id}`;
  };
  root.replaceChildren(h('p', {}, h('a', { href: '#/cases' }, t.back)), h('h1', {}, c.register), h('p', {}, c.registerText),
    formOf({ id: 'register' }, { send, say }, field(t.area, area), about.element,
      h('h2', {}, c.patient), patient.element, h('h2', {}, c.contactTitle), contact.element,
      h('h2', {}, c.plan), plan.element, h('h2', {}, c.household), field(c.reporterNumber, reporter, c.reporterHint),
      h('button', {}, c.registerButton)));
}

export function showCaseImport({ root }: Screen): void {
  const post = onceATable<ImportedCases>('/v1/cases:import');
  const send = async (content: string) => {
    const { numbers } = await post(content);
    return c.imported(numbers.length, numbers[0] ?? '', numbers.at(-1) ?? '');
  };
  root.replaceChildren(h('p', {}, h('a', { href: '#/cases' }, t.back)), h('h1', {}, c.importTable), h('p', {}, c.importText),
    tableImport('import-cases', c.importColumns, send));
}
