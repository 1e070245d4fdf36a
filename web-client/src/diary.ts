// SPDX-License-Identifier: Apache-2.0
// A patient's report: large controls, one question at a time, and what to do next. A report keeps its id and its time from
// the first try to send it, so that sending again after a broken connection tells it once.
import { get, newId, post, Problem } from './api';
import { h, problemBox } from './dom';
import { type Answers, type Question, questions } from './diary/questions';
import { say, showTime, t } from './diary/texts';

interface Member { caseId: string; number: string; dueTime?: string; ended?: boolean; reports?: { answers?: Answers }[] }
interface Place { caseId: string; state: string; facilityName?: string; keepEndTime?: string }
interface Next { advice?: string; contactTime?: string; dueTime?: string }

const root = document.querySelector<HTMLElement>('[data-page="diary"]')!;

// A screen is read from its heading on.
function show(heading: string, ...parts: (Node | string | null | false)[]): void {
  const title = h('h2', { tabindex: '-1' }, heading);
  root.replaceChildren(title, ...parts.filter((part): part is Node | string => Boolean(part)));
  title.focus();
}
const button = (text: string, onclick: () => void, looks = '') => h('button', { type: 'button', class: looks, onclick }, text);

// Where a bed is sought or kept for her. Whoever wants to report doesn't wait for it, nor loses the page when nobody can say.
async function showPlaces(members: Member[]): Promise<void> {
  const { places = [] } = await get<{ places?: Place[] }>('/v1/diary/places').catch(() => ({ places: [] }));
  const lines = places.map(({ caseId, state, facilityName = '', keepEndTime }) => {
    const text = t.place(state, facilityName, keepEndTime ? showTime(keepEndTime) : '');
    const member = members.findIndex((one) => one.caseId === caseId);
    return h('p', { class: 'note', 'data-place': state }, member > 0 ? `${t.member(members[member]!.number)}: ${text}` : text);
  });
  document.querySelector('#places')!.replaceChildren(...lines);
}

async function begin(): Promise<void> {
  const { members = [] } = await get<{ members?: Member[] }>('/v1/diary');
  void showPlaces(members);
  const open = members.filter(({ ended }) => !ended);
  const nameOf = (member: Member) => (member === members[0] ? t.self : t.member(member.number));
  if (open.length === 0) return root.replaceChildren(h('p', {}, t.ended));
  root.replaceChildren(h('h2', {}, open.length > 1 ? t.whom : t.today), ...open.map((member) => h('div', {},
    button(open.length > 1 ? nameOf(member) : t.begin, () => new Report(member).ask(0)), member.dueTime ? h('p', { class: 'hint' }, t.due(showTime(member.dueTime))) : null)));
}

class Report {
  readonly #id = newId();
  readonly #member: Member;
  readonly #questions: Question[];
  readonly #told: Answers[] = [];
  readonly #confirmed: string[] = [];
  #time = '';
  #sending = false;

  constructor(member: Member) {
    this.#member = member;
    this.#questions = questions(member.reports?.[0]?.answers ?? {});
  }

  ask(at: number): void {
    const question = this.#questions[at]!;
    const last = at === this.#questions.length - 1;
    const go = (told: Answers) => {
      this.#told[at] = told;
      if (question.name === 'signs' && (told.signs?.length ?? 0) > 0) return this.#urgent();
      if (last) void this.#send();
      else this.ask(at + 1);
    };
    const form = h('form', { id: 'question', onsubmit: (event) => {
      event.preventDefault();
      go(question.told());
    } }, ...question.body, h('button', {}, last ? t.send : t.next), button(question.other, () => go(question.otherTold), 'plain'));
    show(question.heading, h('p', { class: 'hint' }, t.step(at + 1, this.#questions.length)), form, at > 0 && button(t.back, () => this.ask(at - 1), 'plain'));
  }

  // Nobody who is in danger has to answer the rest.
  #urgent(): void {
    show(t.signsHint, h('a', { class: 'button', href: 'tel:119' }, t.call119), button(t.sendNow, () => void this.#send()), button(t.next, () => this.ask(1), 'plain'));
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    this.#time ||= new Date().toISOString();
    try {
      this.#done(await post<Next>('/v1/diary/reports', {
        requestId: this.#id, caseId: this.#member.caseId, answers: Object.assign({}, ...this.#told) as Answers, reportedTime: this.#time, confirmedFields: this.#confirmed,
      }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#refused(error);
    } finally {
      this.#sending = false;
    }
  }

  #refused(problem: Problem): void {
    const at = this.#questions.findIndex(({ name }) => name === problem.field);
    if (problem.reason === 'CONFIRM_VALUE' && at >= 0) {
      const value = Object.values(this.#told[at] ?? {})[0];
      return show(this.#questions[at]!.heading, h('p', { class: 'number' }, String(value)), problemBox(t.unusual), button(t.right, () => {
        this.#confirmed.push(problem.field);
        void this.#send();
      }), button(t.change, () => this.ask(at), 'plain'));
    }
    if (at >= 0) {
      this.ask(at);
      root.querySelector('form')?.prepend(problemBox(say(problem)));
      return;
    }
    show(t.send, problemBox(say(problem)), button(t.sendAgain, () => void this.#send()), button(t.back, () => this.ask(0), 'plain'));
  }

  #done(next: Next): void {
    const now = next.advice === 'ADVICE_CALL_NOW';
    const text = t.advice[next.advice ?? ''] ?? '';
    root.replaceChildren(h('div', { role: 'status', id: 'next', 'data-advice': next.advice ?? '' }, now ? problemBox(text) : h('p', { class: 'note' }, text),
      now && h('a', { class: 'button', href: 'tel:119' }, t.call119), next.contactTime ? h('p', {}, t.callBy(showTime(next.contactTime))) : null,
      next.dueTime ? h('p', {}, t.due(showTime(next.dueTime))) : null), button(t.again, () => void start(), 'plain'));
    root.scrollIntoView({ block: 'start' });
  }
}

const start = () => begin().catch((error: unknown) => {
  if (!(error instanceof Problem)) throw error;
  root.replaceChildren(problemBox(say(error)), button(t.sendAgain, () => void start()));
});
void start();
