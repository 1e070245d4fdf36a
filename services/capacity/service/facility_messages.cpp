// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/facility_messages.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {

v1::Facility ToProto(const Facility& facility) {
  v1::Facility out;
  out.set_id(facility.id.ToString());
  out.set_kind(static_cast<v1::FacilityKind>(facility.kind));
  out.set_area_code(facility.area.ToString());
  v1::FacilityFacts& facts = *out.mutable_facts();
  facts.set_display_name(facility.facts.display_name);
  if (facility.facts.point) {
    facts.mutable_point()->set_latitude(facility.facts.point->latitude / 1e6);
    facts.mutable_point()->set_longitude(facility.facts.point->longitude / 1e6);
  }
  facts.set_time_zone(facility.facts.time_zone);
  facts.set_accepting(facility.facts.accepting);
  for (const std::string& code : facility.facts.capabilities) facts.add_capabilities(code);
  facts.set_phone(facility.facts.phone);
  if (facility.facts.organisation) facts.set_organisation_id(facility.facts.organisation->ToString());
  facts.set_language(facility.facts.language);
  for (const int minutes : facility.facts.due_minutes) facts.add_due_minutes(minutes);
  out.set_has_contact(facility.has_contact);
  out.set_revision(facility.revision);
  if (facility.reported) *out.mutable_report_time() = platform::rpc::ToTimestamp(*facility.reported);
  if (facility.closed) *out.mutable_close_time() = platform::rpc::ToTimestamp(*facility.closed);
  return out;
}

v1::Catalogue ToProto(const NamedCatalogue& catalogue) {
  v1::Catalogue out;
  const auto write = [](const CatalogueEntry& entry, v1::CatalogueEntry& into) {
    into.set_code(entry.code);
    into.set_japanese_name(entry.japanese_name);
    into.set_english_name(entry.english_name);
  };
  for (const CatalogueEntry& entry : catalogue.classes) write(entry, *out.add_classes());
  for (const CatalogueEntry& entry : catalogue.capabilities) write(entry, *out.add_capabilities());
  return out;
}

FactsDraft DraftOf(const v1::FacilityFacts& facts) {
  FactsDraft draft{.display_name = facts.display_name(),
                   .time_zone = facts.time_zone(),
                   .accepting = facts.accepting(),
                   .capabilities = {facts.capabilities().begin(), facts.capabilities().end()},
                   .phone = facts.phone(),
                   .organisation_id = facts.organisation_id(),
                   .language = facts.language(),
                   .due_minutes = {facts.due_minutes().begin(), facts.due_minutes().end()}};
  if (facts.has_point()) draft.point = {.latitude = facts.point().latitude(), .longitude = facts.point().longitude()};
  return draft;
}

std::string WritePosition(const Facility& last) {
  return fmt::format("{} {} {}", last.area.ToString(), last.id.ToString(), last.facts.display_name);
}

absl::StatusOr<std::optional<FacilityPosition>> ReadFacilityPosition(std::string_view text) {
  constexpr size_t kArea = 6, kId = 36;
  if (text.empty()) return std::nullopt;
  const auto id = text.size() < kArea + kId + 2 ? std::nullopt : platform::ParseUuid(text.substr(kArea + 1, kId));
  if (!id) return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
  return FacilityPosition{.area = std::string(text.substr(0, kArea)),
                          .display_name = std::string(text.substr(kArea + kId + 2)),
                          .id = FacilityId(*id)};
}

}  // namespace mimamori::capacity
