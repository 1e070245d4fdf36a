// SPDX-License-Identifier: Apache-2.0
// What everybody who has to do with an admission reads of it: officers, facilities, transport firms.
import type { Message, Problem } from '../api';
import { type Catalogue, named } from '../beds/catalogue';
import { h } from '../dom';
import { messageOf, showTime } from '../texts';

export type Needs = Message<'admission.v1.Needs'>;
export type AdmissionState = Message<'admission.v1.AdmissionState'>;
type Names<T extends string> = Record<T, string>;

const ja = {
  urgencies: { URGENCY_EMERGENCY: '直ちに', URGENCY_URGENT: '本日中', URGENCY_PLANNED: '数日以内' } as Names<Message<'admission.v1.Urgency'>>,
  states: {
    ADMISSION_STATE_REQUESTED: '受入先を探す', ADMISSION_STATE_OFFERED: '打診中', ADMISSION_STATE_ACCEPTED: '受入の回答あり', ADMISSION_STATE_DECLINED: '受入なし・探し直し', ADMISSION_STATE_HELD: '病床を確保', ADMISSION_STATE_IN_TRANSPORT: '搬送中',
    ADMISSION_STATE_ADMITTED: '入院中', ADMISSION_STATE_TRANSFERRED: '転院', ADMISSION_STATE_DISCHARGED: '退院', ADMISSION_STATE_CANCELLED: '取りやめ',
  } as Names<AdmissionState>,
  transports: { TRANSPORT_STATE_OPEN: '事業者の回答待ち', TRANSPORT_STATE_TAKEN: '事業者が引き受け', TRANSPORT_STATE_ON_THE_WAY: '搬送中', TRANSPORT_STATE_ARRIVED: '到着', TRANSPORT_STATE_CALLED_OFF: '取りやめ' } as Names<Message<'admission.v1.TransportState'>>,
  left: (minutes: number) => (minutes >= 60 ? `あと ${Math.floor(minutes / 60)} 時間${minutes % 60 > 0 ? ` ${minutes % 60} 分` : ''}` : `あと ${minutes} 分`), lastMinute: 'あと 1 分未満', over: '期限切れ', until: (time: string) => `${time} まで`,
  needs: '必要な病床', separator: '・', area: '地域', facility: '施設', reason: '理由', reasonHint: '個人の名前は書かないでください',
  offers: '受入の打診', offersText: '保健所から届いた打診です。期限までにお答えがないと、ほかの施設を探します。', toAnswer: '回答を待っている打診', nobodyAsks: '回答を待っている打診はありません', accept: '受け入れる', decline: '受け入れられない', declineButton: '受け入れられないと答える',
  accepted: (number: string) => `${number} の受け入れを伝えました`, declined: (number: string) => `${number} は受け入れられないと伝えました`, coming: 'これから来る方・入院中の方', nobodyComes: 'いません',
  admit: '到着した（入院）', admitButton: '入院を記録する', severe: '重症', admitTime: 'いつ着いたか', discharge: '退院', dischargeButton: '退院を記録する', dischargeTime: 'いつ退院したか', nowHint: '空欄なら今', to: '退院の区分',
  dischargeTo: { DISCHARGE_TO_HOME: '自宅で療養を続ける', DISCHARGE_TO_RELEASED: '治癒・療養の終了', DISCHARGE_TO_ELSEWHERE: 'ほかの都道府県へ', DISCHARGE_TO_DIED: '死亡' } as Names<Message<'admission.v1.DischargeTo'>>,
  admitted: (number: string) => `${number} の入院を記録しました`, discharged: (number: string) => `${number} の退院を記録しました`,
  transportsTitle: '搬送', transportsText: '住所は、引き受けたあとに保健所が電話でお伝えします。', toTake: '引き受けを待っている搬送', noneToTake: '今はありません', mine: '引き受けた搬送', noneMine: 'ありません', from: '管轄の保健所', destination: '行き先', toldAt: '依頼',
  take: '引き受ける', setOut: '患者を乗せて出発', arrive: '到着した', giveBack: '引き受けを取り消す', giveBackText: 'ほかの事業者が引き受けられるようにします。', taken: '引き受けました。保健所から電話があります。', wayBegun: '出発を記録しました', arrived: '到着を記録しました', givenBack: '引き受けを取り消しました',
  problems: {
    ADMISSION_CHANGED: '内容が変わりました。今の状況をご確認ください。', STATE_NOT_NEXT: '今の状況ではできません。今の状況をご確認ください。', ADMISSION_UNKNOWN: 'この入院調整はありません。', OFFER_UNKNOWN: 'この打診はありません。', OFFER_ENDED: 'この打診は終わっています（回答済み、取り下げ、または期限切れ）。',
    TRANSPORT_UNKNOWN: 'この搬送はほかの事業者が引き受けたか、取りやめになりました。', TRANSPORT_OVER: 'この搬送は終わっています。', TIME_IN_FUTURE: 'まだ来ていない時刻です。', TEXT_NOT_PLAIN: '使えない文字が入っています。', TEXT_TOO_LONG: '長すぎます。短くしてください。',
  } as Record<string, string>,
};

const en: typeof ja = {
  urgencies: { URGENCY_EMERGENCY: 'now', URGENCY_URGENT: 'today', URGENCY_PLANNED: 'in the next days' },
  states: {
    ADMISSION_STATE_REQUESTED: 'a place is looked for', ADMISSION_STATE_OFFERED: 'a facility is asked', ADMISSION_STATE_ACCEPTED: 'a facility takes her', ADMISSION_STATE_DECLINED: 'not taken; look again', ADMISSION_STATE_HELD: 'a bed is held', ADMISSION_STATE_IN_TRANSPORT: 'on the way',
    ADMISSION_STATE_ADMITTED: 'admitted', ADMISSION_STATE_TRANSFERRED: 'transferred', ADMISSION_STATE_DISCHARGED: 'discharged', ADMISSION_STATE_CANCELLED: 'cancelled',
  },
  transports: { TRANSPORT_STATE_OPEN: 'told to the firms', TRANSPORT_STATE_TAKEN: 'a firm has it', TRANSPORT_STATE_ON_THE_WAY: 'on the way', TRANSPORT_STATE_ARRIVED: 'arrived', TRANSPORT_STATE_CALLED_OFF: 'called off' },
  left: (minutes) => (minutes >= 60 ? `${Math.floor(minutes / 60)} h${minutes % 60 > 0 ? ` ${minutes % 60} min` : ''} left` : `${minutes} min left`), lastMinute: 'less than a minute left', over: 'time is over', until: (time) => `until ${time}`,
  needs: 'Bed that is needed', separator: ', ', area: 'Area', facility: 'Facility', reason: 'Reason', reasonHint: 'No names of persons, please',
  offers: 'Offers', offersText: 'What health centres ask you. Without an answer in time they look elsewhere.', toAnswer: 'Waiting for your answer', nobodyAsks: 'Nothing waits for your answer', accept: 'We take her', decline: "We can't", declineButton: "Answer that you can't",
  accepted: (number) => `${number}: you take her`, declined: (number) => `${number}: you can't take her`, coming: 'Who comes, and who is here', nobodyComes: 'Nobody',
  admit: 'She is here', admitButton: 'Note the admission', severe: 'severely ill', admitTime: 'When she came', discharge: 'She leaves', dischargeButton: 'Note the discharge', dischargeTime: 'When she left', nowHint: 'Empty: now', to: 'Where to',
  dischargeTo: { DISCHARGE_TO_HOME: 'home, still ill', DISCHARGE_TO_RELEASED: 'healthy', DISCHARGE_TO_ELSEWHERE: 'another prefecture', DISCHARGE_TO_DIED: 'she died' },
  admitted: (number) => `${number} is admitted`, discharged: (number) => `${number} is discharged`,
  transportsTitle: 'Transports', transportsText: 'The health centre tells the address by telephone, once you took it.', toTake: 'To be taken', noneToTake: 'None at present', mine: 'Yours', noneMine: 'None', from: 'Health centre', destination: 'To', toldAt: 'Asked',
  take: 'Take it', setOut: 'On board, we leave', arrive: 'We arrived', giveBack: 'Give it back', giveBackText: 'Another firm can take it then.', taken: 'It is yours. The health centre calls you.', wayBegun: 'You are on the way', arrived: 'You arrived', givenBack: 'You gave it back',
  problems: {
    ADMISSION_CHANGED: 'It changed. Please look at it as it is now.', STATE_NOT_NEXT: 'Not possible as things stand. Please look at it as it is now.', ADMISSION_UNKNOWN: 'There is no such admission.', OFFER_UNKNOWN: 'There is no such offer.', OFFER_ENDED: 'This offer is over: answered, taken back, or too late.',
    TRANSPORT_UNKNOWN: 'Another firm took it, or it is not needed any more.', TRANSPORT_OVER: 'This transport is over.', TIME_IN_FUTURE: 'This has not come yet.', TEXT_NOT_PLAIN: 'It has characters that can not be used.', TEXT_TOO_LONG: 'Too long.',
  },
};

export const n = LANGUAGE === 'en' ? en : ja;
export const say = ({ reason, message }: Problem) => n.problems[reason] ?? messageOf(reason, message);

// "Severe, dialysis, today".
export const needsText = (needs: Needs | undefined, { classes, capabilities }: Catalogue) =>
  !needs ? '' : [named(classes, needs.bedClass), ...needs.capabilities.map((code) => named(capabilities, code))].join(n.separator);

export const urgencyMark = (needs: Needs | undefined) =>
  needs && h('span', { class: `state ${needs.urgency === 'URGENCY_EMERGENCY' ? 'bad' : ''}` }, n.urgencies[needs.urgency]);

export const stateMark = (state: AdmissionState) =>
  h('span', { class: `state ${state === 'ADMISSION_STATE_DECLINED' ? 'bad' : state === 'ADMISSION_STATE_ADMITTED' || state === 'ADMISSION_STATE_HELD' ? 'good' : ''}` }, n.states[state]);

function leftUntil(time: number): { text: string; late: boolean } {
  const minutes = Math.floor((time - Date.now()) / 60e3);
  return { text: time <= Date.now() ? n.over : minutes < 1 ? n.lastMinute : n.left(minutes), late: minutes < 5 };
}

function tick(element: HTMLTimeElement): void {
  const { text, late } = leftUntil(Date.parse(element.dateTime));
  if (element.textContent === text) return;
  element.textContent = text;
  element.className = `state ${late ? 'bad' : ''}`;
}

// How long there is until then, true as long as it is on the screen; by the minute, so that it stays calm.
export function countdown(time: string | undefined): HTMLElement | null {
  if (!time) return null;
  const left = h('time', { datetime: time, 'data-countdown': true });
  tick(left);
  return h('span', {}, left, ' ', h('span', { class: 'hint aside' }, n.until(showTime(time))));
}
setInterval(() => {
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-countdown]')) tick(element);
}, 5_000);
