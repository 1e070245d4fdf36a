// SPDX-License-Identifier: Apache-2.0
#include "tests/services/capacity/service/hold_house.hpp"

namespace mimamori::capacity {

HoldHouse::HoldHouse() {
  platform::crypto::Initialise();
  absl::TimeZone nation;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &nation));
  commits_ = std::make_unique<HoldCommits>(1000, 256, [this](const std::vector<NewHold>& asked) {
    return holds_.Give(Soon(), clock_.Now(), asked);
  });
  const platform::Secret key = platform::crypto::RandomKey();
  hold_service_ = std::make_unique<HoldService>(
      runner_, HoldService::Rooms{.holds = holds_, .commits = *commits_,
                                  .page_tokens = platform::rpc::PageTokens(key.Clone()), .clock = clock_, .nation = nation});
  stay_service_ = std::make_unique<StayService>(
      runner_, StayService::Rooms{.stays = stays_, .beds = beds_, .page_tokens = platform::rpc::PageTokens(key.Clone())});
  grpc::ServerBuilder builder;
  builder.RegisterService(hold_service_.get());
  builder.RegisterService(stay_service_.get());
  server_ = builder.BuildAndStart();
  hold_stub_ = v1::HoldService::NewStub(server_->InProcessChannel({}));
  stay_stub_ = v1::StayService::NewStub(server_->InProcessChannel({}));
  Change("UPDATE facilities SET organisation_id = '0192f0c1-0000-4000-8000-00000000000a' WHERE facility_id = $1", hospital_);
}

HoldHouse::~HoldHouse() {
  runner_.Drain();
  server_->Shutdown();
}

std::string HoldHouse::Nurse(const std::string& organisation) const {
  const platform::rpc::Caller caller{.issuer = "gateway_staff",
                                     .subject = "0192f0c1-0000-4000-8000-000000000005",
                                     .roles = {mimamori::rpc::v1::ROLE_HOSPITAL_STAFF},
                                     .organisation = organisation};
  return callers_.SignerOf("gateway_staff").For("capacity", caller);
}

v1::CreateHoldRequest HoldHouse::AsksForHold() const {
  v1::CreateHoldRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_facility_id(hospital_.ToString());
  request.set_bed_class("severe");
  request.set_holder_id(HolderId::Random().ToString());
  request.set_officer_id(kOfficer);
  return request;
}

absl::StatusOr<v1::Hold> HoldHouse::TakeHold(const v1::CreateHoldRequest& request) {
  return Ask(Admission(), &Holds::CreateHold, request);
}

absl::StatusOr<v1::CreateBedsResponse> HoldHouse::MakesBeds(const std::string& token,
                                                            const std::vector<std::string>& names) {
  v1::CreateBedsRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_facility_id(hospital_.ToString());
  request.set_bed_class("severe");
  for (const std::string& name : names) request.add_display_names(name);
  return Ask(token, &Stays::CreateBeds, request);
}

absl::StatusOr<v1::ListHoldsResponse> HoldHouse::List(const std::string& token, v1::HoldState state, int page_size,
                                                      const std::string& page_token) {
  v1::ListHoldsRequest request;
  request.set_facility_id(hospital_.ToString());
  request.set_state(state);
  request.set_page_size(page_size);
  request.set_page_token(page_token);
  return Ask(token, &Holds::ListHolds, request);
}

std::vector<v1::HoldChange> HoldHouse::Follow(int64_t after, size_t count) {
  grpc::ClientContext context;
  context.AddMetadata("mimamori-caller-bin", Admission());
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  v1::StreamHoldChangesRequest request;
  request.set_after_sequence(after);
  const auto reader = hold_stub_->StreamHoldChanges(&context, request);
  std::vector<v1::HoldChange> changes;
  v1::HoldChange change;
  while (changes.size() < count && reader->Read(&change)) changes.push_back(change);
  context.TryCancel();
  (void)reader->Finish();
  return changes;
}

}  // namespace mimamori::capacity
