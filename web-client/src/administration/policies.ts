// SPDX-License-Identifier: Apache-2.0
// The rules of each service: what is in force, what is to come, what waits for another administrator.
import type { Account, Message } from '../api';
import { h, heading, scrolled } from '../dom';
import { allOf } from '../pages';
import type { Screen } from '../places';
import { showTime, t } from '../texts';
import { allAccounts } from './accounts';
import { changesOf, leavesOf, textOf, type Value } from './policy-body';
import { approval, proposal } from './policy-forms';
import { a } from './texts';

export type Policy = Message<'rpc.v1.Policy'>;
type Standing = 'inForce' | 'next' | 'waiting' | 'past' | 'expired';

const services = ['visit', 'exposure', 'observation', 'admission', 'registry', 'capacity', 'venue', 'identity', 'mail', 'vault'];
const isAdministrator = (account: Account) => account.roles.includes('ROLE_ADMINISTRATOR');
export const decides = (account: Account) => isAdministrator(account) && account.areaCodes.length === 0;
const beginOf = ({ validFromTime }: Policy) => (validFromTime ? Date.parse(validFromTime) : -Infinity);
const versionsOf = (service: string, name = '') => allOf<Policy>(`/v1/policies/${service}?name=${encodeURIComponent(name)}`, 'policies');
const titleOf = (name: string) => a.policyNames[name] ?? name;

// Of the approved versions the services themselves say which is in force; only of the others this browser's clock has a say.
function standingOf(policy: Policy, inForce: Policy | undefined): Standing {
  if (policy.inForce) return 'inForce';
  if (policy.approvedBy) return inForce && beginOf(policy) <= beginOf(inForce) ? 'past' : 'next';
  return beginOf(policy) > Date.now() ? 'waiting' : 'expired';
}

function badge(standing: Standing): HTMLElement {
  return h('span', { class: `state ${standing === 'inForce' ? 'good' : standing === 'waiting' ? 'bad' : ''}` }, a[standing]);
}

export async function showPolicies({ root }: Screen, service = services[0]!): Promise<void> {
  const policies = await versionsOf(service);
  const names = [...new Set(policies.map(({ name }) => name))];
  const rows = names.map((name) => {
    const versions = policies.filter((policy) => policy.name === name);
    const current = versions.find(({ inForce }) => inForce);
    const standings = [...new Set(versions.map((one) => standingOf(one, current)))].filter((standing) => standing === 'next' || standing === 'waiting');
    const body = JSON.parse(current?.body ?? '{}') as Value;
    return h('tr', {}, h('td', {}, h('a', { href: `#/policies/${service}/${name}` }, titleOf(name)), h('span', { class: 'hint' }, name)),
      h('td', {}, ...standings.map(badge)),
      h('td', {}, ...leavesOf(body).slice(0, 3).flatMap(([path, value]) => [h('code', {}, `${path}: ${short(value)}`), h('br')]), leavesOf(body).length > 3 && '…'));
  });
  root.replaceChildren(h('h1', {}, a.policies), h('p', { class: 'lead' }, a.policiesText),
    h('nav', { class: 'places', 'aria-label': a.service }, h('ul', {}, ...services.map((one) =>
      h('li', {}, h('a', { href: `#/policies/${one}`, 'aria-current': one === service ? 'page' : undefined }, a.services[one] ?? one))))),
    scrolled(a.policies, h('table', { id: 'policies' }, heading(a.policies, a.state, a.inForce), h('tbody', {}, ...rows))));
}

const short = (value: Value) => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

export async function showPolicy(screen: Screen, service: string, name: string): Promise<void> {
  const [versions, people] = await Promise.all([versionsOf(service, name), isAdministrator(screen.account) ? allAccounts() : []]);
  const whoIs = (id: string) => (id === screen.account.id ? t.you : people.find(({ account }) => account?.id === id)?.account?.displayName ??
    (['mimamori', 'shipped'].includes(id) ? a.shipped : id.slice(0, 8)));
  const inForce = versions.find((policy) => policy.inForce);
  const body = JSON.parse(inForce?.body ?? '{}') as Value;
  const again = () => showPolicy(screen, service, name);
  const waiting = versions.filter((policy) => standingOf(policy, inForce) === 'waiting');
  screen.root.replaceChildren(h('p', {}, h('a', { href: `#/policies/${service}` }, t.back)), h('h1', {}, titleOf(name)), h('p', { class: 'hint' }, name),
    ...waiting.map((policy) => h('section', { class: 'place waiting', 'aria-label': a.waiting }, h('h2', {}, `${a.version} ${policy.version} `, badge('waiting')),
      h('p', {}, `${a.validFrom}: ${showTime(policy.validFromTime)} · ${a.proposedBy}: ${whoIs(policy.proposedBy)}`),
      changeTable(before(versions, policy), JSON.parse(policy.body) as Value),
      approval(screen.account, service, policy, again))),
    h('section', { id: 'in-force', 'aria-label': a.inForce }, h('h2', {}, a.inForce), inForce ? valueTable(body) : h('p', {}, t.none)),
    decides(screen.account) ? proposal(service, name, body, again) : h('p', { class: 'note' }, a.onlyWhole),
    h('div', {}, h('h2', {}, a.history), history(versions, inForce, whoIs)));
}

// What would count at that moment otherwise.
function before(versions: Policy[], policy: Policy): Value {
  const others = versions.filter((one) => one.approvedBy && beginOf(one) <= beginOf(policy));
  const last = others.sort((one, other) => beginOf(one) - beginOf(other) || one.version - other.version).at(-1);
  return JSON.parse(last?.body ?? '{}') as Value;
}

function valueTable(body: Value): HTMLElement {
  return h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, a.item), h('th', { scope: 'col' }, a.value))),
    h('tbody', {}, ...leavesOf(body).map(([path, value]) => h('tr', {}, h('td', {}, h('code', {}, path)), h('td', {}, h('code', {}, textOf(value)))))));
}

function changeTable(old: Value, young: Value): HTMLElement {
  const changes = changesOf(old, young);
  if (changes.length === 0) return h('p', {}, a.noChange);
  const show = (value: Value | undefined) => (value === undefined ? a.absent : textOf(value));
  return h('table', { class: 'changes' }, heading(a.item, a.before, a.after),
    h('tbody', {}, ...changes.map((change) => h('tr', {}, h('td', {}, h('code', {}, change.path)), h('td', {}, h('del', {}, h('code', {}, show(change.before)))),
      h('td', {}, h('ins', {}, h('code', {}, show(change.after))))))));
}

function history(versions: Policy[], inForce: Policy | undefined, whoIs: (id: string) => string): HTMLElement {
  return scrolled(a.history, h('table', { id: 'history' },
    heading(a.version, a.state, a.validFrom, a.proposedBy, a.approvedBy, a.value),
    h('tbody', {}, ...[...versions].reverse().map((policy) => h('tr', {}, h('td', {}, String(policy.version)), h('td', {}, badge(standingOf(policy, inForce))),
      h('td', {}, policy.validFromTime ? showTime(policy.validFromTime) : a.always), h('td', {}, whoIs(policy.proposedBy)), h('td', {}, policy.approvedBy && whoIs(policy.approvedBy)),
      h('td', {}, h('details', {}, h('summary', {}, a.details), h('code', {}, JSON.stringify(JSON.parse(policy.body), null, 1)))))))));
}
