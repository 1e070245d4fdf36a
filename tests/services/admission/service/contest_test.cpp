// SPDX-License-Identifier: Apache-2.0
// Many press the same button at the same moment, at two processes of the service that share a database.
#include <gmock/gmock.h>

#include <barrier>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "tests/services/admission/service/admission_house.hpp"

namespace mimamori::admission {
namespace {

constexpr int kPeople = 12;
constexpr int kRounds = 5;

class ContestTest : public AdmissionHouse {
 protected:
  ContestTest();
  ~ContestTest() override { second_server_->Shutdown(); }

  // Where the n-th person's call goes.
  v1::AdmissionService::Stub& AdmissionsOf(int person) { return person % 2 == 0 ? *admission_ : *second_admission_; }
  v1::PlacementService::Stub& PlacementsOf(int person) { return person % 2 == 0 ? *placement_ : *second_placement_; }
  v1::TransportService::Stub& TransportsOf(int person) { return person % 2 == 0 ? *transport_ : *second_transport_; }

  // How all were answered, by reason; "" is done. Each has read all before anybody presses.
  std::map<std::string, int> PressTogether(const std::function<absl::Status(int)>& press) {
    std::barrier ready(kPeople);
    std::vector<std::thread> people;
    std::mutex mutex;
    std::map<std::string, int> answers;
    for (int person = 0; person < kPeople; ++person) {
      people.emplace_back([&, person] {
        ready.arrive_and_wait();
        const absl::Status answer = press(person);
        const std::lock_guard lock(mutex);
        ++answers[answer.ok() ? "" : ReasonOf(answer)];
      });
    }
    for (std::thread& person : people) person.join();
    return answers;
  }

  platform::postgres::Pool second_pool_{database_.ServiceConninfo(), 8};
  AdmissionStore second_admissions_{second_pool_};
  StepStore second_steps_{second_pool_};
  DecisionStore second_decisions_{second_pool_};
  TransportStore second_transports_{second_pool_};
  platform::rpc::Runner second_runner_{{.threads = 4, .queue_limit = 256, .stream_threads = 1}, verifier_, clock_, metrics_};
  std::unique_ptr<AdmissionService> second_admission_service_;
  std::unique_ptr<PlacementService> second_placement_service_;
  std::unique_ptr<TransportService> second_transport_service_;
  std::unique_ptr<grpc::Server> second_server_;
  std::unique_ptr<v1::AdmissionService::Stub> second_admission_;
  std::unique_ptr<v1::PlacementService::Stub> second_placement_;
  std::unique_ptr<v1::TransportService::Stub> second_transport_;
};

ContestTest::ContestTest() {
  const auto tokens = [] { return platform::rpc::PageTokens(platform::crypto::RandomKey()); };
  second_admission_service_ = std::make_unique<AdmissionService>(
      second_runner_, AdmissionService::Rooms{.pool = second_pool_, .admissions = second_admissions_, .steps = second_steps_,
                                              .registry = To("registry"), .observation = To("observation"),
                                              .page_tokens = tokens(), .wake_steps = [] {}});
  second_placement_service_ = std::make_unique<PlacementService>(
      second_runner_, PlacementService::Rooms{.pool = second_pool_, .admissions = second_admissions_,
                                              .decisions = second_decisions_, .places = *finder_, .page_tokens = tokens(),
                                              .wake_steps = [] {}});
  second_transport_service_ = std::make_unique<TransportService>(
      second_runner_, TransportService::Rooms{.transports = second_transports_, .page_tokens = tokens()});
  grpc::ServerBuilder builder;
  builder.RegisterService(second_admission_service_.get());
  builder.RegisterService(second_placement_service_.get());
  builder.RegisterService(second_transport_service_.get());
  second_server_ = builder.BuildAndStart();
  second_admission_ = v1::AdmissionService::NewStub(second_server_->InProcessChannel({}));
  second_placement_ = v1::PlacementService::NewStub(second_server_->InProcessChannel({}));
  second_transport_ = v1::TransportService::NewStub(second_server_->InProcessChannel({}));
}

TEST_F(ContestTest, OneAsksForAPlace) {
  for (int round = 0; round < kRounds; ++round) {
    const std::string id = ACase();
    const auto answers = PressTogether([&](int person) {
      return tests::CallWith(Osaka(), AdmissionsOf(person), &Admissions::CreateAdmission, ARequest(id)).status();
    });
    EXPECT_EQ(answers, (std::map<std::string, int>{{"", 1}, {"ADMISSION_OPEN", kPeople - 1}}));
    EXPECT_EQ(Count("SELECT count(*) FROM admissions WHERE case_id = '" + id + "'"), 1);
  }
}

TEST_F(ContestTest, OneRequestIsOneHoweverOftenAndWhereverItArrives) {
  const v1::CreateAdmissionRequest request = ARequest(ACase());
  const auto answers = PressTogether([&](int person) {
    return tests::CallWith(Osaka(), AdmissionsOf(person), &Admissions::CreateAdmission, request).status();
  });
  EXPECT_EQ(answers, (std::map<std::string, int>{{"", kPeople}}));
  EXPECT_EQ(Count("SELECT count(*) FROM admissions"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM steps"), 1);
}

TEST_F(ContestTest, OneOffers) {
  for (int round = 0; round < kRounds; ++round) {
    const v1::Admission created = Created();
    const v1::Decision decision = Recommended(created);
    const auto answers = PressTogether([&](int person) {
      const auto request = AnOffer(created, decision, 1 + person % 2);
      return tests::CallWith(person % 3 == 0 ? Desk() : Osaka(), PlacementsOf(person), &Placements::OfferPlace, request).status();
    });
    EXPECT_EQ(answers, (std::map<std::string, int>{{"", 1}, {"ADMISSION_CHANGED", kPeople - 1}}));
    EXPECT_EQ(Count("SELECT count(*) FROM offers WHERE admission_id = '" + created.id() + "'"), 1);
  }
}

TEST_F(ContestTest, AQuotaIsFilledOnce) {
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"test.quota", R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES ('admission.pools', 2,
    '2026-11-20T00:00:00Z', '{"quotas": [{"area_code": "271004", "bed_class": "severe", "beds": 3}]}', 'a', 'b'))sql"}).ok());
  std::vector<v1::OfferPlaceRequest> offers;
  for (int person = 0; person < kPeople; ++person) {
    const v1::Admission created = Created();
    offers.push_back(AnOffer(created, Recommended(created), 1 + person % 2));
  }
  const auto answers = PressTogether([&](int person) {
    return tests::CallWith(Osaka(), PlacementsOf(person), &Placements::OfferPlace, offers[static_cast<size_t>(person)]).status();
  });
  EXPECT_EQ(answers, (std::map<std::string, int>{{"", 3}, {"QUOTA_USED", kPeople - 3}}));
}

TEST_F(ContestTest, AnOfferHasOneAnswer) {
  for (int round = 0; round < kRounds; ++round) {
    const v1::Admission offered = Offered(Created());
    const auto answers = PressTogether([&](int person) {
      if (person % 3 == 2) {
        v1::WithdrawOfferRequest withdraw;
        withdraw.set_admission_id(offered.id());
        withdraw.set_version(offered.version());
        return tests::CallWith(Osaka(), PlacementsOf(person), &Placements::WithdrawOffer, withdraw).status();
      }
      if (person % 3 == 1) {
        v1::DeclineOfferRequest decline;
        decline.set_offer_id(offered.offer().id());
        decline.set_reason("満床");
        return tests::CallWith(Staff(), PlacementsOf(person), &Placements::DeclineOffer, decline).status();
      }
      v1::AcceptOfferRequest accept;
      accept.set_offer_id(offered.offer().id());
      return tests::CallWith(Staff(), PlacementsOf(person), &Placements::AcceptOffer, accept).status();
    });
    const v1::OfferState state = Get(offered.id()).offer().state();
    // Whoever says the same again is told that it is so.
    EXPECT_EQ(answers.at(""), state == v1::OFFER_STATE_WITHDRAWN ? 1 : kPeople / 3) << state;
    EXPECT_EQ(Count("SELECT count(*) FROM steps WHERE kind = 2 AND admission_id = '" + offered.id() + "'"),
              state == v1::OFFER_STATE_ACCEPTED ? 1 : 0);
    EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE object_id = '" + offered.id() + "' AND action IN "
                    "('admission.AcceptOffer', 'admission.DeclineOffer', 'admission.WithdrawOffer')"), 1);
    ASSERT_TRUE(Tell().ok());
  }
}

TEST_F(ContestTest, OneFirmTakesATransport) {
  for (int round = 0; round < kRounds; ++round) {
    const v1::Admission held = Held();
    v1::RequestTransportRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_admission_id(held.id());
    request.set_version(held.version());
    const auto told = tests::CallWith(Osaka(), *transport_, &Transports::RequestTransport, request);
    ASSERT_TRUE(told.ok()) << told.status();
    v1::TakeTransportRequest take;
    take.set_transport_id(told->id());
    const auto answers = PressTogether([&](int person) {
      const std::string firm = fmt::format("00000000-0000-4000-8000-0000000001{:02}", person);
      return tests::CallWith(Driver(firm), TransportsOf(person), &Transports::TakeTransport, take).status();
    });
    EXPECT_EQ(answers, (std::map<std::string, int>{{"", 1}, {"TRANSPORT_UNKNOWN", kPeople - 1}}));
    EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'admission.TakeTransport' AND object_id = '" + held.id() + "'"), 1);
  }
}

TEST_F(ContestTest, SheIsAdmittedOrCancelledAndNotBoth) {
  for (int round = 0; round < kRounds; ++round) {
    const v1::Admission held = Held();
    const auto answers = PressTogether([&](int person) {
      if (person % 3 == 0) {
        v1::CancelAdmissionRequest cancel;
        cancel.set_admission_id(held.id());
        cancel.set_version(held.version());
        cancel.set_reason("本人の希望");
        return tests::CallWith(Osaka(), AdmissionsOf(person), &Admissions::CancelAdmission, cancel).status();
      }
      v1::AdmitPatientRequest admit;
      admit.set_admission_id(held.id());
      admit.set_version(held.version());
      return tests::CallWith(Staff(), AdmissionsOf(person), &Admissions::AdmitPatient, admit).status();
    });
    const bool admitted = Get(held.id()).state() == v1::ADMISSION_STATE_ADMITTED;
    EXPECT_EQ(answers.at(""), admitted ? kPeople * 2 / 3 : kPeople / 3);
    const auto steps = [&](int kind) {
      return Count(fmt::format("SELECT count(*) FROM steps WHERE admission_id = '{}' AND kind = {}", held.id(), kind));
    };
    EXPECT_EQ(steps(5), admitted ? 1 : 0) << "the hold becomes a stay";
    EXPECT_EQ(steps(3), admitted ? 0 : 1) << "or is let go";
  }
}

// Both processes tell the others, each by its own job.
TEST_F(ContestTest, EachStepIsDoneOnceWhoeverTellsIt) {
  std::vector<v1::Admission> created;
  for (int i = 0; i < 10; ++i) created.push_back(Created());
  for (const v1::Admission& one : created) {
    v1::AcceptOfferRequest accept;
    accept.set_offer_id(Offered(one).offer().id());
    ASSERT_TRUE(tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, accept).ok());
  }
  told_.deeds.clear();
  absl::TimeZone japan;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &japan));
  PressTogether([&](int person) {
    StepRunner runner(person % 2 == 0 ? steps_ : second_steps_,
                      {.registry = To("registry"), .capacity = To("capacity"), .mail = To("mail")}, permits_, japan);
    return runner.Run(clock_.Now());
  });
  std::map<std::string, int> deeds;
  for (const std::string& deed : told_.deeds) ++deeds[deed];
  EXPECT_EQ(deeds, (std::map<std::string, int>{{"hold severe", 10}, {"mail admission-place 病院1", 10}}));
  EXPECT_EQ(Count("SELECT count(*) FROM steps WHERE kind IN (2, 7)"), 20);
  EXPECT_EQ(Count("SELECT count(*) FROM steps WHERE state <> 2"), 0);
  for (const v1::Admission& one : created) EXPECT_EQ(Get(one.id()).state(), v1::ADMISSION_STATE_HELD);
}

}  // namespace
}  // namespace mimamori::admission
