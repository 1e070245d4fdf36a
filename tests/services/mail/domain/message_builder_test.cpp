// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/message_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/mail/domain/mime.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::mail {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 5, 7), absl::UTCTimeZone());
const MessageId kId = *MessageId::Parse("01234567-89ab-4def-8123-456789abcdef");

platform::EmailAddress Address(std::string_view text) { return *platform::EmailAddress::Parse(text); }

std::string Build(const Texts& texts, std::string_view from = "Mimamori <noreply@mimamori.example>",
                  std::string_view to = "hanako@example.jp") {
  const auto message = BuildMessage(kId, *Mailbox::Parse(from), Address(to), texts, Language::kJapanese, kNow);
  return message.ok() ? *message : "failed: " + platform::ReasonOf(message.status());
}

std::vector<std::string> LinesOf(const std::string& message) {
  std::vector<std::string> lines;
  for (size_t start = 0; start < message.size();) {
    const size_t end = message.find("\r\n", start);
    if (end == std::string::npos) {
      ADD_FAILURE() << "the last line has no end";
      break;
    }
    lines.push_back(message.substr(start, end - start));
    start = end + 2;
  }
  return lines;
}

TEST(BuildMessage, WritesTheHeaders) {
  const std::string message = Build({"Hello", "text", "<p>html</p>"});
  EXPECT_THAT(message, StartsWith("Date: Sat, 21 Nov 2026 10:05:07 +0000\r\n"
                                  "From: Mimamori\r\n <noreply@mimamori.example>\r\n"
                                  "To: hanako@example.jp\r\n"
                                  "Message-ID: <01234567-89ab-4def-8123-456789abcdef@mimamori.example>\r\n"
                                  "Subject: Hello\r\n"
                                  "Auto-Submitted: auto-generated\r\n"
                                  "Content-Language: ja\r\n"
                                  "MIME-Version: 1.0\r\n"
                                  "Content-Type: multipart/alternative;\r\n boundary="));
  EXPECT_THAT(message, Not(HasSubstr("Reply-To")));
  EXPECT_THAT(message, Not(HasSubstr("List-Unsubscribe")));
}

TEST(BuildMessage, PutsTheTextBeforeTheHtml) {
  const std::string message = Build({"Hello", "the text\n", "<p>html</p>\n"});
  EXPECT_THAT(message, HasSubstr("--=_01234567-89ab-4def-8123-456789abcdef\r\n"
                                 "Content-Type: text/plain; charset=utf-8\r\n"
                                 "Content-Transfer-Encoding: quoted-printable\r\n\r\nthe text\r\n--=_"));
  EXPECT_LT(message.find("text/plain"), message.find("text/html"));
  EXPECT_THAT(message, testing::EndsWith("<p>html</p>\r\n--=_01234567-89ab-4def-8123-456789abcdef--\r\n"));
}

TEST(BuildMessage, KeepsToAsciiAndShortLines) {
  std::string japanese;
  for (int i = 0; i < 300; ++i) japanese += "感染症のお知らせ";
  const std::string message = Build({japanese.substr(0, 600), japanese, "<p>" + japanese + "</p>" + std::string(3000, 'x')},
                                    "見守り Mimamori サービス事務局からのお知らせでございます <noreply@mimamori.example>");
  for (const std::string& line : LinesOf(message)) {
    EXPECT_LE(line.size(), 78u) << line;
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7f; })) << line;
  }
}

TEST(BuildMessage, LetsNoValueAddAHeader) {
  for (const char* subject : {"a\r\nBcc: x@example.jp", "a\nb", "a\rb", "a\tb", "a\x7f"}) {
    EXPECT_EQ(Build({subject, "t", "h"}), "failed: HEADER_NOT_PLAIN");
  }
  // In a body it stays in the body.
  EXPECT_THAT(Build({"s", "\r\n.\r\nMAIL FROM:<x>", "h"}), HasSubstr("quoted-printable\r\n\r\n\r\n.\r\nMAIL FROM:<x>"));
}

TEST(BuildMessage, NamesTheSameMailTheSameWay) {
  EXPECT_EQ(Build({"a", "b", "c"}), Build({"a", "b", "c"}));
}

TEST(WireForm, QuotesTheDotsThatCarriersOnceGaveOut) {
  const struct {
    const char* address;
    const char* wire;
  } cases[] = {
      {"hanako@example.jp", "hanako@example.jp"},
      {"a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp"},
      {".a@docomo.ne.jp", "\".a\"@docomo.ne.jp"},
      {"a.@ezweb.ne.jp", "\"a.\"@ezweb.ne.jp"},
      {"\"a b\"@example.jp", "\"a b\"@example.jp"},
      {"a.b@example.jp", "a.b@example.jp"},
  };
  for (const auto& c : cases) EXPECT_EQ(WireForm(Address(c.address)), c.wire);
}

TEST(Mailbox, IsAnAddressOrANameAndAnAddress) {
  const struct {
    const char* text;
    bool good;
  } cases[] = {
      {"noreply@example.jp", true},
      {"見守り <noreply@example.jp>", true},
      {"A <b@example.jp> c", false},
      {"A <b>", false},
      {"A\r\nBcc: <b@example.jp>", false},
      {"", false},
  };
  for (const auto& c : cases) EXPECT_EQ(Mailbox::Parse(c.text).ok(), c.good) << c.text;
}

TEST(EncodeHeaderText, LeavesShortAsciiAlone) {
  EXPECT_EQ(EncodeHeaderText("Please confirm: your address", 9), "Please confirm: your address");
  EXPECT_THAT(EncodeHeaderText("not =?UTF-8?B?YQ==?= decoded", 9), Not(HasSubstr("=?UTF-8?B?YQ==?=")));
  EXPECT_THAT(EncodeHeaderText(std::string(100, 'x'), 9), StartsWith("=?UTF-8?B?"));
}

TEST(EncodeHeaderText, BreaksBetweenCharactersOnly) {
  // RFC 2047 §5: each encoded word is decoded by itself, so it holds whole characters.
  for (size_t ascii = 0; ascii < 6; ++ascii) {
    const std::string text = std::string(ascii, 'x') + "【見守り】感染した方と同じ場所を利用された方へのお知らせ🙂🙂🙂🙂🙂🙂";
    size_t words = 0;
    std::string rest = EncodeHeaderText(text, 9) + "\r\n ";
    for (size_t end = rest.find("\r\n "); end != std::string::npos; end = rest.find("\r\n ")) {
      const std::string word = rest.substr(0, end);
      rest.erase(0, end + 3);
      EXPECT_LE(word.size(), 75u);
      EXPECT_THAT(word, StartsWith("=?UTF-8?B?"));
      ++words;
    }
    EXPECT_GE(words, 2u);
  }
  EXPECT_EQ(EncodeHeaderText("確認", 9), "=?UTF-8?B?56K66KqN?=");
}

TEST(EncodeQuotedPrintable, FollowsRfc2045) {
  const struct {
    const char* name;
    std::string text;
    std::string encoded;
  } cases[] = {
      {"plain", "abc", "abc\r\n"},
      {"an equals sign", "a=b", "a=3Db\r\n"},
      {"a blank at the end of a line", "a \nb\t\n", "a=20\r\nb=09\r\n"},
      {"not ASCII", "é", "=C3=A9\r\n"},
      {"line ends of both kinds", "a\r\nb\nc\n", "a\r\nb\r\nc\r\n"},
      {"a lone carriage return", "a\rb", "a=0Db\r\n"},
      {"75 characters", std::string(75, 'x'), std::string(75, 'x') + "\r\n"},
      {"76 characters", std::string(76, 'x'), std::string(75, 'x') + "=\r\nx\r\n"},
      {"never inside an escape", std::string(74, 'x') + "=", std::string(74, 'x') + "=\r\n=3D\r\n"},
      {"nothing", "", "\r\n"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(EncodeQuotedPrintable(c.text), c.encoded);
  }
}

TEST(EncodeBase64, MatchesRfc4648) {
  const struct {
    const char* text;
    const char* encoded;
  } cases[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& c : cases) EXPECT_EQ(EncodeBase64(c.text), c.encoded);
}

TEST(EncodeBody, TakesTheShorterEncoding) {
  EXPECT_EQ(EncodeBody("mostly ASCII, with an é").encoding, "quoted-printable");
  EXPECT_EQ(EncodeBody("感染症のお知らせ").encoding, "base64");
}

}  // namespace
}  // namespace mimamori::mail
