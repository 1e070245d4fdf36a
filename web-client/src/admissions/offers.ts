// SPDX-License-Identifier: Apache-2.0
// A facility's offers: what waits for its answer, and whom it takes, until she has left.
import { type Offer, post } from '../api';
import { allAreas, nameOf as areaName } from '../areas';
import { type Catalogue, getCatalogue } from '../beds/catalogue';
import { factList, field, h } from '../dom';
import { formOf } from '../form';
import { keepAsking } from '../live';
import { allOf } from '../pages';
import type { Screen } from '../places';
import { showTime } from '../texts';
import { admitForm, type Again, dischargeForm } from './coming';
import { cards, doneBox, Entries } from './entries';
import { countdown, n, needsText, say, stateMark, urgencyMark } from './words';

export async function showOffers({ root }: Screen): Promise<void> {
  const [areas, catalogue] = await Promise.all([allAreas(), getCatalogue()]);
  const done = doneBox();
  const age = h('span', { class: 'hint' });
  const lists = {
    open: new Entries<Offer>(cards(n.toAnswer), h('p', {}, n.nobodyAsks), (offer) => openCard(offer, catalogue, areaName(areas, offer.areaCode), again)),
    taken: new Entries<Offer>(cards(n.coming), h('p', {}, n.nobodyComes), (offer) => takenCard(offer, catalogue, again)),
  };
  const ask = async (anew = false) => {
    const offers = await allOf<Offer>('/v1/offers', 'offers', 10, 200);
    const of = (open: boolean): [string, Offer][] => offers.filter(({ state }) => (state === 'OFFER_STATE_OPEN') === open).map((one) => [one.id, one]);
    lists.open.show(of(true), anew);
    lists.taken.show(of(false), anew);
  };
  const again: Again = async (text) => {
    await ask(true);
    done.tell(text);
  };
  await keepAsking(age, ask);
  root.replaceChildren(h('h1', {}, n.offers), h('p', {}, n.offersText, ' ', age), done.element,
    h('section', { id: 'open-offers', 'aria-label': n.toAnswer }, h('h2', {}, n.toAnswer), lists.open.none, lists.open.list),
    h('section', { id: 'taken-offers', 'aria-label': n.coming }, h('h2', {}, n.coming), lists.taken.none, lists.taken.list));
}

const headOf = (offer: Offer, ...more: (HTMLElement | null | undefined)[]) => h('h3', { class: 'head' }, offer.number, ...more);

function openCard(offer: Offer, catalogue: Catalogue, area: string, again: Again): HTMLElement {
  const accept = async () => {
    await post(`/v1/offers/${offer.id}:accept`);
    await again(n.accepted(offer.number));
  };
  const reason = h('textarea', { name: 'reason', required: true, maxlength: '500', rows: '2' });
  const decline = async () => {
    await post(`/v1/offers/${offer.id}:decline`, { reason: reason.value });
    await again(n.declined(offer.number));
  };
  return h('li', { class: `work ${offer.needs?.urgency === 'URGENCY_EMERGENCY' ? 'red' : ''}`, 'data-offer': offer.id },
    headOf(offer, urgencyMark(offer.needs), countdown(offer.deadlineTime)),
    factList([[n.needs, needsText(offer.needs, catalogue)], [n.area, area]]),
    formOf({ id: `accept-${offer.id}` }, { send: accept, say }, h('button', {}, n.accept)),
    h('details', {}, h('summary', {}, n.decline), formOf({ id: `decline-${offer.id}` }, { send: decline, say },
      field(n.reason, reason, n.reasonHint), h('button', { class: 'plain' }, n.declineButton))));
}

function takenCard(offer: Offer, catalogue: Catalogue, again: Again): HTMLElement {
  const { admissionState: state, transportState } = offer;
  return h('li', { class: 'work', 'data-offer': offer.id }, headOf(offer, stateMark(state), state !== 'ADMISSION_STATE_ADMITTED' && transportState !== 'TRANSPORT_STATE_UNSPECIFIED' ? h('span', { class: 'state' }, n.transports[transportState]) : null),
    h('p', {}, needsText(offer.needs, catalogue), ' ', h('span', { class: 'hint aside' }, showTime(offer.createTime))),
    (state === 'ADMISSION_STATE_HELD' || state === 'ADMISSION_STATE_IN_TRANSPORT') && admitForm(offer, again),
    state === 'ADMISSION_STATE_ADMITTED' && dischargeForm(offer, again));
}
