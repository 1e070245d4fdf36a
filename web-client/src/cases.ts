// SPDX-License-Identifier: Apache-2.0
// Cases, and where each patient was.
import { type AskedConsent, type Case, get, newId, type Place, post, Problem, type Venue } from './api';
import { allAreas, nameOf as areaName } from './areas';
import { changesSection, withdrawal } from './cases/changes';
import { downloads } from './cases/downloads';
import { kindText, listed, risksText } from './cases/fields';
import { householdSection } from './cases/household';
import { mergeForm } from './cases/merge';
import { statusFilter, statusSection, statusText } from './cases/status';
import { c, say } from './cases/texts';
import { factList, field, h, heading, problemBox, scrolled } from './dom';
import { formOf } from './form';
import type { Screen } from './places';
import { language, messageOf, showTime, t } from './texts';
import { venuePicker } from './venue-picker';
import { fromLocal, toLocal } from './zone';

interface Found { cases?: Case[]; nextPageToken?: string }

export async function showCases({ root }: Screen): Promise<void> {
  const areas = await allAreas();
  const rows = h('tbody');
  const table = scrolled(t.cases, h('table', { id: 'cases' },
    heading(t.number, t.status, t.caseKind, t.reportDate, t.area), rows));
  const none = h('p', { class: 'lead', role: 'status' });
  const more = h('button', { class: 'plain', id: 'more', onclick: () => void read() }, c.more);
  let [number, status, token] = ['', '', ''];
  let asked = 0;
  const read = async () => {
    const mine = ++asked;
    const { cases = [], nextPageToken = '' } = await get<Found>(`/v1/cases?${new URLSearchParams({
      pageSize: '100', pageToken: token, ...(number && { number }), ...(status && { status }) })}`);
    if (mine !== asked) return;  // something else was asked for meanwhile
    if (!token) rows.replaceChildren();
    rows.append(...cases.map((one) => rowOf(one, areaName(areas, one.areaCode))));
    token = nextPageToken;
    more.hidden = !token;
    table.hidden = rows.childElementCount === 0;
    none.replaceChildren(table.hidden ? (number || status ? c.nothingFound : t.none) : '');
  };
  const begin = async () => {
    token = '';
    await read();
  };
  const wanted = h('input', { type: 'search', name: 'number', maxlength: '20', autocomplete: 'off', spellcheck: 'false' });
  const find = async () => {
    number = wanted.value.trim();
    await begin();
  };
  await read();
  root.replaceChildren(h('h1', {}, t.cases),
    h('p', { class: 'actions' }, h('a', { class: 'button', href: '#/cases/new' }, c.register), h('a', { href: '#/cases/import' }, c.importTable)),
    formOf({ id: 'find-case' }, { send: find, say }, h('div', { class: 'row' }, field(c.findNumber, wanted, c.findHint), statusFilter((chosen) => {
      status = chosen;
      void begin();
    })), h('button', { class: 'plain' }, c.find)), none, table, more, downloads());
}

const rowOf = (one: Case, area: string) => h('tr', {}, h('td', { class: 'whole' }, h('a', { href: `#/cases/${one.id}` }, one.number)),
  h('td', {}, one.withdrawTime ? t.withdrawn : statusText(one)), h('td', {}, kindText(one.kind)), h('td', { class: 'whole' }, one.reportDate), h('td', {}, area));

export async function showCase(screen: Screen, id: string, done = ''): Promise<void> {
  const [patient, areas] = await Promise.all([get<Case>(`/v1/cases/${id}`), allAreas()]);
  const again = (text: string) => showCase(screen, id, text);
  const [status, household, places] = await Promise.all([statusSection(patient, again), householdSection(patient, again), placesSection(patient, again)]);
  const there = !patient.withdrawTime;
  const parts = [
    h('p', {}, h('a', { href: '#/cases' }, t.back)), h('h1', {}, patient.number), h('p', { class: 'done', role: 'status', id: 'done' }, done),
    there ? null : await goneNote(patient), factsOf(patient, areaName(areas, patient.areaCode)), waysOn(patient), status, there ? changesSection(patient, again) : null, household, places,
    there ? placeForm(id, () => again('')) : null, there && patient.infectiousStartDate ? consentForm(id) : null,
    there ? h('section', { 'aria-label': c.settle }, h('h2', {}, c.settle), mergeForm(patient, again), withdrawal(patient, again)) : null,
  ];
  screen.root.replaceChildren(...parts.filter((part) => part !== null));
}

// To her diary, and to a place for her.
function waysOn({ id, plan, status, withdrawTime }: Case): HTMLElement | null {
  const over: Case['status'][] = ['CASE_STATUS_UNSPECIFIED', 'CASE_STATUS_RELEASED', 'CASE_STATUS_DEAD'];
  const places = !withdrawTime && !over.includes(status);
  return plan || places ? h('p', { class: 'actions' }, plan && h('a', { class: 'button', href: `#/patients/${id}` }, c.observe), places && h('a', { class: 'button plain', href: `#/admissions/new/${id}` }, c.place)) : null;
}

async function goneNote({ mergedIntoId }: Case): Promise<HTMLElement> {
  if (!mergedIntoId) return h('p', { class: 'note' }, t.withdrawn);
  const stays = await get<Case>(`/v1/cases/${mergedIntoId}`);
  return h('p', { class: 'note', id: 'merged-into' }, c.mergedInto, h('a', { href: `#/cases/${stays.id}` }, stays.number));
}

function factsOf(patient: Case, area: string): HTMLElement {
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const { plan } = patient;
  const facts: [string, string][] = [
    [t.caseKind, kindText(patient.kind)], [t.area, area], [t.reportDate, patient.reportDate], [t.onsetDate, patient.onsetDate], [c.samplingDate, patient.samplingDate],
    [t.infectiousDays, patient.infectiousStartDate ? `${patient.infectiousStartDate} – ${patient.infectiousEndDate}` : t.notInfectious],
    [c.birthYear, String(patient.birthYear || c.notKnown)], [c.sex, c.sexes[patient.sex]], [c.risks, risksText(patient)], [c.route, c.routes[patient.route]],
    [c.contactTitle, patient.hasContact ? c.contactKnown : c.contactNone], [c.mailLanguage, names.of(patient.language) ?? patient.language], [c.timeZone, patient.timeZone],
    [c.plan, plan ? t.planned(plan.reportsPerDay, plan.startDate, plan.endDate) : c.noPlan], [c.mergedNumbers, listed(patient.mergedNumbers)],
  ];
  return factList(facts, { id: 'facts' });
}

async function placesSection({ id }: Case, again: (text: string) => Promise<void>): Promise<HTMLElement> {
  const { places = [] } = await get<{ places: Place[] }>(`/v1/cases/${id}/places?pageSize=200`);
  const names = new Map(await Promise.all([...new Set(places.map(({ venueId }) => venueId))].map(nameOf)));
  const rows = places.map((place) => h('tr', {}, h('td', {}, names.get(place.venueId)!),
    h('td', {}, `${showTime(place.startTime)} – ${showTime(place.endTime)}`), h('td', {}, place.source === 'PLACE_SOURCE_CONSENT' ? t.ownRecord : t.interview),
    h('td', {}, h('button', { class: 'plain small', onclick: () => void withdraw(place, () => again('')) }, t.takeBack))));
  return h('section', { id: 'places', 'aria-label': t.places }, h('h2', {}, t.places),
    rows.length > 0 ? scrolled(c.placesKept, h('table', {}, h('tbody', {}, ...rows))) : h('p', {}, t.none));
}

// As on the door; a venue of another area, or one that was forgotten, by its number.
async function nameOf(venueId: string): Promise<[string, string]> {
  try {
    return [venueId, (await get<Venue>(`/v1/venues/${venueId}`)).displayName];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [venueId, venueId];
  }
}

async function withdraw(place: Place, again: () => Promise<void>): Promise<void> {
  await post(`/v1/cases/${place.caseId}/places/${place.id}:withdraw`);
  await again();
}

function placeForm(caseId: string, again: () => Promise<void>): HTMLElement {
  const venues = venuePicker();
  const now = Date.now();
  const start = h('input', { type: 'datetime-local', name: 'startTime', required: true, value: toLocal(new Date(now - 2 * 3600e3), 'Asia/Tokyo') });
  const end = h('input', { type: 'datetime-local', name: 'endTime', required: true, value: toLocal(new Date(now), 'Asia/Tokyo') });
  const participants = h('input', { type: 'number', name: 'participants', min: '0', max: '100000', value: '0' });
  const problem = h('div');
  const requestId = newId();  // of this form: pressing twice records once
  const submit = async (event: Event) => {
    event.preventDefault();
    problem.replaceChildren();
    const venue = venues.chosen();
    try {
      await post(`/v1/cases/${caseId}/places`, {
        requestId, venueId: venue?.id ?? '', participants: Number(participants.value),
        startTime: fromLocal(start.value, venue?.timeZone ?? 'Asia/Tokyo').toISOString(),
        endTime: fromLocal(end.value, venue?.timeZone ?? 'Asia/Tokyo').toISOString(),
      });
      await again();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  return h('section', { 'aria-label': t.addPlace }, h('h2', {}, t.addPlace), problem,
    h('form', { id: 'add-place', onsubmit: (event) => void submit(event) }, venues.element,
      h('div', { class: 'row' }, field(t.from, start, t.venueTime), field(t.until, end, t.venueTime)),
      field(t.participants, participants, t.participantsHint), h('button', {}, t.addPlace)));
}

// The code is shown once: she passes it on to the patient, by phone or on paper.
function consentForm(caseId: string): HTMLElement {
  const answer = h('div', { 'aria-live': 'polite' });
  let requestId = newId();
  const ask = async () => {
    try {
      const { code, expireTime } = await post<AskedConsent>(`/v1/cases/${caseId}/consents`, { requestId });
      requestId = newId();  // pressed again, she wants another one
      answer.replaceChildren(h('p', { class: 'figure', id: 'consent-code' }, code), h('p', {}, t.consentUntil(showTime(expireTime))));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      answer.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  return h('section', { 'aria-label': t.ownStays }, h('h2', {}, t.ownStays), h('p', { class: 'note' }, t.consentText),
    h('button', { class: 'plain', id: 'ask-consent', onclick: () => void ask() }, t.askConsent), answer);
}
