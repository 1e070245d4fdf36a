// SPDX-License-Identifier: Apache-2.0
const ja = {
  logIn: 'ログイン', userName: 'ユーザー名', password: 'パスワード', totp: '認証コード (6 桁)', totpHint: 'デモのアカウントでは空欄',
  logOut: 'ログアウト', exposures: '接触の可能性', newExposure: '新しく提案する', none: 'まだありません', back: '一覧へもどる',
  case: '症例', newCase: '新しい症例', caseKind: '区分', confirmed: '確定', probable: '疑似', contact: '接触者', area: '管轄',
  reportDate: '届出日', onsetDate: '発症日', patientEmail: '患者のメールアドレス', patientEmailHint: '任意。患者ご本人へのお知らせを除くためだけに使います',
  venue: '施設', searchVenue: '名前か所在地で探す', search: '探す', from: 'いつから', until: 'いつまで', venueTime: '施設の時刻で',
  level: 'お知らせの内容', caution: '注意 — 施設名を伝えない', cluster: '集団感染 — 施設名を伝える', propose: '提案する',
  proposed: '提案中', dispatching: '送信中', dispatched: '送信済み', cancelled: '取り消し', proposedBy: '提案者', approvedBy: '承認者',
  preview: '対象者を数える', people: '人にお知らせします', unverified: '人は未確認のアドレスのため対象外', minutesTitle: '重なった時間',
  minutes: '分', assumed: '退店時刻が推定の人', checkedOut: '退店を記録した人', automatic: '自動で退店した人', marked: 'すべての滞在が営業時間外の人',
  outOfHours: (marked: number, all: number) => `見つかった滞在 ${all} 件のうち ${marked} 件は、営業時間外のチェックインです`,
  patientKnown: '患者ご本人は除かれています', patientUnknown: '患者の連絡先がないため、ご本人にも届くことがあります',
  approve: '承認して送る', cancel: '提案を取り消す', reason: '理由', reasonRequired: '対象者が少ないため、施設名を伝える理由が必要です',
  otherPerson: '提案した本人は承認できません。別の担当者が承認してください。', you: 'あなた', progress: '送信の状況', sent: '送信済み', queued: '待ち', deferred: '再送待ち',
  failed: '届かず', live: '更新中', reconnecting: '再接続しています', number: '番号',
  problems: {
    LOG_IN_REFUSED: 'ユーザー名、パスワード、認証コードのいずれかが違います。', TOTP_REQUIRED: '認証コードを入力してください。',
    SLOW_DOWN: '少し時間をおいてください。', SAME_PERSON: '提案した本人は承認できません。', VERSION_CHANGED: '内容が変わりました。もう一度ご確認ください。',
    REASON_REQUIRED: '理由を入力してください。', EMPTY_WINDOW: '終わりは始まりより後にしてください。', WINDOW_IN_FUTURE: 'まだ終わっていない時間です。',
    WINDOW_TOO_LONG: '期間が長すぎます。', WINDOW_TOO_OLD: '記録の保存期間を過ぎています。', NOT_PROPOSED: 'すでに決定されています。',
    OFFLINE: '通信できません。接続をご確認ください。', MISSING_FIELD: '入力が足りません。',
  } as Record<string, string>,
};
const en: typeof ja = {
  logIn: 'Log in', userName: 'User name', password: 'Password', totp: 'Code (6 digits)', totpHint: 'Empty for a demo account',
  logOut: 'Log out', exposures: 'Exposures', newExposure: 'Propose a new one', none: 'None yet', back: 'Back to the list',
  case: 'Case', newCase: 'New case', caseKind: 'Kind', confirmed: 'confirmed', probable: 'probable', contact: 'contact', area: 'Area',
  reportDate: 'Reported on', onsetDate: 'Onset', patientEmail: "Patient's address", patientEmailHint: 'Optional; only used to leave the patient out',
  venue: 'Venue', searchVenue: 'Search by name or address', search: 'Search', from: 'From', until: 'Until', venueTime: "by the venue's clock",
  level: 'What the mail tells', caution: 'Caution: venue not named', cluster: 'Cluster: venue named', propose: 'Propose',
  proposed: 'proposed', dispatching: 'sending', dispatched: 'sent', cancelled: 'cancelled', proposedBy: 'Proposed by', approvedBy: 'Approved by',
  preview: 'Count the people', people: 'people would be told', unverified: 'more have an unconfirmed address and are left out', minutesTitle: 'Time together',
  minutes: 'min', assumed: 'with an assumed departure', checkedOut: 'checked out', automatic: 'ended automatically', marked: 'whose stays are all out of hours',
  outOfHours: (marked: number, all: number) => `${marked} of the ${all} stays found began outside opening hours`,
  patientKnown: 'The patient is left out', patientUnknown: "The patient's contact is not known: she may be told as well",
  approve: 'Approve and send', cancel: 'Withdraw the proposal', reason: 'Reason', reasonRequired: 'So few people: naming the venue needs a reason',
  otherPerson: 'You proposed this; another person has to approve it.', you: 'you', progress: 'Progress', sent: 'sent', queued: 'waiting', deferred: 'to be retried',
  failed: 'failed', live: 'live', reconnecting: 'reconnecting', number: 'Number',
  problems: {
    LOG_IN_REFUSED: 'User name, password or code is wrong.', TOTP_REQUIRED: 'Enter the code.', SLOW_DOWN: 'Please wait a little.',
    SAME_PERSON: 'You proposed this yourself.', VERSION_CHANGED: 'It changed. Please look again.', REASON_REQUIRED: 'Enter a reason.',
    EMPTY_WINDOW: 'The end must be after the start.', WINDOW_IN_FUTURE: 'This time has not ended yet.', WINDOW_TOO_LONG: 'This is too long.',
    WINDOW_TOO_OLD: 'Stays of that time are no longer kept.', NOT_PROPOSED: 'It was decided already.', OFFLINE: 'No connection.',
    MISSING_FIELD: 'Something is missing.',
  },
};

export const language = document.documentElement.lang === 'en' ? 'en' : 'ja';
export const t = language === 'en' ? en : ja;
export const messageOf = (reason: string, detail: string) => t.problems[reason] ?? `${detail} (${reason})`;
export const showTime = (iso: string, zone = 'Asia/Tokyo') =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(new Date(iso));
