// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/policy_body.hpp"

#include <nlohmann/json.hpp>

#include "services/platform/core/error.hpp"

namespace mimamori::platform::postgres {

struct PolicyBody::Json {
  nlohmann::json body;  // an object, or discarded
};

namespace {

absl::Status Malformed(const std::string& field) {
  return Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                 "a policy's field is missing, of another type or out of range: " + field);
}

const nlohmann::json* Find(const nlohmann::json& body, const std::string& field) {
  if (!body.is_object()) return nullptr;
  const auto it = body.find(field);
  return it == body.end() ? nullptr : &*it;
}

}  // namespace

PolicyBody::PolicyBody(const std::string& json)
    : json_(std::make_unique<Json>(Json{nlohmann::json::parse(json, nullptr, false)})) {}
PolicyBody::~PolicyBody() = default;
PolicyBody::PolicyBody(PolicyBody&&) noexcept = default;

absl::StatusOr<int> PolicyBody::Int(const std::string& field, int least, int most) const {
  const nlohmann::json* value = Find(json_->body, field);
  if (value == nullptr || !value->is_number_integer()) return Malformed(field);
  const auto number = value->get<int64_t>();
  if (number < least || number > most) return Malformed(field);
  return static_cast<int>(number);
}

absl::StatusOr<bool> PolicyBody::Bool(const std::string& field) const {
  const nlohmann::json* value = Find(json_->body, field);
  if (value == nullptr || !value->is_boolean()) return Malformed(field);
  return value->get<bool>();
}

absl::StatusOr<std::string> PolicyBody::Text(const std::string& field, size_t most_bytes) const {
  const nlohmann::json* value = Find(json_->body, field);
  if (value == nullptr || !value->is_string()) return Malformed(field);
  auto text = value->get<std::string>();
  if (text.size() > most_bytes) return Malformed(field);
  return text;
}

}  // namespace mimamori::platform::postgres
