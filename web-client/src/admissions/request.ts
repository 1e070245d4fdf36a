// SPDX-License-Identifier: Apache-2.0
// Asking for a place for a case: the form begins with what is known of her.
import { get, type Message, newId, post } from '../api';
import { getCatalogue, nameOf } from '../beds/catalogue';
import { field, h, select } from '../dom';
import { formOf } from '../form';
import type { Screen } from '../places';
import { showTime } from '../texts';
import type { Admission } from './facts';
import { d, n, say } from './texts';

type Draft = Message<'admission.v1.AdmissionDraft'>;

export async function showRequest({ root }: Screen, caseId: string, transferOfId: string): Promise<void> {
  const [draft, catalogue] = await Promise.all([get<Draft>(`/v1/cases/${caseId}/admission-draft`), getCatalogue()]);
  const open = draft.openAdmissionId && draft.openAdmissionId !== transferOfId ? draft.openAdmissionId : '';
  root.replaceChildren(h('p', {}, h('a', { href: `#/cases/${caseId}` }, d.toCase)), h('h1', {}, d.requestFor(draft.number)),
    h('p', {}, draft.tier > 0 ? d.draftFrom(d.tiers[draft.tier] ?? '', draft.admissionPoints, showTime(draft.reportTime)) : d.draftNone),
    open ? h('p', { class: 'note', id: 'already' }, d.alreadyOpen, ' ', h('a', { href: `#/admissions/${open}` }, d.toAdmission))
      : requestForm(draft, catalogue, transferOfId));
}

function requestForm(draft: Draft, catalogue: Awaited<ReturnType<typeof getCatalogue>>, transferOfId: string): HTMLElement {
  const requestId = newId();  // of this form: pressing twice asks once
  const bedClass = select('needs.bedClass', catalogue.classes.map((one) => [one.code, nameOf(one)]));
  const urgency = select('needs.urgency', Object.entries(n.urgencies));
  urgency.value = draft.urgency in n.urgencies ? draft.urgency : 'URGENCY_URGENT';
  const able = h('fieldset', { 'data-field': 'needs.capabilities' }, h('legend', {}, d.capabilities), h('div', { class: 'columns' }, ...catalogue.capabilities.map((one) =>
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'capabilities', value: one.code, checked: draft.capabilities.includes(one.code) }), h('span', {}, nameOf(one))))));
  const degrees = (name: string, min: string, max: string) => h('input', { type: 'number', name, min, max, step: 'any' });
  const [latitude, longitude] = [degrees('origin.latitude', '20', '46'), degrees('origin.longitude', '122', '154')];
  const send = async () => {
    const made = await post<Admission>('/v1/admissions', {
      requestId, caseId: draft.caseId, transferOfId,
      needs: { bedClass: bedClass.value, urgency: urgency.value, capabilities: [...able.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value) },
      ...(latitude.value && longitude.value ? { origin: { latitude: Number(latitude.value), longitude: Number(longitude.value) } } : {}),
    });
    location.hash = `#/admissions/${made.id}`;
  };
  return formOf({ id: 'admission-request' }, { send, say }, transferOfId && h('p', { class: 'note' }, d.transferOf),
    h('div', { class: 'row' }, field(d.bedClass, bedClass), field(d.urgency, urgency)), able,
    h('details', {}, h('summary', {}, d.origin), h('p', { class: 'hint' }, d.originHint), h('div', { class: 'row' }, field(d.latitude, latitude), field(d.longitude, longitude))),
    h('button', {}, d.ask));
}
