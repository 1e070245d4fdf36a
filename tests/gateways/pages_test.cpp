// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateways/http/language.hpp"
#include "services/platform/core/id.hpp"
#include "tests/gateways/door_world.hpp"

namespace mimamori::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

DoorWorld::Options Web() {
  DoorWorld::Options options;
  options.web = {
      {"pages.json", R"({"time_zone": "Asia/Tokyo", "pages": [
        {"path": "/", "template": "home", "languages": ["ja", "en"]},
        {"path": "/E/{text}", "method": "mimamori.probe.v1.ProbeService.GetEcho", "template": "sub/echo",
         "languages": ["ja", "en"]},
        {"path": "/me", "method": "mimamori.probe.v1.ProbeService.WhoAmI", "template": "home", "languages": ["en"]},
        {"path": "/fail", "method": "mimamori.probe.v1.ProbeService.Fail", "template": "home", "languages": ["en"]},
        {"path": "/rest", "template": "rest", "languages": ["en"]},
        {"path": "/confirm/{token}", "template": "confirm", "languages": ["en"]}]})"},
      {"home.ja.html", "<p>{{> head}}</p>{{#problem}}[{{problem}}]{{/problem}}{{#problem_CODE_REVOKED}}失効{{/problem_CODE_REVOKED}}"},
      {"home.en.html", "<p>{{> head}}</p>{{#problem}}[{{problem}}]{{/problem}}"},
      {"_head.ja.html", "見守り {{domain}}"},
      {"_head.en.html", "Mimamori {{domain}}"},
      {"sub/echo.ja.html", "ja {{heard.text}}"},
      {"sub/echo.en.html", "en <b title=\"{{heard.text}}\">{{heard.text}}</b> {{lang}} {{request_id}} "
                           "{{#heard.tags}}<i>{{.}}</i>{{/heard.tags}}{{^heard.arriveText}}none{{/heard.arriveText}} "
                           "mails in {{mail_lang}}"},
      {"confirm.en.html", "<input value=\"{{params.token}}\">"},
      {"rest.en.html", "?lang=ja{{rest}}|"},
      {"problem.ja.html", "問題 {{status}} {{problem}} {{trace_id}}"},
      {"problem.en.html", "problem {{status}} {{title}} {{problem}}"},
      {"app.js", "console.log(1)"},
      {"assets/app-B8c1dE_2.js", "console.log(2)"},
      {"assets/app-B8c1dE_2.js.gz", "gzipped"},
      {"assets/app-B8c1dE_2.js.br", "brotli"},
      {"big.css.gz", "alone"},
      {".secret", "hidden"},
      {".git/config", "hidden"},
  };
  return options;
}

TEST(Pages, ShowAnAnswerWithoutScript) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  const Answer page = client.Ask("GET", "/E/%3Cscript%3E%22'&?lang=en&numbers=1&numbers=2&unknown=x");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.Header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.Header("Content-Language"), "en");
  EXPECT_EQ(page.Header("Cache-Control"), "no-store");
  EXPECT_THAT(page.body, HasSubstr("<b title=\"&lt;script&gt;&quot;&apos;&amp;\">&lt;script&gt;"));
  EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
  EXPECT_THAT(page.body, HasSubstr("<i>1</i><i>2</i>none"));
  const std::string id = page.body.substr(page.body.find(" en ") + 4, 36);
  const auto uuid = platform::ParseUuid(id);
  ASSERT_TRUE(uuid.has_value()) << id;
  EXPECT_EQ(platform::TimeOf(*uuid), world.clock.Now());
}

TEST(Pages, TakeAPathInEitherCase) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  EXPECT_THAT(client.Ask("GET", "/e/AbC?lang=en").body, HasSubstr(">AbC<"));
  EXPECT_EQ(client.Ask("HEAD", "/E/x").status, 200);
  const Answer posted = client.Ask("POST", "/E/x", "{}");
  EXPECT_EQ(posted.status, 405);
  EXPECT_EQ(posted.Header("Allow"), "GET, HEAD");
}

TEST(Pages, SpeakTheReadersLanguage) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  EXPECT_THAT(client.Ask("GET", "/").body, HasSubstr("見守り door.test"));
  EXPECT_THAT(client.Ask("GET", "/", "", {"Accept-Language: fr, en-GB;q=0.8, ja;q=0.3"}).body, HasSubstr("Mimamori"));
  EXPECT_THAT(client.Ask("GET", "/?lang=ja", "", {"Accept-Language: en"}).body, HasSubstr("見守り"));
  EXPECT_THAT(client.Ask("GET", "/?lang=xx", "", {"Accept-Language: en"}).body, HasSubstr("Mimamori"));
}

TEST(Pages, KnowTheLanguageOfMailsBesideTheirOwn) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  const auto body = [&](const std::string& path, const std::string& header) {
    return client.Ask("GET", path, "", {"Accept-Language: " + header}).body;
  };
  const std::string korean = body("/E/x", "ko-KR,ko;q=0.9");
  EXPECT_THAT(korean, testing::StartsWith("en "));
  EXPECT_THAT(korean, HasSubstr("mails in ko"));
  EXPECT_THAT(body("/E/x", "zh-TW, en;q=0.5"), HasSubstr("mails in zh-Hant"));
  EXPECT_THAT(body("/E/x?lang=en", "ko"), HasSubstr("mails in en")) << "a choice by hand";
  EXPECT_THAT(body("/E/x", "de"), HasSubstr("mails in en"));
}

TEST(Pages, RememberALanguageThatWasChosenByHand) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  const Answer chosen = client.Ask("GET", "/?lang=en", "", {"Accept-Language: ja"});
  EXPECT_THAT(chosen.Header("Set-Cookie"), testing::StartsWith("language=en; Path=/; Max-Age=7776000"));
  const auto body = [&](const std::string& path, const std::string& cookie) {
    return client.Ask("GET", path, "", {"Accept: text/html", "Accept-Language: ja", "Cookie: " + cookie}).body;
  };
  EXPECT_THAT(body("/", "language=en"), HasSubstr("Mimamori"));
  EXPECT_THAT(body("/?lang=ja", "language=en"), HasSubstr("見守り")) << "the newest choice";
  EXPECT_THAT(body("/nothing", "language=en"), HasSubstr("problem 404"));
  EXPECT_THAT(body("/", "language=th"), HasSubstr("見守り")) << "this page does not exist in Thai";
  EXPECT_THAT(client.Ask("GET", "/E/x", "", {"Accept-Language: en", "Cookie: language=th"}).body, HasSubstr("mails in th"));
  EXPECT_EQ(client.Ask("GET", "/?lang=th").Header("Set-Cookie"), "");
  EXPECT_EQ(client.Ask("GET", "/").Header("Set-Cookie"), "") << "nobody is remembered unasked";
}

TEST(Pages, KeepTheQueryInLinksToOtherLanguages) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  EXPECT_THAT(client.Ask("GET", "/rest?lang=en&code=A%26B%22&x=1").body, HasSubstr("?lang=ja&amp;code=A%26B%22&amp;x=1"));
  EXPECT_THAT(client.Ask("GET", "/rest?lang=en").body, HasSubstr("?lang=ja|"));
}

TEST(Language, IsTheBestThatIsOffered) {
  const std::vector<std::string> offered{"ja", "en"};
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "ja"},           {"en", "en"},        {"EN-us", "en"},           {"fr", "en"},
      {"fr, en;q=0.1", "en"}, {"fr, ja;q=0.1", "ja"}, {"*", "ja"},           {"ko-KR,ko;q=0.9", "en"},
      {"ko;q=0", "ja"},     {"en;q=0", "ja"},    {"en;q=x", "ja"},          {"en;q=0.5,ja;q=0.6", "ja"},
      {"en;q=nan", "ja"},   {"en;q=9", "en"},    {",,;;q=", "ja"},
  };
  for (const auto& [header, language] : cases) {
    SCOPED_TRACE(header);
    EXPECT_EQ(http::ChooseLanguage(header, offered), language);
  }
  EXPECT_EQ(http::ChooseLanguage("de, zh-TW;q=0.9, zh;q=0.8", {"ja", "en", "zh-Hans", "zh-Hant"}), "zh-Hant");
}

TEST(Pages, TellAProblemThatAFormLeft) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  EXPECT_THAT(client.Ask("GET", "/?problem=CODE_REVOKED").body, HasSubstr("[CODE_REVOKED]失効"));
  EXPECT_THAT(client.Ask("GET", "/?problem=%3Cb%3E").body, Not(HasSubstr("[")));
  EXPECT_THAT(client.Ask("GET", "/confirm/a%22b").body, HasSubstr("value=\"a&quot;b\""));
}

TEST(Pages, ShowAFailureAsAPage) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  const Answer gone = client.Ask("GET", "/fail?code=5&reason=CODE_UNKNOWN&lang=en");
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(gone.body, "problem 404 Not Found CODE_UNKNOWN");
  const Answer busy = client.Ask("GET", "/fail?code=14&reason=BUSY&lang=en");
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.Header("Retry-After"), "2");
  EXPECT_EQ(client.Ask("GET", "/me?lang=en").body, "problem 401 Unauthorized SESSION_REQUIRED");
  EXPECT_THAT(client.Ask("GET", "/nothing", "", {"Accept: text/html", "Accept-Language: en"}).body,
              HasSubstr("problem 404 Not Found ROUTE_NOT_FOUND"));
  EXPECT_THAT(client.Ask("GET", "/nothing").body, HasSubstr("\"reason\":\"ROUTE_NOT_FOUND\""));
  EXPECT_EQ(client.Ask("GET", "/?x=%ff&lang=en").status, 400);
}

TEST(Pages, RefuseATableThatCannotBeServed) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"not json", "pages.json is not"},
      {"[]", "pages.json is not"},
      {R"({"pages":[{"path":"/","template":"home"}]})", "needs a template and languages"},
      {R"({"pages":[{"path":"/","template":"none","languages":["ja"]}]})", "none.ja.html is missing"},
      {R"({"pages":[{"path":"x","template":"home","languages":["ja"]}]})", "slash"},
      {R"({"pages":[{"path":"/","template":"home","languages":["ja"],"method":"a.B.C"}]})", "no method"},
      {R"({"pages":[{"path":"/","template":"home","languages":["ja"],"method":"mimamori.probe.v1.ProbeService.Echo"}]})",
       "not read with GET"},
      {R"({"pages":[{"path":"/","template":"home","languages":["ja"],"method":"mimamori.probe.v1.ProbeService.Hidden"}]})",
       "not read with GET"},
      {R"({"pages":[{"path":"/{x}","template":"home","languages":["ja"],"method":"mimamori.probe.v1.ProbeService.GetEcho"}]})",
       "no field x"},
      {R"({"pages":[{"path":"/A","template":"home","languages":["ja"]},{"path":"/a","template":"home","languages":["ja"]}]})",
       "routed twice"},
  };
  const auto url = http::DoorUrl::Parse("http://door.test");
  for (const auto& [table, why] : cases) {
    SCOPED_TRACE(table);
    TempFolder folder;
    folder.Write("pages.json", std::string(table));
    folder.Write("home.ja.html", "x");
    const auto pages = http::Pages::Load(folder.path(), *url, rpc::v1::DOOR_PUBLIC);
    ASSERT_FALSE(pages.ok());
    EXPECT_THAT(std::string(pages.status().message()), HasSubstr(std::string(why)));
  }
  TempFolder folder;
  folder.Write("pages.json", R"({"pages":[]})");
  folder.Write("home.ja.html", "{{#open}}");
  EXPECT_FALSE(http::Pages::Load(folder.path(), *url, rpc::v1::DOOR_PUBLIC).ok());
}

TEST(Files, AreServedWithTheirTagAndComeBackAs304) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  const Answer file = client.Ask("GET", "/app.js");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, "console.log(1)");
  EXPECT_EQ(file.Header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(file.Header("Cache-Control"), "no-cache");
  EXPECT_EQ(file.Header("Vary"), "");
  const Answer again = client.Ask("GET", "/app.js", "", {"If-None-Match: W/\"x\", " + file.Header("ETag")});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.Header("ETag"), file.Header("ETag"));
  EXPECT_EQ(client.Ask("GET", "/app.js", "", {"If-None-Match: \"other\""}).status, 200);
  EXPECT_EQ(client.Ask("HEAD", "/app.js").Header("Content-Length"), "14");
}

TEST(Files, ComeCompressedWhenTheBrowserTakesThat) {
  DoorWorld world(Web());
  HttpClient client(world.port());
  const std::string path = "/assets/app-B8c1dE_2.js";
  struct Case {
    std::string accept, body, encoding;
  };
  const Case cases[] = {
      {"", "console.log(2)", ""},
      {"Accept-Encoding: gzip, deflate", "gzipped", "gzip"},
      {"Accept-Encoding: gzip, deflate, br", "brotli", "br"},
      {"Accept-Encoding: br;q=0, gzip;q=0.5", "gzipped", "gzip"},
      {"Accept-Encoding: gzip;q=0", "console.log(2)", ""},
      {"Accept-Encoding: identity", "console.log(2)", ""},
  };
  std::set<std::string> tags;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.accept);
    const Answer file = client.Ask("GET", path, "", c.accept.empty() ? std::vector<std::string>() : std::vector{c.accept});
    EXPECT_EQ(file.body, c.body);
    EXPECT_EQ(file.Header("Content-Encoding"), c.encoding);
    EXPECT_EQ(file.Header("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(file.Header("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(file.Header("Vary"), "Accept-Encoding");
    tags.insert(file.Header("ETag"));
  }
  EXPECT_EQ(tags.size(), 3U);
  EXPECT_EQ(client.Ask("GET", "/big.css.gz").body, "alone");
}

TEST(Files, AreKeptForAYearOnlyUnderANameThatChangesWithThem) {
  const std::pair<std::string, bool> cases[] = {
      {"assets/app-B8c1dE_2.js", true}, {"assets/page-u2pFtC21TZ.css", true}, {"assets/a-b-B8c1-E_2.js", true},
      {"assets/app.js", false},         {"assets/app-v2.js", false},          {"app-B8c1dE_2.js", false},
      {"assets/B8c1dE_2.js", false},
  };
  TempFolder folder;
  std::filesystem::create_directory(folder.File("assets"));
  for (const auto& [name, immutable] : cases) folder.Write(name, "x");
  const auto files = http::StaticFiles::Load(folder.path());
  for (const auto& [name, immutable] : cases) {
    SCOPED_TRACE(name);
    const std::string path = "/" + name;
    const auto answer = files->Answer({.method = "GET", .path = path});
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->HeaderOf("cache-control") != "no-cache", immutable);
  }
}

TEST(Files, NeverLeaveTheirFolder) {
  DoorWorld world(Web());
  world.folder.Write("outside.txt", "outside");
  HttpClient client(world.port());
  for (const char* path : {"/../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt", "/assets/../../outside.txt", "//etc/passwd",
                           "/%2fetc%2fpasswd", "/.secret", "/.git/config", "/pages.json", "/home.ja.html",
                           "/sub/echo.en.html", "/_head.ja.html", "/app.js/", "/assets", "/app.js%00.txt", "/..\\outside.txt"}) {
    SCOPED_TRACE(path);
    const Answer answer = client.Ask("GET", path);
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, Not(HasSubstr("outside\"")));
  }
}

TEST(Files, LoadNothingThatIsLinkedFromOutside) {
  TempFolder inside, outside;
  outside.Write("secret.txt", "secret");
  std::filesystem::create_symlink(outside.File("secret.txt"), inside.File("link.txt"));
  std::filesystem::create_directory_symlink(outside.path(), inside.File("folder"));
  inside.Write("own.txt", "own");
  const auto files = http::StaticFiles::Load(inside.path());
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(files->size(), 1U);
  EXPECT_EQ(http::StaticFiles::Load("/nowhere").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace mimamori::tests
