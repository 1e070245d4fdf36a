// SPDX-License-Identifier: Apache-2.0
// One person who is watched: how she is, what she told, how to reach her diary, and when it ends.
import { get, type Message, Problem } from '../api';
import { factList, h, problemBox } from '../dom';
import type { Screen } from '../places';
import { showTime } from '../texts';
import { enterForm } from './enter';
import { linksSection } from './links';
import { releaseSection } from './release';
import { reportsSection } from './reports';
import { p, say } from './texts';

export type Patient = Message<'observation.v1.WatchedPatient'>;
// Draws her anew, after something was done.
export type Again = (done: string) => Promise<void>;

function factsOf(patient: Patient): HTMLElement {
  const zone = patient.timeZone;
  const facts: [string, string][] = [
    [p.lastReport, patient.lastReportTime ? `${showTime(patient.lastReportTime, zone)} (${p.tiers[patient.lastTier]})` : p.noReports],
    [p.due, patient.dueTime ? showTime(patient.dueTime, zone) : p.notDue], [p.missed, patient.missedReports > 0 ? String(patient.missedReports) : ''],
    [p.risk, patient.highRisk ? p.highRisk : p.usualRisk], [p.timeZone, zone === 'Asia/Tokyo' ? '' : zone],
  ];
  return factList(facts, { id: 'facts' });
}

export async function showPatient(screen: Screen, id: string, done = ''): Promise<void> {
  const again = async (text: string) => {
    await showPatient(screen, id, text);
    document.getElementById('done')?.scrollIntoView({ block: 'center' });
  };
  let patient: Patient;
  try {
    patient = await get<Patient>(`/v1/patients/${id}`);
  } catch (error) {
    if (!(error instanceof Problem) || error.reason !== 'PATIENT_UNKNOWN') throw error;
    return screen.root.replaceChildren(h('h1', {}, p.title), problemBox(say(error)), h('p', {}, h('a', { href: `#/cases/${id}` }, p.toCase)));
  }
  const [reports, links, release] = await Promise.all([reportsSection(patient, again), linksSection(patient, again), releaseSection(patient, again)]);
  screen.root.replaceChildren(h('p', {}, h('a', { href: '#/worklist' }, p.toWorklist), ' ', h('a', { href: `#/cases/${id}` }, p.toCase), ' ', h('a', { href: `/v1/patients/${id}/fhir` }, p.fhir)), h('h1', {}, `${p.title} ${patient.number}`),
    h('p', { class: 'done', role: 'status', id: 'done' }, done), factsOf(patient), reports, enterForm(patient, again), release, links);
}
