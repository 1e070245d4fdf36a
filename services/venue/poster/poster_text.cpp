// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/poster_text.hpp"

namespace mimamori::venue {
namespace {

constexpr PosterText kJapanese{
    .language = "ja",
    .kind = "来訪チェックイン",
    .headline = "スマートフォンのカメラで\n読み取ってください",
    .headline_in_one_line = "スマートフォンのカメラで読み取ってください",
    .steps = {{{"カメラで読み取る", "アプリは要りません"},
               {"ページを開く", "メールアドレスの入力は初回だけ"},
               {"チェックインを押す", "お帰りのときはチェックアウト"}}},
    .right_page = "開いたページのアドレスを確かめてください",
    .typed = "読み取れないとき",
    .typed_where = "{} を開いてコードを入力",
    .privacy = "メールアドレスがこの施設に知らされることはありません。",
    .made = "作成日",
};

constexpr PosterText kEnglish{
    .language = "en",
    .kind = "Check-in",
    .headline = "Scan with your\nphone’s camera",
    .headline_in_one_line = "Scan with your phone’s camera",
    .steps = {{{"Scan the code", "No app needed"},
               {"Open the page", "Your e-mail, the first time only"},
               {"Tap Check in", "And Check out when you leave"}}},
    .right_page = "Make sure that the page you opened is at",
    .typed = "Can’t scan?",
    .typed_where = "Open {} and type the code",
    .privacy = "This venue never sees your e-mail address.",
    .made = "Made on",
};

}  // namespace

const PosterText& TextIn(PosterLanguage language) {
  return language == PosterLanguage::kJapanese ? kJapanese : kEnglish;
}

}  // namespace mimamori::venue
