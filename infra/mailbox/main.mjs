// SPDX-License-Identifier: Apache-2.0
// A mailbox that catches all mail and shows it on a page: node main.mjs --smtp 127.0.0.1:2525 --web 127.0.0.1:8025
// An address is unix:/path or HOST:PORT on loopback; port 0 takes a free one. Prints one line when it is ready.
import { parseArgs } from 'node:util';
import { Box } from './box.mjs';
import { Behaviour, makeSmtpServer } from './smtp.mjs';
import { makeWebServer } from './web.mjs';

const { values } = parseArgs({
  options: {
    smtp: { type: 'string', default: '127.0.0.1:2525' },
    web: { type: 'string', default: '127.0.0.1:8025' },
    keep: { type: 'string', default: '5000' },
  },
});

function parseAddress(text) {
  if (text.startsWith('unix:')) return { path: text.slice(5) };
  const [, host, port] = /^(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(text) ?? [];
  if (!host) {
    console.error(`mailbox: ${text} is not a loopback address`);
    process.exit(2);
  }
  return { host: host.replace(/[[\]]/g, ''), port: Number(port) };
}

// Resolves with where it listens.
function listen(server, text) {
  const address = parseAddress(text);
  const socket = server.server ?? server;
  return new Promise((resolve) => {
    server.on('error', (error) => {
      // A client that breaks off is no reason to end.
      if (socket.listening) return;
      console.error(`mailbox: can't listen on ${text}: ${error.code ?? error.message}`);
      process.exit(1);
    });
    const listening = () => resolve(address.path ? text : `${address.host}:${socket.address().port}`);
    if (address.path) server.listen(address.path, listening);
    else server.listen(address.port, address.host, listening);
  });
}

const box = new Box({ mostMails: Number(values.keep) });
const behaviour = new Behaviour();
const smtp = makeSmtpServer(box, behaviour);
const web = makeWebServer(box, behaviour);
const addresses = [await listen(smtp, values.smtp), await listen(web, values.web)];
console.log(`mailbox ready smtp=${addresses[0]} web=${addresses[1]}`);

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
