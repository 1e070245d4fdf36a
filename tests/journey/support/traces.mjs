// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

// The forms in which a text can lie in a dump: as it is, as hex (how pg_dump writes bytea), and as base64 at each of the
// three places where it can begin.
export function formsOf(text) {
  const bytes = Buffer.from(text, 'utf8');
  const base64 = [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const skip = before === 0 ? 0 : before + 1;
    const whole = Math.floor(padded.length / 3) * 4;
    return padded.toString('base64').slice(skip, whole);
  });
  const url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([text.toLowerCase(), bytes.toString('hex'), ...base64.map((form) => form.toLowerCase()),
    ...url.map((form) => form.toLowerCase()), encodeURIComponent(text).toLowerCase()])];
}

// The texts of `secrets` that are found in `dump`, whatever their case.
export function found(dump, secrets) {
  const low = dump.toLowerCase();
  return secrets.filter((secret) => formsOf(secret).some((form) => low.includes(form)));
}

// Which of the texts lie in a file of the folder or below, in any form: "secret in path". Asked of grep, since there are
// hundreds of megabytes; -i folds the case of letters in hex and base64, too.
export async function foundInFolder(folder, secrets) {
  const hits = [];
  for (const secret of secrets) {
    const patterns = formsOf(secret).flatMap((form) => ['-e', form]);
    const files = await run('grep', ['-r', '-s', '-l', '-a', '-i', '-F', ...patterns, folder], { maxBuffer: 16 << 20, env: { ...process.env, LC_ALL: 'C' } })
      .then(({ stdout }) => stdout.split('\n').filter(Boolean), (error) => {
        // 1: nowhere; 2: a server removed a file meanwhile.
        if (error.code === 1 || error.code === 2) return error.stdout.split('\n').filter(Boolean);
        throw error;
      });
    hits.push(...files.map((file) => `${secret} in ${file}`));
  }
  return hits;
}
