// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>

#include "services/observation/service/diary_service.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/answer_together.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::observation {

using platform::FieldOf;
using platform::ReasonOf;
using Stub = v1::DiaryService::Stub;

// The service behind a real entrance, on real PostgreSQL.
class DiaryHouse : public ObservationStoreTest {
 protected:
  // Not in the header: every file of tests would be built with all of it.
  DiaryHouse();
  ~DiaryHouse() override;

  CaseId Child() {
    WatchedPatient child = APatient();
    child.number = "271004-2026-000124";
    child.language = "vi";
    child.reporter = hers_;
    return Watched(child);
  }

  std::string PatientWith(const std::string& device, const CaseId& id) const {
    return callers_.SignerOf("gateway_public")
        .For("observation", {.issuer = "gateway_public", .subject = device, .roles = {rpc::v1::ROLE_PATIENT},
                             .organisation = id.ToString()});
  }
  std::string Patient() const { return PatientWith("first", hers_); }
  std::string Osaka() const { return callers_.Officer("hanako", {"271004"}); }
  std::string Tokyo() const { return callers_.Officer("taro", {"130001"}); }

  static v1::Answers Fine() {
    v1::Answers answers;
    answers.set_temperature(36.5);
    answers.set_spo2(98);
    answers.set_pulse(70);
    answers.set_respiratory_rate(16);
    answers.set_oxygen(false);
    answers.set_signs_asked(true);
    answers.set_symptoms_asked(true);
    answers.set_fever_reducer(false);
    answers.set_food(1);
    answers.set_water(1);
    answers.set_urine(1);
    return answers;
  }
  static v1::Answers Saturated(int spo2) {
    v1::Answers answers = Fine();
    answers.set_spo2(spo2);
    return answers;
  }
  v1::SubmitReportRequest AReport(const CaseId& id, const v1::Answers& answers) const {
    v1::SubmitReportRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_case_id(id.ToString());
    *request.mutable_answers() = answers;
    *request.mutable_reported_time() = platform::rpc::ToTimestamp(clock_.Now() - absl::Seconds(3));
    return request;
  }
  v1::SubmitReportRequest AReport(const v1::Answers& answers = Fine()) const { return AReport(hers_, answers); }
  v1::EnterReportRequest AnEntry(const v1::Answers& answers = Fine()) const {
    v1::EnterReportRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_case_id(hers_.ToString());
    *request.mutable_answers() = answers;
    return request;
  }

  template <class Request, class Response>
  absl::StatusOr<Response> Ask(const std::string& token,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    return tests::CallWith(token, *stub_, method, request);
  }
  absl::StatusOr<v1::Next> Submit(const v1::SubmitReportRequest& request) { return Submit(request, Patient()); }
  absl::StatusOr<v1::Next> Submit(const v1::SubmitReportRequest& request, const std::string& token) {
    return Ask(token, &Stub::SubmitReport, request);
  }
  absl::StatusOr<v1::Next> Enter(const v1::EnterReportRequest& request) {
    return Ask(Osaka(), &Stub::EnterReport, request);
  }
  absl::StatusOr<v1::Diary> Diary(const std::string& token) {
    return Ask(token, &Stub::GetDiary, v1::GetDiaryRequest());
  }
  absl::StatusOr<v1::ListReportsResponse> List(const std::string& token, int page_size = 0,
                                               const std::string& page_token = "") {
    v1::ListReportsRequest request;
    request.set_case_id(hers_.ToString());
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Ask(token, &Stub::ListReports, request);
  }
  std::vector<v1::Report> Told() {
    const auto listed = List(Osaka());
    EXPECT_TRUE(listed.ok()) << listed.status();
    if (!listed.ok()) return {};
    return {listed->reports().begin(), listed->reports().end()};
  }
  int64_t Count(const char* name, const char* sql) {
    const auto rows = pool_.Run(Soon(), {name, sql});
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }
  int64_t Rows() { return Count("test.rows", "SELECT count(*) FROM reports"); }

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"observation", clock_};
  DiaryStore diaries_{pool_};
  DeviceStore devices_{pool_};
  RuleBook rules_{pool_, reports_};
  ReportDesk desk_{reports_, rules_};
  std::atomic<int> commits_made_ = 0;
  std::atomic<bool> answers_are_lost_ = false;  // each commit is made, and nobody hears of it
  ReportCommits commits_{1000, 256,
                         [this](const std::vector<NewReport>& submissions)
                             -> absl::StatusOr<std::vector<absl::StatusOr<HandedIn>>> {
                           ++commits_made_;
                           auto kept = desk_.Keep(Soon(), submissions);
                           if (answers_are_lost_) return absl::UnavailableError("gone");
                           return kept;
                         }};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"observation", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 256, .stream_threads = 4}, verifier_, clock_, metrics_};
  DiaryService service_{runner_, {.diaries = diaries_, .devices = devices_, .reports = reports_, .rules = rules_,
                                  .commits = commits_,
                                  .page_tokens = platform::rpc::PageTokens(platform::crypto::RandomKey())}};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
  CaseId hers_;
};

}  // namespace mimamori::observation
