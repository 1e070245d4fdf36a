// SPDX-License-Identifier: Apache-2.0
// What people do at the public door, one function a deed; used by the demo seed and the load tests.
import { Door, MailedLink, newId, newTimedId } from './door.mjs';

// Registers a venue and confirms it with the mailed link: its Venue, with code_url. `deed` is done with the operator's
// browser, if there is one.
export async function openVenue({ url, listen, mailbox }, venue, deed) {
  const door = new Door(url, listen);
  try {
    const link = await MailedLink.expect(mailbox, venue.emailAddress);
    await door.post('/v1/venues', { requestId: newId(), ...venue });
    const token = await link.token('/venues/confirm/');
    const { venue: opened } = await door.post('/v1/venues:confirm', { requestId: newId(), token });
    const own = { ...opened, ...(await door.get('/v1/venue')) };
    await deed?.(door, own);
    return own;
  } finally {
    door.close();
  }
}

export const codeOf = (codeUrl) => codeUrl.slice(codeUrl.lastIndexOf('/') + 1);

// Checks a new visitor in and confirms her address with the mailed link: her browser, whose cookie is a proof now.
export async function visit({ url, listen, mailbox }, code, emailAddress, language = 'ja') {
  const door = new Door(url, listen);
  const link = await MailedLink.expect(mailbox, emailAddress);
  await untilKnown(door, code);
  await door.post('/v1/check-ins', { requestId: newTimedId(), code, emailAddress, consent: true, language });
  const token = await link.token('/confirm/');
  await door.post('/v1/addresses:confirm', { requestId: newId(), token });
  return door;
}

// The visit service hears of a new venue a moment later.
async function untilKnown(door, code) {
  for (const until = Date.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      return await door.get(`/v1/doorways/${code}`);
    } catch (error) {
      if (error.reason !== 'CODE_UNKNOWN' || Date.now() > until) throw error;
    }
  }
}
