// SPDX-License-Identifier: Apache-2.0
import { type Exposure, get } from './api';
import { h } from './dom';
import type { Screen } from './places';
import { showTime, t } from './texts';

export const stateText = (state: Exposure['state']) =>
  ({ STATE_PROPOSED: t.proposed, STATE_DISPATCHING: t.dispatching, STATE_DISPATCHED: t.dispatched, STATE_CANCELLED: t.cancelled, STATE_RECALLED: t.recalled })[state];

export async function showList({ root }: Screen): Promise<void> {
  const { exposures = [] } = await get<{ exposures: Exposure[] }>('/v1/exposures?pageSize=100');
  const rows = exposures.map((exposure) =>
    h('tr', {}, h('td', {}, h('a', { href: `#/exposures/${exposure.id}` }, exposure.venueName)),
      h('td', {}, `${showTime(exposure.startTime)} – ${showTime(exposure.endTime)}`),
      h('td', {}, exposure.level === 'LEVEL_CLUSTER' ? t.cluster : t.caution),
      h('td', {}, stateText(exposure.state), exposure.ruleVersion > 0 && ` (${t.byRule})`, exposure.withdrawnCases > 0 && ` ⚠ ${t.withdrawnCases(exposure.withdrawnCases)}`)));
  root.replaceChildren(
    h('h1', {}, t.exposures), h('p', { class: 'actions' }, h('a', { class: 'button', href: '#/new' }, t.newExposure), ' ', h('a', { href: '#/cases' }, t.cases)),
    rows.length ? h('table', {}, h('thead', {}, h('tr', {}, ...[t.venue, t.venueTime, t.level, ''].map((text) => h('th', {}, text)))),
      h('tbody', {}, ...rows)) : h('p', { class: 'lead' }, t.none),
  );
}
