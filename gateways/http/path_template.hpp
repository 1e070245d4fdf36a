// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::http {

// One segment of a google.api.http template: "venues", "*" or "**".
struct TemplateSegment {
  enum class Kind { kLiteral, kOne, kRest };
  Kind kind = Kind::kLiteral;
  std::string literal;
};

// "{space.id=rooms/*}": the field path and the half-open range of segments that it covers.
struct TemplateVariable {
  std::string field_path;
  size_t first = 0;
  size_t end = 0;
  bool to_the_end = false;  // its last segment is `**`

  bool Single() const { return end - first == 1 && !to_the_end; }
};

// A parsed google.api.http path template:
//   Template = "/" Segments [":" Verb];  Segment = "*" | "**" | literal | "{" FieldPath ["=" Segments] "}"
struct PathTemplate {
  std::vector<TemplateSegment> segments;
  std::vector<TemplateVariable> variables;
  std::string verb;
};

// INVALID_ARGUMENT with a sentence that names the position: empty or nested variable, a field bound twice, `**` before
// the end, a literal with characters that a path can't hold, no leading slash, an empty segment.
absl::StatusOr<PathTemplate> ParsePathTemplate(std::string_view text);

// What a path bound: `variable` counts in the order of the template.
struct Capture {
  size_t variable = 0;
  std::string value;
};

struct PathMatch {
  enum class Outcome {
    kFound,
    kNotFound,          // 404
    kMethodNotAllowed,  // 405: `allow` lists the methods of that path, sorted, comma-separated
    kMalformed,         // 400: a broken percent escape, or bytes that are not UTF-8
  };
  Outcome outcome = Outcome::kNotFound;
  size_t route = 0;
  std::vector<Capture> captures;
  std::string allow;
};

// Which route a request is for. Built once, then immutable and safe to use from every thread.
//
// A literal wins over `*`, `*` over `**`, at each segment. A single-segment variable is percent-decoded; one of several
// segments keeps %2F (and nothing else) encoded, so that its slashes stay unambiguous. An empty segment ("//", trailing
// slash) matches nothing. HEAD asks for GET's route.
class PathMatcher {
 public:
  enum class Case { kExact, kIgnored };  // of literals

  class Builder {
   public:
    explicit Builder(Case literals = Case::kExact);
    ~Builder();
    // INVALID_ARGUMENT as ParsePathTemplate; ALREADY_EXISTS for two routes with the same method and shape.
    absl::Status Add(std::string_view method, std::string_view path_template, size_t route);
    PathMatcher Build() &&;

   private:
    friend class PathMatcher;
    struct Node;
    std::unique_ptr<Node> root_;
    Case literals_;
  };

  PathMatcher(PathMatcher&&) noexcept;
  PathMatcher& operator=(PathMatcher&&) noexcept;
  ~PathMatcher();

  // `path`: as sent, without its query.
  PathMatch Match(std::string_view method, std::string_view path) const;

 private:
  struct Walk;
  PathMatcher(std::unique_ptr<Builder::Node> root, Case literals);
  std::unique_ptr<Builder::Node> root_;
  Case literals_;
};

}  // namespace mimamori::http
