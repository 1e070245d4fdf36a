// SPDX-License-Identifier: Apache-2.0
// The end of the observation: what the rules propose and why, confirmed or refused by a person; certificates.
import { get, type Message, newId, post, Problem } from '../api';
import { factList, field, h, problemBox } from '../dom';
import { formOf } from '../form';
import { allOf } from '../pages';
import type { Screen } from '../places';
import { showTime } from '../texts';
import type { Again, Patient } from './patient';
import { p, say } from './texts';

type Proposal = Message<'observation.v1.ReleaseProposal'>;
type Evidence = NonNullable<Proposal['evidence']>;
type Release = Message<'observation.v1.Release'>;

function evidenceOf(evidence: Evidence, zone: string): HTMLElement {
  const facts: [string, string][] = [
    [p.dayZero, evidence.dayZeroDate && `${evidence.dayZeroDate} (${p.dayZeroSources[evidence.dayZeroSource] ?? ''})`], [p.setting, p.settings[evidence.setting] ?? ''],
    [p.asked, p.daysAsked(evidence.days, evidence.hoursImproved)], [p.improved, showTime(evidence.improvedTime, zone)], [p.lastReport, showTime(evidence.lastReportTime, zone)],
    [p.lastFever, showTime(evidence.lastFeverTime, zone)], [p.lastSymptoms, showTime(evidence.lastSymptomsTime, zone)], [p.negativeTest, evidence.negativeTestDate],
    [p.earliest, showTime(evidence.earliestTime, zone)], [p.rules, p.version(evidence.rulesVersion)],
  ];
  return factList(facts);
}

function decisionForms(patient: Patient, proposal: Proposal, again: Again): HTMLElement[] {
  const decided = { evidenceVersion: proposal.evidenceVersion, negativeTestDate: proposal.evidence?.negativeTestDate ?? '' };
  const [confirmId, rejectId] = [newId(), newId()];
  const confirm = async () => {
    await post(`/v1/patients/${patient.caseId}/releases`, { requestId: confirmId, ...decided });
    await again(p.released);
  };
  const reason = h('textarea', { name: 'reason', rows: '2', required: true, maxlength: '500' });
  const reject = async () => {
    await post(`/v1/patients/${patient.caseId}/release-rejections`, { requestId: rejectId, ...decided, reason: reason.value });
    await again(p.refused);
  };
  return [formOf({ id: 'confirm-release' }, { send: confirm, say }, h('button', {}, p.confirmRelease)),
    h('details', {}, h('summary', {}, p.refuse), formOf({ id: 'reject-release' }, { send: reject, say }, field(p.refuseReason, reason, p.refuseHint), h('button', { class: 'plain' }, p.refuseButton)))];
}

export async function releaseSection(patient: Patient, again: Again, negativeTestDate = ''): Promise<HTMLElement> {
  const section = h('section', { id: 'release', 'aria-label': p.release });
  const draw = (proposal: Proposal) => {
    const test = h('input', { type: 'date', name: 'negativeTestDate', value: proposal.evidence?.negativeTestDate ?? '' });
    const ask = async () => section.replaceWith(await releaseSection(patient, again, test.value));
    section.replaceChildren(h('h2', {}, p.release),
      h('p', {}, h('span', { class: `state ${proposal.ready ? 'good' : ''}` }, proposal.ready ? p.ready : p.notReady), proposal.rejected && ` ${p.rejected}`),
      h('ul', {}, ...proposal.blockers.map((blocker) => h('li', {}, p.blockers[blocker]))),
      proposal.evidence ? evidenceOf(proposal.evidence, patient.timeZone) : '',
      h('details', {}, h('summary', {}, p.withTest), formOf({ id: 'with-test' }, { send: ask, say }, field(p.negativeTest, test, p.withTestHint), h('button', { class: 'plain' }, p.lookAgain))),
      ...(proposal.ready ? decisionForms(patient, proposal, again) : []));
  };
  try {
    draw(await get<Proposal>(`/v1/patients/${patient.caseId}/release-proposal?${new URLSearchParams({ negativeTestDate })}`));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    section.replaceChildren(h('h2', {}, p.release), problemBox(say(error)));
  }
  return section;
}

// Who may be released now, and who was.
export async function showReleases({ root }: Screen): Promise<void> {
  const [proposals, { releases = [] }] = await Promise.all([
    allOf<Proposal>('/v1/release-proposals', 'proposals', 40, 200), get<{ releases?: Release[] }>('/v1/releases?pageSize=100')]);
  root.replaceChildren(h('h1', {}, p.releases), h('h2', {}, p.proposals),
    proposals.length > 0 ? h('ul', { id: 'proposals', class: 'rows' }, ...proposals.map((one) => h('li', {}, h('a', { href: `#/patients/${one.caseId}` }, one.number),
      one.evidence?.dayZeroDate ? ` ${p.dayZero} ${one.evidence.dayZeroDate}` : ''))) : h('p', {}, p.noProposals),
    h('h2', {}, p.confirmedReleases), releases.length > 0 ? h('ul', { id: 'releases', class: 'rows' }, ...releases.map(releaseRow)) : h('p', {}, p.noReleases));
}

function releaseRow(release: Release): HTMLElement {
  const row = h('li');
  const draw = ({ state, refusal, revokeTime, revokeReason }: Release) => {
    const reason = h('input', { name: 'reason', required: true, maxlength: '500' });
    const revoke = async () => draw(await post<Release>(`/v1/releases/${release.id}:revokeCertificate`, { reason: reason.value }));
    row.replaceChildren(h('a', { href: `#/patients/${release.caseId}` }, release.number), ` ${release.startDate} – ${release.endDate} `,
      h('span', { class: 'state' }, revokeTime ? p.certificateRevoked : p.releaseStates[state]), refusal ? ` ${refusal}` : revokeReason ? ` ${revokeReason}` : '');
    if (state !== 'RELEASE_STATE_RELEASED' || revokeTime) return;
    row.append(h('div', { class: 'actions' }, h('a', { href: `/v1/releases/${release.id}/certificate`, target: '_blank', rel: 'noopener' }, p.certificate)),
      h('details', {}, h('summary', {}, p.revokeCertificate), formOf({ id: `revoke-${release.id}` }, { send: revoke, say }, field(p.refuseReason, reason), h('button', { class: 'plain small' }, p.revokeButton))));
  };
  draw(release);
  return row;
}
