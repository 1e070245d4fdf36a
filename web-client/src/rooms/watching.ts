// SPDX-License-Identifier: Apache-2.0
// Who is watched from home, and has to be spoken to.
import { showPatient } from '../patients/patient';
import { showReleases } from '../patients/release';
import { showRules } from '../patients/rules';
import type { Room } from '../places';
import { showWorklist } from '../worklist';

export { say } from '../patients/texts';
export const screens: Room['screens'] = {
  worklist: (screen) => showWorklist(screen),
  patients: (screen, { id }) => (id ? showPatient(screen, id) : showWorklist(screen)),
  releases: (screen) => showReleases(screen),
  rules: (screen) => showRules(screen),
};
