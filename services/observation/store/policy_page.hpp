// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/rule_set.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::observation {

// A part of a policy's body that knows where it stands, so that a failure names the whole path ("fever.steps[1].tier").
// Every failure is FAILED_PRECONDITION (POLICY_MALFORMED).
class PolicyPage {
 public:
  explicit PolicyPage(const std::string& json) : body_(json) {}

  absl::StatusOr<int> Int(const std::string& field, int least, int most) const {
    return Placed(body_.Int(field, least, most));
  }
  absl::StatusOr<std::string> Text(const std::string& field, size_t most_bytes) const {
    return Placed(body_.Text(field, most_bytes));
  }
  // "38.5": a number with one digit behind the point at most, in tenths.
  absl::StatusOr<int> Tenths(const std::string& field, double least, double most) const;
  // "2022-09-07".
  absl::StatusOr<absl::CivilDay> Day(const std::string& field) const;
  // Of every field there is.
  absl::StatusOr<std::map<std::string, int>> Ints(int least, int most) const { return Placed(body_.Ints(least, most)); }

  absl::StatusOr<PolicyPage> Object(const std::string& field) const {
    ASSIGN_OR_RETURN(platform::postgres::PolicyBody body, Placed(body_.Object(field)));
    return PolicyPage(std::move(body), PathTo(field));
  }
  absl::StatusOr<std::vector<PolicyPage>> Objects(const std::string& field) const;

  // One of the table's names.
  template <class Word, size_t kCount>
  absl::StatusOr<Word> One(const WordTable<Word, kCount>& table, const std::string& field) const {
    ASSIGN_OR_RETURN(const std::string name, Text(field, 100));
    for (const auto& [word, known] : table) {
      if (known == name) return word;
    }
    return Malformed(field, "is none of the words that there are");
  }
  // Each once.
  template <class Word, size_t kCount>
  absl::StatusOr<WordSet<Word>> Some(const WordTable<Word, kCount>& table, const std::string& field) const {
    ASSIGN_OR_RETURN(const std::vector<std::string> names, Placed(body_.Texts(field, 100)));
    WordSet<Word> words;
    for (size_t i = 0; i < names.size(); ++i) {
      const std::optional<Word> word = ParseWord(table, names[i]);
      if (!word || words.Has(*word)) {
        return Malformed(field + "[" + std::to_string(i) + "]", "is twice, or none of the words that there are");
      }
      words.Add(*word);
    }
    return words;
  }

  absl::Status Malformed(const std::string& field, std::string_view sentence) const;
  std::string PathTo(const std::string& field) const { return path_.empty() ? field : path_ + "." + field; }

 private:
  PolicyPage(platform::postgres::PolicyBody body, std::string path) : body_(std::move(body)), path_(std::move(path)) {}

  template <class Value>
  absl::StatusOr<Value> Placed(absl::StatusOr<Value> value) const {
    if (value.ok()) return value;
    return Malformed(platform::FieldOf(value.status()), "is missing, of another type or out of range");
  }

  platform::postgres::PolicyBody body_;
  std::string path_;
};

}  // namespace mimamori::observation
