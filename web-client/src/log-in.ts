// SPDX-License-Identifier: Apache-2.0
import { post, Problem } from './api';
import { field, h, problemBox } from './dom';
import { messageOf, t } from './texts';

export function showLogIn(root: HTMLElement, done: () => Promise<void>): void {
  const userName = h('input', { name: 'userName', autocomplete: 'username', required: true, maxlength: '64' });
  const password = h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const totpCode = h('input', { name: 'totpCode', autocomplete: 'one-time-code', maxlength: '20' });
  const problem = h('div');
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.replaceChildren();
    try {
      const code = totpCode.value.trim();
      const factor = code === '' || /^\d{6}$/.test(code) ? { totpCode: code } : { recoveryCode: code };
      await post('/v1/sessions', { userName: userName.value, password: password.value, ...factor });
      await done();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  root.replaceChildren(
    h('h1', {}, t.logIn), problem,
    h('form', { onsubmit: (event) => void submit(event) }, field(t.userName, userName), field(t.password, password),
      field(t.totp, totpCode, t.totpHint), h('button', {}, t.logIn)),
  );
  userName.focus();
}
