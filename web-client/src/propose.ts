// SPDX-License-Identifier: Apache-2.0
import { type Area, type Case, type Exposure, get, newId, post, Problem } from './api';
import { allAreas, within } from './areas';
import { field, h, problemBox, select } from './dom';
import type { Screen } from './places';
import { messageOf, t } from './texts';
import { venuePicker } from './venue-picker';
import { fromLocal, toLocal } from './zone';

const MAKE_CASE = 'new';

export async function showProposal({ account, root }: Screen): Promise<void> {
  const [{ cases = [] }, areas] = await Promise.all([get<{ cases: Case[] }>('/v1/cases?pageSize=100'), allAreas().then((areas) => within(areas, account.areaCodes))]);
  const cases_ = select('caseId', [...cases.filter(({ withdrawTime }) => !withdrawTime).map((c): [string, string] => [c.id, `${c.number} ${c.reportDate}`]), [MAKE_CASE, t.newCase]]);
  const newCase = caseFields(areas);
  const toggle = () => (newCase.element.hidden = cases_.value !== MAKE_CASE);
  cases_.addEventListener('change', toggle);
  toggle();

  const venues = venuePicker();
  const now = Date.now();
  const start = h('input', { type: 'datetime-local', required: true, value: toLocal(new Date(now - 2 * 3600e3), 'Asia/Tokyo') });
  const end = h('input', { type: 'datetime-local', required: true, value: toLocal(new Date(now), 'Asia/Tokyo') });
  const level = select('level', [['LEVEL_CAUTION', t.caution], ['LEVEL_CLUSTER', t.cluster]]);
  const problem = h('div');
  const requestId = newId();  // of this form: pressing twice proposes once
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.replaceChildren();
    try {
      const caseId = cases_.value === MAKE_CASE ? (await newCase.create()).id : cases_.value;
      const venue = venues.chosen();
      const exposure = await post<Exposure>('/v1/exposures', {
        requestId, caseId, venueId: venue?.id ?? '', level: level.value,
        startTime: fromLocal(start.value, venue?.timeZone ?? 'Asia/Tokyo').toISOString(),
        endTime: fromLocal(end.value, venue?.timeZone ?? 'Asia/Tokyo').toISOString(),
      });
      location.hash = `#/exposures/${exposure.id}`;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
      problem.scrollIntoView();
    }
  };
  root.replaceChildren(
    h('p', {}, h('a', { href: '#/' }, t.back)), h('h1', {}, t.newExposure), problem,
    h('form', { onsubmit: (event) => void submit(event) },
      h('h2', {}, t.case), field(t.case, cases_), newCase.element,
      h('h2', {}, t.venue), venues.element,
      h('div', { class: 'row' }, field(t.from, start, t.venueTime), field(t.until, end, t.venueTime)),
      field(t.level, level), h('button', {}, t.propose)),
  );
}

function caseFields(areas: Area[]) {
  const kind = select('kind', [['CASE_KIND_CONFIRMED', t.confirmed], ['CASE_KIND_PROBABLE', t.probable]]);
  const area = select('areaCode', areas.map(({ code, displayName }) => [code, displayName]));
  const today = toLocal(new Date(), 'Asia/Tokyo').slice(0, 10);
  const reportDate = h('input', { type: 'date', required: true, value: today });
  const onsetDate = h('input', { type: 'date' });
  const email = h('input', { type: 'email', autocomplete: 'off' });
  const requestId = newId();
  return {
    element: h('div', { class: 'note' }, h('div', { class: 'row' }, field(t.caseKind, kind), field(t.area, area)),
      h('div', { class: 'row' }, field(t.reportDate, reportDate), field(t.onsetDate, onsetDate)),
      field(t.patientEmail, email, t.patientEmailHint)),
    create: () => post<Case>('/v1/cases', {
      requestId, kind: kind.value, areaCode: area.value, reportDate: reportDate.value, onsetDate: onsetDate.value,
      emailAddress: email.value,
    }),
  };
}
