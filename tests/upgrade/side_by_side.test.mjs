// SPDX-License-Identifier: Apache-2.0
// Services of the previous release are replaced one by one while people go on: old and new work side by side, whichever
// of the orders that decision 0042 allows is taken, nothing that was acknowledged is lost, and everybody is told once.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { story } from '../journey/support/story.mjs';
import { hour, Town, until } from '../journey/support/town.mjs';
import { assertToldOnce, counts, liveAfter, liveBefore, warnOne } from './life.mjs';

const upwards = ['vault', 'mail', 'identity', 'venue', 'registry', 'capacity', 'visit', 'observation', 'exposure', 'gateway_public', 'gateway_staff'];
// A process without a database has nothing that two of them could share.
const withDatabase = (name) => !name.startsWith('gateway');
const orders = {
  'from the lowest level upwards, each new one beside the old first': { names: upwards, beside: true },
  'from the doors downwards': { names: upwards.toReversed(), beside: false },
};

for (const [title, { names, beside }] of Object.entries(orders)) {
  describe(`the previous release is replaced ${title}`, { timeout: 1_500_000 }, () => {
    const step = story();
    const warned = [];
    let town, life, kept;

    before(async () => {
      assert.ok(process.env.MIMAMORI_PREVIOUS, 'this is started by tests/upgrade/run.sh');
      town = await Town.start({ previous: process.env.MIMAMORI_PREVIOUS });
    });
    after(() => town?.stop());

    step('people live with the previous release', async () => {
      life = await liveBefore(town);
      await town.startProcess('mailbox');
      await town.moveClock(2 * hour);  // past the stay that is still open, so that each warning is one person's
      warned.push(await warnOne(town, life, 'before'));
      kept = await counts(town);
    });

    for (const name of names) {
      if (beside && withDatabase(name)) {
        step(`${name}: both releases work on one database`, async () => {
          await town.startBeside(name);
          // A vault of 0.2.0 reads no rules of a newer one, and opens nothing until it is replaced: check-ins go on, mails wait.
          if (name === 'vault') {
            warned.push(await warnOne(town, life, `beside-${name}`, async () => {
              await until(() => town.count('mail', 'SELECT count(*) FROM outbox WHERE state = 1 AND attempts > 0'), 'a mail in vain');
              await swap(name);
              await town.moveClock(120);  // the mail's second attempt
            }));
          } else {
            warned.push(await warnOne(town, life, `beside-${name}`));
            await swap(name);
          }
        });
      }
      step(`${name}: the new one works with the others of before`, async () => {
        if (!beside || !withDatabase(name)) await town.replaceProcess(name);
        warned.push(await warnOne(town, life, `after-${name}`));
      });
    }
    async function swap(name) {
      await town.stopBeside(name);
      await town.replaceProcess(name);
    }

    step('everybody was told once, and nothing is lost', async () => {
      await assertToldOnce(town, warned);
      const now = await counts(town);
      for (const [what, number] of Object.entries(kept)) assert.ok(now[what] >= number, `${what}: ${number} before, ${now[what]} now`);
      assert.equal(now.stays, kept.stays + warned.length - 1);
      assert.equal(now.exposures, kept.exposures + warned.length - 1);
    });

    step('this release alone works with all that was kept', () => liveAfter(town, life));
  });
}
