// SPDX-License-Identifier: Apache-2.0
// Writes web-client/src/schemas.ts anew; after a change of the protos, and a build of the gateways.
import { writeFile } from 'node:fs/promises';
import { freshTypes, typesFile } from './types.mjs';

await writeFile(typesFile, await freshTypes());
