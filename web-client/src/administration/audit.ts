// SPDX-License-Identifier: Apache-2.0
// Who did what: the search stands in the address, so that a reload or a link finds the same again.
import { get, type Message, Problem } from '../api';
import { field, h, heading, scrolled, select } from '../dom';
import { formOf, tell } from '../form';
import type { Screen } from '../places';
import { language } from '../texts';
import { fromLocal } from '../zone';
import { a, say } from './texts';

type Found = Message<'rpc.v1.ListAuditEntriesResponse'>;
type Entry = Message<'rpc.v1.AuditEntry'>;

const zone = 'Asia/Tokyo';
const services = ['identity', 'visit', 'exposure', 'observation', 'admission', 'registry', 'capacity', 'venue', 'mail', 'vault'];
const words = ['actor', 'action', 'objectType', 'objectId'] as const;

// #/audit, or #/audit/identity?actor=…: only the latter asks, since every search is an entry itself.
export async function showAudit(screen: Screen, service = '', search = ''): Promise<void> {
  const asked = new URLSearchParams(search);
  const valueOf = (name: string) => asked.get(name) ?? '';
  const services_ = select('service', services.map((one) => [one, a.services[one] ?? one]));
  if (service) services_.value = service;
  const text = (name: string) => h('input', { type: 'text', name, maxlength: '100', value: valueOf(name), autocomplete: 'off', spellcheck: 'false' });
  const inputs = { actor: text('actor'), action: text('action'), objectType: text('objectType'), objectId: text('objectId') };
  const time = (name: string) => h('input', { type: 'datetime-local', name, value: valueOf(name) });
  const [startTime, endTime] = [time('startTime'), time('endTime')];
  const results = h('div', { id: 'found' });
  const find = (next: URLSearchParams) => {
    const hash = `#/audit/${services_.value}?${next.toString()}`;
    if (location.hash === hash) return showAudit(screen, services_.value, next.toString());
    location.hash = hash;
    return Promise.resolve();
  };
  const form = formOf({ id: 'audit' }, {
    say, send: () => find(new URLSearchParams([...words.map((name) => [name, inputs[name].value.trim()]), ['startTime', startTime.value], ['endTime', endTime.value]].filter(([, value]) => value) as [string, string][])),
  }, field(a.service, services_), h('div', { class: 'row' }, field(a.actor, inputs.actor, a.actorHint), field(a.action, inputs.action, a.actionHint)),
  h('div', { class: 'row' }, field(a.objectType, inputs.objectType, a.objectTypeHint), field(a.objectId, inputs.objectId)),
  h('div', { class: 'row' }, field(a.from, startTime, a.tokyoTime), field(a.until, endTime, a.tokyoTime)), h('button', {}, a.find));
  screen.root.replaceChildren(h('h1', {}, a.audit), h('p', { class: 'lead' }, a.auditText), form, results);
  if (!service) return;
  try {
    await showFound(results, service, asked);
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 401) throw error;
    tell(form, error, say);
  }
}

async function showFound(place: HTMLElement, service: string, asked: URLSearchParams): Promise<void> {
  const query = new URLSearchParams();
  for (const name of words) if (asked.get(name)) query.set(name, asked.get(name)!);
  for (const name of ['startTime', 'endTime']) if (asked.get(name)) query.set(name, fromLocal(asked.get(name)!, zone).toISOString());
  const rows = h('tbody');
  const more = h('button', { class: 'plain small', id: 'more' }, a.moreEntries);
  const load = async () => {
    const { entries, nextPageToken } = await get<Found>(`/v1/audit/${service}?${query.toString()}`);
    rows.append(...entries.map(rowOf));
    more.hidden = !nextPageToken;
    query.set('pageToken', nextPageToken);
  };
  more.addEventListener('click', () => void load());
  await load();
  if (!rows.childElementCount) return place.replaceChildren(h('p', { role: 'status' }, a.nothingFound));
  place.replaceChildren(h('h2', {}, a.found), scrolled(a.found, h('table', { id: 'entries' }, heading(a.time, a.actor, a.action, a.object, a.area, a.reason, a.details), rows)), h('p', {}, more));
}

const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone });

function rowOf(entry: Entry): HTMLElement {
  return h('tr', {}, h('td', {}, entry.time ? exact.format(new Date(entry.time)) : ''), h('td', {}, h('code', {}, entry.actor)), h('td', {}, h('code', {}, entry.action)),
    h('td', {}, h('code', {}, `${entry.objectType} ${entry.objectId}`)), h('td', {}, entry.areaCode), h('td', {}, entry.reason),
    h('td', {}, entry.payload ? h('code', {}, entry.payload) : h('span', { class: 'hint' }, a.forgotten)));
}
