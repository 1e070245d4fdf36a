// SPDX-License-Identifier: Apache-2.0
// An admission in words: why it comes first, what it waits for, which places there are.
import type { Message } from '../api';
import { type Catalogue, named } from '../beds/catalogue';
import { h } from '../dom';
import { language } from '../texts';
import { d, n } from './texts';
import { countdown } from './words';

export type Admission = Message<'admission.v1.Admission'>;
export type Decision = Message<'admission.v1.Decision'>;
export type Candidate = Decision['candidates'][number];

const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
const perCent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });

// A place is looked for.
export const waits = ({ state }: Admission) => state === 'ADMISSION_STATE_REQUESTED' || state === 'ADMISSION_STATE_DECLINED';
// A bed is hers.
export const hasBed = ({ state }: Admission) => state === 'ADMISSION_STATE_HELD' || state === 'ADMISSION_STATE_IN_TRANSPORT' || state === 'ADMISSION_STATE_ADMITTED';
// What was refused and somebody has to look at: not a bed that she did not get, once she has another one.
export const openSteps = (admission: Admission) => admission.steps.filter(({ kind, state }) => state !== 'STEP_STATE_REFUSED' || kind !== 'STEP_KIND_HOLD' || !hasBed(admission));
// Nobody can be written to without an address: she is telephoned, and nothing went wrong.
export const isWrong = ({ state, refusal }: Admission['steps'][number]) => state === 'STEP_STATE_REFUSED' && refusal !== 'CONTACT_MISSING';
export const isRefused = (admission: Admission) => openSteps(admission).some(isWrong);

export function priorityParts({ priority }: Admission): HTMLElement {
  const valueOf = { PRIORITY_PART_KIND_URGENCY: (value: number) => Object.values(n.urgencies)[3 - value] ?? '', PRIORITY_PART_KIND_TIER: (value: number) => d.tiers[value] ?? '',
    PRIORITY_PART_KIND_ADMISSION_SCORE: String, PRIORITY_PART_KIND_TRANSFER: () => '' };
  return h('ul', { class: 'reasons' }, ...(priority?.parts ?? []).map(({ kind, value, points }) =>
    h('li', {}, `${[d.parts[kind], valueOf[kind](value)].filter(Boolean).join(': ')} ${d.points(signed.format(points))}`)));
}

// What is awaited next, with the time that is left for it.
export function deadlineOf({ state, offer, bed }: Admission): HTMLElement | null {
  if (state === 'ADMISSION_STATE_OFFERED') return countdown(offer?.deadlineTime);
  return state === 'ADMISSION_STATE_HELD' || state === 'ADMISSION_STATE_IN_TRANSPORT' ? countdown(bed?.holdEndTime) : null;
}

export function reasonsOf({ notes }: Candidate, { capabilities }: Catalogue): HTMLElement {
  return h('ul', { class: 'reasons' }, ...notes.map(({ reason, value, limit, points, word }) =>
    h('li', {}, d.reasonsOf[reason](value, limit, named(capabilities, word)), points !== 0 && h('span', { class: 'hint aside' }, ` ${d.points(signed.format(points))}`))));
}

// Of the beds that are staffed, with her and with whom they are promised to.
export function occupancyWith({ known }: Candidate): string {
  const { staffed, free, promised = 0 } = known ?? {};
  return staffed && free !== undefined ? perCent.format((staffed - free + promised + 1) / staffed) : d.unknown;
}
