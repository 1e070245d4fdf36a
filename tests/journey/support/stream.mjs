// SPDX-License-Identifier: Apache-2.0
// A bounded stream of check-ins through the door: `width` at a time, each with a request id of its own, by visitors whose
// addresses are confirmed.
import { call } from './call.mjs';
import * as people from './people.mjs';
import { until } from './town.mjs';

export class Stream {
  acknowledged = new Set();
  refusals = [];  // answers that were no acknowledgement
  broken = 0;     // connections that ended without an answer
  #running = true;
  #workers;

  constructor(town, code, visitors, { width = 30, most = 20_000 } = {}) {
    this.town = town;
    this.code = code;
    this.jars = visitors.map(({ cookies }) => Object.fromEntries([...cookies].filter(([name]) => /visitor/i.test(name))));
    this.left = most;
    this.#workers = Array.from({ length: width }, () => this.#work());
  }

  async #work() {
    while (this.#running && this.left-- > 0) {
      const requestId = people.timedId(this.town.now());
      const cookies = this.jars[this.left % this.jars.length];
      const answer = await call(this.town, 'POST', '/v1/check-ins', { body: { requestId, code: this.code }, cookies })
        .catch(() => null);
      if (answer?.status === 200) this.acknowledged.add(requestId);
      else if (answer) this.refusals.push(answer);
      else this.broken++;
      // Whoever is refused waits a little, as Retry-After asks.
      if (answer?.status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  // Until so many more were acknowledged.
  more(count) {
    const goal = this.acknowledged.size + count;
    return until(() => this.acknowledged.size >= goal, `${count} more check-ins`);
  }

  // Until somebody was refused or cut off.
  trouble() { return until(() => this.refusals.length + this.broken > 0, 'a check-in that is not acknowledged'); }

  async stop() {
    this.#running = false;
    await Promise.all(this.#workers);
  }

  // Request ids that were acknowledged and are not in the table, and those that are in it twice.
  async losses() {
    const rows = await this.town.sql('visit', 'SELECT request_id, count(*) FROM stays GROUP BY request_id');
    const counts = new Map(rows.map(([id, count]) => [id, Number(count)]));
    return {
      lost: [...this.acknowledged].filter((id) => !counts.has(id)),
      doubled: [...counts].filter(([, count]) => count > 1).map(([id]) => id),
    };
  }
}
