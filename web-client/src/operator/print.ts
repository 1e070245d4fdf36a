// SPDX-License-Identifier: Apache-2.0
// What is printed of one code, or of all within it: a plain form that opens the PDF.
import { field, h, select } from '../dom';
import { language, t } from './texts';

// By their own names, as their readers know them; those after the first two are drafts.
const languages: [string, string][] = ['ja', 'en', 'zh-Hans', 'zh-Hant', 'ko', 'vi', 'th', 'id', 'tl', 'ne', 'my', 'pt', 'es', 'fr'].map((tag) =>
  [tag, new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag]);

export function printForm(space: number, hasWithin: boolean): HTMLElement {
  const first = select('languages', languages);
  const second = select('languages', languages);
  first.value = language;
  second.value = language === 'en' ? 'ja' : 'en';
  const copies = h('input', { type: 'number', name: 'copies', min: '0', max: '100', value: '1', required: true });
  return h('details', {}, h('summary', {}, t.print), h('form', { id: 'print', action: '/v1/venue/prints' },
    h('input', { type: 'hidden', name: 'space', value: String(space) }), field(t.sheet, select('sheet', t.sheets)),
    h('div', { class: 'row' }, field(t.first, first), field(t.second, second)), field(t.copies, copies),
    hasWithin && h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'below', value: 'true', checked: true }), h('span', {}, t.below)),
    h('button', {}, t.openPdf)),
  h('p', {}, h('a', { href: `/venue/kiosk?space=${space}` }, t.kiosk), ' · ',
    h('a', { href: `/v1/venue/poster?format=POSTER_FORMAT_SVG&space=${space}` }, 'SVG'), ' · ', h('a', { href: `/v1/venue/poster?format=POSTER_FORMAT_PNG&space=${space}` }, 'PNG')));
}
