// SPDX-License-Identifier: Apache-2.0
// The mailed link, confirmed. Who runs several venues chooses one; without a script the form opens the only one.
import { type Message, post } from '../api';
import { h } from '../dom';
import { formOf } from '../form';
import { say, t } from './texts';

type Confirmed = Message<'venue.v1.ConfirmedLogIn'>;

export async function showLogIn(root: HTMLElement): Promise<void> {
  const form = root.querySelector('form');
  if (!form) return;  // the link is no longer usable, which the page says
  const { requestId, token } = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const confirm = async (venueId: string) => {
    const { choices } = await post<Confirmed>('/v1/venues:confirmLogIn', { requestId, token, venueId });
    if (choices.length === 0) return location.assign('/venue');
    const list = choices.map(({ id, displayName, address }) => formOf({ id: `venue-${id}` }, { send: () => confirm(id), say },
      h('button', { class: 'plain' }, displayName, h('span', { class: 'hint' }, address))));
    root.replaceChildren(h('h2', { tabindex: '-1', id: 'choose' }, t.chooseVenue), ...list);
    document.getElementById('choose')?.focus();
  };
  form.replaceWith(formOf({ id: 'log-in' }, { send: () => confirm(''), say }, ...form.querySelectorAll('button')));
}
