// SPDX-License-Identifier: Apache-2.0
// Texts of the screens about patients who are watched.
import type { Message, Problem } from '../api';
import { messageOf } from '../texts';

type Names<T extends string> = Record<T, string>;
type Blocker = Message<'observation.v1.ReleaseProposal'>['blockers'][number];

const ja = {
  title: '健康観察', toWorklist: '連絡する方へ', toCase: '症例へ', fhir: 'FHIR で取り出す', due: '次の報告', notDue: '求めていません', missed: '途切れた報告', timeZone: 'タイムゾーン',
  tiers: { TIER_RED: '緊急', TIER_ORANGE: '至急', TIER_YELLOW: '本日中', TIER_GREEN: '変わりなし' } as Names<Message<'observation.v1.Tier'>>,
  reports: '報告', toldSoFar: 'これまでの報告', noReports: '報告はまだありません', more: '続きを読む', time: '日時', judged: '判定', temperature: '体温', pulse: '脈拍', breaths: '呼吸', source: '報告者', why: '判定の理由と回答', notJudged: '判定はありません',
  sources: { SOURCE_PATIENT: '本人', SOURCE_HOUSEHOLD: '家族', SOURCE_STAFF: '職員（電話）' } as Names<Message<'observation.v1.Source'>>, correction: '訂正', doubtful: '時刻は受信時', received: (time: string) => `受信 ${time}`,
  signs: '緊急性の高い症状', symptoms: '症状', none: 'なし', yes: 'はい', no: 'いいえ', nothingGrave: '連絡が必要な点はありません',
  callBy: '連絡の期限', news2: 'NEWS2（部分）', atLeast: (score: number) => `${score} 点以上`, notTold: (items: string) => `不明: ${items}`, notForHer: '対象外（16 歳未満、妊娠後期）', admissionPoints: '入院判断のスコア',
  risk: '重症化リスク', highRisk: '高い', usualRisk: '通常', carried: '前の報告から補った項目', rules: '判定の基準', version: (number: number) => `第 ${number} 版`, notSignedOff: '医師の確認前', rejudged: '判定し直した日時',
  items: { RESPIRATORY_RATE: '呼吸数', SPO2: 'SpO2', OXYGEN: '酸素吸入', SYSTOLIC: '血圧', PULSE: '脈拍', CONSCIOUSNESS: '意識', TEMPERATURE: '体温', SIGNS: '緊急性の高い症状', SYMPTOMS: '症状', FOOD: '食事', WATER: '水分', URINE: '尿' } as Record<string, string>,
  groups: { BREATHING_SMELL_TASTE: 'せき・息苦しさ・におい・味', GENERAL: '全身の症状' } as Record<string, string>,
  causes: {
    spo2Low: (value: number, limit: number) => `SpO2 ${value} %（${limit} % 以下）`, spo2Drop: (value: number, limit: number) => `SpO2 がふだんより ${value} ポイント低い（${limit} 以上）`,
    fever: (value: number, limit: number) => `発熱 ${value.toFixed(1)} ℃（解熱剤の分を含む。${limit.toFixed(1)} ℃ 以上）`, lastingFever: (value: number, limit: number) => `発熱が ${value} 日続く（${limit} 日以上）`,
    symptomatic: (group: string) => `症状あり: ${group}`, news2: (value: number, limit: number) => `NEWS2 が ${value} 点以上（基準 ${limit} 点）`, news2Three: (item: string) => `NEWS2 の 1 項目が 3 点: ${item}`,
    admission: (value: number, limit: number) => `入院判断のスコア ${value} 点（基準 ${limit} 点）`, admissionSpo2: (value: number, limit: number) => `SpO2 ${value} %（${limit} % 以下は入院を検討）`,
    scale: (item: string, grade: string) => `${item}: ${grade}`, missing: (item: string, hours: number) => `${item} が ${hours} 時間報告されていない`,
  },
  limits: {
    spo2Low: (limit: number) => `SpO2 ${limit} % 以下`, spo2Drop: (limit: number) => `SpO2 がふだんより ${limit} ポイント以上低い`, fever: (limit: number) => `発熱 ${limit.toFixed(1)} ℃ 以上`, lastingFever: (limit: number) => `発熱が ${limit} 日以上続く`,
    symptomatic: (group: string, needed: number) => `症状が ${needed} つ以上: ${group}`, news2: (limit: number) => `NEWS2 が ${limit} 点以上`, admission: (limit: number) => `入院判断のスコアが ${limit} 点以上`,
    scale: (item: string, grade: string) => `${item}: 「${grade}」から`, missing: (item: string, hours: number) => `${item} が ${hours} 時間報告されない`,
  },
  enter: '電話で聞いた報告を入力する', enterText: '聞いたことだけを入力します。聞いていないことは「ない」とは扱いません。職員の入力と記録されます。', when: 'いつの様子か',
  entered: (tier: string, by: string) => `入力しました。判定: ${tier}${by && `（${by} までに連絡）`}`, correct: 'この報告を訂正する', correctText: '元の報告も残ります。訂正しても、連絡する方の一覧からは外れません。', correctButton: '訂正を保存する', corrected: (tier: string) => `訂正しました。判定: ${tier}`,
  links: '報告のためのリンクと端末', linksText: 'リンクと生年で、患者さんの端末を 1 台登録します。新しいリンクを作ると、前のリンクは使えなくなります。', inviteMail: 'メールで招待する', invitePaper: '紙で招待する', invited: '招待を作りました',
  anotherReports: '家族の方がこの方の分も報告します', deliveries: { DELIVERY_MAIL: 'メール', DELIVERY_PAPER: '紙' } as Names<Message<'observation.v1.Delivery'>>, mailPending: '送信待ち',
  invitationStates: { INVITATION_STATE_OPEN: '未使用', INVITATION_STATE_USED: '使用済み', INVITATION_STATE_EXPIRED: '期限切れ', INVITATION_STATE_REVOKED: '無効' } as Names<Message<'observation.v1.InvitationState'>>,
  showPaper: 'QR コードを表示する', paperSymbol: '健康観察を始めるための QR コード', paperText: (until: string) => `スマートフォンのカメラで読み取り、生まれた年を入力してください（${until} まで）。`, paperFailed: 'QR コードを表示できませんでした。', print: '印刷する', voidLink: '無効にする', voided: 'リンクを無効にしました',
  devices: '端末', noDevices: '登録された端末はありません', trusted: '確認済み', newDevice: '未確認', revoked: '取消', confirmDevice: '本人の端末と確認する', deviceConfirmed: '端末を確認しました', revokeDevice: '使えなくする', deviceRevoked: '端末を使えなくしました',
  release: '解除の判断', ready: '基準を満たしています', notReady: '基準を満たしていません', rejected: 'この根拠では見送りました', asked: '必要な期間', daysAsked: (days: number, hours: number) => `${days} 日、軽快から ${hours} 時間`,
  dayZero: '0 日目', dayZeroSources: { DAY_ZERO_SOURCE_ONSET: '発症日', DAY_ZERO_SOURCE_SAMPLING: '検体採取日', DAY_ZERO_SOURCE_FIRST_SYMPTOMS: '症状のある最初の報告' } as Record<string, string>,
  setting: '療養の場所', settings: { RELEASE_SETTING_HOME: '自宅', RELEASE_SETTING_ACCOMMODATION: '宿泊療養', RELEASE_SETTING_INPATIENT: '入院', RELEASE_SETTING_CARE_HOME: '高齢者施設等' } as Record<string, string>,
  improved: '軽快した日時', lastReport: '最後の報告', lastFever: '最後の発熱', lastSymptoms: '最後の症状', negativeTest: '陰性の検査', earliest: 'このまま続けば解除できる日時',
  blockers: { RELEASE_BLOCKER_NO_RULE: '有効な基準がありません', RELEASE_BLOCKER_CONTACT: '濃厚接触者は対象外です', RELEASE_BLOCKER_NO_DAY_ZERO: '発症日も検体採取日も分かりません', RELEASE_BLOCKER_DAYS_NOT_PASSED: '必要な日数がたっていません', RELEASE_BLOCKER_NOT_IMPROVED: '軽快が報告されていません', RELEASE_BLOCKER_IMPROVED_TOO_SHORT: '軽快してからの時間が足りません', RELEASE_BLOCKER_SILENT: '最近の報告がありません', RELEASE_BLOCKER_NEEDS_CONTACT: '連絡が必要な報告があります' } as Names<Blocker>,
  withTest: '陰性の検査をふまえる', withTestHint: '検体を採取した日。登録にない検査のときに入力します', lookAgain: 'もう一度判断する', confirmRelease: '解除を確定する', released: '解除を確定しました。症例に反映されます', refuse: '見送る', refuseReason: '理由', refuseHint: '個人情報は書かないでください', refuseButton: '見送りを記録する', refused: '見送りました',
  releases: '解除', proposals: '基準を満たした方', noProposals: '基準を満たした方はいません', confirmedReleases: '確定した解除', noReleases: 'まだありません',
  releaseStates: { RELEASE_STATE_CONFIRMED: '反映中', RELEASE_STATE_RELEASED: '解除', RELEASE_STATE_REFUSED: '反映できません' } as Names<Release['state']>,
  certificate: '療養期間の証明書 (PDF)', revokeCertificate: '証明書を取り消す', revokeButton: '取り消す', certificateRevoked: '証明書は取消',
  since: (time: string) => `${time} から`, signedOffBy: (name: string) => `医師の確認: ${name}`, inForce: 'いま有効な基準', ruleLine: 'あてはまること', forWhom: '対象', ruleSource: '出典', scale2: '（NEWS2 の尺度 2）',
  whom: { WHOM_ANYBODY: '全員', WHOM_CONTACTS: '濃厚接触者', WHOM_PATIENTS: '患者', WHOM_HIGH_RISK: 'リスクの高い方' } as Names<Message<'observation.v1.Whom'>>,
  whatIf: 'ほかの基準で判定してみる', whatIfText: '過去の報告を別の基準で判定し、違いだけを示します。判定は変わらず、監査記録にだけ残ります。', from: 'いつから', until: 'いつまで',
  otherVersion: '基準の版', otherVersionHint: '提案中の版も指定できます', otherBody: '基準の本文 (JSON)', otherBodyHint: '版の代わりに使います', tryOut: '判定してみる',
  number: '症例番号', before: 'いまの基準', after: 'ほかの基準', judgedOtherwise: '判定が変わる報告',
  replaying: ({ reports }: Totals) => `判定しています: ${Number(reports).toLocaleString()} 件`, replayed: ({ patients, reports, differences, raised, lowered }: Totals) => `${Number(patients).toLocaleString()} 人の報告 ${Number(reports).toLocaleString()} 件のうち、${Number(differences).toLocaleString()} 件が変わります（重く ${raised}、軽く ${lowered}）`,
  problems: {
    RULES_UNKNOWN: 'この版はありません。', ONE_OF_TWO: '版か本文のどちらか一方を入力してください。', POLICY_MALFORMED: '基準の本文に誤りがあります。', WINDOW_TOO_LONG: '期間は 400 日までです。', EMPTY_WINDOW: '終わりは始まりより後にしてください。', BUSY: 'ほかの方が判定しています。少し待ってください。',
    PATIENT_UNKNOWN: 'この方の健康観察はありません。症例の「健康観察」で期間を決めてください。', CONFIRM_VALUE: 'ふだんと大きく違う値です。確かめて、正しければもう一度送信してください。', OUT_OF_RANGE: '値を確かめてください。', REPORT_UNKNOWN: 'この報告はすでに訂正されています。', DIARY_ENDED: '健康観察は終わっています。',
    REPORTED_BY_ANOTHER: '家族の方が報告します。その方を招待してください。', PLAN_ENDED: '健康観察の期間は終わっています。', CONTACT_MISSING: 'メールアドレスが登録されていません。紙で招待してください。', NOT_READY: '基準を満たしていません。', EVIDENCE_CHANGED: '根拠が変わりました。もう一度ご確認ください。', RELEASED_ALREADY: 'すでに解除されています。', INVITATION_ENDED: 'このリンクはもう使えません。', MISSING_FIELD: '少なくとも一つ入力してください。', BIRTH_YEAR_UNKNOWN: '生年が登録されていません。症例で登録してください。',
  } as Record<string, string>,
};
type Release = Message<'observation.v1.Release'>;
type Totals = Message<'observation.v1.ReplayTotals'>;

const en: typeof ja = {
  title: 'Health observation', toWorklist: 'To be contacted', toCase: 'The case', fhir: 'As FHIR', due: 'Next report', notDue: 'none is asked for', missed: 'Reports missed', timeZone: 'Time zone',
  tiers: { TIER_RED: 'now', TIER_ORANGE: 'within hours', TIER_YELLOW: 'today', TIER_GREEN: 'as before' },
  reports: 'Reports', toldSoFar: 'What she told', noReports: 'No report yet', more: 'Read on', time: 'Time', judged: 'Judged', temperature: 'Temp.', pulse: 'Pulse', breaths: 'Breaths', source: 'Told by', why: 'Why, and what was answered', notJudged: 'Not judged',
  sources: { SOURCE_PATIENT: 'the patient', SOURCE_HOUSEHOLD: 'the household', SOURCE_STAFF: 'staff (telephone)' }, correction: 'correction', doubtful: 'time of arrival', received: (time: string) => `Arrived ${time}`,
  signs: 'Emergency signs', symptoms: 'Symptoms', none: 'none', yes: 'yes', no: 'no', nothingGrave: 'Nothing that asks for a call',
  callBy: 'To be called by', news2: 'NEWS2 (partial)', atLeast: (score: number) => `${score} or more`, notTold: (items: string) => `not known: ${items}`, notForHer: 'not meant for her (under 16, late in pregnancy)', admissionPoints: 'Score for admission',
  risk: 'Risk', highRisk: 'high', usualRisk: 'usual', carried: 'Taken from earlier reports', rules: 'Rules', version: (number: number) => `version ${number}`, notSignedOff: 'no clinician has signed them off', rejudged: 'Judged anew',
  items: { RESPIRATORY_RATE: 'breaths', SPO2: 'SpO2', OXYGEN: 'oxygen', SYSTOLIC: 'blood pressure', PULSE: 'pulse', CONSCIOUSNESS: 'consciousness', TEMPERATURE: 'temperature', SIGNS: 'emergency signs', SYMPTOMS: 'symptoms', FOOD: 'food', WATER: 'water', URINE: 'urine' },
  groups: { BREATHING_SMELL_TASTE: 'cough, breath, smell, taste', GENERAL: 'general symptoms' },
  causes: {
    spo2Low: (value, limit) => `SpO2 ${value} % (${limit} % or less)`, spo2Drop: (value, limit) => `SpO2 ${value} points below her own usual (${limit} or more)`,
    fever: (value, limit) => `Fever ${value.toFixed(1)} °C (with the allowance for a reducer; from ${limit.toFixed(1)} °C)`, lastingFever: (value, limit) => `Fever for ${value} days (${limit} or more)`,
    symptomatic: (group) => `Symptomatic: ${group}`, news2: (value, limit) => `NEWS2 of ${value} or more (from ${limit})`, news2Three: (item) => `Three points of NEWS2 for one item: ${item}`,
    admission: (value, limit) => `Score for admission ${value} (from ${limit})`, admissionSpo2: (value, limit) => `SpO2 ${value} % (${limit} % or less: admission to be considered)`,
    scale: (item, grade) => `${item}: ${grade}`, missing: (item, hours) => `Nothing told of ${item} for ${hours} hours`,
  },
  limits: {
    spo2Low: (limit) => `SpO2 ${limit} % or less`, spo2Drop: (limit) => `SpO2 ${limit} points or more below her own usual`, fever: (limit) => `Fever from ${limit.toFixed(1)} °C`, lastingFever: (limit) => `Fever for ${limit} days or more`,
    symptomatic: (group, needed) => `${needed} or more symptoms: ${group}`, news2: (limit) => `NEWS2 from ${limit}`, admission: (limit) => `Score for admission from ${limit}`,
    scale: (item, grade) => `${item}: from “${grade}”`, missing: (item, hours) => `Nothing told of ${item} for ${hours} hours`,
  },
  enter: 'Enter a report given on the telephone', enterText: 'Enter only what was said: what was not asked never counts as “no”. It is marked as entered by staff.', when: 'When it was so',
  entered: (tier, by) => `Entered. Judged: ${tier}${by && ` (to be called by ${by})`}`, correct: 'Correct this report', correctText: 'The report itself stays. A correction takes nobody off the list.', correctButton: 'Save the correction', corrected: (tier) => `Corrected. Judged: ${tier}`,
  links: 'Links and devices', linksText: 'A link and the birth year bind one device. A new link makes the one before void.', inviteMail: 'Invite by mail', invitePaper: 'Invite on paper', invited: 'The invitation was made',
  anotherReports: 'Somebody of her household reports for her', deliveries: { DELIVERY_MAIL: 'mail', DELIVERY_PAPER: 'paper' }, mailPending: 'waits to be sent',
  invitationStates: { INVITATION_STATE_OPEN: 'not used yet', INVITATION_STATE_USED: 'used', INVITATION_STATE_EXPIRED: 'too old', INVITATION_STATE_REVOKED: 'void' },
  showPaper: 'Show the QR code', paperSymbol: 'QR code that begins the health diary', paperText: (until) => `Scan it with a phone's camera and enter the birth year (until ${until}).`, paperFailed: 'The code could not be shown.', print: 'Print', voidLink: 'Make it void', voided: 'The link is void',
  devices: 'Devices', noDevices: 'No device yet', trusted: 'confirmed', newDevice: 'not confirmed', revoked: 'taken off', confirmDevice: 'It is hers', deviceConfirmed: 'The device is confirmed', revokeDevice: 'Take it off', deviceRevoked: 'The device was taken off',
  release: 'Release', ready: 'meets the rules', notReady: 'does not meet the rules yet', rejected: 'Refused on this evidence', asked: 'Asked for', daysAsked: (days, hours) => `${days} days, and ${hours} hours since she got better`,
  dayZero: 'Day 0', dayZeroSources: { DAY_ZERO_SOURCE_ONSET: 'onset', DAY_ZERO_SOURCE_SAMPLING: 'sampling', DAY_ZERO_SOURCE_FIRST_SYMPTOMS: 'first report of symptoms' },
  setting: 'Where', settings: { RELEASE_SETTING_HOME: 'at home', RELEASE_SETTING_ACCOMMODATION: 'in an accommodation', RELEASE_SETTING_INPATIENT: 'in a hospital', RELEASE_SETTING_CARE_HOME: 'in a care home' },
  improved: 'Better since', lastReport: 'Last report', lastFever: 'Last fever', lastSymptoms: 'Last symptoms', negativeTest: 'Negative test', earliest: 'If she goes on like this',
  blockers: { RELEASE_BLOCKER_NO_RULE: 'No rule is in force', RELEASE_BLOCKER_CONTACT: 'These rules are not for contacts', RELEASE_BLOCKER_NO_DAY_ZERO: 'Neither onset nor sampling is known', RELEASE_BLOCKER_DAYS_NOT_PASSED: 'The days have not passed', RELEASE_BLOCKER_NOT_IMPROVED: 'No report shows her better', RELEASE_BLOCKER_IMPROVED_TOO_SHORT: 'She is better, but not long enough', RELEASE_BLOCKER_SILENT: 'Nothing was told lately', RELEASE_BLOCKER_NEEDS_CONTACT: 'Her latest report asks for a call' },
  withTest: 'With a negative test', withTestHint: 'The day of its sampling, when the case does not say', lookAgain: 'Judge again', confirmRelease: 'Confirm the release', released: 'Released; the case follows', refuse: 'Not yet', refuseReason: 'Why', refuseHint: 'No personal data, please', refuseButton: 'Keep the refusal', refused: 'Refused',
  releases: 'Releases', proposals: 'Who meets the rules', noProposals: 'Nobody meets the rules now', confirmedReleases: 'Confirmed', noReleases: 'None yet',
  releaseStates: { RELEASE_STATE_CONFIRMED: 'under way', RELEASE_STATE_RELEASED: 'released', RELEASE_STATE_REFUSED: 'refused by the registry' },
  certificate: 'Certificate of the observation (PDF)', revokeCertificate: 'Take the certificate back', revokeButton: 'Take it back', certificateRevoked: 'certificate taken back',
  since: (time) => `since ${time}`, signedOffBy: (name) => `signed off by ${name}`, inForce: 'The rules in force', ruleLine: 'What holds', forWhom: 'For', ruleSource: 'Source', scale2: '(scale 2 of NEWS2)',
  whom: { WHOM_ANYBODY: 'everybody', WHOM_CONTACTS: 'contacts', WHOM_PATIENTS: 'patients', WHOM_HIGH_RISK: 'who is at high risk' },
  whatIf: 'What if other rules had judged', whatIfText: 'Judges past reports by other rules and shows where they differ. No judgement changes; the audit keeps that it was asked.', from: 'From', until: 'Until',
  otherVersion: 'Version', otherVersionHint: 'One that is only proposed will do', otherBody: 'Rules (JSON)', otherBodyHint: 'Instead of a version', tryOut: 'Try them',
  number: 'Number', before: 'Rules in force', after: 'Other rules', judgedOtherwise: 'Reports that are judged otherwise',
  replaying: ({ reports }) => `Judging: ${Number(reports).toLocaleString()} reports`, replayed: ({ patients, reports, differences, raised, lowered }) => `${Number(differences).toLocaleString()} of ${Number(reports).toLocaleString()} reports by ${Number(patients).toLocaleString()} people would differ (${raised} graver, ${lowered} slighter)`,
  problems: {
    RULES_UNKNOWN: 'There is no such version.', ONE_OF_TWO: 'Enter a version or a body.', POLICY_MALFORMED: 'These are no rules.', WINDOW_TOO_LONG: 'At most 400 days.', EMPTY_WINDOW: 'The end must be after the start.', BUSY: 'Others are at it. Please wait a little.',
    PATIENT_UNKNOWN: 'She is not watched. Set a plan on the page of the case.', CONFIRM_VALUE: 'This is far from what is usual. Look again; if it is right, send it once more.', OUT_OF_RANGE: 'Please check the value.', REPORT_UNKNOWN: 'This report was corrected already.', DIARY_ENDED: 'The observation is over.',
    REPORTED_BY_ANOTHER: 'Somebody of her household reports for her: invite that one.', PLAN_ENDED: 'Her observation is over.', CONTACT_MISSING: 'No address is known. Invite her on paper.', NOT_READY: 'She does not meet the rules.', EVIDENCE_CHANGED: 'The evidence changed. Please look again.', RELEASED_ALREADY: 'She was released already.', INVITATION_ENDED: 'This link has ended.', MISSING_FIELD: 'Enter at least one thing.', BIRTH_YEAR_UNKNOWN: 'The birth year is not known. Enter it on the page of the case.',
  },
};

export const p = LANGUAGE === 'en' ? en : ja;
// Of rules that are wrong, where.
export const say = ({ reason, message }: Problem) => `${p.problems[reason] ?? messageOf(reason, message)}${reason === 'POLICY_MALFORMED' ? ` (${message})` : ''}`;
