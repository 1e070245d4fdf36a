// SPDX-License-Identifier: Apache-2.0
// What takes place at the venue. Times are typed and shown by the venue's clock.
import { get, type Message, newId, post, Problem } from '../api';
import { field, h, problemBox } from '../dom';
import { formOf } from '../form';
import { fromLocal, toLocal } from '../zone';
import { say, showTime, t } from './texts';

type Event = Message<'venue.v1.Event'>;
type EventPage = Message<'venue.v1.EventPage'>;
type Venue = Message<'venue.v1.Venue'>;
interface Desk { root: HTMLElement; zone: string; again: (done: string) => Promise<void> }

export async function showEvents(root: HTMLElement, done = ''): Promise<void> {
  const [{ timeZone: zone }, first] = await Promise.all([get<Venue>('/v1/venue'), get<EventPage>('/v1/venue/events')]);
  const desk = { root, zone, again: (text: string) => showEvents(root, text) };
  const list = h('div', { id: 'events' });
  const more = h('button', { class: 'plain small', id: 'more' }, t.moreEvents);
  let token = '';
  const add = ({ events, nextPageToken }: EventPage) => {
    list.append(...events.map((event) => cardOf(desk, event)));
    token = nextPageToken;
    more.hidden = !token;
  };
  more.addEventListener('click', () => void get<EventPage>(`/v1/venue/events?pageToken=${encodeURIComponent(token)}`).then(add));
  add(first);
  root.replaceChildren(h('p', { class: 'done', role: 'status', id: 'done' }, done),
    h('details', { open: first.events.length === 0 }, h('summary', {}, t.newEvent), eventForm(desk)),
    first.events.length ? list : h('p', {}, t.none), more);
}

function stateOf(event: Event): HTMLElement {
  if (event.cancelTime) return h('span', { class: 'state bad' }, t.cancelled);
  const now = Date.now();
  if (Date.parse(event.endTime ?? '') <= now) return h('span', { class: 'state' }, t.over);
  return Date.parse(event.startTime ?? '') <= now ? h('span', { class: 'state good' }, t.running) : h('span', { class: 'state' }, t.coming);
}

function cardOf(desk: Desk, event: Event): HTMLElement {
  const card = h('article', { class: 'place', 'aria-label': event.displayName }, h('h2', {}, `${event.displayName} `, stateOf(event)),
    h('p', {}, `${showTime(event.startTime, desk.zone)} – ${showTime(event.endTime, desk.zone)}`),
    h('p', {}, [event.participants > 0 ? `${t.participants}: ${event.participants}` : '', event.checkOutAtEnd ? t.checkOutAtEnd : ''].filter(Boolean).join(' · ')));
  if (event.cancelTime) return card;
  const cancel = async () => {
    await post('/v1/venue/events:cancel', { event: event.event, revision: event.revision });
    await desk.again(t.cancelled);
  };
  card.append(h('details', {}, h('summary', {}, t.changeEvent), eventForm(desk, event)),
    h('details', {}, h('summary', {}, t.cancelEvent), h('p', { class: 'note' }, t.cancelText),
      formOf({ id: `cancel-${event.event}` }, { send: retelling(desk, cancel), say }, h('button', { class: 'plain' }, t.cancelEvent))));
  return card;
}

function retelling(desk: Desk, deed: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await deed();
    } catch (error) {
      if (!(error instanceof Problem) || error.reason !== 'EVENT_CHANGED') throw error;
      await desk.again('');
      document.getElementById('done')?.replaceWith(problemBox(say(error)));
    }
  };
}

function eventForm(desk: Desk, event?: Event): HTMLElement {
  const requestId = newId();  // of this form: pressing twice enters once
  const local = (time: string | undefined) => (time ? toLocal(new Date(time), desk.zone) : '');
  const displayName = h('input', { name: 'displayName', required: true, maxlength: '100', value: event?.displayName ?? '' });
  const start = h('input', { type: 'datetime-local', name: 'startTime', required: true, value: local(event?.startTime) });
  const end = h('input', { type: 'datetime-local', name: 'endTime', required: true, value: local(event?.endTime) });
  const participants = h('input', { type: 'number', name: 'participants', min: '0', max: '1000000', value: String(event?.participants ?? 0), required: true });
  const checkOutAtEnd = h('input', { type: 'checkbox', name: 'checkOutAtEnd', checked: event?.checkOutAtEnd ?? true });
  const send = async () => {
    const told = {
      displayName: displayName.value, participants: Number(participants.value), checkOutAtEnd: checkOutAtEnd.checked,
      startTime: fromLocal(start.value, desk.zone).toISOString(), endTime: fromLocal(end.value, desk.zone).toISOString(),
    };
    if (event) await post('/v1/venue/events:update', { event: event.event, revision: event.revision, ...told });
    else await post('/v1/venue/events', { requestId, ...told });
    await desk.again(event ? t.saved : t.entered);
  };
  return formOf({ id: event ? `event-${event.event}` : 'new-event' }, { send: retelling(desk, send), say, ...(event ? {} : { draft: 'new event' }) },
    field(t.eventName, displayName), h('div', { class: 'row' }, field(t.start, start, t.venueTime), field(t.end, end, t.venueTime)),
    field(t.participants, participants, t.participantsHint), h('label', { class: 'tick' }, checkOutAtEnd, h('span', {}, t.checkOutAtEnd)),
    h('button', {}, event ? t.save : t.enter));
}
