// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "mimamori/capacity/v1/facility_service.grpc.pb.h"
#include "mimamori/capacity/v1/hold_service.grpc.pb.h"
#include "mimamori/capacity/v1/place_service.grpc.pb.h"
#include "mimamori/capacity/v1/stay_service.grpc.pb.h"
#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "mimamori/observation/v1/diary_service.grpc.pb.h"
#include "mimamori/registry/v1/contact_service.grpc.pb.h"
#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "mimamori/registry/v1/status_service.grpc.pb.h"
#include "services/platform/core/id.hpp"
#include "services/platform/rpc/status.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::admission {

// What all neighbours have in common: what is told with an id happens once, however often it is told; what was told is
// written down; and the answer to one of them may be lost, before or after it happened.
class Told {
 public:
  // Of "Hold 0001…": each deed once.
  grpc::Status Once(const std::string& deed, const std::string& request_id) {
    const std::lock_guard lock(mutex);
    if (const auto refused = refusals.find(deed); refused != refusals.end()) {
      return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kFailedPrecondition, refused->second, "no"));
    }
    if (calls++ == lost_before) return {grpc::StatusCode::UNAVAILABLE, "away"};
    if (done.insert(request_id).second) deeds.push_back(deed);
    if (calls - 1 == lost_after) return {grpc::StatusCode::UNAVAILABLE, "the answer was lost"};
    return grpc::Status::OK;
  }
  std::mutex mutex;
  std::vector<std::string> deeds;
  std::set<std::string> done;
  std::map<std::string, std::string> refusals;  // reason, by deed
  int calls = 0;
  int lost_before = -1;  // the call of that number is not heard
  int lost_after = -1;   // is heard, and not answered
};

class FakeStatuses final : public registry::v1::StatusService::Service {
 public:
  explicit FakeStatuses(Told& told) : told_(told) {}
  grpc::Status PlaceCase(grpc::ServerContext*, const registry::v1::PlaceCaseRequest* request,
                         registry::v1::PlacedCase*) override {
    return told_.Once("place " + registry::v1::CaseStatus_Name(request->status()) + (request->severe() ? " severe " : " ") +
                          request->status_date(), request->request_id());
  }

 private:
  Told& told_;
};

class FakeRegistry final : public registry::v1::RegistryService::Service {
 public:
  grpc::Status GetCase(grpc::ServerContext*, const registry::v1::GetCaseRequest* request,
                       registry::v1::Case* response) override {
    const std::lock_guard lock(mutex);
    const auto found = cases.find(request->case_id());
    if (found == cases.end()) return platform::rpc::ToGrpc(platform::NotFound("CASE_UNKNOWN", "none"));
    *response = found->second;
    return grpc::Status::OK;
  }
  std::mutex mutex;
  std::map<std::string, registry::v1::Case> cases;
};

class FakeContacts final : public registry::v1::ContactService::Service {
 public:
  grpc::Status FindContacts(grpc::ServerContext*, const registry::v1::FindContactsRequest* request,
                            registry::v1::FindContactsResponse* response) override {
    for (int i = 0; i < request->case_ids_size(); ++i) response->add_contacts()->set_sealed_contact(contact);
    return grpc::Status::OK;
  }
  std::string contact = "sealed";
};

class FakeMail final : public mail::v1::MailService::Service {
 public:
  explicit FakeMail(Told& told) : told_(told) {}
  grpc::Status Enqueue(grpc::ServerContext*, const mail::v1::EnqueueRequest* request, mail::v1::EnqueueResponse*) override {
    return told_.Once("mail " + request->template_() + " " + request->messages(0).parameters().at("facility_name"),
                      request->messages(0).request_id());
  }

 private:
  Told& told_;
};

class FakeHolds final : public capacity::v1::HoldService::Service {
 public:
  explicit FakeHolds(Told& told) : told_(told) {}
  grpc::Status CreateHold(grpc::ServerContext*, const capacity::v1::CreateHoldRequest* request,
                          capacity::v1::Hold* response) override {
    const grpc::Status status = told_.Once("hold " + request->bed_class(), request->request_id());
    const std::lock_guard lock(told_.mutex);
    if (!told_.done.contains(request->request_id())) return status;
    hold.set_id(request->request_id());
    hold.set_facility_id(request->facility_id());
    hold.set_holder_id(request->holder_id());
    hold.set_state(state);
    hold.set_version(1);
    *hold.mutable_end_time() = platform::rpc::ToTimestamp(ends);
    *response = hold;
    return status;
  }
  grpc::Status ReleaseHold(grpc::ServerContext*, const capacity::v1::ReleaseHoldRequest* request,
                           capacity::v1::Hold* response) override {
    *response = hold;
    return told_.Once("release " + std::to_string(request->version()), request->request_id());
  }
  grpc::Status ExtendHold(grpc::ServerContext*, const capacity::v1::ExtendHoldRequest* request,
                          capacity::v1::Hold* response) override {
    const grpc::Status status = told_.Once("extend " + std::to_string(request->version()), request->request_id());
    *response = hold;
    response->set_version(2);
    *response->mutable_end_time() = platform::rpc::ToTimestamp(ends + absl::Hours(2));
    return status;
  }
  grpc::Status ConvertHold(grpc::ServerContext*, const capacity::v1::ConvertHoldRequest* request,
                           capacity::v1::ConvertHoldResponse* response) override {
    const grpc::Status status = told_.Once("convert " + std::to_string(request->version()), request->request_id());
    *response->mutable_hold() = hold;
    response->mutable_hold()->set_version(request->version() + 1);
    response->mutable_stay()->set_id(request->hold_id());
    response->mutable_stay()->set_version(1);
    return status;
  }
  capacity::v1::Hold hold;
  capacity::v1::HoldState state = capacity::v1::HOLD_STATE_LIVE;
  absl::Time ends;

 private:
  Told& told_;
};

class FakeStays final : public capacity::v1::StayService::Service {
 public:
  explicit FakeStays(Told& told) : told_(told) {}
  grpc::Status EndStay(grpc::ServerContext*, const capacity::v1::EndStayRequest* request,
                       capacity::v1::Stay* response) override {
    response->set_version(request->version() + 1);
    return told_.Once("end " + capacity::v1::StayEnd_Name(request->end()) + " " + std::to_string(request->version()),
                      request->request_id());
  }

 private:
  Told& told_;
};

class FakePlaces final : public capacity::v1::PlaceService::Service {
 public:
  grpc::Status FindPlaces(grpc::ServerContext*, const capacity::v1::FindPlacesRequest* request,
                          capacity::v1::FindPlacesResponse* response) override {
    const std::lock_guard lock(mutex);
    if (down) return {grpc::StatusCode::UNAVAILABLE, "away"};
    for (const auto& place : places) *response->add_places() = place;
    asked = request->area_code() + " " + request->bed_class();
    return grpc::Status::OK;
  }
  std::mutex mutex;
  std::vector<capacity::v1::Place> places;
  std::string asked;
  bool down = false;
};

class FakeFacilities final : public capacity::v1::FacilityService::Service {
 public:
  grpc::Status GetFacility(grpc::ServerContext*, const capacity::v1::GetFacilityRequest* request,
                           capacity::v1::Facility* response) override {
    const std::lock_guard lock(mutex);
    const auto found = facilities.find(request->facility_id());
    if (found == facilities.end()) return platform::rpc::ToGrpc(platform::NotFound("FACILITY_UNKNOWN", "none"));
    *response = found->second;
    return grpc::Status::OK;
  }
  std::mutex mutex;
  std::map<std::string, capacity::v1::Facility> facilities;
};

class FakeDiaries final : public observation::v1::DiaryService::Service {
 public:
  grpc::Status ListReports(grpc::ServerContext*, const observation::v1::ListReportsRequest*,
                           observation::v1::ListReportsResponse* response) override {
    if (!report.has_judgement()) return platform::rpc::ToGrpc(platform::NotFound("PATIENT_UNKNOWN", "nobody watches her"));
    *response->add_reports() = report;
    return grpc::Status::OK;
  }
  grpc::Status GetDiary(grpc::ServerContext* context, const observation::v1::GetDiaryRequest*,
                        observation::v1::Diary* response) override {
    const auto token = context->client_metadata().find("mimamori-caller-bin");
    if (token != context->client_metadata().end()) asked_by.assign(token->second.data(), token->second.size());
    *response = diary;
    return refusal;
  }
  observation::v1::Report report;
  observation::v1::Diary diary;
  grpc::Status refusal;
  std::string asked_by;  // token of whoever asked for a diary
};

}  // namespace mimamori::admission
