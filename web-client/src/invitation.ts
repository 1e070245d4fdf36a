// SPDX-License-Identifier: Apache-2.0
// Where a mailed invitation leads: password, authenticator, recovery codes, and on into the console.
import { type AcceptedInvitation, type Invitation, newId, post, Problem } from './api';
import { drawn, field, h, problemBox } from './dom';
import { messageOf, t } from './texts';

const quietZone = 4;

function symbol(rows: string[]): SVGSVGElement {
  const path = rows.flatMap((row, y) => [...row].flatMap((module, x) =>
    (module === '1' ? [`M${x + quietZone} ${y + quietZone}h1v1h-1z`] : []))).join('');
  const width = rows.length + 2 * quietZone;
  return drawn('svg', { viewBox: `0 0 ${width} ${width}`, width: 240, height: 240, role: 'img', 'aria-label': t.secretSymbol },
    drawn('rect', { width, height: width, fill: '#fff' }), drawn('path', { d: path, fill: '#000' }));
}

export async function showInvitation(root: HTMLElement, token: string, done: () => Promise<void>): Promise<void> {
  let invitation: Invitation;
  try {
    invitation = await post<Invitation>('/v1/invitations:open', { token });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    root.replaceChildren(h('h1', {}, t.setUp), problemBox(messageOf(error.reason, error.message)), h('p', {}, h('a', { href: '/' }, t.logIn)));
    return;
  }
  showForm(root, token, invitation, done);
}

function showForm(root: HTMLElement, token: string, invitation: Invitation, done: () => Promise<void>): void {
  // One for the page: who sends the form again after a lost answer gets that answer.
  const requestId = newId();
  const userName = h('input', { name: 'userName', autocomplete: 'username', readonly: true, value: invitation.userName });
  const password = h('input', { name: 'password', type: 'password', autocomplete: 'new-password', required: true, minlength: '12', maxlength: '256' });
  const totpCode = h('input', { name: 'totpCode', autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: '6', required: invitation.totpRequired });
  const problem = h('div');
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.replaceChildren();
    try {
      const accepted = await post<AcceptedInvitation>('/v1/invitations:accept',
        { requestId, token, password: password.value, totpCode: totpCode.value });
      history.replaceState(null, '', '/');
      showRecoveryCodes(root, accepted.recoveryCodes ?? [], done);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  root.replaceChildren(
    h('h1', {}, t.setUp), h('p', {}, `${invitation.displayName} (${invitation.organisation})`), problem,
    h('form', { onsubmit: (event) => void submit(event) },
      field(t.setUpFor, userName), field(t.newPassword, password, t.passwordHint),
      h('div', {}, h('p', {}, t.scanSecret), symbol(invitation.totpSymbol),
        h('p', {}, h('a', { href: invitation.totpUri }, h('code', { id: 'secret' }, invitation.totpSecret)))),
      field(t.codeNow, totpCode, invitation.totpRequired ? undefined : t.optional), h('button', {}, t.finish)),
  );
  password.focus();
}

function showRecoveryCodes(root: HTMLElement, codes: string[], done: () => Promise<void>): void {
  if (codes.length === 0) return void done();
  root.replaceChildren(
    h('h1', {}, t.recoveryTitle), h('p', {}, t.recoveryText),
    h('ul', { id: 'recovery' }, ...codes.map((code) => h('li', {}, h('code', {}, code)))),
    h('button', { onclick: () => void done() }, t.written),
  );
}
