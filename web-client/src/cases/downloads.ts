// SPDX-License-Identifier: Apache-2.0
// Tables to take along. Each is an entry in the audit; none has a name or an address.
import { field, h } from '../dom';
import { fromLocal, toLocal } from '../zone';
import { c } from './texts';

const aDay = 86_400_000;
const offeredDays = 14;  // of reports, at first

export function downloads(): HTMLElement {
  const day = (days: number) => toLocal(new Date(Date.now() + days * aDay), 'Asia/Tokyo').slice(0, 10);
  const first = h('input', { type: 'date', required: true, value: day(-offeredDays) });
  const last = h('input', { type: 'date', required: true, value: day(0) });
  const reports = h('a', {}, c.reportTable);
  // Whole days on the clock of Japan.
  const point = () => {
    const start = fromLocal(`${first.value}T00:00`, 'Asia/Tokyo');
    const end = new Date(fromLocal(`${last.value}T00:00`, 'Asia/Tokyo').getTime() + aDay);
    if (start < end) reports.href = `/v1/exports/reports?${new URLSearchParams({ startTime: start.toISOString(), endTime: end.toISOString() })}`;
    else reports.removeAttribute('href');
  };
  for (const control of [first, last]) control.addEventListener('change', point);
  point();
  return h('details', { id: 'downloads' }, h('summary', {}, c.downloads), h('p', { class: 'hint' }, c.downloadsText), h('p', {}, h('a', { href: '/v1/exports/line-list' }, c.lineList)),
    h('div', { class: 'row' }, field(c.firstDay, first), field(c.lastDay, last)), h('p', {}, reports));
}
