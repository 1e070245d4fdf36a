// SPDX-License-Identifier: Apache-2.0
// A mail as anybody could hand it to a mail system.
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

// Says it all over SMTP to a port of loopback. {code, text}: the first refusal, else the answer to the mail.
export async function hand(port, { from, to, mail }) {
  const socket = connect({ host: '127.0.0.1', port });
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('the mail system hung up');
      if (value[3] === ' ') return { code: Number(value.slice(0, 3)), text: value.slice(4) };
    }
  };
  try {
    let last = await answer();
    const body = mail.replaceAll(/^\./gm, '..');
    for (const line of ['EHLO phone.example', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${body}\r\n.`]) {
      if (last.code >= 400) return last;
      socket.write(`${line}\r\n`);
      last = await answer();
    }
    return last;
  } finally {
    socket.destroy();
  }
}

// With CRLF, and an empty line between headers and text.
export function write(headers, text = '') {
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
  return [...lines, '', text].join('\r\n');
}

// Signed by the domain, as its own mail system does.
export function sign(mail, { domain, key }) {
  return execFileSync('/usr/bin/dkimsign', ['s', domain, key], { input: mail, encoding: 'latin1' });
}
