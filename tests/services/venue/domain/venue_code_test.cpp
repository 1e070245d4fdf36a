// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/venue_code.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "services/platform/core/error.hpp"

namespace mimamori::venue {
namespace {

using platform::VenueId;

platform::Secret Key(char fill) { return platform::Secret(std::string(32, fill)); }

TEST(CodeBook, ReadsWhatItWrote) {
  const struct {
    const char* name;
    VenueCode code;
  } cases[] = {
      {"all zero", {VenueId(0), 0, 0}},
      {"all ones", {VenueId((int64_t{1} << 40) - 1), (1 << 24) - 1, 255}},
      {"a venue as a whole", {VenueId(0x12'3456'789a), 0, 1}},
      {"a table", {VenueId(0x12'3456'789a), 17, 1}},
      {"a space across the half byte", {VenueId(1), 0xabcdef, 0x5a}},
      {"a late epoch", {VenueId(1), 0, 254}},
  };
  const CodeBook book(Key('k'));
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string text = book.Write(c.code);
    EXPECT_EQ(text.size(), kVenueCodeLength);
    const auto read = book.Read(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_EQ(*read, c.code);
  }
}

// The layout is a contract with posters that hang on walls: version 1, venue 2^40 − 1, space 1, epoch 2.
TEST(CodeBook, KeepsTheLayoutOfPrintedCodes) {
  const std::string text = CodeBook(Key('k')).Write({VenueId((int64_t{1} << 40) - 1), 1, 2});
  // In fives: 00011, seven 11111, 11110, four 00000, 00100, 00001; the sixteenth character holds epoch and MAC bits.
  EXPECT_EQ(text.substr(0, 15), "3ZZZZZZZY000041");
}

TEST(CodeBook, WritesTheEpochModulo256) {
  const CodeBook book(Key('k'));
  EXPECT_EQ(book.Write({VenueId(7), 0, 257}), book.Write({VenueId(7), 0, 1}));
}

TEST(CodeBook, ReadsLowerCaseAndLookAlikes) {
  const CodeBook book(Key('k'));
  const VenueCode code{VenueId(5), 0, 0};
  std::string text = book.Write(code);
  for (char& c : text) c = c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(std::tolower(c));
  ASSERT_TRUE(book.Read(text).ok());
  EXPECT_EQ(book.Write(*book.Read(text)), book.Write(code));
}

TEST(CodeBook, RefusesEveryCodeWithOneCharacterChanged) {
  const CodeBook book(Key('k'));
  const std::string text = book.Write({VenueId(0x12'3456'789a), 3, 9});
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : kAlphabet) {
      if (c == text[i]) continue;
      std::string changed = text;
      changed[i] = c;
      EXPECT_EQ(platform::ReasonOf(book.Read(changed).status()), "CODE_UNKNOWN") << changed;
    }
  }
}

TEST(CodeBook, RefusesWhatIsNoCode) {
  const CodeBook book(Key('k'));
  const std::string text = book.Write({VenueId(5), 0, 0});
  const struct {
    const char* name;
    std::string text;
  } cases[] = {
      {"nothing", ""},
      {"one short", text.substr(1)},
      {"one long", text + "0"},
      {"a hyphen inside", text.substr(0, 13) + "-" + text.substr(14)},
      {"a letter outside the alphabet", text.substr(0, 27) + "U"},
      {"bytes outside ASCII", std::string(28, '\xff')},
      {"a zero byte", std::string(28, '\0')},
      {"another key's", CodeBook(Key('x')).Write({VenueId(5), 0, 0})},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto read = book.Read(c.text);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(platform::ReasonOf(read.status()), "CODE_UNKNOWN");
  }
}

TEST(CodeBook, GivesEverySpaceAndEpochACodeOfItsOwn) {
  const CodeBook book(Key('k'));
  std::set<std::string> seen;
  for (int space = 0; space < 50; ++space) {
    for (int epoch = 0; epoch < 50; ++epoch) seen.insert(book.Write({VenueId(1), space, epoch}).substr(15));
  }
  EXPECT_EQ(seen.size(), 2500u);
}

const absl::Time kMinute = absl::FromUnixSeconds(1'795'237'200);  // begins one
constexpr KioskTerms kTerms{.minutes_ahead = 1, .minutes_behind = 15};

TEST(Kiosk, IsReadInItsMinuteAndALittleBesideIt) {
  const struct {
    const char* name;
    absl::Duration now;  // the reader's, after the beginning of the minute that the kiosk shows
    bool read;
  } cases[] = {
      {"at once", absl::ZeroDuration(), true},
      {"as the minute ends", absl::Seconds(60) - absl::Nanoseconds(1), true},
      {"in the next", absl::Minutes(1), true},
      {"the kiosk's clock is ahead", -absl::Nanoseconds(1), true},
      {"a whole minute ahead", -absl::Minutes(1), true},
      {"more than that", -absl::Minutes(1) - absl::Nanoseconds(1), false},
      {"after typing an address", absl::Minutes(15), true},
      {"as that time ends", absl::Minutes(16) - absl::Nanoseconds(1), true},
      {"from a photograph", absl::Minutes(16), false},
      {"a day later", absl::Hours(24), false},
  };
  const CodeBook book(Key('k'));
  const VenueCode code{VenueId(0x12'3456'789a), 0xabcdef, 0x5a};
  const ScannedCode shown{.code = code, .shown_minute = MinuteOf(kMinute)};
  const std::string text = book.WriteKiosk(code, MinuteOf(kMinute));
  EXPECT_EQ(text.size(), kVenueCodeLength);
  EXPECT_EQ(text, book.Rewrite(shown));
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto read = book.Read(text, kMinute + c.now, kTerms);
    EXPECT_EQ(read.ok(), c.read);
    EXPECT_EQ(platform::ReasonOf(read.status()), c.read ? "" : "CODE_UNKNOWN");
    EXPECT_EQ(read.value_or(ScannedCode{}), c.read ? shown : ScannedCode{});
  }
  EXPECT_EQ(platform::ReasonOf(book.Read(text).status()), "CODE_UNKNOWN") << "it is not on the wall";
  EXPECT_TRUE(book.Read(text, kMinute, {.minutes_ahead = 0, .minutes_behind = 0}).ok());
  EXPECT_FALSE(book.Read(text, kMinute + absl::Minutes(1), {.minutes_ahead = 0, .minutes_behind = 0}).ok());
}

TEST(Kiosk, ShowsAnotherCodeEachMinuteInEachPlace) {
  const CodeBook book(Key('k'));
  std::set<std::string> seen;
  for (int64_t minute = 0; minute < 60; ++minute) {
    for (int space = 0; space < 5; ++space) seen.insert(book.WriteKiosk({VenueId(1), space, 1}, minute).substr(15));
  }
  EXPECT_EQ(seen.size(), 300u);
}

TEST(Kiosk, RefusesWhatIsForged) {
  const CodeBook book(Key('k'));
  const VenueCode code{VenueId(5), 3, 9};
  const std::string text = book.WriteKiosk(code, MinuteOf(kMinute));
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : kAlphabet) {
      if (c == text[i]) continue;
      std::string changed = text;
      changed[i] = c;
      EXPECT_EQ(platform::ReasonOf(book.Read(changed, kMinute, kTerms).status()), "CODE_UNKNOWN") << changed;
    }
  }
  EXPECT_FALSE(book.Read(CodeBook(Key('x')).WriteKiosk(code, MinuteOf(kMinute)), kMinute, kTerms).ok());
  std::string wall = book.Write(code);
  ASSERT_TRUE(book.Read(wall, kMinute, kTerms).ok());
  EXPECT_EQ(book.Read(wall, kMinute, kTerms)->shown_minute, std::nullopt);
  wall[0] = '4';  // version 2 in front of the other label's MAC
  EXPECT_FALSE(book.Read(wall, kMinute, kTerms).ok());
}

// A contract with what kiosks show while services of two versions run: version 2, the rest as on the wall.
TEST(Kiosk, KeepsTheLayoutOfPrintedCodes) {
  const CodeBook book(Key('k'));
  const VenueCode code{VenueId((int64_t{1} << 40) - 1), 1, 2};
  EXPECT_EQ(book.WriteKiosk(code, 0).substr(0, 15), "5ZZZZZZZY000041");
}

}  // namespace
}  // namespace mimamori::venue
