// SPDX-License-Identifier: Apache-2.0
// import.mjs ROWS FILE: writes a table of that many venues to FILE and imports it as a health officer. Prints the
// milliseconds from request to answer.
import { writeFileSync } from 'node:fs';
import { newId } from '../../../infra/demo/door.mjs';
import { officer } from './officer.mjs';

const [rows, file] = [Number(process.argv[2]), process.argv[3]];
const heading = '施設名,住所,団体コード,種別,メールアドレス,席数,面積,滞在時間,営業時間';
const row = (i) => `計測 食堂 ${i},大阪府大阪市北区 見本 ${i},271004,飲食店,owner${i}@load.example.jp,${10 + (i % 90)},80,90,11:00-22:00`;

try {
  const table = `${[heading, ...Array.from({ length: rows }, (_, i) => row(i + 1))].join('\r\n')}\r\n`;
  writeFileSync(file, table);
  const door = await officer(`load-import-${newId().slice(0, 8)}`);
  const body = { requestId: newId(), content: Buffer.from(table).toString('base64') };
  const start = performance.now();
  const { venues } = await door.post('/v1/venues:import', body);
  const taken = performance.now() - start;
  if (venues !== rows) throw new Error(`${venues} venues were made`);
  console.log(Math.round(taken));
  door.close();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
