// SPDX-License-Identifier: Apache-2.0
// The public door's worker: shows the doorway without a connection, keeps check-ins until they are sent, and sends them. It touches
// no other page and keeps nothing else: no address, no list of places.
import { type DBSchema, openDB } from 'idb';
import type { Answer, Question, Waiting } from '../waiting/waiting';

declare const self: ServiceWorkerGlobalScope;
declare const VERSION: string;  // of the pages: a new one brings a new worker, which keeps the new pages

interface SyncEvent extends ExtendableEvent { readonly tag: string }
interface Kept extends DBSchema {
  waiting: { key: string; value: Waiting };
  facts: { key: 'known'; value: boolean };
}

const patience = 8_000;  // milliseconds for the doorway to answer on a bad connection
const pages = `pages-${VERSION}`;
const tag = 'check-ins';

const database = openDB<Kept>('mimamori', 1, {
  upgrade: (db) => {
    db.createObjectStore('waiting', { keyPath: 'requestId' });
    db.createObjectStore('facts');
  },
});

self.addEventListener('install', (event) => event.waitUntil(keepPage().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('fetch', (event) => {
  const { pathname, searchParams } = new URL(event.request.url);
  const doorway = /^\/v\/[^/]+$/i.test(pathname) || (/^\/v$/i.test(pathname) && searchParams.has('code'));
  if (event.request.mode === 'navigate' && event.request.method === 'GET' && doorway) event.respondWith(openDoorway(event));
  else if (pathname.startsWith('/assets/')) event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
});
self.addEventListener('message', (event) => event.waitUntil(
  answer(event.data as Question).then((told) => event.ports[0]?.postMessage(told))));
self.addEventListener('sync' as never, ((event: SyncEvent) => {
  if (event.tag === tag) event.waitUntil(send().then((all) => { if (!all) throw new Error('not yet'); }));
}) as never);

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name !== pages) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// The page in the reader's language, with what it needs.
async function keepPage(): Promise<string> {
  const response = await fetch('/offline', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`/offline: ${response.status}`);
  const text = await response.clone().text();
  const language = /<html lang="([^"]+)"/.exec(text)?.[1] ?? '';
  const cache = await caches.open(pages);
  await cache.addAll([...text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path!));
  await cache.put('/offline', response);
  return language;
}

async function openDoorway(event: FetchEvent): Promise<Response> {
  const asked = (event.preloadResponse as Promise<Response | undefined>).then((early) => early ?? fetch(event.request));
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience));
  const got = await Promise.race([asked.catch(() => undefined), late]);
  if (got && got.status < 500) return got;  // a page, or a problem that a second try would not mend
  return (await caches.match('/offline')) ?? got ?? asked;
}

async function answer(question: Question): Promise<Answer> {
  const db = await database;
  if (question.do === 'greet') {
    if (question.known !== undefined) await db.put('facts', question.known, 'known');
    await keepIn(question.language);
    await send();
  } else if (question.do === 'keep') {
    await db.put('waiting', question.checkIn);
    await register();
    await send();
  } else {
    for (const id of question.requestIds) await db.delete('waiting', id);
  }
  return state();
}

// A reader who changed the language gets the page in it, once there is a connection.
async function keepIn(language: string): Promise<void> {
  const kept = await (await caches.match('/offline'))?.text();
  if (kept?.includes(`<html lang="${language}"`)) return;
  await keepPage().catch(() => {});  // what was kept stays
}

async function state(): Promise<Answer> {
  const db = await database;
  const checkIns = await db.getAll('waiting');
  checkIns.sort((one, other) => one.arriveTime.localeCompare(other.arriveTime));
  return { known: (await db.get('facts', 'known')) ?? false, checkIns };
}

// Where a browser can do that, it wakes the worker when there is a connection, though the page was closed.
async function register(): Promise<void> {
  const { sync } = self.registration as { sync?: { register(tag: string): Promise<void> } };
  await sync?.register(tag).catch(() => {});  // refused by the reader: the next page that is opened sends
}

let sending = Promise.resolve(true);
// True when nothing waits any more. One at a time: whoever comes meanwhile waits, and tries what is left.
function send(): Promise<boolean> {
  sending = sending.then(sendAll, sendAll);
  return sending;
}

async function sendAll(): Promise<boolean> {
  const db = await database;
  let [changed, all] = [false, true];
  for (const checkIn of (await state()).checkIns.filter(({ outcome }) => !outcome)) {
    const told = await sendOne(checkIn);
    if (told) await db.put('waiting', told);
    changed ||= told !== undefined;
    all &&= told !== undefined;
  }
  if (changed) {
    const news = await state();
    for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(news);
  }
  return all;
}

// undefined: not yet. Sent twice, it is one stay, by its request.
async function sendOne(checkIn: Waiting): Promise<Waiting | undefined> {
  const { requestId, code, people, language, arriveTime } = checkIn;
  try {
    const response = await fetch('/v1/check-ins', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ requestId, code, people, language, arriveTime }),
    });
    if (response.ok) {
      const { stay } = await response.json() as { stay?: { venueName?: string } };
      return { ...checkIn, outcome: 'sent', venueName: stay?.venueName ?? '' };
    }
    const later = response.status >= 500 || response.status === 429 || response.status === 408;
    return later ? undefined : { ...checkIn, outcome: 'refused' };
  } catch {
    return undefined;
  }
}
