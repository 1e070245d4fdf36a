// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/policy_body.hpp"

#include <nlohmann/json.hpp>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::platform::postgres {

struct PolicyBody::Json {
  nlohmann::json body;  // an object, or discarded
};

namespace {

absl::Status Malformed(const std::string& field) {
  return Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                 "a policy's field is missing, of another type or out of range: " + field, field);
}

const nlohmann::json* Find(const nlohmann::json& body, const std::string& field) {
  if (!body.is_object()) return nullptr;
  const auto it = body.find(field);
  return it == body.end() ? nullptr : &*it;
}

}  // namespace

PolicyBody::PolicyBody(const std::string& json)
    : json_(std::make_unique<Json>(Json{nlohmann::json::parse(json, nullptr, false)})) {}
PolicyBody::PolicyBody(std::unique_ptr<Json> json) : json_(std::move(json)) {}
PolicyBody::~PolicyBody() = default;
PolicyBody::PolicyBody(PolicyBody&&) noexcept = default;

absl::StatusOr<int> PolicyBody::Int(const std::string& field, int least, int most) const {
  const nlohmann::json* value = Find(json_->body, field);
  if (value == nullptr || !value->is_number_integer()) return Malformed(field);
  if (value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX) return Malformed(field);
  const auto number = value->get<int64_t>();
  if (number < least || number > most) return Malformed(field);
  return static_cast<int>(number);
}

absl::StatusOr<double> PolicyBody::Number(const std::string& field, double least, double most) const {
  const nlohmann::json* value = Find(json_->body, field);
  if (value == nullptr || !value->is_number()) return Malformed(field);
  const auto number = value->get<double>();
  if (number < least || number > most) return Malformed(field);
  return number;
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

absl::StatusOr<std::vector<std::string>> PolicyBody::Texts(const std::string& field, size_t most_bytes) const {
  const nlohmann::json* value = Find(json_->body, field);
  if (value == nullptr || !value->is_array()) return Malformed(field);
  std::vector<std::string> texts;
  for (const nlohmann::json& entry : *value) {
    if (!entry.is_string() || entry.get_ref<const std::string&>().size() > most_bytes) return Malformed(field);
    texts.push_back(entry.get<std::string>());
  }
  return texts;
}

absl::StatusOr<PolicyBody> PolicyBody::Object(const std::string& field) const {
  const nlohmann::json* value = Find(json_->body, field);
  if (value == nullptr || !value->is_object()) return Malformed(field);
  return PolicyBody(std::make_unique<Json>(Json{*value}));
}

absl::StatusOr<std::vector<PolicyBody>> PolicyBody::Objects(const std::string& field) const {
  const nlohmann::json* value = Find(json_->body, field);
  if (value == nullptr || !value->is_array()) return Malformed(field);
  std::vector<PolicyBody> objects;
  for (const nlohmann::json& entry : *value) {
    if (!entry.is_object()) return Malformed(field);
    objects.push_back(PolicyBody(std::make_unique<Json>(Json{entry})));
  }
  return objects;
}

absl::StatusOr<std::map<std::string, int>> PolicyBody::Ints(int least, int most) const {
  if (!json_->body.is_object()) return Malformed("all");
  std::map<std::string, int> numbers;
  for (const auto& [field, value] : json_->body.items()) {
    ASSIGN_OR_RETURN(numbers[field], Int(field, least, most));
  }
  return numbers;
}

absl::Status CheckPolicyObject(const std::string& json) {
  if (nlohmann::json::parse(json, nullptr, false).is_object()) return absl::OkStatus();
  return BadField("body", "MALFORMED_POLICY", "a policy is a JSON object");
}

}  // namespace mimamori::platform::postgres
