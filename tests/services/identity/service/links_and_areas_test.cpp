// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::identity {
namespace {

using platform::ReasonOf;
using Stub = IdentityHouse::Stub;

v1::CreateLinkRequest ALink() {
  v1::CreateLinkRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_purpose(v1::LINK_PURPOSE_VERIFY_ADDRESS);
  request.set_payload("what visit needs");
  return request;
}

class Links : public testing::Test {
 protected:
  absl::StatusOr<v1::CreatedLink> Create(const v1::CreateLinkRequest& request, const char* service = "visit") {
    return tests::CallWith(house_.callers().Service(service), house_.stub(), &Stub::CreateLink, request);
  }
  absl::StatusOr<v1::LinkDescription> Describe(const std::string& token) {
    v1::DescribeLinkRequest request;
    request.set_token(token);
    return tests::CallWith(house_.callers().Anyone(), house_.stub(), &Stub::DescribeLink, request);
  }
  absl::StatusOr<v1::ConsumedLink> Consume(const std::string& token, const RequestId& request_id,
                                           const char* service = "visit",
                                           v1::LinkPurpose purpose = v1::LINK_PURPOSE_VERIFY_ADDRESS) {
    v1::ConsumeLinkRequest request;
    request.set_request_id(request_id.ToString());
    request.set_token(token);
    request.set_purpose(purpose);
    return tests::CallWith(house_.callers().Service(service), house_.stub(), &Stub::ConsumeLink, request);
  }

  IdentityHouse house_;
};

TEST_F(Links, GiveTheirPayloadBackOnce) {
  const auto link = Create(ALink());
  ASSERT_TRUE(link.ok()) << link.status();
  EXPECT_EQ(link->token().size(), 22u);
  EXPECT_EQ(link->expire_time().seconds(), absl::ToUnixSeconds(house_.clock().Now() + absl::Hours(24)));
  const RequestId use = RequestId::Random();
  const auto used = Consume(link->token(), use);
  ASSERT_TRUE(used.ok()) << used.status();
  EXPECT_EQ(used->payload(), "what visit needs");
  EXPECT_EQ(Consume(link->token(), use)->payload(), "what visit needs") << "the same call again";
  EXPECT_EQ(ReasonOf(Consume(link->token(), RequestId::Random()).status()), "LINK_USED");
}

TEST_F(Links, AreNotUsedUpByLookingAtThem) {
  const auto link = Create(ALink());
  for (int i = 0; i < 3; ++i) {
    const auto seen = Describe(link->token());
    ASSERT_TRUE(seen.ok()) << seen.status();
    EXPECT_TRUE(seen->usable());
    EXPECT_EQ(seen->purpose(), v1::LINK_PURPOSE_VERIFY_ADDRESS);
  }
  ASSERT_TRUE(Consume(link->token(), RequestId::Random()).ok());
  EXPECT_FALSE(Describe(link->token())->usable());
  house_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(ReasonOf(Describe(link->token()).status()), "LINK_UNKNOWN");
}

TEST_F(Links, ExpireAndAreForgottenADayLater) {
  const auto link = Create(ALink());
  house_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(ReasonOf(Consume(link->token(), RequestId::Random()).status()), "LINK_EXPIRED");
  EXPECT_FALSE(Describe(link->token())->usable());
  house_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(ReasonOf(Consume(link->token(), RequestId::Random()).status()), "LINK_UNKNOWN");
}

TEST_F(Links, AreMadeAnewByARetry) {
  const v1::CreateLinkRequest request = ALink();
  const auto first = Create(request);
  const auto second = Create(request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_NE(first->token(), second->token());
  EXPECT_EQ(ReasonOf(Consume(first->token(), RequestId::Random()).status()), "LINK_UNKNOWN");
  EXPECT_TRUE(Consume(second->token(), RequestId::Random()).ok());
  EXPECT_EQ(ReasonOf(Create(request).status()), "LINK_USED");
}

TEST_F(Links, BelongToTheServiceOfTheirPurpose) {
  EXPECT_EQ(ReasonOf(Create(ALink(), "venue").status()), "PURPOSE_OF_ANOTHER_SERVICE");
  const auto link = Create(ALink());
  EXPECT_EQ(ReasonOf(Consume(link->token(), RequestId::Random(), "venue").status()), "LINK_UNKNOWN");
  EXPECT_EQ(ReasonOf(Consume(link->token(), RequestId::Random(), "visit", v1::LINK_PURPOSE_VENUE_REGISTRATION).status()),
            "LINK_UNKNOWN");
  EXPECT_EQ(ReasonOf(Consume("AAAAAAAAAAAAAAAAAAAAAA", RequestId::Random()).status()), "LINK_UNKNOWN");
  EXPECT_EQ(ReasonOf(Consume("short", RequestId::Random()).status()), "LINK_UNKNOWN");
}

TEST_F(Links, RefuseWhatIsMissing) {
  const struct {
    const char* name;
    void (*change)(v1::CreateLinkRequest&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"no request id", [](v1::CreateLinkRequest& r) { r.clear_request_id(); }, "request_id", "MALFORMED_ID"},
      {"no purpose", [](v1::CreateLinkRequest& r) { r.clear_purpose(); }, "purpose", "MISSING_FIELD"},
      {"a purpose that there isn't", [](v1::CreateLinkRequest& r) { r.set_purpose(v1::LinkPurpose(99)); }, "purpose",
       "UNKNOWN_PURPOSE"},
      {"too much", [](v1::CreateLinkRequest& r) { r.set_payload(std::string(1025, 'x')); }, "payload",
       "PAYLOAD_TOO_LONG"},
      {"over already", [](v1::CreateLinkRequest& r) { r.mutable_expire_time()->set_seconds(1); }, "expire_time",
       "EXPIRE_TIME_PASSED"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::CreateLinkRequest request = ALink();
    c.change(request);
    const auto refused = Create(request);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(refused.status()), c.field);
  }
  EXPECT_EQ(house_.Number("SELECT count(*) FROM links"), 0);
}

TEST_F(Links, LeaveNoTokenInTheDatabase) {
  const auto link = Create(ALink());
  const std::string dump = tests::DumpDatabase(house_.database().Conninfo());
  EXPECT_THAT(dump, testing::HasSubstr("VERIFY_ADDRESS"));
  EXPECT_THAT(dump, testing::Not(testing::HasSubstr(link->token())));
  EXPECT_THAT(dump, testing::Not(testing::HasSubstr(
                        platform::crypto::ToHex(*platform::crypto::FromBase64Url(link->token())))));
}

TEST(Areas, AreListedPageByPage) {
  IdentityHouse house;
  v1::ListAreasRequest request;
  request.set_page_size(50);
  std::vector<std::string> codes;
  int pages = 0;
  do {
    const auto page =
        tests::CallWith(house.callers().Anyone(), house.stub(), &IdentityHouse::Stub::ListAreas, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Area& area : page->areas()) {
      codes.push_back(area.code());
      if (area.code() == "271004") {
        EXPECT_EQ(area.display_name() + area.prefecture(), "大阪市大阪府");
      }
    }
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(codes.size(), 131u);
  EXPECT_TRUE(std::ranges::is_sorted(codes));
  EXPECT_EQ(std::ranges::adjacent_find(codes), codes.end());
}

TEST(Areas, RefuseATokenOfSomebodyElse) {
  IdentityHouse house;
  v1::ListAreasRequest request;
  request.set_page_size(1);
  const auto page = tests::CallWith(house.callers().Officer("a", {}), house.stub(), &IdentityHouse::Stub::ListAreas,
                                    request);
  ASSERT_TRUE(page.ok()) << page.status();
  request.set_page_token(page->next_page_token());
  EXPECT_EQ(ReasonOf(tests::CallWith(house.callers().Officer("b", {}), house.stub(),
                                     &IdentityHouse::Stub::ListAreas, request).status()),
            "BAD_PAGE_TOKEN");
}

TEST(IdentityAccess, RefusesWhoIsNotListed) {
  IdentityHouse house;
  const auto ask = [&](const std::string& token, auto method, const auto& request) {
    return ReasonOf(tests::CallWith(token, house.stub(), method, request).status());
  };
  const tests::Callers& callers = house.callers();
  const std::string officer = callers.Officer(AccountId::Random().ToString(), {"271004"});
  for (const std::string& stranger : {officer, callers.Anyone(), callers.Service("visit"), callers.Service("mail")}) {
    EXPECT_EQ(ask(stranger, &Stub::ResolveSession, v1::ResolveSessionRequest()), "ACCESS_DENIED");
    EXPECT_EQ(ask(stranger, &Stub::OpenOperatorSession, v1::OpenOperatorSessionRequest()), "ACCESS_DENIED");
  }
  for (const std::string& stranger : {officer, callers.Anyone(), callers.Service("exposure"),
                                      callers.Service("gateway_public")}) {
    EXPECT_EQ(ask(stranger, &Stub::CreateLink, v1::CreateLinkRequest()), "ACCESS_DENIED");
    EXPECT_EQ(ask(stranger, &Stub::ConsumeLink, v1::ConsumeLinkRequest()), "ACCESS_DENIED");
  }
  EXPECT_EQ(ask(callers.Anyone(), &Stub::GetOwnAccount, v1::GetOwnAccountRequest()), "ACCESS_DENIED");
  EXPECT_EQ(ask(callers.Service("visit"), &Stub::LogIn, v1::LogInRequest()), "ACCESS_DENIED");
  EXPECT_EQ(ask("", &Stub::ListAreas, v1::ListAreasRequest()), "CALLER_MISSING");
}

}  // namespace
}  // namespace mimamori::identity
