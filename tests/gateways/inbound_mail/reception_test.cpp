// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/reception.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::inbound_mail {
namespace {

constexpr char kCode[] = "k7qp2m9xd4@in.city.example";
constexpr char kVerified[] = "Authentication-Results: mx.city.example; dmarc=pass header.from=example.jp\r\n";
constexpr char kMail[] = "Received: from x by y; Sat, 21 Nov 2026 14:00:07 +0900\r\nFrom: hanako@example.jp\r\n"
                         "Message-ID: <1@example.jp>\r\n\r\nanything\r\n";

class ReceptionTest : public testing::Test {
 protected:
  std::string Deliver(const std::string& mail, const std::string& sender = "hanako@example.jp",
                      std::vector<std::string> recipients = {kCode}) {
    std::string said;
    for (const Reply& reply : reception_.Deliver({.sender = sender, .recipients = std::move(recipients), .mail = mail, .too_large = false, .bare_ends = false})) {
      said += std::to_string(reply.code) + " " + reply.text + "\n";
    }
    return said;
  }
  void Fail(absl::StatusCode code, const char* reason) { answer_ = platform::Failure(code, reason, "it is so"); }

  absl::Status answer_;
  std::vector<visit::v1::CheckInByMailRequest> asked_;
  std::vector<mail::v1::RecordBounceRequest> bounces_;
  std::vector<std::string> outcomes_;
  const Reception reception_{{.authserv_id = "mx.city.example", .own_hops = 1, .own_domain = "in.city.example"},
                             {.check_in =
                                  [this](const visit::v1::CheckInByMailRequest& request) {
                                    asked_.push_back(request);
                                    return answer_;
                                  },
                              .record_bounce =
                                  [this](const mail::v1::RecordBounceRequest& request) {
                                    bounces_.push_back(request);
                                    return answer_;
                                  }},
                             [this](const Outcome& outcome) {
                               outcomes_.push_back(std::string(outcome.result) + " " + outcome.reason);
                             }};
};

TEST_F(ReceptionTest, ChecksInWhoWroteAtEachCode) {
  const std::string second = "K7QP2-M9XD5@IN.City.example";
  EXPECT_EQ(Deliver(std::string(kVerified) + kMail, "hanako@example.jp", {kCode, second}), "250 2.0.0 kept\n250 2.0.0 kept\n");
  ASSERT_EQ(asked_.size(), 2u);
  EXPECT_EQ(asked_[0].message_id(), "<1@example.jp>");
  EXPECT_EQ(asked_[0].code(), "k7qp2m9xd4");
  EXPECT_EQ(asked_[0].email_address(), "hanako@example.jp");
  EXPECT_TRUE(asked_[0].verified());
  EXPECT_EQ(asked_[0].language(), "ja");
  EXPECT_EQ(asked_[0].receive_time().seconds(), 1'795'237'207);
  EXPECT_EQ(asked_[1].code(), "K7QP2-M9XD5");
  EXPECT_EQ(outcomes_, (std::vector<std::string>{"kept ", "kept "}));
  Deliver(kMail);
  EXPECT_FALSE(asked_[2].verified());
}

TEST_F(ReceptionTest, RefusesAloudOnlyToWhomItCameFrom) {
  const std::string verified = std::string(kVerified) + kMail;
  const struct {
    const char* name;
    absl::StatusCode code;
    std::string mail;
    const char* sender;
    const char* begins;
  } cases[] = {
      {"her own mail", absl::StatusCode::kNotFound, verified, "Hanako@example.jp", "550 5.7.1 WHY: it is so"},
      {"another envelope", absl::StatusCode::kNotFound, verified, "victim@example.net", "250 2.0.0 taken"},
      {"nobody vouches", absl::StatusCode::kNotFound, kMail, "hanako@example.jp", "250 2.0.0 taken"},
      {"revoked", absl::StatusCode::kFailedPrecondition, verified, "hanako@example.jp", "550 "},
      {"too old", absl::StatusCode::kInvalidArgument, kMail, "hanako@example.jp", "250 "},
      {"away", absl::StatusCode::kUnavailable, kMail, "victim@example.net", "451 4.3.0 not now: WHY"},
      {"too slow", absl::StatusCode::kDeadlineExceeded, verified, "hanako@example.jp", "451 "},
      {"not let in", absl::StatusCode::kPermissionDenied, verified, "hanako@example.jp", "451 "},
      {"too many of hers", absl::StatusCode::kResourceExhausted, verified, "hanako@example.jp", "451 "},
      {"a flood", absl::StatusCode::kResourceExhausted, kMail, "hanako@example.jp", "250 2.0.0 taken, and nothing done: WHY"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Fail(c.code, "WHY");
    EXPECT_TRUE(Deliver(c.mail, c.sender).starts_with(c.begins)) << Deliver(c.mail, c.sender);
  }
}

TEST_F(ReceptionTest, DropsWhatIsNoVisitorsMail) {
  EXPECT_EQ(Deliver(kMail, ""), "250 2.0.0 taken, and nothing done: MAIL_AUTOMATIC\n");
  EXPECT_EQ(Deliver(std::string("X-Loop: x\r\n") + kMail), "250 2.0.0 taken, and nothing done: MAIL_LOOPS\n");
  EXPECT_EQ(Deliver(std::string("List-Id: x\r\n") + kMail, "a@b.jp", {kCode, kCode}),
            "250 2.0.0 taken, and nothing done: MAIL_BULK\n250 2.0.0 taken, and nothing done: MAIL_BULK\n");
  const Delivery large{.sender = "a@b.jp", .recipients = {kCode}, .mail = kMail, .too_large = true, .bare_ends = false};
  const Delivery bare{.sender = "a@b.jp", .recipients = {kCode}, .mail = kMail, .too_large = false, .bare_ends = true};
  EXPECT_EQ(reception_.Deliver(large)[0].text, "2.0.0 taken, and nothing done: MAIL_TOO_LARGE");
  EXPECT_EQ(reception_.Deliver(bare)[0].text, "2.0.0 taken, and nothing done: MAIL_MALFORMED");
  EXPECT_TRUE(asked_.empty());
  EXPECT_EQ(outcomes_.back(), "dropped MAIL_MALFORMED");
}

TEST_F(ReceptionTest, HandsOnWhatIsReportedOfOurOwnMails) {
  const std::string token = std::string(50, 'a') + "b0c9d";
  const std::string address = "bounce-" + token + "@in.city.example";
  const auto report = [](const std::string& fields) {
    return "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\nAuto-Submitted: auto-replied\r\n\r\n--b\r\n"
           "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@b.jp\r\n" +
           fields + "\r\n--b--\r\n";
  };
  const std::string failed = report("Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no\r\n");
  EXPECT_EQ(Deliver(failed, "", {address}), "250 2.0.0 kept\n");
  ASSERT_EQ(bounces_.size(), 1u);
  EXPECT_EQ(bounces_[0].token(), token);
  EXPECT_EQ(bounces_[0].status(), "5.1.1");
  EXPECT_EQ(bounces_[0].smtp_code(), 550);
  EXPECT_EQ(outcomes_.back(), "bounced ");
  const Delivery cut{.sender = "", .recipients = {address}, .mail = failed, .too_large = true, .bare_ends = true};
  EXPECT_EQ(reception_.Deliver(cut)[0].text, "2.0.0 kept") << "what follows is our own mail";
  EXPECT_EQ(Deliver(report("Action: delayed\r\nStatus: 4.4.1\r\n"), "", {address}),
            "250 2.0.0 taken, and nothing done: REPORT_DELAYED\n");
  EXPECT_EQ(Deliver(report("Action: relayed\r\n"), "", {address}), "250 2.0.0 taken, and nothing done: REPORT_DELIVERED\n");
  EXPECT_EQ(Deliver(kMail, "hanako@example.jp", {address}), "250 2.0.0 taken, and nothing done: REPORT_UNCLEAR\n");
  EXPECT_EQ(bounces_.size(), 2u);
  EXPECT_TRUE(asked_.empty());
  Fail(absl::StatusCode::kUnavailable, "AWAY");
  EXPECT_EQ(Deliver(failed, "", {address}), "451 4.3.0 not now: AWAY\n");
  Fail(absl::StatusCode::kNotFound, "TOKEN_UNKNOWN");
  EXPECT_EQ(Deliver(failed, "", {address}), "250 2.0.0 taken, and nothing done: TOKEN_UNKNOWN\n");
}

TEST_F(ReceptionTest, KnowsItsAddresses) {
  const std::string scanned(28, 'a');
  for (const std::string& good : {std::string(kCode), std::string("K7QP2-M9XD4@in.city.example"), scanned + "@IN.CITY.EXAMPLE",
                                  "Bounce-" + std::string(55, 'a') + "@in.city.example"}) {
    EXPECT_EQ(reception_.Judge(good).code, 250) << good;
  }
  for (const std::string& bad : {std::string("k7qp2m9xd4"), std::string("k7qp2m9xd4@city.example"),
                                 std::string("k7qp2m9xd@in.city.example"), std::string("k7qp2m9xd44@in.city.example"),
                                 std::string("k7qp2m9xd@@in.city.example"), std::string("-k7qp2-m9xd4@in.city.example"),
                                 "-" + scanned + "@in.city.example", scanned + "a@in.city.example",
                                 std::string("postmaster@in.city.example"), std::string("@in.city.example"), std::string(),
                                 "bounce-" + std::string(54, 'a') + "@in.city.example",
                                 "bounce-" + std::string(54, 'a') + "-@in.city.example",
                                 "bounce-" + std::string(55, 'a') + "@city.example"}) {
    EXPECT_EQ(reception_.Judge(bad).code, 550) << bad;
  }
}

}  // namespace
}  // namespace mimamori::inbound_mail
