// SPDX-License-Identifier: Apache-2.0
import { type CorrectionPreview, type Exposure, get, post, type Preview, Problem, type Progress } from './api';
import { field, h, problemBox } from './dom';
import { stateText } from './list';
import { follow } from './live';
import { mailsOf } from './mails';
import type { Screen } from './places';
import { messageOf, showTime, t } from './texts';

export async function showExposure(screen: Screen, id: string): Promise<void> {
  const exposure = await get<Exposure>(`/v1/exposures/${id}`);
  const me = screen.account.id;
  // What rests on her alone another person must approve.
  const mine = exposure.proposedBy === me || exposure.levelBy === me ||
    (exposure.evidence.length > 0 && exposure.evidence.every(({ recordedBy }) => recordedBy === me));
  const actions = h('div');
  screen.root.replaceChildren(
    h('p', {}, h('a', { href: '#/' }, t.back)),
    h('div', { class: 'place' }, h('h1', {}, exposure.venueName), h('p', {}, `${showTime(exposure.startTime)} – ${showTime(exposure.endTime)}`)),
    h('dl', {}, h('dt', {}, t.level), h('dd', {}, exposure.level === 'LEVEL_CLUSTER' ? t.cluster : t.caution),
      h('dt', {}, t.proposedBy), h('dd', {}, exposure.ruleVersion ? t.byRule : exposure.proposedBy === me ? t.you : exposure.proposedBy.slice(0, 8)),
      h('dt', {}, ''), h('dd', {}, stateText(exposure.state))),
    ...(exposure.ruleVersion > 0 ? [evidenceOf(exposure)] : []), actions,
  );
  if (exposure.state === 'STATE_PROPOSED') await showDecision(screen, exposure, mine, actions);
  else if (exposure.state !== 'STATE_CANCELLED') {
    const progress = h('div');
    const correction = h('div');
    actions.replaceChildren(progress, ...(exposure.state === 'STATE_RECALLED' ? [] : [recallOf(screen, id)]), correction);
    showProgress(id, progress);
    await showCorrection(screen, exposure, correction);
  }
}

// What a proposal by rule rests on.
function evidenceOf(exposure: Exposure): HTMLElement {
  const rows = exposure.evidence.map((item) => h('tr', {}, h('td', {}, item.caseId.slice(0, 8)),
    h('td', {}, `${showTime(item.startTime)} – ${showTime(item.endTime)}`), h('td', {}, item.recordedBy.slice(0, 8))));
  return h('section', { id: 'evidence', 'aria-label': t.evidence },
    h('h2', {}, t.evidence), h('p', {}, t.positives(exposure.positives, exposure.positivesNeeded, exposure.serviceDay)),
    exposure.withdrawnCases > 0 && h('p', { class: 'note', id: 'withdrawn' }, t.withdrawnCases(exposure.withdrawnCases)),
    rows.length > 0 && h('table', {}, h('thead', {}, h('tr', {}, ...[t.case, t.venueTime, t.recordedBy].map((text) => h('th', {}, text)))),
      h('tbody', {}, ...rows)));
}

async function showDecision(screen: Screen, exposure: Exposure, mine: boolean, place: HTMLElement): Promise<void> {
  const problem = h('div');
  const attempt = async (action: () => Promise<unknown>) => {
    problem.replaceChildren();
    try {
      await action();
      await showExposure(screen, exposure.id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  const [preview, mails] = await Promise.all([get<Preview>(`/v1/exposures/${exposure.id}:preview`), mailsOf(exposure.id)]);
  const reason = h('textarea', { maxlength: '500', rows: '3' });
  const approve = () => attempt(() => post(`/v1/exposures/${exposure.id}:approve`, { version: exposure.version, reason: reason.value }));
  const cancel = () => attempt(() => post(`/v1/exposures/${exposure.id}:cancel`, { reason: reason.value }));
  const other = exposure.level === 'LEVEL_CLUSTER' ? 'LEVEL_CAUTION' : 'LEVEL_CLUSTER';
  const choose = () => attempt(() => post(`/v1/exposures/${exposure.id}:chooseLevel`, { version: exposure.version, level: other }));
  place.replaceChildren(
    previewOf(preview), mails, problem,
    field(t.reason, reason, preview.reasonRequired ? t.reasonRequired : undefined),
    mine ? h('p', { class: 'note' }, t.otherPerson) : h('button', { onclick: () => void approve() }, t.approve),
    h('button', { class: 'plain', id: 'level', onclick: () => void choose() }, other === 'LEVEL_CLUSTER' ? t.nameVenue : t.dontNameVenue),
    h('button', { class: 'plain', onclick: () => void cancel() }, t.cancel),
  );
}

function recallOf(screen: Screen, id: string): HTMLElement {
  const reason = h('textarea', { maxlength: '500', rows: '3' });
  const problem = h('div');
  const recall = async () => {
    try {
      await post(`/v1/exposures/${id}:recall`, { reason: reason.value });
      await showExposure(screen, id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  return h('details', {}, h('summary', {}, t.recall), h('p', { class: 'note' }, t.recallText), problem, field(t.reason, reason),
    h('button', { class: 'plain', id: 'recall', onclick: () => void recall() }, t.recall));
}

// What a correction would do, and the step that is next: one person proposes it, another approves.
async function showCorrection(screen: Screen, exposure: Exposure, place: HTMLElement): Promise<void> {
  const proposed = exposure.correction?.proposedBy ?? '';
  if (exposure.correction?.approvedBy) return;  // its progress says the rest
  const problem = h('div');
  const attempt = async (action: () => Promise<unknown>) => {
    problem.replaceChildren();
    try {
      await action();
      await showExposure(screen, exposure.id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  let preview: CorrectionPreview;
  try {
    preview = await get<CorrectionPreview>(`/v1/exposures/${exposure.id}:previewCorrection`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return;  // past retention there is nobody to correct
  }
  const told = [h('p', { class: 'note' }, t.correctionText), h('p', { id: 'to-correct' }, t.toCorrect(preview.recipients, preview.undecided)),
    await mailsOf(exposure.id, 'MAIL_KIND_CORRECTION')];
  if (proposed) {
    const approve = () => attempt(() => post(`/v1/exposures/${exposure.id}:approveCorrection`, { version: exposure.version }));
    place.replaceChildren(h('section', { id: 'correction', 'aria-label': t.correction }, h('h2', {}, t.correction), ...told, problem,
      proposed === screen.account.id ? h('p', { class: 'note' }, t.otherPerson)
        : h('button', { id: 'approve-correction', onclick: () => void approve() }, t.approveCorrection)));
    return;
  }
  const reason = h('textarea', { maxlength: '500', rows: '3' });
  const propose = () => attempt(() => post(`/v1/exposures/${exposure.id}:proposeCorrection`, { reason: reason.value }));
  place.replaceChildren(h('details', { id: 'correction' }, h('summary', {}, t.correct), ...told, problem, field(t.reason, reason),
    h('button', { class: 'plain', id: 'propose-correction', onclick: () => void propose() }, t.proposeCorrection)));
}

function previewOf(preview: Preview): HTMLElement {
  const most = Math.max(1, ...preview.minutes.map(({ recipients }) => recipients));
  const bars = preview.minutes.flatMap(({ fromMinutes, toMinutes, recipients }) => [
    h('span', {}, `${fromMinutes}${toMinutes ? `–${toMinutes - 1}` : '+'} ${t.minutes}`),
    h('progress', { max: String(most), value: String(recipients), 'aria-label': `${recipients}` }), h('span', {}, String(recipients))]);
  const counts: [number, string][] = [[preview.checkedOut, t.checkedOut], [preview.automatic, t.automatic], [preview.assumed, t.assumed],
    [preview.marked, t.marked], [preview.unverified, t.unverified], [preview.toldBefore, t.toldBefore]];
  return h('section', { 'aria-label': t.preview },
    h('p', {}, h('span', { class: 'figure', id: 'recipients' }, String(preview.recipients)), ` ${t.people}`),
    h('p', { class: 'note' }, preview.patientExcluded ? t.patientKnown : t.patientUnknown),
    h('h2', {}, t.minutesTitle), h('div', { class: 'bars' }, ...bars),
    preview.people > preview.recipients && h('p', { id: 'people' }, t.withCompany(preview.people)),
    preview.staysSetApart > 0 && h('p', { id: 'set-apart' }, t.setApart(preview.staysSetApart, preview.stays)),
    preview.staysPresent > 0 && h('p', { id: 'present' }, t.presentStays(preview.staysPresent, preview.stays)),
    preview.staysGuest > 0 && h('p', { id: 'guests' }, t.guestStays(preview.staysGuest, preview.stays)),
    preview.staysOutOfHours > 0 && h('p', { id: 'out-of-hours' }, t.outOfHours(preview.staysOutOfHours, preview.stays)),
    h('ul', {}, ...counts.filter(([count]) => count > 0).map(([count, text]) => h('li', {}, `${count} ${text}`))));
}

function showProgress(id: string, place: HTMLElement): void {
  const status = h('span', { class: 'hint', role: 'status' }, t.live);
  const bar = h('progress', { max: '1', value: '0' });
  const counts = h('dl');
  place.replaceChildren(h('h2', {}, t.progress), bar, counts, status);
  const source = follow<Progress>(`/v1/exposures/${id}/progress`, status, t, (progress) => {
    bar.max = Math.max(1, progress.recipients);
    bar.value = progress.sent + progress.failed + progress.cancelled;
    const figures: [string, number][] = [[t.sent, progress.sent], [t.queued, progress.queued], [t.deferred, progress.deferred], [t.failed, progress.failed]];
    if (progress.cancelled > 0) figures.push([t.takenBack, progress.cancelled]);
    if (progress.correction) figures.push([t.corrected, progress.correction.sent], [t.correctionsOpen, progress.correction.queued + progress.correction.deferred]);
    counts.replaceChildren(...figures.flatMap(([text, count]) => [h('dt', {}, text), h('dd', {}, String(count))]));
    if ((progress.state === 'STATE_DISPATCHED' || progress.state === 'STATE_RECALLED') && progress.queued + progress.deferred === 0 &&
      (!progress.correction || (progress.correction.finished && progress.correction.queued + progress.correction.deferred === 0))) {
      source.close();
      status.replaceChildren(progress.state === 'STATE_RECALLED' ? t.recalled : t.dispatched);
    }
  });
  window.addEventListener('hashchange', () => source.close(), { once: true });
}
