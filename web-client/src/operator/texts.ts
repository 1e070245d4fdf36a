// SPDX-License-Identifier: Apache-2.0
// Texts of the operators' pages that run a script; the others' stand in messages/public.*.json.
import type { Problem } from '../api';

const ja = {
  venueItself: '店舗全体', kinds: { SPACE_KIND_FLOOR: '階', SPACE_KIND_ROOM: '部屋', SPACE_KIND_TABLE: '卓', SPACE_KIND_SEAT: '席' } as Record<string, string>,
  tree: '階・部屋・卓・席', count: (count: number) => `${count} か所`, none: 'まだありません。',
  add: 'この中に追加する', names: '名前', namesHint: '1 行に 1 つずつ。まとめて追加できます', kind: '種類', addButton: '追加する', added: (count: number) => `${count} か所を追加しました`,
  change: '名前・場所を変える', name: '名前', within: 'どの中に', save: '保存する', saved: '保存しました',
  code: 'QR コード', symbol: (name: string) => `${name}の QR コード`, print: '印刷する', sheet: '印刷するもの', sheets: [['SHEET_TENT', '卓上 POP（A4 を折る）'], ['SHEET_STICKERS', 'シール（A4 に 12 面）'], ['SHEET_POSTER', 'ポスター（A4）']] as [string, string][],
  first: '言語', second: '二つ目の言語', below: 'この中のコードもすべて', copies: '枚数', openPdf: 'PDF を開く', kiosk: '画面に表示する、毎分変わるコード',
  replace: 'コードを新しくする', replaceText: 'いまの印刷物は 1 分以内に使えなくなります。この中にあるもののコードはそのままです。', replaced: 'コードを新しくしました。印刷し直してください',
  remove: '削除する', removeText: (below: number) => (below > 0 ? `この中の ${below} か所も一緒に削除し、コードは使えなくなります。元に戻せません。` : 'コードは使えなくなります。元に戻せません。'), removed: (name: string) => `「${name}」を削除しました`,
  table: '表から取り込む (CSV)', tableText: '見出しに「階」「部屋」「卓」「席」のうち使うものを並べ、1 行に 1 か所を書きます。すでにある場所はそのままで、ない場所だけを追加します。', file: '表のファイル (CSV)', check: '確かめる',
  tableNew: (fresh: number, there: number) => `${fresh} か所を追加します (すでにある場所 ${there} か所)`, tableNothing: 'すべてすでにあります。', tableWrong: '次の行を直してください。何も追加していません。', line: '行', problemIn: '直すところ', inFile: '表の内容', importButton: '取り込む', more: (count: number) => `ほかに ${count} 件あります`,
  lineProblems: { NO_COLUMN: '見出しに「階」「部屋」「卓」「席」のどれかが必要です', EMPTY: '名前がありません', TOO_LONG: '名前は 60 文字までです', QUOTE: '引用符 (") が閉じていません', TOO_MANY: '一度に追加できるのは 2,000 か所までです', NOT_TEXT: 'UTF-8 か Shift_JIS の CSV で保存してください' } as Record<string, string>,
  headings: { SPACE_KIND_FLOOR: ['階', 'floor'], SPACE_KIND_ROOM: ['部屋', 'room'], SPACE_KIND_TABLE: ['卓', 'テーブル', 'table'], SPACE_KIND_SEAT: ['席', 'seat'] },
  people: '人', fewer: (count: number) => `${count} 人未満`, capacity: (count: number) => `定員 ${count} 人`, noCapacity: '定員は登録されていません。', setCapacity: '定員を登録する', full: '満員', asOf: (time: string) => `${time} の人数`,
  live: '自動で更新しています', reconnecting: '再接続しています', stale: (time: string) => `${time} から更新できていません。通信をご確認ください`, rounded: '人数は丸めてあり、少ない人数は表示しません。数分前のものです。',
  history: 'これまでの来店', byHour: '時間ごと', hourOfDay: '時刻', byDay: '日ごと (28 日)', day: '日', step: '表示', came: '来店した人', nobody: 'この期間の来店はありません。',
  events: 'イベント', newEvent: 'イベントを登録する', eventName: '名前', start: '開場', end: '終わり', venueTime: '施設の時刻で', checkOutAtEnd: '終わりの時刻に自動でチェックアウトする', participants: '予定の人数', participantsHint: '0: 未定',
  enter: '登録する', entered: '登録しました', changeEvent: '変更', cancelEvent: '中止する', cancelText: 'これからのチェックインには付きません。', cancelled: '中止', over: '終了', running: '開催中', coming: '予定', moreEvents: '前のイベント', actions: '操作',
  edit: '店舗の情報', displayName: '店名', address: '所在地', venueKind: '種類', venueKinds: { VENUE_KIND_FOOD: '飲食店・バー', VENUE_KIND_CLUSTER_PRONE: 'ライブハウス・スポーツクラブ', VENUE_KIND_INDOOR_LEISURE: 'ジム・カラオケ・屋内遊戯施設', VENUE_KIND_HALL: '劇場・映画館・ホール', VENUE_KIND_OTHER: 'その他' } as Record<string, string>,
  capacityLabel: '定員', capacityHint: '同時に入れる人数。0: 登録しない', seatCount: '席数', floorArea: '面積 (平方メートル)', notTold: '0: 登録しない', typicalStay: 'ふつうの滞在時間 (分)', typicalStayHint: '15～1,425。0: 種類ごとの標準', automatic: '自動でチェックアウトするまで (分)', automaticHint: '15～1,425。0: しない',
  hours: '営業時間', hoursHint: '11:00-14:00, 17:00-26:00 のように。休みの日は空欄', weekdays: { monday: '月曜日', tuesday: '火曜日', wednesday: '水曜日', thursday: '木曜日', friday: '金曜日', saturday: '土曜日', sunday: '日曜日' } as Record<string, string>,
  links: 'チェックイン後に見せるリンク', linkKinds: { VENUE_LINK_KIND_MENU: 'メニュー', VENUE_LINK_KIND_COUPON: 'クーポン', VENUE_LINK_KIND_ORDER: '注文', VENUE_LINK_KIND_PAY: '支払い' } as Record<string, string>, linkLabel: '表示する文字', linkUrl: 'アドレス (https://…)', noLink: 'リンクなし', link: (number: number) => `リンク ${number}`,
  listed: '店舗の一覧に載せてよい',
  chooseVenue: 'どの店舗を開きますか',
  problems: {
    LINK_UNKNOWN: 'このリンクは使えません。もう一度ログインしてください。', LINK_EXPIRED: 'このリンクは期限が切れました。もう一度ログインしてください。', LINK_USED: 'このリンクはもう使われています。もう一度ログインしてください。', VENUE_UNKNOWN: 'この店舗は削除されています。',
    MISSING_FIELD: '入力してください。', TEXT_TOO_LONG: '長すぎます。短くしてください。', TEXT_NOT_PLAIN: '使えない文字が入っています。', TOO_MANY_SPACES: '一度に 2,000 か所、全部で 10,000 か所までです。', SPACE_TOO_DEEP: '8 段より深くはできません。', SPACE_CYCLE: '自分の中には移せません。',
    PARENT_UNKNOWN: '入れる先がなくなりました。読み直してください。', SPACE_UNKNOWN: 'この場所は削除されています。', SPACE_CHANGED: 'ほかの画面で変わっていました。いまの内容を確かめて、もう一度お試しください。', VENUE_CHANGED: 'ほかの画面で変わっていました。ページを読み直してください。', EVENT_CHANGED: 'ほかの画面で変わっていました。いまの内容を確かめて、もう一度お試しください。',
    EVENT_OVER: 'すでに終わった時刻です。', EVENT_ENDS_BEFORE_START: '終わりは開場より後にしてください。', EVENT_TOO_LONG: '31 日までです。', EVENT_TOO_FAR: '2 年先までです。', EVENT_CANCELLED: 'すでに中止されています。', TOO_MANY_EVENTS: '登録できるのは 1,000 件までです。', BAD_COUNT: '数の範囲が正しくありません。', BAD_LINK: 'https:// で始まるアドレスを書いてください。',
    BAD_OPENING_HOURS: '11:00-22:00 のように、遅くとも 30:00 までで書いてください。', TOO_MANY_OPENING_HOURS: '1 日に 4 つまでです。', OPENING_HOURS_OVERLAP: '時間が重なっています。', BAD_VALUE: '正しい値を入力してください。', EMPTY_WINDOW: '期間を確かめてください。', WINDOW_TOO_LONG: '期間が長すぎます。', REQUEST_ID_REUSED: 'すでに受け付けています。ページを読み直してください。',
    SESSION_REQUIRED: 'ログインが必要です。', SESSION_ENDED: 'ログインの期限が切れました。もう一度ログインしてください。', OFFLINE: '通信できません。接続を確かめて、もう一度押してください。入力はそのまま残っています。', BUSY: '混み合っています。少し待って、もう一度お試しください。', TOO_MANY_REQUESTS: '少し時間をおいてください。',
  } as Record<string, string>,
};

const en: typeof ja = {
  venueItself: 'The whole venue', kinds: { SPACE_KIND_FLOOR: 'floor', SPACE_KIND_ROOM: 'room', SPACE_KIND_TABLE: 'table', SPACE_KIND_SEAT: 'seat' },
  tree: 'Floors, rooms, tables, seats', count: (count: number) => `${count} ${count === 1 ? 'place' : 'places'}`, none: 'None yet.',
  add: 'Add within it', names: 'Names', namesHint: 'One a line: many at once', kind: 'Kind', addButton: 'Add', added: (count: number) => `${count} added`,
  change: 'Rename or move', name: 'Name', within: 'Within', save: 'Save', saved: 'Saved',
  code: 'QR code', symbol: (name: string) => `QR code of ${name}`, print: 'Print', sheet: 'What to print', sheets: [['SHEET_TENT', 'Table tents (fold an A4 page)'], ['SHEET_STICKERS', 'Stickers (12 on an A4 page)'], ['SHEET_POSTER', 'Posters (A4)']],
  first: 'Language', second: 'Second language', below: 'All codes within it, too', copies: 'Copies', openPdf: 'Open the PDF', kiosk: 'A code for a screen, which changes each minute',
  replace: 'Replace the code', replaceText: 'What was printed stops working within a minute. Codes of what lies within it stay.', replaced: 'The code was replaced. Print it again',
  remove: 'Delete', removeText: (below: number) => (below > 0 ? `What lies within it (${below}) is deleted as well, and the codes stop working. This can't be undone.` : "Its code stops working. This can't be undone."), removed: (name: string) => `“${name}” was deleted`,
  table: 'Import a table (CSV)', tableText: 'A heading with those of floor, room, table and seat that you use, then one place a line. Places that are there stay; what is missing is added.', file: 'File (CSV)', check: 'Check it',
  tableNew: (fresh: number, there: number) => `${fresh} would be added (${there} are there already)`, tableNothing: 'All of them are there already.', tableWrong: 'Please correct these lines. Nothing was added.', line: 'Line', problemIn: 'What is wrong', inFile: 'In the file', importButton: 'Import', more: (count: number) => `and ${count} more`,
  lineProblems: { NO_COLUMN: 'The heading needs one of floor, room, table, seat', EMPTY: 'There is no name', TOO_LONG: 'A name has at most 60 characters', QUOTE: 'A quotation mark is not closed', TOO_MANY: 'At most 2,000 are added at once', NOT_TEXT: 'Save the file as CSV in UTF-8 or Shift_JIS' },
  headings: ja.headings,
  people: 'people', fewer: (count: number) => `fewer than ${count}`, capacity: (count: number) => `Room for ${count}`, noCapacity: 'The venue has not told how many it has room for.', setCapacity: 'Tell it', full: 'full', asOf: (time: string) => `As of ${time}`,
  live: 'live', reconnecting: 'reconnecting', stale: (time: string) => `not updated since ${time}: please check the connection`, rounded: 'Rounded, without small numbers, and some minutes old.',
  history: 'Who came', byHour: 'by the hour', hourOfDay: 'Hour', byDay: 'by the day (28 days)', day: 'Day', step: 'Show', came: 'People who came', nobody: 'Nobody came in this time.',
  events: 'Events', newEvent: 'Enter an event', eventName: 'Name', start: 'Doors open', end: 'End', venueTime: "by the venue's clock", checkOutAtEnd: 'Check everybody out at the end', participants: 'Expected people', participantsHint: '0: not known',
  enter: 'Enter', entered: 'Entered', changeEvent: 'Change', cancelEvent: 'Call it off', cancelText: 'Later check-ins do not carry it.', cancelled: 'called off', over: 'over', running: 'now', coming: 'to come', moreEvents: 'Earlier events', actions: 'Actions',
  edit: 'About the venue', displayName: 'Name', address: 'Address', venueKind: 'Kind', venueKinds: { VENUE_KIND_FOOD: 'Restaurant or bar', VENUE_KIND_CLUSTER_PRONE: 'Live house or sports club', VENUE_KIND_INDOOR_LEISURE: 'Gym, karaoke, indoor leisure', VENUE_KIND_HALL: 'Theatre, cinema, hall', VENUE_KIND_OTHER: 'Other' },
  capacityLabel: 'Room for', capacityHint: 'People at the same time; 0: not told', seatCount: 'Seats', floorArea: 'Area (square metres)', notTold: '0: not told', typicalStay: 'Usual stay (minutes)', typicalStayHint: '15–1,425; 0: as usual for its kind', automatic: 'Check out by itself after (minutes)', automaticHint: '15–1,425; 0: never',
  hours: 'Opening hours', hoursHint: 'Like 11:00-14:00, 17:00-26:00; empty on a day off', weekdays: { monday: 'Monday', tuesday: 'Tuesday', wednesday: 'Wednesday', thursday: 'Thursday', friday: 'Friday', saturday: 'Saturday', sunday: 'Sunday' },
  links: 'Links shown after a check-in', linkKinds: { VENUE_LINK_KIND_MENU: 'Menu', VENUE_LINK_KIND_COUPON: 'Coupon', VENUE_LINK_KIND_ORDER: 'Order', VENUE_LINK_KIND_PAY: 'Pay' }, linkLabel: 'What it says', linkUrl: 'Address (https://…)', noLink: 'no link', link: (number: number) => `Link ${number}`,
  listed: 'May be shown in lists of venues',
  chooseVenue: 'Which venue?',
  problems: {
    LINK_UNKNOWN: 'This link does not work. Please log in again.', LINK_EXPIRED: 'This link is too old. Please log in again.', LINK_USED: 'This link was used already. Please log in again.', VENUE_UNKNOWN: 'This venue was deleted.',
    MISSING_FIELD: 'Please fill this in.', TEXT_TOO_LONG: 'Too long.', TEXT_NOT_PLAIN: 'It has characters that can not be used.', TOO_MANY_SPACES: 'At most 2,000 at once and 10,000 in all.', SPACE_TOO_DEEP: 'At most eight levels.', SPACE_CYCLE: 'It can not lie within itself.',
    PARENT_UNKNOWN: 'What it should lie within is gone. Load the page again.', SPACE_UNKNOWN: 'This place was deleted.', SPACE_CHANGED: 'It was changed elsewhere. Look at it as it is now, and try again.', VENUE_CHANGED: 'It was changed elsewhere. Load the page again.', EVENT_CHANGED: 'It was changed elsewhere. Look at it as it is now, and try again.',
    EVENT_OVER: 'This time is over.', EVENT_ENDS_BEFORE_START: 'The end must be after the doors open.', EVENT_TOO_LONG: 'At most 31 days.', EVENT_TOO_FAR: 'At most two years ahead.', EVENT_CANCELLED: 'It was called off already.', TOO_MANY_EVENTS: 'At most 1,000 events that are not over.', BAD_COUNT: 'This number is out of range.', BAD_LINK: 'Write an address that begins with https://.',
    BAD_OPENING_HOURS: 'Write them like 11:00-22:00, until 30:00 at the latest.', TOO_MANY_OPENING_HOURS: 'At most four times a day.', OPENING_HOURS_OVERLAP: 'They overlap.', BAD_VALUE: 'This is not a value that fits.', EMPTY_WINDOW: 'Check the days.', WINDOW_TOO_LONG: 'Too long.', REQUEST_ID_REUSED: 'This was taken already. Load the page again.',
    SESSION_REQUIRED: 'Please log in.', SESSION_ENDED: 'You were logged out. Please log in again.', OFFLINE: 'No connection. Check it and press again; what you typed is still there.', BUSY: 'Very busy. Please wait a little.', TOO_MANY_REQUESTS: 'Please wait a little.',
  },
};

export const language = LANGUAGE;
export const t = LANGUAGE === 'en' ? en : ja;
export const say = (problem: Problem) => t.problems[problem.reason] ?? `${problem.message} (${problem.reason})`;
export const showTime = (iso: string | undefined, zone: string) => !iso ? '' :
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(new Date(iso));
