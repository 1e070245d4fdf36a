// SPDX-License-Identifier: Apache-2.0
// The doorway without a connection: the worker shows this page at the address that was scanned. The check-in is kept with the time
// of the press, and sent as soon as that is possible; then this page becomes the one that a check-in leads to.
import { type Answer, tellWorker, timedId, whenTold } from './waiting/waiting';

const again = 20_000;  // milliseconds until the next try while the page is looked at; the browser tries by itself besides
const part = (id: string) => document.getElementById(id)!;
const language = document.documentElement.lang;
const scanned = new URL(location.href);
const code = scanned.pathname.split('/')[2] ?? scanned.searchParams.get('code') ?? '';
let kept = '';  // the request of this page's check-in

function show(shown: 'ask' | 'kept' | 'refused' | 'unknown'): void {
  for (const id of ['ask', 'kept', 'refused', 'unknown']) part(id).hidden = id !== shown;
}

function tell({ known, checkIns }: Answer): void {
  const mine = checkIns.find(({ requestId }) => requestId === kept) ?? checkIns.find((one) => one.code === code && !one.outcome);
  if (!mine) return show(known ? 'ask' : 'unknown');
  kept = mine.requestId;
  if (mine.outcome === 'sent') {
    void tellWorker({ do: 'seen', requestIds: [kept] }).then(() => location.replace('/here'));
    return;
  }
  part('time').textContent = new Date(mine.arriveTime).toLocaleTimeString(language, { timeStyle: 'short' });
  show(mine.outcome === 'refused' ? 'refused' : 'kept');
}

async function look(): Promise<void> {
  const answer = await tellWorker({ do: 'greet', language });
  if (answer) tell(answer);
}

part('check-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const now = Date.now();
  const people = Number(new FormData(event.target as HTMLFormElement).get('people') ?? 1);
  kept = timedId(now);
  void tellWorker({ do: 'keep', checkIn: { requestId: kept, code, people, language, arriveTime: new Date(now).toISOString() } })
    .then((answer) => answer && tell(answer));
});
whenTold(tell);
addEventListener('online', () => void look());
setInterval(() => { if (kept && !document.hidden) void look(); }, again);
void look();
