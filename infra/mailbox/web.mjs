// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import { read } from './box.mjs';
import { framedHtml, listPage, mailPage, problemPage, script } from './pages.mjs';

const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
// No script, no picture, no form: only what the mail's own styles paint. `sandbox` holds also without the frame.
const framePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

// The page for people, and the API for tests:
//   GET    /api/messages?to=&after=&limit=   {messages: [...], received, kept}, newest first
//   GET    /api/messages/{id}, /api/messages/{id}/raw
//   DELETE /api/messages                     forgets all and restores the behaviour
//   POST   /api/behaviour                    {"reply": 451|550|…|"ok", "times": n, "stage": "rcpt"|"data", "to": address or ""}
export function makeWebServer(box, behaviour) {
  return createServer((request, response) => {
    answer(box, behaviour, request, response).catch((error) => {
      if (!response.headersSent) send(response, 500, 'text/plain; charset=utf-8', `${error.message}\n`);
    });
  });
}

async function answer(box, behaviour, request, response) {
  // A page of another origin whose name was pointed at loopback (DNS rebinding) sends its own name.
  if (request.headers.host && !/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host)) {
    return send(response, 421, 'text/plain; charset=utf-8', 'The mailbox answers to its loopback address only.\n');
  }
  const url = new URL(request.url, 'http://localhost');
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /') {
    const mails = await Promise.all(box.list({ limit: 200 }).map(read));
    return sendPage(response, listPage(mails, box.count));
  }
  if (route === 'GET /mailbox.js') return send(response, 200, 'text/javascript; charset=utf-8', script);
  if (route === 'GET /healthz') return send(response, 200, 'text/plain; charset=utf-8', 'ok\n');
  if (route === 'GET /api/messages') return listMessages(box, url.searchParams, response);
  if (route === 'DELETE /api/messages') {
    box.clear();
    behaviour.set({ reply: 'ok' });
    return sendJson(response, 200, {});
  }
  if (route === 'POST /api/behaviour') return setBehaviour(behaviour, request, response);
  const named = /^GET \/(api\/messages|mails)\/(\d{1,9})(\/raw|\/html)?$/.exec(route);
  const mail = named && box.find(Number(named[2]));
  if (!mail) return sendPage(response, problemPage('There is no such page or mail.'), 404);
  return sendMail(mail, named[1] === 'mails', named[3] ?? '', response);
}

async function sendMail(mail, asPage, part, response) {
  if (part === '/raw') return send(response, 200, 'text/plain; charset=utf-8', mail.raw);
  const parsed = await read(mail);
  if (part === '/html') return send(response, 200, 'text/html; charset=utf-8', framedHtml(parsed), framePolicy);
  return asPage ? sendPage(response, mailPage(parsed)) : sendJson(response, 200, parsed);
}

async function listMessages(box, query, response) {
  const number = (name, otherwise) => {
    const value = Number(query.get(name) ?? otherwise);
    return Number.isInteger(value) && value >= 0 ? value : otherwise;
  };
  const found = box.list({ to: query.get('to') ?? '', after: number('after', 0), limit: Math.min(number('limit', 100), 1000) });
  return sendJson(response, 200, { messages: await Promise.all(found.map(read)), ...box.count });
}

async function setBehaviour(behaviour, request, response) {
  // A page elsewhere can't send this type without asking first.
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return sendJson(response, 415, { problem: 'content-type must be application/json' });
  }
  let text = '';
  for await (const part of request) {
    text += part;
    if (text.length > 4096) return sendJson(response, 413, { problem: 'too long' });
  }
  try {
    behaviour.set(JSON.parse(text));
  } catch (error) {
    return sendJson(response, 400, { problem: error.message });
  }
  return sendJson(response, 200, { reply: behaviour.reply, times: behaviour.times, stage: behaviour.stage, to: behaviour.to });
}

const sendPage = (response, page, code = 200) => send(response, code, 'text/html; charset=utf-8', page);
const sendJson = (response, code, value) => send(response, code, 'application/json', `${JSON.stringify(value)}\n`);

function send(response, code, type, body, policy = pagePolicy) {
  response.writeHead(code, {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(body);
}
