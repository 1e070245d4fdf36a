// SPDX-License-Identifier: Apache-2.0
import { SMTPServer } from 'smtp-server';

// How the next mails are answered, for tests: {reply: 451, times: 2, stage: 'rcpt'} refuses twice, then accepts again;
// with {to: 'a@example.jp'} only what goes to that address.
export class Behaviour {
  reply = 'ok';
  times = 0;
  stage = 'data';
  to = '';

  // Throws a RangeError that says what is wrong.
  set({ reply, times = 1, stage = 'data', to = '' } = {}) {
    if (reply !== 'ok' && !(Number.isInteger(reply) && reply >= 400 && reply <= 599)) {
      throw new RangeError('reply is "ok" or a code from 400 to 599');
    }
    if (!Number.isInteger(times) || times < 0) throw new RangeError('times is a whole number');
    if (stage !== 'rcpt' && stage !== 'data') throw new RangeError('stage is "rcpt" or "data"');
    if (typeof to !== 'string') throw new RangeError('to is an address');
    Object.assign(this, { reply, times: reply === 'ok' ? 0 : times, stage, to: to.toLowerCase() });
  }

  // The refusal that is due at this stage for a mail to these addresses, or null.
  take(stage, addresses) {
    if (this.stage !== stage || this.times === 0) return null;
    if (this.to && !addresses.some((address) => address.toLowerCase() === this.to)) return null;
    this.times--;
    return Object.assign(new Error(this.reply >= 500 ? 'Refused for good, as told' : 'Not now, as told'), {
      responseCode: this.reply,
    });
  }
}

// Accepts every mail from everybody: it listens on loopback or a unix socket only.
export function makeSmtpServer(box, behaviour, { mostBytes = 1 << 20 } = {}) {
  return new SMTPServer({
    name: 'mailbox.invalid',
    banner: 'Mimamori mailbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideENHANCEDSTATUSCODES: false,
    size: mostBytes,
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address }, _session, done) {
      done(behaviour.take('rcpt', [address]));
    },
    onData(stream, session, done) {
      const parts = [];
      let size = 0;
      stream.on('data', (part) => {
        size += part.length;
        if (size <= mostBytes) parts.push(part);
      });
      stream.on('end', () => {
        if (stream.sizeExceeded || size > mostBytes) {
          return done(Object.assign(new Error('Too large'), { responseCode: 552 }));
        }
        const { mailFrom, rcptTo } = session.envelope;
        const refusal = behaviour.take('data', rcptTo.map(({ address }) => address));
        if (refusal) return done(refusal);
        const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
        done(null, `kept as ${box.put(envelope, Buffer.concat(parts))}`);
      });
    },
  });
}
