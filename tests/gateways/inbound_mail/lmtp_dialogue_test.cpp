// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/lmtp_dialogue.hpp"

#include <gtest/gtest.h>

namespace mimamori::inbound_mail {
namespace {

constexpr char kOpening[] = "LHLO mx\r\nMAIL FROM:<a@b.jp>\r\nRCPT TO:<yes@in.example>\r\nDATA\r\n";

// A client that says everything at once, and in pieces of `piece` bytes.
struct Talk {
  explicit Talk(LmtpDialogue::Limits limits = {}) : dialogue("mx", limits, [](std::string_view recipient) {
    return recipient.starts_with("yes") ? Reply{250, "2.1.5 ok"} : Reply{550, "5.1.1 no such address"};
  }) {}

  std::string Say(std::string_view text, size_t piece = std::string::npos) {
    std::string out;
    for (; !text.empty() && !closed; text.remove_prefix(std::min(piece, text.size()))) {
      std::string_view bytes = text.substr(0, piece);
      while (!bytes.empty() && !closed) {
        const auto next = dialogue.Take(bytes, out);
        closed = next == LmtpDialogue::Next::kClose;
        if (next != LmtpDialogue::Next::kDeliver) continue;
        mails.push_back(dialogue.delivery());
        dialogue.Delivered(std::vector<Reply>(mails.back().recipients.size(), Reply{250, "2.0.0 kept"}), out);
      }
    }
    return out;
  }
  LmtpDialogue dialogue;
  std::vector<Delivery> mails;
  bool closed = false;
};

// The codes alone, a line each.
std::string Codes(const std::string& answers) {
  std::string codes;
  for (size_t at = 0; at < answers.size(); at = answers.find('\n', at) + 1) codes += answers.substr(at, 4);
  return codes;
}

TEST(LmtpDialogue, AnswersEachRecipientAfterTheMail) {
  for (const size_t piece : {std::string::npos, size_t{1}, size_t{7}}) {
    Talk talk;
    const std::string said = talk.Say(
        "LHLO mx\r\nMAIL FROM:<a@b.jp> BODY=8BITMIME\r\nRCPT TO:<yes1@x>\r\nRCPT TO:<no@x>\r\nRCPT TO: <yes2@x>\r\nDATA\r\n"
        "From: a@b.jp\r\n\r\n..dot\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<yes3@x>\r\nDATA\r\n.\r\nQUIT\r\n", piece);
    EXPECT_EQ(Codes(said), "250-250-250-250 250 250 550 250 354 250 250 250 250 354 250 221 ");
    ASSERT_EQ(talk.mails.size(), 2u);
    EXPECT_EQ(talk.mails[0].sender, "a@b.jp");
    EXPECT_EQ(talk.mails[0].recipients, (std::vector<std::string>{"yes1@x", "yes2@x"}));
    EXPECT_EQ(talk.mails[0].mail, "From: a@b.jp\r\n\r\n.dot\r\n");
    EXPECT_FALSE(talk.mails[0].bare_ends);
    EXPECT_EQ(talk.mails[1].sender, "");
    EXPECT_EQ(talk.mails[1].mail, "");
    EXPECT_TRUE(talk.closed);
  }
}

TEST(LmtpDialogue, EndsAMailAtOneThingOnly) {
  for (const char* text : {"a\n.\nb", "a\r\n.\nb", "a\n.\r\nb", "a\r.\rb", "a\r\n.\r.\r\nb"}) {
    Talk talk;
    talk.Say(std::string(kOpening) + text + "\r\n.\r\n");
    ASSERT_EQ(talk.mails.size(), 1u) << text;
    EXPECT_TRUE(talk.mails[0].bare_ends) << text;
    EXPECT_NE(talk.mails[0].mail.find('b'), std::string::npos) << text;
  }
}

TEST(LmtpDialogue, ReadsATooLargeMailToItsEndAndKeepsTheBeginning) {
  Talk talk({.mail_bytes = 100});
  const std::string said = talk.Say(kOpening + std::string(5000, 'x') + "\r\n.\r\nNOOP\r\n");
  EXPECT_EQ(Codes(said).substr(Codes(said).size() - 8), "250 250 ");
  ASSERT_EQ(talk.mails.size(), 1u);
  EXPECT_TRUE(talk.mails[0].too_large);
  EXPECT_LE(talk.mails[0].mail.size(), 100u);
}

TEST(LmtpDialogue, KnowsWhenAndHowThingsAreSaid) {
  const struct {
    const char* said;
    const char* codes;
  } cases[] = {
      {"HELO mx\r\n", "500 "},
      {"EHLO mx\r\n", "500 "},
      {"LHLO\r\n", "501 "},
      {"MAIL FROM:<a@b>\r\n", "503 "},
      {"lhlo mx\r\nmail from:<a@b>\r\nMAIL FROM:<a@b>\r\n", "250-250-250-250 250 503 "},
      {"LHLO mx\r\nMAIL FROM:a@b\r\n", "250-250-250-250 501 "},
      {"LHLO mx\r\nMAIL TO:<a@b>\r\n", "250-250-250-250 501 "},
      {"LHLO mx\r\nMAIL FROM:<a@b> SIZE=5\r\n", "250-250-250-250 555 "},
      {"LHLO mx\r\nRCPT TO:<yes@x>\r\n", "250-250-250-250 503 "},
      {"LHLO mx\r\nMAIL FROM:<a@b>\r\nDATA\r\n", "250-250-250-250 250 503 "},
      {"LHLO mx\r\nMAIL FROM:<a@b>\r\nRCPT TO:<no@x>\r\nDATA\r\n", "250-250-250-250 250 550 503 "},
      {"LHLO mx\r\nMAIL FROM:<a@b>\r\nRSET\r\nRCPT TO:<yes@x>\r\n", "250-250-250-250 250 250 503 "},
      {"VRFY a\r\nNOOP\r\n\r\n", "252 250 500 "},
  };
  for (const auto& c : cases) EXPECT_EQ(Codes(Talk().Say(c.said)), c.codes) << c.said;
  EXPECT_EQ(Codes(Talk().Say(std::string(2000, 'x') + "\r\nNOOP\r\n")), "500 250 ");
  EXPECT_EQ(Codes(Talk().Say("LHLO mx\r\nMAIL FROM:<" + std::string(300, 'x') + ">\r\n")), "250-250-250-250 501 ");
}

TEST(LmtpDialogue, TakesSoManyRecipientsAndMistakes) {
  Talk many({.recipients = 2});
  EXPECT_EQ(Codes(many.Say("LHLO mx\r\nMAIL FROM:<a@b>\r\nRCPT TO:<yes1@x>\r\nRCPT TO:<yes2@x>\r\nRCPT TO:<yes3@x>\r\n")),
            "250-250-250-250 250 250 250 452 ");
  Talk wrong({.mistakes = 3});
  EXPECT_EQ(Codes(wrong.Say("x\r\nDATA\r\ny\r\nNOOP\r\n")), "500 503 421 ");
  EXPECT_TRUE(wrong.closed);
}

}  // namespace
}  // namespace mimamori::inbound_mail
