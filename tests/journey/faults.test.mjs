// SPDX-License-Identifier: Apache-2.0
// Servers and services stop in the middle of everything: whatever was acknowledged is there, once, and everybody is told
// once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { call } from './support/call.mjs';
import * as people from './support/people.mjs';
import { Stream } from './support/stream.mjs';
import { Town, until } from './support/town.mjs';

const guests = Array.from({ length: 8 }, (_, index) => `guest${index}@guest${index}.example.jp`);

describe('faults', { timeout: 1_500_000 }, () => {
  let town, venue, code, visitors, noon;

  before(async () => {
    town = await Town.start({ durable: true });
    town.createOfficer('sato', '佐藤 美咲', 'correct horse battery 1');
    town.createOfficer('suzuki', '鈴木 健', 'correct horse battery 2');
    ({ venue, code } = await people.openVenue(town, 'owner@faults.example.jp'));
    noon = town.now();
    visitors = [];
    for (const guest of guests) visitors.push(await people.visit(town, code, guest));
  });
  after(() => town?.stop());

  const stream = () => new Stream(town, code, visitors);

  async function assertNothingLost(checkIns) {
    assert.ok(checkIns.acknowledged.size > 0);
    assert.deepEqual(await checkIns.losses(), { lost: [], doubled: [] });
  }

  // A new exposure that the second officer approves: {id, officer}. Where the guests came at that time.
  async function approveOne(venueId, came) {
    const sato = await people.logIn(town, 'sato', 'correct horse battery 1');
    const suzuki = await people.logIn(town, 'suzuki', 'correct horse battery 2');
    // Long enough ago to be over, and still within the guests' stay.
    const exposure = await people.declare(town, sato, venueId, came - 3600e3, Math.min(came + 1800e3, town.now() - 1000));
    await people.approve(suzuki, exposure);
    return { id: exposure.id, officer: suzuki };
  }

  // All guests in another place, half an hour ago: of one place and day nobody is told twice.
  async function gatherElsewhere(owner) {
    const elsewhere = await people.openVenue(town, owner);
    const came = town.now();
    for (const guest of visitors) await guest.post('/v1/check-ins', { requestId: people.timedId(came), code: elsewhere.code });
    await town.moveClock(1900);
    return { venueId: elsewhere.venue.id, came };
  }

  const messages = "outbox JOIN message_groups g ON g.id = group_id WHERE g.caller = 'exposure' AND g.name =";
  const inQueue = (id) => town.count('mail', `SELECT count(*) FROM ${messages} '${id}'`);
  const toldTimes = async () => Promise.all(guests.map(async (guest) => (await people.alertsTo(town, guest)).length));

  async function untilDispatched({ id, officer }) {
    await until(async () => (await officer.get(`/v1/exposures/${id}`)).state === 'STATE_DISPATCHED', 'the dispatch');
  }

  for (const [how, deed] of [['restarts', 'stopProcess'], ['is killed', 'killProcess']]) {
    test(`PostgreSQL ${how} under load: UNAVAILABLE, then everything recovers by itself`, async () => {
      const checkIns = stream();
      await checkIns.more(100);
      await town[deed]('postgres');
      await checkIns.trouble();
      await town.startProcess('postgres');
      await checkIns.more(100);
      await checkIns.stop();
      assert.ok(checkIns.refusals.length > 0);
      assert.equal(checkIns.broken, 0, 'everybody got an answer');
      for (const { status, json, headers } of checkIns.refusals) {
        assert.ok(status === 503 || status === 504, `${status} ${JSON.stringify(json)}`);
        assert.match(headers['content-type'], /problem\+json/);
        assert.ok(json.reason);
      }
      await assertNothingLost(checkIns);
    });
  }

  test('Redis stops: check-ins go on, new addresses too', async () => {
    const checkIns = stream();
    await checkIns.more(50);
    await town.stopProcess('redis');
    await checkIns.more(100);
    await people.visit(town, code, 'newcomer@newcomer.example.jp');
    await checkIns.stop();
    assert.deepEqual([checkIns.refusals.length, checkIns.broken], [0, 0]);
    await assertNothingLost(checkIns);
    await town.startProcess('redis');
    assert.equal((await call(town, 'GET', `/v1/doorways/${code}`)).status, 200);
  });

  test('SMTP is down: alerts wait, and go out later, once', async () => {
    await town.moveClock(1900);
    await town.stopProcess('mailbox');
    const told = await approveOne(venue.id, noon);
    await untilDispatched(told);
    const recipients = (await told.officer.get(`/v1/exposures/${told.id}`)).recipients;
    assert.ok(recipients >= guests.length, `${recipients} recipients`);
    assert.equal(await inQueue(told.id), recipients);
    await until(async () => (await town.readLogs()).includes('the mail server takes nothing'), 'an attempt');
    assert.equal(await town.count('mail', `SELECT count(*) FROM ${messages} '${told.id}' AND state IN (1, 3)`), recipients, 'all wait');
    await town.startProcess('mailbox');
    await until(async () => (await toldTimes()).every((times) => times > 0), 'the alerts after the pause');
    assert.deepEqual(await toldTimes(), guests.map(() => 1));
    assert.equal(await inQueue(told.id), recipients);
  });

  for (const name of ['venue', 'mail', 'exposure']) {
    test(`${name} is killed under load: check-ins do not notice`, async () => {
      const checkIns = stream();
      await checkIns.more(30);
      await town.killProcess(name);
      await checkIns.more(60);
      await town.startProcess(name);
      await checkIns.more(30);
      await checkIns.stop();
      assert.deepEqual([checkIns.refusals.map(({ text }) => text), checkIns.broken], [[], 0]);
      await assertNothingLost(checkIns);
    });
  }

  for (const name of ['visit', 'gateway_public']) {
    test(`${name} is killed under load: nothing that was acknowledged is lost`, async () => {
      const checkIns = stream();
      await checkIns.more(60);
      await town.killProcess(name);
      await checkIns.trouble();
      await town.startProcess(name);
      await checkIns.more(60);
      await checkIns.stop();
      for (const { status } of checkIns.refusals) assert.ok(status === 503 || status === 504, String(status));
      await assertNothingLost(checkIns);
    });
  }

  for (const name of ['exposure', 'mail', 'visit', 'vault']) {
    test(`${name} is killed right after an approval: everybody is queued once`, async () => {
      const { venueId, came } = await gatherElsewhere(`owner-${name}@faults.example.jp`);
      const before_ = await toldTimes();
      const told = await approveOne(venueId, came);
      await town.killProcess(name);
      await town.startProcess(name);
      await untilDispatched(told);
      const { recipients } = await told.officer.get(`/v1/exposures/${told.id}`);
      assert.ok(recipients >= guests.length);
      assert.equal(await inQueue(told.id), recipients, 'one message a person');
      // What a killed sender had in its hands is sent again after a while: at least once, and never queued twice.
      await until(async () => {
        await town.moveClock(60);
        return (await toldTimes()).every((times, index) => times > before_[index]);
      }, 'the alerts');
      assert.equal(await inQueue(told.id), recipients);
    });
  }
});
