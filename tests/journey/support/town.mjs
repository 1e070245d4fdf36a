// SPDX-License-Identifier: Apache-2.0
// A town of a journey's own: the real binaries, PostgreSQL, Redis and a mailbox, on ports that are free, with a clock that
// the journey moves. It begins at noon in Japan, so that no journey depends on when it is run.
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Door } from '../../../infra/demo/door.mjs';
import { createDemoAccount } from '../../../infra/demo/accounts.mjs';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const mostOutput = 512 << 20;
export const databases = ['vault', 'mail', 'identity', 'venue', 'registry', 'capacity', 'visit', 'observation', 'exposure'];
export const hour = 3600;
export const day = 24 * hour;

export class Town {
  #script;
  #lines;
  #doors = [];

  // durable: PostgreSQL with fsync, for journeys in which something crashes. begin: the town's time, else noon in Japan.
  // mailSystem: with Postfix in front (which is root's to start), and with the time that it is, since Postfix knows no other.
  // previous: a checkout of the previous release to start everything from. data: a folder to begin with.
  static async start({ durable = false, mailSystem = false, begin = mailSystem ? Date.now() : noonInJapan(), previous = '',
    data = '' } = {}) {
    const town = new Town();
    // Short and enterable: a unix socket's path holds 107 bytes, and the servers run as users of their own.
    town.data = await mkdtemp(join(tmpdir(), 'mimamori-journey.'));
    await chmod(town.data, 0o711);
    await town.moveClockTo(begin);
    town.#script = spawn(join(here, 'town.sh'), [town.data, String(await freePorts(6)), durable ? 'DURABLE' : 'FAST',
      ...(mailSystem ? ['MAIL'] : [])], {
      stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, MIMAMORI_PREVIOUS: previous, MIMAMORI_DATA: data },
    });
    town.#script.stdin.on('error', () => {});
    let complaints = '';
    town.#script.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
    town.complaints = () => complaints.trim();
    town.#lines = createInterface({ input: town.#script.stdout })[Symbol.asyncIterator]();
    try {
      Object.assign(town, JSON.parse(await town.#answer()));
    } catch (error) {
      await town.stop();
      throw error;
    }
    return town;
  }

  async stop() {
    for (const door of this.#doors) door.close();
    if (!this.#script) return;
    const ended = this.#script.exitCode !== null || new Promise((resolve) => this.#script.once('close', resolve));
    this.#script.stdin.end();
    await ended;
  }

  async #answer() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the town ended: ${this.complaints()}`);
    return value;
  }

  async #command(text) {
    this.#script.stdin.write(`${text}\n`);
    const answer = await this.#answer();
    if (answer !== 'done') throw new Error(`${text}: ${answer}`);
  }

  // postgres, redis, mailbox, or a process by its name. One after another.
  startProcess(name) { return this.#command(`start ${name}`); }
  stopProcess(name) { return this.#command(`stop ${name}`); }
  killProcess(name) { return this.#command(`kill ${name}`); }

  // Where everything began as the previous release: its process is stopped and this release's started in its place; one of
  // this release, which migrates the database, runs beside it and has its jobs; and ends again.
  replaceProcess(name) { return this.#command(`replace ${name}`); }
  startBeside(name) { return this.#command(`beside ${name}`); }
  stopBeside(name) { return this.#command(`alone ${name}`); }

  // The town's time, in milliseconds since 1970.
  now() { return Date.now() + this.offset * 1000; }
  async moveClock(seconds) {
    this.offset = Math.round((this.offset ?? 0) + seconds);
    const file = join(this.data, 'clock');
    await writeFile(`${file}.new`, `${this.offset}\n`, { mode: 0o644 });
    await chmod(`${file}.new`, 0o644);
    await rename(`${file}.new`, file);
  }
  moveClockTo(time) { return this.moveClock((time - Date.now()) / 1000 - (this.offset ?? 0)); }

  // A browser without pages: JSON with cookies.
  publicDoor() { return this.#keep(new Door(this.publicUrl, this.publicListen)); }
  staffDoor() { return this.#keep(new Door(this.staffUrl, this.staffListen)); }
  #keep(door) {
    this.#doors.push(door);
    return door;
  }

  createOfficer(userName, displayName, password, { areas = ['270008'], roles = ['HEALTH_OFFICER'] } = {}) {
    createDemoAccount({ identity: join(this.programs, 'identity'), socket: join(this.sockets, 'identity.admin') },
      { userName, displayName, organisation: '保健所', roles, areas }, password);
  }

  // Newest first.
  async mailsTo(address) {
    const answer = await fetch(`${this.mailbox}/api/messages?limit=1000&to=${encodeURIComponent(address)}`);
    return (await answer.json()).messages;
  }

  // The newest link to `path` in a mail to that address, as soon as it is there.
  mailedLink(address, path) {
    return until(async () => {
      for (const { links } of await this.mailsTo(address)) {
        const link = links.find((one) => new URL(one).pathname.startsWith(path));
        if (link) return link;
      }
      return null;
    }, `a mail with a link to ${path}`);
  }

  async behaveMailbox(behaviour) {
    await fetch(`${this.mailbox}/api/behaviour`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(behaviour),
    });
  }

  // Rows as arrays of text, as the superuser.
  async sql(database, query) {
    const { stdout } = await this.as(this.postgresUser, 'psql', ['-X', '-q', '-At', '-F', '\t', '-v', 'ON_ERROR_STOP=1',
      '-h', this.postgresSockets, '-U', 'postgres', '-d', database, '-c', query]);
    return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'));
  }

  async count(database, query) { return Number((await this.sql(database, query))[0][0]); }

  async dump(database) {
    return (await this.as(this.postgresUser, 'pg_dump', ['-h', this.postgresSockets, '-U', 'postgres', database])).stdout;
  }

  // Everything that Redis holds, as it keeps it.
  async dumpRedis() {
    const redis = (...words) => this.as(this.serviceUser, 'redis-cli', ['-s', this.redisSocket, ...words]);
    await redis('config', 'set', 'rdbcompression', 'no');
    const keys = (await redis('--scan')).stdout.split('\n').filter(Boolean);
    const dumps = [];
    for (const key of keys) dumps.push(key, (await redis('dump', key)).stdout);
    return dumps.join('\n');
  }

  // Mails that the mail system has not delivered yet.
  async mailQueue() {
    const queue = join(this.mailFolder, 'postfix/queue');
    const folders = await Promise.all(['incoming', 'active', 'deferred'].map((name) => readdir(join(queue, name), { recursive: true, withFileTypes: true })));
    return folders.flat().filter((entry) => entry.isFile()).length;
  }

  async readLogs() {
    const texts = [];
    for (const name of await readdir(this.logFolder)) texts.push(await readFile(join(this.logFolder, name), 'utf8'));
    return texts.join('\n');
  }

  // Runs a job of a process at once and waits for its end.
  async runJob(service, job) {
    await this.as(this.serviceUser, join(this.programs, 'mimamori_ctl'), ['--caller-keys', this.callers,
      '--clock-file', join(this.data, 'clock'), '--service', service, '--address', `unix:${this.sockets}/${service}.sock`,
      '--job', job]);
  }

  // Runs a program as one of the town's users: root may be anybody, others only themselves.
  async as(user, program, words, { input } = {}) {
    const command = process.getuid() === 0
      ? ['setpriv', ['--reuid', user, '--regid', user, '--init-groups', '--', 'env', 'HOME=/nonexistent', program, ...words]]
      : [program, words];
    const promise = run(...command, { maxBuffer: mostOutput, cwd: '/' });
    if (input !== undefined) promise.child.stdin.end(input);
    return promise;
  }
}

// Asks again until the answer is neither null nor false; fails after a while that no healthy machine needs.
export async function until(ask, what, seconds = 120) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function noonInJapan() {
  const utc = new Date();
  return Date.UTC(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), 3);
}

// The first of `count` neighbouring ports on which nobody listens.
async function freePorts(count) {
  for (;;) {
    const first = 20000 + Math.floor(Math.random() * 12000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
}

const isFree = (port) => new Promise((resolve) => {
  const server = createServer().once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
});
