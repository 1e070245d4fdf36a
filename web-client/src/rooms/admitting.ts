// SPDX-License-Identifier: Apache-2.0
// Who needs a place, and which one she is offered.
import { showAdmission } from '../admissions/admission';
import { showAssignment } from '../admissions/assignment';
import { showDecision } from '../admissions/decision';
import { showDesk } from '../admissions/desk';
import { showRequest } from '../admissions/request';
import type { Room } from '../places';

export { say } from '../admissions/texts';
export const screens: Room['screens'] = {
  // #/admissions, #/admissions/prefecture, #/admissions/new/<case>, #/admissions/many?<ids>, #/admissions/<id>
  admissions: (screen, { id, part, search }) => {
    switch (id) {
      case undefined: case 'prefecture': return showDesk(screen, id === 'prefecture');
      case 'new': return showRequest(screen, part ?? '', new URLSearchParams(search).get('transferOf') ?? '');
      case 'many': return showAssignment(screen, search);
      default: return showAdmission(screen, id);
    }
  },
  decisions: (screen, { id }) => (id ? showDecision(screen, id) : showDesk(screen, false)),
};
