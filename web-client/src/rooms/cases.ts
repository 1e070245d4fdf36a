// SPDX-License-Identifier: Apache-2.0
// Who is ill, where she was, and what becomes of her.
import { showCase, showCases } from '../cases';
import { showCaseImport, showRegistration } from '../cases/register';
import type { Room } from '../places';

export { say } from '../cases/texts';
export const screens: Room['screens'] = {
  cases: (screen, { id }) => (id === undefined ? showCases(screen) : id === 'new' ? showRegistration(screen) : id === 'import' ? showCaseImport(screen) : showCase(screen, id)),
};
