// SPDX-License-Identifier: Apache-2.0
// Facilities: listed one by one, or out of a table.
import { allOrganisations } from '../administration/account-form';
import { onceATable, tableImport } from '../administration/table-import';
import { type Message, newId, post, Problem } from '../api';
import { allAreas, nameOf as areaName, within } from '../areas';
import { field, h, select } from '../dom';
import { formOf } from '../form';
import type { Screen } from '../places';
import { getCatalogue, nameOf } from './catalogue';
import type { Facility } from './facility';
import { b, say } from './texts';

// Officers don't see who has accounts: they leave it to an administrator to say whose staff report.
async function organisations(): Promise<[string, string][]> {
  try {
    return (await allOrganisations()).map(({ id, displayName }) => [id, displayName]);
  } catch (error) {
    if (!(error instanceof Problem) || error.reason !== 'ACCESS_DENIED') throw error;
    return [];
  }
}

export async function showFacilities({ account, root }: Screen, done = ''): Promise<void> {
  const [all, { capabilities }, owners] = await Promise.all([allAreas(), getCatalogue(), organisations()]);
  const areas = within(all, account.areaCodes).filter(({ code }) => code.slice(2, 5) !== '000');
  const text = (name: string, maxlength: string, required = false) => h('input', { name, maxlength, required, autocomplete: 'off' });
  const number = (name: string, min: string, max: string) => h('input', { type: 'number', name, min, max, step: 'any' });
  const [displayName, phone] = [text('facts.displayName', '100', true), text('facts.phone', '20')];
  const kind = select('kind', Object.entries(b.kinds));
  const area = select('areaCode', areas.map(({ code }) => [code, areaName(areas, code)]));
  const [latitude, longitude] = [number('facts.point.latitude', '20', '46'), number('facts.point.longitude', '122', '154')];
  const email = h('input', { type: 'email', name: 'emailAddress', maxlength: '254', autocomplete: 'off' });
  const owner = select('facts.organisationId', [['', b.nobody], ...owners]);
  owner.required = false;
  const accepting = h('input', { type: 'checkbox', name: 'facts.accepting', checked: true });
  const able = h('fieldset', { 'data-field': 'facts.capabilities' }, h('legend', {}, b.capabilities), h('div', { class: 'columns' }, ...capabilities.map((one) =>
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'capabilities', value: one.code }), h('span', {}, nameOf(one))))));
  const requestId = newId();  // of this form: pressing twice lists once
  const send = async () => {
    const made = await post<Facility>('/v1/facilities', {
      requestId, kind: kind.value, areaCode: area.value, emailAddress: email.value,
      facts: {
        displayName: displayName.value, phone: phone.value, accepting: accepting.checked, organisationId: owner.value,
        capabilities: [...able.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value),
        ...(latitude.value && longitude.value ? { point: { latitude: Number(latitude.value), longitude: Number(longitude.value) } } : {}),
      },
    });
    await showFacilities({ account, root }, b.listed(made.facts?.displayName ?? ''));
  };
  const importOnce = onceATable<Message<'capacity.v1.ImportedFacilities'>>('/v1/facilities:import');
  root.replaceChildren(h('h1', {}, b.newFacility), h('p', { class: 'done', role: 'status', id: 'done' }, done), formOf({ id: 'facility' }, { send, say },
    field(b.facility, displayName), h('div', { class: 'row' }, field(b.kind, kind), field(b.area, area)), h('div', { class: 'row' }, field(b.latitude, latitude, b.pointHint), field(b.longitude, longitude)),
    able, h('label', { class: 'tick' }, accepting, h('span', {}, b.accepts)), h('div', { class: 'row' }, field(b.phone, phone, b.phoneHint), field(b.email, email, b.emailHint)),
    owners.length > 0 && field(b.owner, owner), h('button', {}, b.listButton)),
  h('h2', {}, b.importTable), h('p', {}, b.importText), tableImport('import-facilities', b.importColumns, async (content) => b.imported((await importOnce(content)).facilityIds.length)));
}
