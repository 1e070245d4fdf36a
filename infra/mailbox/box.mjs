// SPDX-License-Identifier: Apache-2.0
import { simpleParser } from 'mailparser';

// What was caught, newest last, in memory only; the oldest go when there are too many. A mail is kept as it came and
// parsed when somebody looks, so that catching thousands costs little.
export class Box {
  #mails = [];
  #bytes = 0;
  #next = 1;
  #received = 0;

  constructor({ mostMails = 5000, mostBytes = 64 << 20 } = {}) {
    this.mostMails = mostMails;
    this.mostBytes = mostBytes;
  }

  put(envelope, raw) {
    const mail = { id: this.#next++, envelope, raw, receivedTime: new Date().toISOString(), parsed: null };
    this.#mails.push(mail);
    this.#bytes += raw.length;
    this.#received++;
    while (this.#mails.length > this.mostMails || (this.#bytes > this.mostBytes && this.#mails.length > 1)) {
      this.#bytes -= this.#mails.shift().raw.length;
    }
    return mail.id;
  }

  // `received` counts everything since the last clear, also what was dropped since.
  get count() {
    return { kept: this.#mails.length, received: this.#received };
  }

  find(id) {
    return this.#mails.find((mail) => mail.id === id);
  }

  // Newest first; `to` is an envelope address, `after` an id.
  list({ to, after = 0, limit = 100 } = {}) {
    const found = [];
    for (let i = this.#mails.length - 1; i >= 0 && found.length < limit; i--) {
      const mail = this.#mails[i];
      if (mail.id <= after) break;
      if (!to || mail.envelope.to.some((address) => address.toLowerCase() === to.toLowerCase())) found.push(mail);
    }
    return found;
  }

  clear() {
    this.#mails = [];
    this.#bytes = 0;
    this.#received = 0;
  }
}

// The mail as people and tests read it: headers, texts, and the links in the text part.
export async function read(mail) {
  if (!mail.parsed) {
    const parsed = await simpleParser(mail.raw, { skipTextToHtml: true, skipImageLinks: true, skipHtmlToText: true });
    const text = parsed.text ?? '';
    mail.parsed = {
      id: mail.id,
      received_time: mail.receivedTime,
      envelope_from: mail.envelope.from,
      envelope_to: mail.envelope.to,
      from: parsed.from?.text ?? '',
      to: parsed.to?.text ?? '',
      subject: parsed.subject ?? '',
      message_id: parsed.messageId ?? '',
      headers: Object.fromEntries(parsed.headerLines.map(({ key, line }) => [key, unfold(line)])),
      text,
      html: parsed.html || '',
      links: linksOf(text),
      size: mail.raw.length,
    };
  }
  return mail.parsed;
}

function unfold(line) {
  return line.slice(line.indexOf(':') + 1).replace(/\r?\n[ \t]+/g, ' ').trim();
}

export function linksOf(text) {
  return text.match(/https?:\/\/[^\s<>"'）」]+[^\s<>"'）」.,;:!?]/g) ?? [];
}
