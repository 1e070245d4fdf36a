// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "gateways/http/cors.hpp"
#include "gateways/http/files.hpp"
#include "gateways/http/invoker.hpp"
#include "gateways/http/message.hpp"
#include "gateways/http/origin.hpp"
#include "gateways/http/pages.hpp"
#include "gateways/http/route_table.hpp"

namespace mimamori::http {

// What one gateway does with a request: the methods of its door under their routes, /openapi.json, the pages, the files.
// Immutable but for the sessions it remembers.
class Door final : public Handler {
 public:
  // Everything is the door's to keep but the invoker, which outlives it.
  Door(RouteTable routes, Pages pages, StaticFiles files, std::string openapi, DoorUrl url, Cors cors, Invoker& invoker);

  void Handle(const Request& request, Responder respond) override;

  const RouteTable& routes() const { return routes_; }

 private:
  struct Exchange;  // one request under way
  void HandleMethod(const Route& route, const PathMatch& match, const Request& request, Responder respond);
  void HandleStream(const Route& route, std::shared_ptr<Exchange> exchange);
  void Finish(Exchange& exchange, const absl::Status& status);
  void HandleRest(const PathMatch& match, const Request& request, Responder respond);

  const RouteTable routes_;
  const Pages pages_;
  const StaticFiles files_;
  const std::shared_ptr<const std::string> openapi_;
  const DoorUrl url_;
  const Cors cors_;
  Invoker& invoker_;
};

// The header lines that go with every answer of a door (ServerOptions::every_answer): nothing may be loaded from, sent to
// or framed by another site.
std::string SecurityHeaders(const DoorUrl& url);

}  // namespace mimamori::http
