// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/observation/service/worklist_service.hpp"

#include <condition_variable>
#include <set>
#include <thread>

#include "services/platform/crypto/aead.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::observation {

using platform::FieldOf;
using platform::ReasonOf;
using Stub = v1::WorklistService::Stub;

inline const char kHanako[] = "0192f0c1-0000-4000-8000-000000000001";
inline const char kTaro[] = "0192f0c1-0000-4000-8000-000000000002";

// Whom identity knows as health officers of 271004.
class FakeColleagues final : public identity::v1::ColleagueService::Service {
 public:
  grpc::Status GetColleague(grpc::ServerContext*, const identity::v1::GetColleagueRequest* request,
                            identity::v1::Colleague* response) override {
    const std::lock_guard lock(mutex_);
    if (away_) return {grpc::StatusCode::UNAVAILABLE, "away"};
    if (!known_.contains(request->account_id()) || request->area_code() != "271004") {
      return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kNotFound, "COLLEAGUE_UNKNOWN", "none", "account_id"));
    }
    response->set_account_id(request->account_id());
    return grpc::Status::OK;
  }
  void Know(std::set<std::string> accounts) {
    const std::lock_guard lock(mutex_);
    known_ = std::move(accounts);
  }
  void GoAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }

 private:
  std::mutex mutex_;
  std::set<std::string> known_ = {kHanako, kTaro};
  bool away_ = false;
};

// A live list that somebody looks at; what comes is kept in order.
class Watching {
 public:
  Watching(Stub& stub, const std::string& token, const std::string& resume_token = "", int most = 0) {
    context_.AddMetadata("mimamori-caller-bin", token);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::WatchWorklistRequest request;
    request.set_resume_token(resume_token);
    request.set_most(most);
    reader_ = stub.WatchWorklist(&context_, request);
    thread_ = std::thread([this] {
      v1::WorklistEvent event;
      while (reader_->Read(&event)) {
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
        came_.notify_all();
      }
      const grpc::Status status = reader_->Finish();
      const std::lock_guard lock(mutex_);
      over_ = platform::rpc::FromGrpc(status);
      came_.notify_all();
    });
  }
  ~Watching() {
    context_.TryCancel();
    thread_.join();
  }
  // The next event; fails the test when none comes.
  v1::WorklistEvent Next() {
    std::unique_lock lock(mutex_);
    const bool came = came_.wait_for(lock, std::chrono::seconds(30), [&] { return taken_ < events_.size() || over_; });
    EXPECT_TRUE(came && taken_ < events_.size()) << (over_ ? over_->ToString() : "nothing came");
    return taken_ < events_.size() ? events_[taken_++] : v1::WorklistEvent();
  }
  // The list as it is, by case; its last event's token.
  std::vector<std::string> Beginning() {
    EXPECT_EQ(Next().kind(), v1::WORKLIST_EVENT_KIND_BEGIN);
    std::vector<std::string> cases;
    while (true) {
      const v1::WorklistEvent event = Next();
      if (event.kind() != v1::WORKLIST_EVENT_KIND_ITEM) {
        EXPECT_EQ(event.kind(), v1::WORKLIST_EVENT_KIND_COMPLETE);
        token_ = event.resume_token();
        more_ = event.more();
        return cases;
      }
      EXPECT_EQ(event.resume_token(), "") << "whoever breaks off here begins anew";
      cases.push_back(event.item().case_id());
    }
  }
  const std::string& token() const { return token_; }
  bool more() const { return more_; }
  absl::Status Over() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(came_.wait_for(lock, std::chrono::seconds(30), [&] { return over_.has_value(); }));
    return over_.value_or(absl::OkStatus());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WorklistEvent>> reader_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<v1::WorklistEvent> events_;
  size_t taken_ = 0;
  std::optional<absl::Status> over_;
  std::string token_;
  bool more_ = false;
};

// The service behind a real entrance, on real PostgreSQL.
class WorklistHouse : public ObservationStoreTest {
 protected:
  // Not in the header: every file of tests would be built with all of it.
  WorklistHouse();
  ~WorklistHouse() override;

  std::string Officer(const char* who = kHanako, const std::vector<std::string>& areas = {"271004"}) const {
    return callers_.Officer(who, areas);
  }
  CaseId WatchedIn(const char* area) {
    WatchedPatient patient = APatient();
    patient.area = platform::AreaCode::Parse(area).value();
    return Watched(patient);
  }
  void Says(const CaseId& id, int spo2, absl::Time time = kNow) {
    NewReport told{.patient = id, .request = RequestId::Random(), .report = Well(time), .reported_by = id.ToString()};
    told.report.readings.spo2 = spo2;
    EXPECT_TRUE(Tell({told})[0].ok());
  }
  CaseId Ill(int spo2 = 94, const char* area = "271004") {
    const CaseId id = WatchedIn(area);
    Says(id, spo2);
    return id;
  }
  template <class Request>
  static Request About(const CaseId& id, int version) {
    Request request;
    request.set_case_id(id.ToString());
    request.set_request_id(RequestId::Random().ToString());
    request.set_version(version);
    return request;
  }
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request, const std::string& token) {
    return tests::CallWith(token, *stub_, method, request);
  }
  absl::StatusOr<v1::Item> Claim(const CaseId& id, int version = 1, const char* who = kHanako) {
    return Ask(&Stub::ClaimItem, About<v1::ClaimItemRequest>(id, version), Officer(who));
  }
  // To nobody: to whoever takes it.
  absl::StatusOr<v1::Item> HandOver(const CaseId& id, int version, const std::string& to = "", const char* who = kHanako) {
    auto request = About<v1::HandItemOverRequest>(id, version);
    request.set_to_account_id(to);
    return Ask(&Stub::HandItemOver, request, Officer(who));
  }
  absl::StatusOr<v1::Item> Get(const CaseId& id, const std::string& token) {
    v1::GetItemRequest request;
    request.set_case_id(id.ToString());
    return Ask(&Stub::GetItem, request, token);
  }
  absl::StatusOr<v1::ListItemsResponse> ListItems(const std::string& token, int page_size = 0,
                                                  const std::string& page_token = "") {
    v1::ListItemsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Ask(&Stub::ListItems, request, token);
  }
  absl::StatusOr<v1::ListDeedsResponse> ListDeeds(const CaseId& id, const std::string& token, int page_size = 0,
                                                  const std::string& page_token = "") {
    v1::ListDeedsRequest request;
    request.set_case_id(id.ToString());
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Ask(&Stub::ListDeeds, request, token);
  }
  static std::unique_ptr<grpc::Server> Serving(grpc::Service& service);
  int64_t Count(const std::string& sql) {
    const auto rows = pool_.Run(Soon(), {sql.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"observation", clock_};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"observation", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 16}, verifier_, clock_, metrics_};
  RuleBook rules_{pool_, reports_};
  FakeColleagues known_colleagues_;
  const std::unique_ptr<grpc::Server> identity_ = Serving(known_colleagues_);
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("observation");
  const Colleagues colleagues_{{"identity", identity_->InProcessChannel({}), signer_}};
  WorklistService service_{runner_, {.work = work_, .rules = rules_, .colleagues = colleagues_,
                                     .page_tokens = platform::rpc::PageTokens(platform::crypto::RandomKey()),
                                     .clock = clock_}};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace mimamori::observation
