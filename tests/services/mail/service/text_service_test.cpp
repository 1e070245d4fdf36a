// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/text_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/mail_migrations.hpp"
#include "embedded/mail_templates.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using platform::FieldOf;
using platform::ReasonOf;
using testing::HasSubstr;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());

class TextServiceTest : public testing::Test {
 protected:
  using Stub = v1::TextService::Stub;
  TextServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::TextService::NewStub(server_->InProcessChannel({}));
  }
  ~TextServiceTest() override { server_->Shutdown(); }

  static void Add(v1::RenderTextRequest& request, const std::string& name, const std::string& value) {
    v1::SampleParameter& parameter = *request.add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
  static v1::RenderTextRequest Request() {
    v1::RenderTextRequest request;
    request.set_template_("alert-caution");
    request.set_area_code("131016");
    request.set_language("en");
    Add(request, "date", "2026-11-21");
    Add(request, "contact_text", "Call <us>");
    return request;
  }
  absl::StatusOr<v1::RenderedText> Preview(const v1::RenderTextRequest& request, const std::string& caller) {
    return tests::CallWith(caller, *stub_, &Stub::RenderText, request);
  }
  absl::StatusOr<v1::RenderedText> Preview(const v1::RenderTextRequest& request) {
    return Preview(request, callers_.Officer("officer", {"130001"}));
  }

  // Of cautions.
  void SetTexts(const std::string& body) {
    auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
    ASSERT_TRUE(
        owner->Script("UPDATE policies SET body = '" + body + "' WHERE name = 'mail.texts.alert-caution'").ok());
  }

  tests::FakeClock clock_{kNow};
  tests::Callers callers_{"mail", clock_};
  platform::rpc::CallerVerifier verifier_{"mail", callers_.keys(), clock_};
  platform::observe::Metrics metrics_;
  platform::rpc::Runner runner_{{}, verifier_, clock_, metrics_};
  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PolicyBook policies_{pool_};
  const TextBook shipped_ = *ReadTextBook(embedded::mail_templates::Files());
  TextService service_{*Renderer::Create(embedded::mail_templates::Files()), runner_,
                       {.public_url = "https://mimamori.example", .staff_url = "https://staff.mimamori.example",
                        .texts = [this](absl::Time deadline, absl::Time now) {
                          return policies_.Texts(deadline, now, shipped_.words, {"https://mimamori.example", ""});
                        }}};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::TextService::Stub> stub_;
};

TEST_F(TextServiceTest, ShowsAMailAsAReaderGetsIt) {
  const auto text = Preview(Request());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(text->subject(), "Mimamori: please watch your health");
  EXPECT_THAT(text->text(), HasSubstr("Saturday, 21 November 2026"));
  EXPECT_THAT(text->text(), HasSubstr("Call <us>"));
  EXPECT_THAT(text->html(), HasSubstr("Call &lt;us&gt;"));
  EXPECT_TRUE(text->reviewed());
  EXPECT_FALSE(text->own_text());
  auto korean = Request();
  korean.set_language("ko");
  EXPECT_FALSE(Preview(korean)->reviewed());
}

TEST_F(TextServiceTest, ShowsTheTextInForceAsTheAreasOwn) {
  SetTexts(R"({"texts": [{"area_code": "130001", "language": "en", "reviewed": true, "subject": "From Tokyo",
               "text": "{{date}} {{contact_text}}"}]})");
  const auto text = Preview(Request());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(text->subject(), "From Tokyo");
  EXPECT_TRUE(text->own_text());
}

TEST_F(TextServiceTest, ShowsWhatLeavesWhereTheAreasTextsCanBeReadNoMore) {
  SetTexts(R"({"texts": [{"area_code": "130001", "language": "en", "reviewed": true, "subject": "From Tokyo",
               "text": "{{date}} {{venue_name}}"}]})");
  const auto text = Preview(Request());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(text->subject(), "Mimamori: please watch your health");
  EXPECT_FALSE(text->own_text());
}

TEST_F(TextServiceTest, ShowsADraftBeforeAnybodyProposesIt) {
  auto request = Request();
  request.mutable_draft()->set_subject("Hello on {{date}}");
  request.mutable_draft()->set_text("{{date}}: {{contact_text}}");
  request.mutable_draft()->set_reviewed(true);
  const auto text = Preview(request);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(text->subject(), "Hello on Saturday, 21 November 2026");
  EXPECT_EQ(text->text(), "Saturday, 21 November 2026: Call <us>\n");
  request.mutable_draft()->set_text("{{date}}");
  EXPECT_EQ(ReasonOf(Preview(request).status()) + FieldOf(Preview(request).status()), "PLACE_MISSINGdraft.text");
  request.mutable_draft()->set_text("{{date}} {{contact_text}} evil.example");
  EXPECT_EQ(ReasonOf(Preview(request).status()), "LINK_NOT_OURS");
  v1::RenderTextRequest link;
  link.set_template_("verification");
  Add(link, "link", "https://mimamori.example/confirm/x");
  link.set_area_code("131016");
  link.mutable_draft()->set_subject("Hello");
  link.mutable_draft()->set_text("{{link}}");
  link.mutable_draft()->set_reviewed(true);
  EXPECT_EQ(ReasonOf(Preview(link).status()) + " " + FieldOf(Preview(link).status()), "NOT_OF_AN_AREA area_code");
}

TEST_F(TextServiceTest, RefusesWhatItCannotWrite) {
  const std::pair<std::function<void(v1::RenderTextRequest&)>, std::string> cases[] = {
      {[](auto& r) { r.set_template_("alert"); }, "UNKNOWN_TEMPLATE"},
      {[](auto& r) { r.set_language("de"); }, "UNKNOWN_LANGUAGE"},
      {[](auto& r) { r.set_area_code("131017"); }, "MALFORMED_AREA_CODE"},
      {[](auto& r) { r.set_area_code("271004"); }, "AREA_UNKNOWN"},
      {[](auto& r) { r.mutable_parameters()->RemoveLast(); }, "PARAMETER_MISSING"},
      {[](auto& r) { r.mutable_parameters(0)->set_value("today"); }, "PARAMETER_MALFORMED"},
      {[](auto& r) { Add(r, "link", "x"); }, "PARAMETER_UNKNOWN"},
      {[](auto& r) { Add(r, "date", "2026-11-22"); }, "PARAMETER_REPEATED"},
  };
  for (const auto& [change, reason] : cases) {
    auto request = Request();
    change(request);
    EXPECT_EQ(ReasonOf(Preview(request).status()), reason);
  }
}

TEST_F(TextServiceTest, IsForOfficersAndAdministrators) {
  using namespace mimamori::rpc::v1;
  for (const std::string& stranger : {callers_.Anyone(), callers_.Anyone("gateway_staff"),
                                      callers_.Person("gateway_public", "somebody", ROLE_VENUE_OPERATOR, {}),
                                      callers_.Person("gateway_staff", "somebody", ROLE_AUDITOR, {"130001"})}) {
    EXPECT_EQ(ReasonOf(Preview(Request(), stranger).status()), "ACCESS_DENIED");
  }
  for (const char* service : {"visit", "venue", "identity"}) {
    EXPECT_EQ(ReasonOf(Preview(Request(), callers_.Service(service)).status()), "ACCESS_DENIED") << service;
  }
  EXPECT_TRUE(Preview(Request(), callers_.Person("gateway_staff", "admin", ROLE_ADMINISTRATOR, {})).ok());
  EXPECT_TRUE(Preview(Request(), callers_.Service("exposure")).ok()) << "for its officers";
}

}  // namespace
}  // namespace mimamori::mail
