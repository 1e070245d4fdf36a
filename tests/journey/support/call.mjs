// SPDX-License-Identifier: Apache-2.0
// One request as anybody could send it, right or wrong.
import http from 'node:http';

// {status, headers, json (null when the body is not JSON), text}. `body` is a string, bytes, or an object for JSON.
export function call(town, method, path, { body, headers = {}, cookies = {}, door = 'public' } = {}) {
  const [url, listen] = door === 'public' ? [town.publicUrl, town.publicListen] : [town.staffUrl, town.staffListen];
  const [host, port] = listen.split(':');
  const all = { accept: 'application/json', ...(method === 'GET' ? {} : { origin: url, 'content-type': 'application/json' }), ...headers };
  for (const [name, value] of Object.entries(all)) if (value === null) delete all[name];
  const jar = Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ');
  if (jar) all.cookie = jar;
  const bytes = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port: Number(port), method, path, headers: all, agent: false, timeout: 30_000 }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        let json = null;
        try { json = JSON.parse(text); } catch { /* a page */ }
        resolve({ status: response.statusCode, headers: response.headers, json, text });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${method} ${path} was not answered`)));
    request.on('error', reject);
    request.end(bytes);
  });
}
