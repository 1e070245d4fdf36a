// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/visit/domain/overlap.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {

// What the rules say (a stay and a window are half-open; a person's minutes add up, each once), the slow and plain way:
// walk through the window tick by tick and look who is there. Shares no line with what it judges.
class OverlapOracle {
 public:
  static constexpr absl::Duration kTick = absl::Seconds(20);  // every time is a multiple of it

  struct Answer {
    int minutes = 0;
    bool verified = false;
    bool place_assumed = false;
    friend bool operator==(const Answer&, const Answer&) = default;
    friend void PrintTo(const Answer& answer, std::ostream* out) {
      *out << answer.minutes << " min" << (answer.verified ? " verified" : "") << (answer.place_assumed ? " near" : "");
    }
  };
  using Person = std::pair<absl::CivilDay, std::string>;  // a pseudonym says nothing beyond its service day
  using Answers = std::map<Person, Answer>;

  // `parents`: of each space of the venue the one that it lies in, 0 for the venue itself.
  explicit OverlapOracle(std::map<int32_t, int32_t> parents) : parents_(std::move(parents)) {}

  // `space`: the one that is asked for; 0: the venue as a whole.
  Answers Ask(const OverlapQuestion& question, int32_t space, const std::vector<Stay>& stays) const {
    std::map<Person, std::vector<Stay>> people;
    for (const Stay& stay : stays) people[{stay.key.service_day, stay.pseudonym.bytes}].push_back(stay);
    Answers answers;
    for (const auto& [person, hers] : people) {
      if (const auto answer = AnswerFor(question, space, hers)) answers[person] = *answer;
    }
    return answers;
  }

 private:
  // The best of what is known of her that is long enough.
  std::optional<Answer> AnswerFor(const OverlapQuestion& question, int32_t space, const std::vector<Stay>& hers) const {
    for (const bool verified : {true, false}) {
      for (const bool near : {false, true}) {
        const int minutes = MinutesOf(question, hers, [&](const Stay& stay) {
          return stay.verified == verified && (near ? IsAround(stay.space, space) : IsWithin(stay.space, space));
        });
        if (absl::Minutes(minutes) >= question.least) return Answer{minutes, verified, near};
      }
    }
    return std::nullopt;
  }

  template <class Counts>
  static int MinutesOf(const OverlapQuestion& question, const std::vector<Stay>& hers, const Counts& counts) {
    int ticks = 0;
    const absl::Time end = question.end + question.margin + question.tail;
    for (absl::Time tick = question.start - question.margin; tick < end; tick += kTick) {
      for (const Stay& stay : hers) {
        if (stay.venue != question.venue || !counts(stay)) continue;
        if (tick < stay.arrived_at || tick >= stay.matched_until) continue;
        ++ticks;
        break;  // a person is there once
      }
    }
    return static_cast<int>(ticks * kTick / absl::Minutes(1));
  }

  // Going outwards from `inner` one comes by `outer`.
  bool IsWithin(int32_t inner, int32_t outer) const {
    if (outer == 0 || inner == outer) return true;
    return inner != 0 && IsWithin(parents_.at(inner), outer);
  }
  bool IsAround(int32_t outer, int32_t inner) const { return outer != inner && IsWithin(inner, outer); }

  const std::map<int32_t, int32_t> parents_;
};

// Stays and questions as they might come, always the same ones for the same seed.
class RandomStays {
 public:
  explicit RandomStays(uint32_t seed) : random_(seed) {}

  int Below(int limit) { return static_cast<int>(random_() % static_cast<uint32_t>(limit)); }
  bool Chance(int percent) { return Below(100) < percent; }

  // Up to five levels.
  std::map<int32_t, int32_t> Spaces(int count) {
    std::map<int32_t, int32_t> parents;
    for (int32_t space = 1; space <= count; ++space) {
      int32_t parent = Below(space);
      int levels = 1;
      for (int32_t step = parent; step != 0; step = parents.at(step)) ++levels;
      parents[space] = levels > 5 ? 0 : parent;
    }
    return parents;
  }
  static VenueSpaces TreeOf(const std::map<int32_t, int32_t>& parents) {
    std::vector<SpaceTerms> spaces;
    for (const auto& [number, parent] : parents) spaces.push_back({.number = number, .parent = parent});
    return VenueSpaces().With(spaces);
  }

  // Of `people` people within `span` from `first` on, in whole minutes; some are empty, some last over midnight.
  Stay AStay(absl::Time first, absl::Duration span, int people, int spaces, const absl::TimeZone& zone) {
    Stay stay;
    stay.venue = VenueId(7);
    stay.arrived_at = first + absl::Minutes(Below(static_cast<int>(span / absl::Minutes(1))));
    stay.matched_until = stay.arrived_at + absl::Minutes(Chance(10) ? Below(1426) : Below(150));
    stay.ending = static_cast<Ending>(Below(4));
    stay.space = Below(spaces + 1);
    stay.verified = Chance(60);
    stay.key = {.service_day = ServiceDayOf(stay.arrived_at, zone, 5), .stay_id = ++last_id_};
    stay.pseudonym.bytes = std::string(15, 'p') + static_cast<char>('A' + Below(people));
    stay.browser.bytes = std::string(16, 'b');
    stay.sealed_contact = "sealed " + std::to_string(stay.key.stay_id);
    return stay;
  }

  // Anything from a third of a minute to hours, rarely on a whole minute.
  OverlapQuestion AQuestion(absl::Time first, absl::Duration span) {
    OverlapQuestion question{.venue = VenueId(7), .start = first + OverlapOracle::kTick * Below(Ticks(span)), .end = {}};
    question.end = question.start + OverlapOracle::kTick * (1 + Below(Ticks(absl::Hours(2))));
    if (Chance(40)) question.margin = absl::Minutes(Below(Chance(20) ? 241 : 16));
    if (Chance(40)) question.tail = absl::Minutes(Below(61));
    if (Chance(40)) question.least = absl::Minutes(1 + Below(40));
    return question;
  }

 private:
  static int Ticks(absl::Duration span) { return static_cast<int>(span / OverlapOracle::kTick); }
  std::mt19937 random_;
  int64_t last_id_ = 0;
};

// What the house answers, in the oracle's words. Feeds the fold with stays in the order in which the store gives them.
class FoldedAnswers {
 public:
  explicit FoldedAnswers(const OverlapQuestion& question) : fold_(question) {}
  void Add(const Stay& stay) { Keep(fold_.Add(stay)); }
  OverlapOracle::Answers Take() {
    Keep(fold_.Finish());
    return std::move(answers_);
  }
  int twice() const { return twice_; }  // people who came out more than once

 private:
  void Keep(const std::optional<Overlap>& overlap) {
    if (!overlap) return;
    const OverlapOracle::Answer answer{overlap->minutes, overlap->verified, overlap->place_assumed};
    if (!answers_.emplace(OverlapOracle::Person(overlap->service_day, overlap->pseudonym.bytes), answer).second) ++twice_;
  }
  OverlapFold fold_;
  OverlapOracle::Answers answers_;
  int twice_ = 0;
};

}  // namespace mimamori::visit
