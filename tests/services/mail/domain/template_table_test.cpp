// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/template_table.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::mail {
namespace {

constexpr char kUrl[] = "https://mimamori.example";
constexpr OwnUrls kOwn{.public_url = kUrl, .staff_url = "https://staff.mimamori.example"};

const Template& Named(std::string_view name) {
  for (const Template& mail : Templates()) {
    if (mail.name == name) return mail;
  }
  ADD_FAILURE() << name;
  return Templates().front();
}

Parameters Cluster() {
  return {{"venue_name", "喫茶ひばり"}, {"date", "2026-11-21"}, {"stay_start", "19:05"}, {"stay_end", "20:30"},
          {"contact_text", "中央保健所\n電話 06-0000-0000"}};
}

TEST(TemplateTable, LetsEachServiceSendItsOwnTemplatesOnly) {
  const struct {
    const char* name;
    const char* caller;
    const char* reason;
  } cases[] = {
      {"verification", "visit", ""},
      {"venue-registration", "venue", ""},
      {"staff-invitation", "identity", ""},
      {"staff-invitation", "venue", "TEMPLATE_NOT_FOR_CALLER"},
      {"venue-log-in", "venue", ""},
      {"diary-invitation", "observation", ""},
      {"diary-invitation", "venue", "TEMPLATE_NOT_FOR_CALLER"},
      {"alert-caution", "exposure", ""},
      {"alert-cluster", "exposure", ""},
      {"alert-correction", "exposure", ""},
      {"alert-correction", "visit", "TEMPLATE_NOT_FOR_CALLER"},
      {"alert-cluster", "visit", "TEMPLATE_NOT_FOR_CALLER"},
      {"diary-reminder", "observation", ""},
      {"diary-reminder-again", "observation", ""},
      {"diary-reminder", "exposure", "TEMPLATE_NOT_FOR_CALLER"},
      {"alert-caution", "observation", "TEMPLATE_NOT_FOR_CALLER"},
      {"verification", "venue", "TEMPLATE_NOT_FOR_CALLER"},
      {"verification", "exposure", "TEMPLATE_NOT_FOR_CALLER"},
      {"verification", "identity", "TEMPLATE_NOT_FOR_CALLER"},
      {"venue-registration", "visit", "TEMPLATE_NOT_FOR_CALLER"},
      {"verification", "", "TEMPLATE_NOT_FOR_CALLER"},
      {"newsletter", "exposure", "UNKNOWN_TEMPLATE"},
      {"", "exposure", "UNKNOWN_TEMPLATE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(fmt::format("{} from {}", c.name, c.caller));
    const auto found = TemplateFor(c.name, c.caller);
    EXPECT_EQ(platform::ReasonOf(found.status()), c.reason);
    if (found.ok()) {
      EXPECT_EQ((*found)->name, c.name);
    }
  }
}

TEST(TemplateTable, LeadsStaffToTheStaffDoorAndVisitorsToTheirOwn) {
  const struct {
    const char* mail;
    const char* link;
    const char* reason;
  } cases[] = {
      {"staff-invitation", "https://staff.mimamori.example/invitation/x", ""},
      {"staff-invitation", "https://mimamori.example/invitation/x", "LINK_NOT_OURS"},
      {"verification", "https://staff.mimamori.example/confirm/x", "LINK_NOT_OURS"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(fmt::format("{} {}", c.mail, c.link));
    EXPECT_EQ(platform::ReasonOf(CheckParameters(Named(c.mail), {{"link", c.link}}, kOwn)), c.reason);
  }
}

TEST(TemplateTable, LimitsMailsThatStrangersCanHaveSent) {
  for (const Template& mail : Templates()) {
    const bool by_staff = mail.caller == "exposure" || mail.caller == "identity" || mail.caller == "observation" ||
                          mail.caller == "capacity";
    const bool to_confirmed = mail.name == "receipt";  // once a stay, to an address that its reader confirmed
    EXPECT_EQ(mail.limited, !by_staff && !to_confirmed) << mail.name;
    const bool in_thousands = mail.caller == "exposure" || mail.name.starts_with("diary-reminder") ||
                              mail.name == "facility-reminder";
    EXPECT_EQ(mail.priority == Priority::kAlert, in_thousands) << mail.name;
  }
}

TEST(Parameters, AreExactlyThoseOfTheTemplate) {
  EXPECT_TRUE(CheckParameters(Named("alert-cluster"), Cluster(), kOwn).ok());
  Parameters fewer = Cluster();
  fewer.erase("stay_end");
  EXPECT_EQ(platform::ReasonOf(CheckParameters(Named("alert-cluster"), fewer, kOwn)), "PARAMETER_MISSING");
  Parameters more = Cluster();
  more["html"] = "<b>";
  EXPECT_EQ(platform::ReasonOf(CheckParameters(Named("alert-cluster"), more, kOwn)), "PARAMETER_UNKNOWN");
  // privacy.md, rule 9: a verification mail contains no text that a venue wrote.
  EXPECT_EQ(platform::ReasonOf(CheckParameters(Named("verification"),
                                               {{"link", "https://mimamori.example/confirm/x"}, {"venue_name", "x"}},
                                               kOwn)),
            "PARAMETER_UNKNOWN");
}

TEST(Parameters, AreOfTheirKind) {
  const struct {
    const char* name;
    const char* parameter;
    std::string value;
    const char* reason;
  } cases[] = {
      {"a day", "date", "2024-02-29", ""},
      {"no such day", "date", "2026-02-29", "PARAMETER_MALFORMED"},
      {"a day in words", "date", "21 November", "PARAMETER_MALFORMED"},
      {"a day and more", "date", "2026-11-21T10:00", "PARAMETER_MALFORMED"},
      {"midnight", "stay_start", "00:00", ""},
      {"the last minute", "stay_start", "23:59", ""},
      {"24 o'clock", "stay_start", "24:00", "PARAMETER_MALFORMED"},
      {"60 minutes", "stay_start", "10:60", "PARAMETER_MALFORMED"},
      {"one digit", "stay_start", "9:05", "PARAMETER_MALFORMED"},
      {"a name of two lines", "venue_name", "a\nBcc: x@example.jp", "PARAMETER_MALFORMED"},
      {"a name with a carriage return", "venue_name", "a\rb", "PARAMETER_MALFORMED"},
      {"a name written backwards", "venue_name", "a\u202eb", "PARAMETER_MALFORMED"},
      {"no UTF-8", "venue_name", "\xff\xfe", "PARAMETER_MALFORMED"},
      {"an empty name", "venue_name", "", "PARAMETER_MALFORMED"},
      {"200 characters", "venue_name", std::string(200, 'x'), ""},
      {"201 characters", "venue_name", std::string(201, 'x'), "PARAMETER_MALFORMED"},
      {"a text of many lines", "contact_text", "a\nb\nc", ""},
      {"1,001 characters", "contact_text", std::string(1001, 'x'), "PARAMETER_MALFORMED"},
      {"2 KiB in all", "contact_text", std::string(3 * 700, 'x'), "PARAMETERS_TOO_LONG"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Parameters parameters = Cluster();
    parameters[c.parameter] = c.value;
    EXPECT_EQ(platform::ReasonOf(CheckParameters(Named("alert-cluster"), parameters, kOwn)), c.reason);
  }
}

TEST(Parameters, LinkOnlyToOurOwnPages) {
  const struct {
    std::string link;
    const char* reason;
  } cases[] = {
      {"https://mimamori.example/confirm/abc_-123", ""},
      {"https://mimamori.example.evil.example/confirm/x", "LINK_NOT_OURS"},
      {"https://mimamori.example@evil.example/x", "LINK_NOT_OURS"},
      {"http://mimamori.example/confirm/x", "LINK_NOT_OURS"},
      {"javascript:alert(1)", "LINK_NOT_OURS"},
      {"https://mimamori.example", "LINK_NOT_OURS"},
      {"https://mimamori.example/a b", "PARAMETER_MALFORMED"},
      {"https://mimamori.example/a\r\nBcc: x", "PARAMETER_MALFORMED"},
      {"https://mimamori.example/\"onclick", "PARAMETER_MALFORMED"},
      {"https://mimamori.example/" + std::string(500, 'x'), "PARAMETER_MALFORMED"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.link);
    const absl::Status status = CheckParameters(Named("verification"), {{"link", c.link}}, kOwn);
    EXPECT_EQ(platform::ReasonOf(status), c.reason);
    EXPECT_EQ(status.message().find("evil"), absl::string_view::npos) << "failures never quote a value";
  }
}

}  // namespace
}  // namespace mimamori::mail
