// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/rendering.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/mail_templates.hpp"

namespace mimamori::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

Renderer TheRenderer() {
  auto renderer = Renderer::Create(embedded::mail_templates::Files());
  if (!renderer.ok()) std::abort();
  return *std::move(renderer);
}

const Template& Named(std::string_view name) {
  for (const Template& mail : Templates()) {
    if (mail.name == name) return mail;
  }
  std::abort();
}

// A value for each parameter of a template that can be told from every other one.
Parameters Sample(const Template& mail) {
  Parameters values;
  for (const Parameter& parameter : mail.parameters) {
    const std::string name(parameter.name);
    switch (parameter.kind) {
      case ParameterKind::kDay: values[name] = "2026-11-21"; break;
      case ParameterKind::kTime: values[name] = name == "stay_start" ? "19:05" : "20:35"; break;
      case ParameterKind::kLink:
      case ParameterKind::kStaffLink: values[name] = "https://mimamori.example/confirm/tok3n"; break;
      default: values[name] = "<" + name + ">";
    }
  }
  return values;
}

std::string Count(std::string_view text, std::string_view what) {
  int count = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++count;
  return std::to_string(count);
}

TEST(Templates, ExistInEveryLanguageAndShowEveryParameter) {
  Renderer renderer = TheRenderer();
  for (const Template& mail : Templates()) {
    for (const Language language : {Language::kJapanese, Language::kEnglish}) {
      SCOPED_TRACE(fmt::format("{} {}", mail.name, TagOf(language)));
      const Parameters values = Sample(mail);
      const Texts texts = renderer.Render(mail, language, values);
      EXPECT_FALSE(texts.subject.empty());
      EXPECT_THAT(texts.subject, Not(HasSubstr("\n")));
      EXPECT_THAT(texts.html, HasSubstr(fmt::format("<html lang=\"{}\">", TagOf(language))));
      for (const std::string& part : {texts.subject, texts.text, texts.html}) EXPECT_THAT(part, Not(HasSubstr("{{")));
      for (const Parameter& parameter : mail.parameters) {
        const std::string shown = ForReading(parameter.kind, values.at(std::string(parameter.name)), language);
        EXPECT_THAT(texts.text, HasSubstr(shown));
        if (shown.front() != '<') {
          EXPECT_THAT(texts.html, HasSubstr(shown));
        }
      }
    }
  }
}

TEST(Templates, EscapeInTheHtmlPartAndNowhereElse) {
  Renderer renderer = TheRenderer();
  Parameters values = Sample(Named("alert-cluster"));
  values["venue_name"] = "Tom & <b>Jerry</b> \"Bar\"";
  const Texts texts = renderer.Render(Named("alert-cluster"), Language::kEnglish, values);
  EXPECT_THAT(texts.text, HasSubstr("Place: Tom & <b>Jerry</"));
  EXPECT_THAT(texts.html, HasSubstr("Tom &amp; &lt;b&gt;Jerry&lt;"));
  EXPECT_THAT(texts.html, Not(HasSubstr("<b>Jerry")));
}

TEST(Templates, CarryNoLinkButTheOneTheyAreFor) {
  Renderer renderer = TheRenderer();
  for (const Template& mail : Templates()) {
    for (const Language language : {Language::kJapanese, Language::kEnglish}) {
      SCOPED_TRACE(fmt::format("{} {}", mail.name, TagOf(language)));
      const Texts texts = renderer.Render(mail, language, Sample(mail));
      const bool has_link = mail.parameters.front().name == "link";
      EXPECT_EQ(Count(texts.html, "href="), has_link ? "1" : "0");
      EXPECT_EQ(Count(texts.html, "://"), has_link ? "2" : "0") << "nothing is loaded from anywhere";
      EXPECT_EQ(Count(texts.text, "://"), has_link ? "1" : "0");
      EXPECT_THAT(texts.html, Not(HasSubstr("<form")));
      EXPECT_THAT(texts.html, Not(HasSubstr("<script")));
      EXPECT_THAT(texts.html, Not(HasSubstr("<img")));
    }
  }
}

TEST(AlertMails, SayThatItIsNoInfection) {
  Renderer renderer = TheRenderer();
  for (const char* name : {"alert-caution", "alert-cluster"}) {
    const Texts ja = renderer.Render(Named(name), Language::kJapanese, Sample(Named(name)));
    const Texts en = renderer.Render(Named(name), Language::kEnglish, Sample(Named(name)));
    EXPECT_THAT(ja.text, HasSubstr("感染していることを示すものではありません"));
    EXPECT_THAT(en.text, HasSubstr("does not mean that you are infected"));
  }
}

TEST(Renderer, RefusesAnIncompleteSetOfTemplates) {
  auto files = embedded::mail_templates::Files();
  files.pop_back();
  EXPECT_FALSE(Renderer::Create(files).ok());
  files = embedded::mail_templates::Files();
  files.front().content = "{{#open}}";
  EXPECT_FALSE(Renderer::Create(files).ok());
}

TEST(ForReading, WritesDaysInTheReadersLanguage) {
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2026-11-21", Language::kJapanese), "2026年11月21日（土）");
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2026-11-21", Language::kEnglish), "Saturday, 21 November 2026");
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2027-01-04", Language::kJapanese), "2027年1月4日（月）");
}

TEST(ForReading, LeavesNothingOfANameToBecomeALink) {
  EXPECT_EQ(ForReading(ParameterKind::kName, "http://evil.example", Language::kEnglish),
            "http:\u2060/\u2060/\u2060evil.\u2060example");
  EXPECT_EQ(ForReading(ParameterKind::kName, "a@b.jp", Language::kEnglish), "a@\u2060b.\u2060jp");
  EXPECT_EQ(ForReading(ParameterKind::kName, "Dr. Fish & Co.", Language::kEnglish), "Dr. Fish & Co.");
}

TEST(LanguageOf, ChoosesTheReadersLanguage) {
  const struct {
    const char* tag;
    Language language;
  } cases[] = {{"ja", Language::kJapanese},  {"ja-JP", Language::kJapanese}, {"", Language::kJapanese},
               {"en", Language::kEnglish},   {"en-GB", Language::kEnglish},  {"vi", Language::kEnglish},
               {"jam", Language::kEnglish}};
  for (const auto& c : cases) EXPECT_EQ(LanguageOf(c.tag), c.language) << c.tag;
}

}  // namespace
}  // namespace mimamori::mail
