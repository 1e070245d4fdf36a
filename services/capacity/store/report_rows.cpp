// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/report_rows.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using nlohmann::json;
using platform::postgres::Rows;

constexpr std::pair<const char*, Count BedCounts::*> kCounts[] = {{"licensed", &BedCounts::licensed},
                                                                  {"physical", &BedCounts::physical},
                                                                  {"staffed", &BedCounts::staffed},
                                                                  {"occupied", &BedCounts::occupied},
                                                                  {"blocked", &BedCounts::blocked}};

absl::Status Unread() { return absl::InternalError("a report is kept in a way that this version does not know"); }

// What is kept was written here; only another version could have written it otherwise.
absl::StatusOr<std::map<std::string, int>> AbleIn(const json& object) {
  std::map<std::string, int> able;
  if (!object.is_object()) return Unread();
  for (const auto& [code, beds] : object.items()) {
    if (!beds.is_number_integer()) return Unread();
    able[code] = beds.get<int>();
  }
  return able;
}

absl::StatusOr<ClassReport> ClassIn(const json& object) {
  ClassReport one;
  if (!object.is_object()) return Unread();
  for (const auto& [name, count] : kCounts) {
    const auto it = object.find(name);
    if (it == object.end()) continue;
    if (!it->is_number_integer()) return Unread();
    one.counts.*count = it->get<int>();
  }
  if (const auto able = object.find("able"); able != object.end()) {
    ASSIGN_OR_RETURN(one.able, AbleIn(*able));
  }
  return one;
}

}  // namespace

std::string WriteAble(const std::map<std::string, int>& able) { return json(able).dump(); }

absl::StatusOr<std::map<std::string, int>> ReadAble(const std::string& text) {
  return AbleIn(json::parse(text, nullptr, false));
}

std::string WriteReport(const Report& report) {
  json body = {{"classes", json::object()}, {"services", json::object()}, {"staff", static_cast<int>(report.staff)}};
  for (const auto& [code, one] : report.classes) {
    json told = json::object();
    for (const auto& [name, count] : kCounts) {
      if (one.counts.*count) told[name] = *(one.counts.*count);
    }
    if (!one.able.empty()) told["able"] = one.able;
    body["classes"][code] = std::move(told);
  }
  for (size_t i = 0; i < kServices.size(); ++i) {
    if (report.services[i] == ServiceState::kUntold) continue;
    body["services"][std::string(kServices[i])] = static_cast<int>(report.services[i]);
  }
  return body.dump();
}

absl::StatusOr<Report> ReadReportBody(const std::string& text) {
  const json body = json::parse(text, nullptr, false);
  if (!body.is_object() || !body.contains("classes") || !body["classes"].is_object()) return Unread();
  Report report;
  for (const auto& [code, told] : body["classes"].items()) {
    ASSIGN_OR_RETURN(report.classes[code], ClassIn(told));
  }
  if (!body.contains("services") || !body["services"].is_object() || !body.contains("staff")) return Unread();
  for (size_t i = 0; i < kServices.size(); ++i) {
    const auto state = body["services"].find(std::string(kServices[i]));
    if (state == body["services"].end()) continue;
    if (!state->is_number_integer()) return Unread();
    report.services[i] = static_cast<ServiceState>(state->get<int>());
  }
  if (!body["staff"].is_number_integer()) return Unread();
  report.staff = static_cast<StaffState>(body["staff"].get<int>());
  return report;
}

std::string WriteConfirmed(const Confirmed& confirmed) {
  json all = json::array();
  for (const auto& [path, code] : confirmed) all.push_back(json::array({path, code}));
  return all.dump();
}

absl::StatusOr<KeptReport> ReadReport(const Rows& rows, int row) {
  KeptReport kept;
  kept.id = ReportId(rows.Uuid(row, 0));
  kept.version = rows.Int4(row, 1);
  kept.received = rows.Time(row, 4);
  kept.entered_by = rows.Text(row, 8);
  ToldReport& told = kept.told;
  told.facility = FacilityId(rows.Uuid(row, 2));
  told.time = rows.Time(row, 3);
  told.source = static_cast<Source>(rows.Int2(row, 5));
  told.by_proxy = rows.Bool(row, 6);
  told.told_by_desk = rows.Text(row, 7);
  ASSIGN_OR_RETURN(told.report, ReadReportBody(rows.Json(row, 9)));
  const json confirmed = json::parse(rows.Json(row, 10), nullptr, false);
  if (!confirmed.is_array()) return Unread();
  for (const json& pair : confirmed) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) return Unread();
    told.confirmed.emplace(pair[0].get<std::string>(), pair[1].get<std::string>());
  }
  return kept;
}

}  // namespace mimamori::capacity
