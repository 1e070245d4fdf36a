// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/print/symbol.hpp"
#include "services/venue/domain/code_list.hpp"
#include "services/venue/domain/typed_code.hpp"
#include "services/venue/poster/print.hpp"
#include "services/venue/service/encode.hpp"
#include "services/venue/service/imprint.hpp"
#include "services/venue/service/operators_venue.hpp"
#include "services/venue/service/venue_service.hpp"

namespace mimamori::venue {
namespace {

using mimamori::rpc::v1::Document;
using platform::RequestId;
using platform::print::Symbol;

constexpr int kUsualPng = 1'024;
constexpr int kNumberTries = 3;
Document DocumentOf(std::string content, const char* type, const char* name) {
  Document document;
  document.set_content(std::move(content));
  document.set_content_type(type);
  document.set_file_name(name);
  return document;
}

}  // namespace

absl::StatusOr<v1::Venue> VenueService::DoGetOwnVenue(const Call& call, const v1::GetOwnVenueRequest&) {
  ASSIGN_OR_RETURN(const Venue venue, OperatorsVenue(call, rooms_.store));
  return ToOperatorProto(venue, rooms_.codes, rooms_.address);
}

absl::StatusOr<Document> VenueService::DoGetOwnPoster(const Call& call, const v1::GetOwnPosterRequest& request) {
  ASSIGN_OR_RETURN(auto languages, ParseLanguages(request.languages()));
  ASSIGN_OR_RETURN(const Venue venue, OperatorsVenue(call, rooms_.store));
  std::string code = CodeOf(venue, rooms_.codes);
  std::string place;
  if (request.space() != 0) {
    ASSIGN_OR_RETURN(const auto path, rooms_.store.PathToSpace(call.deadline, venue.id, request.space()));
    code = CodeOf(venue, path.back(), rooms_.codes);
    for (const Space& space : path) place = PlaceWithin(place, space.name);
  }
  const std::string url = rooms_.address.CodeUrl(code);
  switch (request.format()) {
    case v1::POSTER_FORMAT_UNSPECIFIED:
    case v1::POSTER_FORMAT_PDF: {
      ASSIGN_OR_RETURN(std::string pdf,
                       PrintOne(SheetKind::kPoster, ImprintOf(venue, rooms_.address, std::move(languages), call.now),
                                {.place = place, .code_url = url, .typed_code = DisplayTypedCode(venue.typed_code)}));
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
  ASSIGN_OR_RETURN(const platform::VenueId id, OperatorsVenueId(call));
  absl::StatusOr<Venue> venue;
  for (int tries = 0; tries < kNumberTries; ++tries) {
    venue = rooms_.store.ReplaceCode(call.deadline, {.venue = id,
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
