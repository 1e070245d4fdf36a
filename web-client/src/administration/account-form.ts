// SPDX-License-Identifier: Apache-2.0
// What administrators set of an account, for an invitation and for a change.
import type { Area, Account } from '../api';
import { nameOf, within } from '../areas';
import { field, h } from '../dom';
import { a } from './texts';

export interface AccountFields { element: HTMLElement; told: () => { displayName: string; organisation: string; roles: string[]; areaCodes: string[] } }

export function accountFields(areas: Area[], own: string[], account?: Account): AccountFields {
  const displayName = h('input', { name: 'displayName', required: true, maxlength: '100', autocomplete: 'off', value: account?.displayName ?? '' });
  const organisation = h('input', { name: 'organisation', required: true, maxlength: '100', autocomplete: 'off', value: account?.organisation ?? '' });
  const roles = h('fieldset', { 'data-field': 'roles' }, h('legend', {}, a.roles), ...Object.entries(a.roleNames).map(([role, text]) =>
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'roles', value: role, checked: account?.roles.includes(role as Account['roles'][number]) ?? false }), h('span', {}, text))));
  const picked = areaPicker(within(areas, own), account?.areaCodes ?? []);
  const ticked = (place: HTMLElement) => [...place.querySelectorAll<HTMLInputElement>('input[type=checkbox]:checked')].map(({ value }) => value);
  return {
    element: h('div', {}, field(a.displayName, displayName), field(a.organisation, organisation), roles, picked),
    told: () => ({ displayName: displayName.value, organisation: organisation.value, roles: ticked(roles), areaCodes: ticked(picked) }),
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
