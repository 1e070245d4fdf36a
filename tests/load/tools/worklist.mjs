// SPDX-License-Identifier: Apache-2.0
// worklist.mjs TIMES: an officer of a whole prefecture opens the first page of the worklist so often, one after another.
// Prints the 95th percentile in milliseconds from request to answer.
import { newId } from '../../../infra/demo/door.mjs';
import { officer } from './officer.mjs';

const times = Number(process.argv[2]);
try {
  const door = await officer(`load-worklist-${newId().slice(0, 8)}`);
  const taken = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    const { items } = await door.get('/v1/worklist?page_size=50');
    taken.push(performance.now() - start);
    if (items.length !== 50) throw new Error(`${items.length} items on the first page`);
  }
  taken.sort((a, b) => a - b);
  console.log(taken[Math.floor(times * 0.95)].toFixed(1));
  door.close();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
