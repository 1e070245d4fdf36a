// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/print.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "tests/support/read_back.hpp"

namespace mimamori::venue {
namespace {

using tests::ReadPages;
using tests::ReadPdf;

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAreArray;

constexpr SheetKind kKinds[] = {SheetKind::kPoster, SheetKind::kTent, SheetKind::kStickers};

Imprint AnImprint(const std::vector<const char*>& languages = {"ja", "en"}) {
  Imprint imprint{
      .venue_name = "喫茶 こもれび", .host = "127.0.0.1:8080", .made_on = absl::CivilDay(2026, 11, 21), .languages = {}};
  for (const char* language : languages) imprint.languages.push_back(FindPrintText(language));
  return imprint;
}

std::string Url(int number) { return fmt::format("HTTP://127.0.0.1:8080/V/3ZZZZZZZY0000{:05}BCDEFGHJKM", number); }

Label ALabel(int number) {
  return {.place = number == 0 ? "" : fmt::format("2階 › 個室 › 卓 {}", number),
          .code_url = Url(number),
          .typed_code = number == 0 ? "K7QP2-M9XD4" : ""};
}

std::string Printed(SheetKind kind, const Imprint& imprint, int labels) {
  std::string pdf;
  Print print(kind, imprint, [&pdf](std::string_view bytes) {
    pdf += bytes;
    return true;
  });
  for (int i = 0; i < labels; ++i) EXPECT_TRUE(print.Add(ALabel(i)).ok());
  EXPECT_TRUE(print.Finish().ok());
  return pdf;
}

TEST(Print, ReadsBackInEveryLanguageAndOnEverySheet) {
  const auto texts = PrintTexts();
  for (size_t i = 0; i + 1 < texts.size(); i += 2) {
    for (const SheetKind kind : kKinds) {
      SCOPED_TRACE(fmt::format("{} {}", texts[i].language, static_cast<int>(kind)));
      const auto pdf = PrintOne(kind, AnImprint({texts[i].language, texts[i + 1].language}), ALabel(0));
      ASSERT_TRUE(pdf.ok()) << pdf.status();
      EXPECT_EQ(pdf->substr(0, 5), "%PDF-");
      EXPECT_LT(pdf->size(), 512u * 1024);
      EXPECT_EQ(ReadPdf(*pdf).substr(0, Url(0).size()), Url(0));
    }
  }
}

TEST(Print, ReadsBackWithEveryNameAndPlace) {
  std::string long_name;
  for (int i = 0; i < 100; ++i) long_name += "店";
  const struct {
    const char* name;
    std::string venue_name;
    std::string place;
    std::vector<const char*> languages;
  } cases[] = {
      {"one language", "喫茶 こもれび", "", {"ja"}},
      {"a plain name", "The Lantern & <Moon>", "Table 4", {"en"}},
      {"the longest name", long_name, "", {"ja", "en"}},
      {"the longest of both", long_name, long_name, {"ja", "en"}},
      {"the longest without a break", std::string(100, 'W'), std::string(100, 'W'), {"en"}},
      {"other scripts", "본점 ร้าน مطعم 🍣", "ชั้น 2", {"ja"}},
  };
  for (const auto& c : cases) {
    for (const SheetKind kind : kKinds) {
      SCOPED_TRACE(fmt::format("{} {}", c.name, static_cast<int>(kind)));
      Imprint imprint = AnImprint(c.languages);
      imprint.venue_name = c.venue_name;
      Label label = ALabel(0);
      label.place = c.place;
      EXPECT_EQ(ReadPdf(*PrintOne(kind, imprint, label)).substr(0, Url(0).size()), Url(0));
    }
  }
}

TEST(Print, PutsEveryLabelOnAPlaceOfItsOwn) {
  std::vector<std::string> urls;
  for (int i = 0; i < 14; ++i) urls.push_back(Url(i));
  EXPECT_THAT(ReadPages(Printed(SheetKind::kStickers, AnImprint(), 14)), UnorderedElementsAreArray(urls));
  EXPECT_THAT(ReadPages(Printed(SheetKind::kPoster, AnImprint(), 3)), ElementsAre(Url(0), Url(1), Url(2)));
  // Both faces of a tent.
  EXPECT_THAT(ReadPages(Printed(SheetKind::kTent, AnImprint(), 2)), UnorderedElementsAreArray({Url(0), Url(0), Url(1), Url(1)}));
  EXPECT_THAT(ReadPages(*PrintOne(SheetKind::kStickers, AnImprint(), ALabel(5))).size(), 12u);
}

// As a page looks after a cheap printer, a year at the window and a telephone held askew: see Degraded.
TEST(Print, ReadsBackAfterPrintingFadingAndACrookedPhoto) {
  for (const SheetKind kind : kKinds) {
    for (const double degrees : {0.0, 4.0, -7.0}) {
      SCOPED_TRACE(fmt::format("{} {}", static_cast<int>(kind), degrees));
      const auto read = ReadPages(Printed(kind, AnImprint(), 2), {.degrees = degrees, .fade = 0.35, .noise = 4, .blur = 1});
      EXPECT_THAT(read, ::testing::Contains(Url(0)));
      EXPECT_THAT(read, ::testing::Contains(Url(1)));
    }
  }
}

TEST(Print, MakesEqualFilesOfEqualPrints) {
  for (const SheetKind kind : kKinds) {
    const std::string first = Printed(kind, AnImprint(), 3);
    // Compared as truth values: a failure that prints two PDF files helps nobody.
    EXPECT_TRUE(first == Printed(kind, AnImprint(), 3));
    EXPECT_TRUE(first.find("20261121000000Z") != std::string::npos);
    Imprint tomorrow = AnImprint();
    tomorrow.made_on = absl::CivilDay(2026, 11, 22);
    EXPECT_FALSE(first == Printed(kind, tomorrow, 3));
  }
}

TEST(Print, WritesWhatIsTheSameOnEveryPageOnce) {
  for (const SheetKind kind : {SheetKind::kPoster, SheetKind::kTent}) {
    const size_t one = Printed(kind, AnImprint(), 1).size();
    const size_t many = Printed(kind, AnImprint(), 41).size();
    EXPECT_LT((many - one) / 40, one / 3) << one << " " << many;
  }
}

TEST(Print, DrawsOnSeveralThreadsAtOnce) {
  const std::string alone = Printed(SheetKind::kPoster, AnImprint(), 2);
  std::vector<std::string> drawn(8);
  std::vector<std::thread> threads;
  for (std::string& pdf : drawn) threads.emplace_back([&pdf] { pdf = Printed(SheetKind::kPoster, AnImprint(), 2); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& pdf : drawn) EXPECT_TRUE(pdf == alone);
}

TEST(Print, StopsWhenNobodyWantsMore) {
  int taken = 0;
  Print print(SheetKind::kPoster, AnImprint(), [&taken](std::string_view) { return ++taken < 20; });
  absl::Status status;
  int pages = 0;
  while (status.ok() && pages < 1'000) status = print.Add(ALabel(pages++));
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_LT(pages, 1'000);
  EXPECT_EQ(print.Finish().code(), absl::StatusCode::kCancelled);
}

TEST(Print, RefusesACodeThatIsNone) {
  Print print(SheetKind::kPoster, AnImprint(), [](std::string_view) { return true; });
  EXPECT_EQ(platform::ReasonOf(print.Add({.code_url = "http://127.0.0.1/v/1"})), "TEXT_NOT_ALPHANUMERIC");
  EXPECT_TRUE(print.Add(ALabel(0)).ok());
  EXPECT_TRUE(print.Finish().ok());
}

TEST(PrintTexts, AreWholeInEveryLanguage) {
  EXPECT_EQ(PrintTexts().size(), 14u);
  for (const PrintText& text : PrintTexts()) {
    SCOPED_TRACE(text.language);
    EXPECT_EQ(FindPrintText(text.language), &text);
    for (const std::string_view piece : {text.kind, text.headline, text.headline_in_one_line, text.right_page, text.typed,
                                         text.typed_where, text.privacy, text.made}) {
      EXPECT_FALSE(piece.empty());
    }
    for (const Step& step : text.steps) EXPECT_FALSE(step.what.empty() || step.note.empty());
    EXPECT_NE(text.typed_where.find("{}"), std::string_view::npos);
    EXPECT_EQ(text.headline.find('\n'), text.headline.rfind('\n'));
    EXPECT_NE(text.headline.find('\n'), std::string_view::npos);
    EXPECT_EQ(text.headline_in_one_line.find('\n'), std::string_view::npos);
  }
  EXPECT_EQ(FindPrintText("de"), nullptr);
}

}  // namespace
}  // namespace mimamori::venue
