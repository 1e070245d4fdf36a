// SPDX-License-Identifier: Apache-2.0
// Lists that are asked for again while people work in them: what did not change stays as it is, with what is typed there.
import { h } from '../dom';

// One entry a thing, in the order given. An entry is drawn anew when what is told of it changed, unless somebody is typing in it.
export class Entries<T> {
  readonly #shown = new Map<string, { element: HTMLElement; told: string }>();

  // frame: what is hidden where there is nothing.
  constructor(readonly list: HTMLElement, readonly none: HTMLElement, readonly draw: (one: T) => HTMLElement, readonly frame = list) {}

  // anew: also those in which somebody types, who just did something.
  show(all: [id: string, one: T][], anew = false): void {
    const ids = new Set(all.map(([id]) => id));
    for (const [id, { element }] of this.#shown) if (!ids.has(id)) this.#drop(id, element);
    all.forEach(([id, one], place) => {
      const element = this.#entry(id, one, anew);
      if (this.list.children[place] !== element) this.list.insertBefore(element, this.list.children[place] ?? null);
    });
    this.frame.hidden = all.length === 0;
    this.none.hidden = all.length > 0;
  }

  #drop(id: string, element: HTMLElement): void {
    element.remove();
    this.#shown.delete(id);
  }

  #entry(id: string, one: T, anew: boolean): HTMLElement {
    const told = JSON.stringify(one);
    const before = this.#shown.get(id);
    if (before && (before.told === told || (!anew && isTypedIn(before.element)))) return before.element;
    const element = this.draw(one);
    before?.element.replaceWith(element);
    this.#shown.set(id, { element, told });
    return element;
  }
}

// Somebody is in a form there that she opened, or wrote in.
export function isTypedIn(place: HTMLElement): boolean {
  const here = document.activeElement;
  return place.contains(here) && here !== place && (here!.closest('details[open] form') !== null || (here instanceof HTMLTextAreaElement && here.value !== ''));
}

export const cards = (label: string) => h('ul', { class: 'worklist', 'aria-label': label });

// What was done, read aloud and in sight; whoever works by keys goes on from there, since what she pressed is gone.
export function doneBox() {
  const element = h('div', { class: 'done', role: 'status', id: 'done', tabindex: '-1' });
  return {
    element,
    tell: (...told: (string | HTMLElement)[]) => {
      element.replaceChildren(...told);
      element.focus();
      element.scrollIntoView({ block: 'nearest' });
    },
  };
}
