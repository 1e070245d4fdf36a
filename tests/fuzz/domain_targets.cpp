// SPDX-License-Identifier: Apache-2.0
// What people type or scan: codes, addresses, opening hours, plain text.
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"
#include "services/venue/domain/opening_hours.hpp"
#include "services/venue/domain/venue_code.hpp"
#include "tests/fuzz/target.hpp"

namespace mimamori {
namespace {

FUZZ_TARGET(code) {
  static const venue::CodeBook book(platform::Secret(std::string(32, 'k')));
  const absl::Time now = absl::UnixEpoch() + absl::Minutes(29'920'620);  // of the corpus
  if (const auto scanned = book.Read(bytes, now, {}); scanned.ok()) {
    FUZZ_CHECK(*book.Read(book.Rewrite(*scanned), now, {}) == *scanned);
  } else {
    FUZZ_CHECK(platform::ReasonOf(scanned.status()) == "CODE_UNKNOWN");
  }
  const auto code = book.Read(bytes);
  if (!code.ok()) {
    FUZZ_CHECK(platform::ReasonOf(code.status()) == "CODE_UNKNOWN");
    return;
  }
  FUZZ_CHECK(*book.Read(book.Write(*code)) == *code);
  FUZZ_CHECK(bytes.size() == venue::kVenueCodeLength);
}

FUZZ_TARGET(address) {
  const auto address = platform::EmailAddress::Parse(bytes);
  if (!address.ok()) {
    FUZZ_CHECK(platform::FieldOf(address.status()) == "email_address");
    return;
  }
  FUZZ_CHECK(address->Reveal().find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  FUZZ_CHECK(!address->Domain().empty());
  FUZZ_CHECK(*platform::EmailAddress::Parse(address->Reveal()) == *address);
}

// Elements of Monday, a line each.
FUZZ_TARGET(opening_hours) {
  venue::OpeningHoursForm form;
  for (std::string_view rest = bytes; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    form.days[0].push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto hours = venue::ParseOpeningHours(form);
  if (!hours.ok()) {
    FUZZ_CHECK(!platform::ReasonOf(hours.status()).empty());
    return;
  }
  for (const venue::OpenSpan& span : hours->spans) {
    FUZZ_CHECK(span.day == 0 && span.opens >= 0 && span.opens < span.closes && span.closes <= 1800);
  }
}

FUZZ_TARGET(text) {
  for (const auto lines : {platform::Lines::kOne, platform::Lines::kMany}) {
    const auto text = platform::ParseText("display_name", bytes, 1, 100, lines);
    if (!text.ok()) continue;
    FUZZ_CHECK(platform::IsUtf8(*text));
    FUZZ_CHECK(*platform::ParseText("display_name", *text, 1, 100, lines) == *text);
  }
}

}  // namespace
}  // namespace mimamori
