// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/delivery_report.hpp"

#include <gtest/gtest.h>

namespace mimamori::inbound_mail {
namespace {

using enum DeliveryReport::Outcome;

constexpr char kRecipient[] = "Final-Recipient: rfc822; hanako@example.jp\r\n";

std::string Report(const std::string& status_fields, const std::string& top = "", const std::string& boundary = "b/1",
                   const std::string& line = "--b/1") {
  return top + "From: MAILER-DAEMON@mx.example\r\nAuto-Submitted: auto-replied\r\n"
         "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"" + boundary + "\"\r\n\r\n"
         "This is the mail system.\r\n" + line + "\r\nContent-Type: text/plain\r\n\r\nStatus: 5.7.1\r\n550 5.7.1 not this one\r\n"
         + line + "  \r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n" + status_fields +
         "\r\n" + line + "\r\nContent-Type: text/rfc822-headers\r\n\r\nStatus: 5.9.9\r\nAction: failed\r\n" + line + "--\r\n";
}

std::string WithLf(std::string text) {
  std::erase(text, '\r');
  return text;
}

TEST(ReadDeliveryReport, BelievesAReportAboutOneRecipient) {
  const struct {
    const char* fields;
    std::optional<DeliveryReport> report;
  } cases[] = {
      {"Action: failed\r\nStatus: 5.1.1\r\n", DeliveryReport{kFailed, "5.1.1", 0}},
      {"Action: FAILED\r\nStatus: 5.1.1 (no such user)\r\n", DeliveryReport{kFailed, "5.1.1", 0}},
      {"Action: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 full (really\r\n", DeliveryReport{kFailed, "5.2.2", 552}},
      {"Action: failed\r\nStatus: 4.4.1\r\nDiagnostic-Code: SMTP;451-later\r\n", DeliveryReport{kFailed, "4.4.1", 451}},
      {"Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: x-unix; 550\r\n", DeliveryReport{kFailed, "5.0.0", 0}},
      {"Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 250 ok\r\n", DeliveryReport{kFailed, "5.0.0", 0}},
      {"Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp;\r\n", DeliveryReport{kFailed, "5.0.0", 0}},
      {"Action: delayed\r\nStatus: 4.4.1\r\n", DeliveryReport{kDelayed, "4.4.1", 0}},
      {"Action: delayed\r\n", DeliveryReport{kDelayed, "", 0}},
      {"Action: relayed\r\nStatus: 2.0.0\r\n", DeliveryReport{kDelivered, "2.0.0", 0}},
      {"Action: delivered\r\n", DeliveryReport{kDelivered, "", 0}},
      {"Action: expanded (to many)\r\n", DeliveryReport{kDelivered, "", 0}},
      {"Action: failed\r\n", std::nullopt},
      {"Action: failed\r\nStatus: five\r\n", std::nullopt},
      {"Action: failed\r\nStatus: 5.1\r\n", std::nullopt},
      {"Action: failed\r\nStatus: 5.1.1111\r\n", std::nullopt},
      {"Action: failed\r\nStatus: 6.1.1\r\n", std::nullopt},
      {"Action: failed\r\nStatus: 2.1.1\r\n", std::nullopt},
      {"Action: failed\r\nAction: relayed\r\nStatus: 5.1.1\r\n", std::nullopt},
      {"Action: unheard-of\r\nStatus: 5.1.1\r\n", std::nullopt},
      {"Action: failed\r\nStatus: 5.1.1\r\nno field\r\n", std::nullopt},
      {"Action: failed\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient: rfc822; c@d\r\nAction: failed\r\nStatus: 5.1.1\r\n",
       std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fields);
    EXPECT_EQ(ReadDeliveryReport(Report(kRecipient + std::string(c.fields))), c.report);
    EXPECT_EQ(ReadDeliveryReport(WithLf(Report(kRecipient + std::string(c.fields)))), c.report);
  }
}

TEST(ReadDeliveryReport, NeedsToSayWhomItIsAbout) {
  EXPECT_EQ(ReadDeliveryReport(Report("Action: failed\r\nStatus: 5.1.1\r\n")), std::nullopt);
}

TEST(ReadDeliveryReport, ReadsOneThatIsCutOff) {
  const std::string whole = Report(std::string(kRecipient) + "Action: failed\r\nStatus: 5.1.1\r\n");
  for (const char* end : {"--b/1\r\nContent-Type: text/rfc822", "Status: 5.9.9"}) {
    EXPECT_EQ(ReadDeliveryReport(whole.substr(0, whole.find(end))), (DeliveryReport{kFailed, "5.1.1", 0})) << end;
  }
}

TEST(ReadDeliveryReport, IsNothingElse) {
  const std::string fields = std::string(kRecipient) + "Action: failed\r\nStatus: 5.1.1\r\n";
  ASSERT_TRUE(ReadDeliveryReport(Report(fields)));
  const std::string longest(70, 'b');
  ASSERT_TRUE(ReadDeliveryReport(Report(fields, "", longest, "--" + longest)));
  const struct {
    const char* name;
    std::string mail;
  } cases[] = {
      {"nothing", ""},
      {"a vacation note", "Auto-Submitted: auto-replied\r\n\r\n550 5.1.1 no such user\r\n"},
      {"headers that are none", Report(fields, "no field\r\n")},
      {"two types", Report(fields, "Content-Type: text/plain\r\n")},
      {"another boundary", Report(fields, "", "b/2")},
      {"no boundary", Report(fields, "", "", "--")},
      {"a boundary too long", Report(fields, "", longest + "b", "--" + longest + "b")},
      {"a feedback report", "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n"
                            "Content-Type: message/delivery-status\r\n\r\n" + fields},
      {"the status alone", "Content-Type: message/delivery-status\r\n\r\n" + fields},
      {"a forwarded report", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" +
                             Report(fields)},
  };
  for (const auto& c : cases) EXPECT_EQ(ReadDeliveryReport(c.mail), std::nullopt) << c.name;
}

}  // namespace
}  // namespace mimamori::inbound_mail
