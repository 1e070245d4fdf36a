// SPDX-License-Identifier: Apache-2.0
// Whether a number that is asked for again and again is still to be believed.
export type Freshness = 'live' | 'reconnecting' | 'stale';

export const askEvery = 30_000;
const staleAfter = 2 * 60_000;

// Milliseconds: when an answer came last, now, and whether the newest question failed.
export function freshnessOf(answeredAt: number, now: number, failing: boolean): Freshness {
  if (now - answeredAt >= staleAfter) return 'stale';
  return failing ? 'reconnecting' : 'live';
}

// Sooner after a failure, but never at the same moment as everybody else.
export const waitFor = (failures: number, random: number, every = askEvery) =>
  failures === 0 ? every : Math.min(every, 2_000 * 2 ** Math.min(failures - 1, 4)) * (0.5 + random / 2);
