// SPDX-License-Identifier: Apache-2.0
type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | ((event: Event) => void) | undefined>;

// h('button', {class: 'small', onclick: go}, 'Go'): an element with attributes, listeners and children.
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

export function field(label: string, control: HTMLElement, hint?: string): HTMLElement {
  control.id ||= `f${Math.random().toString(36).slice(2)}`;
  return h('div', {}, h('label', { for: control.id }, label, hint ? h('span', { class: 'hint' }, hint) : null), control);
}

export function select(name: string, options: [value: string, text: string][]): HTMLSelectElement {
  return h('select', { name, required: true }, ...options.map(([value, text]) => h('option', { value }, text)));
}

export function problemBox(message: string): HTMLElement {
  return h('p', { class: 'problem', role: 'alert' }, message);
}

// A heading of a table, column by column.
export function heading(...texts: string[]): HTMLElement {
  return h('thead', {}, h('tr', {}, ...texts.map((text) => h('th', { scope: 'col' }, text))));
}

// What may be wider than the screen: reached and scrolled by keyboard, too.
export function scrolled(label: string, table: HTMLElement): HTMLElement {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, table);
}

// What is known of something; what is not is left out.
export function factList(facts: [title: string, text: string][], attributes: Attributes = {}): HTMLElement {
  return h('dl', attributes, ...facts.filter(([, text]) => text).flatMap(([title, text]) => [h('dt', {}, title), h('dd', {}, text)]));
}

// An element of a drawing.
export function drawn<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string | number>, ...children: (Node | string)[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}
