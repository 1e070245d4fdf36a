// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';

// The steps of one story: each builds on those before it, so after one that failed the rest are skipped, not failed.
export function story() {
  let broken = '';
  return (name, step) => test(name, async (context) => {
    if (broken) return context.skip(`after: ${broken}`);
    try {
      return await step(context);
    } catch (error) {
      broken = name;
      throw error;
    }
  });
}
