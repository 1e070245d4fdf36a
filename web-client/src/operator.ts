// SPDX-License-Identifier: Apache-2.0
// The operators' pages that a script makes more of. What the gateway rendered stays until the script has something better.
import { Problem } from './api';
import { h, problemBox } from './dom';
import { showCrowd } from './operator/crowd';
import { showEdit } from './operator/edit';
import { showEvents } from './operator/events';
import { showLogIn } from './operator/log-in';
import { showSpaces } from './operator/spaces';
import { say } from './operator/texts';

const pages: Record<string, (root: HTMLElement) => Promise<void>> = { crowd: showCrowd, edit: showEdit, events: showEvents, 'log-in': showLogIn, spaces: showSpaces };
const root = document.querySelector<HTMLElement>('[data-page]')!;

document.querySelector(`nav.places a[href="${location.pathname}"]`)?.setAttribute('aria-current', 'page');
void pages[root.dataset['page']!]!(root).catch((error: unknown) => {
  if (!(error instanceof Problem)) throw error;
  root.prepend(h('div', {}, problemBox(say(error))));
});
