// SPDX-License-Identifier: Apache-2.0
// Texts of the administrator's and the auditor's screens.
import type { Problem } from '../api';
import { messageOf } from '../texts';

const ja = {
  accounts: '職員のアカウント', invite: '職員を招待する', userName: 'ユーザー名', userNameHint: '3～64 文字の英小文字・数字・. _ -。あとから変えられません',
  displayName: '氏名', organisation: '所属', organisationByName: '一覧にない組織', organisationName: '組織の名前', email: 'メールアドレス', emailHint: '設定用のリンクを送ります。アドレスは保存しません',
  mailLanguage: 'メールの言語', roles: '役割', areasOf: '担当する地域', areasHint: '都道府県を選ぶと、その市区町村もすべて含みます',
  wholeInstallation: '全域', filterAreas: '地域をしぼり込む', state: '状態', send: '招待を送る', change: '変更を保存する', changeTitle: '変更', ownAccount: 'ご自身のアカウントは、ほかの管理者だけが変更できます。',
  reinvite: 'もう一度招待する', reinviteText: 'パスワードと認証アプリの設定をやり直してもらいます。いまのパスワード・回復コード・ログインはすぐに使えなくなります。',
  disable: '利用を止める', disableText: 'ログイン中でもすぐに使えなくなります。もう一度招待すると再開できます。', reason: '理由', reasonHint: '任意。監査記録に残ります。個人情報は書かないでください',
  invitedUntil: (until: string) => `招待は ${until} まで有効です`, noLink: '招待の期限は切れています', totp: '認証アプリ', totpOn: '設定済み', totpOff: '未設定', created: '作成',
  saved: '保存しました', sent: '招待を送りました', disabled: '利用を止めました',
  states: { ACCOUNT_STATE_INVITED: '招待中', ACCOUNT_STATE_ACTIVE: '利用中', ACCOUNT_STATE_DISABLED: '停止中' } as Record<string, string>,
  roleNames: { ROLE_HEALTH_OFFICER: '保健所職員', ROLE_ADMINISTRATOR: '管理者', ROLE_AUDITOR: '監査担当', ROLE_HOSPITAL_STAFF: '医療機関・宿泊療養施設の職員', ROLE_TRANSPORT_STAFF: '搬送事業者' } as Record<string, string>,
  areas: '地域', code: '団体コード', name: '名前', prefecture: '都道府県', areaCount: (count: number) => `${count} 件`,
  importAreas: '表から取り込む', importAreasText: '総務省の「全国地方公共団体コード」の表 (CSV) をそのまま取り込めます。表にない地域はそのまま残ります。',
  importAreasColumns: '列: 団体コード、都道府県名（漢字）、市区町村名（漢字）。UTF-8 か Shift_JIS、5,000 行まで。',
  importedAreas: (added: number, changed: number, same: number) => `追加 ${added} 件、名前の変更 ${changed} 件、そのまま ${same} 件`,
  importVenues: '施設の一括登録', importVenuesText: '表 (CSV) の 1 行ごとに施設を登録します。1 行でも誤りがあれば何も登録しません。施設の方は、表にあるアドレスでログインして QR コードを印刷します。',
  importVenuesColumns: '列: 施設名、住所、団体コード、種別、メールアドレス。あれば 席数、面積、滞在時間、営業時間、言語。UTF-8 か Shift_JIS、10,000 行まで。',
  importedVenues: (count: number) => `${count} 件の施設を登録しました`, file: '表のファイル (CSV)', importButton: '取り込む',
  importFailed: '何も取り込みませんでした。次の行を直してください。', line: '行', column: '列', inFile: '表の内容', problemIn: '直すところ', more: (count: number) => `ほかに ${count} 件あります`,
  policies: 'ルール', policiesText: 'しきい値・期間・保存日数などです。変更はほかの管理者が承認してから、決めた日時に始まります。',
  service: 'サービス', inForce: '適用中', next: '適用予定', waiting: '承認待ち', past: '以前', expired: '承認されず開始を過ぎた', version: '版', validFrom: '開始', always: '初めから',
  proposedBy: '提案', approvedBy: '承認', shipped: '標準', item: '項目', value: '値', before: '現在', after: '変更後', absent: 'なし', noChange: '変わる項目はありません',
  propose: '変更を提案する', proposeButton: '提案する', startTime: 'いつから', startHint: '日本時間。承認も、これより 1 分以上前に必要です', whole: '全体を JSON で書く', wholeHint: '書くと、上の項目の代わりに使います',
  approve: '承認する', approveText: '承認すると、開始の日時から適用されます。取り消せません。元に戻すには、あらためて提案します。', ownProposal: 'ご自身の提案は、ほかの管理者が承認します。',
  history: '履歴', listOf: 'JSON の一覧', onlyWhole: '提案と承認は、全域を担当する管理者だけができます。',
  audit: '監査記録', auditText: '検索したことも記録に残ります。', actor: '操作した人', actorHint: 'アカウント ID かサービス名', action: '操作', actionHint: '例: identity.ApprovePolicy', objectType: '対象の種類', objectTypeHint: '例: policy', objectId: '対象の ID',
  from: 'この日時から', until: 'この日時まで', find: '探す', found: '見つかった記録', time: '日時', object: '対象', area: '地域', details: '内容', forgotten: '(保存期間を過ぎました)', nothingFound: '条件に合う記録はありません', moreEntries: '続きを読む',
  tokyoTime: '日本時間',
  services: { vault: '鍵の保管', mail: 'メール', identity: '職員・ログイン', venue: '施設', registry: '症例', capacity: '病床', visit: '滞在', observation: '健康観察', admission: '入院調整', exposure: '接触のお知らせ' } as Record<string, string>,
  policyNames: {
    'audit.retention': '監査記録の内容の保存期間', 'vault.permits': 'メールを送れる組み合わせ', 'vault.records': '自分の記録の照会回数', 'vault.retention': '鍵の保存期間',
    'mail.bounces': '戻ってきたメールの扱い', 'mail.network_quota': 'ネットワークごとのメール数の上限',
    'mail.domain_pace': '宛先ドメインごとの送信速度', 'mail.pace': '送信速度', 'mail.quotas': 'メール数の上限', 'mail.retention': '送信記録の保存期間', 'mail.retries': '再送の間隔', 'mail.statistics': '送信の統計',
    'identity.diaries': '健康観察のリンクと端末の期限', 'identity.links': 'メールで送るリンクの期限', 'identity.log_in_slowing': 'ログイン失敗後の待ち時間', 'identity.password_hashing': 'パスワードの保護の強さ', 'identity.sessions': 'ログインの有効時間', 'identity.staff': '職員の認証と招待',
    'venue.retention': '削除した施設の保存期間', 'venue.typical_stay': 'ふつうの滞在時間', 'registry.consents': '本人の記録のコードの期限', 'registry.infectious': '感染可能期間', 'registry.places': '立ち寄り先の記録', 'registry.retention': '症例の保存期間', 'registry.statuses': '療養の状況の順序', 'capacity.classes': '病床の種類と機能', 'capacity.duty': '病床の報告の期限', 'capacity.plausibility': '病床の報告の確認', 'capacity.saner': '病床の報告の読み替え (FHIR)',
    'capacity.holds': '病床の確保の時間', 'capacity.anomalies': '不自然な確保の見分け', 'capacity.hold_retention': '確保と入院の記録の保存期間',
    'admission.offers': '受入の回答期限', 'admission.pools': '保健所ごとの病床の枠', 'admission.priority': '入院調整の優先度', 'admission.recommendation': '受入先の推薦の基準', 'admission.retention': '入院調整の記録の保存期間',
    'visit.bursts': '集中したチェックインの見分け', 'visit.crowds': '混雑状況の丸め方', 'visit.kiosk': '画面に表示するコード', 'visit.opening_hours': '営業時間の前後のゆとり', 'visit.proofs': 'アドレスの確認の期限', 'visit.records': '自分の記録のページ', 'visit.retention': '滞在の保存期間', 'visit.stays': '滞在の記録',
    'observation.certificates': '療養期間の証明書', 'observation.devices': '患者の端末の期限', 'observation.diary': '本人からの報告の回数', 'observation.monitoring': '報告の時刻と、報告がないときの段階', 'observation.release': '療養終了の基準',
    'observation.retention': '健康観察の記録の保存期間', 'observation.triage': '症状の判定の基準', 'observation.worklist': '連絡する方の一覧',
    'exposure.alerts': 'お知らせの条件', 'exposure.contacts': '地域ごとの相談先', 'exposure.retention': '接触の記録の保存期間', 'exposure.thresholds': '自動提案の基準',
  } as Record<string, string>,
  problems: {
    MALFORMED_USER_NAME: '3～64 文字の英小文字・数字・. _ - で、英字か数字から始めてください。', USER_NAME_TAKEN: 'このユーザー名はすでに使われています。ほかの名前にしてください。',
    MALFORMED_EMAIL_ADDRESS: 'メールアドレスの形になっていません。', AREA_UNKNOWN: 'あなたの担当地域にない地域です。', AREA_NOT_SERVED: 'この地域は登録されていません。先に「地域」で取り込んでください。',
    ORGANISATION_UNKNOWN: 'この組織は見つかりません。', ORGANISATION_NOT_ACTIVE: 'この組織は今は使えません。ほかの組織を選んでください。', LAST_ADMINISTRATOR: '全域を担当する最後の管理者です。先にもう一人を管理者にしてください。', OWN_ACCOUNT: 'ご自身のアカウントは、ほかの管理者だけが変更できます。', NOT_AN_ADMINISTRATOR: '管理者の権限がなくなりました。',
    TEXT_TOO_LONG: '長すぎます。短くしてください。', TEXT_NOT_PLAIN: '使えない文字が入っています。', REQUEST_ID_REUSED: 'すでに受け付けています。一覧を確かめてください。', ACCOUNT_UNKNOWN: 'このアカウントは見つかりません。',
    WHOLE_INSTALLATION_ONLY: '全域を担当する管理者だけができます。', POLICY_MALFORMED: '値がないか、型か範囲が合いません。', MALFORMED_POLICY: 'JSON のオブジェクトになっていません。', POLICY_TOO_LONG: '64 KiB までにしてください。',
    POLICY_STARTS_TOO_SOON: '開始は 1 分以上先にしてください。承認がまだなら、あらためて提案してください。', POLICY_ALREADY_APPROVED: 'すでに承認されています。', SAME_PERSON: 'ご自身の提案は承認できません。ほかの管理者に頼んでください。',
    MALFORMED_WORD: '100 文字までの英数字と . _ : - で書いてください。', EMPTY_WINDOW: '終わりは始まりより後にしてください。', MALFORMED_TIME: '日時の形が正しくありません。', MISSING_FIELD: '入力してください。',
    TEXT_NOT_DECODABLE: 'UTF-8 か Shift_JIS の CSV で保存してください。', NO_ROWS: '見出しの行と、少なくとも 1 行が必要です。', TOO_MANY_ROWS: '行が多すぎます。分けて取り込んでください。', BODY_TOO_LARGE: 'ファイルが大きすぎます。分けて取り込んでください。',
    SERVICE_UNKNOWN: 'このサービスはありません。', POLICY_UNKNOWN: 'このルールはありません。',
  } as Record<string, string>,
  lines: [
    [/^this column is not asked for/, 'この列は受け付けません。表から除いてください'], [/^this column stands in the table before$/, '同じ列が前にあります'], [/^this date has not come yet$/, 'まだ来ていない日付です'],
    [/^a date is written as/, '日付は 2026-11-21 のように書いてください'], [/^the sample can't have been taken after/, '検体採取日が届出日より後です'], [/^birth_year is (?:a year|not a number)/, '生年は 1900 年から今年までの数字です'],
    [/^the kind is confirmed/, '区分は 確定・疑い・濃厚接触者 のどれかです'], [/^sex is not/, '性別は 女・男・その他 のどれかです'], [/^(?:risk_factors|this) is not one of (?:those|the risk factors)/, '知らないリスク因子があります'], [/^there is one kind of pneumonia/, '肺炎は 1 つだけです'],
    [/^route is not/, '感染経路は 判明・不明 のどちらかです'], [/^a patient reports once or twice|^reports_per_day/, '報告回数は 1 か 2 です'], [/^a plan has a first and a last day$/, '観察の開始日と終了日を書いてください'],
    [/^the plan ends before/, '観察終了日が開始日より前です'], [/^the plan ends more than/, '観察は開始日から 90 日以内です'], [/^one person reports for/, '1 人が報告できるのは 20 人までです'], [/time_zone is/, 'タイムゾーンは Asia/Tokyo のように書いてください'],
    [/^this is not one of your areas$/, 'あなたの担当地域にない団体コードです'],
    [/^there is no column (.+)$/, '列「$1」がありません'], [/is required$/, '空です'], [/is not a number$/, '数字ではありません'],
    [/^this code stands in the table before$/, '同じ団体コードが前の行にあります'], [/municipality's is needed$/, '市区町村の団体コードを書いてください'], [/prefecture/, '団体コードと都道府県名・市区町村名が合いません'],
    [/^name and address stand in the table before$/, '同じ施設名と住所が前の行にあります'], [/kind/, '種別が正しくありません'], [/mail address$/, 'メールアドレスの形になっていません'],
    [/^this (?:area is not one of yours|service is not offered)/, 'この地域の施設は登録できません'], [/six|check digit|code/, '団体コード (6 桁) が正しくありません'], [/is between/, '数の範囲が正しくありません'],
    [/is not like 11:00/, '営業時間は 11:00-22:00 のように書いてください'], [/begins before another/, '営業時間が重なっています'], [/more than \d+ characters/, '長すぎます'], [/not plain text/, '使えない文字が入っています'],
    [/quotation mark/, '引用符 (") が閉じていません'], [/language/, '言語が正しくありません'],
  ] as [RegExp, string][],
};

const en: typeof ja = {
  accounts: 'Staff accounts', invite: 'Invite somebody', userName: 'User name', userNameHint: '3–64 of a–z, 0–9 and . _ -. It never changes',
  displayName: 'Name', organisation: 'Organisation', organisationByName: 'one that is not in the list', organisationName: 'Name of the organisation', email: 'E-mail address', emailHint: 'The link is sent there; the address is not kept',
  mailLanguage: 'Language of the mail', roles: 'Roles', areasOf: 'Areas', areasHint: "A prefecture includes all of its municipalities",
  wholeInstallation: 'everywhere', filterAreas: 'Filter areas', state: 'State', send: 'Send the invitation', change: 'Save the changes', changeTitle: 'Change', ownAccount: 'Your own account is changed by another administrator.',
  reinvite: 'Invite again', reinviteText: 'To set up password and authenticator anew. The present password, recovery codes and sessions end at once.',
  disable: 'Disable', disableText: 'Ends every session at once. Inviting again undoes it.', reason: 'Reason', reasonHint: 'Optional; kept in the audit. No personal data',
  invitedUntil: (until: string) => `The invitation works until ${until}`, noLink: 'The invitation is no longer valid', totp: 'Authenticator', totpOn: 'set up', totpOff: 'not set up', created: 'Made',
  saved: 'Saved', sent: 'The invitation was sent', disabled: 'The account was disabled',
  states: { ACCOUNT_STATE_INVITED: 'invited', ACCOUNT_STATE_ACTIVE: 'active', ACCOUNT_STATE_DISABLED: 'disabled' },
  roleNames: { ROLE_HEALTH_OFFICER: 'Health officer', ROLE_ADMINISTRATOR: 'Administrator', ROLE_AUDITOR: 'Auditor', ROLE_HOSPITAL_STAFF: 'Hospital or facility staff', ROLE_TRANSPORT_STAFF: 'Transport firm' },
  areas: 'Areas', code: 'Code', name: 'Name', prefecture: 'Prefecture', areaCount: (count: number) => `${count} areas`,
  importAreas: 'Import a table', importAreasText: "The Ministry's table of municipality codes (CSV) as it is published. Areas that are not in it stay.",
  importAreasColumns: 'Columns: code, prefecture, name (or 団体コード, 都道府県名（漢字）, 市区町村名（漢字）). UTF-8 or Shift_JIS, up to 5,000 rows.',
  importedAreas: (added: number, changed: number, same: number) => `${added} added, ${changed} renamed, ${same} unchanged`,
  importVenues: 'Import venues', importVenuesText: 'Makes a venue of each row of a table (CSV): all of them, or none if one row is wrong. Their operators log in with the address in the table and print their codes.',
  importVenuesColumns: 'Columns: display_name, address, area_code, kind, email_address; if known seat_count, floor_area_m2, typical_stay_minutes, opening_hours, language. UTF-8 or Shift_JIS, up to 10,000 rows.',
  importedVenues: (count: number) => `${count} ${count === 1 ? 'venue was' : 'venues were'} made`, file: 'File (CSV)', importButton: 'Import',
  importFailed: 'Nothing was imported. Please correct these lines.', line: 'Line', column: 'Column', inFile: 'In the file', problemIn: 'What is wrong', more: (count: number) => `and ${count} more`,
  policies: 'Rules', policiesText: 'Thresholds, windows, days of retention. A change counts from its own moment on, once another administrator has approved it.',
  service: 'Service', inForce: 'in force', next: 'to come', waiting: 'waits for approval', past: 'earlier', expired: 'started unapproved', version: 'Version', validFrom: 'From', always: 'the beginning',
  proposedBy: 'Proposed by', approvedBy: 'Approved by', shipped: 'shipped', item: 'Item', value: 'Value', before: 'Now', after: 'Then', absent: 'none', noChange: 'Nothing changes',
  propose: 'Propose a change', proposeButton: 'Propose', startTime: 'From', startHint: 'Time in Japan. It has to be approved a minute before at the latest', whole: 'Write all of it as JSON', wholeHint: 'Used instead of the fields above',
  approve: 'Approve', approveText: 'It then counts from that moment on. This is not taken back; a later proposal may change it again.', ownProposal: 'Your own proposal is approved by another administrator.',
  history: 'History', listOf: 'a list as JSON', onlyWhole: 'Only administrators of the whole installation propose and approve.',
  audit: 'Audit', auditText: 'Each search is an entry itself.', actor: 'Who', actorHint: 'Account id, or a service', action: 'Did what', actionHint: 'Such as identity.ApprovePolicy', objectType: 'Kind of object', objectTypeHint: 'Such as policy', objectId: 'Object id',
  from: 'From', until: 'Until', find: 'Search', found: 'Entries', time: 'Time', object: 'Object', area: 'Area', details: 'Details', forgotten: '(forgotten by now)', nothingFound: 'No entry fits', moreEntries: 'Earlier entries',
  tokyoTime: 'time in Japan',
  services: { vault: 'Vault', mail: 'Mail', identity: 'Staff and sessions', venue: 'Venues', registry: 'Cases', capacity: 'Beds', visit: 'Stays', observation: 'Health observation', admission: 'Admission', exposure: 'Exposures' },
  policyNames: {
    'audit.retention': 'How long the audit keeps details', 'vault.permits': 'Who may have mails sent', 'vault.records': 'Questions about own records', 'vault.retention': 'How long keys are kept',
    'mail.bounces': 'Mails that come back', 'mail.network_quota': 'Most mails from one network',
    'mail.domain_pace': 'Pace by domain', 'mail.pace': 'Pace', 'mail.quotas': 'Most mails', 'mail.retention': 'How long deliveries are kept', 'mail.retries': 'Retries', 'mail.statistics': 'Statistics of deliveries',
    'identity.diaries': 'Links to diaries, and devices', 'identity.links': 'How long mailed links work', 'identity.log_in_slowing': 'Waiting after failed log-ins', 'identity.password_hashing': 'Strength of password hashes', 'identity.sessions': 'How long sessions last', 'identity.staff': 'Second factor and invitations',
    'venue.retention': 'How long deleted venues are kept', 'venue.typical_stay': 'Typical stays', 'registry.consents': 'Codes for own records', 'registry.infectious': 'Infectious days', 'registry.places': 'Places of a case', 'registry.retention': 'How long cases are kept', 'registry.statuses': 'Which status may follow which', 'capacity.classes': 'Classes of beds', 'capacity.duty': 'When beds are reported', 'capacity.plausibility': 'What is asked of a report of beds', 'capacity.saner': 'How MeasureReports are read',
    'capacity.holds': 'How long beds are held', 'capacity.anomalies': 'What is odd among holds', 'capacity.hold_retention': 'How long holds and stays are kept',
    'admission.offers': 'Deadlines of offers', 'admission.pools': 'Quotas of areas', 'admission.priority': 'Who comes first', 'admission.recommendation': 'How places are recommended', 'admission.retention': 'How long admissions are kept',
    'visit.bursts': 'Bursts of check-ins', 'visit.crowds': 'Rounding of crowds', 'visit.kiosk': 'Codes on screens', 'visit.opening_hours': 'Around opening hours', 'visit.proofs': 'Confirmed addresses', 'visit.records': 'The own record', 'visit.retention': 'How long stays are kept', 'visit.stays': 'Stays',
    'observation.certificates': 'Certificates', 'observation.devices': 'How long patients’ devices stay', 'observation.diary': 'Reports by patients', 'observation.monitoring': 'When reports are due, and silence', 'observation.release': 'Release',
    'observation.retention': 'How long reports are kept', 'observation.triage': 'How reports are judged', 'observation.worklist': 'The list of people to be contacted',
    'exposure.alerts': 'Alerts', 'exposure.contacts': 'Whom to turn to', 'exposure.retention': 'How long exposures are kept', 'exposure.thresholds': 'Thresholds of proposals',
  },
  problems: {
    MALFORMED_USER_NAME: '3–64 of a–z, 0–9 and . _ -, beginning with a letter or digit.', USER_NAME_TAKEN: 'Somebody has this user name. Choose another one.',
    MALFORMED_EMAIL_ADDRESS: 'This does not look like an e-mail address.', AREA_UNKNOWN: 'This is not one of your areas.', AREA_NOT_SERVED: 'This area is not known. Import it under Areas first.',
    ORGANISATION_UNKNOWN: 'There is no such organisation.', ORGANISATION_NOT_ACTIVE: 'This organisation is not active. Choose another one.', LAST_ADMINISTRATOR: 'The last administrator of the whole installation: make somebody else one first.', OWN_ACCOUNT: 'Your own account is changed by another administrator.', NOT_AN_ADMINISTRATOR: 'You are no administrator any more.',
    TEXT_TOO_LONG: 'Too long.', TEXT_NOT_PLAIN: 'It has characters that can not be used.', REQUEST_ID_REUSED: 'This was taken already. Look at the list.', ACCOUNT_UNKNOWN: 'There is no such account.',
    WHOLE_INSTALLATION_ONLY: 'Only administrators of the whole installation may.', POLICY_MALFORMED: 'Missing, of another type, or out of range.', MALFORMED_POLICY: 'This is not a JSON object.', POLICY_TOO_LONG: 'At most 64 KiB.',
    POLICY_STARTS_TOO_SOON: 'It has to start a minute from now at the earliest. If it was not approved in time, propose it anew.', POLICY_ALREADY_APPROVED: 'It was approved already.', SAME_PERSON: 'You proposed this; another administrator approves it.',
    MALFORMED_WORD: 'At most 100 letters, digits and . _ : -', EMPTY_WINDOW: 'The end must be after the start.', MALFORMED_TIME: 'This is not a time.', MISSING_FIELD: 'Please fill this in.',
    TEXT_NOT_DECODABLE: 'Save the file as CSV in UTF-8 or Shift_JIS.', NO_ROWS: 'It needs a heading and at least one row.', TOO_MANY_ROWS: 'Too many rows. Import it in parts.', BODY_TOO_LARGE: 'The file is too large. Import it in parts.',
    SERVICE_UNKNOWN: 'There is no such service.', POLICY_UNKNOWN: 'There is no such rule.',
  },
  lines: [],
};

export const a = LANGUAGE === 'en' ? en : ja;

// What to do; of a rule also where, since its whole text may be in one field.
export const say = (problem: Problem) => {
  const known = a.problems[problem.reason];
  if (!known) return messageOf(problem.reason, problem.message);
  return problem.reason === 'POLICY_MALFORMED' ? `${known} (${problem.field.replace(/^body\./, '')})` : known;
};

// One problem of a table, as its service wrote it, in the reader's language.
export const sayLine = (sentence: string) => {
  for (const [pattern, text] of a.lines) {
    const match = pattern.exec(sentence);
    if (match) return text.replace('$1', match[1] ?? '');
  }
  return sentence;
};
