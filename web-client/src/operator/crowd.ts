// SPDX-License-Identifier: Apache-2.0
// How many people are there, asked again while the page is open, and how many came before.
import { get, type Message, Problem } from '../api';
import { field, h, heading, select } from '../dom';
import { formOf } from '../form';
import { fromLocal, toLocal } from '../zone';
import { freshnessOf, waitFor } from './freshness';
import { language, say, showTime, t } from './texts';

type Crowd = Message<'visit.v1.Crowd'>;
type Headcount = Message<'visit.v1.Headcount'>;
type History = Message<'visit.v1.CrowdHistory'>;
type Venue = Message<'venue.v1.Venue'>;

const hour = 3600e3;
const day = 24 * hour;
const dayBegins = 'T05:00';  // of a service day, by the venue's clock

const told = ({ people, fewerThan }: Headcount) => (fewerThan > 0 ? t.fewer(fewerThan) : `${people} ${t.people}`);

export async function showCrowd(root: HTMLElement): Promise<void> {
  const [venue, crowd] = await Promise.all([get<Venue>('/v1/venue'), get<Crowd>('/v1/venue/crowd')]);
  const now = h('section', { id: 'now', 'aria-live': 'polite', 'aria-atomic': 'true' });
  const state = h('p', { id: 'freshness', role: 'status' });
  let drawn = '';
  const draw = (answer: Crowd) => {
    if (JSON.stringify(answer) === drawn) return;  // read aloud only what is new
    drawn = JSON.stringify(answer);
    drawNow(now, answer, venue.timeZone);
  };
  draw(crowd);
  root.replaceChildren(now, state, h('p', { class: 'hint' }, t.rounded), historyOf(venue.timeZone, Date.parse(crowd.asOfTime ?? '')));
  follow(draw, state, venue.timeZone);
}

function drawNow(place: HTMLElement, crowd: Crowd, zone: string): void {
  const { people = 0 } = crowd.headcount ?? {};
  place.replaceChildren(h('p', {}, h('span', { class: 'figure' }, crowd.headcount ? told(crowd.headcount) : ''), ' ', crowd.full && h('span', { class: 'state bad' }, t.full)),
    crowd.capacity > 0 ? h('div', {}, h('progress', { max: String(crowd.capacity), value: String(Math.min(people, crowd.capacity)), 'aria-label': t.capacity(crowd.capacity) }), h('p', { class: 'hint' }, t.capacity(crowd.capacity)))
      : h('p', {}, t.noCapacity, ' ', h('a', { href: '/venue/edit#capacity' }, t.setCapacity)),
    h('p', { class: 'lead' }, t.asOf(showTime(crowd.asOfTime, zone))));
}

function follow(show: (crowd: Crowd) => void, state: HTMLElement, zone: string): void {
  let answeredAt = Date.now();
  let failures = 0;
  let timer = 0;
  let ended = '';
  const tell = () => {
    const freshness = freshnessOf(answeredAt, Date.now(), failures > 0);
    const text = ended || (freshness === 'live' ? t.live : freshness === 'reconnecting' ? t.reconnecting : t.stale(showTime(new Date(answeredAt).toISOString(), zone)));
    const looks = ended || freshness === 'stale' ? 'bad' : freshness === 'live' ? 'good' : '';
    if (state.textContent !== text) state.replaceChildren(h('span', { class: `state ${looks}`, 'data-freshness': ended ? 'ended' : freshness }, text));
  };
  const ask = async () => {
    try {
      show(await get<Crowd>('/v1/venue/crowd'));
      answeredAt = Date.now();
      failures = 0;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      failures++;
      if (error.status === 401 || error.status === 404) ended = say(error);  // asking again would be told the same
    }
    tell();
    if (!ended) timer = window.setTimeout(() => void ask(), waitFor(failures, Math.random()));
  };
  const askNow = () => {
    if (ended || document.hidden) return;
    clearTimeout(timer);
    void ask();
  };
  document.addEventListener('visibilitychange', askNow);
  window.addEventListener('online', askNow);
  window.setInterval(tell, 5_000);
  tell();
  timer = window.setTimeout(() => void ask(), waitFor(0, 0));
}

function historyOf(zone: string, now: number): HTMLElement {
  const step = select('step', [['CROWD_STEP_HOUR', t.byHour], ['CROWD_STEP_DAY', t.byDay]]);
  const today = toLocal(new Date(now - 5 * hour), zone).slice(0, 10);
  const date = h('input', { type: 'date', name: 'day', required: true, value: today, max: today });
  const dateField = field(t.day, date);
  const bars = h('div', { id: 'history' });
  const show = async () => {
    const byHour = step.value === 'CROWD_STEP_HOUR';
    dateField.hidden = !byHour;
    const start = byHour ? fromLocal(`${date.value}${dayBegins}`, zone).getTime() : fromLocal(`${today}${dayBegins}`, zone).getTime() - 27 * day;
    const query = new URLSearchParams({ step: step.value, startTime: new Date(start).toISOString(), endTime: new Date(start + (byHour ? day : 28 * day)).toISOString() });
    const { steps } = await get<History>(`/v1/venue/crowds?${query.toString()}`);
    bars.replaceChildren(barsOf(steps, byHour, zone));
  };
  const form = formOf({ id: 'history-form' }, { send: show, say }, h('div', { class: 'row' }, field(t.step, step), dateField));
  form.addEventListener('change', () => form.requestSubmit());
  queueMicrotask(() => form.requestSubmit());
  return h('section', { 'aria-label': t.history }, h('h2', {}, t.history), form, bars);
}

function barsOf(steps: History['steps'], byHour: boolean, zone: string): HTMLElement {
  if (steps.length === 0) return h('p', { role: 'status' }, t.nobody);
  const most = Math.max(1, ...steps.map(({ headcount }) => headcount?.people ?? 0));
  const format = new Intl.DateTimeFormat(language, byHour ? { hour: '2-digit', minute: '2-digit', timeZone: zone } : { month: 'short', day: 'numeric', weekday: 'short', timeZone: zone });
  return h('div', {}, h('table', { class: 'chart' }, heading(byHour ? t.hourOfDay : t.day, t.came),
    h('tbody', {}, ...steps.map(({ startTime = '', headcount }) => h('tr', {}, h('td', {}, format.format(new Date(startTime))),
      h('td', {}, h('progress', { max: String(most), value: String(headcount?.people ?? 0), 'aria-hidden': 'true' }), ` ${headcount ? told(headcount) : ''}`))))));
}
