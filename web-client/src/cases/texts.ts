// SPDX-License-Identifier: Apache-2.0
// Texts of the screens about cases.
import type { Problem } from '../api';
import { messageOf } from '../texts';

const ja = {
  register: '症例を登録する', registerText: '氏名は記録しません。番号は、管轄と届出の年ごとに自動で付きます。', registerButton: '登録する', registered: '登録しました',
  importTable: '表から登録する', importText: '表 (CSV) の 1 行ごとに症例を登録します。1 行でも誤りがあれば何も登録しません。氏名など、下にない列のある表は受け付けません。',
  importColumns: '列: 区分 (確定・疑い・濃厚接触者)、団体コード、届出日。あれば 発症日、検体採取日、生年、性別、リスク因子、感染経路、メールアドレス、言語、タイムゾーン、報告回数、観察開始日、観察終了日、世帯 (同じ印の行は 1 世帯で、最初の行の人が報告します)。UTF-8 か Shift_JIS、10,000 行まで。',
  imported: (count: number, first: string, last: string) => `${count} 件を登録しました (${first === last ? first : `${first} ～ ${last}`})`,
  findNumber: '症例番号', findHint: '例: 271004-2026-000123。まとめた重複の番号でも見つかります', find: '探す', more: '続きを読む', nothingFound: '条件に合う症例はありません',
  samplingDate: '検体採取日', patient: '患者', birthYear: '生年 (西暦)', birthYearHint: '分からないときは空欄', sex: '性別', risks: 'リスク因子', noRisks: 'なし', route: '感染経路', timeZone: 'タイムゾーン', notKnown: '不明', notAsked: '未確認',
  sexes: { SEX_UNSPECIFIED: '不明', SEX_FEMALE: '女', SEX_MALE: '男', SEX_OTHER: 'その他' },
  routes: { INFECTION_ROUTE_UNSPECIFIED: '未確認', INFECTION_ROUTE_KNOWN: '判明', INFECTION_ROUTE_UNKNOWN: '不明' },
  riskNames: {
    RISK_FACTOR_DIABETES: '糖尿病', RISK_FACTOR_CHRONIC_RESPIRATORY_DISEASE: '慢性呼吸器疾患', RISK_FACTOR_SEVERE_CARDIOVASCULAR_DISEASE: '重症心血管疾患',
    RISK_FACTOR_CANCER_UNDER_TREATMENT: '治療中のがん', RISK_FACTOR_IMMUNOSUPPRESSANTS: '免疫抑制剤', RISK_FACTOR_IMMUNODEFICIENCY: '免疫不全',
    RISK_FACTOR_UNCONTROLLED_HYPERTENSION: 'コントロール不良の高血圧', RISK_FACTOR_SEVERE_KIDNEY_DISEASE: '重度腎疾患 (GFR 30 未満)', RISK_FACTOR_OBESITY: '肥満 (BMI 30 以上)',
    RISK_FACTOR_AFTER_ORGAN_TRANSPLANT: '臓器移植後', RISK_FACTOR_DIALYSIS: '透析', RISK_FACTOR_LATE_PREGNANCY: '妊娠 37 週以降',
    RISK_FACTOR_PNEUMONIA_LESS_THAN_HALF: '肺炎 (片側・半分未満)', RISK_FACTOR_PNEUMONIA_HALF_OR_MORE: '肺炎 (片側・半分以上)', RISK_FACTOR_PNEUMONIA_BOTH_SIDES: '肺炎 (両側)',
    RISK_FACTOR_OXYGEN_NEEDED: '酸素が必要', RISK_FACTOR_LOOKS_SEVERELY_ILL: '重篤感', RISK_FACTOR_ASYMPTOMATIC: '登録時は無症状',
  },
  contactTitle: '連絡先', contactKnown: '登録済み (封をして保管し、画面には出せません)', contactNone: 'なし', email: 'メールアドレス', emailHint: '任意。封をして保管し、あとから読むことはできません', mailLanguage: '患者の言語',
  replaceContact: '連絡先を入れ替える', replaceHint: '空欄にすると、連絡できなくなります',
  place: '入院調整', downloads: '表を取り出す', downloadsText: '担当する地域の分だけです。取り出したことは監査記録に残ります。', lineList: '症例の一覧 (CSV)', reportTable: '健康観察の報告 (CSV)', observe: '健康観察の記録を開く', plan: '健康観察', noPlan: 'しない', once: '1 日 1 回', twice: '1 日 2 回', perDay: '報告の回数', firstDay: '最初の日', lastDay: '最後の日', lastHint: '最初の日から 90 日以内', changePlan: '健康観察を変える', planButton: '保存する',
  household: '世帯', herself: '本人が報告します', reportedBy: '報告する人', reportsFor: 'この人が報告する家族', reporterNumber: '報告する人の症例番号', reporterHint: '本人が報告するときは空欄。1 人が 20 人まで報告できます', changeReporter: '報告する人を変える', reporterButton: '保存する',
  correct: '区分・日付を訂正する', correctPatient: '患者の情報を訂正する', correctButton: '訂正する', correctStatus: '状況の誤りを訂正する', history: '療養の経過', placesKept: '記録した立ち寄り先', correctionOf: '誤りの種類', correctionText: '前の行は残り、訂正として記録されます。',
  corrections: { CORRECTION_REASON_ENTERED_WRONGLY: '入力の誤り', CORRECTION_REASON_ANOTHER_CASE: '別の症例だった', CORRECTION_REASON_TOLD_WRONGLY: '連絡の誤り', CORRECTION_REASON_DID_NOT_HAPPEN: '予定どおりにならなかった', CORRECTION_REASON_MERGED: '重複から引き継ぎ' },
  merge: '重複をまとめる', mergeText: '同じ人の症例が 2 つあるとき、この症例を残し、もう一方の立ち寄り先・世帯・状況などを引き継ぎます。元に戻すことはできません。', duplicateNumber: '重複している症例の番号', compare: '比べる',
  stays: 'この症例 (残る)', goes: '重複 (まとめられる)', mergeButton: 'この症例にまとめる', merged: 'まとめました', mergedInto: 'この症例は次の症例にまとめられました: ', mergedNumbers: 'まとめた番号', opened: 'この症例を開く',
  withdraw: '症例を取り下げる', withdrawText: '誤った登録など、症例ではなかったときに取り下げます。どこにも数えられなくなります。', withdrawButton: '取り下げる', reason: '理由', reasonHint: '任意。監査記録に残ります。個人情報は書かないでください',
  saved: '保存しました', changes: '登録内容の変更', settle: '重複・取り下げ',
  problems: {
    MISSING_FIELD: '入力してください。', MALFORMED_DATE: '日付を入力してください。', BAD_BIRTH_YEAR: '1900 年から今年までで入力してください。', UNKNOWN_TIME_ZONE: 'Asia/Tokyo のように入力してください。',
    RISK_FACTORS_EXCLUDE_EACH_OTHER: '肺炎は 1 つだけ選んでください。', BAD_COUNT: '1 日 1 回か 2 回です。', PLAN_TOO_LONG: '最初の日から 90 日以内にしてください。', MALFORMED_EMAIL_ADDRESS: 'メールアドレスの形になっていません。',
    AREA_UNKNOWN: 'あなたの担当地域にない地域です。', REPORTER_UNKNOWN: 'この番号の症例は管轄内にありません。', CASE_UNKNOWN: 'この症例は管轄内にありません。', MALFORMED_NUMBER: '271004-2026-000123 のように入力してください。',
    REPORTER_WITHDRAWN: '報告する人の症例は取り下げられています。', REPORTER_HAS_REPORTER: 'この人の分は、ほかの家族が報告しています。その家族の番号を入力してください。', REPORTS_FOR_OTHERS: 'この患者は家族の分を報告しています。先に家族の報告する人を変えてください。',
    TOO_MANY_MEMBERS: '1 人が報告できるのは 20 人までです。', SAME_CASE: 'この症例の番号です。別の番号を入力してください。', CONTACT_WOULD_BE_LOST: '連絡先は重複のほうにだけあります。重複の症例を開き、そちらにまとめてください。',
    INFECTION_WOULD_BE_LOST: 'この症例は接触者です。先に区分を訂正するか、もう一方にまとめてください。', HOUSEHOLD_CHAIN: '家族の分を報告しながら、ほかの人に報告されることになります。先に報告する人を整理してください。',
    STATUS_GIVEN: '接触者に状況はありません。先に状況を「未決定」に訂正してください。', NOT_INFECTED: '接触者に状況はありません。', REQUEST_ID_REUSED: 'すでに受け付けています。一覧を確かめてください。', TEXT_TOO_LONG: '長すぎます。短くしてください。', TEXT_NOT_PLAIN: '使えない文字が入っています。',
    TEXT_NOT_DECODABLE: 'UTF-8 か Shift_JIS の CSV で保存してください。', NO_ROWS: '見出しの行と、少なくとも 1 行が必要です。', TOO_MANY_ROWS: '行が多すぎます。分けて取り込んでください。', BODY_TOO_LARGE: 'ファイルが大きすぎます。分けて取り込んでください。',
  } as Record<string, string>,
};

const en: typeof ja = {
  register: 'Register a case', registerText: 'No names. Numbers are given by area and year of the report.', registerButton: 'Register', registered: 'The case was registered',
  importTable: 'Register a table', importText: 'Registers a case of each row of a table (CSV): all of them, or none if one row is wrong. A table with other columns than these, such as names, is refused.',
  importColumns: 'Columns: kind (confirmed, probable, contact), area_code, report_date; if known onset_date, sampling_date, birth_year, sex, risk_factors, route, email_address, language, time_zone, reports_per_day, start_date, end_date, household (rows with the same mark are one household, for which the first one reports). UTF-8 or Shift_JIS, up to 10,000 rows.',
  imported: (count: number, first: string, last: string) => `${count} ${count === 1 ? 'case was' : 'cases were'} registered (${first === last ? first : `${first} to ${last}`})`,
  findNumber: 'Case number', findHint: 'Such as 271004-2026-000123; a merged double’s number finds it as well', find: 'Search', more: 'More', nothingFound: 'No case fits',
  samplingDate: 'Sample taken', patient: 'Patient', birthYear: 'Year of birth', birthYearHint: 'Empty when unknown', sex: 'Sex', risks: 'Risk factors', noRisks: 'none', route: 'Route of infection', timeZone: 'Time zone', notKnown: 'unknown', notAsked: 'not asked',
  sexes: { SEX_UNSPECIFIED: 'unknown', SEX_FEMALE: 'female', SEX_MALE: 'male', SEX_OTHER: 'other' },
  routes: { INFECTION_ROUTE_UNSPECIFIED: 'not asked', INFECTION_ROUTE_KNOWN: 'known', INFECTION_ROUTE_UNKNOWN: 'unknown' },
  riskNames: {
    RISK_FACTOR_DIABETES: 'Diabetes', RISK_FACTOR_CHRONIC_RESPIRATORY_DISEASE: 'Chronic respiratory disease', RISK_FACTOR_SEVERE_CARDIOVASCULAR_DISEASE: 'Severe cardiovascular disease',
    RISK_FACTOR_CANCER_UNDER_TREATMENT: 'Cancer under treatment', RISK_FACTOR_IMMUNOSUPPRESSANTS: 'Immunosuppressants', RISK_FACTOR_IMMUNODEFICIENCY: 'Immunodeficiency',
    RISK_FACTOR_UNCONTROLLED_HYPERTENSION: 'Uncontrolled hypertension', RISK_FACTOR_SEVERE_KIDNEY_DISEASE: 'Severe kidney disease (GFR < 30)', RISK_FACTOR_OBESITY: 'Obesity (BMI ≥ 30)',
    RISK_FACTOR_AFTER_ORGAN_TRANSPLANT: 'After an organ transplant', RISK_FACTOR_DIALYSIS: 'Dialysis', RISK_FACTOR_LATE_PREGNANCY: 'Pregnancy, 37 weeks and more',
    RISK_FACTOR_PNEUMONIA_LESS_THAN_HALF: 'Pneumonia (one side, less than half)', RISK_FACTOR_PNEUMONIA_HALF_OR_MORE: 'Pneumonia (one side, half or more)', RISK_FACTOR_PNEUMONIA_BOTH_SIDES: 'Pneumonia (both sides)',
    RISK_FACTOR_OXYGEN_NEEDED: 'Oxygen needed', RISK_FACTOR_LOOKS_SEVERELY_ILL: 'Looks severely ill', RISK_FACTOR_ASYMPTOMATIC: 'No symptoms when registered',
  },
  contactTitle: 'Contact', contactKnown: 'registered (sealed; nobody can read it here)', contactNone: 'none', email: 'E-mail address', emailHint: 'Optional; it is sealed and can not be read again', mailLanguage: "Patient's language",
  replaceContact: 'Replace the contact', replaceHint: 'Left empty, the patient can not be reached any more',
  place: 'Look for a place', downloads: 'Download tables', downloadsText: 'Of your areas only. The audit keeps who took them.', lineList: 'Line list (CSV)', reportTable: 'Reports (CSV)', observe: 'Open the health diary', plan: 'Monitoring', noPlan: 'none', once: 'once a day', twice: 'twice a day', perDay: 'Reports', firstDay: 'First day', lastDay: 'Last day', lastHint: 'Within 90 days of the first', changePlan: 'Change the monitoring', planButton: 'Save',
  household: 'Household', herself: 'The patient reports herself', reportedBy: 'Reported by', reportsFor: 'Reports for', reporterNumber: 'Case number of who reports', reporterHint: 'Empty: the patient herself. One person reports for up to 20', changeReporter: 'Change who reports', reporterButton: 'Save',
  correct: 'Correct kind and dates', correctPatient: 'Correct the patient’s facts', correctButton: 'Correct', correctStatus: 'Correct the status', history: 'Earlier statuses', placesKept: 'Places that are recorded', correctionOf: 'What was wrong', correctionText: 'The earlier row stays; this one is a correction.',
  corrections: { CORRECTION_REASON_ENTERED_WRONGLY: 'entered wrongly', CORRECTION_REASON_ANOTHER_CASE: 'meant another case', CORRECTION_REASON_TOLD_WRONGLY: 'told wrongly', CORRECTION_REASON_DID_NOT_HAPPEN: 'did not happen', CORRECTION_REASON_MERGED: 'from a double' },
  merge: 'Merge a double', mergeText: 'When one person has two cases, this one stays and takes over places, household, status and what it does not know. This can not be undone.', duplicateNumber: 'Number of the double', compare: 'Compare',
  stays: 'This case (stays)', goes: 'The double (goes)', mergeButton: 'Merge into this case', merged: 'The cases were merged', mergedInto: 'This case was merged into: ', mergedNumbers: 'Merged numbers', opened: 'Open this case',
  withdraw: 'Take the case back', withdrawText: 'For what was no case, such as a wrong entry. It counts nowhere any more.', withdrawButton: 'Take back', reason: 'Reason', reasonHint: 'Optional; kept in the audit. No personal data',
  saved: 'Saved', changes: 'Change what is registered', settle: 'Doubles, and what was no case',
  problems: {
    MISSING_FIELD: 'Please fill this in.', MALFORMED_DATE: 'Enter a date.', BAD_BIRTH_YEAR: 'A year from 1900 to this one.', UNKNOWN_TIME_ZONE: 'A name such as Asia/Tokyo.',
    RISK_FACTORS_EXCLUDE_EACH_OTHER: 'Choose one kind of pneumonia at most.', BAD_COUNT: 'Once or twice a day.', PLAN_TOO_LONG: 'Within 90 days of the first day.', MALFORMED_EMAIL_ADDRESS: 'This does not look like an e-mail address.',
    AREA_UNKNOWN: 'This is not one of your areas.', REPORTER_UNKNOWN: 'None of your areas has a case of this number.', CASE_UNKNOWN: 'None of your areas has this case.', MALFORMED_NUMBER: 'A number is written as 271004-2026-000123.',
    REPORTER_WITHDRAWN: 'The case of who reports was taken back.', REPORTER_HAS_REPORTER: 'Somebody else reports for this person: enter that number.', REPORTS_FOR_OTHERS: 'This patient reports for others herself: change theirs first.',
    TOO_MANY_MEMBERS: 'One person reports for 20 others at most.', SAME_CASE: 'This is the number of this case.', CONTACT_WOULD_BE_LOST: 'Only the double has the contact: open it, and merge the other way.',
    INFECTION_WOULD_BE_LOST: 'This case is a contact: correct its kind first, or merge the other way.', HOUSEHOLD_CHAIN: 'She would report for others and be reported for: settle that first.',
    STATUS_GIVEN: 'A contact has no status: correct the status to “nothing decided” first.', NOT_INFECTED: 'A contact has no status.', REQUEST_ID_REUSED: 'This was taken already. Look at the list.', TEXT_TOO_LONG: 'Too long.', TEXT_NOT_PLAIN: 'It has characters that can not be used.',
    TEXT_NOT_DECODABLE: 'Save the file as CSV in UTF-8 or Shift_JIS.', NO_ROWS: 'It needs a heading and at least one row.', TOO_MANY_ROWS: 'Too many rows. Import it in parts.', BODY_TOO_LARGE: 'The file is too large. Import it in parts.',
  },
};

export const c = LANGUAGE === 'en' ? en : ja;
export const say = (problem: Problem) => c.problems[problem.reason] ?? messageOf(problem.reason, problem.message);
