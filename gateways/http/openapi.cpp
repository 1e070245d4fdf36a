// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/openapi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "gateways/http/comments.hpp"
#include "gateways/http/field_value.hpp"
#include "gateways/http/schema.hpp"
#include "services/platform/core/ascii.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::http {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using Json = nlohmann::ordered_json;

std::string JsonPathOf(const FieldPath& path) {
  std::string out;
  for (const FieldDescriptor* field : path) out += (out.empty() ? "" : ".") + field->json_name();
  return out;
}

// "/v1/rooms/{room.id=rooms/*}:open" → "/v1/rooms/{room.id}:open"
std::string PathOf(const Route& route) {
  std::string out;
  size_t variable = 0;
  for (size_t i = 0; i < route.path_template.size(); ++i) {
    if (route.path_template[i] != '{') {
      out += route.path_template[i];
      continue;
    }
    out += "{" + JsonPathOf(route.captures[variable++]) + "}";
    i = route.path_template.find('}', i);
  }
  return out;
}

class Document {
 public:
  Document(const Comments& comments, const CookieJar& cookies)
      : comments_(comments), cookies_(cookies), schemas_(comments) {}

  void Add(const Route& route) {
    paths_[PathOf(route)][platform::LowerCased(route.http_method)] = Operation(route);
    const auto& service = *route.method->service();
    tags_[service.name()] = comments_.Of(service);
  }

  Json Finish(std::string_view title, const DoorUrl& url) {
    Json tags = Json::array();
    for (const auto& [name, comment] : tags_) tags.push_back({{"name", name}, {"description", comment}});
    Json components{{"schemas", schemas_.Take()}, {"responses", {{"Problem", ProblemAnswer()}}}};
    components["schemas"]["Problem"] = ProblemSchema();
    if (!schemes_.empty()) components["securitySchemes"] = schemes_;
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", title},
              {"version", "1"},
              {"description",
               "Requests that change anything must carry an Origin header with this server's own address."},
              {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"servers", Json::array({{{"url", url.origin}}})},
            {"tags", tags},
            {"paths", paths_},
            {"components", components}};
  }

 private:
  Json Operation(const Route& route) {
    const std::string comment = comments_.Of(*route.method);
    std::string id = route.method->service()->name() + "_" + route.method->name();
    if (route.binding > 0) id += fmt::format("_{}", route.binding + 1);
    Json out{{"operationId", id},
             {"tags", Json::array({route.method->service()->name()})},
             {"summary", comment.empty() ? route.method->name() : comment.substr(0, comment.find_first_of(".:;"))}};
    if (!comment.empty()) out["description"] = comment;
    out["security"] = Security(route);
    if (Json parameters = Parameters(route); !parameters.empty()) out["parameters"] = std::move(parameters);
    if (route.body != Body::kNone) out["requestBody"] = RequestBody(route);
    out["responses"] = {{"200", Answer(route)}};
    if (route.form != nullptr) {
      out["responses"]["303"] = {{"description", "After a form post: where the browser goes, well or not."}};
    }
    const Json problem{{"$ref", "#/components/responses/Problem"}};
    out["responses"]["4XX"] = problem;
    out["responses"]["5XX"] = problem;
    return out;
  }

  std::string Scheme(rpc::v1::CookieName cookie) {
    const std::string name = cookies_.NameOf(cookie);
    const std::string key = name.substr(name.starts_with("__Host-") ? 7 : 0);
    schemes_[key] = {{"type", "apiKey"}, {"in", "cookie"}, {"name", name}};
    return key;
  }

  // Alternatives: `{}` means that the call works without.
  Json Security(const Route& route) {
    Json out = Json::array();
    if (!route.needs_session) out.push_back(Json::object());
    if (route.prefers_session) {
      const auto& roles = route.access->roles();
      const bool operators = std::find(roles.begin(), roles.end(), rpc::v1::ROLE_VENUE_OPERATOR) != roles.end();
      const auto cookie = route.for_patients ? rpc::v1::COOKIE_NAME_DIARY_SESSION
                          : operators        ? rpc::v1::COOKIE_NAME_OPERATOR_SESSION
                                             : rpc::v1::COOKIE_NAME_STAFF_SESSION;
      out.push_back({{Scheme(cookie), Json::array()}});
    }
    for (const CookieField& cookie : route.from_cookies) out.push_back({{Scheme(cookie.cookie), Json::array()}});
    return out;
  }

  Json Parameters(const Route& route) {
    Json out = Json::array();
    Schemas::Fields taken;
    for (const FieldPath& path : route.captures) {
      taken.insert(path.back());
      out.push_back({{"name", JsonPathOf(path)},
                     {"in", "path"},
                     {"required", true},
                     {"schema", schemas_.Field(*path.back())}});
    }
    if (route.body == Body::kWhole) return out;
    if (route.body_field != nullptr) taken.insert(route.body_field);
    FieldPath prefix;
    AddQuery(*route.method->input_type(), taken, prefix, out);
    if (route.resume_request != nullptr) {
      out.push_back({{"name", "Last-Event-ID"},
                     {"in", "header"},
                     {"description", "Goes on after this event."},
                     {"schema", {{"type", "string"}}}});
    }
    return out;
  }

  void AddQuery(const Descriptor& type, const Schemas::Fields& taken, FieldPath& prefix, Json& out) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (taken.contains(&field) || field.options().HasExtension(rpc::v1::from_cookie)) continue;
      prefix.push_back(&field);
      const Descriptor* below = field.message_type();
      const bool plain = below == nullptr || below->full_name().starts_with("google.protobuf.");
      if (plain) {
        out.push_back({{"name", JsonPathOf(prefix)}, {"in", "query"}, {"schema", schemas_.Field(field)}});
      } else if (!field.is_repeated() && prefix.size() < 4) {
        AddQuery(*below, taken, prefix, out);
      }
      prefix.pop_back();
    }
  }

  Json RequestBody(const Route& route) {
    Schemas::Fields captured;
    for (const FieldPath& path : route.captures) {
      if (path.size() == 1) captured.insert(path[0]);
    }
    const Json schema = route.body == Body::kField ? schemas_.Reference(*route.body_field->message_type())
                                                   : schemas_.Object(*route.method->input_type(), captured);
    Json content{{"application/json", {{"schema", schema}}}};
    if (route.form != nullptr) content["application/x-www-form-urlencoded"] = {{"schema", schema}};
    return {{"required", true}, {"content", std::move(content)}};
  }

  Json Answer(const Route& route) {
    Json out{{"description", "OK"}};
    if (!route.set_cookies.empty()) {
      out["headers"] = {{"Set-Cookie", {{"description", "Cookies of this door."}, {"schema", {{"type", "string"}}}}}};
    }
    if (route.document) {
      out["description"] = "The file itself.";
      out["content"] = {{"*/*", Json::object()}};
    } else if (route.method->server_streaming()) {
      out["description"] =
          "Server-Sent Events: each `data` is one message as JSON; `event: end` closes the stream, `event: problem` tells "
          "why it failed.";
      const Json schema{{"type", "string"},
                        {"contentMediaType", "application/json"},
                        {"contentSchema", schemas_.Reference(*route.method->output_type())}};
      out["content"] = {{"text/event-stream", {{"schema", schema}}}};
    } else {
      out["content"] = {{"application/json", {{"schema", schemas_.Reference(*route.method->output_type())}}}};
    }
    return out;
  }

  static Json ProblemAnswer() {
    return {{"description", "What went wrong (RFC 9457)."},
            {"content",
             {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
  }

  static Json ProblemSchema() {
    const auto text = [](const char* description) { return Json{{"type", "string"}, {"description", description}}; };
    return {{"type", "object"},
            {"required", {"type", "title", "status", "detail", "reason", "trace_id"}},
            {"properties",
             {{"type", text("Always about:blank.")},
              {"title", text("The HTTP status in words.")},
              {"status", {{"type", "integer"}, {"description", "The HTTP status."}}},
              {"detail", text("A sentence for people.")},
              {"reason", text("A stable word for programs.")},
              {"field", text("The request field at fault, by its proto path.")},
              {"trace_id", text("For questions to the operator.")}}}};
  }

  const Comments& comments_;
  const CookieJar& cookies_;
  Schemas schemas_;
  Json paths_ = Json::object();
  Json schemes_ = Json::object();
  std::map<std::string, std::string> tags_;
};

}  // namespace

absl::StatusOr<std::string> MakeOpenApi(const RouteTable& routes, std::string_view title, const DoorUrl& url,
                                        const CookieJar& cookies, std::string_view descriptor_set) {
  ASSIGN_OR_RETURN(const Comments comments, Comments::Read(descriptor_set));
  Document document(comments, cookies);
  for (const Route& route : routes.routes) document.Add(route);
  return document.Finish(title, url).dump(1);
}

}  // namespace mimamori::http
