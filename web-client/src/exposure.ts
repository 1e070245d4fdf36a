// SPDX-License-Identifier: Apache-2.0
import { type Exposure, get, post, type Preview, Problem, type Progress } from './api';
import { field, h, problemBox } from './dom';
import { stateText } from './list';
import type { Screen } from './staff';
import { messageOf, showTime, t } from './texts';

export async function showExposure(screen: Screen, id: string): Promise<void> {
  const exposure = await get<Exposure>(`/v1/exposures/${id}`);
  const mine = exposure.proposedBy === screen.account.id;
  const actions = h('div');
  screen.root.replaceChildren(
    h('p', {}, h('a', { href: '#/' }, t.back)),
    h('div', { class: 'place' }, h('h1', {}, exposure.venueName), h('p', {}, `${showTime(exposure.startTime)} – ${showTime(exposure.endTime)}`)),
    h('dl', {}, h('dt', {}, t.level), h('dd', {}, exposure.level === 'LEVEL_CLUSTER' ? t.cluster : t.caution),
      h('dt', {}, t.proposedBy), h('dd', {}, mine ? t.you : exposure.proposedBy.slice(0, 8)),
      h('dt', {}, ''), h('dd', {}, stateText(exposure.state))),
    actions,
  );
  if (exposure.state === 'STATE_PROPOSED') await showDecision(screen, exposure, mine, actions);
  else if (exposure.state !== 'STATE_CANCELLED') showProgress(id, actions);
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
  const preview = await get<Preview>(`/v1/exposures/${exposure.id}:preview`);
  const reason = h('textarea', { maxlength: '500', rows: '3' });
  const approve = () => attempt(() => post(`/v1/exposures/${exposure.id}:approve`, { version: exposure.version, reason: reason.value }));
  const cancel = () => attempt(() => post(`/v1/exposures/${exposure.id}:cancel`, { reason: reason.value }));
  place.replaceChildren(
    previewOf(preview), problem,
    field(t.reason, reason, preview.reasonRequired ? t.reasonRequired : undefined),
    mine ? h('p', { class: 'note' }, t.otherPerson) : h('button', { onclick: () => void approve() }, t.approve),
    h('button', { class: 'plain', onclick: () => void cancel() }, t.cancel),
  );
}

function previewOf(preview: Preview): HTMLElement {
  const most = Math.max(1, ...preview.minutes.map(({ recipients }) => recipients));
  const bars = preview.minutes.flatMap(({ fromMinutes, toMinutes, recipients }) => [
    h('span', {}, `${fromMinutes}${toMinutes ? `–${toMinutes - 1}` : '+'} ${t.minutes}`),
    h('progress', { max: String(most), value: String(recipients), 'aria-label': `${recipients}` }), h('span', {}, String(recipients))]);
  const counts: [number, string][] = [[preview.checkedOut, t.checkedOut], [preview.automatic, t.automatic], [preview.assumed, t.assumed],
    [preview.marked, t.marked], [preview.unverified, t.unverified]];
  return h('section', { 'aria-label': t.preview },
    h('p', {}, h('span', { class: 'figure', id: 'recipients' }, String(preview.recipients)), ` ${t.people}`),
    h('p', { class: 'note' }, preview.patientExcluded ? t.patientKnown : t.patientUnknown),
    h('h2', {}, t.minutesTitle), h('div', { class: 'bars' }, ...bars),
    preview.staysOutOfHours > 0 && h('p', { id: 'out-of-hours' }, t.outOfHours(preview.staysOutOfHours, preview.stays)),
    h('ul', {}, ...counts.filter(([count]) => count > 0).map(([count, text]) => h('li', {}, `${count} ${text}`))));
}

function showProgress(id: string, place: HTMLElement): void {
  const status = h('span', { class: 'hint', role: 'status' }, t.live);
  const bar = h('progress', { max: '1', value: '0' });
  const counts = h('dl');
  place.replaceChildren(h('h2', {}, t.progress), bar, counts, status);
  const source = new EventSource(`/v1/exposures/${id}/progress`);
  source.onopen = () => status.replaceChildren(t.live);
  source.onerror = () => status.replaceChildren(source.readyState === EventSource.CLOSED ? '' : t.reconnecting);
  // The stream says why it ends: asking again would be told the same.
  source.addEventListener('problem', ({ data }) => {
    source.close();
    const { reason = '', detail = '' } = JSON.parse(data as string) as { reason?: string; detail?: string };
    status.replaceChildren(messageOf(reason, detail));
  });
  source.onmessage = ({ data }) => {
    const progress = JSON.parse(data as string) as Progress;
    bar.max = Math.max(1, progress.recipients);
    bar.value = progress.sent + progress.failed;
    const figures: [string, number][] = [[t.sent, progress.sent], [t.queued, progress.queued], [t.deferred, progress.deferred], [t.failed, progress.failed]];
    counts.replaceChildren(...figures.flatMap(([text, count]) => [h('dt', {}, text), h('dd', {}, String(count))]));
    if (progress.state === 'STATE_DISPATCHED' && progress.queued + progress.deferred === 0) {
      source.close();
      status.replaceChildren(t.dispatched);
    }
  };
  window.addEventListener('hashchange', () => source.close(), { once: true });
}
