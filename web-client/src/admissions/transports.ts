// SPDX-License-Identifier: Apache-2.0
// A transport firm's list, on a telephone: what is to be taken, and what it has. The first that takes one has it.
import { type Message, post, Problem } from '../api';
import { allAreas, nameOf as areaName } from '../areas';
import { type Catalogue, getCatalogue } from '../beds/catalogue';
import { factList, h, problemBox } from '../dom';
import { formOf } from '../form';
import { keepAsking } from '../live';
import { allOf } from '../pages';
import type { Screen } from '../places';
import { showTime } from '../texts';
import type { Again } from './coming';
import { cards, doneBox, Entries } from './entries';
import { n, needsText, say, urgencyMark } from './words';

type Transport = Message<'admission.v1.Transport'>;

export async function showTransports({ root }: Screen): Promise<void> {
  const [areas, catalogue] = await Promise.all([allAreas(), getCatalogue()]);
  const done = doneBox();
  const age = h('span', { class: 'hint' });
  const card = (transport: Transport) => cardOf(transport, catalogue, areaName(areas, transport.areaCode), again, missed);
  const lists = { mine: new Entries(cards(n.mine), h('p', {}, n.noneMine), card), open: new Entries(cards(n.toTake), h('p', {}, n.noneToTake), card) };
  const ask = async (anew = false) => {
    const transports = await allOf<Transport>('/v1/transports', 'transports', 10, 200);
    const of = (open: boolean): [string, Transport][] => transports.filter(({ state }) => (state === 'TRANSPORT_STATE_OPEN') === open).map((one) => [one.id, one]);
    lists.mine.show(of(false), anew);
    lists.open.show(of(true), anew);
  };
  const again: Again = async (text) => {
    await ask(true);
    done.tell(text);
  };
  // Another firm was first: what is left is drawn, and why it is less.
  const missed = async (problem: Problem) => {
    await ask(true);
    done.tell(problemBox(say(problem)));
  };
  await keepAsking(age, ask);
  root.replaceChildren(h('h1', {}, n.transportsTitle), h('p', {}, n.transportsText), h('p', {}, age), done.element,
    h('section', { id: 'own-transports', 'aria-label': n.mine }, h('h2', {}, n.mine), lists.mine.none, lists.mine.list),
    h('section', { id: 'open-transports', 'aria-label': n.toTake }, h('h2', {}, n.toTake), lists.open.none, lists.open.list));
}

function cardOf(transport: Transport, catalogue: Catalogue, area: string, again: Again, missed: (problem: Problem) => Promise<void>): HTMLElement {
  const { id, number, state, needs } = transport;
  const deed = (verb: string, text: string, told: string, looks = '') => {
    const send = async () => {
      try {
        await post(`/v1/transports/${id}:${verb}`);
      } catch (error) {
        if (error instanceof Problem && ['TRANSPORT_UNKNOWN', 'TRANSPORT_OVER'].includes(error.reason)) return missed(error);
        throw error;
      }
      await again(told);
    };
    return formOf({ id: `${verb}-${id}` }, { say, send }, h('button', { class: looks }, text));
  };
  const giveBack = () => h('details', {}, h('summary', {}, n.giveBack), h('p', { class: 'hint' }, n.giveBackText), deed('giveBack', n.giveBack, n.givenBack, 'plain'));
  const deeds = {
    TRANSPORT_STATE_OPEN: () => [deed('take', n.take, n.taken)],
    TRANSPORT_STATE_TAKEN: () => [deed('setOut', n.setOut, n.wayBegun), giveBack()],
    TRANSPORT_STATE_ON_THE_WAY: () => [deed('arrive', n.arrive, n.arrived), giveBack()],
    TRANSPORT_STATE_ARRIVED: () => [], TRANSPORT_STATE_CALLED_OFF: () => [],
  }[state]();
  return h('li', { class: 'work', 'data-transport': id }, h('h3', { class: 'head' }, number, urgencyMark(needs), state === 'TRANSPORT_STATE_ON_THE_WAY' && h('span', { class: 'state' }, n.transports[state])),
    factList([[n.destination, transport.facilityName], [n.from, area], [n.needs, needsText(needs, catalogue)], [n.toldAt, showTime(transport.createTime)]]), ...deeds);
}
