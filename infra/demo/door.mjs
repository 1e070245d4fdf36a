// SPDX-License-Identifier: Apache-2.0
// A browser's view of one door: JSON over HTTP with cookies and the Origin that a page of that door would send. It
// connects to where the door listens, under the name that people use, so that it works before any DNS does.
import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

export class Problem extends Error {
  constructor(status, problem) {
    super(`${status} ${problem.reason ?? ''} ${problem.detail ?? problem.title ?? ''} ${problem.field ?? ''}`.trim());
    this.status = status;
    this.reason = problem.reason;
  }
}

export class Door {
  cookies = new Map();

  // url: "https://town.example"; listen: "127.0.0.1:8400".
  constructor(url, listen) {
    this.url = new URL(url);
    const at = listen.lastIndexOf(':');
    const host = listen.slice(0, at).replace(/[[\]]/g, '');
    this.address = { host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port: Number(listen.slice(at + 1)) };
    this.library = this.url.protocol === 'https:' ? https : http;
    // The same machine: the certificate's name need not be checked.
    this.agent = new this.library.Agent({ keepAlive: true, rejectUnauthorized: false });
  }

  get(path) {
    return this.#call('GET', path);
  }

  post(path, body) {
    return this.#call('POST', path, body);
  }

  close() {
    this.agent.destroy();
  }

  async #call(method, path, body) {
    const { status, headers, text } = await this.#request(method, path, body);
    for (const line of headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    const json = /json/.test(headers['content-type'] ?? '') ? JSON.parse(text) : text;
    if (status >= 400) throw new Problem(status, typeof json === 'string' ? { detail: json } : json);
    return json;
  }

  #request(method, path, body) {
    const headers = { host: this.url.host, accept: 'application/json' };
    if (this.cookies.size) headers.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (method !== 'GET') headers.origin = this.url.origin;
    if (body !== undefined) headers['content-type'] = 'application/json';
    return new Promise((resolve, reject) => {
      const request = this.library.request(
        { ...this.address, method, path, headers, agent: this.agent, servername: this.url.hostname, timeout: 15000 },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
        },
      );
      request.on('timeout', () => request.destroy(new Error(`${method} ${path} was not answered in 15 s`)));
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

export const newId = () => randomUUID();

// RFC 9562, version 7: begins with the milliseconds since 1970.
export function newTimedId() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

// A mailed link that is still to come: made before the deed that sends it, so that an older link is not taken for it.
export class MailedLink {
  static async expect(mailbox, address) {
    return new MailedLink(mailbox, address, (await messages(mailbox, address, 0))[0]?.id ?? 0);
  }

  constructor(mailbox, address, after) {
    Object.assign(this, { mailbox, address, after });
  }

  // The token at the end of a link whose path begins with `path`, as soon as the mailbox has it.
  async token(path, seconds = 30) {
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) {
      for (const mail of await messages(this.mailbox, this.address, this.after)) {
        for (const link of mail.links) {
          const { pathname } = new URL(link);
          if (pathname.startsWith(path)) return decodeURIComponent(pathname.slice(path.length));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`no mail with a link to ${path} came in ${seconds} s`);
  }
}

async function messages(mailbox, address, after) {
  const answer = await fetch(`${mailbox}/api/messages?after=${after}&to=${encodeURIComponent(address)}`);
  return (await answer.json()).messages;
}
