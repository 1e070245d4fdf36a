// SPDX-License-Identifier: Apache-2.0
// Texts of the screens about beds.
import type { Message, Problem } from '../api';
import { messageOf } from '../texts';

type Names<T extends string> = Record<T, string>;

const ja = {
  title: '病床', figures: '集計', bedClass: '区分', available: '受入可', occupied: '入院中', staffed: '稼働', occupancy: '使用率', held: '確保中', blocked: '使用不可', known: '報告施設', planned: '計画',
  knownOf: (known: number, all: number) => `${known} / ${all}`, overdueOf: (count: number) => `期限超過 ${count}`, oldest: (time: string) => `いちばん古い報告 ${time}`, unknown: '不明',
  facilities: '施設ごと', facility: '施設', reported: '最後の報告', accepting: '受入', accepts: '受け入れ中', acceptsNobody: '停止中', noFacilities: '施設はまだありません', reportFor: '電話で聞いて入力する',
  freshness: { FRESHNESS_FRESH: '最新', FRESHNESS_OVERDUE: '期限超過', FRESHNESS_UNKNOWN: '不明' } as Names<Message<'capacity.v1.Freshness'>>, never: '報告なし', live: 'リアルタイム', reconnecting: '再接続しています',
  report: '病床の報告', reportText: '前回の数字が入っています。変わったところだけ直して送信してください。分からない数字は空欄のままにします（0 とは扱いません）。', noFacility: 'この組織の施設が登録されていません。保健所にお問い合わせください。',
  columns: { staffed: '稼働病床', occupied: '入院中', blocked: '使用不可', physical: '物理病床', licensed: '許可病床' }, moreColumns: '物理病床・許可病床・機能別も報告する', able: '機能別（稼働病床のうち）',
  toldByDesk: '聞いた窓口', toldByDeskHint: '部署名など。個人名は書かないでください', when: 'いつの状況か', services: '診療の状況', staff: '職員の状況', untold: '報告しない',
  serviceNames: { outpatient: '外来', inpatient: '入院', emergency: '救急', surgery: '手術' },
  serviceStates: { SERVICE_STATE_NORMAL: '通常', SERVICE_STATE_LIMITED: '制限', SERVICE_STATE_STOPPED: '停止' }, staffStates: { STAFF_STATE_NORMAL: '通常', STAFF_STATE_SHORT: '不足', STAFF_STATE_EXHAUSTED: '逼迫' },
  send: '報告する', confirmTitle: '次の点を確かめてください', confirmText: '正しければ印を付けて、もう一度送信してください。', wrong: '直してから送信してください。', kept: (time: string) => `報告しました（${time}）`,
  stop: '受け入れを停止する', resume: '受け入れを再開する', stopped: '受け入れを停止しました', resumed: '受け入れを再開しました', past: 'これまでの報告', nothing: 'まだありません',
  sources: { REPORT_SOURCE_OWN: '施設', REPORT_SOURCE_PROXY: '保健所（電話）', REPORT_SOURCE_TABLE: '表', REPORT_SOURCE_FHIR: 'FHIR' } as Names<Message<'capacity.v1.ReportSource'>>,
  newFacility: '施設を登録する', kind: '種別', kinds: { FACILITY_KIND_HOSPITAL: '病院', FACILITY_KIND_ACCOMMODATION: '宿泊療養施設', FACILITY_KIND_CARE_HOME: '介護施設' } as Names<Message<'capacity.v1.FacilityKind'>>, area: '所在地', latitude: '緯度', longitude: '経度', pointHint: '分からないときは両方とも空欄',
  capabilities: '対応できること', phone: '窓口の電話番号', phoneHint: '個人の番号は書かないでください', email: '窓口のメールアドレス', emailHint: '任意。報告のお願いを送ります。封をして保管します', owner: '報告する組織', nobody: '保健所が代わりに報告する', listButton: '登録する', listed: (name: string) => `${name} を登録しました`,
  importTable: '表から登録する', importText: '表 (CSV) の 1 行ごとに施設を登録します。1 行でも誤りがあれば何も登録しません。', importColumns: '列: 種別、施設名、団体コード。あれば 緯度、経度、タイムゾーン、受入、機能、電話番号、メールアドレス、言語、組織ID、報告時刻。UTF-8 か Shift_JIS、5,000 行まで。', imported: (count: number) => `${count} 件を登録しました`,
  wards: '病床の利用', coming: 'これから来る方（確保中の病床）', nobodyComes: '確保中の病床はありません', lying: '入院中', nobodyLies: '記録されている入院はありません', single: '病床の一覧', noBeds: '一つずつの病床は登録されていません。登録しなくても、受け入れと報告はできます。', bed: '病床', anyBed: '指定なし', number: '症例番号', since: 'いつから', until: 'いつまで', state: '状態',
  free: '空き', taken: '入院中', reserved: '確保中', begin: '入院を記録', begun: '入院を記録しました', endStay: '退院を記録', ended: '退院を記録しました', byOffers: '「受入の打診」で記録', ends: { STAY_END_DISCHARGED: '退院', STAY_END_TRANSFERRED: '転院・転床', STAY_END_DIED: '死亡' } as Names<Message<'capacity.v1.StayEnd'>>, how: '退院の区分',
  retire: '使わない', retired: '一覧から外しました', addBeds: '病床を登録する', bedNames: '病床の名前（1 行に 1 つ）', bedNamesHint: '例: B-301-2。40 文字、200 床まで', addButton: '登録する', added: (count: number) => `${count} 床を登録しました`, deeds: '操作', toWards: '病床の利用',
  odd: '不自然な確保', oddText: '目で確かめるための一覧です。不正を意味するものではありません。', nothingOdd: 'この期間にはありません', findOdd: '調べる', toBoard: '病床へ', what: '内容', whose: '対象', itsAdmission: '入院調整を開く', holdCount: '確保の数', anomalies: { ANOMALY_KIND_MANY_HOLDS: '一人にたくさんの確保', ANOMALY_KIND_REBOOKED: '解放してすぐ別の方に確保', ANOMALY_KIND_NIGHT_BURST: '夜間に集中した確保' } as Names<Message<'capacity.v1.AnomalyKind'>>,
  findings: {
    UNKNOWN_CLASS: 'この区分はありません。', UNKNOWN_CAPABILITY: 'この機能はありません。', OUT_OF_RANGE: '0 から 999 で入力してください。', MISSING_FIELD: '稼働・入院中・使用不可は必ず入力してください。', MORE_THAN_STAFFED: '稼働病床より多くなっています。', MORE_THAN_PHYSICAL: '物理病床より多くなっています。',
    OVER_STAFFED: '入院中と使用不可の合計が稼働病床を超えています。', OVER_PHYSICAL: '稼働病床が物理病床を超えています。', OVER_LICENSED: '許可病床を超えています。', JUMPED: '前回から大きく変わっています。', EMPTIED: '前回は数字がありました。', CLASS_LEFT_OUT: '前回報告した区分がありません。',
  } as Record<string, string>,
  problems: { WINDOW_TOO_LONG: '31 日までにしてください。', EMPTY_WINDOW: '終わりは始まりより後にしてください。', TOO_MANY_HOLDS: 'この期間の確保が多すぎます。期間を短くしてください。', BED_EXISTS: 'この名前の病床はすでにあります。', BED_TAKEN: 'この病床は確保中か、使われています。', BED_RETIRED: 'この病床は使われていません。', DUPLICATE_NAME: '同じ名前が 2 つあります。', WARD_UNKNOWN: 'この区分の病床はまだ報告されていません。先に報告してください。', STAY_ENDED: 'すでに退院が記録されています。', STAY_CHANGED: '内容が変わりました。もう一度ご確認ください。', HAS_HOLDER: '入院調整で来た方の退院は「受入の打診」で記録します。', TOO_MANY_BEDS: '一度に 200 床までです。', TEXT_TOO_LONG: '長すぎます。短くしてください。', FACILITY_EXISTS: 'この名前の施設はすでに登録されています。', MALFORMED_PHONE: '数字とハイフンで入力してください。', MALFORMED_POINT: '緯度と経度を確かめてください。', MALFORMED_EMAIL_ADDRESS: 'メールアドレスの形が正しくありません。', ORGANISATION_UNKNOWN: 'この組織はありません。', FACILITY_UNKNOWN: 'この施設はありません。', NOT_YOUR_AREA: '担当地域の施設だけ報告・変更できます。', FACILITY_CLOSED: 'この施設は閉鎖されています。', FACILITY_CHANGED: '内容が変わりました。もう一度ご確認ください。', TIME_IN_FUTURE: 'まだ来ていない時刻です。', TIME_TOO_OLD: '古すぎる時刻です。', MISSING_FIELD: '入力してください。', REQUEST_ID_REUSED: 'すでに送信されています。画面を開き直してください。' } as Record<string, string>,
};

const en: typeof ja = {
  title: 'Beds', figures: 'Added up', bedClass: 'Class', available: 'Free', occupied: 'Occupied', staffed: 'Staffed', occupancy: 'Occupancy', held: 'Held', blocked: 'Blocked', known: 'Facilities known', planned: 'Planned',
  knownOf: (known, all) => `${known} of ${all}`, overdueOf: (count) => `${count} late`, oldest: (time) => `oldest report ${time}`, unknown: 'not known',
  facilities: 'By facility', facility: 'Facility', reported: 'Last report', accepting: 'Takes patients', accepts: 'takes patients', acceptsNobody: 'takes nobody', noFacilities: 'No facility yet', reportFor: 'Enter a report by telephone',
  freshness: { FRESHNESS_FRESH: 'fresh', FRESHNESS_OVERDUE: 'late', FRESHNESS_UNKNOWN: 'not known' }, never: 'never reported', live: 'live', reconnecting: 'reconnecting',
  report: 'Report of beds', reportText: 'The numbers of the last report stand here: change those that changed. Leave empty what is not known; it never counts as zero.', noFacility: 'No facility of your organisation is listed. Ask the health centre.',
  columns: { staffed: 'Staffed', occupied: 'Occupied', blocked: 'Blocked', physical: 'Physical', licensed: 'Licensed' }, moreColumns: 'Physical and licensed beds, and capabilities', able: 'By capability (of those staffed)',
  toldByDesk: 'Desk that told you', toldByDeskHint: 'A department; no name, please', when: 'When it was so', services: 'Services', staff: 'Staff', untold: 'not told',
  serviceNames: { outpatient: 'Outpatients', inpatient: 'Inpatients', emergency: 'Emergencies', surgery: 'Surgery' },
  serviceStates: { SERVICE_STATE_NORMAL: 'normal', SERVICE_STATE_LIMITED: 'limited', SERVICE_STATE_STOPPED: 'stopped' }, staffStates: { STAFF_STATE_NORMAL: 'normal', STAFF_STATE_SHORT: 'short', STAFF_STATE_EXHAUSTED: 'exhausted' },
  send: 'Report', confirmTitle: 'Please look at these again', confirmText: 'Tick what is right, and send it once more.', wrong: 'Correct these first.', kept: (time) => `Reported (${time})`,
  stop: 'Take nobody for now', resume: 'Take patients again', stopped: 'No patient is taken now', resumed: 'Patients are taken again', past: 'Earlier reports', nothing: 'None yet',
  sources: { REPORT_SOURCE_OWN: 'the facility', REPORT_SOURCE_PROXY: 'health centre (telephone)', REPORT_SOURCE_TABLE: 'a table', REPORT_SOURCE_FHIR: 'FHIR' },
  newFacility: 'List a facility', kind: 'Kind', kinds: { FACILITY_KIND_HOSPITAL: 'Hospital', FACILITY_KIND_ACCOMMODATION: 'Accommodation', FACILITY_KIND_CARE_HOME: 'Care home' }, area: 'Area', latitude: 'Latitude', longitude: 'Longitude', pointHint: 'Both empty where it is not known',
  capabilities: 'What it can do', phone: 'Telephone of its desk', phoneHint: 'Not that of a person', email: 'Address of its desk', emailHint: 'Optional; reminded there to report. Kept sealed', owner: 'Whose staff report', nobody: 'the health centre, in its place', listButton: 'List it', listed: (name) => `${name} is listed`,
  importTable: 'Import a table', importText: 'A facility of each row (CSV): all of them, or none if one row is wrong.', importColumns: 'Columns: kind, display_name, area_code; if known latitude, longitude, time_zone, accepting, capabilities, phone, email_address, language, organisation_id, due. UTF-8 or Shift_JIS, up to 5,000 rows.', imported: (count) => (count === 1 ? '1 facility is listed' : `${count} facilities are listed`),
  wards: 'Beds in use', coming: 'Who comes (beds held)', nobodyComes: 'No bed is held', lying: 'Who is here', nobodyLies: 'No stay is noted', single: 'Single beds', noBeds: 'No single bed is listed. Patients are taken, and reports made, without it as well.', bed: 'Bed', anyBed: 'any', number: 'Case', since: 'Since', until: 'Until', state: 'State',
  free: 'free', taken: 'taken', reserved: 'held', begin: 'Somebody lies here', begun: 'The stay is noted', endStay: 'She left', ended: 'The end of the stay is noted', byOffers: 'noted under Offers', ends: { STAY_END_DISCHARGED: 'discharged', STAY_END_TRANSFERRED: 'to another bed or facility', STAY_END_DIED: 'she died' }, how: 'How it ended',
  retire: 'Out of use', retired: 'The bed is out of use', addBeds: 'List beds', bedNames: 'Names of beds, a line each', bedNamesHint: 'For example B-301-2; 40 characters, 200 beds', addButton: 'List them', added: (count) => (count === 1 ? '1 bed is listed' : `${count} beds are listed`), deeds: 'Do', toWards: 'Beds in use',
  odd: 'Odd holds', oddText: 'To be looked at by a person. It says nothing about guilt.', nothingOdd: 'Nothing in these days', findOdd: 'Look', toBoard: 'To the beds', what: 'What', whose: 'Whose', itsAdmission: 'Open the admission', holdCount: 'Holds', anomalies: { ANOMALY_KIND_MANY_HOLDS: 'many for one person', ANOMALY_KIND_REBOOKED: 'given to another as soon as let go', ANOMALY_KIND_NIGHT_BURST: 'many in one night' },
  findings: {
    UNKNOWN_CLASS: 'There is no such class.', UNKNOWN_CAPABILITY: 'There is no such capability.', OUT_OF_RANGE: '0 to 999.', MISSING_FIELD: 'Staffed, occupied and blocked are needed.', MORE_THAN_STAFFED: 'More than are staffed.', MORE_THAN_PHYSICAL: 'More than are there.',
    OVER_STAFFED: 'Occupied and blocked are more than are staffed.', OVER_PHYSICAL: 'More are staffed than are there.', OVER_LICENSED: 'More than are licensed.', JUMPED: 'Far from the last report.', EMPTIED: 'The last report had a number.', CLASS_LEFT_OUT: 'The last report had this class.',
  },
  problems: { WINDOW_TOO_LONG: 'At most 31 days.', EMPTY_WINDOW: 'The end must be after the start.', TOO_MANY_HOLDS: 'Too many holds in these days: ask for fewer days.', BED_EXISTS: 'A bed of this name is listed.', BED_TAKEN: 'This bed is held, or somebody lies in it.', BED_RETIRED: 'This bed is out of use.', DUPLICATE_NAME: 'One name stands there twice.', WARD_UNKNOWN: 'Beds of this class were never reported. Report them first.', STAY_ENDED: 'The end was noted already.', STAY_CHANGED: 'It changed. Please look again.', HAS_HOLDER: 'Who came by an offer leaves under Offers.', TOO_MANY_BEDS: 'At most 200 at once.', TEXT_TOO_LONG: 'Too long.', FACILITY_EXISTS: 'A facility of this name is listed already.', MALFORMED_PHONE: 'Digits and hyphens, please.', MALFORMED_POINT: 'Please check latitude and longitude.', MALFORMED_EMAIL_ADDRESS: 'This does not look like an e-mail address.', ORGANISATION_UNKNOWN: 'There is no such organisation.', FACILITY_UNKNOWN: 'There is no such facility.', NOT_YOUR_AREA: 'Only for facilities of your own areas.', FACILITY_CLOSED: 'This facility is closed.', FACILITY_CHANGED: 'It changed. Please look again.', TIME_IN_FUTURE: 'This has not come yet.', TIME_TOO_OLD: 'Too long ago.', MISSING_FIELD: 'Please fill this in.', REQUEST_ID_REUSED: 'It was sent already. Open this screen anew.' },
};

export const b = LANGUAGE === 'en' ? en : ja;
export const say = ({ reason, message }: Problem) => b.problems[reason] ?? messageOf(reason, message);
