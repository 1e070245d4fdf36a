// SPDX-License-Identifier: Apache-2.0
// The facility that a screen is about: her own, or the one that an officer looks at.
import { get, type Message } from '../api';
import { h } from '../dom';

export type Facility = Message<'capacity.v1.Facility'>;

export const facilitiesOf = async (id: string | undefined): Promise<Facility[]> =>
  id ? [await get<Facility>(`/v1/facilities/${id}`)] : (await get<{ facilities?: Facility[] }>('/v1/facilities?pageSize=500')).facilities ?? [];

// For whom has more than one: to the others.
export const others = (facilities: Facility[], place: string) => (facilities.length > 1
  ? h('ul', { class: 'rows' }, ...facilities.map((one) => h('li', {}, h('a', { href: `#/${place}/${one.id}` }, one.facts?.displayName ?? one.id)))) : '');
