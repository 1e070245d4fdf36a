// SPDX-License-Identifier: Apache-2.0
import { get } from './api';

// All pages of a list, put together. `path` without paging; at most `most` pages, so that nothing runs for ever.
export async function allOf<T>(path: string, name: string, most = 40, size = 500): Promise<T[]> {
  const all: T[] = [];
  let token = '';
  for (let page = 0; page < most; page++) {
    const answer = await get<Record<string, unknown>>(`${path}${path.includes('?') ? '&' : '?'}pageSize=${size}&pageToken=${encodeURIComponent(token)}`);
    all.push(...((answer[name] ?? []) as T[]));
    token = String(answer['nextPageToken'] ?? '');
    if (!token) break;
  }
  return all;
}
