// SPDX-License-Identifier: Apache-2.0
// Makes the doorway work without a connection from the second visit on, and tells what became of check-ins that waited. The page
// itself needs none of it.
import { tellWorker, type Waiting, whenTold } from './waiting/waiting';

const box = document.querySelector<HTMLElement>('#later')!;
const language = document.documentElement.lang;

function show(checkIns: Waiting[]): void {
  box.replaceChildren(...checkIns.map(({ outcome = 'waiting', arriveTime, venueName = '' }) => {
    const line = document.createElement('p');
    const time = new Date(arriveTime).toLocaleString(language, { dateStyle: 'short', timeStyle: 'short' });
    line.className = outcome === 'refused' ? 'problem' : 'note';
    line.append(`${box.dataset[outcome] ?? ''} ${time} ${venueName}`);
    return line;
  }));
  box.hidden = checkIns.length === 0;
}

async function greet(): Promise<void> {
  // The form that forgets the address stands where one is remembered, beside the form that checks in.
  const doorway = document.querySelector('[action="/v1/check-ins"]') !== null;
  const known = document.querySelector('[action="/v1/browser:forget"]') !== null;
  const answer = await tellWorker({ do: 'greet', language, ...(doorway ? { known } : {}) });
  if (!answer) return;
  show(answer.checkIns);
  const told = answer.checkIns.filter(({ outcome }) => outcome).map(({ requestId }) => requestId);
  if (told.length > 0) await tellWorker({ do: 'seen', requestIds: told });
}

if ('serviceWorker' in navigator) {
  whenTold(({ checkIns }) => show(checkIns));
  addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').then(greet));
}
