// SPDX-License-Identifier: Apache-2.0
// Forms that say at the field what is wrong there, send once at a time, and keep across a reload what took time to write.
import { Problem } from './api';
import { h, problemBox } from './dom';

export interface Sending {
  send: () => Promise<void>;
  say: (problem: Problem) => string;
  // A name to keep what was typed under, in this tab and for this person only. Addresses and passwords are never kept.
  draft?: string;
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function formOf(attributes: { id: string }, { send, say, draft }: Sending, ...children: Parameters<typeof h>[2][]): HTMLFormElement {
  const submit = async (event: Event) => {
    event.preventDefault();
    if (form.getAttribute('aria-busy') === 'true') return;
    clear(form);
    document.getElementById('done')?.replaceChildren();  // what was done before is not done again yet
    form.setAttribute('aria-busy', 'true');
    try {
      await send();
      if (draft) sessionStorage.removeItem(draft);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      tell(form, error, say);
    } finally {
      form.removeAttribute('aria-busy');
    }
  };
  const form = h('form', { ...attributes, onsubmit: (event) => void submit(event) }, h('div', { class: 'top-problem' }), ...children);
  if (draft) keep(form, draft);
  return form;
}

function clear(form: HTMLFormElement): void {
  form.querySelector('.top-problem')?.replaceChildren();
  for (const told of form.querySelectorAll('.field-problem')) told.remove();
  for (const control of form.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid');
    const rest = (control.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => !id.endsWith('-problem')).join(' ');
    if (rest) control.setAttribute('aria-describedby', rest);
    else control.removeAttribute('aria-describedby');
  }
}

// The field's control, by the proto path of what is at fault: "display_name", "opening_hours.monday[1]", "body.rows[2].kind".
export function controlOf(form: HTMLFormElement, path: string): HTMLElement | null {
  const camel = (text: string) => text.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  for (let rest = path; rest; rest = rest.replace(/(\.[^.[\]]*|\[\d*\]|^[^.[\]]*)$/, '')) {
    for (const name of [rest, camel(rest)]) {
      const found = form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"], [data-field="${CSS.escape(name)}"]`);
      if (found) return found;
    }
  }
  return null;
}

// At the control that is at fault, or above the form when none is.
export function tell(form: HTMLFormElement, problem: Problem, say: Sending['say']): void {
  const message = say(problem);
  const control = problem.field ? controlOf(form, problem.field) : null;
  if (!control) {
    const top = form.querySelector('.top-problem');
    top?.replaceChildren(problemBox(message));
    top?.scrollIntoView({ block: 'nearest' });
    return;
  }
  for (let folded = control.closest('details'); folded; folded = folded.parentElement?.closest('details') ?? null) folded.open = true;
  control.id ||= `f${Math.random().toString(36).slice(2)}`;
  const id = `${control.id}-problem`;
  control.setAttribute('aria-invalid', 'true');
  control.setAttribute('aria-describedby', [control.getAttribute('aria-describedby') ?? '', id].join(' ').trim());
  control.after(h('p', { class: 'field-problem', id, role: 'alert' }, message));
  (control.matches('fieldset') ? control.querySelector<HTMLElement>('input') ?? control : control).focus();
}

// What another person typed here is forgotten. Empty: nobody is logged in any more.
export function keepDraftsOf(accountId: string): void {
  if (sessionStorage.getItem('drafts of') === accountId) return;
  sessionStorage.clear();
  if (accountId) sessionStorage.setItem('drafts of', accountId);
}

const kept = (form: HTMLFormElement) => [...form.elements].filter((element): element is Control =>
  (element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) &&
  element.name !== '' && !['file', 'email', 'password', 'hidden'].includes(element.type));
const ticks = (control: Control): control is HTMLInputElement => control instanceof HTMLInputElement && ['checkbox', 'radio'].includes(control.type);

function keep(form: HTMLFormElement, draft: string): void {
  const saved = JSON.parse(sessionStorage.getItem(draft) ?? '{}') as Record<string, string | boolean>;
  const keyOf = (control: Control) => (ticks(control) ? `${control.name}=${control.value}` : control.name);
  for (const control of kept(form)) {
    const value = saved[keyOf(control)];
    if (ticks(control) && typeof value === 'boolean') control.checked = value;
    else if (!ticks(control) && typeof value === 'string') control.value = value;
  }
  form.addEventListener('input', () => sessionStorage.setItem(draft, JSON.stringify(Object.fromEntries(
    kept(form).map((control) => [keyOf(control), ticks(control) ? control.checked : control.value])))));
}
