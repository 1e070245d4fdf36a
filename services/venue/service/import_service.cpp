// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/import_service.hpp"

#include <functional>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/venue/domain/typed_code.hpp"
#include "services/venue/domain/venue_table.hpp"

namespace mimamori::venue {
namespace {

using platform::RequestId;

// Numbers and typed codes are random: two in a row that are taken is a defect, not chance.
constexpr int kNumberTries = 3;

v1::ImportedVenues AnswerOf(int venues) {
  v1::ImportedVenues answer;
  answer.set_venues(venues);
  return answer;
}

}  // namespace

absl::StatusOr<v1::ImportedVenues> ImportService::DoImportVenues(const Call& call,
                                                                 const v1::ImportVenuesRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  if (request.content().size() > kLargestVenueTable) {
    return platform::BadField("content", "TOO_MANY_ROWS", "the table has more than 2.5 MiB");
  }
  const std::string fingerprint = rooms_.quotas.FingerprintOf(request.content());
  ASSIGN_OR_RETURN(const int made,
                   rooms_.imports.MadeBefore(call.deadline, call.caller->subject, request_id, fingerprint));
  if (made > 0) return AnswerOf(made);
  const auto offered = [&](const platform::AreaCode& area) {
    if (call.caller->Covers(area)) return areas_.Check(call, area);
    return platform::BadField("area_code", "AREA_NOT_SERVED", "this area is not one of yours");
  };
  ASSIGN_OR_RETURN(const std::vector<Registration> rows, ReadVenueTable(request.content(), offered));
  absl::StatusOr<int> imported;
  for (int tries = 0; tries < kNumberTries; ++tries) {
    ASSIGN_OR_RETURN(std::vector<ImportedVenue> venues, Prepare(call, rows));
    imported = rooms_.imports.Import(call.deadline, {.caller = call.caller->subject,
                                                     .request = request_id,
                                                     .fingerprint = fingerprint,
                                                     .venues = std::move(venues),
                                                     .now = call.now,
                                                     .trace_id = call.trace.trace_id});
    if (platform::ReasonOf(imported.status()) != "NUMBER_TAKEN") break;
  }
  RETURN_IF_ERROR(imported.status());
  return AnswerOf(*imported);
}

// Gives each venue its numbers, and seals its operator's address: from here on nothing names her.
absl::StatusOr<std::vector<ImportedVenue>> ImportService::Prepare(const Call& call,
                                                                  const std::vector<Registration>& rows) {
  ASSIGN_OR_RETURN(const TypicalStay stays, rooms_.venues.TypicalStayAt(call.deadline, call.now));
  std::vector<ImportedVenue> venues;
  venues.reserve(rows.size());
  for (const Registration& row : rows) {
    const RegistrationId id = RegistrationId::Random();
    ASSIGN_OR_RETURN(std::string sealed, seal_.Seal(call, id.ToString(), row.email, row.language));
    venues.push_back({.id = platform::VenueId::Random(),
                      .typed_code = NewTypedCode(),
                      .registration = id,
                      .details = stays.FillIn(row.details),
                      .sealed_contact = std::move(sealed),
                      .operator_key = rooms_.quotas.OperatorOf(row.email)});
  }
  return venues;
}

grpc::ServerUnaryReactor* ImportService::ImportVenues(grpc::CallbackServerContext* context,
                                                      const v1::ImportVenuesRequest* request,
                                                      v1::ImportedVenues* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ImportService::DoImportVenues, this));
}

}  // namespace mimamori::venue
