// SPDX-License-Identifier: Apache-2.0
// What an officer may do next, as far as she is.
import { newId, post } from '../api';
import type { Catalogue } from '../beds/catalogue';
import { field, h } from '../dom';
import { formOf } from '../form';
import { admitForm, type Again, dischargeForm } from './coming';
import { type Admission, waits } from './facts';
import { placing } from './placing';
import { d, n, say } from './texts';

type Part = HTMLElement | null;

export function deedsOf(admission: Admission, catalogue: Catalogue, again: Again): Part[] {
  const { id, version, pool, state, transport } = admission;
  // Nobody is bringing her, or about to.
  const unbrought = !transport || transport.state === 'TRANSPORT_STATE_CALLED_OFF' || transport.state === 'TRANSPORT_STATE_ARRIVED';
  const button = (name: string, text: string, told: string, path: string, body: object = { version }, looks = 'plain') =>
    formOf({ id: name }, { say, send: async () => {
      await post(path, body);
      await again(told);
    } }, h('button', { class: looks }, text));
  const deed = (verb: string, text: string, told: string) => button(verb, text, told, `/v1/admissions/${id}:${verb}`);
  const next = ((): Part[] => {
    if (waits(admission)) return [placing(admission, catalogue, again), pool === 'POOL_AREA' ? deed('passToDesk', d.pass, d.passed) : null];
    switch (state) {
      case 'ADMISSION_STATE_OFFERED': return [answerByTelephone(admission, again), deed('withdrawOffer', d.withdraw, d.withdrawn)];
      case 'ADMISSION_STATE_ACCEPTED': return [h('p', {}, d.beingHeld)];
      case 'ADMISSION_STATE_HELD': return [unbrought ? button('transport', d.askTransport, d.transportAsked, `/v1/admissions/${id}/transports`, { requestId: newId(), version }, '') : null, unbrought ? h('p', { class: 'hint' }, d.ownWay) : null,
        admitForm(seenOf(admission), again), deed('extendBed', d.extend, d.extended)];
      case 'ADMISSION_STATE_IN_TRANSPORT': return [admitForm(seenOf(admission), again), deed('extendBed', d.extend, d.extended)];
      case 'ADMISSION_STATE_ADMITTED': return [dischargeForm(seenOf(admission), again), h('p', {}, h('a', { class: 'button plain', id: 'transfer', href: `#/admissions/new/${admission.caseId}?transferOf=${id}` }, d.transfer))];
      default: return [h('p', {}, d.over)];
    }
  })();
  const mayEnd = !['ADMISSION_STATE_ADMITTED', 'ADMISSION_STATE_TRANSFERRED', 'ADMISSION_STATE_DISCHARGED', 'ADMISSION_STATE_CANCELLED'].includes(state);
  return [h('h2', {}, d.next), ...next, mayEnd ? cancelForm(admission, again) : null];
}

const seenOf = ({ id, number, version }: Admission) => ({ admissionId: id, number, version });

// Who answers on the telephone has an officer note it.
function answerByTelephone({ offer }: Admission, again: Again): HTMLElement {
  const accept = async () => {
    await post(`/v1/offers/${offer?.id ?? ''}:accept`);
    await again(d.answerNoted);
  };
  const reason = h('textarea', { name: 'reason', required: true, maxlength: '500', rows: '2' });
  const decline = async () => {
    await post(`/v1/offers/${offer?.id ?? ''}:decline`, { reason: reason.value });
    await again(d.answerNoted);
  };
  return h('details', { id: 'by-telephone' }, h('summary', {}, d.byTelephone), formOf({ id: 'accept-told' }, { send: accept, say }, h('button', {}, d.acceptTold)),
    formOf({ id: 'decline-told' }, { send: decline, say }, field(n.reason, reason, n.reasonHint), h('button', { class: 'plain' }, d.declineTold)));
}

function cancelForm({ id, version }: Admission, again: Again): HTMLElement {
  const reason = h('textarea', { name: 'reason', required: true, maxlength: '500', rows: '2' });
  const send = async () => {
    await post(`/v1/admissions/${id}:cancel`, { version, reason: reason.value });
    await again(d.cancelled);
  };
  return h('details', { id: 'cancelling' }, h('summary', {}, d.cancel), h('p', { class: 'note' }, d.cancelText),
    formOf({ id: 'cancel' }, { send, say }, field(n.reason, reason, n.reasonHint), h('button', { class: 'plain' }, d.cancel)));
}
