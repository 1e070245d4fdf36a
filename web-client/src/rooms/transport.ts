// SPDX-License-Identifier: Apache-2.0
// Whom a transport firm brings.
import { showTransports } from '../admissions/transports';
import type { Room } from '../places';

export { say } from '../admissions/words';
export const screens: Room['screens'] = { transports: (screen) => showTransports(screen) };
