// SPDX-License-Identifier: Apache-2.0
// The pages, as text. Everything that came by mail is escaped; the HTML part is shown in a sandboxed frame.
import { linksOf } from './box.mjs';

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escape = (text) => String(text).replace(/[&<>"']/g, (character) => entities[character]);

const style = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, "Noto Sans CJK JP", sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; padding: .5rem; border-bottom: 1px solid #8886; vertical-align: top; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: 1px solid #8886; padding: 1rem; }
iframe { width: 100%; height: 32rem; border: 1px solid #8886; background: #fff; }
a:focus-visible, button:focus-visible { outline: 3px solid #1668dc; outline-offset: 2px; }
dt { font-weight: bold; }`;

const page = (title, body, script = '') => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${script}
</body>
</html>
`;

const minute = (time) => `<time datetime="${escape(time)}">${escape(time.replace('T', ' ').slice(0, 19))}</time>`;

export function listPage(mails, count) {
  const rows = mails
    .map(
      (mail) => `<tr>
<td><a href="/mails/${mail.id}">${escape(mail.subject || '(no subject)')}</a></td>
<td>${escape(mail.envelope_to.join(', '))}</td>
<td>${minute(mail.received_time)}</td>
</tr>`,
    )
    .join('\n');
  return page(
    'Mailbox',
    `<main>
<h1>Mailbox</h1>
<p>Every mail that this Mimamori sends ends here; nothing leaves the machine.</p>
<p role="status" id="count">${count.received} received, ${count.kept} kept</p>
<table>
<caption hidden>Mails, newest first</caption>
<thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">Time (UTC)</th></tr></thead>
<tbody id="mails">
${rows || '<tr><td colspan="3">No mail yet.</td></tr>'}
</tbody>
</table>
</main>`,
    '<script src="/mailbox.js" defer></script>',
  );
}

export function mailPage(mail) {
  const html = mail.html
    ? `<h2>As HTML</h2>
<iframe title="HTML part" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${mail.id}/html"></iframe>`
    : '';
  return page(
    mail.subject || '(no subject)',
    `<p><a href="/">All mails</a></p>
<main>
<h1>${escape(mail.subject || '(no subject)')}</h1>
<dl>
<dt>From</dt><dd>${escape(mail.from)}</dd>
<dt>To</dt><dd>${escape(mail.envelope_to.join(', '))}</dd>
<dt>Time (UTC)</dt><dd>${minute(mail.received_time)}</dd>
</dl>
<h2>As text</h2>
<pre>${linkified(mail.text)}</pre>
${html}
<p><a href="/api/messages/${mail.id}/raw">As it came</a></p>
</main>`,
  );
}

// The sender's own HTML, for the frame: its links open in a new tab.
export const framedHtml = (mail) => `<base target="_blank">${mail.html}`;

export const problemPage = (title) => page(title, `<main><h1>${escape(title)}</h1><p><a href="/">All mails</a></p></main>`);

// Keeps the list fresh without reloading it under the reader.
export const script = `
let last = document.getElementById('mails').innerHTML;
setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch('/').catch(() => null);
  if (!answer || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const mails = fresh.getElementById('mails').innerHTML;
  if (mails === last) return;
  last = mails;
  document.getElementById('mails').innerHTML = mails;
  document.getElementById('count').textContent = fresh.getElementById('count').textContent;
}, 2000);
`;

function linkified(text) {
  let rest = text;
  let out = '';
  for (const link of linksOf(text)) {
    const at = rest.indexOf(link);
    out += `${escape(rest.slice(0, at))}<a href="${escape(link)}" rel="noreferrer">${escape(link)}</a>`;
    rest = rest.slice(at + link.length);
  }
  return out + escape(rest);
}
