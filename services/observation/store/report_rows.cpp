// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_rows.hpp"

#include "services/observation/store/packed.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Rows;

std::optional<int> Small(const Rows& rows, int row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Int2(row, column);
}

std::optional<bool> YesOrNo(const Rows& rows, int row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Bool(row, column);
}

template <class Word>
std::optional<WordSet<Word>> Words(const Rows& rows, int row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return WordSet<Word>::FromBits(static_cast<uint32_t>(rows.Int4(row, column)));
}

}  // namespace

int32_t PackScales(const Report& report) {
  int32_t packed = 0;
  for (size_t i = 0; i < report.scales.size(); ++i) packed |= report.scales[i] << (4 * i);
  return packed;
}

Report ReadTold(const Rows& rows, int row, int first) {
  Report report{.time = rows.Time(row, first),
                .received = rows.Time(row, first + 1),
                .readings = {.temperature = Small(rows, row, first + 2),
                             .spo2 = Small(rows, row, first + 3),
                             .pulse = Small(rows, row, first + 4),
                             .respiratory_rate = Small(rows, row, first + 5),
                             .oxygen = YesOrNo(rows, row, first + 6)},
                .signs = Words<Sign>(rows, row, first + 7),
                .symptoms = Words<Symptom>(rows, row, first + 8),
                .fever_reducer = YesOrNo(rows, row, first + 9)};
  const int32_t scales = rows.Int4(row, first + 10);
  for (size_t i = 0; i < report.scales.size(); ++i) report.scales[i] = static_cast<uint8_t>(scales >> (4 * i) & 0xf);
  return report;
}

absl::StatusOr<KeptReport> ReadReport(const Rows& rows, int row, int first) {
  KeptReport kept{.id = rows.Int8(row, first),
                  .report = ReadTold(rows, row, first + 1),
                  .judgement = {},
                  .note = std::string(rows.Text(row, first + 13)),
                  .source = static_cast<Source>(rows.Int2(row, first + 14)),
                  .doubtful_time = rows.Bool(row, first + 15)};
  if (!rows.IsNull(row, first + 16)) kept.replaces = rows.Int8(row, first + 16);
  const std::optional<Judgement> judged = UnpackJudgement(rows.Bytes(row, first + 12));
  if (!judged) return absl::InternalError("a kept judgement can't be read");
  kept.judgement = *judged;
  return kept;
}

}  // namespace mimamori::observation
