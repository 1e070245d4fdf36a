// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/repeated_field.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "mimamori/observation/v1/diary_service.pb.h"
#include "mimamori/observation/v1/report.pb.h"
#include "services/observation/store/diary_store.hpp"
#include "services/observation/store/report_store.hpp"

namespace mimamori::observation {

// What a request tells; its times are the caller's to fill.
struct ToldAnswers {
  Report report = {};
  std::string note = {};
};
// INVALID_ARGUMENT by field: as CheckReport; OUT_OF_RANGE (food, water, urine); UNKNOWN_WORD (signs, symptoms); TEXT_TOO_LONG,
// TEXT_NOT_PLAIN (note).
absl::StatusOr<ToldAnswers> FromProto(const v1::Answers& answers);

// INVALID_ARGUMENT (confirmed_fields): UNKNOWN_WORD.
absl::StatusOr<WordSet<Item>> ConfirmedIn(const google::protobuf::RepeatedPtrField<std::string>& fields);

v1::Answers ToProto(const Report& report, const std::string& note);
// Without its judgement: as a patient reads it.
v1::Report ToProto(const KeptReport& kept);
// `rules`: all versions.
v1::Report ToProto(const StandingReport& standing, const RuleSets& rules);

// What whoever told this is to do next. `about`: as she was before it.
v1::Next NextOf(const KeptReport& kept, Diarist about, const MonitoringRules& rules, absl::Time now);

}  // namespace mimamori::observation
