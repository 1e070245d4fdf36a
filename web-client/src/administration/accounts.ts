// SPDX-License-Identifier: Apache-2.0
// Staff accounts: who there is, inviting, changing, disabling.
import { get, type Message, newId, post } from '../api';
import { allAreas, nameOf } from '../areas';
import { field, h, heading, scrolled, select } from '../dom';
import { formOf } from '../form';
import { allOf } from '../pages';
import type { Screen } from '../places';
import { language, showTime, t } from '../texts';
import { type AccountFields, accountFields, allOrganisations } from './account-form';
import { a, say } from './texts';

export type StaffAccount = Message<'identity.v1.StaffAccount'>;

export const allAccounts = () => allOf<StaffAccount>('/v1/accounts', 'accounts');
const rolesOf = ({ account }: StaffAccount) => (account?.roles ?? []).map((role) => a.roleNames[role] ?? role).join('、');
const stateOf = ({ state }: StaffAccount) => h('span', { class: `state ${state === 'ACCOUNT_STATE_ACTIVE' ? 'good' : state === 'ACCOUNT_STATE_DISABLED' ? 'bad' : ''}` }, a.states[state] ?? state);

export async function showAccounts({ root }: Screen): Promise<void> {
  const [accounts, areas] = await Promise.all([allAccounts(), allAreas()]);
  const rows = accounts.map((one) => h('tr', {},
    h('td', {}, h('a', { href: `#/accounts/${one.account?.id}` }, one.account?.displayName), h('span', { class: 'hint' }, one.account?.userName)),
    h('td', {}, one.account?.organisation), h('td', {}, rolesOf(one)),
    h('td', {}, one.account?.areaCodes.length ? one.account.areaCodes.map((code) => nameOf(areas, code)).join('、') : a.wholeInstallation),
    h('td', {}, stateOf(one))));
  root.replaceChildren(h('h1', {}, a.accounts), h('p', { class: 'actions' }, h('a', { class: 'button', href: '#/accounts/new' }, a.invite)),
    scrolled(a.accounts, h('table', { id: 'accounts' },
      heading(a.displayName, a.organisation, a.roles, a.areasOf, a.state),
      h('tbody', {}, ...rows))));
}

const mailLanguages = () => select('language', language === 'en' ? [['en', 'English'], ['ja', '日本語']] : [['ja', '日本語'], ['en', 'English']]);
const addressField = () => h('input', { type: 'email', name: 'emailAddress', required: true, autocomplete: 'off', maxlength: '254' });

export async function showInvitationForm({ account, root }: Screen): Promise<void> {
  const [areas, organisations] = await Promise.all([allAreas(), allOrganisations()]);
  const requestId = newId();  // of this form: pressing twice invites once
  const userName = h('input', { name: 'userName', required: true, maxlength: '64', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
  const emailAddress = addressField();
  const mails = mailLanguages();
  const fields = accountFields(areas, account.areaCodes, organisations);
  const send = async () => {
    const made = await post<StaffAccount>('/v1/accounts',
      { requestId, userName: userName.value, emailAddress: emailAddress.value, language: mails.value, ...fields.told() });
    location.hash = `#/accounts/${made.account?.id}`;
  };
  root.replaceChildren(h('p', {}, h('a', { href: '#/accounts' }, t.back)), h('h1', {}, a.invite),
    formOf({ id: 'invite' }, { send, say, draft: 'invite' }, field(a.userName, userName, a.userNameHint), field(a.email, emailAddress, a.emailHint),
      field(a.mailLanguage, mails), fields.element, h('button', {}, a.send)));
}

export async function showAccount(screen: Screen, id: string, done = ''): Promise<void> {
  const [one, areas, organisations] = await Promise.all([get<StaffAccount>(`/v1/accounts/${id}`), allAreas(), allOrganisations()]);
  const { account } = one;
  if (!account) return;
  const again = (text: string) => showAccount(screen, id, text);
  const open = Boolean(one.invitationExpireTime);
  screen.root.replaceChildren(h('p', {}, h('a', { href: '#/accounts' }, t.back)), h('h1', {}, account.displayName),
    h('p', { class: 'done', role: 'status', id: 'done' }, done),
    h('dl', {}, h('dt', {}, a.userName), h('dd', {}, account.userName), h('dt', {}, a.state),
      h('dd', { id: 'state' }, stateOf(one), one.state === 'ACCOUNT_STATE_INVITED' && ` ${open ? a.invitedUntil(showTime(one.invitationExpireTime)) : a.noLink}`),
      h('dt', {}, a.totp), h('dd', {}, one.totpEnrolled ? a.totpOn : a.totpOff), h('dt', {}, a.created), h('dd', {}, showTime(one.createTime)),
      h('dt', {}, a.roles), h('dd', {}, rolesOf(one)),
      h('dt', {}, a.areasOf), h('dd', {}, account.areaCodes.map((code) => nameOf(areas, code)).join('、') || a.wholeInstallation)),
    ...(account.id === screen.account.id ? [h('p', { class: 'note' }, a.ownAccount)] : [
      changeForm(one, accountFields(areas, screen.account.areaCodes, organisations, account), again), reinviteForm(id, again), one.state === 'ACCOUNT_STATE_DISABLED' ? null : disableForm(id, again)]).filter((part) => part !== null));
}

function changeForm({ account }: StaffAccount, fields: AccountFields, again: (text: string) => Promise<void>): HTMLElement {
  const send = async () => {
    await post(`/v1/accounts/${account?.id}:change`, fields.told());
    await again(a.saved);
  };
  return h('section', { 'aria-label': a.changeTitle }, h('h2', {}, a.changeTitle), formOf({ id: 'change' }, { send, say }, fields.element, h('button', {}, a.change)));
}

function reinviteForm(id: string, again: (text: string) => Promise<void>): HTMLElement {
  const emailAddress = addressField();
  const mails = mailLanguages();
  const requestId = newId();
  const send = async () => {
    await post(`/v1/accounts/${id}:reinvite`, { requestId, emailAddress: emailAddress.value, language: mails.value });
    await again(a.sent);
  };
  return h('details', {}, h('summary', {}, a.reinvite), h('p', { class: 'note' }, a.reinviteText),
    formOf({ id: 'reinvite' }, { send, say }, field(a.email, emailAddress, a.emailHint), field(a.mailLanguage, mails), h('button', { class: 'plain' }, a.reinvite)));
}

function disableForm(id: string, again: (text: string) => Promise<void>): HTMLElement {
  const reason = h('textarea', { name: 'reason', maxlength: '200', rows: '2' });
  const send = async () => {
    await post(`/v1/accounts/${id}:disable`, { reason: reason.value });
    await again(a.disabled);
  };
  return h('details', {}, h('summary', {}, a.disable), h('p', { class: 'note' }, a.disableText),
    formOf({ id: 'disable' }, { send, say }, field(a.reason, reason, a.reasonHint), h('button', { class: 'plain' }, a.disable)));
}
