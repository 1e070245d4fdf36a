// SPDX-License-Identifier: Apache-2.0
// Who works here, where, and by which rules; and who did what.
import { showAccount, showAccounts, showInvitationForm } from '../administration/accounts';
import { showAreas, showVenueImport } from '../administration/areas';
import { showAudit } from '../administration/audit';
import { showPolicies, showPolicy } from '../administration/policies';
import type { Room } from '../places';

export { say } from '../administration/texts';
export const screens: Room['screens'] = {
  venues: (screen) => showVenueImport(screen),
  accounts: (screen, { id }) => (id === 'new' ? showInvitationForm(screen) : id ? showAccount(screen, id) : showAccounts(screen)),
  areas: (screen) => showAreas(screen),
  policies: (screen, { id, part }) => (id && part ? showPolicy(screen, id, part) : showPolicies(screen, id)),
  audit: (screen, { id, search }) => showAudit(screen, id, search),
};
