// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "gateways/http/path_template.hpp"
#include "gateways/http/percent.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::http {
namespace {

std::string Folded(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

struct Leaf {
  std::string method;
  size_t route = 0;
  std::vector<TemplateVariable> variables;
};

}  // namespace

// Routes that end here, by verb ("" for none), hang at the node of their last segment.
struct PathMatcher::Builder::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> one;
  std::map<std::string, std::vector<Leaf>, std::less<>> leaves;
  std::map<std::string, std::vector<Leaf>, std::less<>> rest;  // leaves after "**"
};

PathMatcher::Builder::Builder(Case literals) : root_(std::make_unique<Node>()), literals_(literals) {}
PathMatcher::Builder::~Builder() = default;

absl::Status PathMatcher::Builder::Add(std::string_view method, std::string_view path_template, size_t route) {
  ASSIGN_OR_RETURN(PathTemplate parsed, ParsePathTemplate(path_template));
  Node* node = root_.get();
  bool rest = false;
  for (const TemplateSegment& segment : parsed.segments) {
    if (segment.kind == TemplateSegment::Kind::kRest) {
      rest = true;
      break;
    }
    auto& child = segment.kind == TemplateSegment::Kind::kOne
                      ? node->one
                      : node->literals[literals_ == Case::kIgnored ? Folded(segment.literal) : segment.literal];
    if (!child) child = std::make_unique<Node>();
    node = child.get();
  }
  auto& leaves = (rest ? node->rest : node->leaves)[parsed.verb];
  for (const Leaf& leaf : leaves) {
    if (leaf.method == method) {
      return absl::AlreadyExistsError(fmt::format("{} {} is routed twice", method, path_template));
    }
  }
  leaves.push_back({std::string(method), route, std::move(parsed.variables)});
  return absl::OkStatus();
}

PathMatcher PathMatcher::Builder::Build() && { return PathMatcher(std::move(root_), literals_); }

PathMatcher::PathMatcher(std::unique_ptr<Builder::Node> root, Case literals)
    : root_(std::move(root)), literals_(literals) {}
PathMatcher::PathMatcher(PathMatcher&&) noexcept = default;
PathMatcher& PathMatcher::operator=(PathMatcher&&) noexcept = default;
PathMatcher::~PathMatcher() = default;

// One request's way through the tree. A path that exists under another method is remembered, and the search goes on.
struct PathMatcher::Walk {
  using Node = Builder::Node;

  std::string_view method;
  std::vector<std::string_view> raw;  // segments as sent, the verb cut off the last one
  std::vector<std::string> decoded;
  std::string_view verb;
  PathMatch* out;
  std::vector<std::string> allowed = {};

  bool Visit(const Node& node, size_t depth, bool fold) {
    if (depth == raw.size()) return Take(node.leaves) || Take(node.rest);
    const auto literal = node.literals.find(fold ? Folded(decoded[depth]) : decoded[depth]);
    if (literal != node.literals.end() && Visit(*literal->second, depth + 1, fold)) return true;
    if (node.one && !raw[depth].empty() && Visit(*node.one, depth + 1, fold)) return true;
    return Take(node.rest);
  }

  bool Take(const std::map<std::string, std::vector<Leaf>, std::less<>>& leaves) {
    const auto found = leaves.find(verb);
    if (found == leaves.end()) return false;
    for (const Leaf& leaf : found->second) {
      if (leaf.method != method) {
        allowed.push_back(leaf.method);
        continue;
      }
      out->outcome = PathMatch::Outcome::kFound;
      out->route = leaf.route;
      Bind(leaf.variables);
      return true;
    }
    return false;
  }

  void Bind(const std::vector<TemplateVariable>& variables) {
    out->captures.reserve(variables.size());
    for (size_t i = 0; i < variables.size(); ++i) {
      const size_t end = variables[i].to_the_end ? raw.size() : variables[i].end;
      Capture capture{i, ""};
      for (size_t s = variables[i].first; s < end; ++s) {
        if (s > variables[i].first) capture.value += '/';
        capture.value += variables[i].Single() ? decoded[s] : *PercentDecode(raw[s], Percent::kKeepSlash);
      }
      out->captures.push_back(std::move(capture));
    }
  }
};

PathMatch PathMatcher::Match(std::string_view method, std::string_view path) const {
  PathMatch out;
  if (path.empty() || path[0] != '/') return out;
  Walk walk{.method = method == "HEAD" ? "GET" : method, .raw = {}, .decoded = {}, .verb = {}, .out = &out};
  if (path.size() > 1) {
    for (size_t start = 1; start <= path.size();) {
      const size_t end = std::min(path.find('/', start), path.size());
      walk.raw.push_back(path.substr(start, end - start));
      start = end + 1;
    }
  }
  for (const std::string_view segment : walk.raw) {
    auto decoded = PercentDecode(segment, Percent::kPath);
    if (!decoded || !platform::IsUtf8(*decoded)) {
      out.outcome = PathMatch::Outcome::kMalformed;
      return out;
    }
    if (decoded->empty()) return out;
    walk.decoded.push_back(*std::move(decoded));
  }
  const bool fold = literals_ == Case::kIgnored;
  // "x:close" is tried as the verb `close` of x first, then as a segment that happens to hold a colon.
  const size_t colon = walk.raw.empty() ? std::string_view::npos : walk.raw.back().rfind(':');
  if (colon != std::string_view::npos && colon > 0) {
    const std::string_view whole = walk.raw.back();
    std::string whole_decoded = walk.decoded.back();
    walk.verb = whole.substr(colon + 1);
    walk.raw.back() = whole.substr(0, colon);
    walk.decoded.back() = *PercentDecode(walk.raw.back(), Percent::kPath);
    if (walk.Visit(*root_, 0, fold)) return out;
    walk.verb = {};
    walk.raw.back() = whole;
    walk.decoded.back() = std::move(whole_decoded);
  }
  if (walk.Visit(*root_, 0, fold)) return out;
  if (!walk.allowed.empty()) {
    out.outcome = PathMatch::Outcome::kMethodNotAllowed;
    std::sort(walk.allowed.begin(), walk.allowed.end());
    walk.allowed.erase(std::unique(walk.allowed.begin(), walk.allowed.end()), walk.allowed.end());
    out.allow = fmt::format("{}", fmt::join(walk.allowed, ", "));
  }
  return out;
}

}  // namespace mimamori::http
