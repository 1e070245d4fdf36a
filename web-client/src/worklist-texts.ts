// SPDX-License-Identifier: Apache-2.0

const ja = {
  title: '連絡する方', none: '連絡が必要な方はいません', nothing: 'まだありません', live: 'リアルタイム', reconnecting: '再接続しています', you: 'あなた', colleague: 'ほかの職員',
  count: (count: number) => `${count} 人`,
  rungs: { RUNG_CALL: '報告なし：電話', RUNG_WELFARE_CHECK: '報告なし：訪問' } as Record<string, string>,
  until: (time: string) => `${time} まで`, overdue: (time: string) => `期限超過（${time}）`,
  waiting: '担当者なし', yours: (time: string) => `あなたが担当（${time} まで）`, anothers: 'ほかの職員が担当', handedToYou: 'あなたへの引き継ぎ', handedTo: (name: string) => `${name || 'ほかの職員'}への引き継ぎ`, snoozedUntil: (time: string) => `${time} まで保留`,
  lastReport: (time: string, tier: string) => `最後の報告 ${time}（${tier}）`, neverReported: '報告はまだありません', attempts: (count: number) => `不通 ${count} 回`, escalated: '上申済み',
  claim: '担当する', contacted: '連絡がついた', notReached: '出なかった', snooze: (minutes: number) => `${minutes} 分保留`, escalate: '上申する', handOver: '引き継ぐ', handOverTo: '引き継ぎ先', anybody: '決めない（全員）', note: '次の担当者へのひとこと',
  past: 'これまでの対応',
  deeds: { DEED_KIND_CLAIMED: '担当', DEED_KIND_HANDED_OVER: '引き継ぎ', DEED_KIND_CONTACTED: '連絡がついた', DEED_KIND_NOT_REACHED: '出なかった', DEED_KIND_SNOOZED: '保留', DEED_KIND_ESCALATED: '上申', DEED_KIND_NOTED: 'メモ' } as Record<string, string>,
  problems: { ITEM_CHANGED: '内容が変わりました。もう一度ご確認ください。', CLAIMED_BY_ANOTHER: 'ほかの職員が担当しています。', ITEM_RESOLVED: 'すでに解決しています。',
    NOT_CLAIMED: '先に「担当する」を押してください。', SNOOZE_TOO_LONG: 'これほど長くは保留できません。', ITEM_UNKNOWN: '担当地域にこの方はいません。', COLLEAGUE_UNKNOWN: 'この職員には引き継げなくなりました。ほかの方を選んでください。' } as Record<string, string>,
};

const en: typeof ja = {
  title: 'To be contacted', none: 'Nobody has to be contacted', nothing: 'Nothing yet', live: 'live', reconnecting: 'reconnecting', you: 'you', colleague: 'a colleague',
  count: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  rungs: { RUNG_CALL: 'silent: call', RUNG_WELFARE_CHECK: 'silent: go and see' },
  until: (time: string) => `by ${time}`, overdue: (time: string) => `overdue since ${time}`,
  waiting: 'nobody is on it', yours: (time: string) => `yours until ${time}`, anothers: 'somebody else is on it', handedToYou: 'handed over to you', handedTo: (name: string) => `handed over to ${name || 'a colleague'}`, snoozedUntil: (time: string) => `put off until ${time}`,
  lastReport: (time: string, tier: string) => `last report ${time} (${tier})`, neverReported: 'has not reported yet', attempts: (count: number) => (count === 1 ? 'not reached once' : `not reached ${count} times`), escalated: 'escalated',
  claim: 'Take it', contacted: 'Spoken to', notReached: 'Not reached', snooze: (minutes: number) => `Put off ${minutes} min`, escalate: 'Escalate', handOver: 'Hand over', handOverTo: 'Hand over to', anybody: 'whoever comes', note: 'A word for the next one',
  past: 'What was done',
  deeds: { DEED_KIND_CLAIMED: 'taken', DEED_KIND_HANDED_OVER: 'handed over', DEED_KIND_CONTACTED: 'spoken to', DEED_KIND_NOT_REACHED: 'not reached', DEED_KIND_SNOOZED: 'put off', DEED_KIND_ESCALATED: 'escalated', DEED_KIND_NOTED: 'note' },
  problems: { ITEM_CHANGED: 'It changed. Please look again.', CLAIMED_BY_ANOTHER: 'Somebody else is on it.', ITEM_RESOLVED: 'It is resolved already.',
    NOT_CLAIMED: 'Take it first.', SNOOZE_TOO_LONG: "It can't be put off so long.", ITEM_UNKNOWN: 'There is no such person in your areas.', COLLEAGUE_UNKNOWN: "That colleague can't take it any more. Choose somebody else." },
};

export const w = LANGUAGE === 'en' ? en : ja;
