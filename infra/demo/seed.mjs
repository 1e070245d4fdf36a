// SPDX-License-Identifier: Apache-2.0
// Makes the demo town through the real doors, once: seed.mjs FILE with the environment SEED_PUBLIC_URL,
// SEED_PUBLIC_LISTEN, SEED_STAFF_URL, SEED_STAFF_LISTEN, SEED_MAILBOX, SEED_IDENTITY (the program) and SEED_ADMIN_SOCKET.
// FILE (0600) keeps what was made, log-ins among it, and is written before each step, so that a seed that was interrupted goes on.
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createDemoAccount } from './accounts.mjs';
import { Door, newId } from './door.mjs';
import { codeOf, openVenue, visit } from './town.mjs';

const accounts = [
  { userName: 'sato', displayName: '佐藤 美咲', organisation: '大阪市保健所', roles: ['HEALTH_OFFICER'], areas: ['270008'] },
  { userName: 'suzuki', displayName: '鈴木 健', organisation: '大阪市保健所', roles: ['HEALTH_OFFICER'], areas: ['270008'] },
  { userName: 'tanaka', displayName: '田中 恵', organisation: '大阪府', roles: ['ADMINISTRATOR'], areas: ['270008'] },
];

// Theirs belong to the organisations below.
const guests = [
  { userName: 'kango', displayName: '看護 由美', organisation: '見本総合病院', roles: ['HOSPITAL_STAFF'], areas: ['271004'] },
  { userName: 'hakobu', displayName: '運野 守', organisation: '見本患者搬送', roles: ['TRANSPORT_STAFF'], areas: ['271004'] },
];
const organisations = [
  { kind: 'ORGANISATION_KIND_HOSPITAL', displayName: '見本総合病院', areaCode: '271004' },
  { kind: 'ORGANISATION_KIND_TRANSPORT', displayName: '見本患者搬送', areaCode: '271004' },
];
// Beds of each class: staffed, occupied, blocked. The last has told nothing yet.
const facilities = [
  ['見本総合病院', 'HOSPITAL', '271004', 34.6937, 135.5023, { severe: [8, 5, 0], moderate: [40, 31, 2] }],
  ['淀川見本病院', 'HOSPITAL', '271004', 34.7221, 135.4831, { severe: [4, 4, 0], moderate: [22, 14, 0] }],
  ['豊中見本病院', 'HOSPITAL', '272035', 34.7815, 135.4697, { moderate: [30, 24, 1] }],
  ['見本宿泊療養ホテル', 'ACCOMMODATION', '271004', 34.7025, 135.4959, { rooms: [180, 96, 4] }],
  ['千里見本病院', 'HOSPITAL', '272035', 34.8105, 135.4953, {}],
].map(([displayName, kind, areaCode, latitude, longitude, beds]) => ({ displayName, kind: `FACILITY_KIND_${kind}`, areaCode, point: { latitude, longitude }, beds }));

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
const { SEED_STAFF_URL: staffUrl, SEED_STAFF_LISTEN: staffListen } = process.env;
const place = { url, listen, mailbox };
const town = { done: false, accounts: [], venues: [], visitors: [], organisations: [], facilities: [], ...(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) };

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

function openAccounts(wanted) {
  for (const account of wanted) {
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

async function logIn(userName) {
  const door = new Door(staffUrl, staffListen);
  await door.post('/v1/sessions', { userName, password: town.accounts.find((account) => account.userName === userName).password });
  return door;
}

// request: kept before it is sent, so that a seed that was interrupted makes nothing twice.
async function once(list, displayName, make) {
  let kept = town[list].find((one) => one.displayName === displayName);
  if (!kept) {
    kept = { displayName, requestId: newId() };
    town[list].push(kept);
    keep();
  }
  if (!kept.id) {
    kept.id = (await make(kept.requestId)).id;
    keep();
  }
  return kept;
}

async function openOrganisations(administrator) {
  for (const facts of organisations) {
    await once('organisations', facts.displayName, (requestId) => administrator.post('/v1/organisations', { requestId, ...facts }));
  }
  const idOf = (name) => town.organisations.find(({ displayName }) => displayName === name).id;
  openAccounts(guests.map((account) => ({ ...account, organisationId: idOf(account.organisation) })));
}

// Listed by an administrator; their beds told by an officer who has their desks on the telephone.
async function openFacilities(administrator, officer) {
  for (const { displayName, kind, areaCode, point, beds } of facilities) {
    const organisationId = town.organisations.find((one) => one.displayName === displayName)?.id ?? '';
    const facility = await once('facilities', displayName, (requestId) =>
      administrator.post('/v1/facilities', { requestId, kind, areaCode, facts: { displayName, point, accepting: true, organisationId } }));
    const classes = Object.entries(beds).map(([bedClass, [staffed, occupied, blocked]]) => ({ bedClass, counts: { staffed, occupied, blocked } }));
    if (facility.told || classes.length === 0) continue;
    await officer.post(`/v1/facilities/${facility.id}/reports`, { requestId: facility.requestId, content: { classes }, toldByDesk: '地域連携室' });
    facility.told = true;
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
  openAccounts(accounts);
  const [administrator, officer] = [await logIn('tanaka'), await logIn('sato')];
  await openOrganisations(administrator);
  await openFacilities(administrator, officer);
  administrator.close();
  officer.close();
  await openVenues();
  await letVisitorsIn();
  town.done = true;
  keep();
} catch (error) {
  console.error(`The demo town could not be made: ${error.message}`);
  process.exit(1);
}
