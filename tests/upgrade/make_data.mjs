// SPDX-License-Identifier: Apache-2.0
// Lives with the previous release and writes what it kept to a folder: a dump a database, keys, secrets, and what people have in
// their hands.
//
//   node make_data.mjs FOLDER        with MIMAMORI_PREVIOUS: its checkout, built
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { databases, Town } from '../journey/support/town.mjs';
import { counts, liveBefore } from './life.mjs';

const processes = [...databases, 'gateway_public', 'gateway_staff'];
const folder = process.argv[2];
// What only psql of the last months knows: a dump from elsewhere could do more than fill a database, this one comes from here.
const withoutRestriction = (dump) => dump.replace(/^\\(un)?restrict .*\n/gm, '');
const previous = process.env.MIMAMORI_PREVIOUS;
if (!folder || !previous) throw new Error('this is started by tests/upgrade/run.sh data');
const town = await Town.start({ previous });
try {
  const life = await liveBefore(town);
  life.counts = await counts(town);
  life.time = Math.round(town.now());
  for (const name of processes.toReversed()) await town.stopProcess(name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of databases) await writeFile(join(folder, `${name}.sql`), withoutRestriction(await town.dump(name)));
  await cp(town.keys, join(folder, 'keys'), { recursive: true });
  await cp(dirname(town.callers), join(folder, 'secrets'), { recursive: true });
  await writeFile(join(folder, 'life.json'), `${JSON.stringify(life, null, 1)}\n`);
} finally {
  await town.stop();
}
