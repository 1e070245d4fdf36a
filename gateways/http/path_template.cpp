// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/path_template.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/platform/core/status_macros.hpp"

namespace mimamori::http {
namespace {

bool LiteralCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// Recursive descent over the grammar in the header; `at_` is where it stands.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::StatusOr<PathTemplate> Parse() {
    if (!Take('/')) return Bad("a template begins with a slash");
    if (at_ == text_.size()) return std::move(out_);  // "/", the door itself
    RETURN_IF_ERROR(Segments(/*inside=*/false));
    if (Take(':')) {
      ASSIGN_OR_RETURN(out_.verb, Literal());
    }
    if (at_ != text_.size()) return Bad("unexpected character");
    return std::move(out_);
  }

 private:
  absl::Status Bad(std::string_view why) const {
    return absl::InvalidArgumentError(fmt::format("{} at {} in {}", why, at_, text_));
  }
  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  absl::StatusOr<std::string> Literal() {
    const size_t start = at_;
    while (at_ < text_.size() && LiteralCharacter(text_[at_])) ++at_;
    if (at_ == start) return Bad("a name is missing");
    return std::string(text_.substr(start, at_ - start));
  }

  absl::Status Segments(bool inside) {
    do {
      if (!out_.segments.empty() && out_.segments.back().kind == TemplateSegment::Kind::kRest) {
        return Bad("** must come last");
      }
      RETURN_IF_ERROR(Segment(inside));
    } while (Take('/'));
    return absl::OkStatus();
  }

  absl::Status Segment(bool inside) {
    if (Take('{')) return inside ? Bad("a variable inside a variable") : Variable();
    if (Take('*')) {
      const bool rest = Take('*');
      out_.segments.push_back({rest ? TemplateSegment::Kind::kRest : TemplateSegment::Kind::kOne, ""});
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(std::string literal, Literal());
    out_.segments.push_back({TemplateSegment::Kind::kLiteral, std::move(literal)});
    return absl::OkStatus();
  }

  absl::Status Variable() {
    TemplateVariable variable{.field_path = "", .first = out_.segments.size()};
    const size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '=' && text_[at_] != '}') ++at_;
    variable.field_path = text_.substr(start, at_ - start);
    if (variable.field_path.empty()) return Bad("a variable needs a field");
    for (const TemplateVariable& other : out_.variables) {
      if (other.field_path == variable.field_path) return Bad("a field is bound twice");
    }
    if (Take('=')) {
      RETURN_IF_ERROR(Segments(/*inside=*/true));
    } else {
      out_.segments.push_back({TemplateSegment::Kind::kOne, ""});
    }
    if (!Take('}')) return Bad("a variable does not end");
    variable.end = out_.segments.size();
    variable.to_the_end = out_.segments.back().kind == TemplateSegment::Kind::kRest;
    out_.variables.push_back(std::move(variable));
    return absl::OkStatus();
  }

  std::string_view text_;
  size_t at_ = 0;
  PathTemplate out_;
};

}  // namespace

absl::StatusOr<PathTemplate> ParsePathTemplate(std::string_view text) { return Parser(text).Parse(); }

}  // namespace mimamori::http
