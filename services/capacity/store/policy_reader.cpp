// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/policy_reader.hpp"

#include <algorithm>
#include <set>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::PolicyBody;

constexpr size_t kMostEntries = 30;
constexpr size_t kLongestCode = 20;
constexpr size_t kLongestName = 100;  // bytes

absl::Status Malformed(const std::string& path, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           fmt::format("{}: {}", path, sentence), path);
}

// A failure about a field of a part names the whole path.
template <class Value>
absl::StatusOr<Value> Placed(absl::StatusOr<Value> value, const std::string& path) {
  if (value.ok()) return value;
  return Malformed(fmt::format("{}.{}", path, platform::FieldOf(value.status())),
                   "is missing, of another type or out of range");
}

bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= kLongestCode && text.front() >= 'a' && text.front() <= 'z' &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

absl::StatusOr<std::vector<CatalogueEntry>> ReadEntries(const PolicyBody& body, const std::string& field) {
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> parts, body.Objects(field));
  if (parts.empty() || parts.size() > kMostEntries) return Malformed(field, "there are 1 to 30 of them");
  std::vector<CatalogueEntry> entries;
  std::set<std::string> codes;
  for (const PolicyBody& part : parts) {
    const std::string path = fmt::format("{}[{}]", field, entries.size());
    CatalogueEntry entry;
    ASSIGN_OR_RETURN(entry.code, Placed(part.Text("code", kLongestCode), path));
    if (!IsCode(entry.code)) return Malformed(path + ".code", "is no lower-case word");
    if (!codes.insert(entry.code).second) return Malformed(path + ".code", "stands there twice");
    ASSIGN_OR_RETURN(entry.japanese_name, Placed(part.Text("ja", kLongestName), path));
    ASSIGN_OR_RETURN(entry.english_name, Placed(part.Text("en", kLongestName), path));
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

absl::StatusOr<NamedCatalogue> ReadCatalogue(const std::string& json) {
  const PolicyBody body(json);
  NamedCatalogue catalogue;
  ASSIGN_OR_RETURN(catalogue.classes, ReadEntries(body, "classes"));
  ASSIGN_OR_RETURN(catalogue.capabilities, ReadEntries(body, "capabilities"));
  return catalogue;
}

}  // namespace mimamori::capacity
