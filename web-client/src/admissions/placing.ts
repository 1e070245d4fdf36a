// SPDX-License-Identifier: Apache-2.0
// Where she could go, and asking one of these facilities: the first by the rule, or another one for a reason.
import { newId, post } from '../api';
import { allAreas } from '../areas';
import type { Catalogue } from '../beds/catalogue';
import { field, h } from '../dom';
import { formOf } from '../form';
import type { Again } from './coming';
import { basisOf, excludedTable, placesTable } from './decision';
import type { Admission, Candidate, Decision } from './facts';
import { d, say } from './texts';

export function placing({ id }: Admission, catalogue: Catalogue, again: Again): HTMLElement {
  const found = h('div', { id: 'recommendation', 'aria-live': 'polite' });
  const button = h('button', {}, d.find);
  const find = async () => {
    const [decision, areas] = await Promise.all([post<Decision>(`/v1/admissions/${id}:recommend`), allAreas()]);
    if (decision.overflow) return again(d.overflow);
    const offer = offerForm(decision, catalogue, areas, again);
    button.className = 'plain';  // what comes next is the offer
    found.replaceChildren(...[basisOf(decision), offer, excludedTable(decision, catalogue, areas)].filter((part) => part !== null));
  };
  return h('div', {}, h('p', { class: 'hint' }, d.findText), formOf({ id: 'find-place' }, { send: find, say }, button), found);
}

function offerForm(decision: Decision, catalogue: Catalogue, areas: Awaited<ReturnType<typeof allAreas>>, again: Again): HTMLElement {
  const first = decision.candidates[0];
  if (!first?.taken) return placesTable(decision, catalogue, areas);
  let chosen: Candidate = first;
  const requestId = newId();  // of these places: pressing twice asks once
  const reason = h('textarea', { name: 'overrideReason', maxlength: '500', rows: '2' });
  const why = field(d.override, reason, d.overrideHint);
  why.hidden = true;
  const choice = (candidate: Candidate) => {
    const radio = h('input', { type: 'radio', name: 'facilityId', value: candidate.facilityId, 'aria-label': candidate.displayName, checked: candidate === first });
    radio.addEventListener('change', () => {
      chosen = candidate;
      why.hidden = candidate === first;
      reason.required = !why.hidden;
    });
    return radio;
  };
  const send = async () => {
    await post<Admission>(`/v1/admissions/${decision.admissionId}/offers`, { requestId, version: decision.admissionVersion, decisionId: decision.id,
      facilityId: chosen.facilityId, overrideReason: chosen === first ? '' : reason.value });
    await again(d.offered(chosen.displayName));
  };
  return formOf({ id: 'offer-place' }, { send, say }, placesTable(decision, catalogue, areas, choice), why, h('button', {}, d.offerButton));
}
