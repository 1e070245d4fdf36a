// SPDX-License-Identifier: Apache-2.0
// tables.mjs TABLES COOKIE CODES: opens a venue with that many tables through the public door; writes the operator's Cookie
// header to COOKIE and what each table's symbol holds, a line each, to CODES.
import { writeFileSync } from 'node:fs';
import { newId } from '../../../infra/demo/door.mjs';
import { openVenue } from '../../../infra/demo/town.mjs';

const { TOWN_URL: url, TOWN_LISTEN: listen, TOWN_MAILBOX: mailbox } = process.env;
const [tables, cookieFile, codesFile] = [Number(process.argv[2]), process.argv[3], process.argv[4]];

async function layTables(door) {
  const floor = { kind: 'SPACE_KIND_FLOOR', displayName: '2階' };
  const places = Array.from({ length: tables }, (_, i) => ({ kind: 'SPACE_KIND_TABLE', displayName: `卓 ${i + 1}`, parentEntry: 1 }));
  const { spaces } = await door.post('/v1/venue/spaces', { requestId: newId(), spaces: [floor, ...places] });
  writeFileSync(codesFile, `${spaces.slice(1).map((space) => space.codeUrl).join('\n')}\n`);
  writeFileSync(cookieFile, `Cookie: ${[...door.cookies].map(([name, value]) => `${name}=${value}`).join('; ')}`);
}

const venue = {
  displayName: '計測 食堂',
  address: '大阪府大阪市北区 見本',
  areaCode: '271004',
  kind: 'VENUE_KIND_FOOD',
  emailAddress: 'owner@load.example.jp',
};
openVenue({ url, listen, mailbox }, venue, layTables).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
