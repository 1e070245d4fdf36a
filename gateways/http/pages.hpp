// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateways/http/cookies.hpp"
#include "gateways/http/invoker.hpp"
#include "gateways/http/message.hpp"
#include "gateways/http/origin.hpp"
#include "gateways/http/path_template.hpp"
#include "gateways/http/route_table.hpp"

namespace mimamori::http {

// Pages that work without script. `<folder>/pages.json`:
//   {"time_zone": "Asia/Tokyo",
//    "pages": [{"path": "/V/{code}", "method": "mimamori.visit.v1.VisitService.GetDoorway", "template": "check-in",
//               "languages": ["ja", "en"]}, …]}
// and for each template and language `<folder>/<template>.<language>.html`, Mustache (template.hpp).
// `_name.<language>.html` is the partial {{> name}}. The path's letters match in either case, since a QR symbol holds
// capitals.
//
// With a method (one that is read with GET at this door), its request is filled from the path, the query and cookies,
// and the template sees the answer's JSON. Every template sees, besides: `problem` (from ?problem=, as a form post
// leaves it) and `problem_<REASON>`: true, `request_id` (a new version 7 UUID for the page's form), `domain`, `origin`,
// `lang`, `mail_lang` (the reader's language among those that mails are written in), `params` (what the path held), `rest`
// (the query without `lang`, "&code=…", for links to the same page in another language). A failure shows `problem.<language>.html` with `status`, `title`, `problem`, `trace_id` under the failure's HTTP
// status, in the languages that there are of it.
//
// A reader's language: what ?lang= asks for, which a cookie then remembers; else the browser's.
class Pages {
 public:
  // Empty folder or no pages.json: no pages. INVALID_ARGUMENT names what is wrong with the table or a template.
  static absl::StatusOr<Pages> Load(const std::string& folder, const DoorUrl& url, rpc::v1::Door door);

  bool Has(std::string_view path) const;
  // False when there is no page at this path. `request` lives until `respond` is called.
  bool Handle(const Request& request, Invoker& invoker, const Responder& respond) const;
  Response ProblemPage(const Request& request, const absl::Status& status, std::string_view trace_id) const;

 private:
  struct Page {
    std::string path;
    std::string name;  // of the template
    std::vector<std::string> languages;
    std::optional<Route> route;
    std::vector<std::string> variables;  // of the path
  };
  struct Visit;  // one request for a page

  absl::Status ReadTable(const std::string& folder, const std::string& text, rpc::v1::Door door);
  absl::Status ReadTemplates(const std::string& folder);
  absl::StatusOr<Page> ReadPage(const nlohmann::json& entry, rpc::v1::Door door) const;
  absl::Status CheckTemplates() const;
  nlohmann::json Context(const Visit& visit) const;
  Response Render(const std::string& name, const std::string& language, const nlohmann::json& context) const;
  std::string LanguageFor(const Request& request, const std::vector<std::string>& languages) const;
  void Show(Visit& visit, Invoker& invoker, const absl::Status& status) const;

  DoorUrl url_;
  absl::TimeZone zone_;
  std::vector<Page> pages_;
  CookieJar cookies_{/*secure=*/false};
  std::vector<std::string> languages_;  // of the problem page
  std::map<std::string, std::string> templates_;       // "check-in.ja" → text
  std::map<std::string, std::map<std::string, std::string>> partials_;  // "ja" → name → text
  std::optional<PathMatcher> matcher_;
};

}  // namespace mimamori::http
