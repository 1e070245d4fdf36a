// SPDX-License-Identifier: Apache-2.0
// visitors.mjs VENUES VISITORS FILE: opens venues and verifies visitors through the public door; prints the first venue and
// its code, and writes each visitor's Cookie header (her proof alone) to FILE.
import { writeFileSync } from 'node:fs';
import { codeOf, openVenue, visit } from '../../../infra/demo/town.mjs';

const { TOWN_URL: url, TOWN_LISTEN: listen, TOWN_MAILBOX: mailbox } = process.env;
const [venues, visitors, file] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const place = { url, listen, mailbox };

async function make() {
  const opened = [];
  for (let i = 0; i < venues; i++) {
    opened.push(
      await openVenue(place, {
        displayName: `計測 ${i}`,
        address: '大阪府大阪市北区 見本',
        areaCode: '271004',
        kind: 'VENUE_KIND_FOOD',
        emailAddress: `owner@load${i}.example.jp`,
      }),
    );
  }
  const code = codeOf(opened[0].codeUrl);
  const lines = [];
  for (let i = 0; i < visitors; i++) {
    const door = await visit(place, code, `visitor@load${i}.example.jp`);
    // The proof alone: with the stay's cookie a check-in would extend the stay instead of opening one.
    const proof = [...door.cookies].filter(([name]) => !/stay/i.test(name)).map(([name, value]) => `${name}=${value}`);
    lines.push(proof.join('; '));
    door.close();
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
  console.log(`venue=${opened[0].id} code=${code}`);
}

make().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
