// SPDX-License-Identifier: Apache-2.0
// What somebody says on the telephone, and what was told wrongly: the diary's questions, all on one page.
import { type Message, newId, post, Problem } from '../api';
import { type Answers as Told, questions } from '../diary/questions';
import { t as diary } from '../diary/texts';
import { field, h } from '../dom';
import { formOf } from '../form';
import { showTime } from '../texts';
import { fromLocal, toLocal } from '../zone';
import type { Again, Patient } from './patient';
import type { Answers, Report } from './reports';
import { p, say } from './texts';

type Next = Message<'observation.v1.Next'>;

function answerFields() {
  const all = questions({});
  const none = new Map<string, HTMLInputElement>();
  const parts = all.map((question) => {
    const body: HTMLElement[] = [...question.body];
    if (Object.keys(question.otherTold).length > 0) {
      const box = h('input', { type: 'checkbox', name: `no ${question.name}` });
      none.set(question.name, box);
      body.push(h('label', { class: 'tick' }, box, h('span', {}, question.other)));
    }
    // A reading names itself; what is ticked needs its question above it.
    return ['signs', 'symptoms'].includes(question.name)
      ? h('fieldset', { 'data-field': question.name }, h('legend', {}, question.heading), h('div', { class: 'columns' }, ...body.filter((part) => part.tagName === 'LABEL')))
      : h('div', {}, ...body);
  });
  const told = (): Told => Object.assign({}, ...all.map((question) => {
    const here = question.told();
    return Object.keys(here).length === 0 && none.get(question.name)?.checked ? question.otherTold : here;
  })) as Told;
  return { element: h('div', {}, ...parts), told };
}

// Sends; a value far from what is usual is asked about once, and then believed.
function sending(send: (confirmedFields: string[]) => Promise<void>) {
  const confirmed: string[] = [];
  return async () => {
    try {
      await send(confirmed);
    } catch (error) {
      if (error instanceof Problem && error.reason === 'CONFIRM_VALUE') confirmed.push(error.field);
      throw error;
    }
  };
}

export function enterForm(patient: Patient, again: Again): HTMLElement {
  const fields = answerFields();
  const time = h('input', { type: 'datetime-local', name: 'reportedTime', value: toLocal(new Date(), patient.timeZone), required: true });
  const requestId = newId();
  const send = sending(async (confirmedFields) => {
    const next = await post<Next>(`/v1/patients/${patient.caseId}/reports`, {
      requestId, answers: fields.told(), reportedTime: fromLocal(time.value, patient.timeZone).toISOString(), confirmedFields });
    await again(p.entered(p.tiers[next.tier], showTime(next.contactTime, patient.timeZone)));
  });
  return h('details', {}, h('summary', {}, p.enter), h('p', { class: 'hint' }, p.enterText),
    formOf({ id: 'enter' }, { send, say, draft: `report of ${patient.caseId}` }, field(p.when, time), fields.element, h('button', {}, diary.send)));
}

// Begins with what was told.
function fill(form: HTMLElement, answers: Answers): void {
  for (const control of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')) {
    const value = (answers as Record<string, unknown>)[control.name];
    if (control instanceof HTMLInputElement && control.type === 'checkbox') {
      control.checked = control.name === 'no signs' ? Boolean(answers.signsAsked) && answers.signs?.length === 0
        : control.name === 'no symptoms' ? Boolean(answers.symptomsAsked) && answers.symptoms?.length === 0 : Array.isArray(value) && value.includes(control.value);
    } else if (control instanceof HTMLInputElement && control.type === 'radio') control.checked = value !== undefined && control.value === String(value);
    else if (value !== undefined) control.value = String(value);
  }
}

export function correctionForm(report: Report, patient: Patient, again: Again): HTMLElement {
  const fields = answerFields();
  fill(fields.element, report.answers);
  const requestId = newId();
  const send = sending(async (confirmedFields) => {
    const next = await post<Next>(`/v1/patients/${patient.caseId}/reports/${report.id}:correct`, { requestId, answers: fields.told(), confirmedFields });
    await again(p.corrected(p.tiers[next.tier]));
  });
  return h('details', {}, h('summary', {}, p.correct), h('p', { class: 'hint' }, p.correctText),
    formOf({ id: `correct-${report.id}` }, { send, say }, fields.element, h('button', {}, p.correctButton)));
}
