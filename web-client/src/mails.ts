// SPDX-License-Identifier: Apache-2.0
import { get, type PreviewedMail, type PreviewedMails, Problem } from './api';
import { field, h, problemBox, select } from './dom';
import { language, messageOf, t } from './texts';

// As the officer calls it: its own name is not in every browser.
const names = new Intl.DisplayNames([language], { type: 'language' });

// What would leave, in each language. `kind`: none for the alert at the exposure's level.
export async function mailsOf(exposureId: string, kind?: 'MAIL_KIND_CORRECTION'): Promise<HTMLElement> {
  const place = h('section', { class: 'mails', 'aria-label': t.mail }, h('h2', {}, t.mail));
  try {
    const { mails } = await get<PreviewedMails>(`/v1/exposures/${exposureId}:previewMails${kind ? `?kind=${kind}` : ''}`);
    place.append(...pickerOf(mails));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    place.append(problemBox(messageOf(error.reason, error.message)));
  }
  return place;
}

function pickerOf(mails: PreviewedMail[]): HTMLElement[] {
  const picker = select('mailLanguage', mails.map((mail) => [mail.language, `${names.of(mail.language) ?? mail.language}${mail.reviewed ? '' : ` (${t.draft})`}`]));
  picker.value = language;
  const shown = h('div', { class: 'mail', 'aria-live': 'polite' });
  const show = () => {
    const mail = mails.find((each) => each.language === picker.value);
    if (!mail) return;
    shown.replaceChildren(
      h('p', { class: 'hint' }, mail.ownText ? t.ownText : t.shippedText),
      ...(mail.reviewed ? [] : [h('p', { class: 'note' }, t.draftText)]),
      h('p', { class: 'subject', lang: mail.language }, mail.subject), h('div', { class: 'text', lang: mail.language }, mail.text));
  };
  picker.addEventListener('change', show);
  show();
  return [field(t.mailLanguage, picker, t.mailHint), shown];
}
