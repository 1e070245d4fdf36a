// SPDX-License-Identifier: Apache-2.0
// figures.mjs TIMES DAYS AREAS FACILITIES: an officer of all these prefectures asks for the national table of so many days, one
// after another, none twice in a row. Prints the 95th percentile in milliseconds from request to answer.
import { newId } from '../../../infra/demo/door.mjs';
import { officer } from './officer.mjs';

const [times, days, areas, facilities] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4].split(','), Number(process.argv[5])];
try {
  const door = await officer(`load-figures-${newId().slice(0, 8)}`, areas);
  const taken = [];
  for (let i = 0; i < times; i++) {
    const date = new Date(Date.now() + 9 * 3600e3 - (1 + (i * 389) % days) * 86400e3).toISOString().slice(0, 10);
    const start = performance.now();
    const { total } = await door.get(`/v1/bedFigures?date=${date}`);
    taken.push(performance.now() - start);
    const known = total.classes.find(({ bedClass }) => bedClass === 'severe')?.known;
    if (known !== facilities) throw new Error(`${known} facilities on ${date}`);
  }
  taken.sort((a, b) => a - b);
  console.log(taken[Math.floor(times * 0.95)].toFixed(1));
  door.close();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
