// SPDX-License-Identifier: Apache-2.0
// What web-client/src/schemas.ts has to hold, by the doors as they are built now.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { typesOf } from '../../web-client/types.mjs';
import { describedBy, doors, makeKeys } from './doors.mjs';

export const typesFile = new URL('../../web-client/src/schemas.ts', import.meta.url);

export async function freshTypes() {
  const folder = await mkdtemp(join(tmpdir(), 'mimamori-types.'));
  try {
    await makeKeys(folder);
    const documents = [];
    for (const door of Object.keys(doors)) documents.push(JSON.parse(await describedBy(door, folder)));
    return await typesOf(documents);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
