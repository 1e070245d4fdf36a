// SPDX-License-Identifier: Apache-2.0
// A stream of server-sent events that answers a POST, which EventSource can't ask for.
import { Problem } from './api';

// Until the stream ends. A problem, before the stream or within it, is thrown.
export async function eventsOf<T>(path: string, body: unknown, take: (event: T) => void): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', headers: { accept: 'text/event-stream', 'content-type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    throw new Problem(0, 'OFFLINE', '', '');
  }
  if (!response.ok || !response.body) throw problemOf(response.status, await response.text());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const events = text.split('\n\n');
    text = events.pop() ?? '';  // not whole yet
    for (const event of events) {
      const lines = event.split('\n');
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5)).join('\n');
      if (lines.some((line) => line.startsWith('event:') && line.slice(6).trim() === 'problem')) throw problemOf(response.status, data);
      if (data) take(JSON.parse(data) as T);
    }
  }
}

function problemOf(status: number, text: string): Problem {
  let told: { reason?: string; detail?: string; field?: string } = {};
  try {
    told = JSON.parse(text) as typeof told;
  } catch {
    // Not the door's own words: the status alone is known.
  }
  return new Problem(status, told.reason ?? '', told.detail ?? '', told.field ?? '');
}
