// SPDX-License-Identifier: Apache-2.0
// What a patient told, the latest first: drawn, listed, and each with how it was judged and why.
import { get, type Message } from '../api';
import { t as diary } from '../diary/texts';
import { factList, h, scrolled } from '../dom';
import { showTime } from '../texts';
import { chart, type Point } from './chart';
import type { Again, Patient } from './patient';
import { correctionForm } from './enter';
import { explanation, separator } from './judgement';
import { p } from './texts';

export type Answers = Partial<Message<'observation.v1.Answers'>>;
export type Report = Omit<Message<'observation.v1.Report'>, 'answers'> & { answers: Answers };

const grave = ({ judgement }: Report) => judgement !== undefined && judgement.tier !== 'TIER_GREEN';

function toldIn({ signs = [], symptoms = [], signsAsked, symptomsAsked, feverReducer, food, water, urine, note, oxygen }: Answers): [string, string][] {
  const grade = (value: number | undefined) => (value ? diary.grades[value - 1] ?? '' : '');
  const words = (asked: boolean | undefined, names: string[]) => (names.length > 0 ? names.join(separator) : asked ? p.none : '');
  return [
    [p.signs, words(signsAsked, signs.map((sign) => diary.signNames[sign.replace('EMERGENCY_SIGN_', '')] ?? sign))],
    [p.symptoms, words(symptomsAsked, symptoms.map((symptom) => diary.symptomNames[symptom.replace('SYMPTOM_', '')] ?? symptom))],
    [p.items['OXYGEN']!, oxygen === undefined ? '' : oxygen ? p.yes : p.no], [diary.reducer, feverReducer === undefined ? '' : feverReducer ? p.yes : p.no],
    [diary.food, grade(food)], [diary.water, grade(water)], [diary.urine, grade(urine)], [diary.note, note ?? ''],
  ];
}

function rowsOf(report: Report, patient: Patient, again: Again): HTMLElement[] {
  const { answers, judgement } = report;
  const number = (value: number | undefined, digits = 0) => h('td', { class: 'number-cell' }, value === undefined ? '–' : value.toFixed(digits));
  const source = [p.sources[report.source], report.correctedId && p.correction, report.doubtfulTime && p.doubtful].filter(Boolean).join(separator);
  const details = h('details', {}, h('summary', {}, p.why));
  details.addEventListener('toggle', () => {  // made when it is wanted: a list may hold hundreds
    if (!details.open || details.childElementCount > 1) return;
    details.append(judgement ? explanation(judgement, patient.timeZone) : h('p', {}, p.notJudged),
      factList(toldIn(answers)),
      h('p', { class: 'hint' }, p.received(showTime(report.receiveTime, patient.timeZone))), correctionForm(report, patient, again));
  });
  return [h('tr', { 'data-report': report.id }, h('td', { class: 'whole' }, showTime(report.reportedTime, patient.timeZone)),
    h('td', {}, judgement ? h('span', { class: `state${grave(report) ? ' bad' : ''}` }, p.tiers[judgement.tier]) : ''),
    number(answers.temperature, 1), number(answers.spo2), number(answers.pulse), number(answers.respiratoryRate), h('td', {}, source)),
  h('tr', { class: 'more' }, h('td', { colspan: '7' }, details))];
}

const pointsOf = (reports: Report[], value: (answers: Answers) => number | undefined): Point[] => reports.flatMap((report) => {
  const read = value(report.answers);
  return read === undefined || !report.reportedTime ? [] : [{ time: report.reportedTime, value: read, grave: grave(report) }];
});

export async function reportsSection(patient: Patient, again: Again): Promise<HTMLElement> {
  const reports: Report[] = [];
  const drawings = h('div', { class: 'drawings' });
  const rows = h('tbody');
  const none = h('p', {}, p.noReports);
  let token = '';
  const more = h('button', { class: 'plain', onclick: () => void read() }, p.more);
  const table = scrolled(p.reports, h('table', { id: 'reports' },
    h('thead', {}, h('tr', {}, ...[p.time, p.judged].map((text) => h('th', { scope: 'col' }, text)),
      ...[p.temperature, 'SpO2', p.pulse, p.breaths].map((text) => h('th', { scope: 'col', class: 'number-cell' }, text)), h('th', { scope: 'col' }, p.source))), rows));
  const read = async () => {
    const page = await get<{ reports?: Report[]; nextPageToken?: string }>(`/v1/patients/${patient.caseId}/reports?${new URLSearchParams({ pageSize: '60', pageToken: token })}`);
    token = page.nextPageToken ?? '';
    reports.push(...page.reports ?? []);
    rows.append(...(page.reports ?? []).flatMap((report) => rowsOf(report, patient, again)));
    const drawn = [chart(diary.temperature, pointsOf(reports, ({ temperature }) => temperature), [36, 38], patient.timeZone),
      chart(diary.spo2, pointsOf(reports, ({ spo2 }) => spo2), [92, 100], patient.timeZone)];
    drawings.replaceChildren(...drawn.filter((one) => one !== null));
    more.hidden = !token;
    none.hidden = reports.length > 0;
    table.hidden = reports.length === 0;
  };
  await read();
  return h('section', { 'aria-label': p.toldSoFar }, h('h2', {}, p.reports), drawings, none, table, more);
}
