// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/form.hpp"

#include "gateways/http/field_value.hpp"
#include "gateways/http/percent.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::http {
namespace {

std::string Filled(std::string_view pattern, const google::protobuf::Message& request) {
  std::string out;
  while (!pattern.empty()) {
    const size_t open = std::min(pattern.find('{'), pattern.size());
    out += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const size_t close = std::min(pattern.find('}'), pattern.size());
    if (const auto path = FindField(*request.GetDescriptor(), pattern.substr(1, close - 1))) {
      out += PercentEncode(TextOf(request, *path));
    }
    pattern.remove_prefix(std::min(close + 1, pattern.size()));
  }
  return out;
}

}  // namespace

std::string FormTarget(const rpc::v1::Form& form, const google::protobuf::Message& request,
                       const absl::Status& status) {
  if (status.ok()) return Filled(form.done(), request);
  std::string reason = platform::ReasonOf(status);
  if (reason.empty()) reason = "INTERNAL";
  std::string target = Filled(form.failed(), request);
  if (target.find('?') == std::string::npos) target += '?';
  if (!target.ends_with('?') && !target.ends_with('&')) target += '&';
  return target + "problem=" + PercentEncode(reason);
}

Response Redirect(std::string_view location, std::string_view trace_id) {
  Response out;
  out.status = 303;
  out.Add("Location", location).Add("Cache-Control", "no-store");
  out.trace_id = trace_id;
  return out;
}

}  // namespace mimamori::http
