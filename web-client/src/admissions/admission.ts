// SPDX-License-Identifier: Apache-2.0
// One person's way to a place: how far she is, what comes next, what others were told. Followed while it is open; what an officer
// is writing stays.
import { get } from '../api';
import { allAreas, nameOf as areaName } from '../areas';
import { type Catalogue, getCatalogue } from '../beds/catalogue';
import { h } from '../dom';
import { keepAsking } from '../live';
import type { Screen } from '../places';
import { showTime, t } from '../texts';
import type { Again } from './coming';
import { deedsOf } from './deeds';
import { doneBox, isTypedIn } from './entries';
import { type Admission, deadlineOf, hasBed, isRefused, priorityParts } from './facts';
import { stepsOf } from './steps';
import { d } from './texts';
import { n, needsText, stateMark, urgencyMark } from './words';

// What is drawn anew only when it changed.
function part(id: string, label: string) {
  const element = h('section', { id, 'aria-label': label });
  let drawn = '';
  return {
    element,
    show: (told: unknown, draw: () => (HTMLElement | null)[], anew: boolean) => {
      const text = JSON.stringify(told);
      if (text === drawn || (!anew && isTypedIn(element))) return;
      drawn = text;
      element.replaceChildren(...draw().filter((one) => one !== null));
      element.hidden = element.childElementCount === 0;
    },
  };
}

export async function showAdmission({ root }: Screen, id: string): Promise<void> {
  const [areas, catalogue] = await Promise.all([allAreas(), getCatalogue()]);
  const age = h('span', { class: 'hint' });
  const done = doneBox();
  const [facts, deeds, steps] = [part('admission', d.title), part('deeds', d.next), part('steps', d.untold)];
  const number = h('h1');
  const ask = async (anew = false) => {
    const admission = await get<Admission>(`/v1/admissions/${id}`);
    number.replaceChildren(admission.number);
    facts.show(admission, () => factsOf(admission, catalogue, areaName(areas, admission.areaCode)), anew);
    deeds.show([admission.version, admission.state, admission.transport?.state], () => deedsOf(admission, catalogue, again), anew);
    steps.show([admission.steps, admission.state], () => stepsOf(admission, again), anew);
  };
  const again: Again = async (text) => {
    await ask(true);
    done.tell(text);
  };
  await keepAsking(age, ask);
  root.replaceChildren(h('p', {}, h('a', { href: '#/admissions' }, d.toDesk)), number, h('p', {}, age), done.element, facts.element, steps.element, deeds.element);
}

function factsOf(admission: Admission, catalogue: Catalogue, area: string): (HTMLElement | null)[] {
  const { offer, bed, pool, priority, transport } = admission;
  const row = (title: string, ...text: (Node | string | null | undefined)[]) => (text.some(Boolean) ? [h('dt', {}, title), h('dd', {}, ...text)] : []);
  return [h('p', { class: 'standing' }, stateMark(admission.state), ' ', isRefused(admission) ? h('span', { class: 'state bad' }, d.refused) : null, ' ', deadlineOf(admission)),
    h('dl', { id: 'facts' },
      ...row(n.needs, urgencyMark(admission.needs), ' ', needsText(admission.needs, catalogue)),
      ...row(d.priority, h('details', {}, h('summary', {}, String(priority?.points ?? 0)), priorityParts(admission))),
      ...row(n.area, area), ...row(d.pool, d.pools[pool]),
      ...(offer ? row(d.offer, `${offer.facilityName} `, h('span', { class: 'state' }, d.offers[offer.state]), offer.answerReason && ` ${offer.answerReason}`) : []),
      ...(offer ? row(d.basis, h('a', { href: `#/decisions/${offer.decisionId}`, id: 'decision' }, d.decision), offer.overrideReason && ` ${d.overrideThen}: ${offer.overrideReason}`) : []),
      ...(bed && hasBed(admission) ? row(bed.stay ? d.lies : d.bed, offer?.facilityName, ' ', !bed.stay && bed.holdEndTime ? n.until(showTime(bed.holdEndTime)) : '') : []),
      ...(transport ? row(d.transport, h('span', { class: 'state' }, n.transports[transport.state]), ` ${showTime(transport.stateTime)}`) : []),
      ...row(d.since, showTime(admission.stateTime)), ...row(d.asked, showTime(admission.createTime)),
      ...row(t.case, h('a', { href: `#/cases/${admission.caseId}` }, d.toCase)))];
}
