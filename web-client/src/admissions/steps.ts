// SPDX-License-Identifier: Apache-2.0
// What other services are being told of her, and what they refused: then a person looks, and has them told again.
import { post } from '../api';
import { h } from '../dom';
import { formOf } from '../form';
import { showTime } from '../texts';
import type { Again } from './coming';
import { type Admission, isWrong, openSteps } from './facts';
import { d, say } from './texts';

export function stepsOf(admission: Admission, again: Again): HTMLElement[] {
  const { id } = admission;
  const steps = openSteps(admission);
  if (steps.length === 0) return [];
  const rows = steps.map((step) => {
    const refused = step.state === 'STEP_STATE_REFUSED';
    const mayRetry = refused && step.kind !== 'STEP_KIND_HOLD';  // who did not get a bed is offered another one
    const retry = async () => {
      await post(`/v1/admissions/${id}/steps/${step.id}:retry`);
      await again(d.retried);
    };
    const why = step.refusal ? d.refusals[step.refusal] ?? step.refusal : '';
    return h('li', { 'data-step': step.id }, h('span', { class: `state ${isWrong(step) ? 'bad' : ''}` }, refused && !isWrong(step) ? d.notMailed : d.stepStates[step.state]), ` ${d.steps[step.kind]}`, why && `: ${why}`,
      h('span', { class: 'hint aside' }, ` ${showTime(step.settleTime ?? step.createTime)}${step.attempts > 0 ? ` (${d.attempts(step.attempts)})` : ''}`),
      mayRetry && h('div', { class: 'actions' }, formOf({ id: `retry-${step.id}` }, { send: retry, say }, h('button', { class: 'plain small' }, d.retry))));
  });
  return [h('h2', {}, d.untold), h('ul', { class: 'rows' }, ...rows)];
}
