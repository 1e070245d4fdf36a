// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/packed.hpp"

#include <array>
#include <cstdint>
#include <type_traits>

namespace mimamori::observation {
namespace {

constexpr uint8_t kMemoryLayout = 1;
constexpr uint8_t kJudgementLayout = 1;

// One walk over the fields serves both ways, so that they can't differ. Numbers are little-endian.
class Writer {
 public:
  static constexpr bool kReads = false;
  template <class Integer>
  void Whole(const Integer& value) {
    auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
    for (size_t i = 0; i < sizeof(Integer); ++i) bytes_.push_back(static_cast<char>(bits >> (8 * i) & 0xff));
  }
  void Text(const std::string& text) {
    Whole(static_cast<uint16_t>(text.size()));
    bytes_ += text;
  }
  std::string Take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  static constexpr bool kReads = true;
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  template <class Integer>
  void Whole(Integer& value) {
    if (bytes_.size() < sizeof(Integer)) return Fail();
    std::make_unsigned_t<Integer> bits = 0;
    for (size_t i = 0; i < sizeof(Integer); ++i) {
      bits = static_cast<std::make_unsigned_t<Integer>>(
          bits | static_cast<std::make_unsigned_t<Integer>>(static_cast<uint8_t>(bytes_[i])) << (8 * i));
    }
    value = static_cast<Integer>(bits);
    bytes_.remove_prefix(sizeof(Integer));
  }
  void Text(std::string& text) {
    uint16_t size = 0;
    Whole(size);
    if (bytes_.size() < size) return Fail();
    text = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
  }
  bool ReadWhole() const { return !failed_ && bytes_.empty(); }

 private:
  void Fail() {
    failed_ = true;
    bytes_ = {};
  }
  std::string_view bytes_;
  bool failed_ = false;
};

constexpr int64_t kNever = INT64_MIN, kForever = INT64_MAX;

template <class Walker, class Moment>
void Time(Walker& walker, Moment& time) {
  int64_t micros = 0;
  if constexpr (!Walker::kReads) {
    micros = time == absl::InfinitePast() ? kNever : time == absl::InfiniteFuture() ? kForever : absl::ToUnixMicros(time);
  }
  walker.Whole(micros);
  if constexpr (Walker::kReads) {
    time = micros == kNever     ? absl::InfinitePast()
           : micros == kForever ? absl::InfiniteFuture()
                                : absl::FromUnixMicros(micros);
  }
}

// A number of a smaller width, or none.
template <class Width, class Walker, class Value>
void Maybe(Walker& walker, Value& value) {
  uint8_t told = 0;
  if constexpr (!Walker::kReads) told = value ? 1 : 0;
  walker.Whole(told);
  if (told == 0) return;
  Width number = 0;
  if constexpr (!Walker::kReads) number = static_cast<Width>(*value);
  walker.Whole(number);
  if constexpr (Walker::kReads) value = static_cast<typename Value::value_type>(number);
}

template <class Walker, class Words>
void MaybeWords(Walker& walker, Words& words) {
  std::optional<uint32_t> bits;
  if constexpr (!Walker::kReads) {
    if (words) bits = words->bits();
  }
  Maybe<uint32_t>(walker, bits);
  if constexpr (Walker::kReads) {
    if (bits) words = Words::value_type::FromBits(*bits);
  }
}

template <class Width, class Walker, class Value>
void As(Walker& walker, Value& value) {
  Width number = 0;
  if constexpr (!Walker::kReads) number = static_cast<Width>(value);
  walker.Whole(number);
  if constexpr (Walker::kReads) value = static_cast<Value>(number);
}

template <class Walker, class Words>
void Bits(Walker& walker, Words& words) {
  uint32_t bits = 0;
  if constexpr (!Walker::kReads) bits = words.bits();
  walker.Whole(bits);
  if constexpr (Walker::kReads) words = Words::FromBits(bits);
}

template <class Walker, class Kept>
void WalkMemory(Walker& walker, Kept& memory) {
  Time(walker, memory.first);
  Time(walker, memory.last);
  Maybe<int16_t>(walker, memory.told.readings.temperature);
  Maybe<uint8_t>(walker, memory.told.readings.spo2);
  Maybe<int16_t>(walker, memory.told.readings.pulse);
  Maybe<uint8_t>(walker, memory.told.readings.respiratory_rate);
  Maybe<uint8_t>(walker, memory.told.readings.oxygen);
  MaybeWords(walker, memory.told.signs);
  MaybeWords(walker, memory.told.symptoms);
  Maybe<uint8_t>(walker, memory.told.fever_reducer);
  for (const auto& [item, name] : kItemNames) {
    if (kReported.Has(item)) Time(walker, memory.told_at[static_cast<size_t>(item)]);
  }
  for (auto& high : memory.highest) walker.Whole(high);
  walker.Whole(memory.saturations);
  Time(walker, memory.fever_since);
  As<int16_t>(walker, memory.fever_from);
  As<int16_t>(walker, memory.reducer_allowance);
}

template <class Walker, class Given>
void WalkReason(Walker& walker, Given& reason) {
  As<int16_t>(walker, reason.cause);
  As<int16_t>(walker, reason.tier);
  walker.Text(reason.what);
  walker.Whole(reason.value);
  walker.Whole(reason.limit);
}

template <class Walker, class Kept>
void WalkJudgement(Walker& walker, Kept& judgement) {
  walker.Whole(judgement.rules_version);
  As<int16_t>(walker, judgement.tier);
  uint16_t reasons = 0;
  if constexpr (!Walker::kReads) reasons = static_cast<uint16_t>(judgement.reasons.size());
  walker.Whole(reasons);
  for (uint16_t i = 0; i < reasons; ++i) {
    if constexpr (Walker::kReads) judgement.reasons.emplace_back();
    WalkReason(walker, judgement.reasons[i]);
  }
  absl::Time by = judgement.contact_by.value_or(absl::InfiniteFuture());
  Time(walker, by);
  uint8_t scored = judgement.news2 ? 1 : 0;
  walker.Whole(scored);
  News2 news = judgement.news2.value_or(News2());
  if (scored != 0) {
    walker.Whole(news.score);
    Bits(walker, news.threes);
    Bits(walker, news.missing);
  }
  walker.Whole(judgement.admission.points);
  As<uint8_t>(walker, judgement.admission.by_spo2);
  As<uint8_t>(walker, judgement.admission.admit);
  Maybe<int16_t>(walker, judgement.severity);
  As<uint8_t>(walker, judgement.high_risk);
  As<uint8_t>(walker, judgement.symptomatic);
  Bits(walker, judgement.carried);
  if constexpr (Walker::kReads) {
    if (by != absl::InfiniteFuture()) judgement.contact_by = by;
    if (scored != 0) judgement.news2 = news;
  }
}

}  // namespace

std::string PackMemory(const Memory& memory) {
  Writer writer;
  writer.Whole(kMemoryLayout);
  WalkMemory(writer, memory);
  return std::move(writer).Take();
}

std::optional<Memory> UnpackMemory(std::string_view bytes) {
  Reader reader(bytes);
  uint8_t layout = 0;
  reader.Whole(layout);
  Memory memory;
  if (layout == kMemoryLayout) WalkMemory(reader, memory);
  return reader.ReadWhole() && layout == kMemoryLayout ? std::optional(memory) : std::nullopt;
}

std::string PackJudgement(const Judgement& judgement) {
  Writer writer;
  writer.Whole(kJudgementLayout);
  WalkJudgement(writer, judgement);
  return std::move(writer).Take();
}

std::optional<Judgement> UnpackJudgement(std::string_view bytes) {
  Reader reader(bytes);
  uint8_t layout = 0;
  reader.Whole(layout);
  Judgement judgement;
  if (layout == kJudgementLayout) WalkJudgement(reader, judgement);
  return reader.ReadWhole() && layout == kJudgementLayout ? std::optional(judgement) : std::nullopt;
}

}  // namespace mimamori::observation
