// SPDX-License-Identifier: Apache-2.0
// Texts of the patient's diary; those of the page without its script stand in messages/public.*.json.
import type { Problem } from '../api';

const ja = {
  whom: 'どなたの体調を報告しますか', self: '自分', member: (number: string) => `同居の方（${number}）`, ended: '報告は終わりました', due: (time: string) => `次の報告: ${time} まで`,
  today: '体調はいかがですか', begin: '報告を始める', next: '次へ', skip: '答えない', none: 'どれもない', back: '戻る', send: '送信する', sendNow: 'いますぐ送信する', sendAgain: 'もう一度送信する', step: (at: number, of: number) => `${of} 問中 ${at} 問目`,
  signs: 'いま、次のことがありますか', signsHint: '一つでもあれば、すぐに保健所が連絡します。', symptoms: 'いま、ほかにある症状を選んでください',
  temperature: '体温（℃）', spo2: '酸素飽和度 SpO2（%）', spo2Hint: '測る機器がなければ「答えない」を押してください。', pulse: '脈拍（1 分間）', respiratoryRate: '呼吸の回数（1 分間）', lastTime: (value: string) => `前回: ${value}`,
  reducer: '前の報告のあと、解熱剤を使いましたか', yes: 'はい', no: 'いいえ', scales: '食事・水分・尿の様子', food: '食事', water: '水分', urine: '尿', grades: ['いつもどおり', '少し減った', '半分くらい', 'ほとんどない', 'まったくない'],
  note: 'ほかに伝えたいこと', noteHint: '書かなくてもかまいません。お名前や住所は書かないでください。1,000 文字まで',
  unusual: 'ふだんと大きく違う値です。もう一度確かめてください。正しければ、そのまま送信します。', right: '正しいので送信する', change: '直す',
  advice: { ADVICE_CALL_NOW: 'すぐに助けが必要かもしれません。息が苦しい、意識がもうろうとするなどのときは、ためらわず 119 番に電話してください。保健所からもすぐに連絡します。', ADVICE_WAIT_FOR_CALL: '保健所から電話します。悪くなったときは、待たずに保健所へ電話してください。', ADVICE_REPORT_NEXT: '報告ありがとうございました。悪くなったときは、次の報告を待たずに知らせてください。', ADVICE_REPORT_WHEN_WORSE: '報告ありがとうございました。これからの報告はお願いしていません。悪くなったときは知らせてください。' } as Record<string, string>,
  call119: '119 番に電話する', callBy: (time: string) => `${time} までに電話します`, again: '続けて報告する',
  signNames: { VERY_POOR_COMPLEXION: '顔色が明らかに悪い（周りの人が見て）', PURPLE_LIPS: '唇が紫色になっている', UNLIKE_USUAL: 'いつもと違う、様子がおかしい（周りの人が見て）', FASTER_BREATHING: '息が荒くなった（呼吸が速い）', SUDDENLY_SHORT_OF_BREATH: '急に息苦しくなった', SHORT_OF_BREATH_ON_MOVEMENT: '少し動いただけで息が苦しい', CHEST_PAIN: '胸の痛みがある', CANNOT_LIE_FLAT: '横になれない、座らないと息ができない', BREATHING_WITH_SHOULDERS: '肩で息をしている', SUDDEN_WHEEZE: '2 時間以内に急にゼーゼーしはじめた', DAZED: 'ぼんやりしている、反応が弱い（周りの人が見て）', DROWSY: 'もうろうとしている、返事がない（周りの人が見て）', IRREGULAR_PULSE: '脈がとぶ、脈が乱れる' } as Record<string, string>,
  symptomNames: { COUGH: 'せき', SPUTUM: 'たん', SORE_THROAT: 'のどの痛み', RUNNY_NOSE: '鼻水', CONGESTION: '鼻づまり', FATIGUE: 'だるさ', HEADACHE: '頭痛', MUSCLE_OR_JOINT_PAIN: '筋肉や関節の痛み', CHILLS: '寒気', SHAKING_CHILLS: '体がふるえる寒気', NAUSEA_OR_VOMITING: '吐き気・おう吐', DIARRHOEA: '下痢', LOSS_OF_SMELL: 'においがわからない', LOSS_OF_TASTE: '味がわからない', LOSS_OF_APPETITE: '食欲がない', DIFFICULTY_BREATHING: '呼吸がしにくい', SHORTNESS_OF_BREATH: '息切れ' } as Record<string, string>,
  problems: {
    MISSING_FIELD: '少なくとも一つ答えてください。', OUT_OF_RANGE: '値を確かめてください。', TEXT_TOO_LONG: '長すぎます。短くしてください。', TEXT_NOT_PLAIN: '使えない文字が入っています。', BAD_VALUE: '値を確かめてください。', DIARY_ENDED: '健康観察は終わっています。', MEMBER_UNKNOWN: '報告できる方がいません。保健所にお問い合わせください。', DEVICE_UNKNOWN: 'この端末は使えません。保健所に新しいリンクをお求めください。',
    TOO_MANY_REPORTS: '続けて多くの報告がありました。少し時間をおいてください。悪くなったときは保健所へ電話してください。', OFFLINE: '通信できません。答えは残っています。接続を確かめて、もう一度押してください。急ぐときは電話してください。', BUSY: '混み合っています。少し待って、もう一度お試しください。', SESSION_REQUIRED: 'この端末は登録されていません。', SESSION_ENDED: 'この端末の登録は終わりました。保健所に新しいリンクをお求めください。',
  } as Record<string, string>,
};

const en: typeof ja = {
  whom: 'Whom do you report for?', self: 'Myself', member: (number: string) => `Somebody of my household (${number})`, ended: 'Nothing more to report', due: (time: string) => `Next report: until ${time}`,
  today: 'How are you?', begin: 'Begin the report', next: 'Next', skip: 'No answer', none: 'None of these', back: 'Back', send: 'Send', sendNow: 'Send now', sendAgain: 'Send again', step: (at: number, of: number) => `Question ${at} of ${of}`,
  signs: 'Is any of this so now?', signsHint: 'If there is one, the health centre calls at once.', symptoms: 'Which other symptoms are there now?',
  temperature: 'Temperature (°C)', spo2: 'Oxygen saturation SpO2 (%)', spo2Hint: 'Without an oximeter press “No answer”.', pulse: 'Pulse (per minute)', respiratoryRate: 'Breaths (per minute)', lastTime: (value: string) => `Last time: ${value}`,
  reducer: 'Was a fever reducer taken since the last report?', yes: 'Yes', no: 'No', scales: 'Food, water and urine', food: 'Food', water: 'Water', urine: 'Urine', grades: ['As usual', 'A little less', 'About half', 'Hardly any', 'None at all'],
  note: 'Anything else?', noteHint: 'You need not write anything. No name and no address, please. At most 1,000 characters',
  unusual: 'This value is far from what is usual. Please look again. If it is right, send it as it is.', right: 'It is right, send it', change: 'Change it',
  advice: { ADVICE_CALL_NOW: 'You may need help now. If it is hard to breathe or somebody is hardly conscious, call 119 at once. The health centre calls you at once, too.', ADVICE_WAIT_FOR_CALL: 'The health centre will call. If it gets worse, do not wait: call the health centre.', ADVICE_REPORT_NEXT: 'Thank you. If it gets worse, do not wait for the next report.', ADVICE_REPORT_WHEN_WORSE: 'Thank you. No more reports are asked for. If it gets worse, report again.' } as Record<string, string>,
  call119: 'Call 119', callBy: (time: string) => `Somebody calls before ${time}`, again: 'Report again',
  signNames: { VERY_POOR_COMPLEXION: 'Very poor complexion (as others see it)', PURPLE_LIPS: 'Purple lips', UNLIKE_USUAL: 'Not as usual, strange (as others see it)', FASTER_BREATHING: 'Breathing faster', SUDDENLY_SHORT_OF_BREATH: 'Suddenly short of breath', SHORT_OF_BREATH_ON_MOVEMENT: 'Short of breath on slight movement', CHEST_PAIN: 'Chest pain', CANNOT_LIE_FLAT: 'Can not lie flat, has to sit up to breathe', BREATHING_WITH_SHOULDERS: 'Breathing with the shoulders', SUDDEN_WHEEZE: 'A wheeze that began within two hours', DAZED: 'Dazed, answers weakly (as others see it)', DROWSY: 'Drowsy, does not answer (as others see it)', IRREGULAR_PULSE: 'The pulse skips or is irregular' } as Record<string, string>,
  symptomNames: { COUGH: 'Cough', SPUTUM: 'Sputum', SORE_THROAT: 'Sore throat', RUNNY_NOSE: 'Runny nose', CONGESTION: 'Congestion', FATIGUE: 'Fatigue', HEADACHE: 'Headache', MUSCLE_OR_JOINT_PAIN: 'Pain in muscles or joints', CHILLS: 'Chills', SHAKING_CHILLS: 'Shaking chills', NAUSEA_OR_VOMITING: 'Nausea or vomiting', DIARRHOEA: 'Diarrhoea', LOSS_OF_SMELL: 'Loss of smell', LOSS_OF_TASTE: 'Loss of taste', LOSS_OF_APPETITE: 'No appetite', DIFFICULTY_BREATHING: 'Difficulty breathing', SHORTNESS_OF_BREATH: 'Shortness of breath' } as Record<string, string>,
  problems: {
    MISSING_FIELD: 'Please answer at least one question.', OUT_OF_RANGE: 'Please check the value.', TEXT_TOO_LONG: 'Too long. Please shorten it.', TEXT_NOT_PLAIN: 'There are characters that can not be used.', BAD_VALUE: 'Please check the value.', DIARY_ENDED: 'The health observation is over.', MEMBER_UNKNOWN: 'There is nobody to report for. Please ask your health centre.', DEVICE_UNKNOWN: 'This device can not be used. Please ask your health centre for a new link.',
    TOO_MANY_REPORTS: 'There were many reports. Please wait a little. If it gets worse, call your health centre.', OFFLINE: 'No connection. Your answers are kept. Check the connection and press again; if it is urgent, telephone.', BUSY: 'It is busy right now. Please wait a moment and try again.', SESSION_REQUIRED: 'This device is not bound.', SESSION_ENDED: 'This device is not bound any more. Please ask your health centre for a new link.',
  } as Record<string, string>,
};

export const language = document.documentElement.lang === 'en' ? 'en' : 'ja';
export const t = language === 'en' ? en : ja;
export const say = (problem: Problem) => t.problems[problem.reason] ?? `${problem.message} (${problem.reason})`;
// In the device's own zone: she reads it where she is.
export const showTime = (iso: string) => new Intl.DateTimeFormat(language, { weekday: 'short', hour: '2-digit', minute: '2-digit', month: 'short', day: 'numeric' }).format(new Date(iso));
