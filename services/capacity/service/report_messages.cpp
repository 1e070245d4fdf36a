// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/report_messages.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {
namespace {

using platform::BadField;

BedCounts CountsIn(const v1::BedCounts& told) {
  BedCounts counts;
  if (told.has_licensed()) counts.licensed = told.licensed();
  if (told.has_physical()) counts.physical = told.physical();
  if (told.has_staffed()) counts.staffed = told.staffed();
  if (told.has_occupied()) counts.occupied = told.occupied();
  if (told.has_blocked()) counts.blocked = told.blocked();
  return counts;
}

absl::StatusOr<ClassReport> ClassIn(const v1::ClassReport& told, const std::string& path) {
  if (!told.has_counts()) return BadField(path + ".counts", "MISSING_FIELD", "a class of beds has counts");
  ClassReport one{.counts = CountsIn(told.counts())};
  for (int i = 0; i < told.able_size(); ++i) {
    if (!one.able.emplace(told.able(i).capability(), told.able(i).beds()).second) {
      return BadField(fmt::format("{}.able[{}]", path, i), "DUPLICATE_CAPABILITY", "this capability stands there twice");
    }
  }
  return one;
}

template <class State>
absl::StatusOr<State> StateIn(int state, const char* field) {
  if (state >= 0 && state <= 3) return static_cast<State>(state);
  return BadField(field, "UNKNOWN_WORD", "this is not one of those that there are");
}

}  // namespace

absl::StatusOr<Report> ReportIn(bool present, const v1::ReportContent& content) {
  if (!present) return BadField("content", "MISSING_FIELD", "a report says something");
  Report report;
  for (int i = 0; i < content.classes_size(); ++i) {
    const std::string path = fmt::format("content.classes[{}]", i);
    const std::string& code = content.classes(i).bed_class();
    if (code.empty()) return BadField(path + ".bed_class", "MISSING_FIELD", "counts are of a class of beds");
    ASSIGN_OR_RETURN(ClassReport one, ClassIn(content.classes(i), path));
    if (!report.classes.emplace(code, std::move(one)).second) {
      return BadField(path, "DUPLICATE_CLASS", "this class stands there twice");
    }
  }
  ASSIGN_OR_RETURN(report.services[0], StateIn<ServiceState>(content.outpatient(), "content.outpatient"));
  ASSIGN_OR_RETURN(report.services[1], StateIn<ServiceState>(content.inpatient(), "content.inpatient"));
  ASSIGN_OR_RETURN(report.services[2], StateIn<ServiceState>(content.emergency(), "content.emergency"));
  ASSIGN_OR_RETURN(report.services[3], StateIn<ServiceState>(content.surgery(), "content.surgery"));
  ASSIGN_OR_RETURN(report.staff, StateIn<StaffState>(content.staff(), "content.staff"));
  return report;
}

v1::Finding ToProto(const Finding& finding) {
  v1::Finding out;
  out.set_code(finding.code);
  out.set_path(finding.path);
  out.set_message(std::string(SentenceOf(finding)));
  out.set_blocking(finding.blocking);
  return out;
}

v1::BedCounts ToProto(const BedCounts& counts) {
  v1::BedCounts out;
  if (counts.licensed) out.set_licensed(*counts.licensed);
  if (counts.physical) out.set_physical(*counts.physical);
  if (counts.staffed) out.set_staffed(*counts.staffed);
  if (counts.occupied) out.set_occupied(*counts.occupied);
  if (counts.blocked) out.set_blocked(*counts.blocked);
  return out;
}

v1::Report ToProto(const KeptReport& kept) {
  v1::Report out;
  const ToldReport& told = kept.told;
  out.set_id(kept.id.ToString());
  out.set_facility_id(told.facility.ToString());
  out.set_version(kept.version);
  v1::ReportContent& content = *out.mutable_content();
  for (const auto& [code, one] : told.report.classes) {
    v1::ClassReport& into = *content.add_classes();
    into.set_bed_class(code);
    *into.mutable_counts() = ToProto(one.counts);
    for (const auto& [capability, beds] : one.able) {
      v1::CapableBeds& able = *into.add_able();
      able.set_capability(capability);
      able.set_beds(beds);
    }
  }
  content.set_outpatient(static_cast<v1::ServiceState>(told.report.services[0]));
  content.set_inpatient(static_cast<v1::ServiceState>(told.report.services[1]));
  content.set_emergency(static_cast<v1::ServiceState>(told.report.services[2]));
  content.set_surgery(static_cast<v1::ServiceState>(told.report.services[3]));
  content.set_staff(static_cast<v1::StaffState>(told.report.staff));
  *out.mutable_report_time() = platform::rpc::ToTimestamp(told.time);
  *out.mutable_receive_time() = platform::rpc::ToTimestamp(kept.received);
  out.set_source(static_cast<v1::ReportSource>(told.source));
  out.set_by_proxy(told.by_proxy);
  out.set_told_by_desk(told.told_by_desk);
  out.set_entered_by(kept.entered_by);
  for (const auto& [path, code] : told.confirmed) {
    v1::Confirmation& confirmation = *out.add_confirmed();
    confirmation.set_path(path);
    confirmation.set_code(code);
  }
  return out;
}

}  // namespace mimamori::capacity
