// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/template.hpp"

#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

namespace mimamori::http {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using kainjow::mustache::partial;
using nlohmann::json;

data ToData(const json& value, const absl::TimeZone& zone);

// Empty for a text that is no time.
std::string LocalTime(const std::string& text, const absl::TimeZone& zone) {
  absl::Time time;
  if (text.size() < 20 || text[10] != 'T' || !absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M", time, zone);
}

data ToObject(const json& value, const absl::TimeZone& zone) {
  data out(data::type::object);
  for (const auto& [name, member] : value.items()) {
    out.set(name, ToData(member, zone));
    if (!member.is_string()) continue;
    const std::string local = LocalTime(member.get_ref<const std::string&>(), zone);
    if (!local.empty()) out.set(name + "Local", local);
  }
  return out;
}

data ToData(const json& value, const absl::TimeZone& zone) {
  switch (value.type()) {
    case json::value_t::object: return ToObject(value, zone);
    case json::value_t::array: {
      data out(data::type::list);
      for (const json& element : value) out.push_back(ToData(element, zone));
      return out;
    }
    case json::value_t::boolean: return data(value.get<bool>() ? data::type::bool_true : data::type::bool_false);
    case json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      return text.empty() ? data(data::type::bool_false) : data(text);
    }
    case json::value_t::null: return data(data::type::bool_false);
    default: return data(value.dump());
  }
}

}  // namespace

std::string RenderTemplate(const std::string& text, const json& context,
                           const std::map<std::string, std::string>& partials, const absl::TimeZone& zone) {
  data root = ToObject(context, zone);
  for (const auto& each : partials) root.set(each.first, data(partial([&each] { return each.second; })));
  return mustache(text).render(root);
}

absl::Status CheckTemplate(const std::string& text) {
  mustache parsed(text);
  return parsed.is_valid() ? absl::OkStatus() : absl::InvalidArgumentError(parsed.error_message());
}

}  // namespace mimamori::http
