// SPDX-License-Identifier: Apache-2.0
// The mails of an exposure, before anybody gets one.
#include <gmock/gmock.h>

#include "services/platform/core/languages.hpp"
#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {
namespace {

using mimamori::rpc::v1::Role;

class PreviewMailsTest : public ExposureHouse {
 protected:
  absl::StatusOr<v1::PreviewedMails> Preview(const std::string& id, v1::MailKind kind, const std::string& token) {
    v1::PreviewMailsRequest request;
    request.set_exposure_id(id);
    request.set_kind(kind);
    return Ask(token, &Stub::PreviewMails, request);
  }
  v1::PreviewedMails Previewed(const std::string& id, v1::MailKind kind = v1::MAIL_KIND_UNSPECIFIED) {
    const auto mails = Preview(id, kind, Officer("approver"));
    EXPECT_TRUE(mails.ok()) << mails.status();
    return mails.ok() ? *mails : v1::PreviewedMails();
  }
  // The one that mail was asked for last.
  mail::v1::RenderTextRequest Asked() { return texts_.Questions().back(); }
  std::map<std::string, std::string> Parameters(const mail::v1::RenderTextRequest& request) {
    std::map<std::string, std::string> parameters;
    for (const auto& parameter : request.parameters()) parameters[parameter.name()] = parameter.value();
    return parameters;
  }
  void SetContact(const std::string& text) {
    auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
    ASSERT_TRUE(owner->Script(R"sql(
      UPDATE policies SET body = '{"areas": [{"area": "270008", "text": ")sql" + text +
                              R"sql(", "link": "https://www.pref.example.jp/test"}]}' WHERE name = 'exposure.contacts')sql").ok());
  }
  // The same, from tomorrow on.
  void SetContactTomorrow(const std::string& text) {
    auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
    ASSERT_TRUE(owner->Script(fmt::format(R"sql(
      INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
      VALUES ('exposure.contacts', 2, to_timestamp({}), '{{"areas": [{{"area": "270008", "text": "{}", "link": ""}}]}}', 'a', 'b'))sql",
                                          absl::ToUnixSeconds(kNow + absl::Hours(24)), text)).ok());
  }
};

TEST_F(PreviewMailsTest, ShowsTheMailInEveryLanguage) {
  SetContact("府の窓口");
  const v1::PreviewedMails previewed = Previewed(Declared());
  EXPECT_EQ(previewed.kind(), v1::MAIL_KIND_CLUSTER) << "as declared";
  ASSERT_EQ(previewed.mails_size(), 14);
  for (int i = 0; i < previewed.mails_size(); ++i) {
    const v1::PreviewedMail& mail = previewed.mails(i);
    EXPECT_EQ(mail.language(), platform::kLanguages.at(static_cast<size_t>(i)));
    EXPECT_EQ(mail.subject(), "alert-cluster in " + mail.language());
    EXPECT_EQ(mail.text(), "府の窓口\n検査の予約 / Book a test: https://www.pref.example.jp/test");
    EXPECT_EQ(mail.reviewed(), i < 2);
    EXPECT_EQ(mail.own_text(), i == 0);
  }
  EXPECT_TRUE(mail_.Messages().empty()) << "a preview tells nobody";
}

// What the dispatch hands over is told by dispatcher_test and correct_test.
TEST_F(PreviewMailsTest, AsksForWhatTheMailsSay) {
  SetContact("府の窓口");
  const std::string id = Declared();
  const std::string link = "府の窓口\n検査の予約 / Book a test: https://www.pref.example.jp/test";
  const struct {
    v1::MailKind kind;
    const char* mail;
    std::map<std::string, std::string> parameters;
  } cases[] = {
      {v1::MAIL_KIND_CAUTION, "alert-caution", {{"date", "2026-11-20"}, {"contact_text", link}}},
      {v1::MAIL_KIND_CLUSTER,
       "alert-cluster",
       {{"date", "2026-11-20"},
        {"contact_text", link},
        {"venue_name", "喫茶みまもり"},
        {"stay_start", "16:00"},
        {"stay_end", "19:00"}}},
      {v1::MAIL_KIND_CORRECTION, "alert-correction", {{"date", "2026-11-20"}, {"contact_text", "府の窓口"}}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.mail);
    EXPECT_EQ(Previewed(id, c.kind).kind(), c.kind);
    EXPECT_EQ(Asked().template_(), c.mail);
    EXPECT_EQ(Asked().area_code(), "271004") << "the venue's";
    EXPECT_EQ(Parameters(Asked()), c.parameters);
    EXPECT_FALSE(Asked().has_draft());
  }
  EXPECT_EQ(Now(id).level(), v1::LEVEL_CLUSTER) << "looking chooses nothing";
}

TEST_F(PreviewMailsTest, SaysWhatIsThenSent) {
  SetContact("府の窓口");
  visit_.Set(People(6));
  for (const v1::Level level : {v1::LEVEL_CAUTION, v1::LEVEL_CLUSTER}) {  // which rises: they are told again
    auto request = ADeclaration();
    request.set_level(level);
    const std::string id = Declare(request)->id();
    Previewed(id);
    ASSERT_TRUE(Approve(id, Officer("approver")).ok());
    ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
    int mails = 0;
    for (const auto& [request_id, kept] : mail_.Messages()) {
      if (kept.envelope.group() != id) continue;
      ++mails;
      EXPECT_EQ(kept.envelope.template_(), Asked().template_());
      EXPECT_EQ(kept.envelope.area_code(), Asked().area_code());
      EXPECT_EQ(kept.message.parameters().at("contact_text"), Parameters(Asked()).at("contact_text"));
      EXPECT_EQ(kept.message.parameters().size(), Parameters(Asked()).size());
    }
    EXPECT_EQ(mails, 6);
  }
}

TEST_F(PreviewMailsTest, KeepsTheWordsOfTheApproval) {
  SetContact("府の窓口");
  visit_.Set(People(6));
  const std::string id = Declared();
  ASSERT_TRUE(Approve(id, Officer("approver")).ok());
  SetContactTomorrow("新しい窓口");
  clock_.Advance(absl::Hours(25));
  Previewed(id);
  EXPECT_THAT(Parameters(Asked()).at("contact_text"), testing::StartsWith("府の窓口"));
  Previewed(id, v1::MAIL_KIND_CORRECTION);
  EXPECT_EQ(Parameters(Asked()).at("contact_text"), "新しい窓口") << "nobody has approved one yet";
}

TEST_F(PreviewMailsTest, IsForOfficersOfTheArea) {
  const std::string id = Declared();
  EXPECT_EQ(ReasonOf(Preview(id, v1::MAIL_KIND_UNSPECIFIED, Officer("elsewhere", {"130001"})).status()), "EXPOSURE_UNKNOWN");
  std::vector<std::string> strangers{callers_.Anyone(), callers_.Service("visit"), callers_.Service("mail")};
  for (const Role role : {Role::ROLE_ADMINISTRATOR, Role::ROLE_AUDITOR}) {
    strangers.push_back(callers_.Person("gateway_staff", "x", role, {"271004"}));
  }
  strangers.push_back(callers_.Person("gateway_public", "x", Role::ROLE_VENUE_OPERATOR, {}));
  for (const std::string& stranger : strangers) {
    EXPECT_EQ(ReasonOf(Preview(id, v1::MAIL_KIND_UNSPECIFIED, stranger).status()), "ACCESS_DENIED");
  }
  EXPECT_TRUE(texts_.Questions().empty());
}

TEST_F(PreviewMailsTest, RefusesWhatThereIsNotAndSaysWhenMailIsAway) {
  const std::string id = Declared();
  const auto unknown = Preview(id, static_cast<v1::MailKind>(4), Officer("approver"));
  EXPECT_EQ(ReasonOf(unknown.status()) + " " + FieldOf(unknown.status()), "UNKNOWN_KIND kind");
  EXPECT_EQ(ReasonOf(Preview("x", v1::MAIL_KIND_CAUTION, Officer("approver")).status()), "MALFORMED_ID");
  EXPECT_EQ(ReasonOf(Preview(ExposureId::Random().ToString(), v1::MAIL_KIND_CAUTION, Officer("approver")).status()),
            "EXPOSURE_UNKNOWN");
  texts_.set_down(true);
  EXPECT_EQ(Preview(id, v1::MAIL_KIND_CAUTION, Officer("approver")).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace mimamori::exposure
