// SPDX-License-Identifier: Apache-2.0
// Texts of the patient's diary, messages/report.*.json in the language of this script (build.mjs); those of the page without
// its script stand in messages/diary.*.json.
import texts from 'report-texts';
import type { Problem } from '../api';

const fill = (text: string, values: Record<string, string | number>) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));

export const t = {
  ...texts,
  signNames: texts.signNames as Record<string, string>,
  symptomNames: texts.symptomNames as Record<string, string>,
  advice: texts.advice as Record<string, string>,
  places: texts.place as Record<string, string>,
  problems: texts.problems as Record<string, string>,
  member: (number: string) => fill(texts.member, { number }),
  due: (time: string) => fill(texts.due, { time }),
  step: (at: number, of: number) => fill(texts.step, { at, of }),
  lastTime: (value: string) => fill(texts.lastTime, { value }),
  callBy: (time: string) => fill(texts.callBy, { time }),
  place: (state: string, facility: string, time: string) => fill(t.places[state] ?? '', { facility, time }),
};
export const say = (problem: Problem) => t.problems[problem.reason] ?? `${problem.message} (${problem.reason})`;
// In the device's own zone: she reads it where she is. Latin digits everywhere, as in the figures that she types. A browser
// that does not know the language would write "M11 22": there it is 2026-11-22 03:32, as in the mails.
const known = Intl.DateTimeFormat.supportedLocalesOf(LANGUAGE).length > 0;
const times = known
  ? new Intl.DateTimeFormat(LANGUAGE, { weekday: 'short', hour: '2-digit', minute: '2-digit', month: 'short', day: 'numeric', numberingSystem: 'latn' })
  : new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short' });
export const showTime = (iso: string) => times.format(new Date(iso));
