// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateways/http/path_template.hpp"
#include "mimamori/rpc/v1/annotations.pb.h"

namespace mimamori::http {

using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

// A string or bytes field of a request that comes from, or of a response that becomes, a cookie.
struct CookieField {
  const google::protobuf::FieldDescriptor* field;
  rpc::v1::CookieName cookie;
};

// Where a board's stream names what an event is about (mimamori/rpc/v1/board.proto); both are texts.
struct BoardFields {
  FieldPath entry;
  FieldPath left;
};

enum class Body { kNone, kWhole, kField };

// What the gateway needs to know to carry one method; read from its descriptor.
struct Route {
  const google::protobuf::MethodDescriptor* method;
  std::string service;        // "visit": second word of the package
  std::string full_name;      // "mimamori.visit.v1.VisitService/CheckIn"
  std::string rpc_path;       // the same after a slash
  // Of what every service has (package mimamori.rpc.v1): the field of the request that names the service asked.
  const google::protobuf::FieldDescriptor* service_field = nullptr;
  int binding = 0;                 // of several routes to one method, this one's turn
  std::string http_method = {};    // "POST"; empty: reachable through a page only
  std::string path_template = {};  // "/v1/check-ins"
  std::vector<FieldPath> captures = {};  // in the template's order
  Body body = Body::kNone;
  const google::protobuf::FieldDescriptor* body_field = nullptr;
  std::vector<CookieField> from_cookies = {};
  std::vector<CookieField> set_cookies = {};
  std::vector<const google::protobuf::FieldDescriptor*> cookie_fields = {};  // of set_cookies: never in the JSON
  const rpc::v1::Access* access = nullptr;
  const rpc::v1::Form* form = nullptr;
  bool needs_session = false;    // no ROLE_ANYONE: somebody must be signed in
  bool prefers_session = false;  // other roles than ROLE_ANYONE are welcome
  bool for_patients = false;     // they are a patient's, whose session has a cookie of its own
  bool lane = false;             // goes over a lane where there is one
  bool one_click = false;        // posted by anybody who has the token in its path
  bool document = false;         // answers with mimamori.rpc.v1.Document
  const google::protobuf::FieldDescriptor* resume_request = nullptr;   // `resume_token` of a stream's request
  const google::protobuf::FieldDescriptor* resume_response = nullptr;  // and of its responses
  std::optional<BoardFields> board = std::nullopt;  // one stream of it is enough for all who may see the same
  const google::protobuf::Message* request = nullptr;                  // prototypes
  const google::protobuf::Message* response = nullptr;
  absl::Duration deadline = absl::Seconds(5);
};

// Every method of one door. Immutable.
struct RouteTable {
  std::vector<Route> routes;
  PathMatcher matcher;
};

// `path` resolved against `type`, by proto or JSON name; nullopt when there is no such singular field.
std::optional<FieldPath> FindField(const google::protobuf::Descriptor& type, std::string_view path);

// `binding` 0 is the http option itself, 1 the first of its additional_bindings.
// INVALID_ARGUMENT (the descriptor is at fault, not a caller): a template, body or cookie option that can't be served.
absl::StatusOr<Route> ReadRoute(const google::protobuf::MethodDescriptor& method, int binding = 0);

// All linked methods with google.api.http whose access option names `door`.
// FAILED_PRECONDITION when there is none: the generated objects were not linked. ALREADY_EXISTS: one path, two methods.
absl::StatusOr<RouteTable> ReadRoutes(rpc::v1::Door door);

}  // namespace mimamori::http
