// SPDX-License-Identifier: Apache-2.0
// Who has to be spoken to: live, the gravest first, and what is done about each.
import { type Colleague, type Colleagues, get, newId, post, Problem, type WorklistDeed, type WorklistEvent, type WorklistItem } from './api';
import { field, h, problemBox, select } from './dom';
import { follow } from './live';
import { p } from './patients/texts';
import { messageOf, showTime } from './texts';
import type { Screen } from './places';
import { w } from './worklist-texts';

const gravity: Record<WorklistItem['tier'], number> = { TIER_RED: 0, TIER_ORANGE: 1, TIER_YELLOW: 2, TIER_GREEN: 3 };
const colours: Record<WorklistItem['tier'], string> = { TIER_RED: 'red', TIER_ORANGE: 'orange', TIER_YELLOW: 'yellow', TIER_GREEN: 'green' };
const before = (one: WorklistItem, other: WorklistItem) => gravity[one.tier] - gravity[other.tier]
  || (one.contactTime ?? '').localeCompare(other.contactTime ?? '') || one.caseId.localeCompare(other.caseId);

// Time alone is no event: a claim that lapsed and a snooze that ended leave it waiting.
function stateOf(item: WorklistItem): WorklistItem['state'] {
  const over = (time: string | undefined) => time !== undefined && Date.parse(time) <= Date.now();
  if (item.state === 'ITEM_STATE_CLAIMED' && over(item.claimEndTime)) return 'ITEM_STATE_WAITING';
  if (item.state === 'ITEM_STATE_SNOOZED' && over(item.snoozeTime)) return 'ITEM_STATE_WAITING';
  return item.state;
}

// Names by account, as far as they were asked for.
const names = new Map<string, string>();
const asked = new Map<string, Promise<Colleague[]>>();

// To whom what is about an area can be handed over; asked for once.
function colleaguesOf(area: string): Promise<Colleague[]> {
  const load = async () => {
    const all: Colleague[] = [];
    let pageToken = '';
    do {
      const page = await get<Colleagues>(`/v1/colleagues?${new URLSearchParams({ areaCode: area, pageSize: '500', pageToken })}`);
      all.push(...page.colleagues);
      pageToken = page.nextPageToken;
    } while (pageToken);
    for (const { accountId, displayName } of all) names.set(accountId, displayName);
    return all;
  };
  if (!asked.has(area)) asked.set(area, load().catch((error) => { asked.delete(area); throw error; }));
  return asked.get(area)!;
}

// One person. What an officer is writing stays while the rest of it changes.
class Entry {
  readonly element = h('li', { class: 'work' });
  readonly #facts = h('div');
  readonly #note = h('textarea', { maxlength: '1000', rows: '2', 'aria-label': w.note, placeholder: w.note });
  readonly #to = select('to', [['', w.anybody]]);
  readonly #toField = field(w.handOverTo, this.#to);
  readonly #deeds = h('div', { class: 'actions' });
  readonly #problem = h('div');
  readonly #past = h('details', {}, h('summary', {}, w.past));
  item: WorklistItem;

  constructor(item: WorklistItem, readonly me: string, readonly changed: (item: WorklistItem) => void) {
    this.item = item;
    this.#past.addEventListener('toggle', () => { if (this.#past.open) void this.#showPast(); });
    this.#to.required = false;
    this.element.append(this.#facts, this.#problem, this.#note, this.#toField, this.#deeds, this.#past);
    this.draw();
  }

  get state() { return stateOf(this.item); }
  // She is to take it.
  get hers() { return this.mine || this.item.handedTo === this.me; }
  get mine() { return this.state === 'ITEM_STATE_CLAIMED' && this.item.claimedBy === this.me; }

  show(item: WorklistItem): void {
    if (item.version < this.item.version) return;  // an answer that is older than what the stream told
    this.item = item;
    this.draw();
  }

  draw(): void {
    const { item, state } = this;
    const late = item.contactTime !== undefined && Date.parse(item.contactTime) <= Date.now();
    this.element.className = `work ${colours[item.tier]}`;
    this.element.dataset['case'] = item.caseId;
    const why = [item.tier === 'TIER_GREEN' ? '' : p.tiers[item.tier], w.rungs[item.rung] ?? ''].filter(Boolean).join('・');
    const who = this.mine ? w.yours(showTime(item.claimEndTime)) : state === 'ITEM_STATE_CLAIMED' ? w.anothers
      : item.handedTo ? (this.hers ? w.handedToYou : w.handedTo(names.get(item.handedTo) ?? '')) : state === 'ITEM_STATE_SNOOZED' ? w.snoozedUntil(showTime(item.snoozeTime)) : w.waiting;
    this.#facts.replaceChildren(
      h('p', { class: 'head' }, h('span', { class: 'state' }, why), ' ', h('a', { href: `#/patients/${item.caseId}` }, item.number),
        ' ', h('span', { class: late ? 'state bad' : '' }, late ? w.overdue(showTime(item.contactTime)) : w.until(showTime(item.contactTime)))),
      h('p', { class: 'hint' }, [who, item.lastReportTime ? w.lastReport(showTime(item.lastReportTime), p.tiers[item.lastTier] ?? '') : w.neverReported,
        item.attempts > 0 && w.attempts(item.attempts), item.escalated && w.escalated].filter(Boolean).join(' ・ ')));
    this.#note.hidden = this.#toField.hidden = !this.mine;
    if (this.mine) void this.#offerColleagues();
    this.#deeds.replaceChildren(...this.#buttons());
  }

  // Without them it still goes back on the list.
  async #offerColleagues(): Promise<void> {
    const colleagues = await colleaguesOf(this.item.areaCode).catch(() => []);
    if (this.#to.options.length > 1) return;
    this.#to.append(...colleagues.map(({ accountId, displayName }) => h('option', { value: accountId }, displayName)));
  }

  #buttons(): HTMLElement[] {
    const button = (name: string, text: string, kind: string, more: object = {}) =>
      h('button', { class: kind, name, onclick: () => void this.#do(name, more) }, text);
    if (!this.mine) return this.state === 'ITEM_STATE_CLAIMED' ? [] : [button('claim', w.claim, 'small')];
    const buttons = [button('contacted', w.contacted, 'small'), button('notReached', w.notReached, 'plain small')];
    if (this.item.tier !== 'TIER_RED' && this.item.rung !== 'RUNG_WELFARE_CHECK') {
      const minutes = this.item.tier === 'TIER_ORANGE' ? 30 : 120;
      buttons.push(h('button', { class: 'plain small', name: 'snooze', onclick: () =>
        void this.#do('snooze', { untilTime: new Date(Date.now() + minutes * 60e3).toISOString() }) }, w.snooze(minutes)));
    }
    if (!this.item.escalated) buttons.push(button('escalate', w.escalate, 'plain small'));
    return [...buttons, h('button', { class: 'plain small', name: 'handOver', onclick: () =>
      void this.#do('handOver', { toAccountId: this.#to.value }) }, w.handOver)];
  }

  async #do(deed: string, more: object): Promise<void> {
    this.#problem.replaceChildren();
    for (const button of this.#deeds.querySelectorAll('button')) button.disabled = true;
    try {
      const request = { requestId: newId(), version: this.item.version, note: this.#note.value, ...more };
      const item = await post<WorklistItem>(`/v1/worklist/${this.item.caseId}:${deed}`, request);
      this.#note.value = this.#to.value = '';
      this.changed(item);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#problem.replaceChildren(problemBox(w.problems[error.reason] ?? messageOf(error.reason, error.message)));
      this.draw();
    }
  }

  async #showPast(): Promise<void> {
    const { deeds = [] } = await get<{ deeds: WorklistDeed[] }>(`/v1/worklist/${this.item.caseId}/deeds?pageSize=200`);
    this.#past.replaceChildren(h('summary', {}, w.past), deeds.length ? h('ul', {}, ...deeds.map(({ kind, doneBy, doneTime, doneTo, note }) =>
      h('li', {}, `${showTime(doneTime)} ${w.deeds[kind] ?? ''}${doneBy === this.me ? ` (${w.you})` : ''}`,
        doneTo && ` → ${doneTo === this.me ? w.you : names.get(doneTo) ?? w.colleague}`, note && ` – ${note}`))) : h('p', {}, w.nothing));
  }
}

export function showWorklist({ account, root }: Screen): void {
  asked.clear();
  const entries = new Map<string, Entry>();
  const list = h('ol', { class: 'worklist', 'aria-label': w.title });
  const count = h('p', { role: 'status', id: 'work-count' });
  const live = h('span', { class: 'hint', role: 'status' });
  root.replaceChildren(h('h1', {}, w.title), h('div', { class: 'actions' }, count, live), list);

  const arrange = () => {
    // Her own first, and what was handed over to her; then as they are urgent.
    const sorted = [...entries.values()].sort((one, other) => Number(other.mine) - Number(one.mine) || Number(other.hers) - Number(one.hers) || before(one.item, other.item));
    sorted.forEach(({ element }, place) => { if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null); });
    count.textContent = entries.size ? w.count(entries.size) : w.none;
  };
  const leave = (caseId: string) => {
    entries.get(caseId)?.element.remove();
    entries.delete(caseId);
  };
  const show = (item: WorklistItem) => {
    if (item.state === 'ITEM_STATE_RESOLVED') leave(item.caseId);
    else if (entries.has(item.caseId)) entries.get(item.caseId)!.show(item);
    else {
      const entry = new Entry(item, account.id, (changed) => { show(changed); arrange(); });
      entries.set(item.caseId, entry);
      list.append(entry.element);
    }
  };

  let begun = new Set<string>();  // told since the list began anew
  let beginning = false;
  const source = follow<WorklistEvent>('/v1/worklist:watch', live, w, (event) => {
    if (event.kind === 'WORKLIST_EVENT_KIND_BEGIN') {
      begun = new Set();
      beginning = true;
    } else if (event.kind === 'WORKLIST_EVENT_KIND_ITEM' && event.item) {
      begun.add(event.item.caseId);
      show(event.item);
    } else if (event.kind === 'WORKLIST_EVENT_KIND_LEFT') {
      leave(event.caseId);
    } else if (event.kind === 'WORKLIST_EVENT_KIND_COMPLETE') {
      // Nobody who is still there flickers; who is not goes.
      for (const caseId of [...entries.keys()]) if (!begun.has(caseId)) leave(caseId);
      beginning = false;
    }
    if (!beginning) arrange();
  });
  const clock = setInterval(() => {
    for (const entry of entries.values()) if (!entry.element.contains(document.activeElement)) entry.draw();
    arrange();
  }, 30_000);
  window.addEventListener('hashchange', () => {
    source.close();
    clearInterval(clock);
  }, { once: true });
}
