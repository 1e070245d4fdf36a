// SPDX-License-Identifier: Apache-2.0
// Makes the demo town through the real doors, once: seed.mjs FILE with the environment SEED_PUBLIC_URL,
// SEED_PUBLIC_LISTEN, SEED_MAILBOX, SEED_IDENTITY (the program) and SEED_ADMIN_SOCKET. FILE (0600) keeps what was made,
// log-ins among it, and is written before each step, so that a seed that was interrupted goes on.
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createDemoAccount } from './accounts.mjs';
import { codeOf, openVenue, visit } from './town.mjs';

const accounts = [
  { userName: 'sato', displayName: '佐藤 美咲', organisation: '大阪市保健所', roles: ['HEALTH_OFFICER'], areas: ['270008'] },
  { userName: 'suzuki', displayName: '鈴木 健', organisation: '大阪市保健所', roles: ['HEALTH_OFFICER'], areas: ['270008'] },
  { userName: 'tanaka', displayName: '田中 恵', organisation: '大阪府', roles: ['ADMINISTRATOR'], areas: ['270008'] },
];

// Made-up places in real municipalities. The first is open around the clock, since the demo's visitors sit there whenever
// it is started.
const venues = [
  ['喫茶すずめ 中之島店', '大阪府大阪市北区中之島 見本1-1', '271004', 'VENUE_KIND_FOOD', 32, 80, 90, { everyDay: ['00:00-24:00'] }],
  ['居酒屋はなれ 難波', '大阪府大阪市中央区難波 見本2-3', '271004', 'VENUE_KIND_FOOD', 48, 110, 120, { everyDay: ['17:00-29:00'], sunday: ['16:00-24:00'] }],
  ['ライブハウス ひびき', '大阪府大阪市北区梅田 見本4-2', '271004', 'VENUE_KIND_CLUSTER_PRONE', 150, 200, 180, { everyDay: ['17:00-23:00'], monday: ['closed'] }],
  ['豊中みどりホール', '大阪府豊中市曽根東町 見本3-7', '272035', 'VENUE_KIND_HALL', 400, 900, 150, { everyDay: ['09:00-22:00'] }],
  ['千里ボウル', '大阪府豊中市新千里東町 見本1-5', '272035', 'VENUE_KIND_INDOOR_LEISURE', 120, 1500, 120, { everyDay: ['10:00-24:00'], saturday: ['08:00-26:00'] }],
].map(([displayName, address, areaCode, kind, seatCount, floorAreaM2, typicalStayMinutes, openingHours], index) => ({
  displayName, address, areaCode, kind, seatCount, floorAreaM2, typicalStayMinutes, openingHours,
  emailAddress: `owner@venue${index + 1}.example.jp`,
  language: 'ja',
}));

// People who sit in the first venue when the demo starts, so that there is somebody to warn.
const visitors = ['hanako', 'taro', 'yuki', 'ken', 'maria'].map((name) => ({
  emailAddress: `${name}@${name}.example.jp`,
  language: name === 'maria' ? 'en' : 'ja',
}));

const file = process.argv[2];
const { SEED_PUBLIC_URL: url, SEED_PUBLIC_LISTEN: listen, SEED_MAILBOX: mailbox } = process.env;
const { SEED_IDENTITY: identity, SEED_ADMIN_SOCKET: socket } = process.env;
const place = { url, listen, mailbox };
const town = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { done: false, accounts: [], venues: [], visitors: [] };

function keep() {
  writeFileSync(`${file}.new`, `${JSON.stringify(town, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

// Four groups of four: 76 bits.
function newPassword() {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

function openAccounts() {
  for (const account of accounts) {
    let kept = town.accounts.find(({ userName }) => userName === account.userName);
    if (kept?.done) continue;
    if (!kept) {
      kept = { ...account, password: newPassword() };
      town.accounts.push(kept);
      keep();
    }
    createDemoAccount({ identity, socket }, account, kept.password);
    kept.done = true;
    keep();
  }
}

async function openVenues() {
  for (const venue of venues) {
    if (town.venues.some(({ displayName }) => displayName === venue.displayName)) continue;
    const { id, displayName, codeUrl, typedCode } = await openVenue(place, venue);
    town.venues.push({ displayName, id, codeUrl, typedCode });
    keep();
  }
}

async function letVisitorsIn() {
  const code = codeOf(town.venues[0].codeUrl);
  for (const { emailAddress, language } of visitors) {
    if (town.visitors.includes(emailAddress)) continue;
    (await visit(place, code, emailAddress, language)).close();
    town.visitors.push(emailAddress);
    keep();
  }
}

try {
  openAccounts();
  await openVenues();
  await letVisitorsIn();
  town.done = true;
  keep();
} catch (error) {
  console.error(`The demo town could not be made: ${error.message}`);
  process.exit(1);
}
