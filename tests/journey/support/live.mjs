// SPDX-License-Identifier: Apache-2.0
// A page's EventSource at the staff door, without a page: what comes is kept in order.
import http from 'node:http';
import { until } from './town.mjs';

export class Live {
  events = [];   // {id, event, data}
  lastId = '';
  #request;
  #taken = 0;

  constructor(door, path, lastId = '') {
    const cookie = [...door.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { host: door.url.host, accept: 'text/event-stream', cookie, ...(lastId && { 'last-event-id': lastId }) };
    this.#request = http.request({ ...door.address, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        const parts = (text + piece).split('\n\n');
        text = parts.pop();
        for (const part of parts) this.#take(part);
      });
      response.on('error', () => {});
    });
    this.#request.on('error', () => {}).end();
  }

  #take(part) {
    const field = (name) => part.split('\n').find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1).trimStart();
    if (field('id') !== undefined) this.lastId = field('id');
    const data = field('data');
    if (data !== undefined) this.events.push({ event: field('event') ?? 'message', data: JSON.parse(data) });
  }

  // The next one; waits for it.
  async next() {
    const { event, data } = await until(() => this.events[this.#taken], 'an event');
    this.#taken++;
    if (event !== 'message') throw new Error(`${event} ${JSON.stringify(data)}`);
    return data;
  }

  // Those up to the end of the list as it is.
  async beginning() {
    const items = [];
    for (;;) {
      const event = await this.next();
      if (event.kind === 'WORKLIST_EVENT_KIND_COMPLETE') return items;
      if (event.kind === 'WORKLIST_EVENT_KIND_BEGIN') items.length = 0;
      else items.push(event.item);
    }
  }

  close() { this.#request.destroy(); }
}
