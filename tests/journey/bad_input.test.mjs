// SPDX-License-Identifier: Apache-2.0
// Somebody sends nonsense: each time a clear problem with a stable reason and field, and nothing is kept.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { call } from './support/call.mjs';
import * as people from './support/people.mjs';
import { day, hour, Town, until } from './support/town.mjs';
import { found } from './support/traces.mjs';

const address = 'guest@guest.example.jp';

describe('bad input', { timeout: 900_000 }, () => {
  let town, venue, code, operator;

  before(async () => {
    town = await Town.start();
    const openingHours = { everyDay: ['10:00-23:00'] };
    ({ venue, code, door: operator } = await people.openVenue(town, 'owner@bad.example.jp', { ...people.cafe, openingHours }));
  });
  after(() => town?.stop());

  // How much the services keep about stays, venues and cases.
  async function kept() {
    const numbers = {};
    for (const [database, table] of [['visit', 'stays'], ['visit', 'verifications'], ['venue', 'venues'], ['venue', 'registrations'],
      ['registry', 'cases'], ['exposure', 'exposures'], ['mail', 'outbox']]) {
      numbers[table] = await town.count(database, `SELECT count(*) FROM ${table}`);
    }
    return numbers;
  }

  const good = () => ({ requestId: people.timedId(town.now()), code, emailAddress: address, consent: true, language: 'ja' });
  const flipped = (text, index) => text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1);

  // Refuses, with this status, reason and field, in the form of a problem.
  function assertProblem(answer, [status, reason, field = ''], what) {
    assert.equal(`${answer.status} ${answer.json?.reason} ${answer.json?.field ?? ''}`.trim(), `${status} ${reason} ${field}`.trim(), `${what}: ${answer.text}`);
    assert.match(answer.headers['content-type'], /^application\/problem\+json/, what);
    assert.equal(answer.json.status, status, what);
    assert.ok(answer.json.detail, `${what}: a sentence for people`);
    assert.match(answer.json.trace_id, /^[0-9a-f]{32}$/, what);
    assert.deepEqual(found(answer.text, [address]), [], `${what}: says nobody's address back`);
  }

  // name: [what is sent, the answer]; what is sent is a change of a good check-in, or its whole body as text or bytes.
  const checkIns = () => ({
    'text that is not JSON': ['{"requestId":', [400, 'MALFORMED_JSON']],
    'JSON that is no object': ['[1, 2]', [400, 'MALFORMED_JSON']],
    'an empty body': ['', [400, 'MALFORMED_ID', 'request_id']],
    'bytes that are not UTF-8': [Buffer.concat([Buffer.from('{"code":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]), [400, 'TEXT_NOT_PLAIN']],
    'an unknown field': [{ nickname: 'x' }, [400, 'UNKNOWN_FIELD', 'nickname']],
    'a number where text belongs': [{ code: 7 }, [400, 'BAD_VALUE', 'code']],
    'text where true or false belongs': [{ consent: 'perhaps' }, [400, 'BAD_VALUE', 'consent']],
    'a cookie in the body': [{ visitorCookie: 'forged' }, [400, 'FIELD_NOT_ALLOWED', 'visitor_cookie']],
    'no request id': [{ requestId: undefined }, [400, 'MALFORMED_ID', 'request_id']],
    'a request id without its time': [{ requestId: people.newId() }, [400, 'REQUEST_ID_NOT_TIMED', 'request_id']],
    'an id of another kind': [{ requestId: '../../etc' }, [400, 'MALFORMED_ID', 'request_id']],
    'a clock that is ten minutes fast': [{ requestId: people.timedId(town.now() + 600e3) }, [400, 'ARRIVAL_IN_FUTURE', 'request_id']],
    'a clock that is two days slow': [{ requestId: people.timedId(town.now() - 2 * day * 1000) }, [400, 'ARRIVAL_TOO_OLD', 'request_id']],
    'an arrival in the future': [{ arriveTime: new Date(town.now() + 600e3).toISOString() }, [400, 'ARRIVAL_IN_FUTURE', 'arrive_time']],
    'an arrival of the day before yesterday': [{ arriveTime: new Date(town.now() - 2 * day * 1000).toISOString() }, [400, 'ARRIVAL_TOO_OLD', 'arrive_time']],
    'a time that is none': [{ arriveTime: 'noon' }, [400, 'BAD_VALUE', 'arrive_time']],
    'no address': [{ emailAddress: undefined }, [400, 'MISSING_FIELD', 'email_address']],
    'an address that is none': [{ emailAddress: 'guest at example' }, [400, 'MALFORMED_EMAIL_ADDRESS', 'email_address']],
    'an address that is too long': [{ emailAddress: `${'a'.repeat(300)}@example.jp` }, [400, 'MALFORMED_EMAIL_ADDRESS', 'email_address']],
    'an address with a second header in it': [{ emailAddress: 'a@example.jp\r\nBcc: b@example.jp' }, [400, 'MALFORMED_EMAIL_ADDRESS', 'email_address']],
    'no consent': [{ consent: false }, [400, 'MISSING_FIELD', 'consent']],
    'a language that we do not speak': [{ language: 'xx' }, [400, 'UNKNOWN_LANGUAGE', 'language']],
    'a code with a wrong MAC': [{ code: flipped(code, 20) }, [404, 'CODE_UNKNOWN']],
    'a code of another venue number': [{ code: flipped(code, 3) }, [404, 'CODE_UNKNOWN']],
    'half a code': [{ code: code.slice(0, 14) }, [404, 'CODE_UNKNOWN']],
    'a code with a quote in it': [{ code: `${code.slice(0, 27)}'` }, [404, 'CODE_UNKNOWN']],
  });

  test('check-ins', async (context) => {
    const before_ = await kept();
    for (const [what, [sent, answer]] of Object.entries(checkIns())) {
      await context.test(what, async () => {
        const body = typeof sent === 'string' || Buffer.isBuffer(sent) ? sent : { ...good(), ...sent };
        assertProblem(await call(town, 'POST', '/v1/check-ins', { body }), answer, what);
      });
    }
    assert.deepEqual(await kept(), before_, 'nothing was kept');
  });

  test('requests that the door itself refuses', async (context) => {
    const before_ = await kept();
    const other = { 'a missing origin': [{ headers: { origin: null } }, [403, 'ORIGIN_REFUSED']],
      'the origin null': [{ headers: { origin: 'null' } }, [403, 'ORIGIN_REFUSED']],
      'a stranger\'s origin': [{ headers: { origin: 'https://evil.example' } }, [403, 'ORIGIN_REFUSED']],
      'another kind of body': [{ headers: { 'content-type': 'text/plain' } }, [415, 'UNSUPPORTED_MEDIA_TYPE']],
      'two megabytes': [{ body: `{"code":"${'x'.repeat(2 << 20)}"}` }, [413, 'BODY_TOO_LARGE']],
      'thirty kilobytes of headers': [{ headers: { 'x-much': 'y'.repeat(30_000) } }, [431, 'HEADERS_TOO_LARGE']] };
    for (const [what, [options, [status, reason]]] of Object.entries(other)) {
      await context.test(what, async () => {
        const answer = await call(town, 'POST', '/v1/check-ins', { body: good(), ...options });
        assert.equal(`${answer.status} ${answer.json?.reason}`, `${status} ${reason}`, answer.text);
      });
    }
    await context.test('a forged caller', async () => {
      const answer = await call(town, 'GET', '/v1/venue', { headers: { 'mimamori-caller-bin': 'AAAA', 'x-mimamori-caller': 'root' } });
      assertProblem(answer, [401, 'SESSION_REQUIRED'], 'a forged caller');
    });
    await context.test('a path that is none', async () => {
      assertProblem(await call(town, 'GET', '/v1/nowhere'), [404, 'ROUTE_NOT_FOUND'], 'a path that is none');
    });
    await context.test('another method', async () => {
      assertProblem(await call(town, 'DELETE', '/v1/check-ins'), [405, 'METHOD_NOT_ALLOWED'], 'another method');
    });
    await context.test('a staff method at the public door', async () => {
      assertProblem(await call(town, 'GET', '/v1/cases'), [404, 'ROUTE_NOT_FOUND'], 'a staff method');
    });
    await context.test('a staff method without a session', async () => {
      assertProblem(await call(town, 'GET', '/v1/cases', { door: 'staff' }), [401, 'SESSION_REQUIRED'], 'without a session');
    });
    assert.deepEqual(await kept(), before_, 'nothing was kept');
  });

  test('registrations of venues', async (context) => {
    const before_ = await kept();
    const whole = () => ({ requestId: people.newId(), ...people.cafe, emailAddress: address });
    const cases = {
      'a name of 101 characters': [{ displayName: '店'.repeat(101) }, [400, 'TEXT_TOO_LONG', 'display_name']],
      'a name with a line break': [{ displayName: 'Bar\nTender' }, [400, 'TEXT_NOT_PLAIN', 'display_name']],
      'a name that writes backwards': [{ displayName: 'abc\u202edef' }, [400, 'TEXT_NOT_PLAIN', 'display_name']],
      'no name': [{ displayName: '' }, [400, 'MISSING_FIELD', 'display_name']],
      'a municipality that is none': [{ areaCode: '12' }, [400, 'MALFORMED_AREA_CODE', 'area_code']],
      'a kind that is none': [{ kind: 'VENUE_KIND_BAR' }, [400, 'BAD_VALUE', 'kind']],
      'no kind': [{ kind: undefined }, [400, 'MISSING_FIELD', 'kind']],
      'less than no seats': [{ seatCount: -1 }, [400, 'BAD_COUNT', 'seat_count']],
      'a number beyond all numbers': [{ seatCount: 99999999999 }, [400, 'BAD_VALUE', 'seat_count']],
      'a time zone that is none': [{ timeZone: 'Mars/Olympus' }, [400, 'UNKNOWN_TIME_ZONE', 'time_zone']],
      'an address that is none': [{ emailAddress: '@' }, [400, 'MALFORMED_EMAIL_ADDRESS', 'email_address']],
    };
    for (const [what, [change, answer]] of Object.entries(cases)) {
      await context.test(what, async () => {
        assertProblem(await call(town, 'POST', '/v1/venues', { body: { ...whole(), ...change } }), answer, what);
      });
    }
    assert.deepEqual(await kept(), before_, 'nothing was kept');
  });

  test('links that are none, and links that were used', async () => {
    const nothing = 'A'.repeat(22);
    assertProblem(await call(town, 'GET', `/v1/links/${nothing}`), [404, 'LINK_UNKNOWN'], 'no such link');
    for (const path of ['/v1/addresses:confirm', '/v1/venues:confirm']) {
      assertProblem(await call(town, 'POST', path, { body: { requestId: people.newId(), token: nothing } }), [404, 'LINK_UNKNOWN'], path);
    }
    const link = await town.mailedLink('owner@bad.example.jp', '/venues/confirm/');
    const token = link.slice(link.lastIndexOf('/') + 1);
    assertProblem(await call(town, 'POST', '/v1/venues:confirm', { body: { requestId: people.newId(), token } }), [400, 'LINK_USED'], 'used');
    // A link for one thing is no link for another.
    assertProblem(await call(town, 'POST', '/v1/addresses:confirm', { body: { requestId: people.newId(), token } }), [404, 'LINK_UNKNOWN'], 'another purpose');
    assert.equal(await town.count('venue', 'SELECT count(*) FROM venues'), 1);
  });

  test('a replay is the same stay, and a request id used for something else is refused', async () => {
    const body = good();
    const first = await call(town, 'POST', '/v1/check-ins', { body });
    const again = await call(town, 'POST', '/v1/check-ins', { body });
    assert.deepEqual([first.status, again.status], [200, 200], again.text);
    assert.equal(again.json.stay.arriveTime, first.json.stay.arriveTime);
    assert.equal(await town.count('visit', 'SELECT count(*) FROM stays'), 1);
    const stolen = { ...body, emailAddress: 'somebody.else@else.example.jp' };
    assertProblem(await call(town, 'POST', '/v1/check-ins', { body: stolen }), [409, 'REQUEST_ID_REUSED'], 'a stolen id');
    assert.equal(await town.count('visit', 'SELECT count(*) FROM stays'), 1);
  });

  test('a forged or foreign cookie is no cookie', async () => {
    for (const value of ['forged', 'A'.repeat(300), encodeURIComponent('{"email":"x"}')]) {
      const cookies = { visitor: value, stay: value, mimamori_visitor: value };
      const answer = await call(town, 'POST', '/v1/check-ins', { body: { ...good(), emailAddress: undefined }, cookies });
      assertProblem(answer, [400, 'MISSING_FIELD', 'email_address'], 'a forged cookie');
    }
  });

  test('an arrival out of hours is answered as any other, kept, marked, and counted in the preview', async () => {
    const arrive = async (emailAddress, arrivedAt) => {
      const arriveTime = new Date(arrivedAt).toISOString();
      const answer = await call(town, 'POST', '/v1/check-ins', { body: { ...good(), emailAddress, arriveTime } });
      assert.equal(answer.status, 200, answer.text);
      return answer.json;
    };
    const noon = town.now();
    const atSeven = noon - 5 * hour * 1000;
    const early = await arrive('early@early.example.jp', atSeven);
    const usual = await arrive('usual@usual.example.jp', noon - 2 * hour * 1000);
    const shape = (json) => [Object.keys(json).sort(), Object.keys(json.stay).sort(), json.verificationPending];
    assert.deepEqual(shape(early), shape(usual), 'nobody is told');
    assert.deepEqual(await town.sql('visit', 'SELECT marks, count(*) FROM stays GROUP BY marks ORDER BY marks'),
      [['0', '1'], ['1', '1'], ['3', '1']], 'at noon; told later; told later and out of hours');
    town.createOfficer('sato', '佐藤 美咲', 'correct horse battery 1');
    const officer = await people.logIn(town, 'sato', 'correct horse battery 1');
    const exposure = await people.declare(town, officer, venue.id, atSeven, noon - 1.5 * hour * 1000);
    const preview = await officer.get(`/v1/exposures/${exposure.id}:preview`);
    assert.deepEqual([preview.stays, preview.staysOutOfHours, preview.unverified, preview.recipients], [2, 1, 2, 0]);
  });

  test('a code that was replaced is refused within a minute', async () => {
    await operator.post('/v1/venue:replaceCode', { requestId: people.newId() });
    const before_ = await kept();
    const answer = await until(async () => {
      const one = await call(town, 'GET', `/v1/doorways/${code}`);
      return one.status !== 200 && one;
    }, 'the revocation');
    assertProblem(answer, [400, 'CODE_REVOKED'], 'the doorway');
    assertProblem(await call(town, 'POST', '/v1/check-ins', { body: good() }), [400, 'CODE_REVOKED'], 'a check-in');
    assert.deepEqual(await kept(), before_);
    const fresh = await operator.get('/v1/venue');
    code = people.codeOf(fresh.codeUrl);
    assert.equal(fresh.id, venue.id);
    assert.equal((await call(town, 'GET', `/v1/doorways/${code}`)).status, 200);
  });

  test('a proof of ninety-one days ago is refused, and its cookie deleted', async () => {
    const visitor = await people.visit(town, code, 'old@old.example.jp');
    await town.moveClock(91 * day);
    const cookies = Object.fromEntries(visitor.cookies);
    const request = () => ({ requestId: people.timedId(town.now()), code });
    // The keys of a day three months later are fetched within seconds.
    const answer = await until(async () => {
      const one = await call(town, 'POST', '/v1/check-ins', { body: request(), cookies });
      return one.status !== 503 && one;
    }, 'the day');
    assertProblem(answer, [401, 'PROOF_EXPIRED', 'visitor_cookie'], 'an old proof');
    const today = new Date(town.now()).toISOString().slice(0, 10);
    assert.equal(await town.count('visit', `SELECT count(*) FROM stays WHERE service_day >= '${today}'`), 0);
    assert.ok((answer.headers['set-cookie'] ?? []).some((line) => /visitor/i.test(line) && /Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(line)),
      `the cookie goes: ${answer.headers['set-cookie']}`);
  });
});
