// SPDX-License-Identifier: Apache-2.0
// What a person should look at among the holds of some days. It says nothing about guilt.
import type { Message } from '../api';
import { field, h, heading, scrolled } from '../dom';
import { formOf } from '../form';
import { allOf } from '../pages';
import type { Screen } from '../places';
import { showTime } from '../texts';
import { fromLocal, toLocal } from '../zone';
import { b, say } from './texts';

type Anomaly = Message<'capacity.v1.Anomaly'>;

const zone = 'Asia/Tokyo';
const day = 24 * 3600e3;
const dateField = (name: string, time: number) => h('input', { type: 'date', name, required: true, value: toLocal(new Date(time), zone).slice(0, 10) });

export async function showAnomalies({ root }: Screen): Promise<void> {
  const [first, last] = [dateField('startTime', Date.now() - 7 * day), dateField('endTime', Date.now())];
  const found = h('div', { id: 'anomalies', 'aria-live': 'polite' });
  const find = async () => {
    const until = fromLocal(`${last.value}T00:00`, zone).getTime() + day;
    const query = new URLSearchParams({ startTime: fromLocal(`${first.value}T00:00`, zone).toISOString(), endTime: new Date(until).toISOString() });
    const anomalies = await allOf<Anomaly>(`/v1/holds:anomalies?${query}`, 'anomalies');
    found.replaceChildren(anomalies.length === 0 ? h('p', { class: 'lead' }, b.nothingOdd) : tableOf(anomalies));
  };
  const form = formOf({ id: 'anomaly-days' }, { send: find, say }, h('div', { class: 'row' }, field(b.since, first), field(b.until, last)), h('button', {}, b.findOdd));
  root.replaceChildren(h('p', {}, h('a', { href: '#/beds' }, b.toBoard)), h('h1', {}, b.odd), h('p', {}, b.oddText), form, found);
  form.requestSubmit();
}

// A holder is an admission; an officer an account, which an administrator knows.
const whose = ({ holderId, officerId }: Anomaly) => (holderId ? h('a', { href: `#/admissions/${holderId}` }, b.itsAdmission) : h('code', {}, officerId));

const tableOf = (anomalies: Anomaly[]) => scrolled(b.odd, h('table', {}, heading(b.what, b.whose, b.holdCount, b.since, b.until), h('tbody', {}, ...anomalies.map((one) =>
  h('tr', {}, h('th', { scope: 'row' }, b.anomalies[one.kind]), h('td', {}, whose(one)), h('td', { class: 'number-cell' }, String(one.holdCount)), h('td', { class: 'whole' }, showTime(one.firstTime)), h('td', { class: 'whole' }, showTime(one.lastTime)))))));
