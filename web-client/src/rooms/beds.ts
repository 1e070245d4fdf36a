// SPDX-License-Identifier: Apache-2.0
// Where beds are, and which are free.
import { showAnomalies } from '../beds/anomalies';
import { showBeds } from '../beds/board';
import { showFacilities } from '../beds/facilities';
import type { Room } from '../places';

export { say } from '../beds/texts';
export const screens: Room['screens'] = {
  beds: (screen) => showBeds(screen),
  anomalies: (screen) => showAnomalies(screen),
  facilities: (screen) => showFacilities(screen),
};
