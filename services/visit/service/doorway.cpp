// SPDX-License-Identifier: Apache-2.0
// What a person sees at the door: the place, and who this browser says they are.
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/visit/service/visit_service.hpp"

namespace mimamori::visit {
namespace {

// A typed code is short: 10 characters, the venue service knows which. Everything else is checked by its MAC here.
bool LooksTyped(std::string_view code) { return code.size() < venue::kVenueCodeLength; }

}  // namespace

absl::StatusOr<v1::Doorway> VisitService::DoGetDoorway(const Call& call, const v1::GetDoorwayRequest& request) {
  v1::Doorway doorway;
  if (LooksTyped(request.code())) {
    venue::v1::ResolveCodeRequest ask;
    ask.set_code(request.code());
    venue::v1::Place place;
    const auto context = neighbours_.venue.Context(call);
    const grpc::Status status = venue_->ResolveCode(context.get(), ask, &place);
    if (!status.ok()) return platform::rpc::FromGrpc(status);
    doorway.set_code(place.code());
    doorway.set_venue_id(place.venue().id());
    doorway.set_venue_name(place.venue().display_name());
    doorway.set_venue_address(place.venue().address());
  } else {
    ASSIGN_OR_RETURN(const ScannedPlace place, rooms_.desk.Place(request.code(), call.now, rooms_.tools.policies.Stays().kiosk));
    doorway.set_code(rooms_.tools.codes.Rewrite(place.scanned));
    doorway.set_venue_id(place.venue->id.ToString());
    doorway.set_venue_name(place.venue->display_name);
    doorway.set_venue_address(place.venue->address);
    for (std::string& name : place.venue->spaces->NamesTo(place.scanned.code.space)) doorway.add_space_names(std::move(name));
  }
  const auto proof = rooms_.tools.cookies.ReadProof(request.visitor_cookie(), call.now);
  if (proof.ok() && *proof) {  // an expired proof is a stranger: the page asks for the address
    doorway.set_masked_email_address((*proof)->address.Masked());
    doorway.set_verified((*proof)->verified);
  }
  const auto ticket = rooms_.tools.cookies.ReadTicket(request.stay_cookie());
  if (ticket && ticket->venue.ToString() == doorway.venue_id()) {
    const auto stay = rooms_.store.Find(call.deadline, ticket->key, ticket->browser);
    if (stay.ok() && !IsOver(*stay, call.now)) {  // a door that opens is worth more than what it adds
      *doorway.mutable_here_since_time() = platform::rpc::ToTimestamp(stay->arrived_at);
    }
  }
  return doorway;
}

absl::StatusOr<v1::ForgotBrowser> VisitService::DoForgetBrowser(const Call&, const v1::ForgetBrowserRequest&) {
  return v1::ForgotBrowser();  // empty cookies: the gateway deletes them
}

}  // namespace mimamori::visit
