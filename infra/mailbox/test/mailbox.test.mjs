// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.mjs', import.meta.url));
let mailbox;
let smtpPort;
let web;

before(async () => {
  mailbox = spawn(process.execPath, [main, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0', '--keep', '3'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(mailbox.stdout, 'data');
  const [, smtp, page] = /^mailbox ready smtp=127\.0\.0\.1:(\d+) web=(\S+)\n$/.exec(line.toString());
  smtpPort = Number(smtp);
  web = `http://${page}`;
});
after(() => mailbox.kill());
beforeEach(() => fetch(`${web}/api/messages`, { method: 'DELETE' }));

// Speaks plain SMTP; answers the code of each reply after RCPT and after DATA.
async function send(to, body) {
  const socket = connect(smtpPort, '127.0.0.1');
  const replies = [];
  let text = '';
  socket.on('data', (part) => {
    text += part;
    for (let end; (end = text.indexOf('\r\n')) >= 0; text = text.slice(end + 2)) {
      if (text[3] !== '-') replies.push(Number(text.slice(0, 3)));
    }
    socket.emit('reply');
  });
  const reply = async () => {
    while (!replies.length) await once(socket, 'reply');
    return replies.shift();
  };
  const say = (line) => (socket.write(`${line}\r\n`), reply());
  await reply();
  await say('EHLO test');
  await say('MAIL FROM:<from@example.jp>');
  const rcpt = await say(`RCPT TO:<${to}>`);
  let data = 0;
  if (rcpt === 250) {
    await say('DATA');
    data = await say(`${body.replaceAll('\n', '\r\n')}\r\n.`);
  }
  await say('QUIT');
  socket.destroy();
  return { rcpt, data };
}

const mail = `From: Mimamori <from@example.jp>
To: a@example.jp
Subject: =?UTF-8?B?56K66KqN?=
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Open http://localhost/confirm/abc_DEF-1. <b>not bold</b>
--x
Content-Type: text/html; charset=utf-8

<p>hello</p><script>alert(1)</script>
--x--`;

const messages = async (query = '') => (await fetch(`${web}/api/messages${query}`)).json();

test('CatchesMailForAnybodyAndParsesIt', async () => {
  assert.deepEqual(await send('a@example.jp', mail), { rcpt: 250, data: 250 });
  const { messages: found, received } = await messages('?to=A@example.jp');
  assert.equal(received, 1);
  assert.equal(found[0].subject, '確認');
  assert.deepEqual(found[0].envelope_to, ['a@example.jp']);
  assert.deepEqual(found[0].links, ['http://localhost/confirm/abc_DEF-1']);
  assert.equal((await messages('?to=b@example.jp')).messages.length, 0);
});

test('EscapesTheTextAndSandboxesTheHtmlPart', async () => {
  await send('a@example.jp', mail);
  const [{ id }] = (await messages()).messages;
  const page = await (await fetch(`${web}/mails/${id}`)).text();
  assert.match(page, /&lt;b&gt;not bold&lt;\/b&gt;/);
  assert.match(page, /<a href="http:\/\/localhost\/confirm\/abc_DEF-1" rel="noreferrer">/);
  assert.match(page, /<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  assert.doesNotMatch(page, /alert\(1\)/);
  const framed = await fetch(`${web}/mails/${id}/html`);
  assert.match(framed.headers.get('content-security-policy'), /default-src 'none'.*sandbox/);
});

test('KeepsTheNewestOnly', async () => {
  for (let i = 0; i < 5; i++) await send(`${i}@example.jp`, mail);
  const { messages: found, received, kept } = await messages();
  assert.deepEqual([received, kept], [5, 3]);
  assert.deepEqual(found.map((message) => message.envelope_to[0]), ['4@example.jp', '3@example.jp', '2@example.jp']);
});

test('RefusesAsToldAndThenAcceptsAgain', async () => {
  const behave = (behaviour) =>
    fetch(`${web}/api/behaviour`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(behaviour),
    });
  const cases = [
    { behaviour: { reply: 451, times: 1, stage: 'rcpt' }, refused: { rcpt: 451, data: 0 } },
    { behaviour: { reply: 550, times: 1, stage: 'rcpt' }, refused: { rcpt: 550, data: 0 } },
    { behaviour: { reply: 451, times: 1 }, refused: { rcpt: 250, data: 451 } },
  ];
  for (const { behaviour, refused } of cases) {
    assert.equal((await behave(behaviour)).status, 200);
    assert.deepEqual(await send('a@example.jp', mail), refused, JSON.stringify(behaviour));
    assert.deepEqual(await send('a@example.jp', mail), { rcpt: 250, data: 250 }, JSON.stringify(behaviour));
  }
  const known = { reply: 550, times: 1, stage: 'rcpt', to: 'B@example.jp' };
  assert.equal((await behave(known)).status, 200);
  assert.deepEqual(await send('a@example.jp', mail), { rcpt: 250, data: 250 }, 'somebody else');
  assert.deepEqual(await send('b@example.jp', mail), { rcpt: 550, data: 0 }, 'who is meant');
  for (const wrong of [{ reply: 451, to: 7 }, { reply: 200 }, { reply: 'no' }, { reply: 451, times: -1 }, { reply: 451, stage: 'helo' }]) {
    assert.equal((await behave(wrong)).status, 400, JSON.stringify(wrong));
  }
});

test('AnswersToLoopbackNamesOnly', async () => {
  const { port } = new URL(web);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
  const [head] = await once(socket, 'data');
  assert.match(head.toString(), /^HTTP\/1\.1 421 /);
});
