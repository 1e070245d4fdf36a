// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/postmaster_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "embedded/mail_migrations.hpp"
#include "services/mail/store/bounce_store.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using platform::FieldOf;
using platform::ReasonOf;
using testing::SizeIs;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());
constexpr char kAccount[] = "0f0e0d0c-0000-4000-8000-00000000000a";

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class PostmasterServiceTest : public testing::Test {
 protected:
  PostmasterServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::PostmasterService::NewStub(server_->InProcessChannel({}));
  }
  ~PostmasterServiceTest() override { server_->Shutdown(); }

  void Fail(int count, const std::string& kind = "docomo") {
    Settle(count, {MessageState::kFailed, 1, kNow, "REFUSED", 550}, kind);
  }

  // Sends, and hears afterwards that each came back.
  void SendInVain(int count, const std::string& kind) {
    const BouncePolicy policy{.statuses = {"5.1.1"}, .reports = 3, .within = absl::Hours(240), .suppressed = absl::Hours(720)};
    for (const int64_t number : Settle(count, {MessageState::kSent, 1, kNow, "", 250}, kind)) {
      EXPECT_TRUE(*bounces_.Record(Soon(), kNow, policy, {number, "sixteen bytes of"}, true, 550));
    }
  }

  // The numbers of as many mails, which ended like this.
  std::vector<int64_t> Settle(int count, const Outcome& end, const std::string& kind) {
    Batch batch;
    batch.caller = "exposure";
    batch.group = "event";
    batch.mail = &Templates().back();
    batch.permit = "the-permit";
    batch.permit_signature = "the-signature";
    batch.now = kNow;
    batch.expire_time = kNow + absl::Hours(24);
    batch.key_day = absl::CivilDay(2026, 11, 21);
    for (int i = 0; i < count; ++i) {
      batch.mails.push_back({.id = MessageId::Random(), .request_id = platform::RequestId::Random(),
                             .sealed_contact = "sealed", .parameters = "encrypted", .quota = {}});
    }
    EXPECT_TRUE(store_.Enqueue(Soon(), batch).ok());
    std::vector<Result> results;
    std::vector<int64_t> numbers;
    const auto all = *store_.Claim(Soon(), kNow, kNow + absl::Minutes(1), 7, 500);
    for (const Claimed& claimed : all) {
      results.push_back({claimed.number, end, kind});
      numbers.push_back(claimed.number);
    }
    EXPECT_TRUE(store_.Settle(Soon(), kNow, 7, results).ok());
    return numbers;
  }

  std::string Administrator(const std::vector<std::string>& areas = {}, const std::string& subject = kAccount) const {
    return callers_.Person("gateway_staff", subject, rpc::v1::ROLE_ADMINISTRATOR, areas);
  }
  absl::StatusOr<v1::ListDeadLettersResponse> List(const v1::ListDeadLettersRequest& request,
                                                   const std::string& caller) {
    return tests::CallWith(caller, *stub_, &v1::PostmasterService::Stub::ListDeadLetters, request);
  }
  absl::StatusOr<v1::MailStatistics> Statistics(const std::string& from, const std::string& to,
                                                const std::string& caller) {
    v1::GetMailStatisticsRequest request;
    request.set_from_day(from);
    request.set_to_day(to);
    return tests::CallWith(caller, *stub_, &v1::PostmasterService::Stub::GetMailStatistics, request);
  }
  // Every call of the service as that caller; the reasons that they were refused for.
  std::set<std::string> ReasonsOf(const std::string& caller) {
    using Stub = v1::PostmasterService::Stub;
    v1::RetryDeadLetterRequest one;
    one.set_message_id(platform::RequestId::Random().ToString());
    v1::RetryDeadLettersRequest some;
    some.mutable_filter()->set_group("event");
    return {ReasonOf(List({}, caller).status()),
            ReasonOf(tests::CallWith(caller, *stub_, &Stub::GetDeadLetterCounts, v1::GetDeadLetterCountsRequest()).status()),
            ReasonOf(tests::CallWith(caller, *stub_, &Stub::RetryDeadLetter, one).status()),
            ReasonOf(tests::CallWith(caller, *stub_, &Stub::RetryDeadLetters, some).status()),
            ReasonOf(Statistics("2026-11-21", "2026-11-21", caller).status())};
  }

  tests::FakeClock clock_{kNow};
  tests::Callers callers_{"mail", clock_};
  platform::rpc::CallerVerifier verifier_{"mail", callers_.keys(), clock_};
  platform::observe::Metrics metrics_;
  platform::rpc::Runner runner_{{}, verifier_, clock_, metrics_};
  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresMailStore store_{pool_};
  DeadLetterStore letters_{pool_};
  BounceStore bounces_{pool_};
  PolicyBook policies_{pool_};
  std::atomic<int> wakes_ = 0;
  PostmasterService service_{letters_, platform::crypto::RandomKey(), runner_,
                             {.statistics = std::bind_front(&PolicyBook::Statistics, &policies_),
                              .wake_sender = [this] { ++wakes_; }}};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::PostmasterService::Stub> stub_;
};

TEST_F(PostmasterServiceTest, IsForAdministratorsOfTheWholeInstallation) {
  using testing::ElementsAre;
  EXPECT_THAT(ReasonsOf(Administrator({"271004"})), ElementsAre("WHOLE_INSTALLATION_ONLY"));
  EXPECT_THAT(ReasonsOf(callers_.Officer(kAccount, {})), ElementsAre("ACCESS_DENIED"));
  EXPECT_THAT(ReasonsOf(callers_.Person("gateway_staff", kAccount, rpc::v1::ROLE_AUDITOR, {})),
              ElementsAre("ACCESS_DENIED"));
  EXPECT_THAT(ReasonsOf(callers_.Anyone()), ElementsAre("ACCESS_DENIED"));
  EXPECT_THAT(ReasonsOf(callers_.Service("exposure")), ElementsAre("ACCESS_DENIED"));
}

TEST_F(PostmasterServiceTest, ListsPageByPageForOnePersonAndFilter) {
  Fail(5);
  v1::ListDeadLettersRequest request;
  request.set_page_size(2);
  request.mutable_filter()->set_reason("REFUSED");
  std::set<std::string> ids;
  std::string second;
  int pages = 0;
  do {
    const auto page = List(request, Administrator());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& letter : page->letters()) ids.insert(letter.message_id());
    if (++pages == 1) second = page->next_page_token();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(ids, SizeIs(5));
  request.set_page_token(second);
  EXPECT_EQ(ReasonOf(List(request, Administrator({}, "0f0e0d0c-0000-4000-8000-00000000000b")).status()),
            "BAD_PAGE_TOKEN");
  request.mutable_filter()->set_reason("GIVEN_UP");
  EXPECT_EQ(ReasonOf(List(request, Administrator()).status()), "BAD_PAGE_TOKEN");
}

TEST_F(PostmasterServiceTest, SendsAgainAndWakesTheSender) {
  Fail(3);
  const auto listed = List({}, Administrator());
  ASSERT_TRUE(listed.ok()) << listed.status();
  v1::RetryDeadLetterRequest one;
  one.set_message_id(listed->letters(1).message_id());
  using Stub = v1::PostmasterService::Stub;
  EXPECT_EQ(tests::CallWith(Administrator(), *stub_, &Stub::RetryDeadLetter, one)->retried(), 1);
  EXPECT_EQ(wakes_, 1);
  v1::RetryDeadLettersRequest rest;
  EXPECT_EQ(ReasonOf(tests::CallWith(Administrator(), *stub_, &Stub::RetryDeadLetters, rest).status()),
            "FILTER_IS_EMPTY");
  rest.mutable_filter()->set_smtp_code(550);
  const auto retried = tests::CallWith(Administrator(), *stub_, &Stub::RetryDeadLetters, rest);
  ASSERT_TRUE(retried.ok()) << retried.status();
  EXPECT_EQ(retried->retried(), 2);
  EXPECT_FALSE(retried->more());
  EXPECT_EQ(store_.CountUnsettled(Soon())->queued, 3);
  one.set_message_id("7");
  EXPECT_EQ(ReasonOf(tests::CallWith(Administrator(), *stub_, &Stub::RetryDeadLetter, one).status()), "MALFORMED_ID");
}

TEST_F(PostmasterServiceTest, RefusesAFilterThatNamesNothing) {
  struct Case {
    std::function<void(v1::DeadLetterFilter&)> change;
    const char* reason;
    const char* field;
  };
  const Case cases[] = {
      {[](auto& f) { f.set_template_("letter"); }, "UNKNOWN_TEMPLATE", "filter.template"},
      {[](auto& f) { f.set_group("a b"); }, "MALFORMED_ID", "filter.group"},
      {[](auto& f) { f.set_reason("refused"); }, "MALFORMED_REASON", "filter.reason"},
      {[](auto& f) { f.set_smtp_code(99); }, "SMTP_CODE_OUT_OF_RANGE", "filter.smtp_code"},
  };
  for (const Case& c : cases) {
    v1::ListDeadLettersRequest request;
    c.change(*request.mutable_filter());
    const absl::Status status = List(request, Administrator()).status();
    EXPECT_EQ(ReasonOf(status), c.reason);
    EXPECT_EQ(FieldOf(status), c.field);
  }
}

TEST_F(PostmasterServiceTest, CountsWhatCameBackBesideWhatWasSent) {
  SendInVain(11, "docomo");
  const auto statistics = Statistics("2026-11-21", "2026-11-21", Administrator());
  ASSERT_TRUE(statistics.ok()) << statistics.status();
  ASSERT_EQ(statistics->tallies_size(), 1);
  EXPECT_EQ(statistics->tallies(0).sent(), 11);
  EXPECT_EQ(statistics->tallies(0).bounced(), 11);
  EXPECT_EQ(statistics->tallies(0).failed(), 0);
}

TEST_F(PostmasterServiceTest, CountsSmallKindsAsOther) {
  Fail(12, "docomo");
  Fail(4, "au");
  Fail(7, "other");
  const auto statistics = Statistics("2026-11-20", "2026-11-21", Administrator());
  ASSERT_TRUE(statistics.ok()) << statistics.status();
  ASSERT_EQ(statistics->tallies_size(), 2);
  EXPECT_EQ(statistics->tallies(0).domain_kind(), "docomo");
  EXPECT_EQ(statistics->tallies(0).failed(), 12);
  EXPECT_EQ(statistics->tallies(0).day(), "2026-11-21");
  EXPECT_EQ(statistics->tallies(1).domain_kind(), "other");
  EXPECT_EQ(statistics->tallies(1).failed(), 11);
  EXPECT_EQ(statistics->tallies(0).bounced(), 0);
  EXPECT_EQ(ReasonOf(Statistics("2026-11-21", "2026-11-20", Administrator()).status()), "DAYS_OUT_OF_RANGE");
  EXPECT_EQ(ReasonOf(Statistics("2026-10-21", "2026-11-21", Administrator()).status()), "DAYS_OUT_OF_RANGE");
  EXPECT_EQ(ReasonOf(Statistics("yesterday", "2026-11-21", Administrator()).status()), "MALFORMED_DAY");
}

}  // namespace
}  // namespace mimamori::mail
