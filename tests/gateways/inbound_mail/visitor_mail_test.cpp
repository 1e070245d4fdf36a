// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/visitor_mail.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::inbound_mail {
namespace {

const Trust kTrust{.authserv_id = "mx.city.example", .own_hops = 1, .own_domain = "in.city.example"};

constexpr char kReceived[] = "Received: from phone.example (phone.example [192.0.2.1])\r\n"
                             "\tby mx.city.example (Postfix) with ESMTPS id 4AB;\r\n"
                             "\tSat, 21 Nov 2026 14:00:07 +0900 (JST)\r\n";
constexpr char kPass[] = "Authentication-Results: mx.city.example; dmarc=pass (p=none dis=none) header.from=example.jp\r\n";

std::string Mail(const std::string& fields, const std::string& from = "From: hanako@example.jp\r\n") {
  return fields + from + "To: k7qp2m9xd4@in.city.example\r\nMessage-ID: <1@example.jp>\r\n\r\n";
}

std::string ReasonFor(const std::string& mail, bool nobody = false) {
  const auto read = ReadVisitorMail(mail, nobody, kTrust);
  return read.ok() ? "" : platform::ReasonOf(read.status());
}

TEST(VisitorMail, SaysWhoWroteWhenAndWhetherTheDomainVouches) {
  const auto mail = ReadVisitorMail(Mail(std::string(kReceived) + kPass), false, kTrust);
  ASSERT_TRUE(mail.ok()) << mail.status();
  EXPECT_EQ(mail->from.Reveal(), "hanako@example.jp");
  EXPECT_TRUE(mail->verified);
  EXPECT_EQ(mail->message_id, "<1@example.jp>");
  EXPECT_EQ(mail->language, "ja");
  EXPECT_EQ(mail->received_at, absl::FromUnixSeconds(1'795'237'207));
}

TEST(VisitorMail, BelievesOurOwnMailSystemAlone) {
  const std::string received = kReceived;
  const struct {
    const char* name;
    std::string fields;
    bool verified;
  } cases[] = {
      {"above the Received field", kPass + received, true},
      {"upper case and a version",
       received + "Authentication-Results: MX.City.Example 1; DMARC=Pass header.from=Example.JP\r\n", true},
      {"among others", received + "Authentication-Results: mx.city.example; spf=pass (ip; x) smtp.mailfrom=a@b.jp;\r\n"
                                  " dkim=pass reason=\"good; dmarc=fail\" header.d=example.jp; dmarc=pass header.from=example.jp;\r\n",
       true},
      {"a version of the method", received + "Authentication-Results: mx.city.example; dmarc/1=pass header.from=example.jp\r\n",
       true},
      {"nothing said", received, false},
      {"fail", received + "Authentication-Results: mx.city.example; dmarc=fail header.from=example.jp\r\n", false},
      {"none", received + "Authentication-Results: mx.city.example; none\r\n", false},
      {"another's word", received + "Authentication-Results: mx.elsewhere.example; dmarc=pass header.from=example.jp\r\n", false},
      {"a name that only begins alike",
       received + "Authentication-Results: mx.city.example.net; dmarc=pass header.from=example.jp\r\n", false},
      {"another domain", received + "Authentication-Results: mx.city.example; dmarc=pass header.from=example.net\r\n", false},
      {"no domain", received + "Authentication-Results: mx.city.example; dmarc=pass\r\n", false},
      {"in a comment", received + "Authentication-Results: mx.city.example; spf=none (; dmarc=pass header.from=example.jp)\r\n",
       false},
      {"in a reason", received + "Authentication-Results: mx.city.example; spf=none reason=\"; dmarc=pass header.from=example.jp\"\r\n",
       false},
      {"encoded", received + "Authentication-Results: =?utf-8?q?mx.city.example?=; dmarc=pass header.from=example.jp\r\n", false},
      {"below where others wrote", received + received + kPass, false},
      {"twice, by whoever", received + kPass + kPass, false},
      {"two results", received + "Authentication-Results: mx.city.example; dmarc=fail header.from=example.jp;"
                                 " dmarc=pass header.from=example.jp\r\n", false},
      {"beside one that can't be read", received + kPass + "Authentication-Results: mx.city.example; (\r\n", false},
      {"words out of order", received + "Authentication-Results: mx.city.example; dmarc=pass header.from\r\n", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto mail = ReadVisitorMail(Mail(c.fields), false, kTrust);
    ASSERT_TRUE(mail.ok()) << mail.status();
    EXPECT_EQ(mail->verified, c.verified);
  }
  Trust nobody = kTrust;
  nobody.authserv_id = "";
  EXPECT_FALSE(ReadVisitorMail(Mail(received + kPass), false, nobody)->verified);
  EXPECT_FALSE(ReadVisitorMail(Mail(received + "Authentication-Results: ; dmarc=pass header.from=example.jp\r\n"), false, nobody)
                   ->verified);
}

TEST(VisitorMail, RefusesWhatNoPersonWrote) {
  const std::pair<const char*, const char*> cases[] = {
      {"Auto-Submitted: auto-replied\r\n", "MAIL_AUTOMATIC"},
      {"Auto-Submitted: auto-generated; owner-email=\"a@b.jp\"\r\n", "MAIL_AUTOMATIC"},
      {"Auto-Submitted: no\r\n", ""},
      {"Auto-Submitted: (\r\n", "MAIL_AUTOMATIC"},
      {"X-Autoreply: yes\r\n", "MAIL_AUTOMATIC"},
      {"Precedence: auto_reply\r\n", "MAIL_AUTOMATIC"},
      {"Return-Path: <>\r\n", "MAIL_AUTOMATIC"},
      {"Return-Path: <hanako@example.jp>\r\n", ""},
      {"Content-Type: multipart/report; report-type=delivery-status\r\n", "MAIL_AUTOMATIC"},
      {"Content-Type: Multipart/Report\r\n", "MAIL_AUTOMATIC"},
      {"Content-Type: text/plain\r\n", ""},
      {"Precedence: bulk\r\n", "MAIL_BULK"},
      {"Precedence: List\r\n", "MAIL_BULK"},
      {"Precedence: first-class\r\n", ""},
      {"List-Id: <a.b.jp>\r\n", "MAIL_BULK"},
      {"List-Unsubscribe: <https://b.jp>\r\n", "MAIL_BULK"},
      {"X-Loop: somebody\r\n", "MAIL_LOOPS"},
  };
  for (const auto& [field, reason] : cases) EXPECT_EQ(ReasonFor(Mail(field)), reason) << field;
  EXPECT_EQ(ReasonFor(Mail(""), /*nobody=*/true), "MAIL_AUTOMATIC");
  EXPECT_EQ(ReasonFor(Mail("", "From: k7qp2m9xd4@IN.city.example\r\n")), "MAIL_LOOPS");
  std::string hops;
  for (int i = 0; i < 30; ++i) hops += kReceived;
  EXPECT_EQ(ReasonFor(Mail(hops)), "");
  EXPECT_EQ(ReasonFor(Mail(hops + kReceived)), "MAIL_LOOPS");
  EXPECT_EQ(ReasonFor("no header at all"), "MAIL_MALFORMED");
}

TEST(VisitorMail, TakesOneAddressAndKnowsWhichItIs) {
  const std::pair<const char*, const char*> cases[] = {
      {"hanako@example.jp", "hanako@example.jp"},
      {"<hanako@example.jp>", "hanako@example.jp"},
      {"Tanaka Hanako <hanako@Example.jp>", "hanako@example.jp"},
      {"\"Tanaka, Hanako\" <hanako@example.jp> (phone)", "hanako@example.jp"},
      {"=?utf-8?q?a?= <hanako@example.jp>", "hanako@example.jp"},
      // What Japanese carriers once gave out.
      {"a..b@docomo.example", "a..b@docomo.example"},
      {"<.a.@docomo.example>", ".a.@docomo.example"},
      {"\"a..b\"@docomo.example", "a..b@docomo.example"},
      {"Taro <\"a.\"@docomo.example>", "a.@docomo.example"},
      {"a@b.jp, c@d.jp", nullptr},
      {"<a@b.jp>, <c@d.jp>", nullptr},
      {"<a@b.jp> <c@d.jp>", nullptr},
      {"a@b.jp <c@d.jp>", nullptr},
      {"\"a@b.jp\" <c@d.jp>", "c@d.jp"},
      {"undisclosed:;", nullptr},
      {"group: a@b.jp;", nullptr},
      {"<@x:a@b.jp>", nullptr},
      {"<a@b.jp", nullptr},
      {"a@b.jp>", nullptr},
      {"<a@b.jp> x", nullptr},
      {"<>", nullptr},
      {"", nullptr},
      {"a b@c.jp", nullptr},
      {"\"a@b.jp", nullptr},
      {"Hanako", nullptr},
  };
  for (const auto& [value, address] : cases) {
    SCOPED_TRACE(value);
    const auto from = ReadFrom(value);
    ASSERT_EQ(from.has_value(), address != nullptr);
    if (from) {
      EXPECT_EQ(from->Reveal(), address);
    }
  }
  EXPECT_EQ(ReasonFor(Mail("", "")), "SENDER_UNCLEAR");
  EXPECT_EQ(ReasonFor(Mail("From: a@example.jp\r\n")), "SENDER_UNCLEAR") << "two From fields";
}

TEST(VisitorMail, KnowsTheLanguageOfTheMailProgram) {
  const std::pair<const char*, const char*> cases[] = {{"", "ja"},
                                                       {"Accept-Language: ja-JP, en-US\r\n", "ja"},
                                                       {"Accept-Language: en-US, ja-JP\r\n", "en"},
                                                       {"Content-Language: vi\r\n", "vi"},
                                                       {"Accept-Language: zh-TW, ja\r\n", "zh-Hant"},
                                                       {"Accept-Language: sw, ja\r\n", "en"},
                                                       {"Accept-Language: JA\r\nContent-Language: en\r\n", "ja"}};
  for (const auto& [field, language] : cases) {
    EXPECT_EQ(ReadVisitorMail(Mail(field), false, kTrust)->language, language) << field;
  }
}

TEST(VisitorMail, HasNoTimeThatItsMailSystemDidNotWrite) {
  for (const char* received : {"", "Received: from x\r\n", "Received: from x; yesterday\r\n"}) {
    EXPECT_EQ(ReadVisitorMail(Mail(received), false, kTrust)->received_at, std::nullopt) << received;
  }
}

TEST(VisitorMail, IsKnownByItsMessageIdOrByWhatOurMailSystemWrote) {
  const std::string from = "From: a@b.jp\r\n", id = "Message-ID: <1@b.jp>\r\n", received = kReceived;
  EXPECT_EQ(ReadVisitorMail(received + from + id, false, kTrust)->message_id, "<1@b.jp>");
  EXPECT_TRUE(ReadVisitorMail(received + from, false, kTrust)->message_id.starts_with("from phone.example"));
  EXPECT_TRUE(ReadVisitorMail(received + from + "Message-ID:\r\n", false, kTrust)->message_id.starts_with("from phone"));
  EXPECT_EQ(ReasonFor(from), "MAIL_MALFORMED");
}

}  // namespace
}  // namespace mimamori::inbound_mail
