// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"

#include "absl/strings/cord.h"

namespace mimamori::platform {
namespace {

constexpr char kReason[] = "mimamori/reason";
constexpr char kField[] = "mimamori/field";

std::string PayloadOf(const absl::Status& status, const char* key) {
  const auto payload = status.GetPayload(key);
  return payload ? std::string(*payload) : std::string();
}

}  // namespace

absl::Status Failure(absl::StatusCode code, std::string_view reason, std::string_view sentence,
                     std::string_view field) {
  absl::Status status(code, absl::string_view(sentence.data(), sentence.size()));
  status.SetPayload(kReason, absl::Cord(absl::string_view(reason.data(), reason.size())));
  if (!field.empty()) status.SetPayload(kField, absl::Cord(absl::string_view(field.data(), field.size())));
  return status;
}

absl::Status BadField(std::string_view field, std::string_view reason, std::string_view sentence) {
  return Failure(absl::StatusCode::kInvalidArgument, reason, sentence, field);
}

absl::Status NotFound(std::string_view reason, std::string_view sentence) {
  return Failure(absl::StatusCode::kNotFound, reason, sentence);
}

std::string ReasonOf(const absl::Status& status) { return PayloadOf(status, kReason); }
std::string FieldOf(const absl::Status& status) { return PayloadOf(status, kField); }

}  // namespace mimamori::platform
