// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/csv.hpp"

#include <iconv.h>

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::platform {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kMostTold = 10;

// False when the bytes are not CP932.
bool FromShiftJis(std::string_view bytes, std::string& text) {
  iconv_t converter = iconv_open("UTF-8", "CP932");
  if (converter == iconv_t(-1)) return false;
  // Two bytes of CP932 become three of UTF-8 at most, one becomes three.
  text.assign(bytes.size() * 3, '\0');
  std::string copy(bytes);  // iconv takes what it does not change as char*
  char* in = copy.data();
  char* out = text.data();
  size_t in_left = copy.size(), out_left = text.size();
  const size_t answer = iconv(converter, &in, &in_left, &out, &out_left);
  iconv_close(converter);
  text.resize(text.size() - out_left);
  return answer != size_t(-1) && in_left == 0;
}

// Reads one character after the other, and knows where it is.
class Reader {
 public:
  Reader(std::string_view text, std::vector<CsvProblem>& problems) : text_(text), problems_(problems) {}

  std::vector<CsvRow> Rows() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size() && problems_.empty()) {
      CsvRow row{.line = line_, .cells = {}};
      ReadRow(row);
      const bool blank = row.cells.size() == 1 && row.cells[0].empty();
      if (!blank) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  void ReadRow(CsvRow& row) {
    while (true) {
      row.cells.push_back(Next('"') ? Quoted(row) : Plain());
      if (!problems_.empty() || Next(',')) {
        if (!problems_.empty()) return;
        continue;
      }
      if (at_ == text_.size() || LineEnd()) return;
      return Complain(row, row.cells.size(), "a quotation mark stands within a cell");
    }
  }

  std::string Plain() {
    const size_t end = std::min(text_.find_first_of(",\r\n\"", at_), text_.size());
    std::string cell(text_.substr(at_, end - at_));
    at_ = end;
    return cell;
  }

  // After its opening quotation mark.
  std::string Quoted(const CsvRow& row) {
    std::string cell;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"' && !Next('"')) return cell;
      if (c == '\n') ++line_;
      cell.push_back(c);
    }
    Complain(row, row.cells.size() + 1, "a quotation mark is not closed");
    return cell;
  }

  bool Next(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool LineEnd() {
    const bool carriage_return = Next('\r');
    if (!Next('\n') && !carriage_return) return false;
    ++line_;
    return true;
  }

  void Complain(const CsvRow& row, size_t column, std::string_view what) {
    problems_.push_back({.line = row.line,
                         .column = static_cast<int>(column),
                         .reason = "MALFORMED_CSV",
                         .sentence = std::string(what)});
  }

  const std::string_view text_;
  std::vector<CsvProblem>& problems_;
  size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

absl::StatusOr<std::string> DecodeOfficeText(std::string_view field, std::string_view bytes) {
  if (IsUtf8(bytes)) {
    if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
    return std::string(bytes);
  }
  std::string text;
  if (FromShiftJis(bytes, text)) return text;
  return BadField(field, "TEXT_NOT_DECODABLE", "the file is neither UTF-8 nor Shift_JIS");
}

std::vector<CsvRow> ParseCsv(std::string_view text, std::vector<CsvProblem>& problems) {
  return Reader(text, problems).Rows();
}

absl::Status CsvFailure(std::string_view field, const std::vector<CsvProblem>& problems) {
  if (problems.empty()) return absl::OkStatus();
  std::string sentence;
  for (size_t i = 0; i < problems.size() && i < kMostTold; ++i) {
    const CsvProblem& problem = problems[i];
    if (!sentence.empty()) sentence += "; ";
    sentence += fmt::format("line {}", problem.line);
    if (problem.column > 0) sentence += fmt::format(", column {}", problem.column);
    sentence += ": " + problem.sentence;
  }
  if (problems.size() > kMostTold) sentence += fmt::format("; and {} more", problems.size() - kMostTold);
  return BadField(field, problems.front().reason, sentence);
}

}  // namespace mimamori::platform
