// SPDX-License-Identifier: Apache-2.0
// Hanako's phone has no browser. She writes a mail to the code on the wall: Postfix takes it, OpenDKIM and OpenDMARC judge
// whether it is hers, and she is checked in. Whoever pretends to be her is not believed, and nobody is written to because of him.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as people from './support/people.mjs';
import * as smtp from './support/smtp.mjs';
import { story } from './support/story.mjs';
import { Town, until } from './support/town.mjs';

const hanako = 'hanako@keitai.example';
const noRoot = process.getuid() !== 0 && 'Postfix is started by root alone';

describe('mail in', { timeout: 900_000, skip: noRoot }, () => {
  const step = story();
  let town, venue, code, door, mails = 0;

  before(async () => {
    town = await Town.start({ mailSystem: true });
    ({ venue, code, door } = await people.openVenue(town, 'owner@cafe.example.jp'));
  });
  after(() => town?.stop());

  const addressOf = (one) => `${one.toLowerCase()}@in.city.example`;
  const write = (headers = {}, text = 'I am here.') => smtp.write({
    From: `Hanako <${hanako}>`, To: addressOf(code), Subject: 'check-in', 'Message-ID': `<${++mails}@keitai.example>`,
    Date: new Date().toUTCString(), ...headers,
  }, text);
  const sign = (mail) => smtp.sign(mail, { domain: 'keitai.example', key: join(town.mailFolder, 'visitors.pem') });
  const hand = (mail, { from = hanako, to = addressOf(code) } = {}) => smtp.hand(town.mxPort, { from, to, mail });
  const stays = (where = 'true') => town.count('visit', `SELECT count(*) FROM stays WHERE ${where}`);
  const untilStays = (count, where) => until(async () => (await stays(where)) === count, `${count} stays where ${where}`);
  const logOfInboundMail = () => readFile(join(town.logFolder, 'inbound_mail.log'), 'utf8');
  const untilLogged = (reason, count = 1) => until(async () =>
    (await logOfInboundMail()).split('\n').filter((line) => line.includes(reason)).length >= count, `${count} mails ${reason}`);
  const untilDelivered = () => until(async () => (await town.mailQueue()) === 0, 'the mail system to have nothing left');
  // Everything that will ever be sent has been.
  const untilAnswered = async () => {
    await untilDelivered();
    await town.runJob('mail', 'send');
    await untilDelivered();
  };

  step('a mail that her domain vouches for is a verified stay, and a receipt comes back', async () => {
    const mail = sign(write());
    assert.equal((await hand(mail)).code, 250);
    await untilStays(1, 'verified');
    const link = await town.mailedLink(hanako, '/leave/');
    assert.equal((await hand(mail)).code, 250);
    await untilLogged('kept', 2);
    assert.equal(await stays(), 1, 'the same mail is the same stay');
    assert.equal((await town.mailsTo(hanako)).length, 1);
    const token = link.slice(link.lastIndexOf('/') + 1);
    await town.publicDoor().post('/v1/receipts:leave', { token });
    assert.equal(await stays('matched_until < arrived_at + interval \'30 minutes\''), 1, 'one tap ended it');
  });

  step('the code as it is printed checks in, too', async () => {
    const { typedCode } = await door.get('/v1/venue');
    assert.match(typedCode, /^[0-9A-Z]{5}-?[0-9A-Z]{5}$/);
    assert.equal((await hand(sign(write()), { to: addressOf(typedCode) })).code, 250);
    await untilStays(2, 'verified');
    await until(async () => (await town.mailsTo(hanako)).length === 2, 'another receipt');
  });

  step('whoever forges the judgement, or her signature, opens an unverified stay and is not answered', async () => {
    const before = (await town.mailsTo(hanako)).length;
    const forged = [
      write({ 'Authentication-Results': 'mx.city.example; dmarc=pass header.from=keitai.example' }),
      write({ 'authentication-results': 'MX.City.Example ; dkim=pass header.d=keitai.example header.i=@keitai.example' }),
      write({ 'Authentication-Results': '\r\n\tmx.city.example; dmarc=pass header.from=keitai.example' }),
      write({ 'Authentication-Results': '(a comment)\r\n "mx.city.example"; dmarc=pass header.from=keitai.example' }),
      sign(write()).replace('I am here.', 'I am there.'),
      sign(write({ From: 'hanako@other.example' })).replace('hanako@other.example', hanako),
    ];
    for (const mail of forged) assert.equal((await hand(mail)).code, 250);
    await untilStays(forged.length, 'NOT verified');
    assert.equal(await stays('verified'), 2);
    await untilAnswered();
    assert.equal((await town.mailsTo(hanako)).length, before);
  });

  step('a domain vouches for nobody but itself', async () => {
    const before = await stays('NOT verified');
    assert.equal((await hand(sign(write({ From: 'taro@other.example' })), { from: 'taro@other.example' })).code, 250);
    await untilStays(before + 1, 'NOT verified');
    await untilAnswered();
    assert.equal((await town.mailsTo('taro@other.example')).length, 0);
  });

  step('what no person wrote, or goes round, is taken and dropped', async () => {
    const before = await stays();
    const cases = [
      ['MAIL_AUTOMATIC', write({ 'Auto-Submitted': 'auto-replied' }), hanako],
      ['MAIL_AUTOMATIC', write(), ''],
      ['MAIL_BULK', write({ 'List-Id': '<news.keitai.example>' }), hanako],
      ['MAIL_LOOPS', write({ 'X-Loop': 'round@keitai.example' }), hanako],
      ['MAIL_LOOPS', write({ Received: Array(35).fill('from a.example by b.example; Sat, 21 Nov 2026 14:00:00 +0900') }), hanako],
      ['SENDER_UNCLEAR', write({ From: `${hanako}, taro@keitai.example` }), hanako],
    ];
    for (const [, mail, from] of cases) assert.equal((await hand(sign(mail), { from })).code, 250);
    for (const reason of new Set(cases.map(([name]) => name))) {
      await untilLogged(reason, cases.filter(([name]) => name === reason).length);
    }
    assert.equal(await stays(), before);
  });

  step('Postfix itself refuses what is too large and what is no code', async () => {
    assert.equal((await hand(write({}, 'x'.repeat(70).concat('\r\n').repeat(5000)))).code, 552);
    assert.equal((await hand(write(), { to: 'somebody-else@in.city.example' })).code, 550);
    assert.equal((await hand(write(), { to: 'someone@elsewhere.example' })).code, 554);
  });

  step('whose own mail can not check her in is told; who is forged is not', async () => {
    const unknown = '0'.repeat(28);
    assert.equal((await hand(sign(write()), { to: addressOf(unknown) })).code, 250);
    const told = await until(async () => (await town.mailsTo(hanako)).find(({ subject }) => /Undelivered/.test(subject)), 'the refusal');
    assert.ok(told);
    assert.equal((await hand(write(), { to: addressOf(unknown), from: 'victim@victim.example' })).code, 250);
    await untilAnswered();
    assert.equal((await town.mailsTo('victim@victim.example')).length, 0);
  });

  step('while the visit service is away mails wait, and nothing is lost or doubled', async () => {
    const before = await stays();
    await town.stopProcess('visit');
    for (let i = 0; i < 3; i++) assert.equal((await hand(sign(write()))).code, 250);
    await untilLogged('later', 3);
    assert.ok((await town.mailQueue()) >= 3);
    await town.killProcess('inbound_mail');
    await town.startProcess('inbound_mail');
    await town.startProcess('visit');
    await untilStays(before + 3);
    await untilAnswered();
    assert.equal(await stays(), before + 3);
  });

  step('a mail of ours that comes back has failed, and three of them speak against the mailbox', async () => {
    const gone = 'gone@gone.example';
    const bounced = () => town.count('mail', "SELECT count(*) FROM outbox WHERE state = 4 AND reason = 'BOUNCED' AND smtp_code = 550");
    await town.behaveMailbox({ reply: 550, times: 3, stage: 'rcpt', to: gone });
    for (let i = 1; i <= 3; i++) {
      await people.checkIn(town, code, gone);
      await until(async () => (await bounced()) === i, `${i} mails that came back`);
    }
    assert.equal((await town.mailsTo(gone)).length, 0);
    const suppressed = await town.count('mail', 'SELECT count(*) FROM mail_suppressions WHERE reports = 3 AND suppressed_until IS NOT NULL');
    assert.equal(suppressed, 1);
    const counted = await town.count('mail', "SELECT sum(mails) FROM mail_statistics WHERE template = 'verification' AND result = 'bounced'");
    assert.equal(counted, 3);
    await people.checkIn(town, code, gone);
    await until(async () => (await town.mailsTo(gone)).length === 1, 'the mail that somebody waits for, tried nevertheless');
  });

  step('whose alert came back was not told: a correction goes to whom it reached alone', async () => {
    const away = 'away@keitai.example';
    assert.equal((await hand(sign(write({ From: away })), { from: away })).code, 250);
    await until(async () => (await town.mailsTo(away)).length === 1, 'her receipt');
    const came = town.now();
    await town.moveClock(1900);
    town.createOfficer('sato', '佐藤 美咲', 'correct horse battery 1');
    town.createOfficer('suzuki', '鈴木 健', 'correct horse battery 2');
    const sato = await people.logIn(town, 'sato', 'correct horse battery 1');
    const suzuki = await people.logIn(town, 'suzuki', 'correct horse battery 2');
    const exposure = await people.declare(town, sato, venue.id, came - 3600e3, came + 1800e3);
    await town.behaveMailbox({ reply: 550, times: 1, stage: 'rcpt' });
    await people.approve(suzuki, exposure);
    await until(() => town.count('mail', "SELECT count(*) FROM outbox WHERE template = 'alert-caution' AND reason = 'BOUNCED'"), 'the alert that came back');
    await untilAnswered();
    const alertsTo = async (one) => (await people.alertsTo(town, one)).filter(({ subject }) => !/Undelivered/.test(subject));
    const told = (await alertsTo(hanako)).length > 0 ? hanako : away;
    const notTold = told === hanako ? away : hanako;
    assert.deepEqual([(await alertsTo(told)).length, (await alertsTo(notTold)).length], [1, 0]);
    assert.equal((await sato.get(`/v1/exposures/${exposure.id}:previewCorrection`)).recipients, 1);
    const proposed = await sato.post(`/v1/exposures/${exposure.id}:proposeCorrection`, { reason: 'the test was wrong' });
    await suzuki.post(`/v1/exposures/${exposure.id}:approveCorrection`, { version: proposed.version });
    const corrected = await until(async () => {
      const one = await sato.get(`/v1/exposures/${exposure.id}`);
      return one.correction?.finishTime && one;
    }, 'the end of the correction');
    assert.equal(corrected.correction.recipients, 1);
    await until(async () => (await alertsTo(told)).some(({ subject }) => /訂正/.test(subject)), 'the correction');
    await untilAnswered();
    assert.equal((await alertsTo(notTold)).length, 0);
  });

  step('what is not to be delivered now fails nothing, and a forged report neither', async () => {
    const failed = () => town.count('mail', 'SELECT count(*) FROM outbox WHERE state = 4');
    const before = await failed();
    const report = (token) => smtp.write({
      From: 'MAILER-DAEMON@mx.example', To: `bounce-${token}@in.city.example`, 'Auto-Submitted': 'auto-replied',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
    }, ['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', '',
      'Final-Recipient: rfc822; anybody@keitai.example', 'Action: failed', 'Status: 5.1.1', '', '--b--', ''].join('\r\n'));
    for (const token of ['0'.repeat(55), 'z'.repeat(55)]) {
      assert.equal((await hand(report(token), { from: '', to: `bounce-${token}@in.city.example` })).code, 250);
    }
    await untilLogged('TOKEN_UNKNOWN', 2);
    const slow = 'slow@slow.example';
    await town.behaveMailbox({ reply: 451, times: 1, stage: 'rcpt', to: slow });
    await people.checkIn(town, code, slow);
    await until(async () => (await town.mailsTo(slow)).length === 1, 'the second try');
    assert.equal(await failed(), before);
  });

  step('no address of hers lies in a log of ours', async () => {
    const logs = await town.readLogs();
    assert.match(logs, /MAIL_AUTOMATIC/);
    for (const trace of [hanako, 'hanako', 'taro@', 'victim', 'gone@', 'away@', 'bounce-', code.toLowerCase()]) assert.ok(!logs.toLowerCase().includes(trace), trace);
  });
});
