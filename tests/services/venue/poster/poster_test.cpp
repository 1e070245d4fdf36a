// SPDX-License-Identifier: Apache-2.0
#include "services/venue/poster/poster.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "services/platform/core/error.hpp"
#include "services/venue/poster/pen.hpp"
#include "tests/services/venue/poster/read_back.hpp"

namespace mimamori::venue {
namespace {

const std::string kUrl = "HTTP://127.0.0.1:8080/V/3ZZZZZZZY000041ABCDEFGHJKMNP";

Poster APoster() {
  return {.venue_name = "喫茶 こもれび",
          .code_url = kUrl,
          .typed_code = "K7QP2-M9XD4",
          .host = "127.0.0.1:8080",
          .made_on = absl::CivilDay(2026, 11, 21),
          .languages = {PosterLanguage::kJapanese, PosterLanguage::kEnglish}};
}

TEST(DrawPoster, ReadsBackInEveryLanguageAndWithEveryName) {
  std::string long_name;
  for (int i = 0; i < 100; ++i) long_name += "店";
  const struct {
    const char* name;
    std::string venue_name;
    std::vector<PosterLanguage> languages;
  } cases[] = {
      {"both", "喫茶 こもれび", {PosterLanguage::kJapanese, PosterLanguage::kEnglish}},
      {"English first", "喫茶 こもれび", {PosterLanguage::kEnglish, PosterLanguage::kJapanese}},
      {"Japanese", "喫茶 こもれび", {PosterLanguage::kJapanese}},
      {"English", "The Lantern & <Moon>", {PosterLanguage::kEnglish}},
      {"the longest name", long_name, {PosterLanguage::kJapanese, PosterLanguage::kEnglish}},
      {"the longest name without a break", std::string(100, 'W'), {PosterLanguage::kEnglish}},
      {"other scripts", "본점 ร้าน مطعم 🍣", {PosterLanguage::kJapanese}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Poster poster = APoster();
    poster.venue_name = c.venue_name;
    poster.languages = c.languages;
    const auto pdf = DrawPoster(poster);
    ASSERT_TRUE(pdf.ok()) << pdf.status();
    EXPECT_EQ(pdf->substr(0, 5), "%PDF-");
    EXPECT_LT(pdf->size(), 512u * 1024);
    EXPECT_EQ(ReadPdf(*pdf), kUrl);
  }
}

TEST(DrawPoster, MakesEqualFilesOfEqualPosters) {
  const auto first = DrawPoster(APoster());
  ASSERT_TRUE(first.ok());
  // Compared as truth values: a failure that prints two PDF files helps nobody.
  EXPECT_TRUE(*first == *DrawPoster(APoster()));
  EXPECT_TRUE(first->find("20261121000000Z") != std::string::npos);
  Poster tomorrow = APoster();
  tomorrow.made_on = absl::CivilDay(2026, 11, 22);
  EXPECT_FALSE(*first == *DrawPoster(tomorrow));
}

TEST(DrawPoster, DrawsOnSeveralThreadsAtOnce) {
  const std::string alone = *DrawPoster(APoster());
  std::vector<std::string> drawn(8);
  std::vector<std::thread> threads;
  for (std::string& pdf : drawn) threads.emplace_back([&pdf] { pdf = *DrawPoster(APoster()); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& pdf : drawn) EXPECT_TRUE(pdf == alone);
}

TEST(DrawPoster, NeedsALanguageAndACode) {
  Poster speechless = APoster();
  speechless.languages.clear();
  EXPECT_EQ(platform::ReasonOf(DrawPoster(speechless).status()), "UNKNOWN_LANGUAGE");
  Poster lower = APoster();
  lower.code_url = "http://127.0.0.1/v/1";
  EXPECT_EQ(platform::ReasonOf(DrawPoster(lower).status()), "TEXT_NOT_ALPHANUMERIC");
}

TEST(Pen, ShrinksAndBalancesTextUntilItFits) {
  std::string pdf;
  Pen pen(200, 200, "page", "2026-11-21T00:00:00Z", &pdf);
  const TextStyle style{.size = 30, .bold = true};
  EXPECT_GT(pen.Measure(200, style, std::string(60, 'M')).lines, 2);
  EXPECT_EQ(pen.Measure(200, {.size = 4}, std::string(60, 'M')).lines, 1);
  EXPECT_GT(pen.Measure(200, {.size = 20}, "見守り").width, pen.Measure(200, {.size = 10}, "見守り").width);
  pen.FittedText(0, 0, 200, 40, 2, 3, style, std::string(60, 'M'));
  EXPECT_TRUE(pen.Finish().ok());
}

}  // namespace
}  // namespace mimamori::venue
