// SPDX-License-Identifier: Apache-2.0
// A stream of server-sent events that answers a POST, which EventSource can't ask for.
import { ask, problemOf } from './api';

// Until the stream ends. A problem, before the stream or within it, is thrown.
export async function eventsOf<T>(path: string, body: unknown, take: (event: T) => void): Promise<void> {
  const response = await ask('POST', path, body, 'text/event-stream');
  if (!response.body) throw problemOf(response.status, {});
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const events = text.split('\n\n');
    text = events.pop() ?? '';  // not whole yet
    for (const event of events) {
      const lines = event.split('\n');
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5)).join('\n');
      if (lines.some((line) => line.startsWith('event:') && line.slice(6).trim() === 'problem')) throw problemOf(response.status, JSON.parse(data));
      if (data) take(JSON.parse(data) as T);
    }
  }
}
