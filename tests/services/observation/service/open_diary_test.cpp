// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "tests/services/observation/service/monitoring_house.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::observation {
namespace {

using testing::HasSubstr;
using testing::Not;

class OpenDiary : public MonitoringHouse {};

TEST_F(OpenDiary, BindsTheDeviceOfWhoKnowsTheBirthYear) {
  const CaseId hers = Watched();
  const auto opened = Open(ALinkTo(hers), kBirthYear);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_TRUE(opened->trusted()) << "the first";
  const auto session = identity_.Resolve(opened->session_cookie(), COOKIE_NAME_DIARY_SESSION);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->organisation(), hers.ToString());
  EXPECT_EQ(opened->expire_time().seconds(), session->expire_time().seconds());
  const auto devices = Devices(hers, Osaka());
  ASSERT_EQ(devices->devices_size(), 1);
  EXPECT_EQ(devices->devices(0).id(), session->subject());
  EXPECT_TRUE(devices->devices(0).trusted());
  EXPECT_FALSE(devices->devices(0).revoked());
  EXPECT_EQ(Number("SELECT count(*) FROM audit_entries WHERE action = 'observation.OpenDiary' AND area = '271004'"), 1);
}

TEST_F(OpenDiary, AllowsThreeGuesses) {
  const std::string link = ALinkTo(Watched());
  const auto wrong = Open(link, 1962);
  EXPECT_EQ(ReasonOf(wrong.status()), "BIRTH_YEAR_WRONG");
  EXPECT_EQ(platform::FieldOf(wrong.status()), "birth_year");
  EXPECT_EQ(ReasonOf(Open(link, 1963).status()), "BIRTH_YEAR_WRONG");
  EXPECT_EQ(ReasonOf(Open(link, 1964).status()), "LINK_SPOILED");
  EXPECT_EQ(ReasonOf(Open(link, kBirthYear).status()), "LINK_SPOILED") << "the right one is too late";

  const std::string another = ALinkTo(Watched());
  EXPECT_EQ(ReasonOf(Open(another, 1962).status()), "BIRTH_YEAR_WRONG");
  EXPECT_EQ(ReasonOf(Open(another, 1963).status()), "BIRTH_YEAR_WRONG");
  EXPECT_TRUE(Open(another, kBirthYear).ok()) << "the third is right";
}

// Whoever has a link and sends all years at once is told of three of them.
TEST_F(OpenDiary, CountsGuessesThatComeAtOnce) {
  const CaseId hers = Watched();
  const std::string link = ALinkTo(hers);
  std::atomic<int> bound = 0, answered = 0, spoiled = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 8; ++i) {
        const auto opened = Open(link, 1970 + thread * 8 + i);  // never hers
        if (opened.ok()) ++bound;
        const std::string reason = ReasonOf(opened.status());
        if (reason == "BIRTH_YEAR_WRONG") ++answered;
        if (reason == "LINK_SPOILED") ++spoiled;
      }
    });
  }
  // 1970 to 2026 are years; the rest isn't counted at all.
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(bound, 0);
  EXPECT_EQ(answered, 2);
  EXPECT_EQ(spoiled, 57 - 2);
  EXPECT_EQ(identity_.Number("SELECT count(*) FROM link_tries"), 3);
  EXPECT_EQ(ReasonOf(Open(link, kBirthYear).status()), "LINK_SPOILED");
  EXPECT_EQ(Devices(hers, Osaka())->devices_size(), 0);
}

TEST_F(OpenDiary, BindsOneOfTwoDevicesThatComeAtOnce) {
  for (int round = 0; round < 5; ++round) {
    const CaseId hers = Watched();
    const std::string link = ALinkTo(hers);
    absl::StatusOr<v1::OpenedDiary> one = absl::UnknownError(""), two = absl::UnknownError("");
    std::thread first([&] { one = Open(link, kBirthYear); });
    two = Open(link, kBirthYear);
    first.join();
    EXPECT_NE(one.ok(), two.ok()) << one.status() << two.status();
    EXPECT_EQ(ReasonOf((one.ok() ? two : one).status()), "LINK_USED");
    EXPECT_EQ(Devices(hers, Osaka())->devices_size(), 1);
  }
}

TEST_F(OpenDiary, AnswersARetryAsTheFirstTime) {
  const CaseId hers = Watched();
  const std::string link = ALinkTo(hers);
  const RequestId wrong = RequestId::Random(), right = RequestId::Random();
  EXPECT_EQ(ReasonOf(Open(link, 1962, wrong).status()), "BIRTH_YEAR_WRONG");
  const auto first = Open(link, kBirthYear, right);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(ReasonOf(Open(link, 1962, wrong).status()), "BIRTH_YEAR_WRONG");
  const auto again = Open(link, kBirthYear, right);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->trusted());
  EXPECT_EQ(DeviceBehind(first->session_cookie()), "") << "the first answer was lost";
  EXPECT_NE(DeviceBehind(again->session_cookie()), "");
  EXPECT_EQ(Devices(hers, Osaka())->devices_size(), 1);
  EXPECT_EQ(ReasonOf(Open(link, 1962, right).status()), "REQUEST_ID_REUSED") << "no other guess under its id";
  EXPECT_EQ(ReasonOf(Open(link, kBirthYear).status()), "LINK_USED");
}

// This process died after the identity service had used up the link and before anything was kept here.
TEST_F(OpenDiary, IsCompletedByARetryAfterACrash) {
  const CaseId hers = Watched();
  const auto invitation = Invite(hers, Osaka());
  const std::string link = TokenOf(*invitation);
  const RequestId request_id = RequestId::Random();
  identity::v1::TryLinkRequest guess;
  guess.set_request_id(request_id.ToString());
  guess.set_token(link);
  guess.set_fingerprint(FingerprintOf(link, request_id, kBirthYear));
  const std::string own = identity_.callers().Service("observation");
  ASSERT_TRUE(tests::CallWith(own, identity_.devices(), &identity::v1::DeviceService::Stub::TryLink, guess).ok());
  identity::v1::OpenDeviceSessionRequest open;
  open.set_request_id(request_id.ToString());
  open.set_token(link);
  open.set_case_id(hers.ToString());
  const auto lost =
      tests::CallWith(own, identity_.devices(), &identity::v1::DeviceService::Stub::OpenDeviceSession, open);
  ASSERT_TRUE(lost.ok()) << lost.status();
  EXPECT_EQ(Devices(hers, Osaka())->devices_size(), 0);

  EXPECT_EQ(ReasonOf(Open(link, kBirthYear).status()), "LINK_USED") << "somebody else's request";
  const auto opened = Open(link, kBirthYear, request_id);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(DeviceBehind(opened->session_cookie()), lost->device_id());
  EXPECT_EQ(Devices(hers, Osaka())->devices_size(), 1);
}

TEST_F(OpenDiary, AnswersAlikeForWhateverIsNoOpenLink) {
  const CaseId hers = Watched(), gone = Watched();
  const auto revoked = Invite(hers, Osaka());
  const std::string replaced = TokenOf(*revoked);
  ALinkTo(hers);  // makes it void
  const std::string orphan = ALinkTo(gone);
  ASSERT_TRUE(patients_.Forget(Soon(), gone, ++sequence_).ok());
  for (const std::string& link : {std::string(), std::string("short"), std::string("AAAAAAAAAAAAAAAAAAAAAA"), replaced, orphan}) {
    SCOPED_TRACE(link.size());
    const auto refused = Open(link, kBirthYear);
    EXPECT_EQ(ReasonOf(refused.status()), "LINK_UNKNOWN");
    EXPECT_EQ(refused.status().message(), LinkUnknown().message());
  }
}

TEST_F(OpenDiary, RefusesAYearThatIsNoneWithoutCountingIt) {
  const std::string link = ALinkTo(Watched());
  for (const int year : {0, 61, 1899, 2027}) {
    const auto refused = Open(link, year);
    EXPECT_EQ(ReasonOf(refused.status()), "OUT_OF_RANGE") << year;
    EXPECT_EQ(platform::FieldOf(refused.status()), "birth_year");
  }
  EXPECT_EQ(identity_.Number("SELECT count(*) FROM link_tries"), 0);
  EXPECT_TRUE(Open(link, kBirthYear).ok());
}

TEST_F(OpenDiary, EndsWithThePlanAndTheLink) {
  WatchedPatient patient = APatient();
  const CaseId hers = Watched(patient);
  const std::string link = ALinkTo(hers);
  patient.plan->last = absl::CivilDay(2026, 11, 20);
  Watched(patient);
  clock().Advance(At("2026-11-21 00:00:00") - clock().Now() - absl::Seconds(1));
  EXPECT_EQ(ReasonOf(Open(link, 1962).status()), "BIRTH_YEAR_WRONG") << "the last second of the last day";
  clock().Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonOf(Open(link, kBirthYear).status()), "DIARY_ENDED");
  clock().Advance(absl::Hours(24 * 7));
  EXPECT_EQ(ReasonOf(Open(link, kBirthYear).status()), "LINK_EXPIRED");
}

TEST_F(OpenDiary, KeepsNoTokenAndNoGuess) {
  const std::string link = ALinkTo(Watched());
  EXPECT_FALSE(Open(link, 1962).ok());
  const auto opened = Open(link, kBirthYear);
  const std::string here = tests::DumpDatabase(database_.Conninfo());
  const std::string there = tests::DumpDatabase(identity_.database().Conninfo());
  for (const std::string& dump : {here, there}) {
    for (const std::string& secret : {link, opened->session_cookie()}) {
      EXPECT_THAT(dump, Not(HasSubstr(secret)));
      EXPECT_THAT(dump, Not(HasSubstr(platform::crypto::ToHex(*platform::crypto::FromBase64Url(secret)))));
    }
  }
  EXPECT_THAT(there, Not(HasSubstr("1962")));
}

}  // namespace
}  // namespace mimamori::observation
