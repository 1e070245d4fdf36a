// SPDX-License-Identifier: Apache-2.0
// watcher.mjs AREA FILE: an officer of the area logs in; her session cookie goes to the file, as a Cookie header's value.
import { writeFileSync } from 'node:fs';
import { newId } from '../../../infra/demo/door.mjs';
import { officer } from './officer.mjs';

try {
  const door = await officer(`load-board-${newId().slice(0, 8)}`, [process.argv[2]]);
  writeFileSync(process.argv[3], `${[...door.cookies].map(([name, value]) => `${name}=${value}`).join('; ')}\n`);
  door.close();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
