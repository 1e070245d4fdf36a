// SPDX-License-Identifier: Apache-2.0
// Why a report was judged as it was, in words.
import type { Message } from '../api';
import { t as diary } from '../diary/texts';
import { factList, h } from '../dom';
import { showTime } from '../texts';
import { p } from './texts';

export type Judgement = Message<'observation.v1.Judgement'>;
type Reason = Message<'observation.v1.Reason'>;

const itemOf = (what: string) => p.items[what] ?? what;

// Each cause has its own unit.
export function wordsOf({ cause, what, value, limit }: Reason): string {
  switch (cause) {
    case 'CAUSE_EMERGENCY_SIGN': return diary.signNames[what] ?? what;
    case 'CAUSE_SPO2_LOW': return p.causes.spo2Low(value, limit);
    case 'CAUSE_SPO2_DROP': return p.causes.spo2Drop(value, limit);
    case 'CAUSE_FEVER': return p.causes.fever(value / 10, limit / 10);
    case 'CAUSE_LASTING_FEVER': return p.causes.lastingFever(value, limit);
    case 'CAUSE_SYMPTOMATIC': return p.causes.symptomatic(p.groups[what] ?? what);
    case 'CAUSE_NEWS2': return p.causes.news2(value, limit);
    case 'CAUSE_NEWS2_THREE': return p.causes.news2Three(itemOf(what));
    case 'CAUSE_ADMISSION_SCORE': return p.causes.admission(value, limit);
    case 'CAUSE_ADMISSION_SPO2': return p.causes.admissionSpo2(value, limit);
    case 'CAUSE_SCALE': return p.causes.scale(itemOf(what), diary.grades[value - 1] ?? String(value));
    case 'CAUSE_MISSING': return p.causes.missing(itemOf(what), value);
  }
}

// The same of a rule that waits for it.
export function ruleOf({ cause, what, limit }: Pick<Message<'observation.v1.RuleLine'>, 'cause' | 'what' | 'limit'>): string {
  switch (cause) {
    case 'CAUSE_EMERGENCY_SIGN': return diary.signNames[what] ?? what;
    case 'CAUSE_SPO2_LOW': return `${p.limits.spo2Low(limit)}${what === 'SCALE_2' ? ` ${p.scale2}` : ''}`;
    case 'CAUSE_SPO2_DROP': return p.limits.spo2Drop(limit);
    case 'CAUSE_FEVER': return p.limits.fever(limit / 10);
    case 'CAUSE_LASTING_FEVER': return p.limits.lastingFever(limit);
    case 'CAUSE_SYMPTOMATIC': return p.limits.symptomatic(p.groups[what] ?? what, limit);
    case 'CAUSE_NEWS2': return p.limits.news2(limit);
    case 'CAUSE_NEWS2_THREE': return p.causes.news2Three(itemOf(what));
    case 'CAUSE_ADMISSION_SCORE': return p.limits.admission(limit);
    case 'CAUSE_ADMISSION_SPO2': return p.limits.spo2Low(limit);
    case 'CAUSE_SCALE': return p.limits.scale(itemOf(what), diary.grades[limit - 1] ?? String(limit));
    case 'CAUSE_MISSING': return p.limits.missing(itemOf(what), limit);
  }
}

export const separator = LANGUAGE === 'en' ? ', ' : '、';
const listed = (words: string[]) => words.join(separator);

export function explanation({ reasons, news2, admissionPoints, highRisk, carriedItems, rulesVersion, rulesSignedOff, contactTime, rejudgeTime }: Judgement, zone: string): HTMLElement {
  const facts: [string, string][] = [
    [p.callBy, showTime(contactTime, zone)],
    [p.news2, news2 ? `${p.atLeast(news2.score)}${news2.missingItems.length > 0 ? ` (${p.notTold(listed(news2.missingItems.map(itemOf)))})` : ''}` : p.notForHer],
    [p.admissionPoints, admissionPoints > 0 ? String(admissionPoints) : ''], [p.risk, highRisk ? p.highRisk : p.usualRisk],
    [p.carried, listed(carriedItems.map(itemOf))], [p.rules, `${p.version(rulesVersion)}${rulesSignedOff ? '' : ` (${p.notSignedOff})`}`],
    [p.rejudged, showTime(rejudgeTime, zone)],
  ];
  return h('div', {},
    reasons.length > 0 ? h('ul', { class: 'reasons' }, ...reasons.map((reason) => h('li', {}, h('span', { class: 'state' }, p.tiers[reason.tier]), ` ${wordsOf(reason)}`))) : h('p', {}, p.nothingGrave),
    factList(facts));
}
