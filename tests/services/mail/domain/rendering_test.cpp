// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/rendering.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "embedded/mail_templates.hpp"
#include "fmt/format.h"
#include "services/mail/domain/filling.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"

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

std::vector<Language> AllLanguages() {
  std::vector<Language> all;
  for (size_t i = 0; i < platform::kLanguages.size(); ++i) all.push_back(static_cast<Language>(i));
  return all;
}

bool IsDraft(Language language) { return language != Language::kJapanese && language != Language::kEnglish; }

int Count(std::string_view text, std::string_view what) {
  int count = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(Templates, ExistInEveryLanguageAndShowEveryParameter) {
  const Renderer renderer = TheRenderer();
  for (const Template& mail : Templates()) {
    for (const Language language : AllLanguages()) {
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
  const Renderer renderer = TheRenderer();
  Parameters values = Sample(Named("alert-cluster"));
  values["venue_name"] = "Tom & <b>Jerry</b> \"Bar\"";
  const Texts texts = renderer.Render(Named("alert-cluster"), Language::kEnglish, values);
  EXPECT_THAT(texts.text, HasSubstr("Place: Tom & <b>Jerry</"));
  EXPECT_THAT(texts.html, HasSubstr("Tom &amp; &lt;b&gt;Jerry&lt;"));
  EXPECT_THAT(texts.html, Not(HasSubstr("<b>Jerry")));
}

TEST(Templates, CarryNoLinkButTheOneTheyAreFor) {
  const Renderer renderer = TheRenderer();
  for (const Template& mail : Templates()) {
    for (const Language language : AllLanguages()) {
      SCOPED_TRACE(fmt::format("{} {}", mail.name, TagOf(language)));
      const Texts texts = renderer.Render(mail, language, Sample(mail));
      const bool has_link = mail.parameters.front().name == "link";
      const int languages = IsDraft(language) ? 2 : 1;
      EXPECT_EQ(Count(texts.html, "href="), has_link ? languages : 0);
      EXPECT_EQ(Count(texts.html, "://"), has_link ? 2 * languages : 0) << "nothing is loaded from anywhere";
      EXPECT_EQ(Count(texts.text, "://"), has_link ? languages : 0);
      EXPECT_THAT(texts.html, Not(HasSubstr("<form")));
      EXPECT_THAT(texts.html, Not(HasSubstr("<script")));
      EXPECT_THAT(texts.html, Not(HasSubstr("<img")));
    }
  }
}

TEST(Templates, HaveExactlyTheirParametersInEveryLanguageAndAreNotTooLong) {
  const auto book = ReadTextBook(embedded::mail_templates::Files());
  ASSERT_TRUE(book.ok()) << book.status();
  EXPECT_EQ(book->texts.size(), Templates().size() * platform::kLanguages.size());
  for (const Template& mail : Templates()) {
    std::set<std::string> names;
    for (const Parameter& parameter : mail.parameters) names.emplace(parameter.name);
    for (const Language language : AllLanguages()) {
      SCOPED_TRACE(fmt::format("{} {}", mail.name, TagOf(language)));
      const WrittenText& text = book->texts.at({std::string(mail.name), std::string(TagOf(language))});
      EXPECT_EQ(PlacesOf(text.text).value(), names);
      EXPECT_EQ(PlacesOf(text.html_body).value(), names);
      EXPECT_EQ(text.reviewed, !IsDraft(language));
      EXPECT_EQ(Count(text.text, "{{link}}"), Count(text.html_body, "href=\"{{link}}\""));
      EXPECT_THAT(text.text, Not(HasSubstr("@")));
      EXPECT_EQ(Count(text.text, "----\n"), 1) << "who writes, and what we never ask for";
      const bool to_the_ill = mail.name == "alert-caution" || mail.name == "alert-cluster" || mail.name.starts_with("diary-") ||
                              mail.name.starts_with("admission-");
      EXPECT_EQ(Count(text.text, "119"), to_the_ill ? 1 : 0);
    }
  }
}

TEST(Drafts, SayWhatTheyAreAndAreFollowedByTheEnglishText) {
  const Renderer renderer = TheRenderer();
  const auto book = ReadTextBook(embedded::mail_templates::Files());
  const Template& mail = Named("alert-cluster");
  const Texts english = renderer.Render(mail, Language::kEnglish, Sample(mail));
  std::set<std::string> notices;
  for (const Language language : AllLanguages()) {
    SCOPED_TRACE(TagOf(language));
    const Texts texts = renderer.Render(mail, language, Sample(mail));
    const std::string& notice = book->words.at(std::string(TagOf(language))).notice;
    if (!IsDraft(language)) {
      EXPECT_EQ(notice, "");
      EXPECT_THAT(texts.text, Not(HasSubstr("====")));
      continue;
    }
    EXPECT_TRUE(notices.insert(notice).second) << "in the reader's own words";
    EXPECT_THAT(texts.text, testing::StartsWith(notice));
    EXPECT_THAT(texts.text, testing::EndsWith(english.text));
    EXPECT_THAT(texts.html, HasSubstr(EscapeHtml(notice)));
    EXPECT_LT(texts.html.find(EscapeHtml(notice)), texts.html.find("&lt;venue_name&gt;"));
    EXPECT_THAT(texts.html, HasSubstr("<div lang=\"en\""));
    EXPECT_THAT(texts.html, HasSubstr("does not mean that you are infected"));
  }
  EXPECT_EQ(notices.size(), 12u);
}

TEST(Drafts, EscapeWhatTheyAreFilledWith) {
  const Renderer renderer = TheRenderer();
  const Texts texts = renderer.Render(Named("alert-cluster"), LanguageOf("ko"), Sample(Named("alert-cluster")));
  EXPECT_THAT(texts.text, HasSubstr("장소: <venue_name>"));
  EXPECT_THAT(texts.html, HasSubstr("장소: &lt;venue_name&gt;"));
  EXPECT_THAT(texts.html, Not(HasSubstr("<venue_name>")));
}

TEST(AlertMails, SayThatItIsNoInfection) {
  const Renderer renderer = TheRenderer();
  for (const char* name : {"alert-caution", "alert-cluster"}) {
    const Texts ja = renderer.Render(Named(name), Language::kJapanese, Sample(Named(name)));
    const Texts en = renderer.Render(Named(name), Language::kEnglish, Sample(Named(name)));
    EXPECT_THAT(ja.text, HasSubstr("感染していることを示すものではありません"));
    EXPECT_THAT(en.text, HasSubstr("does not mean that you are infected"));
  }
}

TEST(Renderer, RefusesAnIncompleteSetOfTemplates) {
  const auto files = embedded::mail_templates::Files();
  for (size_t i = 0; i < files.size(); ++i) {
    SCOPED_TRACE(files[i].name);
    auto fewer = files;
    fewer.erase(fewer.begin() + static_cast<ptrdiff_t>(i));
    EXPECT_FALSE(Renderer::Create(fewer).ok());
    auto broken = files;
    broken[i].content = "{{#open}}";
    EXPECT_FALSE(Renderer::Create(broken).ok());
  }
}

TEST(WriteText, TakesExactlyItsTemplatesPlaces) {
  const Template& mail = Named("alert-caution");
  const auto reason = [&](std::string_view subject, std::string_view text) {
    const auto written = WriteText(mail, "en", subject, text, {}, true);
    return platform::ReasonOf(written.status()) + " " + platform::FieldOf(written.status());
  };
  EXPECT_EQ(reason("On {{date}}", "{{date}}: {{contact_text}}"), " ");
  EXPECT_EQ(reason("Hello", "{{date}} only"), "PLACE_MISSING text");
  EXPECT_EQ(reason("Hello", "{{date}} {{contact_text}} {{link}}"), "PLACE_UNKNOWN text");
  EXPECT_EQ(reason("{{contact_text}}", "{{date}} {{contact_text}}"), "PLACE_UNKNOWN subject")
      << "a subject is one line";
  EXPECT_EQ(reason("{{date}", "{{date}} {{contact_text}}"), "PLACE_MALFORMED subject");
  for (const char* text :
       {"{{#date}}", "{{{date}}}", "{{&date}}", "{{ date }}", "{{date", "date}}", "{", "{{}}", "{{DATE}}"}) {
    EXPECT_EQ(reason("Hello", text), "PLACE_MALFORMED text") << text;
  }
  EXPECT_EQ(reason("", "{{date}} {{contact_text}}"), "MISSING_FIELD subject");
  EXPECT_EQ(reason(std::string(101, 'x'), "{{date}} {{contact_text}}"), "TEXT_TOO_LONG subject");
  EXPECT_EQ(reason("Hello", "{{date}} {{contact_text}}" + std::string(5000, 'x')), "TEXT_TOO_LONG text");
  EXPECT_EQ(reason("a\nb", "{{date}} {{contact_text}}"), "TEXT_NOT_PLAIN subject");
}

TEST(HtmlOf, SaysWhatTheTextSays) {
  EXPECT_EQ(
      HtmlOf("One & two\nthree\n\n\n- <a>\n- b\n\n1. x\n2. y\n\n----\nSmall", "Go"),
      "<p>One &amp; two<br>\nthree</p>\n"
      "<ul style=\"padding-left:24px\">\n<li>&lt;a&gt;</li>\n<li>b</li>\n</ul>\n"
      "<ol style=\"padding-left:24px\">\n<li>x</li>\n<li>y</li>\n</ol>\n"
      "<hr style=\"margin:32px 0 16px;border:0;border-top:1px solid #999\">\n<p style=\"font-size:13px\">Small</p>\n");
  EXPECT_THAT(HtmlOf("Please:\n\n{{link}}\n", "Go & see"), HasSubstr(">Go &amp; see</a>"));
  EXPECT_THAT(HtmlOf("Whom to ask\n{{contact_text}}", ""), HasSubstr("white-space:pre-line\">{{contact_text}}</p>"));
}

TEST(ForReading, WritesDaysInTheReadersLanguage) {
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2026-11-21", Language::kJapanese), "2026年11月21日（土）");
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2026-11-21", Language::kEnglish), "Saturday, 21 November 2026");
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2027-01-04", Language::kJapanese), "2027年1月4日（月）");
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2026-11-21", LanguageOf("zh-TW")), "2026年11月21日");
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2026-11-21", LanguageOf("ko")), "2026년 11월 21일");
  EXPECT_EQ(ForReading(ParameterKind::kDay, "2026-11-04", LanguageOf("es")), "2026-11-04");
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
               {"en", Language::kEnglish},   {"en-GB", Language::kEnglish},  {"de", Language::kEnglish},
               {"jam", Language::kEnglish}};
  for (const auto& c : cases) EXPECT_EQ(LanguageOf(c.tag), c.language) << c.tag;
  EXPECT_EQ(TagOf(LanguageOf("vi")), "vi");
  EXPECT_EQ(TagOf(LanguageOf("zh-Hant")), "zh-Hant");
}

}  // namespace
}  // namespace mimamori::mail
