// SPDX-License-Identifier: Apache-2.0
// Retention ends: keys, stays and recipients of the day are gone, and whoever steals an old backup and today's keys can
// read and link nothing.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import * as people from './support/people.mjs';
import { story } from './support/story.mjs';
import { databases, day, hour, Town, until } from './support/town.mjs';
import { found } from './support/traces.mjs';

const guests = ['hanako@hanako.example.jp', 'maria@maria.example.com', 'taro@taro.example.jp'];

describe('forgetting', { timeout: 900_000 }, () => {
  const step = story();
  let town, venue, code, serviceDay, exposure, backup, contacts;

  before(async () => {
    town = await Town.start();
    town.createOfficer('sato', '佐藤 美咲', 'correct horse battery 1');
    town.createOfficer('suzuki', '鈴木 健', 'correct horse battery 2');
  });
  after(() => town?.stop());

  // The pseudonym key's line and a line a contact; see probe/main.cpp.
  async function probe(sealed) {
    const { stdout } = await town.as(town.serviceUser, join(town.programs, 'journey_probe'),
      ['--caller-keys', town.callers, '--clock-file', join(town.data, 'clock'), '--vault', `unix:${town.sockets}/vault.sock`,
        '--service-day', serviceDay], { input: sealed.map((line) => `${line.join(' ')}\n`).join('') });
    const [key, ...lines] = stdout.trim().split('\n');
    return { key, lines };
  }

  const sealedStays = (database) => town.sql(database,
    `SELECT stay_id, encode(sealed_contact, 'hex') FROM stays WHERE service_day = '${serviceDay}' ORDER BY stay_id`);

  // Files of the key folder that are named after the day.
  async function keysOfTheDay() {
    const names = await readdir(town.keys, { recursive: true });
    return names.filter((name) => name.includes(serviceDay)).sort();
  }

  step('people were here, and some were told', async () => {
    ({ venue, code } = await people.openVenue(town, 'owner@forget.example.jp'));
    const noon = town.now();
    for (const guest of guests) await people.visit(town, code, guest);
    await town.moveClock(2 * hour);
    const sato = await people.logIn(town, 'sato', 'correct horse battery 1');
    const suzuki = await people.logIn(town, 'suzuki', 'correct horse battery 2');
    exposure = await people.declare(town, sato, venue.id, noon - 600e3, noon + 3600e3);
    await people.approve(suzuki, exposure);
    await until(async () => (await people.alertsTo(town, guests[2])).length === 1, 'the alert');
    [[serviceDay]] = await town.sql('visit', 'SELECT DISTINCT service_day FROM stays');
  });

  step('while it lasts, the keys of the day open the contacts', async () => {
    contacts = await sealedStays('visit');
    assert.equal(contacts.length, guests.length);
    assert.equal(await town.count('exposure', 'SELECT count(*) FROM recipients'), guests.length);
    assert.deepEqual(await probe(contacts), { key: 'given', lines: contacts.map(() => 'opened matched') });
    // Sealed for another stay: another row's contact matches nobody.
    const moved = [[contacts[1][0], contacts[0][1]]];
    assert.deepEqual((await probe(moved)).lines, ['opened unmatched']);
    assert.equal((await keysOfTheDay()).length, 2, 'a pseudonym key and a sealing key');
  });

  step('a backup is made, without keys', async () => {
    backup = {};
    for (const database of databases) backup[database] = await town.dump(database);
    assert.ok(backup.visit.includes(contacts[0][1]), 'it holds the sealed contacts');
    for (const [database, dump] of Object.entries(backup)) assert.deepEqual(found(dump, guests), [], database);
  });

  step('on the last day of retention all is still there', async () => {
    await town.moveClock(28 * day - 3 * hour);
    await town.runJob('vault', 'destroy_keys');
    await town.runJob('visit', 'drop_expired_days');
    assert.equal((await keysOfTheDay()).length, 2);
    assert.equal((await sealedStays('visit')).length, guests.length);
  });

  step('two days later keys, stays, recipients and mails of the day are gone', async () => {
    await town.moveClock(2 * day);
    for (const [service, job] of [['exposure', 'end_old_exposures'], ['vault', 'destroy_keys'], ['visit', 'refresh_days'],
      ['visit', 'drop_expired_days'], ['mail', 'remove-old'], ['identity', 'remove_expired'],
      ...databases.map((service) => [service, 'forget_audit_payloads'])]) {
      await town.runJob(service, job);
    }
    assert.deepEqual(await keysOfTheDay(), []);
    assert.deepEqual(await sealedStays('visit'), []);
    const partition = `stays_${serviceDay.replaceAll('-', '')}`;
    assert.equal(await town.count('visit', `SELECT count(*) FROM pg_class WHERE relname = '${partition}'`), 0, 'the partition');
    assert.equal(await town.count('visit', `SELECT count(*) FROM verifications WHERE service_day = '${serviceDay}'`), 0);
    assert.equal(await town.count('exposure', 'SELECT count(*) FROM recipients'), 0);
    assert.equal(await town.count('mail', "SELECT count(*) FROM outbox WHERE caller IN ('visit', 'exposure')"), 0);
    for (const database of databases) {
      assert.equal(await town.count(database, `SELECT count(*) FROM audit_entries
        WHERE payload IS NOT NULL AND recorded_at < '${new Date(town.now() - 28 * day * 1000).toISOString()}'`), 0, database);
      const dump = await town.dump(database);
      for (const [, sealed] of contacts) assert.ok(!dump.includes(sealed), `a sealed contact is still in ${database}`);
    }
  });

  step('an old backup opens with none of today\'s keys', async () => {
    const admin = (...words) => ['-X', '-q', '-h', town.postgresSockets, '-U', 'postgres', ...words];
    await town.as(town.postgresUser, 'psql', admin('-d', 'postgres', '-c', 'CREATE DATABASE old_visit'));
    await town.as(town.postgresUser, 'psql', admin('-v', 'ON_ERROR_STOP=1', '-d', 'old_visit'), { input: backup.visit });
    const old = await sealedStays('old_visit');
    assert.deepEqual(old, contacts, 'the backup is whole');
    const { key, lines } = await probe(old);
    assert.deepEqual(lines, old.map(() => 'KEY_DESTROYED unmatched'));
    assert.equal(key, 'DAY_OUT_OF_REACH', 'no pseudonym of that day can be made again');
    assert.deepEqual(await keysOfTheDay(), [], 'asking makes no new key');
  });

  step('life goes on', async () => {
    await people.visit(town, code, 'newcomer@newcomer.example.jp');
    assert.equal(await town.count('visit', 'SELECT count(*) FROM stays'), 1);
  });
});
