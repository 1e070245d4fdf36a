// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gateways/http/json.hpp"
#include "gateways/http/language.hpp"
#include "gateways/http/percent.hpp"
#include "gateways/http/problem.hpp"
#include "gateways/http/template.hpp"
#include "gateways/http/transcode.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::http {
namespace {

using nlohmann::json;

std::string ValueOf(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return "";
}

// What a form post leaves in ?problem=; anybody may write a link, so nothing but a reason's letters gets onto a page.
std::string PlainReason(const std::string& text) {
  const bool plain = text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain ? text : "";
}

void AddProblem(const std::string& reason, json& context) {
  context["problem"] = reason;
  if (!reason.empty()) context["problem_" + reason] = true;
}

// ?lang=, by which a reader chooses a language by hand.
std::string AskedLanguage(const Request& request) {
  const auto parameters = ParseParameters(request.query);
  return parameters.ok() ? ValueOf(*parameters, "lang") : "";
}

std::string WithoutLanguage(const Parameters& parameters) {
  std::string out;
  for (const auto& [key, value] : parameters) {
    if (key != "lang") out += fmt::format("&{}={}", PercentEncode(key), PercentEncode(value));
  }
  return out;
}

bool Holds(const std::vector<std::string>& languages, std::string_view language) {
  return std::find(languages.begin(), languages.end(), language) != languages.end();
}

bool Named(const rpc::v1::Access& access, rpc::v1::Door door) {
  return std::find(access.doors().begin(), access.doors().end(), door) != access.doors().end();
}

}  // namespace

struct Pages::Visit {
  Visit(const Page& its_page, const Request& its_http, Responder its_respond)
      : page(its_page), http(its_http), respond(std::move(its_respond)), trace(Invoker::TraceOf(its_http)) {}

  const Page& page;
  const Request& http;
  const Responder respond;
  const platform::rpc::Trace trace;
  absl::Time now;
  std::string language;
  Parameters parameters;
  std::vector<Capture> captures;
  std::unique_ptr<google::protobuf::Message> request, response;

  void Respond(Response out) {
    out.route = page.path;
    out.trace_id = trace.trace_id;
    respond(std::move(out));
  }
};

absl::StatusOr<Pages> Pages::Load(const std::string& folder, const DoorUrl& url, rpc::v1::Door door) {
  Pages out;
  out.url_ = url;
  out.cookies_ = CookieJar(url.secure);
  absl::LoadTimeZone("Asia/Tokyo", &out.zone_);
  std::ifstream in(folder + "/pages.json");
  if (folder.empty() || !in) return out;
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  RETURN_IF_ERROR(out.ReadTemplates(folder));
  for (const std::string_view language : platform::kLanguages) {
    if (out.templates_.contains(fmt::format("problem.{}", language))) out.languages_.emplace_back(language);
  }
  RETURN_IF_ERROR(out.ReadTable(folder, text, door));
  RETURN_IF_ERROR(out.CheckTemplates());
  return out;
}

absl::Status Pages::ReadTemplates(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(folder, error); !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    const fs::path& path = it->path();
    if (!it->is_regular_file() || path.extension() != ".html") continue;
    std::ifstream in(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), {}};
    const std::string name = path.lexically_relative(folder).replace_extension().generic_string();
    if (const absl::Status parsed = CheckTemplate(content); !parsed.ok()) {
      return absl::InvalidArgumentError(fmt::format("{}.html: {}", name, std::string(parsed.message())));
    }
    const std::string file = path.stem().string();
    const size_t dot = file.rfind('.');
    if (file.starts_with('_') && dot != std::string::npos) {
      partials_[file.substr(dot + 1)][file.substr(1, dot - 1)] = std::move(content);
    } else {
      templates_[name] = std::move(content);
    }
  }
  return absl::OkStatus();
}

absl::Status Pages::ReadTable(const std::string& folder, const std::string& text, rpc::v1::Door door) {
  const json table = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!table.is_object() || !table.contains("pages") || !table["pages"].is_array()) {
    return absl::InvalidArgumentError(fmt::format("{}/pages.json is not {{\"pages\": […]}}", folder));
  }
  if (const auto zone = table.find("time_zone"); zone != table.end() && zone->is_string()) {
    if (!absl::LoadTimeZone(zone->get<std::string>(), &zone_)) return absl::InvalidArgumentError("unknown time_zone");
  }
  PathMatcher::Builder builder(PathMatcher::Case::kIgnored);
  for (const json& entry : table["pages"]) {
    ASSIGN_OR_RETURN(Page page, ReadPage(entry, door));
    RETURN_IF_ERROR(builder.Add("GET", page.path, pages_.size()));
    pages_.push_back(std::move(page));
  }
  matcher_ = std::move(builder).Build();
  return absl::OkStatus();
}

absl::StatusOr<Pages::Page> Pages::ReadPage(const json& entry, rpc::v1::Door door) const {
  const auto text = [&](const char* name) {
    const auto found = entry.find(name);
    return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  Page page{.path = text("path"), .name = text("template"), .languages = {}, .route = {}, .variables = {}};
  ASSIGN_OR_RETURN(const PathTemplate parsed, ParsePathTemplate(page.path));
  for (const TemplateVariable& variable : parsed.variables) page.variables.push_back(variable.field_path);
  if (const auto languages = entry.find("languages"); languages != entry.end() && languages->is_array()) {
    for (const json& language : *languages) {
      if (language.is_string()) page.languages.push_back(language.get<std::string>());
    }
  }
  if (page.name.empty() || page.languages.empty()) {
    return absl::InvalidArgumentError(fmt::format("page {} needs a template and languages", page.path));
  }
  const std::string method_name = text("method");
  if (method_name.empty()) return page;
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(method_name);
  if (method == nullptr) return absl::InvalidArgumentError(fmt::format("page {}: no method {}", page.path, method_name));
  ASSIGN_OR_RETURN(page.route, ReadRoute(*method));
  // Showing a page must change nothing: it is fetched without an Origin check.
  if (page.route->http_method != "GET" || method->server_streaming() || !Named(*page.route->access, door)) {
    return absl::InvalidArgumentError(fmt::format("page {}: {} is not read with GET here", page.path, method_name));
  }
  for (const std::string& variable : page.variables) {
    if (!FindField(*method->input_type(), variable)) {
      return absl::InvalidArgumentError(fmt::format("page {}: {} has no field {}", page.path, method_name, variable));
    }
  }
  return page;
}

absl::Status Pages::CheckTemplates() const {
  for (const Page& page : pages_) {
    for (const std::string& language : page.languages) {
      const std::string name = fmt::format("{}.{}", page.name, language);
      if (!templates_.contains(name)) return absl::InvalidArgumentError(fmt::format("{}.html is missing", name));
    }
  }
  return absl::OkStatus();
}

bool Pages::Has(std::string_view path) const {
  return matcher_ && matcher_->Match("GET", path).outcome == PathMatch::Outcome::kFound;
}

std::string Pages::LanguageFor(const Request& request, const std::vector<std::string>& languages) const {
  for (const std::string& chosen : {AskedLanguage(request), std::string(cookies_.ReadLanguage(request))}) {
    if (Holds(languages, chosen)) return chosen;
  }
  return ChooseLanguage(request.Header("accept-language"), languages);
}

bool Pages::Handle(const Request& request, Invoker& invoker, const Responder& respond) const {
  if (!matcher_) return false;
  PathMatch match = matcher_->Match(request.method, request.path);
  if (match.outcome != PathMatch::Outcome::kFound) return false;
  auto visit = std::make_shared<Visit>(pages_[match.route], request, respond);
  visit->now = invoker.Now();
  visit->language = LanguageFor(request, visit->page.languages);
  visit->captures = std::move(match.captures);
  auto parameters = ParseParameters(request.query);
  if (!parameters.ok()) {
    Show(*visit, invoker, parameters.status());
    return true;
  }
  visit->parameters = *std::move(parameters);
  if (!visit->page.route) {
    Show(*visit, invoker, absl::OkStatus());
    return true;
  }
  const Route& route = *visit->page.route;
  visit->request.reset(route.request->New());
  visit->response.reset(route.response->New());
  std::vector<std::pair<FieldPath, std::string>> captures;
  for (const Capture& capture : visit->captures) {
    captures.emplace_back(*FindField(*route.method->input_type(), visit->page.variables[capture.variable]), capture.value);
  }
  const absl::Status decoded =
      DecodePageRequest(route, captures, visit->parameters, request, invoker.cookies(), *visit->request);
  if (!decoded.ok()) {
    Show(*visit, invoker, decoded);
    return true;
  }
  invoker.Invoke(route, request, visit->trace, *visit->request, *visit->response,
                 [this, visit, &invoker](const absl::Status& status) { Show(*visit, invoker, status); });
  return true;
}

json Pages::Context(const Visit& visit) const {
  json context = json::object();
  if (visit.response) context = json::parse(PrintJson(*visit.response), nullptr, /*allow_exceptions=*/false);
  AddProblem(PlainReason(ValueOf(visit.parameters, "problem")), context);
  context["request_id"] = platform::FormatUuid(platform::TimeOrderedUuid(visit.now));
  context["domain"] = url_.domain;
  context["origin"] = url_.origin;
  context["lang"] = visit.language;
  context["rest"] = WithoutLanguage(visit.parameters);
  static const std::vector<std::string> mails(platform::kLanguages.begin(), platform::kLanguages.end());
  context["mail_lang"] = LanguageFor(visit.http, mails);
  json params = json::object();
  for (const Capture& capture : visit.captures) params[visit.page.variables[capture.variable]] = capture.value;
  context["params"] = std::move(params);
  return context;
}

Response Pages::Render(const std::string& name, const std::string& language, const json& context) const {
  static const std::map<std::string, std::string> none;
  const auto partials = partials_.find(language);
  Response out;
  out.body = RenderTemplate(templates_.at(fmt::format("{}.{}", name, language)), context,
                            partials == partials_.end() ? none : partials->second, zone_);
  out.Add("Content-Type", "text/html; charset=utf-8").Add("Content-Language", language);
  out.Add("Cache-Control", "no-store").Add("Vary", "Accept-Language");
  return out;
}

void Pages::Show(Visit& visit, Invoker& invoker, const absl::Status& status) const {
  Response out;
  if (status.ok()) {
    Response cookies;
    if (visit.page.route) MoveCookies(*visit.page.route, *visit.response, invoker.cookies(), cookies);
    out = Render(visit.page.name, visit.language, Context(visit));
    for (auto& header : cookies.headers) out.headers.push_back(std::move(header));
  } else {
    out = ProblemPage(visit.http, status, visit.trace.trace_id);
  }
  if (const std::string asked = AskedLanguage(visit.http); Holds(visit.page.languages, asked)) {
    out.Add("Set-Cookie", cookies_.WriteLanguage(asked));
  }
  if (visit.page.route) invoker.SettleCookies(*visit.page.route, visit.http, status, out);
  visit.Respond(std::move(out));
}

Response Pages::ProblemPage(const Request& request, const absl::Status& status, std::string_view trace_id) const {
  Response plain = Problem(status, trace_id);
  if (languages_.empty()) return plain;
  const std::string language = LanguageFor(request, languages_);
  const auto parameters = ParseParameters(request.query);
  json context = {{"status", plain.status}, {"title", std::string(PhraseOf(plain.status))},
                  {"trace_id", std::string(trace_id)}, {"domain", url_.domain}, {"origin", url_.origin},
                  {"lang", language}, {"rest", parameters.ok() ? WithoutLanguage(*parameters) : std::string()}};
  std::string reason = platform::ReasonOf(status);
  AddProblem(reason.empty() ? "INTERNAL" : reason, context);
  Response out = Render("problem", language, context);
  out.status = plain.status;
  if (const auto retry = plain.HeaderOf("retry-after"); !retry.empty()) out.Add("Retry-After", retry);
  return out;
}

}  // namespace mimamori::http
