// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';

// Makes a demo account by identity's own command over its local socket; that it exists already is fine. The password goes
// by standard input: other users see arguments.
export function createDemoAccount({ identity, socket }, { userName, displayName, organisation, organisationId = '', roles, areas }, password) {
  const { status, stderr, error } = spawnSync(
    identity,
    ['create-account', '--demo', '--admin-socket', socket, '--user-name', userName, '--display-name', displayName,
      '--organisation', organisation, '--role', roles.join(','), ...(areas.length ? ['--areas', areas.join(',')] : []),
      ...(organisationId ? ['--organisation-id', organisationId] : []),
      '--password-stdin'],
    { input: `${password}\n`, encoding: 'utf8', timeout: 30_000 },
  );
  if (status !== 0 && !stderr?.startsWith('USER_NAME_TAKEN')) {
    throw new Error(`the account ${userName}: ${(stderr || error?.message || 'no answer').trim()}`);
  }
}
