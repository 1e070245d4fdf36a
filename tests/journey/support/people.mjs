// SPDX-License-Identifier: Apache-2.0
// What people do at the doors without a page, one function a deed; every time is the town's.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Problem } from '../../../infra/demo/door.mjs';
import { until } from './town.mjs';

export const newId = () => randomUUID();

// RFC 9562, version 7: begins with the milliseconds since 1970.
export function timedId(time) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Math.floor(time), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export const codeOf = (codeUrl) => codeUrl.slice(codeUrl.lastIndexOf('/') + 1);
const tokenOf = (link) => link.slice(link.lastIndexOf('/') + 1);

export const cafe = {
  displayName: '喫茶すずめ 中之島店', address: '大阪府大阪市北区中之島 見本1-1', areaCode: '271004', kind: 'VENUE_KIND_FOOD',
  seatCount: 32, floorAreaM2: 80, typicalStayMinutes: 90, language: 'ja',
};

// Registers a venue and confirms it with the mailed link. {venue, code, door: the operator's browser}.
export async function openVenue(town, emailAddress, venue = cafe) {
  const door = town.publicDoor();
  await door.post('/v1/venues', { requestId: newId(), ...venue, emailAddress });
  const token = tokenOf(await town.mailedLink(emailAddress, '/venues/confirm/'));
  await door.post('/v1/venues:confirm', { requestId: newId(), token });
  const opened = await door.get('/v1/venue');
  const code = codeOf(opened.codeUrl);
  await visitKnows(town, code);
  return { venue: opened, code, door };
}

// The visit service follows the venue service's changes: within a second or so.
export function visitKnows(town, code) {
  const door = town.publicDoor();
  return until(() => door.get(`/v1/doorways/${code}`).catch((error) => {
    if (!(error instanceof Problem)) throw error;
    return null;
  }), 'the new venue at the visit service');
}

// A first check-in with an address that is not confirmed yet. Tries again while the keys of a new day are being fetched.
export async function checkIn(town, code, emailAddress, language = 'ja') {
  const door = town.publicDoor();
  const request = { requestId: timedId(town.now()), code, emailAddress, consent: true, language };
  await patiently(() => door.post('/v1/check-ins', request));
  return door;
}

// Checked in and confirmed in the same browser.
export async function visit(town, code, emailAddress, language = 'ja') {
  const door = await checkIn(town, code, emailAddress, language);
  await confirm(town, door, emailAddress);
  return door;
}

export async function confirm(town, door, emailAddress) {
  const token = tokenOf(await town.mailedLink(emailAddress, '/confirm/'));
  await door.post('/v1/addresses:confirm', { requestId: newId(), token });
}

// Again and again while the answer is 503, as a browser with a Retry-After does.
export function patiently(deed) {
  return until(() => deed().catch((error) => {
    if (error instanceof Problem && error.status === 503) return null;
    throw error;
  }), 'a service that is away');
}

export async function logIn(town, userName, password) {
  const door = town.staffDoor();
  await door.post('/v1/sessions', { userName, password });
  return door;
}

// A case and a proposed exposure at the venue, from and to in milliseconds.
export async function declare(town, officer, venueId, from, to, { level = 'LEVEL_CAUTION', patient = '', areaCode = '271004' } = {}) {
  const reportDate = new Date(town.now() + 9 * 3600e3).toISOString().slice(0, 10);
  const { id: caseId } = await officer.post('/v1/cases', {
    requestId: newId(), kind: 'CASE_KIND_CONFIRMED', areaCode, reportDate, emailAddress: patient,
  });
  return officer.post('/v1/exposures', {
    requestId: newId(), caseId, venueId, level, startTime: new Date(from).toISOString(), endTime: new Date(to).toISOString(),
  });
}

export async function approve(officer, { id, version }, reason = 'cluster confirmed') {
  return officer.post(`/v1/exposures/${id}:approve`, { version, reason });
}

// Alerts that the mailbox has for this address: none of the mails that somebody waits for.
export async function alertsTo(town, address) {
  return (await town.mailsTo(address)).filter(({ links }) => !links.some((link) => /\/(confirm|record|leave)\//.test(link)));
}

// RFC 6238, written anew: what an authenticator shows at that time (milliseconds) for a secret in base 32.
export function totp(secret, time) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// Somebody whom `admin` invites, and who has set her password: her door. What she may, and where, as CreateAccount takes it.
export async function join(town, admin, password, { userName, emailAddress, ...account }) {
  await admin.post('/v1/accounts', { requestId: newId(), language: 'ja', userName, emailAddress, ...account });
  const token = new URL(await town.mailedLink(emailAddress, '/invitation/')).pathname.split('/').pop();
  const door = town.staffDoor();
  const { totpSecret } = await door.post('/v1/invitations:open', { token });
  const { recoveryCodes } = await door.post('/v1/invitations:accept', { requestId: newId(), token, password, totpCode: totp(totpSecret, town.now()) });
  await door.post('/v1/sessions', { userName, password, recoveryCode: recoveryCodes[0] });
  return door;
}
