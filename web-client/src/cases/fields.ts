// SPDX-License-Identifier: Apache-2.0
// What is asked of a case, for its registration and for its corrections.
import { type Case, get, Problem } from '../api';
import { field, h, select } from '../dom';
import { language, t } from '../texts';
import { toLocal } from '../zone';
import { c } from './texts';

export const kinds: [Case['kind'], string][] = [['CASE_KIND_CONFIRMED', t.confirmed], ['CASE_KIND_PROBABLE', t.probable], ['CASE_KIND_CONTACT', t.contact]];
export const kindText = (kind: Case['kind']) => kinds.find(([value]) => value === kind)?.[1] ?? '';
export const listed = (words: string[]) => words.join(language === 'en' ? ', ' : '、');
export const risksText = ({ riskFactors }: Case) => listed(riskFactors.map((risk) => c.riskNames[risk])) || c.noRisks;
export const today = () => toLocal(new Date(), 'Asia/Tokyo').slice(0, 10);

const dateField = (name: string, value: string, required = false) => h('input', { type: 'date', name, value, required });

export function caseFields(known?: Case) {
  const kind = select('kind', kinds);
  kind.value = known?.kind ?? kinds[0]![0];
  const reportDate = dateField('reportDate', known?.reportDate ?? today(), true);
  const onsetDate = dateField('onsetDate', known?.onsetDate ?? '');
  const samplingDate = dateField('samplingDate', known?.samplingDate ?? '');
  return {
    element: h('div', {}, field(t.caseKind, kind),
      h('div', { class: 'row' }, field(t.reportDate, reportDate), field(t.onsetDate, onsetDate), field(c.samplingDate, samplingDate))),
    told: () => ({ kind: kind.value, reportDate: reportDate.value, onsetDate: onsetDate.value, samplingDate: samplingDate.value }),
  };
}

export function patientFields(known?: Case) {
  const birthYear = h('input', { type: 'number', name: 'birthYear', min: '1900', max: today().slice(0, 4), value: known?.birthYear ? String(known.birthYear) : '' });
  const sex = select('sex', Object.entries(c.sexes));
  sex.value = known?.sex ?? 'SEX_UNSPECIFIED';
  const route = select('route', Object.entries(c.routes));
  route.value = known?.route ?? 'INFECTION_ROUTE_UNSPECIFIED';
  const timeZone = h('input', { name: 'timeZone', list: 'time-zones', maxlength: '64', autocomplete: 'off', spellcheck: 'false', value: known?.timeZone ?? 'Asia/Tokyo' });
  const risks = h('fieldset', { 'data-field': 'riskFactors' }, h('legend', {}, c.risks), h('div', { class: 'columns' }, ...Object.entries(c.riskNames).map(([risk, text]) =>
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'riskFactors', value: risk, checked: known?.riskFactors.some((one) => one === risk) ?? false }), h('span', {}, text)))));
  return {
    element: h('div', {}, h('div', { class: 'row' }, field(c.birthYear, birthYear, c.birthYearHint), field(c.sex, sex), field(c.route, route)), risks,
      field(c.timeZone, timeZone), h('datalist', { id: 'time-zones' }, ...Intl.supportedValuesOf('timeZone').map((value) => h('option', { value })))),
    told: () => ({
      birthYear: Number(birthYear.value), sex: sex.value, route: route.value, timeZone: timeZone.value,
      riskFactors: [...risks.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value),
    }),
  };
}

export function planFields(known?: Case['plan']) {
  const perDay = select('plan.reportsPerDay', [['0', c.noPlan], ['1', c.once], ['2', c.twice]]);
  perDay.value = String(known?.reportsPerDay ?? 0);
  const startDate = dateField('plan.startDate', known?.startDate ?? today());
  const endDate = dateField('plan.endDate', known?.endDate ?? '');
  const days = h('div', { class: 'row' }, field(c.firstDay, startDate), field(c.lastDay, endDate, c.lastHint));
  const toggle = () => {
    days.hidden = perDay.value === '0';
    startDate.required = endDate.required = !days.hidden;
  };
  perDay.addEventListener('change', toggle);
  toggle();
  return {
    element: h('div', {}, field(c.perDay, perDay), days),
    told: () => (perDay.value === '0' ? {} : { plan: { reportsPerDay: Number(perDay.value), startDate: startDate.value, endDate: endDate.value } }),
  };
}

// The languages that patients' mails are written in, as the officer calls them.
const languages = ['ja', 'en', 'zh-Hans', 'zh-Hant', 'ko', 'vi', 'th', 'id', 'tl', 'ne', 'my', 'pt', 'es', 'fr'];
const names = new Intl.DisplayNames([language], { type: 'language' });

export function contactFields(known?: Case) {
  const emailAddress = h('input', { type: 'email', name: 'emailAddress', maxlength: '254', autocomplete: 'off' });
  const spoken = select('language', languages.map((one) => [one, names.of(one) ?? one]));
  spoken.value = known?.language ?? 'ja';
  return {
    element: h('div', { class: 'row' }, field(c.email, emailAddress, known ? c.replaceHint : c.emailHint), field(c.mailLanguage, spoken)),
    told: () => ({ emailAddress: emailAddress.value, language: spoken.value }),
  };
}

export const numberField = (name: string) => h('input', { name, maxlength: '20', autocomplete: 'off', spellcheck: 'false', placeholder: '271004-2026-000123' });

// The case of a number that somebody typed at `control`; of a double, the one that stands for it.
export async function caseAt(control: HTMLInputElement): Promise<Case> {
  try {
    const { cases = [] } = await get<{ cases: Case[] }>(`/v1/cases?number=${encodeURIComponent(control.value.trim())}`);
    const found = cases.find(({ mergedIntoId }) => !mergedIntoId);
    if (found) return found;
  } catch (error) {
    if (!(error instanceof Problem) || error.field !== 'number') throw error;
    throw new Problem(error.status, error.reason, error.message, control.name);
  }
  throw new Problem(404, 'REPORTER_UNKNOWN', '', control.name);
}
