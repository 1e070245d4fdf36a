// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/messages.hpp"

#include "services/platform/rpc/wire.hpp"

namespace mimamori::registry {
namespace {

v1::CaseKind ToProto(CaseKind kind) {
  switch (kind) {
    case CaseKind::kConfirmed: return v1::CASE_KIND_CONFIRMED;
    case CaseKind::kProbable: return v1::CASE_KIND_PROBABLE;
    case CaseKind::kContact: return v1::CASE_KIND_CONTACT;
  }
  return v1::CASE_KIND_UNSPECIFIED;
}

}  // namespace

v1::Case ToProto(const Case& kept) {
  v1::Case out;
  out.set_id(kept.id.ToString());
  out.set_number(kept.number);
  out.set_kind(ToProto(kept.kind));
  out.set_area_code(kept.area.ToString());
  if (kept.onset) out.set_onset_date(absl::FormatCivilTime(*kept.onset));
  if (kept.sampling) out.set_sampling_date(absl::FormatCivilTime(*kept.sampling));
  out.set_report_date(absl::FormatCivilTime(kept.report));
  out.set_has_contact(kept.has_contact);
  *out.mutable_create_time() = platform::rpc::ToTimestamp(kept.created_at);
  return out;
}

std::optional<CaseKind> FromProto(v1::CaseKind kind) {
  switch (kind) {
    case v1::CASE_KIND_CONFIRMED: return CaseKind::kConfirmed;
    case v1::CASE_KIND_PROBABLE: return CaseKind::kProbable;
    case v1::CASE_KIND_CONTACT: return CaseKind::kContact;
    default: return std::nullopt;
  }
}

platform::postgres::AuditEntry AuditOf(const platform::rpc::Call& call, std::string action) {
  const platform::rpc::Caller& caller = *call.caller;
  return {.time = call.now,
          .actor = caller.service ? caller.issuer : caller.subject,
          .action = std::move(action),
          .object_type = "",
          .object_id = "",
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

}  // namespace mimamori::registry
