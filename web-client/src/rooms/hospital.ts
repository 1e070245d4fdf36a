// SPDX-License-Identifier: Apache-2.0
// What a facility's staff do: answer offers, keep their beds, report.
import { showOffers } from '../admissions/offers';
import { showBedReport } from '../beds/report';
import { showWards } from '../beds/wards';
import type { Room } from '../places';

export { say } from '../beds/texts';
export const screens: Room['screens'] = {
  offers: (screen) => showOffers(screen),
  wards: (screen, { id }) => showWards(screen, id),
  report: (screen, { id }) => showBedReport(screen, id),
};
