// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/identity/service/token.hpp"
#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::identity {
namespace {

using mimamori::rpc::v1::COOKIE_NAME_DIARY_SESSION;
using mimamori::rpc::v1::COOKIE_NAME_OPERATOR_SESSION;
using mimamori::rpc::v1::COOKIE_NAME_STAFF_SESSION;
using platform::ReasonOf;
using Devices = v1::DeviceService::Stub;

std::string Guess(char year) { return std::string(16, year); }

class DeviceLinks : public testing::Test {
 protected:
  // The token of a link that observation made.
  std::string ALink() {
    const Token token = NewToken();
    v1::CreateLinkRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_purpose(v1::LINK_PURPOSE_DIARY);
    request.set_payload("an invitation");
    request.set_token_hash(token.hash);
    const auto link = tests::CallWith(Observation(), house_.stub(), &IdentityHouse::Stub::CreateLink, request);
    EXPECT_TRUE(link.ok()) << link.status();
    EXPECT_EQ(link->token(), "") << "the caller has it";
    EXPECT_EQ(link->expire_time().seconds(), absl::ToUnixSeconds(house_.clock().Now() + absl::Hours(168)));
    return token.text;
  }
  std::string Observation() const { return house_.callers().Service("observation"); }

  absl::StatusOr<v1::LinkTry> Try(const std::string& token, const RequestId& request_id, char year = 'a',
                                  const char* service = "observation") {
    v1::TryLinkRequest request;
    request.set_request_id(request_id.ToString());
    request.set_token(token);
    request.set_fingerprint(Guess(year));
    return tests::CallWith(house_.callers().Service(service), house_.devices(), &Devices::TryLink, request);
  }
  absl::StatusOr<v1::DeviceSession> Open(const std::string& token, const RequestId& request_id,
                                         const CaseId& id = kCase) {
    v1::OpenDeviceSessionRequest request;
    request.set_request_id(request_id.ToString());
    request.set_token(token);
    request.set_case_id(id.ToString());
    return tests::CallWith(Observation(), house_.devices(), &Devices::OpenDeviceSession, request);
  }
  // A session of a new link.
  v1::DeviceSession Bind(const CaseId& id = kCase) {
    const std::string token = ALink();
    const RequestId request_id = RequestId::Random();
    EXPECT_TRUE(Try(token, request_id).ok());
    const auto session = Open(token, request_id, id);
    EXPECT_TRUE(session.ok()) << session.status();
    return *session;
  }
  int32_t End(const CaseId& id, const std::string& device = "") {
    v1::EndDeviceSessionsRequest request;
    request.set_case_id(id.ToString());
    request.set_device_id(device);
    const auto ended = tests::CallWith(Observation(), house_.devices(), &Devices::EndDeviceSessions, request);
    EXPECT_TRUE(ended.ok()) << ended.status();
    return ended->ended();
  }
  std::string ReasonAt(const std::string& cookie, mimamori::rpc::v1::CookieName name = COOKIE_NAME_DIARY_SESSION) {
    return ReasonOf(house_.Resolve(cookie, name).status());
  }

  static inline const CaseId kCase = CaseId::Random();
  IdentityHouse house_;
};

TEST_F(DeviceLinks, OpenTheDevicesSession) {
  const std::string token = ALink();
  const RequestId request_id = RequestId::Random();
  const auto guess = Try(token, request_id);
  ASSERT_TRUE(guess.ok()) << guess.status();
  EXPECT_EQ(guess->payload(), "an invitation");
  EXPECT_EQ(guess->tries_left(), 2);
  const auto opened = Open(token, request_id);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->expire_time().seconds(), absl::ToUnixSeconds(house_.clock().Now() + absl::Hours(24 * 90)));

  const auto device = house_.Resolve(opened->session_cookie(), COOKIE_NAME_DIARY_SESSION);
  ASSERT_TRUE(device.ok()) << device.status();
  EXPECT_EQ(device->subject(), opened->device_id());
  EXPECT_EQ(device->organisation(), kCase.ToString());
  ASSERT_EQ(device->roles_size(), 1);
  EXPECT_EQ(device->roles(0), mimamori::rpc::v1::ROLE_PATIENT);
  EXPECT_EQ(device->area_codes_size(), 0);
  EXPECT_EQ(ReasonAt(opened->session_cookie(), COOKIE_NAME_OPERATOR_SESSION), "SESSION_ENDED");
  EXPECT_EQ(ReasonAt(opened->session_cookie(), COOKIE_NAME_STAFF_SESSION), "SESSION_ENDED");

  house_.clock().Advance(absl::Hours(24 * 90) - absl::Seconds(1));
  EXPECT_EQ(ReasonAt(opened->session_cookie()), "");
  house_.clock().Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonAt(opened->session_cookie()), "SESSION_ENDED");
}

TEST_F(DeviceLinks, AllowThreeGuessesHoweverManyComeAtOnce) {
  const std::string token = ALink();
  std::atomic<int> counted = 0, spoiled = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&, i] {
      const auto guess = Try(token, RequestId::Random(), static_cast<char>('a' + i));
      if (guess.ok()) ++counted;
      if (ReasonOf(guess.status()) == "LINK_SPOILED") ++spoiled;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counted, 3);
  EXPECT_EQ(spoiled, 9);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM link_tries"), 3);
}

TEST_F(DeviceLinks, CountARetryOnceAndAnotherGuessNever) {
  const std::string token = ALink();
  const RequestId first = RequestId::Random();
  EXPECT_EQ(Try(token, first, 'a')->tries_left(), 2);
  EXPECT_EQ(Try(token, RequestId::Random(), 'b')->tries_left(), 1);
  EXPECT_EQ(Try(token, first, 'a')->tries_left(), 2) << "as the first time";
  EXPECT_EQ(ReasonOf(Try(token, first, 'c').status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Try(token, RequestId::Random(), 'c')->tries_left(), 0);
  EXPECT_EQ(ReasonOf(Try(token, RequestId::Random(), 'd').status()), "LINK_SPOILED");
}

TEST_F(DeviceLinks, OpenOneSessionHoweverManyAskAtOnce) {
  const std::string token = ALink();
  const RequestId requests[] = {RequestId::Random(), RequestId::Random(), RequestId::Random()};
  for (const RequestId& request : requests) ASSERT_TRUE(Try(token, request).ok());
  std::atomic<int> opened = 0, used = 0;
  std::vector<std::thread> threads;
  for (const RequestId& request : requests) {
    threads.emplace_back([&] {
      const auto session = Open(token, request);
      if (session.ok()) ++opened;
      if (ReasonOf(session.status()) == "LINK_USED") ++used;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 1);
  EXPECT_EQ(used, 2);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM sessions"), 1);
}

// The answer was lost on the way, after everything was done: the browser never had the first token.
TEST_F(DeviceLinks, AnswerARetryWithTheSameDevice) {
  const std::string token = ALink();
  const RequestId request_id = RequestId::Random();
  ASSERT_TRUE(Try(token, request_id).ok());
  const auto lost = Open(token, request_id);
  ASSERT_TRUE(Try(token, request_id).ok()) << "the whole binding is retried";
  const auto again = Open(token, request_id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->device_id(), lost->device_id());
  EXPECT_EQ(ReasonAt(lost->session_cookie()), "SESSION_ENDED");
  EXPECT_EQ(ReasonAt(again->session_cookie()), "");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM sessions"), 1);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.OpenDeviceSession'"), 1);
}

TEST_F(DeviceLinks, OpenNothingWithoutAGuess) {
  const std::string token = ALink();
  EXPECT_EQ(ReasonOf(Open(token, RequestId::Random()).status()), "LINK_NOT_TRIED");
  EXPECT_EQ(ReasonOf(Open("AAAAAAAAAAAAAAAAAAAAAA", RequestId::Random()).status()), "LINK_UNKNOWN");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM links WHERE consumed_at IS NOT NULL"), 0);
}

TEST_F(DeviceLinks, AnswerAlikeForWhatIsNoSuchLink) {
  v1::CreateLinkRequest other;
  other.set_request_id(RequestId::Random().ToString());
  other.set_purpose(v1::LINK_PURPOSE_VERIFY_ADDRESS);
  const auto verification =
      tests::CallWith(house_.callers().Service("visit"), house_.stub(), &IdentityHouse::Stub::CreateLink, other);
  ASSERT_TRUE(verification.ok());
  const std::string old = ALink();
  house_.clock().Advance(absl::Hours(168 + 24));
  for (const std::string& token : {std::string("short"), std::string("AAAAAAAAAAAAAAAAAAAAAA"), verification->token(), old}) {
    const auto refused = Try(token, RequestId::Random());
    EXPECT_EQ(ReasonOf(refused.status()), "LINK_UNKNOWN");
    EXPECT_EQ(refused.status().message(), LinkUnknown().message());
  }
}

TEST_F(DeviceLinks, ExpireByPolicy) {
  house_.Rule("identity.diaries", R"({"link_hours": 168, "session_days": 30})");
  const std::string token = ALink();
  const v1::DeviceSession bound = Bind();
  house_.clock().Advance(absl::Hours(168));
  EXPECT_EQ(ReasonOf(Try(token, RequestId::Random()).status()), "LINK_EXPIRED");
  EXPECT_EQ(ReasonAt(bound.session_cookie()), "");
  house_.clock().Advance(absl::Hours(24 * 23));
  EXPECT_EQ(ReasonAt(bound.session_cookie()), "SESSION_ENDED");
}

TEST_F(DeviceLinks, AreEndedByDeviceOrAllTogether) {
  const v1::DeviceSession one = Bind(), two = Bind(), three = Bind();
  const CaseId another = CaseId::Random();
  const v1::DeviceSession hers = Bind(another);
  EXPECT_EQ(End(another, one.device_id()), 0) << "another case's device";
  EXPECT_EQ(End(kCase, one.device_id()), 1);
  EXPECT_EQ(End(kCase, one.device_id()), 0) << "once more";
  EXPECT_EQ(ReasonAt(one.session_cookie()), "SESSION_ENDED");
  EXPECT_EQ(ReasonAt(two.session_cookie()), "");
  EXPECT_EQ(End(kCase), 2);
  EXPECT_EQ(ReasonAt(three.session_cookie()), "SESSION_ENDED");
  EXPECT_EQ(ReasonAt(hers.session_cookie()), "");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.EndDeviceSessions'"), 2);
}

TEST_F(DeviceLinks, OpenNothingAnewThatWasEnded) {
  const std::string token = ALink();
  const RequestId request_id = RequestId::Random();
  ASSERT_TRUE(Try(token, request_id).ok());
  ASSERT_TRUE(Open(token, request_id).ok());
  EXPECT_EQ(End(kCase), 1);
  EXPECT_EQ(ReasonOf(Open(token, request_id).status()), "LINK_USED");
}

TEST_F(DeviceLinks, BelongToTheObservationServiceAlone) {
  const std::string token = ALink();
  for (const char* service : {"visit", "venue", "registry", "exposure", "gateway_public"}) {
    EXPECT_EQ(Try(token, RequestId::Random(), 'a', service).status().code(), absl::StatusCode::kPermissionDenied) << service;
  }
  v1::CreateLinkRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_purpose(v1::LINK_PURPOSE_DIARY);
  for (const size_t length : {0, 31, 33}) {
    request.set_token_hash(std::string(length, 'x'));
    const auto refused = tests::CallWith(Observation(), house_.stub(), &IdentityHouse::Stub::CreateLink, request);
    EXPECT_EQ(ReasonOf(refused.status()), "MALFORMED_TOKEN_HASH");
    EXPECT_EQ(platform::FieldOf(refused.status()), "token_hash");
  }
  request.set_token_hash(std::string(32, 'x'));
  EXPECT_EQ(ReasonOf(tests::CallWith(house_.callers().Service("visit"), house_.stub(), &IdentityHouse::Stub::CreateLink,
                                     request).status()),
            "PURPOSE_OF_ANOTHER_SERVICE");
  request.set_purpose(v1::LINK_PURPOSE_VERIFY_ADDRESS);
  EXPECT_EQ(ReasonOf(tests::CallWith(house_.callers().Service("visit"), house_.stub(), &IdentityHouse::Stub::CreateLink,
                                     request).status()),
            "MALFORMED_TOKEN_HASH") << "nobody chooses the token of another link";
}

TEST_F(DeviceLinks, AreForgottenWithTheirGuesses) {
  const std::string token = ALink();
  ASSERT_TRUE(Try(token, RequestId::Random()).ok());
  house_.clock().Advance(absl::Hours(168 + 24));
  ASSERT_TRUE(house_.RemoveExpired().ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM links"), 0);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM link_tries"), 0);
}

TEST_F(DeviceLinks, RefuseWhatIsMissing) {
  const std::string token = ALink();
  v1::TryLinkRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_token(token);
  request.set_fingerprint("short");
  EXPECT_EQ(ReasonOf(tests::CallWith(Observation(), house_.devices(), &Devices::TryLink, request).status()),
            "MALFORMED_FINGERPRINT");
  request.clear_request_id();
  EXPECT_EQ(ReasonOf(tests::CallWith(Observation(), house_.devices(), &Devices::TryLink, request).status()), "MALFORMED_ID");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM link_tries"), 0);
}

TEST_F(DeviceLinks, LeaveNoTokenInTheDatabase) {
  const std::string token = ALink();
  const v1::DeviceSession bound = Bind();
  const std::string dump = tests::DumpDatabase(house_.database().Conninfo());
  for (const std::string& secret : {token, bound.session_cookie()}) {
    EXPECT_THAT(dump, testing::Not(testing::HasSubstr(secret)));
    EXPECT_THAT(dump, testing::Not(testing::HasSubstr(platform::crypto::ToHex(*platform::crypto::FromBase64Url(secret)))));
  }
}

}  // namespace
}  // namespace mimamori::identity
