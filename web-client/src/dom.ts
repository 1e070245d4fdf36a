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
