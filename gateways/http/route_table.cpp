// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/route_table.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor_database.h>

#include <algorithm>
#include <set>

#include "google/api/annotations.pb.h"
#include "gateways/http/json.hpp"
#include "mimamori/rpc/v1/board.pb.h"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/methods.hpp"

namespace mimamori::http {
namespace {

namespace pb = google::protobuf;

absl::Status Unserveable(const pb::MethodDescriptor& method, std::string_view why) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", method.full_name(), why));
}

struct Pattern {
  std::string method, path;
};

Pattern PatternOf(const google::api::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet: return {"GET", rule.get()};
    case google::api::HttpRule::kPut: return {"PUT", rule.put()};
    case google::api::HttpRule::kPost: return {"POST", rule.post()};
    case google::api::HttpRule::kDelete: return {"DELETE", rule.delete_()};
    case google::api::HttpRule::kPatch: return {"PATCH", rule.patch()};
    case google::api::HttpRule::kCustom: return {rule.custom().kind(), rule.custom().path()};
    default: return {};
  }
}

std::vector<CookieField> CookieFields(const pb::Descriptor& type,
                                      rpc::v1::CookieName (*cookie)(const pb::FieldOptions&)) {
  std::vector<CookieField> out;
  for (int i = 0; i < type.field_count(); ++i) {
    const auto name = cookie(type.field(i)->options());
    if (name != rpc::v1::COOKIE_NAME_UNSPECIFIED) out.push_back({type.field(i), name});
  }
  return out;
}

rpc::v1::CookieName FromCookie(const pb::FieldOptions& options) {
  return options.GetExtension(rpc::v1::from_cookie);
}
rpc::v1::CookieName SetCookie(const pb::FieldOptions& options) { return options.GetExtension(rpc::v1::set_cookie); }

// A cookie option below the top level would be neither filled nor taken out: such a message must not be served.
bool HidesCookie(const pb::Descriptor& type, rpc::v1::CookieName (*cookie)(const pb::FieldOptions&),
                 std::set<const pb::Descriptor*>& seen) {
  for (int i = 0; i < type.field_count(); ++i) {
    const pb::Descriptor* below = type.field(i)->message_type();
    if (below == nullptr || !seen.insert(below).second) continue;
    if (!CookieFields(*below, cookie).empty() || HidesCookie(*below, cookie, seen)) return true;
  }
  return false;
}

absl::Status ReadBody(const google::api::HttpRule& rule, Route& route) {
  if (rule.body() == "*") {
    route.body = Body::kWhole;
  } else if (!rule.body().empty()) {
    route.body = Body::kField;
    route.body_field = route.method->input_type()->FindFieldByName(rule.body());
    if (route.body_field == nullptr || route.body_field->message_type() == nullptr || route.body_field->is_repeated()) {
      return Unserveable(*route.method, "body must be * or a singular message field");
    }
  }
  return absl::OkStatus();
}

absl::Status ReadPath(Route& route) {
  ASSIGN_OR_RETURN(const PathTemplate parsed, ParsePathTemplate(route.path_template));
  for (const TemplateVariable& variable : parsed.variables) {
    auto path = FindField(*route.method->input_type(), variable.field_path);
    if (!path || path->back()->message_type() != nullptr) {
      return Unserveable(*route.method, fmt::format("{} is not a plain field", variable.field_path));
    }
    if (FromCookie(path->front()->options()) != rpc::v1::COOKIE_NAME_UNSPECIFIED) {
      return Unserveable(*route.method, "a cookie's field can't come from the path");
    }
    route.captures.push_back(*std::move(path));
  }
  return absl::OkStatus();
}

void ReadAccess(Route& route) {
  const auto& options = route.method->options();
  route.access = &options.GetExtension(rpc::v1::access);
  route.lane = options.GetExtension(rpc::v1::lane);
  route.one_click = options.GetExtension(rpc::v1::one_click);
  if (options.HasExtension(rpc::v1::form)) route.form = &options.GetExtension(rpc::v1::form);
  const auto& roles = route.access->roles();
  const bool anyone = std::find(roles.begin(), roles.end(), rpc::v1::ROLE_ANYONE) != roles.end();
  route.needs_session = !anyone;
  route.prefers_session = roles.size() > (anyone ? 1 : 0);
  route.for_patients = std::find(roles.begin(), roles.end(), rpc::v1::ROLE_PATIENT) != roles.end();
}

const pb::FieldDescriptor* ResumeToken(const pb::Descriptor& type) {
  const pb::FieldDescriptor* field = type.FindFieldByName("resume_token");
  return field != nullptr && field->type() == pb::FieldDescriptor::TYPE_STRING && !field->is_repeated() ? field : nullptr;
}

absl::Status ReadBoard(Route& route) {
  if (!route.method->options().HasExtension(rpc::v1::board)) return absl::OkStatus();
  const rpc::v1::Board& board = route.method->options().GetExtension(rpc::v1::board);
  auto entry = FindField(*route.method->output_type(), board.entry());
  auto left = FindField(*route.method->output_type(), board.left());
  const auto is_text = [](const std::optional<FieldPath>& path) {
    return path && path->back()->type() == pb::FieldDescriptor::TYPE_STRING && !path->back()->is_repeated();
  };
  if (!is_text(entry) || !is_text(left)) return Unserveable(*route.method, "a board names what its events are about");
  if (route.resume_request == nullptr || route.resume_response == nullptr || !route.from_cookies.empty()) {
    return Unserveable(*route.method, "a board is a stream that goes on behind a token, and asks nothing of cookies");
  }
  route.board = BoardFields{.entry = *std::move(entry), .left = *std::move(left)};
  return absl::OkStatus();
}

std::string SecondWord(const std::string& package) {
  const size_t start = package.find('.');
  return start == std::string::npos ? package : package.substr(start + 1, package.find('.', start + 1) - start - 1);
}

bool Named(const rpc::v1::Access& access, rpc::v1::Door door) {
  return std::find(access.doors().begin(), access.doors().end(), door) != access.doors().end();
}

std::vector<std::string> LinkedFiles() {
  std::vector<std::string> files;
  pb::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::sort(files.begin(), files.end());
  return files;
}

absl::Status AddFile(const pb::FileDescriptor& file, rpc::v1::Door door, std::vector<Route>& routes) {
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      const pb::MethodDescriptor& method = *file.service(s)->method(m);
      if (!method.options().HasExtension(google::api::http)) continue;
      if (!Named(method.options().GetExtension(rpc::v1::access), door)) continue;
      const int bindings = 1 + method.options().GetExtension(google::api::http).additional_bindings_size();
      for (int binding = 0; binding < bindings; ++binding) {
        ASSIGN_OR_RETURN(Route route, ReadRoute(method, binding));
        routes.push_back(std::move(route));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<FieldPath> FindField(const pb::Descriptor& type, std::string_view path) {
  FieldPath out;
  const pb::Descriptor* at = &type;
  while (true) {
    const size_t dot = path.find('.');
    const std::string name(path.substr(0, dot));
    const pb::FieldDescriptor* field = at->FindFieldByName(name);
    if (field == nullptr) field = at->FindFieldByCamelcaseName(name);
    if (field == nullptr) return std::nullopt;
    out.push_back(field);
    if (dot == std::string_view::npos) return out;
    at = field->message_type();
    if (at == nullptr || field->is_repeated()) return std::nullopt;
    path.remove_prefix(dot + 1);
  }
}

absl::StatusOr<Route> ReadRoute(const pb::MethodDescriptor& method, int binding) {
  if (method.client_streaming()) return Unserveable(method, "a client stream has no HTTP form");
  Route route{.method = &method,
              .service = SecondWord(method.file()->package()),
              .full_name = platform::rpc::FullNameOf(method),
              .rpc_path = "/" + platform::rpc::FullNameOf(method)};
  if (route.service == "rpc") {
    route.service_field = method.input_type()->FindFieldByName("service");
    if (route.service_field == nullptr || route.service_field->type() != pb::FieldDescriptor::TYPE_STRING ||
        route.service_field->is_repeated()) {
      return Unserveable(method, "what every service has is asked of the one that its field `service` names");
    }
  }
  if (method.options().HasExtension(google::api::http)) {
    const google::api::HttpRule& first = method.options().GetExtension(google::api::http);
    const google::api::HttpRule& rule = binding == 0 ? first : first.additional_bindings(binding - 1);
    if (!rule.response_body().empty()) return Unserveable(method, "response_body is not served");
    if (binding > 0 && rule.additional_bindings_size() > 0) {
      return Unserveable(method, "an additional binding has additional bindings");
    }
    route.binding = binding;
    auto [verb, path] = PatternOf(rule);
    route.http_method = std::move(verb);
    route.path_template = std::move(path);
    RETURN_IF_ERROR(ReadPath(route));
    RETURN_IF_ERROR(ReadBody(rule, route));
  }
  std::set<const pb::Descriptor*> asked, answered;
  if (HidesCookie(*method.input_type(), FromCookie, asked) || HidesCookie(*method.output_type(), SetCookie, answered)) {
    return Unserveable(method, "a cookie's field must be at the top level");
  }
  ReadAccess(route);
  if (route.for_patients && route.access->roles_size() > (route.needs_session ? 1 : 2)) {
    return Unserveable(method, "a patient's session and another's come in different cookies");
  }
  route.from_cookies = CookieFields(*method.input_type(), FromCookie);
  route.set_cookies = CookieFields(*method.output_type(), SetCookie);
  const bool bare = route.from_cookies.empty() && route.set_cookies.empty() && !route.prefers_session &&
                    !route.needs_session && !route.captures.empty();
  if (route.one_click && !bare) return Unserveable(method, "one click needs a token in its path and nothing else");
  for (const CookieField& cookie : route.set_cookies) route.cookie_fields.push_back(cookie.field);
  for (const auto* cookies : {&route.from_cookies, &route.set_cookies}) {
    for (const CookieField& cookie : *cookies) {
      if (cookie.field->type() != pb::FieldDescriptor::TYPE_STRING || cookie.field->is_repeated()) {
        return Unserveable(method, "a cookie's field must be a string");
      }
    }
  }
  if (method.server_streaming() && !route.set_cookies.empty()) return Unserveable(method, "a stream can't set cookies");
  for (const pb::Descriptor* type : {method.input_type(), method.output_type()}) {
    if (absl::Status carried = CheckCarriesJson(*type); !carried.ok()) {
      return Unserveable(method, std::string(carried.message()));
    }
  }
  route.document = method.output_type() == rpc::v1::Document::descriptor();
  if (method.server_streaming()) {
    const bool by_post = route.http_method == "POST" && !route.document;  // what is asked may be larger than a URL
    if (route.http_method != "GET" && !by_post) return Unserveable(method, "a stream is watched with GET or asked for with POST");
    route.resume_request = ResumeToken(*method.input_type());
    route.resume_response = ResumeToken(*method.output_type());
  }
  RETURN_IF_ERROR(ReadBoard(route));
  route.request = pb::MessageFactory::generated_factory()->GetPrototype(method.input_type());
  route.response = pb::MessageFactory::generated_factory()->GetPrototype(method.output_type());
  return route;
}

absl::StatusOr<RouteTable> ReadRoutes(rpc::v1::Door door) {
  std::vector<Route> routes;
  for (const std::string& name : LinkedFiles()) {
    const pb::FileDescriptor* file = pb::DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) continue;
    RETURN_IF_ERROR(AddFile(*file, door, routes));
  }
  if (routes.empty()) {
    return absl::FailedPreconditionError(fmt::format("no method names {}", rpc::v1::Door_Name(door)));
  }
  PathMatcher::Builder builder;
  for (size_t i = 0; i < routes.size(); ++i) {
    RETURN_IF_ERROR(builder.Add(routes[i].http_method, routes[i].path_template, i));
  }
  return RouteTable{std::move(routes), std::move(builder).Build()};
}

}  // namespace mimamori::http
