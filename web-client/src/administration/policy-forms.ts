// SPDX-License-Identifier: Apache-2.0
// Proposing and approving a version of a rule.
import { type Account, newId, post, Problem } from '../api';
import { field, h } from '../dom';
import { formOf } from '../form';
import { fromLocal, toLocal } from '../zone';
import { decides, type Policy } from './policies';
import { bodyOf, leavesOf, textOf, type Value } from './policy-body';
import { a, say } from './texts';

const zone = 'Asia/Tokyo';

export function approval(me: Account, service: string, policy: Policy, again: () => Promise<void>): HTMLElement {
  if (!decides(me)) return h('p', { class: 'note' }, a.onlyWhole);
  if (policy.proposedBy === me.id) return h('p', { class: 'note' }, a.ownProposal);
  const send = async () => {
    await post(`/v1/policies/${service}/${policy.name}:approve`, { version: policy.version });
    await again();
  };
  return formOf({ id: `approve-${policy.version}` }, { send, say }, h('p', { class: 'hint' }, a.approveText), h('button', {}, a.approve));
}

// One control a leaf; the service says by name which one it can't work by.
function controlFor(path: string, value: Value): { element: HTMLElement; value: () => Value } {
  const name = `body.${path}`;
  if (typeof value === 'number') {
    const input = h('input', { type: 'number', step: 'any', name, required: true, value: String(value) });
    return { element: field(path, input), value: () => Number(input.value) };
  }
  if (typeof value === 'boolean') {
    const input = h('input', { type: 'checkbox', name, checked: value });
    return { element: h('label', { class: 'tick' }, input, h('span', {}, path)), value: () => input.checked };
  }
  if (typeof value === 'string') {
    const input = h('input', { type: 'text', name, value });
    return { element: field(path, input), value: () => input.value };
  }
  const text = textOf(value);
  const area = h('textarea', { name, class: 'code-text', rows: String(Math.min(12, text.split('\n').length)), spellcheck: 'false' }, text);
  return { element: field(path, area, a.listOf), value: () => parsed(area.value, name) };
}

function parsed(text: string, name: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new Problem(0, 'MALFORMED_POLICY', '', name);
  }
}

export function proposal(service: string, policyName: string, body: Value, again: () => Promise<void>): HTMLElement {
  const requestId = newId();  // of this form: pressing twice proposes once
  const controls = leavesOf(body).map(([path, value]) => ({ path, ...controlFor(path, value) }));
  const whole = h('textarea', { name: 'body', class: 'code-text', rows: '8', spellcheck: 'false' });
  const tomorrow = toLocal(new Date(Date.now() + 24 * 3600e3), zone).slice(0, 10);
  const validFrom = h('input', { type: 'datetime-local', name: 'validFromTime', required: true, value: `${tomorrow}T05:00` });
  const reason = h('textarea', { name: 'reason', maxlength: '200', rows: '2' });
  const send = async () => {
    const told = whole.value.trim() ? parsed(whole.value, 'body') : bodyOf(controls.map(({ path, value }) => [path, value()]));
    await post(`/v1/policies/${service}`, {
      requestId, name: policyName, body: JSON.stringify(told), validFromTime: fromLocal(validFrom.value, zone).toISOString(), reason: reason.value,
    });
    await again();
  };
  return h('details', { id: 'proposal' }, h('summary', {}, a.propose), formOf({ id: 'propose' }, { send, say, draft: `policy ${policyName}` },
    ...controls.map(({ element }) => element), h('details', {}, h('summary', {}, a.whole), field(a.whole, whole, a.wholeHint)),
    field(a.startTime, validFrom, a.startHint), field(a.reason, reason, a.reasonHint), h('button', {}, a.proposeButton)));
}
