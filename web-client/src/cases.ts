// SPDX-License-Identifier: Apache-2.0
// Cases, and where each patient was.
import { type AskedConsent, type Case, get, newId, type Place, post, Problem, type Venue } from './api';
import { field, h, problemBox } from './dom';
import type { Screen } from './staff';
import { statusFilter, statusSection, statusText } from './status';
import { messageOf, showTime, t } from './texts';
import { venuePicker } from './venue-picker';
import { fromLocal, toLocal } from './zone';

export async function showCases(screen: Screen, status = ''): Promise<void> {
  const { root } = screen;
  const { cases = [] } = await get<{ cases: Case[] }>(`/v1/cases?pageSize=100${status && `&status=${status}`}`);
  const rows = cases.map((one) => h('tr', {}, h('td', {}, h('a', { href: `#/cases/${one.id}` }, one.number)),
    h('td', {}, one.reportDate), h('td', {}, one.withdrawTime ? t.withdrawn : statusText(one))));
  root.replaceChildren(h('p', {}, h('a', { href: '#/' }, t.back)), h('h1', {}, t.cases), statusFilter(status, (chosen) => void showCases(screen, chosen)),
    rows.length ? h('table', {}, h('thead', {}, h('tr', {}, ...[t.number, t.reportDate, t.status].map((text) => h('th', {}, text)))),
      h('tbody', {}, ...rows)) : h('p', { class: 'lead' }, t.none));
}

export async function showCase(screen: Screen, id: string): Promise<void> {
  const patient = await get<Case>(`/v1/cases/${id}`);
  const { places = [] } = await get<{ places: Place[] }>(`/v1/cases/${id}/places?pageSize=200`);
  const names = new Map(await Promise.all([...new Set(places.map(({ venueId }) => venueId))].map(nameOf)));
  const again = () => showCase(screen, id);
  const rows = places.map((place) => h('tr', {}, h('td', {}, names.get(place.venueId)!),
    h('td', {}, `${showTime(place.startTime)} – ${showTime(place.endTime)}`), h('td', {}, place.source === 'PLACE_SOURCE_CONSENT' ? t.ownRecord : t.interview),
    h('td', {}, h('button', { class: 'plain small', onclick: () => void withdraw(place, again) }, t.takeBack))));
  const days = patient.infectiousStartDate ? `${patient.infectiousStartDate} – ${patient.infectiousEndDate}` : t.notInfectious;
  const status = await statusSection(patient, again);
  const plan = patient.plan && t.planned(patient.plan.reportsPerDay, patient.plan.startDate, patient.plan.endDate);
  screen.root.replaceChildren(
    h('p', {}, h('a', { href: '#/cases' }, t.back)), h('h1', {}, patient.number, patient.mergedNumbers?.length > 0 && ` (${patient.mergedNumbers.join(', ')})`),
    h('dl', {}, h('dt', {}, t.reportDate), h('dd', {}, patient.reportDate), h('dt', {}, t.infectiousDays), h('dd', {}, days),
      h('dt', {}, t.plan), h('dd', {}, plan || t.none)),
    ...(status ? [status] : []),
    h('section', { id: 'places', 'aria-label': t.places }, h('h2', {}, t.places),
      rows.length ? h('table', {}, h('tbody', {}, ...rows)) : h('p', {}, t.none)),
    ...(patient.withdrawTime ? [h('p', { class: 'note' }, t.withdrawn)] : [placeForm(id, again), ...(patient.infectiousStartDate ? [consentForm(id)] : [])]));
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
