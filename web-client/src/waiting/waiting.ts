// SPDX-License-Identifier: Apache-2.0
// A check-in that waits on this phone for a connection, and what became of it. The worker (sw.ts) keeps and sends it; pages ask
// the worker, since it lives on when they are closed.

export interface Waiting {
  requestId: string;
  code: string;
  people: number;
  language: string;
  arriveTime: string;
  // Once the service has answered; until then it waits.
  outcome?: 'sent' | 'refused';
  venueName?: string;
}

export type Question =
  | { do: 'greet'; language: string; known?: boolean }  // a page is open; whether it knows the visitor, where it can tell
  | { do: 'keep'; checkIn: Waiting }
  | { do: 'seen'; requestIds: string[] };

export interface Answer {
  known: boolean;  // this browser's address is remembered
  checkIns: Waiting[];  // earliest first
}

// undefined: this browser runs no worker, or none yet.
export async function tellWorker(question: Question): Promise<Answer | undefined> {
  if (!('serviceWorker' in navigator)) return undefined;
  const worker = (await navigator.serviceWorker.ready).active;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise<Answer>((resolve) => { port1.onmessage = ({ data }) => resolve(data as Answer); });
  worker?.postMessage(question, [port2]);
  return answered;
}

export function whenTold(take: (answer: Answer) => void): void {
  navigator.serviceWorker?.addEventListener('message', ({ data }) => take(data as Answer));
}

// RFC 9562, version 7, of a time in milliseconds: the service takes the day of a stay from it.
export function timedId(time: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint32(0, Math.floor(time / 65536));
  new DataView(bytes.buffer).setUint16(4, time % 65536);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
