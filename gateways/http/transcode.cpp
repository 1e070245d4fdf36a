// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/transcode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gateways/http/field_value.hpp"
#include "gateways/http/json.hpp"
#include "gateways/http/problem.hpp"
#include "services/platform/core/ascii.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::http {
namespace {

namespace pb = google::protobuf;
using platform::BadField;

bool FieldCharacters(std::string_view name) {
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '[' || c == ']';
  });
}

// A form can't leave a field out: an empty input is sent as "name=". For anything but text that means unset.
bool EmptyNumber(const FieldPath& path, std::string_view value) {
  return value.empty() && path.back()->cpp_type() != pb::FieldDescriptor::CPPTYPE_STRING;
}

bool IsCookieField(const Route& route, const pb::FieldDescriptor* field) {
  return std::any_of(route.from_cookies.begin(), route.from_cookies.end(),
                     [&](const CookieField& cookie) { return cookie.field == field; });
}

absl::Status NotAllowed(const pb::FieldDescriptor& field) {
  return BadField(field.name(), "FIELD_NOT_ALLOWED", fmt::format("{} is not the caller's to set", field.name()));
}

enum class Unknown { kRefused, kIgnored };

absl::Status SetParameters(const Route& route, const Parameters& parameters, Unknown unknown, bool form,
                           pb::Message& message) {
  std::set<std::string> given;
  for (const auto& [name, value] : parameters) {
    const auto path = FindField(*message.GetDescriptor(), name);
    if (!path) {
      if (unknown == Unknown::kIgnored) continue;
      const std::string field(FieldCharacters(name) ? name : "");
      return BadField(field, "UNKNOWN_FIELD", "there is no field of that name");
    }
    if (IsCookieField(route, path->front())) return NotAllowed(*path->front());
    if (form && EmptyNumber(*path, value)) continue;
    if (!path->back()->is_repeated() && !given.insert(NameOf(*path)).second) {
      return BadField(NameOf(*path), "REPEATED_FIELD", fmt::format("{} is given twice", NameOf(*path)));
    }
    RETURN_IF_ERROR(SetField(message, *path, value));
  }
  return absl::OkStatus();
}

absl::Status DecodeBody(const Route& route, const Request& request, pb::Message& message) {
  if (route.one_click) return absl::OkStatus();
  if (route.body == Body::kNone) {
    if (request.body.empty()) return absl::OkStatus();
    return BadField("", "BODY_NOT_ALLOWED", "this method takes no body");
  }
  if (ContentOf(request) == Content::kForm) {
    if (route.body != Body::kWhole) return BadField("", "BODY_NOT_ALLOWED", "this method takes no form");
    ASSIGN_OR_RETURN(const Parameters parameters, ParseParameters(request.body));
    return SetParameters(route, parameters, Unknown::kRefused, /*form=*/true, message);
  }
  if (request.body.empty()) return absl::OkStatus();
  pb::Message* target = route.body == Body::kWhole
                            ? &message
                            : message.GetReflection()->MutableMessage(&message, route.body_field);
  RETURN_IF_ERROR(ParseJson(request.body, *target));
  for (const CookieField& cookie : route.from_cookies) {
    if (!message.GetReflection()->GetString(message, cookie.field).empty()) return NotAllowed(*cookie.field);
  }
  return absl::OkStatus();
}

void FillCookies(const Route& route, const Request& request, const CookieJar& cookies, pb::Message& message) {
  for (const CookieField& cookie : route.from_cookies) {
    const std::string_view value = cookies.Read(request, cookie.cookie);
    if (value.empty() || !platform::IsUtf8(value)) continue;
    message.GetReflection()->SetString(&message, cookie.field, std::string(value));
  }
}

// A file name that can stand between quotes in a header.
std::string Harmless(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/') out += c;
  }
  return out;
}

}  // namespace

Content ContentOf(const Request& request) {
  std::string_view type = request.Header("content-type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  if (type.empty()) return Content::kNone;
  if (platform::EqualsIgnoringCase(type, "application/json")) return Content::kJson;
  if (platform::EqualsIgnoringCase(type, "application/x-www-form-urlencoded")) return Content::kForm;
  return Content::kOther;
}

absl::Status DecodeRequest(const Route& route, const std::vector<Capture>& captures, const Request& request,
                           const CookieJar& cookies, pb::Message& message) {
  RETURN_IF_ERROR(DecodeBody(route, request, message));
  if (!request.query.empty()) {
    ASSIGN_OR_RETURN(const Parameters parameters, ParseParameters(request.query));
    if (route.body == Body::kWhole && !parameters.empty()) {
      return BadField("", "UNKNOWN_FIELD", "this method takes its fields from the body");
    }
    RETURN_IF_ERROR(SetParameters(route, parameters, Unknown::kRefused, /*form=*/false, message));
  }
  for (const Capture& capture : captures) {
    RETURN_IF_ERROR(SetField(message, route.captures[capture.variable], capture.value));
  }
  FillCookies(route, request, cookies, message);
  return absl::OkStatus();
}

absl::Status DecodePageRequest(const Route& route, const std::vector<std::pair<FieldPath, std::string>>& captures,
                               const Parameters& parameters, const Request& request, const CookieJar& cookies,
                               pb::Message& message) {
  RETURN_IF_ERROR(SetParameters(route, parameters, Unknown::kIgnored, /*form=*/true, message));
  for (const auto& [path, value] : captures) RETURN_IF_ERROR(SetField(message, path, value));
  FillCookies(route, request, cookies, message);
  return absl::OkStatus();
}

void MoveCookies(const Route& route, pb::Message& message, const CookieJar& cookies, Response& response) {
  for (const CookieField& cookie : route.set_cookies) {
    // A field with presence says more: unset leaves the browser's cookie as it is.
    if (cookie.field->has_presence() && !message.GetReflection()->HasField(message, cookie.field)) continue;
    const std::string value = message.GetReflection()->GetString(message, cookie.field);
    message.GetReflection()->ClearField(&message, cookie.field);
    response.Add("Set-Cookie", cookies.Write(cookie.cookie, value));
  }
}

Response EncodeDocument(const rpc::v1::Document& document) {
  Response out;
  const bool plain = std::all_of(document.content_type().begin(), document.content_type().end(),
                                 [](char c) { return c >= 0x20 && c < 0x7f; });
  out.Add("Content-Type",
          plain && !document.content_type().empty() ? document.content_type() : "application/octet-stream");
  out.Add("Content-Disposition", document.file_name().empty()
                                     ? std::string("inline")
                                     : fmt::format("attachment; filename=\"{}\"", Harmless(document.file_name())));
  out.Add("Cache-Control", "no-store");
  out.body = document.content();
  return out;
}

Response EncodeResponse(const Route& route, pb::Message& message, const CookieJar& cookies,
                        std::string_view trace_id) {
  if (route.document) {
    Response out = EncodeDocument(static_cast<const rpc::v1::Document&>(message));
    out.trace_id = trace_id;
    return out;
  }
  Response out;
  MoveCookies(route, message, cookies, out);
  out.body = PrintJson(message, route.cookie_fields);
  out.Add("Content-Type", "application/json").Add("Cache-Control", "no-store");
  out.trace_id = trace_id;
  return out;
}

}  // namespace mimamori::http
