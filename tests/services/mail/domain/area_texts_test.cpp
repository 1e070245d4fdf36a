// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/area_texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/mail_templates.hpp"
#include "services/mail/domain/rendering.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr OwnUrls kOwn{"https://mimamori.example", "https://staff.mimamori.example"};

const Template& Named(std::string_view name) {
  for (const Template& mail : Templates()) {
    if (mail.name == name) return mail;
  }
  std::abort();
}
const Template& Caution() { return Named("alert-caution"); }

AreaTextForm Form(std::string area, std::string language, std::string text, bool reviewed = true) {
  return {std::move(area), std::move(language), "From us", std::move(text) + " {{date}} {{contact_text}}", reviewed};
}

class AreaTextsTest : public testing::Test {
 protected:
  absl::StatusOr<AreaTexts> Write(const std::vector<AreaTextForm>& forms) const {
    return AreaTexts::Write(Caution(), forms, renderer_.words(), kOwn);
  }
  std::string Refusal(const AreaTextForm& form) const {
    const absl::Status status = Write({Form("", "ja", "first"), form}).status();
    return platform::ReasonOf(status) + " " + platform::FieldOf(status);
  }
  Texts Render(const AreaTexts& texts, std::string_view language, std::string_view area) const {
    return renderer_.Render(Caution(), LanguageOf(language), {{"date", "2026-11-21"}, {"contact_text", "Call us"}},
                            &texts, area);
  }
  const Renderer renderer_ = *Renderer::Create(embedded::mail_templates::Files());
};

TEST_F(AreaTextsTest, OfTheMunicipalityGoBeforeThoseOfThePrefectureAndOfAll) {
  const auto texts =
      Write({Form("", "en", "everywhere"), Form("130001", "en", "in Tokyo"), Form("131016", "en", "in Chiyoda")});
  ASSERT_TRUE(texts.ok()) << texts.status();
  EXPECT_THAT(Render(*texts, "en", "131016").text, HasSubstr("in Chiyoda"));
  EXPECT_THAT(Render(*texts, "en", "131024").text, HasSubstr("in Tokyo"));
  EXPECT_THAT(Render(*texts, "en", "271004").text, HasSubstr("everywhere"));
  EXPECT_THAT(Render(*texts, "en", "").text, HasSubstr("everywhere"));
  EXPECT_THAT(Render(*texts, "ja", "131016").text, HasSubstr("感染していることを示すものではありません")) << "the shipped one";
}

TEST_F(AreaTextsTest, FollowADraftInEnglish) {
  const auto texts = Write({Form("131016", "en", "Chiyoda says"), Form("131016", "ko", "치요다", false),
                            Form("131016", "fr", "Chiyoda dit")});
  ASSERT_TRUE(texts.ok()) << texts.status();
  const Texts korean = Render(*texts, "ko", "131016");
  EXPECT_THAT(korean.text, testing::StartsWith(renderer_.words().at("ko").notice));
  EXPECT_THAT(korean.text, HasSubstr("치요다"));
  EXPECT_THAT(korean.text, HasSubstr("Chiyoda says Saturday"));
  EXPECT_THAT(Render(*texts, "fr", "131016").text, Not(HasSubstr("===="))) << "reviewed: it stands alone";
  EXPECT_THAT(Render(*texts, "es", "131016").text, HasSubstr("Chiyoda says Saturday")) << "a shipped draft, too";
}

TEST_F(AreaTextsTest, AreToldFromTheShippedOnes) {
  const auto texts = Write({Form("131016", "en", "Chiyoda says"), Form("131016", "ko", "치요다", false)});
  ASSERT_TRUE(texts.ok()) << texts.status();
  const struct {
    const char* language;
    const char* area;
    bool own_text;
    bool reviewed;
  } cases[] = {{"en", "131016", true, true},  {"en", "271004", false, true},  {"ko", "131016", true, false},
               {"ja", "131016", false, true}, {"es", "131016", false, false}, {"ja", "", false, true}};
  for (const auto& each : cases) {
    SCOPED_TRACE(std::string(each.language) + each.area);
    const Texts rendered = Render(*texts, each.language, each.area);
    EXPECT_EQ(rendered.own_text, each.own_text);
    EXPECT_EQ(rendered.reviewed, each.reviewed);
  }
}

// An authority begins with what is there.
TEST_F(AreaTextsTest, MayBeTheShippedOnes) {
  const auto book = ReadTextBook(embedded::mail_templates::Files());
  ASSERT_TRUE(book.ok()) << book.status();
  for (const Template& mail : Templates()) {
    for (const std::string_view language : platform::kLanguages) {
      const WrittenText& shipped = book->texts.at({std::string(mail.name), std::string(language)});
      const auto texts = AreaTexts::Write(
          mail, {{"", std::string(language), shipped.subject, shipped.text, true}}, book->words, kOwn);
      EXPECT_TRUE(texts.ok()) << mail.name << " in " << language << ": " << texts.status();
    }
  }
}

TEST_F(AreaTextsTest, AreOfAnAreaWhereTheMailsKnowOne) {
  const auto written = [&](std::string_view name, const std::string& area, const std::string& text) {
    return AreaTexts::Write(Named(name), {{area, "en", "Hello", text, true}}, renderer_.words(), kOwn).status();
  };
  for (const char* name : {"alert-caution", "alert-correction"}) {
    EXPECT_TRUE(written(name, "131016", "{{date}} {{contact_text}}").ok()) << name;
  }
  for (const char* name : {"verification", "record-link", "venue-registration", "venue-log-in", "staff-invitation", "diary-invitation"}) {
    EXPECT_TRUE(written(name, "", "{{link}}").ok()) << name;
    const absl::Status status = written(name, "131016", "{{link}}");
    EXPECT_EQ(platform::ReasonOf(status), "NOT_OF_AN_AREA") << name;
    EXPECT_EQ(platform::FieldOf(status), "texts[0].area_code") << name;
  }
}

TEST_F(AreaTextsTest, AreCheckedByWhatWritesTheMails) {
  EXPECT_EQ(Refusal(Form("131017", "en", "")), "MALFORMED_AREA_CODE texts[1].area_code") << "the check digit";
  EXPECT_EQ(Refusal(Form("131016", "de", "")), "UNKNOWN_LANGUAGE texts[1].language");
  EXPECT_EQ(Refusal(Form("131016", "ja", "", false)), "NOT_REVIEWED texts[1].reviewed");
  EXPECT_EQ(Refusal(Form("131016", "en", "{{link}}")), "PLACE_UNKNOWN texts[1].text");
  EXPECT_EQ(Refusal(Form("131016", "en", "{{#date}}")), "PLACE_MALFORMED texts[1].text");
  EXPECT_EQ(Refusal({"131016", "en", "Hello", "{{date}}", true}), "PLACE_MISSING texts[1].text");
  EXPECT_EQ(Refusal({"131016", "en", "", "{{date}} {{contact_text}}", true}), "MISSING_FIELD texts[1].subject");
  EXPECT_EQ(Refusal(Form("131016", "en", std::string(5000, 'x'))), "TEXT_TOO_LONG texts[1].text");
  EXPECT_EQ(Refusal(Form("", "ja", "again")), "TEXT_REPEATED texts[1].area_code");
  EXPECT_EQ(Refusal(Form("131016", "en", "see https://evil.example/")), "LINK_NOT_OURS texts[1].text");
}

TEST(Links, LeadToOurOwnPagesOnly) {
  for (const char* ours :
       {"https://mimamori.example/help", "https://mimamori.example/help.html、次に", "Co. Ltd, at 19.30", "No. 5", "3.5 m",
        "Wait... then", "感染。検査", "{{date}}. Then", "fin."}) {
    EXPECT_TRUE(CheckLinksAreOurs(ours, kOwn).ok()) << ours;
  }
  for (const char* other :
       {"https://mimamori.example.evil.jp/", "http://mimamori.example/x", "www.city.example", "evil.example/x",
        "tel://119", "a@b.example", "https://mimamori.example/ok and evil.jp", "javascript://x", "例え.jp", "café.fr",
        "example.中国", "{{date}}.jp", "https://mimamori.example/ok、evil.jp"}) {
    EXPECT_EQ(platform::ReasonOf(CheckLinksAreOurs(other, kOwn)), "LINK_NOT_OURS") << other;
  }
}

}  // namespace
}  // namespace mimamori::mail
