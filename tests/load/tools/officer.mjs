// SPDX-License-Identifier: Apache-2.0
// A health officer of Osaka, or of other areas, made for a load, logged in at the staff door. Environment: STAFF_URL,
// STAFF_LISTEN, IDENTITY (the program), ADMIN_SOCKET.
import { createDemoAccount } from '../../../infra/demo/accounts.mjs';
import { Door, newId } from '../../../infra/demo/door.mjs';

const { STAFF_URL: url, STAFF_LISTEN: listen, IDENTITY: identity, ADMIN_SOCKET: socket } = process.env;

export async function officer(userName, areas = ['270008']) {
  const password = `load-test-${newId()}`;
  const account = { userName, displayName: userName, organisation: 'load', roles: ['HEALTH_OFFICER'], areas };
  createDemoAccount({ identity, socket }, account, password);
  const door = new Door(url, listen);
  await door.post('/v1/sessions', { userName, password });
  return door;
}
