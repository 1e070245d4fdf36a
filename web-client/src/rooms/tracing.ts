// SPDX-License-Identifier: Apache-2.0
// Who may have been infected, and is told.
import { showExposure } from '../exposure';
import { showList } from '../list';
import type { Room } from '../places';
import { showProposal } from '../propose';
import { messageOf } from '../texts';

export const say: Room['say'] = ({ reason, message }) => messageOf(reason, message);
export const screens: Room['screens'] = {
  new: (screen) => showProposal(screen),
  exposures: (screen, { id }) => (id ? showExposure(screen, id) : showList(screen)),
};
