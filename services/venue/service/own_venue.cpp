// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/venue/domain/typed_code.hpp"
#include "services/venue/poster/print.hpp"
#include "services/venue/poster/symbol.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/imprint.hpp"
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {
namespace {

using mimamori::rpc::v1::Document;
using platform::RequestId;
using platform::VenueId;

constexpr int kUsualPng = 1'024;
constexpr int kNumberTries = 3;
const Scope kEverywhere{.everywhere = true, .areas = {}};

absl::Status Unknown() { return platform::NotFound("VENUE_UNKNOWN", "there is no such venue"); }

Document DocumentOf(std::string content, const char* type, const char* name) {
  Document document;
  document.set_content(std::move(content));
  document.set_content_type(type);
  document.set_file_name(name);
  return document;
}

}  // namespace

// The organisation in an operator's token is the venue's number: nobody names a venue here, so nobody reaches
// another's.
absl::StatusOr<Venue> VenueService::OwnVenue(const Call& call) {
  const auto id = VenueId::Parse(call.caller->organisation);
  if (!id.ok()) return Unknown();
  ASSIGN_OR_RETURN(Venue venue, rooms_.store.Get(call.deadline, kEverywhere, *id));
  if (venue.deleted_at) return Unknown();
  return venue;
}

absl::StatusOr<v1::Venue> VenueService::DoGetOwnVenue(const Call& call, const v1::GetOwnVenueRequest&) {
  ASSIGN_OR_RETURN(const Venue venue, OwnVenue(call));
  return ToOperatorProto(venue, rooms_.codes, rooms_.address);
}

absl::StatusOr<Document> VenueService::DoGetOwnPoster(const Call& call, const v1::GetOwnPosterRequest& request) {
  ASSIGN_OR_RETURN(auto languages, ParseLanguages(request.languages()));
  ASSIGN_OR_RETURN(const Venue venue, OwnVenue(call));
  const std::string url = rooms_.address.CodeUrl(CodeOf(venue, rooms_.codes));
  switch (request.format()) {
    case v1::POSTER_FORMAT_UNSPECIFIED:
    case v1::POSTER_FORMAT_PDF: {
      ASSIGN_OR_RETURN(std::string pdf,
                       PrintOne(SheetKind::kPoster, ImprintOf(venue, rooms_.address, std::move(languages), call.now),
                                {.code_url = url, .typed_code = DisplayTypedCode(venue.typed_code)}));
      return DocumentOf(std::move(pdf), "application/pdf", "poster.pdf");
    }
    case v1::POSTER_FORMAT_SVG: {
      ASSIGN_OR_RETURN(const Symbol symbol, Symbol::Of(url));
      return DocumentOf(ToSvg(symbol), "image/svg+xml", "code.svg");
    }
    case v1::POSTER_FORMAT_PNG: {
      ASSIGN_OR_RETURN(const Symbol symbol, Symbol::Of(url));
      ASSIGN_OR_RETURN(std::string png, ToPng(symbol, request.size_px() == 0 ? kUsualPng : request.size_px()));
      return DocumentOf(std::move(png), "image/png", "code.png");
    }
    default:
      return platform::BadField("format", "BAD_FORMAT", "format is PDF, SVG or PNG");
  }
}

absl::StatusOr<v1::Venue> VenueService::DoReplaceCode(const Call& call, const v1::ReplaceCodeRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  const auto id = VenueId::Parse(call.caller->organisation);
  if (!id.ok()) return Unknown();
  absl::StatusOr<Venue> venue;
  for (int tries = 0; tries < kNumberTries; ++tries) {
    venue = rooms_.store.ReplaceCode(call.deadline, {.venue = *id,
                                                     .request = request_id,
                                                     .typed_code = NewTypedCode(),
                                                     .actor = call.caller->subject,
                                                     .now = call.now,
                                                     .trace_id = call.trace.trace_id});
    if (platform::ReasonOf(venue.status()) != "NUMBER_TAKEN") break;
  }
  RETURN_IF_ERROR(venue.status());
  return ToOperatorProto(*venue, rooms_.codes, rooms_.address);
}

}  // namespace mimamori::venue
