// SPDX-License-Identifier: Apache-2.0
// What is told as it happens, with a word beside it that says whether it still is.
import { Problem } from './api';
import { h } from './dom';
import { waitFor } from './operator/freshness';
import { messageOf, showClock, t } from './texts';

// EventSource asks again by itself, from where it was; whoever leaves the screen closes it.
export function follow<T>(path: string, state: HTMLElement, words: { live: string; reconnecting: string }, take: (event: T) => void): EventSource {
  const source = new EventSource(path);
  source.onopen = () => state.replaceChildren(words.live);
  source.onerror = () => state.replaceChildren(source.readyState === EventSource.CLOSED ? '' : words.reconnecting);
  // The door is there, and the service behind it is away: what is shown may be old until it is back.
  source.addEventListener('reconnecting', () => state.replaceChildren(words.reconnecting));
  source.addEventListener('live', () => state.replaceChildren(words.live));
  // The stream says why it ends: asking again would be told the same.
  source.addEventListener('problem', ({ data }) => {
    source.close();
    const { reason = '', detail = '' } = JSON.parse(data as string) as { reason?: string; detail?: string };
    state.replaceChildren(messageOf(reason, detail));
  });
  source.onmessage = ({ data }) => take(JSON.parse(data as string) as T);
  return source;
}

const askEvery = 15_000;  // milliseconds; each answer with people in it stands in the audit

// What nobody streams, asked for again while `state` is on the screen and somebody looks at it; beside it, how old it is.
// `ask` draws what it gets; what it throws is tried again.
export async function keepAsking(state: HTMLElement, ask: () => Promise<unknown>): Promise<void> {
  let answered = '';
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    const text = failures > 0 ? t.staleSince(answered) : t.asOf(answered);
    if (state.textContent !== text) state.replaceChildren(failures > 0 ? h('span', { class: 'state bad' }, text) : text);
  };
  const next = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void again(), waitFor(failures, Math.random(), askEvery));
  };
  const again = async () => {
    if (!state.isConnected) return stop();
    if (document.hidden) return next();
    try {
      await ask();
      failures = 0;
      answered = showClock(new Date());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 401) {  // asking again would be told the same
        state.replaceChildren(h('span', { class: 'state bad' }, messageOf(error.reason, error.message)));
        return stop();
      }
      failures++;
    }
    tell();
    next();
  };
  const askNow = () => void again();
  const stop = () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', askNow);
    window.removeEventListener('online', askNow);
  };
  await ask();  // the first time, whoever opened the screen is told why not
  answered = showClock(new Date());
  tell();
  document.addEventListener('visibilitychange', askNow);
  window.addEventListener('online', askNow);
  next();
}
