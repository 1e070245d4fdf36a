// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/dkim_signer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/mail/domain/dkim_text.hpp"
#include "services/mail/jobs/smtp_connection.hpp"
#include "services/platform/core/error.hpp"
#include "tests/services/mail/support/dkim_judge.hpp"
#include "tests/services/mail/support/mailbox.hpp"

namespace mimamori::mail {
namespace {

using testing::HasSubstr;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());

// What leaves for an alert, with everything that relays may touch: folds, blanks at line ends, empty lines at the end.
constexpr char kMessage[] =
    "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
    "From: =?UTF-8?B?6KaL5a6I44KK?=\r\n <noreply@mimamori.example>\r\n"
    "To: hanako@example.jp\r\n"
    "Message-ID: <0f0e0d0c-0000-4000-8000-000000000001@mimamori.example>\r\n"
    "Subject: =?UTF-8?B?44GK55+l44KJ44Gb?=\r\n"
    "List-Unsubscribe:\r\n <https://mimamori.example/unsubscribe/token>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "\r\n"
    ".A line that begins with a dot\r\n"
    "and  one with   blanks \t \r\n"
    "\r\n"
    "the last\r\n"
    "\r\n";

TEST(DkimSigner, IsBelievedByAnotherImplementationAboutTheMailAsReceived) {
  const tests::DkimJudge judge;
  for (const char* algorithm : {"RSA", "ED25519"}) {
    SCOPED_TRACE(algorithm);
    const tests::DkimKey key = judge.MakeKey(algorithm);
    const auto signer = DkimSigner::Create(platform::Secret(key.pem), "mimamori.example", "spring");
    ASSERT_TRUE(signer.ok()) << signer.status();
    tests::Mailbox mailbox;
    const SmtpConfig smtp{.url = "smtp://" + mailbox.smtp(), .tls = SmtpTls::kOff, .ca_file = {}, .user = {},
                          .password = {}, .helo = "mimamori.example"};
    SmtpConnection connection(smtp);
    const SmtpReply reply = connection.Send("noreply@mimamori.example", "hanako@example.jp",
                                            signer->Sign(kMessage, kNow) + kMessage);
    ASSERT_EQ(reply.code, 250);
    const std::string raw = mailbox.Mails().at(0).raw;
    EXPECT_THAT(raw, HasSubstr("DKIM-Signature: v=1; a="));
    EXPECT_EQ(judge.Verify(raw, key.record), "good\n");
    // What relays do on the way.
    EXPECT_EQ(judge.Verify("Received: from a by b\r\n" + raw, key.record), "good\n");

    const auto changed = [&](std::string_view from, std::string_view to) {
      std::string other = raw;
      other.replace(other.find(from), from.size(), to);
      return judge.Verify(other, key.record);
    };
    EXPECT_EQ(changed("the last", "the end"), "bad\n");
    EXPECT_EQ(changed("hanako@", "taro@"), "bad\n");
    EXPECT_EQ(changed("unsubscribe/token", "unsubscribe/other"), "bad\n");
    EXPECT_EQ(changed("MIME-Version", "From: evil@example.org\r\nMIME-Version"), "bad\n") << "no second sender";
    EXPECT_EQ(judge.Verify(raw, judge.MakeKey(algorithm).record), "bad\n") << "another key";
  }
}

TEST(DkimSigner, RefusesKeysAndNamesThatCannotBeUsed) {
  const tests::DkimJudge judge;
  const tests::DkimKey good = judge.MakeKey("ED25519");
  const auto reason = [&](const std::string& pem, const std::string& domain, const std::string& selector) {
    return platform::ReasonOf(DkimSigner::Create(platform::Secret(pem), domain, selector).status());
  };
  EXPECT_EQ(reason(good.pem, "mimamori.example", "spring"), "");
  EXPECT_EQ(reason(judge.MakeKey("RSA", 1024).pem, "mimamori.example", "spring"), "BAD_DKIM_KEY");
  EXPECT_EQ(reason("no key", "mimamori.example", "spring"), "BAD_DKIM_KEY");
  EXPECT_EQ(reason("", "mimamori.example", "spring"), "BAD_DKIM_KEY");
  EXPECT_EQ(reason(good.pem, "", "spring"), "BAD_DKIM_NAME");
  EXPECT_EQ(reason(good.pem, "mimamori.example", "a;b"), "BAD_DKIM_NAME");
}

TEST(SignsFor, IsTheSameDomainOrOneAboveIt) {
  EXPECT_TRUE(SignsFor("mimamori.example", "mimamori.example"));
  EXPECT_TRUE(SignsFor("mimamori.example", "mail.mimamori.example"));
  EXPECT_FALSE(SignsFor("mail.mimamori.example", "mimamori.example"));
  EXPECT_FALSE(SignsFor("mimamori.example", "notmimamori.example"));
}

// RFC 6376 §3.4.5.
TEST(Relaxed, IsAsInTheExampleOfTheStandard) {
  const DkimText text = Relaxed("A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n");
  EXPECT_THAT(text.headers, testing::ElementsAre("a:X", "b:Y Z"));
  EXPECT_EQ(text.body, " C\r\nD E\r\n");
  EXPECT_EQ(Relaxed("A: X\r\n\r\n").body, "");
  EXPECT_EQ(Relaxed("A: X\r\n\r\n\r\n\r\n").body, "");
  EXPECT_EQ(Relaxed("A: X\r\n\r\nno end").body, "no end\r\n");
}

}  // namespace
}  // namespace mimamori::mail
