// SPDX-License-Identifier: Apache-2.0
// What administrators set of an account, for an invitation and for a change.
import type { Area, Account, Message } from '../api';
import { nameOf, within } from '../areas';
import { field, h, select } from '../dom';
import { allOf } from '../pages';
import { a } from './texts';

export interface AccountFields { element: HTMLElement; told: () => { displayName: string; organisation: string; organisationId: string; roles: string[]; areaCodes: string[] } }
type Organisation = Pick<Message<'identity.v1.Organisation'>, 'id' | 'displayName'>;

export const allOrganisations = () => allOf<Organisation>('/v1/organisations', 'organisations');

export function accountFields(areas: Area[], own: string[], organisations: Organisation[], account?: Account): AccountFields {
  const displayName = h('input', { name: 'displayName', required: true, maxlength: '100', autocomplete: 'off', value: account?.displayName ?? '' });
  const organisation = organisationFields(organisations, account);
  const roles = h('fieldset', { 'data-field': 'roles' }, h('legend', {}, a.roles), ...Object.entries(a.roleNames).map(([role, text]) =>
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'roles', value: role, checked: account?.roles.includes(role as Account['roles'][number]) ?? false }), h('span', {}, text))));
  const picked = areaPicker(within(areas, own), account?.areaCodes ?? []);
  const ticked = (place: HTMLElement) => [...place.querySelectorAll<HTMLInputElement>('input[type=checkbox]:checked')].map(({ value }) => value);
  return {
    element: h('div', {}, field(a.displayName, displayName), organisation.element, roles, picked),
    told: () => ({ displayName: displayName.value, ...organisation.told(), roles: ticked(roles), areaCodes: ticked(picked) }),
  };
}

// One that is kept here, or just a name: an account takes the name of its organisation.
function organisationFields(organisations: Organisation[], account?: Account) {
  const own = account?.organisationId ? [{ id: account.organisationId, displayName: account.organisation }] : [];
  const all = [...organisations, ...own.filter(({ id }) => organisations.every((one) => one.id !== id))];
  const chosen = select('organisationId', [['', a.organisationByName], ...all.map(({ id, displayName }): [string, string] => [id, displayName])]);
  chosen.required = false;
  chosen.value = account?.organisationId ?? '';
  const name = h('input', { name: 'organisation', maxlength: '100', autocomplete: 'off', value: account?.organisation ?? '' });
  const nameField = field(all.length ? a.organisationName : a.organisation, name);
  const toggle = () => {
    nameField.hidden = chosen.value !== '';
    name.required = chosen.value === '';
  };
  chosen.addEventListener('input', toggle);
  queueMicrotask(toggle);  // with what a reload has brought back
  return {
    element: h('div', {}, all.length > 0 && field(a.organisation, chosen), nameField),
    told: () => (chosen.value ? { organisationId: chosen.value, organisation: '' } : { organisationId: '', organisation: name.value }),
  };
}

// What was chosen stands first and is never filtered away.
function areaPicker(areas: Area[], chosen: string[]): HTMLElement {
  const sorted = [...areas].sort((one, other) => Number(chosen.includes(other.code)) - Number(chosen.includes(one.code)));
  const rows = sorted.map(({ code }) => {
    const box = h('input', { type: 'checkbox', name: 'areaCodes', value: code, checked: chosen.includes(code) });
    const name = nameOf(areas, code);
    return { box, name, element: h('label', { class: 'tick' }, box, h('span', {}, `${name} (${code})`)) };
  });
  const filter = h('input', { type: 'search', autocomplete: 'off' });
  filter.addEventListener('input', () => {
    for (const { box, name, element } of rows) element.hidden = !box.checked && !`${name} ${box.value}`.includes(filter.value.trim());
  });
  return h('fieldset', { 'data-field': 'areaCodes' }, h('legend', {}, a.areasOf), h('p', { class: 'hint' }, a.areasHint),
    field(a.filterAreas, filter), h('div', { class: 'choices' }, ...rows.map(({ element }) => element)));
}
