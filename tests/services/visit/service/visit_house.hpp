// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "embedded/visit_migrations.hpp"
#include "services/visit/domain/service_day.hpp"
#include "services/visit/jobs/days.hpp"
#include "services/visit/jobs/verification_relay.hpp"
#include "services/visit/service/guest_service.hpp"
#include "services/visit/service/receipt_service.hpp"
#include "services/visit/service/record_service.hpp"
#include "services/visit/service/visit_service.hpp"
#include "services/visit/store/postgres_visit_store.hpp"
#include "tests/services/visit/service/fake_neighbours.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/scratch_redis.hpp"

namespace mimamori::visit {

using platform::FieldOf;
using platform::ReasonOf;
using Stub = v1::VisitService::Stub;

inline const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);  // 21 November 2026, 14:00 in Osaka
inline constexpr char kToday[] = "2026-11-21";
inline const VenueId kCafe(7), kBar(8);
inline constexpr char kTanaka[] = "Tanaka.Hanako@example.jp";
inline absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

// What a visitor's browser keeps.
struct Browser {
  std::string visitor_cookie;
  std::string stay_cookie;
  // Takes what an answer sets.
  void Take(const v1::CheckedIn& answer) {
    if (answer.has_visitor_cookie()) visitor_cookie = answer.visitor_cookie();
    if (answer.has_stay_cookie()) stay_cookie = answer.stay_cookie();
  }
};

// The service behind a real entrance, on real PostgreSQL and Redis, between a real vault and fakes of the others.
class VisitHouse : public testing::Test {
 protected:
  // Not in the header: every file of tests would take half a minute to build.
  VisitHouse();
  ~VisitHouse() override;

  void AddVenue(platform::VenueId id, const std::string& name, int epoch = 1, bool deleted = false,
                const std::vector<OpenSpan>& hours = {}) {
    const VenueTerms terms{.id = id, .display_name = name, .address = "大阪市北区1-1", .time_zone = "Asia/Tokyo",
                           .zone = LoadZone("Asia/Tokyo").value(), .typical_stay = absl::Minutes(90),
                           .code_epoch = epoch, .deleted = deleted, .hours = hours};
    ASSERT_TRUE(venues_.Apply(Soon(), {terms}, ++sequence_).ok());
  }
  // Gives a venue a rule and links; the venue must be there.
  void SetRule(platform::VenueId id, int minutes, const std::vector<OfferedLink>& links = {}) {
    VenueTerms terms = *venues_.Find(id);
    terms.automatic_check_out = absl::Minutes(minutes);
    terms.links = links;
    ASSERT_TRUE(venues_.Apply(Soon(), {terms}, ++sequence_).ok());
  }
  // Tells of a venue's events; the venue must be there.
  void AddEvents(platform::VenueId id, const std::vector<EventTerms>& events) {
    VenueTerms terms = *venues_.Find(id);
    terms.changed_events = events;
    ASSERT_TRUE(venues_.Apply(Soon(), {terms}, ++sequence_).ok());
  }
  // Tells of a venue's spaces; the venue must be there.
  void AddSpaces(platform::VenueId id, const std::vector<SpaceTerms>& spaces) {
    VenueTerms terms = *venues_.Find(id);
    terms.changed_spaces = spaces;
    ASSERT_TRUE(venues_.Apply(Soon(), {terms}, ++sequence_).ok());
  }
  std::string CodeOf(platform::VenueId venue, int epoch = 1, int space = 0) const {
    return codes_.Write({.venue = venue, .space = space, .epoch = epoch});
  }

  template <class Request, class Response>
  absl::StatusOr<Response> Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request, const std::string& network = "192.0.2.0/24") {
    return tests::CallWith(callers_.Anyone(), *stub_, method, request, network);
  }
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(grpc::Status (v1::RecordService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                              Response*),
                               const Request& request, const std::string& network = "192.0.2.0/24") {
    return tests::CallWith(callers_.Anyone(), *record_stub_, method, request, network);
  }
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(grpc::Status (v1::ReceiptService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                               Response*),
                               const Request& request) {
    return tests::CallWith(callers_.Anyone(), *receipt_stub_, method, request);
  }

  // A request as a page makes it.
  v1::CheckInRequest ARequest(const std::string& address = kTanaka, platform::VenueId venue = kCafe) const {
    v1::CheckInRequest request;
    request.set_request_id(RequestId(platform::TimeOrderedUuid(clock_.Now())).ToString());
    request.set_code(CodeOf(venue));
    request.set_email_address(address);
    request.set_consent(!address.empty());
    return request;
  }
  static v1::CheckInRequest With(const Browser& browser, v1::CheckInRequest request) {
    request.set_visitor_cookie(browser.visitor_cookie);
    request.set_stay_cookie(browser.stay_cookie);
    return request;
  }
  // A check-in that must succeed.
  v1::CheckedIn CheckIn(Browser& browser, const std::string& address = "", platform::VenueId venue = kCafe) {
    const auto answer = Ask(&Stub::CheckIn, With(browser, ARequest(address, venue)));
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return {};
    browser.Take(*answer);
    return *answer;
  }
  absl::StatusOr<v1::Stay> CurrentStay(const Browser& browser) {
    v1::GetCurrentStayRequest request;
    request.set_stay_cookie(browser.stay_cookie);
    request.set_visitor_cookie(browser.visitor_cookie);
    return Ask(&Stub::GetCurrentStay, request);
  }
  absl::StatusOr<v1::CheckedIn> CheckOut(const Browser& browser, absl::Time at) {
    v1::CheckOutRequest request;
    *request.mutable_leave_time() = platform::rpc::ToTimestamp(at);
    request.set_stay_cookie(browser.stay_cookie);
    return Ask(&Stub::CheckOut, request);
  }
  absl::StatusOr<v1::ConfirmedAddress> Confirm(const std::string& token, const Browser& browser,
                                               const RequestId& request_id = RequestId::Random()) {
    v1::ConfirmAddressRequest request;
    request.set_request_id(request_id.ToString());
    request.set_token(token);
    request.set_visitor_cookie(browser.visitor_cookie);
    return Ask(&Stub::ConfirmAddress, request);
  }
  absl::StatusOr<v1::Verification> Verification(const std::string& token, const Browser& browser = {}) {
    v1::GetVerificationRequest request;
    request.set_token(token);
    request.set_visitor_cookie(browser.visitor_cookie);
    return Ask(&Stub::GetVerification, request);
  }
  absl::StatusOr<v1::ConfirmedAddress> Pick(const std::string& token, int number, const Browser& browser = {},
                                            const RequestId& request_id = RequestId::Random()) {
    v1::ConfirmAddressRequest request;
    request.set_request_id(request_id.ToString());
    request.set_token(token);
    request.set_visitor_cookie(browser.visitor_cookie);
    request.set_number(number);
    return Ask(&Stub::ConfirmAddress, request);
  }
  absl::StatusOr<v1::CollectedProof> Collect(const Browser& browser, const RequestId& request_id = RequestId::Random()) {
    v1::CollectProofRequest request;
    request.set_request_id(request_id.ToString());
    request.set_visitor_cookie(browser.visitor_cookie);
    request.set_stay_cookie(browser.stay_cookie);
    return Ask(&Stub::CollectProof, request);
  }
  // The number on the page that waits.
  int NumberShown(const Browser& browser) { return std::atoi(CurrentStay(browser)->confirm_number().c_str()); }
  bool IsVerified(const std::string& visitor_cookie) {
    return cookies_.ReadProof(visitor_cookie, clock_.Now()).value()->verified;
  }
  // Runs the relay; the token in the link of the mail that is new.
  std::string MailedToken() {
    const auto before = mail_.Messages();
    EXPECT_TRUE(relay_.Run(clock_.Now()).ok());
    for (const auto& [id, kept] : mail_.Messages()) {
      if (before.contains(id)) continue;
      const std::string link = kept.message.parameters().at("link");
      return link.substr(link.rfind('/') + 1);
    }
    ADD_FAILURE() << "no mail was queued";
    return "";
  }
  // A browser whose address is confirmed.
  Browser AVerifiedBrowser(const std::string& address = kTanaka) {
    Browser browser;
    CheckIn(browser, address);
    const auto confirmed = Confirm(MailedToken(), browser);
    EXPECT_TRUE(confirmed.ok()) << confirmed.status();
    if (confirmed.ok()) browser.visitor_cookie = confirmed->visitor_cookie();
    return browser;
  }
  int64_t Count(const platform::postgres::Statement& statement) {
    return pool_.Run(Soon(), statement).value().Int8(0, 0);
  }
  int64_t Stays() { return Count({"test.stays", "SELECT count(*) FROM stays"}); }
  int64_t Wishes() { return Count({"test.wishes", "SELECT count(*) FROM verifications"}); }

  absl::StatusOr<std::vector<v1::Overlap>> FindOverlaps(const std::string& token, const v1::FindOverlapsRequest& request) {
    grpc::ClientContext context;
    if (!token.empty()) context.AddMetadata("mimamori-caller-bin", token);
    const auto reader = stub_->FindOverlaps(&context, request);
    std::vector<v1::Overlap> overlaps;
    v1::OverlapPage page;
    while (reader->Read(&page)) overlaps.insert(overlaps.end(), page.overlaps().begin(), page.overlaps().end());
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return platform::rpc::FromGrpc(status);
    return overlaps;
  }
  static v1::FindOverlapsRequest AQuestion(platform::VenueId venue = kCafe) {
    v1::FindOverlapsRequest request;
    request.set_venue_id(venue.ToString());
    *request.mutable_start_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(1));
    *request.mutable_end_time() = platform::rpc::ToTimestamp(kNow + absl::Hours(4));
    request.set_event_id(RequestId::Random().ToString());
    request.set_officer_id("officer-1");
    request.set_purpose("preview");
    return request;
  }

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"visit", clock_};
  tests::ScratchDatabase database_{"visit", embedded::visit_migrations::Files()};
  tests::ScratchRedis redis_server_;
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  platform::redis::Pool redis_{redis_server_.Address(), 4, absl::Milliseconds(500)};
  PostgresVisitStore store_{pool_};
  VenueDirectory venues_{pool_};
  PolicyCache policies_{store_};
  int64_t sequence_ = 0;

  FakeIdentity identity_{callers_, clock_};
  FakeVenue venue_{callers_, clock_};
  FakeRegistry registry_{callers_, clock_};
  tests::FakeMail mail_{"visit", callers_, clock_};
  tests::VaultRoom vault_{callers_, clock_};
  tests::InProcess identity_server_{identity_};
  tests::InProcess venue_server_{venue_};
  tests::InProcess registry_server_{registry_};
  tests::InProcess mail_server_{mail_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("visit");
  const platform::crypto::Signer permits_ = *platform::crypto::Signer::FromFile(callers_.keys() + "/visit.key");
  const platform::rpc::ServiceChannel identity_channel_{"identity", identity_server_.Channel(), signer_};
  const platform::rpc::ServiceChannel mail_channel_{"mail", mail_server_.Channel(), signer_};

  const venue::CodeBook codes_{platform::Secret(std::string(32, 'c'))};
  const VisitorCookies cookies_{platform::Secret(std::string(32, 'v')), platform::Secret(std::string(32, 'q'))};
  DayKeys keys_{FetchFrom({"vault", vault_.Channel(), signer_})};
  CheckInCommits commits_{256, 500, [this](const std::vector<CheckInWrite>& writes) {
                            return store_.KeepCheckIns(Soon(), clock_.Now(), writes);
                          }};
  const CheckInTools tools_{codes_, venues_, cookies_, keys_, policies_};
  CheckInDesk desk_{tools_, store_, commits_};
  VerificationRelay relay_{store_, identity_channel_, mail_channel_, permits_, "http://127.0.0.1:8080"};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"visit", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 2}, verifier_, clock_, metrics_};
  std::atomic<int> wake_ups_ = 0;
  const VisitorMails mails_{tools_, mail_channel_, permits_};
  const ConsentDesk consents_{cookies_, redis_, {"registry", registry_server_.Channel(), signer_}};
  RecordDesk records_{tools_, store_, redis_,
                      {.vault = {"vault", vault_.Channel(), signer_}, .identity = identity_channel_, .mails = mails_,
                       .consents = consents_, .public_url = "http://127.0.0.1:8080"}};
  ReceiptDesk receipts_{tools_, store_, mails_, "http://127.0.0.1:8080"};
  ReceiptService receipt_service_{receipts_, runner_};
  RecordService record_service_{records_, runner_};
  VisitService service_{{store_, tools_, desk_, redis_, [this] { ++wake_ups_; }},
                        {identity_channel_, {"venue", venue_server_.Channel(), signer_}},
                        runner_};
  GuestService guest_service_{tools_, desk_, redis_, [this] { ++wake_ups_; }, runner_};
  tests::InProcess server_{service_};
  tests::InProcess guest_server_{guest_service_};
  const std::unique_ptr<v1::GuestService::Stub> guest_stub_ = v1::GuestService::NewStub(guest_server_.Channel());
  tests::InProcess record_server_{record_service_};
  tests::InProcess receipt_server_{receipt_service_};
  const std::unique_ptr<Stub> stub_ = v1::VisitService::NewStub(server_.Channel());
  const std::unique_ptr<v1::RecordService::Stub> record_stub_ = v1::RecordService::NewStub(record_server_.Channel());
  const std::unique_ptr<v1::ReceiptService::Stub> receipt_stub_ = v1::ReceiptService::NewStub(receipt_server_.Channel());
};

}  // namespace mimamori::visit
