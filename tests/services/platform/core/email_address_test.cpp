// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/email_address.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

static_assert(!fmt::is_formattable<EmailAddress>::value, "an address must not slip into a log line");

TEST(EmailAddress, AcceptsWhatPeopleHave) {
  struct Case {
    const char* name;
    std::string text;
    std::string kept;
  };
  const Case cases[] = {
      {"plain", "hanako@example.jp", "hanako@example.jp"},
      {"domain folded, local part kept", "Hanako.S@Example.JP", "Hanako.S@example.jp"},
      {"blanks around", "  hanako@example.jp\r\n", "hanako@example.jp"},
      {"ideographic space around", "\u3000hanako@example.jp\u3000", "hanako@example.jp"},
      {"tag", "hanako+visit@example.jp", "hanako+visit@example.jp"},
      {"two dots in a row", "ha..nako@docomo.ne.jp", "ha..nako@docomo.ne.jp"},
      {"dot before the at", "hanako.@ezweb.ne.jp", "hanako.@ezweb.ne.jp"},
      {"dot in front", ".hanako@ezweb.ne.jp", ".hanako@ezweb.ne.jp"},
      {"quoted", "\"ha nako@home\"@example.jp", "\"ha nako@home\"@example.jp"},
      {"quoted pair", "\"ha\\\"nako\"@example.jp", "\"ha\\\"nako\"@example.jp"},
      {"punycode", "a@xn--wgv71a119e.jp", "a@xn--wgv71a119e.jp"},
      {"every mark of an atom", "!#$%&'*+-/=?^_`{|}~@a.jp", "!#$%&'*+-/=?^_`{|}~@a.jp"},
      {"64 octets before the at", std::string(64, 'a') + "@a.jp", std::string(64, 'a') + "@a.jp"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const auto address = EmailAddress::Parse(c.text);
    ASSERT_TRUE(address.ok());
    EXPECT_EQ(address->Reveal(), c.kept);
  }
}

TEST(EmailAddress, RefusesTheRest) {
  std::string long_domain;
  while (long_domain.size() < 250) long_domain += "abcdefghi.";
  struct Case {
    const char* name;
    std::string text;
  };
  const Case cases[] = {
      {"nothing", ""},
      {"no at", "hanako"},
      {"nothing before the at", "@example.jp"},
      {"only dots before the at", "..@example.jp"},
      {"nothing after it", "hanako@"},
      {"two ats", "a@b@example.jp"},
      {"blank inside", "ha nako@example.jp"},
      {"65 octets before the at", std::string(65, 'a') + "@a.jp"},
      {"more than 254 in total", "hanako@" + long_domain + "jp"},
      {"host without domain", "root@localhost"},
      {"address literal", "a@[127.0.0.1]"},
      {"IP address", "a@127.0.0.1"},
      {"empty label", "a@example..jp"},
      {"dot at the end", "a@example.jp."},
      {"hyphen in front", "a@-example.jp"},
      {"long label", "a@" + std::string(64, 'x') + ".jp"},
      {"UTF-8 local part", "花子@example.jp"},
      {"UTF-8 domain", "a@例え.jp"},
      {"a second header", "a@example.jp\r\nBcc: b@example.jp"},
      {"a second header, quoted", "\"a\r\nBcc: b\"@example.jp"},
      {"NUL", std::string("a\0b@example.jp", 14)},
      {"open quote", "\"a@example.jp"},
      {"escape that leads nowhere", "\"a\\\"@example.jp"},
      {"display name", "Hanako <hanako@example.jp>"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const auto address = EmailAddress::Parse(c.text, "operator.email_address");
    EXPECT_EQ(ReasonOf(address.status()), "MALFORMED_EMAIL_ADDRESS");
    EXPECT_EQ(FieldOf(address.status()), "operator.email_address");
    EXPECT_EQ(address.status().message(), "this is not a mail address");  // and never quotes it
  }
}

TEST(EmailAddress, OnePersonIsOnePersonHoweverSheWritesIt) {
  EXPECT_EQ(EmailAddress::Parse("Taro@Example.JP")->Folded(), EmailAddress::Parse("taro@example.jp")->Folded());
  EXPECT_EQ(EmailAddress::Parse("Taro@Example.JP")->Domain(), "example.jp");
}

TEST(EmailAddress, PagesShowItMasked) {
  EXPECT_EQ(EmailAddress::Parse("taro@example.jp")->Masked(), "t•••@example.jp");
  EXPECT_EQ(EmailAddress::Parse("\"taro\"@example.jp")->Masked(), "t•••@example.jp");
}

}  // namespace
}  // namespace mimamori::platform
