// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/header_section.hpp"

#include <gtest/gtest.h>

namespace mimamori::inbound_mail {
namespace {

TEST(HeaderSection, JoinsFoldsAndEndsAtTheEmptyLine) {
  for (const std::string end : {"\r\n", "\n"}) {
    const auto fields = ReadHeaderSection("From:  a@b.jp " + end + "Received: from x" + end + "\tby y; z" + end + end +
                                          "Subject: in the body" + end);
    ASSERT_TRUE(fields.has_value());
    ASSERT_EQ(fields->size(), 2u);
    EXPECT_EQ((*fields)[0].name, "from");
    EXPECT_EQ((*fields)[0].value, "a@b.jp");
    EXPECT_EQ((*fields)[1].value, "from x\tby y; z");
  }
}

TEST(HeaderSection, RefusesWhatAnotherReaderMightReadOtherwise) {
  std::string many, large;
  for (int i = 0; i < 301; ++i) many += "X: y\r\n";
  for (int i = 0; i < 80; ++i) large += "X: " + std::string(900, 'y') + "\r\n";
  const std::pair<const char*, std::string> cases[] = {
      {"a line without a name", "From: a@b.jp\r\nhello\r\n\r\n"},
      {"a blank before the colon", "Authentication-Results : x\r\n"},
      {"a mailbox file's first line", "From a@b.jp Sat Nov 21\r\nFrom: a@b.jp\r\n"},
      {"a fold of nothing", " folded\r\nFrom: a@b.jp\r\n"},
      {"a lone CR", "From: a@b.jp\rTo: c@d.jp\r\n"},
      {"NUL", std::string("From: a\0b\r\n", 11)},
      {"letters that are not ASCII in a name", "Fr\xC3\xB6m: a@b.jp\r\n"},
      {"a line of 999 bytes", "X: " + std::string(996, 'y') + "\r\n"},
      {"301 fields", many},
      {"72 kB", large},
  };
  for (const auto& [name, mail] : cases) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(ReadHeaderSection(mail).has_value());
  }
  EXPECT_TRUE(ReadHeaderSection("X: " + std::string(995, 'y') + "\r\n").has_value());
}

TEST(HeaderSection, ReadsNoLineOfTheBody) {
  EXPECT_TRUE(ReadHeaderSection("From: a@b.jp\r\n\r\n" + std::string(5000, 'y') + "\r\n").has_value());
}

TEST(Words, LeaveCommentsOutAndSayWhatQuotationsSay) {
  const auto words = SplitIntoWords(R"(a (b (c) \) d) "e \"f" ;g=h)", ";=");
  ASSERT_TRUE(words.has_value());
  std::vector<std::string> texts;
  for (const Word& word : *words) texts.push_back(word.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"a", "e \"f", ";", "g", "=", "h"}));
  EXPECT_EQ((*words)[1].kind, Word::Kind::kQuoted);
  EXPECT_TRUE((*words)[2].Is(';'));
}

TEST(Words, AQuotedSignIsNone) { EXPECT_FALSE(SplitIntoWords(R"(";")", ";")->front().Is(';')); }

TEST(Words, RefuseWhatDoesNotEnd) {
  for (const char* value : {"(a", "\"a", "(a (b)", "\"a\\\"", "a \"", "("}) {
    EXPECT_FALSE(SplitIntoWords(value, ";").has_value()) << value;
  }
}

}  // namespace
}  // namespace mimamori::inbound_mail
