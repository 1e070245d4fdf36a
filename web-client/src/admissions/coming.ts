// SPDX-License-Identifier: Apache-2.0
// That somebody came, or left: as a facility notes it, or an officer whom it told.
import { type Message, post } from '../api';
import { field, h, select } from '../dom';
import { formOf } from '../form';
import { fromLocal } from '../zone';
import { n, say } from './words';

export type Again = (done: string) => Promise<void>;
interface Seen { admissionId: string; number: string; version: number }
type Admitted = Message<'admission.v1.AdmittedPatient'>;

const zone = 'Asia/Tokyo';
const momentField = (name: string) => h('input', { type: 'datetime-local', name });
const momentOf = (name: string, { value }: HTMLInputElement) => (value ? { [name]: fromLocal(value, zone).toISOString() } : {});

export function admitForm({ admissionId, number, version }: Seen, again: Again): HTMLElement {
  const admitTime = momentField('admitTime');
  const severe = h('input', { type: 'checkbox', name: 'severe' });
  const send = async () => {
    await post<Admitted>(`/v1/admissions/${admissionId}:admit`, { version, severe: severe.checked, ...momentOf('admitTime', admitTime) });
    await again(n.admitted(number));
  };
  return h('details', {}, h('summary', {}, n.admit), formOf({ id: `admit-${admissionId}` }, { send, say },
    field(n.admitTime, admitTime, n.nowHint), h('label', { class: 'tick' }, severe, h('span', {}, n.severe)), h('button', {}, n.admitButton)));
}

export function dischargeForm({ admissionId, number, version }: Seen, again: Again): HTMLElement {
  const to = select('to', Object.entries(n.dischargeTo));
  const dischargeTime = momentField('dischargeTime');
  const send = async () => {
    await post<Admitted>(`/v1/admissions/${admissionId}:discharge`, { version, to: to.value, ...momentOf('dischargeTime', dischargeTime) });
    await again(n.discharged(number));
  };
  return h('details', {}, h('summary', {}, n.discharge), formOf({ id: `discharge-${admissionId}` }, { send, say },
    field(n.to, to), field(n.dischargeTime, dischargeTime, n.nowHint), h('button', {}, n.dischargeButton)));
}
