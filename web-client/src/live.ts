// SPDX-License-Identifier: Apache-2.0
// What is told as it happens, with a word beside it that says whether it still is.
import { messageOf } from './texts';

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
