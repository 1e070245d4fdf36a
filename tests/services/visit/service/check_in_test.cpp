// SPDX-License-Identifier: Apache-2.0
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

class CheckInTest : public VisitHouse {};

TEST_F(CheckInTest, OpensAStayAndAsksForAMailTheFirstTime) {
  Browser browser;
  const v1::CheckedIn answer = CheckIn(browser, kTanaka);
  EXPECT_TRUE(answer.verification_pending());
  EXPECT_EQ(answer.stay().venue_name(), "喫茶みまもり");
  EXPECT_EQ(answer.stay().masked_email_address(), "T•••@example.jp");
  EXPECT_FALSE(answer.stay().verified());
  EXPECT_FALSE(answer.stay().has_leave_time());
  EXPECT_EQ(answer.stay().arrive_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_FALSE(browser.visitor_cookie.empty());
  EXPECT_FALSE(browser.stay_cookie.empty());
  EXPECT_EQ(wake_ups_, 1);

  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  const auto mails = mail_.Messages();
  ASSERT_EQ(mails.size(), 1u);
  const auto& mail = mails.begin()->second;
  EXPECT_EQ(mail.envelope.template_(), "verification");
  EXPECT_EQ(mail.message.parameters().at("link").find("http://127.0.0.1:8080/confirm/token-of-"), 0u);
  EXPECT_EQ(mail.message.quota_key().size(), 16u);
  EXPECT_EQ(mail.message.domain_quota_key().size(), 16u);
  EXPECT_EQ(mail.message.network_quota_key(), cookies_.quotas().OfNetwork("192.0.2.0/24", clock_.Now()));
  EXPECT_EQ(vault_.AddressIn(mail), kTanaka) << "the vault opens it for mail against the permit";
}

TEST_F(CheckInTest, TakesOneTapWithAConfirmedCookie) {
  Browser browser = AVerifiedBrowser();
  const v1::CheckedIn answer = CheckIn(browser, "", kBar);
  EXPECT_TRUE(answer.stay().verified());
  EXPECT_FALSE(answer.verification_pending());
  EXPECT_FALSE(answer.has_visitor_cookie()) << "unchanged";
  EXPECT_EQ(CurrentStay(browser)->venue_name(), "酒場ひかり");
  EXPECT_EQ(mail_.Messages().size(), 1u);
}

TEST_F(CheckInTest, WritesNoAddressAnywhere) {
  Browser browser = AVerifiedBrowser();
  CheckIn(browser, "", kBar);
  ASSERT_TRUE(CheckOut(browser, clock_.Now()).ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  ASSERT_NE(dump.find("stays_20261121"), std::string::npos);
  for (const char* trace : {"anaka", "ANAKA", "xample.jp", "VGFuYWth", "54616e616b61", "74616e616b61"}) {
    EXPECT_EQ(dump.find(trace), std::string::npos) << trace;
  }
  EXPECT_EQ(browser.visitor_cookie.find("anaka"), std::string::npos);
}

TEST_F(CheckInTest, RefusesWithAReasonAndKeepsNothing) {
  AddVenue(VenueId(9), "closed for good", 1, true);
  AddVenue(VenueId(10), "has a new code", 2);
  AddVenue(VenueId(11), "has had very many codes", 257);
  const auto old_proof = cookies_.Write(VisitorProof{.proof_id = std::string(16, 'p'),
                                                     .address = platform::EmailAddress::Parse(kTanaka).value(),
                                                     .language = "ja", .verified = true,
                                                     .issued_at = kNow - absl::Hours(90 * 24 + 1)});
  const std::string stay_cookie = cookies_.Write(StayTicket{.key = {}, .browser = {std::string(16, 'b')}, .venue = kCafe,
                                                            .space = 0, .arrived_at = kNow});
  const auto id_at = [](absl::Time at) { return platform::FormatUuid(platform::TimeOrderedUuid(at)); };
  const auto stamp = [](absl::Time at) { return platform::rpc::ToTimestamp(at); };
  using Request = v1::CheckInRequest;
  const struct {
    const char* name;
    std::function<void(Request&)> change;
    absl::StatusCode code;
    const char* reason;
    const char* field;
  } cases[] = {
      {"no request id", [](Request& r) { r.clear_request_id(); }, absl::StatusCode::kInvalidArgument, "MALFORMED_ID",
       "request_id"},
      {"an upper-case request id", [](Request& r) { r.set_request_id("0192F0C1-0000-7000-8000-000000000001"); },
       absl::StatusCode::kInvalidArgument, "MALFORMED_ID", "request_id"},
      {"a request id without a time", [](Request& r) { r.set_request_id(RequestId::Random().ToString()); },
       absl::StatusCode::kInvalidArgument, "REQUEST_ID_NOT_TIMED", "request_id"},
      {"a request id of yesterday", [&](Request& r) { r.set_request_id(id_at(kNow - absl::Hours(25))); },
       absl::StatusCode::kInvalidArgument, "ARRIVAL_TOO_OLD", "request_id"},
      {"a request id of soon", [&](Request& r) { r.set_request_id(id_at(kNow + absl::Minutes(3))); },
       absl::StatusCode::kInvalidArgument, "ARRIVAL_IN_FUTURE", "request_id"},
      {"an arrival of yesterday", [&](Request& r) { *r.mutable_arrive_time() = stamp(kNow - absl::Hours(25)); },
       absl::StatusCode::kInvalidArgument, "ARRIVAL_TOO_OLD", "arrive_time"},
      {"an arrival soon", [&](Request& r) { *r.mutable_arrive_time() = stamp(kNow + absl::Minutes(3)); },
       absl::StatusCode::kInvalidArgument, "ARRIVAL_IN_FUTURE", "arrive_time"},
      {"a time that is none", [](Request& r) { r.mutable_arrive_time()->set_nanos(-5); },
       absl::StatusCode::kInvalidArgument, "MALFORMED_TIME", "arrive_time"},
      {"no code", [](Request& r) { r.clear_code(); }, absl::StatusCode::kNotFound, "CODE_UNKNOWN", ""},
      {"half a code", [](Request& r) { r.set_code(r.code().substr(0, 27)); }, absl::StatusCode::kNotFound,
       "CODE_UNKNOWN", ""},
      {"a code that is not one", [](Request& r) { r.set_code(std::string(28, '!')); }, absl::StatusCode::kNotFound,
       "CODE_UNKNOWN", ""},
      {"a wrong MAC", [](Request& r) { r.mutable_code()->back() = r.code().back() == 'A' ? 'B' : 'A'; },
       absl::StatusCode::kNotFound, "CODE_UNKNOWN", ""},
      {"a venue nobody knows", [&](Request& r) { r.set_code(CodeOf(VenueId(99))); }, absl::StatusCode::kNotFound,
       "CODE_UNKNOWN", ""},
      {"a venue that is gone", [&](Request& r) { r.set_code(CodeOf(VenueId(9))); }, absl::StatusCode::kNotFound,
       "CODE_UNKNOWN", ""},
      {"a revoked code", [&](Request& r) { r.set_code(CodeOf(VenueId(10), 1)); },
       absl::StatusCode::kFailedPrecondition, "CODE_REVOKED", ""},
      {"a code revoked long ago", [&](Request& r) { r.set_code(CodeOf(VenueId(11), 0)); },
       absl::StatusCode::kFailedPrecondition, "CODE_REVOKED", ""},
      {"no address and no cookie", [](Request& r) { r.clear_email_address(); }, absl::StatusCode::kInvalidArgument,
       "MISSING_FIELD", "email_address"},
      {"a cookie that is none", [](Request& r) { r.clear_email_address(); r.set_visitor_cookie("AAAA"); },
       absl::StatusCode::kInvalidArgument, "MISSING_FIELD", "email_address"},
      {"the cookies swapped", [&](Request& r) { r.clear_email_address(); r.set_visitor_cookie(stay_cookie); },
       absl::StatusCode::kInvalidArgument, "MISSING_FIELD", "email_address"},
      {"an expired proof", [&](Request& r) { r.clear_email_address(); r.set_visitor_cookie(old_proof); },
       absl::StatusCode::kUnauthenticated, "PROOF_EXPIRED", "visitor_cookie"},
      {"no address", [](Request& r) { r.set_email_address("not an address"); }, absl::StatusCode::kInvalidArgument,
       "MALFORMED_EMAIL_ADDRESS", "email_address"},
      {"two addresses", [](Request& r) { r.set_email_address("a@example.jp\nBcc: b@example.jp"); },
       absl::StatusCode::kInvalidArgument, "MALFORMED_EMAIL_ADDRESS", "email_address"},
      {"too long an address", [](Request& r) { r.set_email_address(std::string(65, 'a') + "@example.jp"); },
       absl::StatusCode::kInvalidArgument, "MALFORMED_EMAIL_ADDRESS", "email_address"},
      {"no consent", [](Request& r) { r.set_consent(false); }, absl::StatusCode::kInvalidArgument, "MISSING_FIELD",
       "consent"},
      {"a language without mails", [](Request& r) { r.set_language("de"); }, absl::StatusCode::kInvalidArgument,
       "UNKNOWN_LANGUAGE", "language"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::CheckInRequest request = ARequest();
    c.change(request);
    const auto answer = Ask(&Stub::CheckIn, request);
    EXPECT_EQ(answer.status().code(), c.code);
    EXPECT_EQ(ReasonOf(answer.status()), c.reason);
    EXPECT_EQ(FieldOf(answer.status()), c.field);
    EXPECT_EQ(std::string(answer.status().message()).find('@'), std::string::npos);
  }
  EXPECT_EQ(Stays(), 0);
  EXPECT_EQ(Wishes(), 0);
}

TEST_F(CheckInTest, TakesTheEpochModulo256AndLowerCaseCodes) {
  AddVenue(VenueId(11), "has had very many codes", 257);
  v1::CheckInRequest request = ARequest();
  std::string code = CodeOf(VenueId(11), 1);
  std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) { return std::tolower(c); });
  request.set_code(code);
  EXPECT_TRUE(Ask(&Stub::CheckIn, request).ok());
}

TEST_F(CheckInTest, TakesAnExpiredProofWithTheAddressTypedAgain) {
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Hours(91 * 24));
  ASSERT_TRUE(RefreshDays(keys_, venues_, policies_, store_, clock_.Now()).ok());
  EXPECT_EQ(ReasonOf(Ask(&Stub::CheckIn, With(browser, ARequest(""))).status()), "PROOF_EXPIRED");
  const v1::CheckedIn answer = CheckIn(browser, kTanaka);
  EXPECT_TRUE(answer.has_visitor_cookie());
  EXPECT_TRUE(answer.verification_pending());
}

TEST_F(CheckInTest, AnswersAReplayWithTheSameStayWithAndWithoutTheCookies) {
  const v1::CheckInRequest request = ARequest();
  const auto first = Ask(&Stub::CheckIn, request);
  ASSERT_TRUE(first.ok());
  clock_.Advance(absl::Minutes(5));
  const auto again = Ask(&Stub::CheckIn, request);
  Browser browser;
  browser.Take(*first);
  const auto with_cookies = Ask(&Stub::CheckIn, With(browser, request));
  ASSERT_TRUE(again.ok() && with_cookies.ok());
  EXPECT_EQ(again->stay().arrive_time().seconds(), first->stay().arrive_time().seconds());
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(Wishes(), 1);
  Browser second;
  second.Take(*again);
  EXPECT_TRUE(CurrentStay(second).ok()) << "the retry's cookies name the stay as well";
  ASSERT_TRUE(relay_.Run(clock_.Now()).ok());
  EXPECT_EQ(mail_.Messages().size(), 1u);
}

TEST_F(CheckInTest, RefusesARequestIdThatWasUsedForSomethingElse) {
  const v1::CheckInRequest request = ARequest();
  ASSERT_TRUE(Ask(&Stub::CheckIn, request).ok());
  v1::CheckInRequest elsewhere = request;
  elsewhere.set_code(CodeOf(kBar));
  v1::CheckInRequest stranger = request;
  stranger.set_email_address("somebody@example.jp");
  for (const auto& reused : {elsewhere, stranger}) {
    const auto answer = Ask(&Stub::CheckIn, reused);
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kAlreadyExists);
    EXPECT_EQ(ReasonOf(answer.status()), "REQUEST_ID_REUSED");
  }
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(Wishes(), 1);
}

TEST_F(CheckInTest, ExtendsAtTheSamePlaceAndClosesElsewhere) {
  Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Minutes(60));
  CheckIn(browser, "", kCafe);
  EXPECT_EQ(Stays(), 1) << "scanned again on the way out, say";
  clock_.Advance(absl::Minutes(30));
  const std::string cafe_cookie = browser.stay_cookie;
  CheckIn(browser, "", kBar);
  EXPECT_EQ(Stays(), 2);
  Browser back = browser;
  back.stay_cookie = cafe_cookie;
  EXPECT_EQ(CurrentStay(back)->leave_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(90)));
  EXPECT_FALSE(CurrentStay(browser)->has_leave_time());
}

TEST_F(CheckInTest, NeverTouchesTheStayOfWhoeverOwnsTheAddress) {
  Browser owner = AVerifiedBrowser();
  Browser forger;
  forger.stay_cookie = owner.stay_cookie;  // on a shared phone, say
  const auto answer = Ask(&Stub::CheckIn, With(forger, ARequest(kTanaka, kBar)));
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->stay().verified());
  EXPECT_FALSE(CurrentStay(owner)->has_leave_time()) << "her stay goes on";
}

TEST_F(CheckInTest, ForgetsTheOldAddressWhenAnotherIsTyped) {
  Browser browser = AVerifiedBrowser();
  const v1::CheckedIn answer = CheckIn(browser, "sato@example.jp", kBar);
  EXPECT_EQ(answer.stay().masked_email_address(), "s•••@example.jp");
  EXPECT_FALSE(answer.stay().verified());
  EXPECT_TRUE(answer.verification_pending());
}

TEST_F(CheckInTest, KeepsTheProofWhenTheSameAddressIsTypedAndLearnsTheLanguage) {
  Browser browser = AVerifiedBrowser();
  v1::CheckInRequest request = With(browser, ARequest(kTanaka, kBar));
  request.set_language("en");
  const auto answer = Ask(&Stub::CheckIn, request);
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(answer->stay().verified());
  browser.Take(*answer);
  const auto proof = cookies_.ReadProof(browser.visitor_cookie, clock_.Now());
  EXPECT_EQ((*proof)->language, "en");
  EXPECT_TRUE((*proof)->verified);
}

TEST_F(CheckInTest, FilesARetryAfterFiveUnderTheDayOfTheFirstTry) {
  clock_.Set(absl::FromCivil(absl::CivilSecond(2026, 11, 22, 4, 59, 50), LoadZone("Asia/Tokyo").value()));
  ASSERT_TRUE(RefreshDays(keys_, venues_, policies_, store_, clock_.Now()).ok());
  const v1::CheckInRequest request = ARequest();
  ASSERT_TRUE(Ask(&Stub::CheckIn, request).ok());
  clock_.Advance(absl::Seconds(30));
  ASSERT_TRUE(Ask(&Stub::CheckIn, request).ok());
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(Count({"test.day", "SELECT count(*) FROM stays WHERE service_day = '2026-11-21'"}), 1);
}

TEST_F(CheckInTest, AsksForNoSecondMailWhenAStayGoesOnPastFive) {
  clock_.Set(absl::FromCivil(absl::CivilSecond(2026, 11, 22, 4, 30, 0), LoadZone("Asia/Tokyo").value()));
  ASSERT_TRUE(RefreshDays(keys_, venues_, policies_, store_, clock_.Now()).ok());
  Browser browser;
  CheckIn(browser, kTanaka);
  clock_.Advance(absl::Minutes(60));
  CheckIn(browser);
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(Wishes(), 1);
}

// It is 14:20 on a Saturday.
TEST_F(CheckInTest, AnswersAnArrivalOutOfHoursAsAnyOtherAndMarksItsStay) {
  const VenueId night_club(12), lunch(13);
  AddVenue(night_club, "夜の店", 1, false, {{.day = 5, .opens = 1200, .closes = 1680}});
  AddVenue(lunch, "昼の店", 1, false, {{.day = 5, .opens = 660, .closes = 840}});
  Browser early, late, usual;
  const v1::CheckedIn marked = CheckIn(early, "early@example.jp", night_club);
  EXPECT_EQ(marked.stay().venue_name(), "夜の店");
  EXPECT_TRUE(marked.verification_pending());
  CheckIn(late, "late@example.jp", lunch);  // closed 20 minutes ago
  CheckIn(usual, "usual@example.jp");
  EXPECT_EQ(Stays(), 3);
  EXPECT_EQ(Count({"test.marked", "SELECT count(*) FROM stays WHERE marks = 2 AND venue_id = 12"}), 1);
  EXPECT_EQ(Count({"test.unmarked", "SELECT count(*) FROM stays WHERE marks = 0 AND venue_id IN (7, 13)"}), 2)
      << "the policy tolerates half an hour; a venue that told no hours is never closed";
  const auto overlaps = FindOverlaps(callers_.Service("exposure"), AQuestion(night_club)).value();
  ASSERT_EQ(overlaps.size(), 1u);
  EXPECT_TRUE(overlaps[0].marked());
  EXPECT_EQ(overlaps[0].stays(), 1);
  EXPECT_EQ(overlaps[0].stays_out_of_hours(), 1);
  EXPECT_EQ(FindOverlaps(callers_.Service("exposure"), AQuestion(lunch)).value().at(0).stays_out_of_hours(), 0);
}

TEST_F(CheckInTest, GoesOnWhileRedisIsAway) {
  redis_server_.Stop();
  Browser browser = AVerifiedBrowser();
  EXPECT_TRUE(CheckIn(browser, "", kBar).stay().verified());
}

TEST_F(CheckInTest, SlowsANetworkThatBringsManyNewAddresses) {
  int taken = 0;
  for (int i = 0; i < 61; ++i) {
    const auto answer = Ask(&Stub::CheckIn, ARequest(fmt::format("visitor{}@example.jp", i)), "198.51.100.0/24");
    taken += answer.ok() ? 1 : 0;
    EXPECT_EQ(ReasonOf(answer.status()), i < 60 ? "" : "TOO_MANY_REQUESTS");
  }
  EXPECT_EQ(taken, 60);
  EXPECT_EQ(Stays(), 60);
  EXPECT_TRUE(Ask(&Stub::CheckIn, ARequest(), "203.0.113.0/24").ok());
}

TEST_F(CheckInTest, WaitsForTheKeyOfItsDay) {
  clock_.Advance(absl::Hours(26));  // nobody has refreshed
  EXPECT_EQ(ReasonOf(Ask(&Stub::CheckIn, ARequest()).status()), "KEY_NOT_READY");
  EXPECT_EQ(Stays(), 0);
}

TEST_F(CheckInTest, EndsAStayByHandAndThenOnlyShortensIt) {
  Browser browser;
  CheckIn(browser, kTanaka);
  clock_.Advance(absl::Minutes(40));
  const auto left = CheckOut(browser, kNow + absl::Minutes(30));
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_EQ(left->stay().leave_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(30)));
  EXPECT_FALSE(left->has_stay_cookie());
  const auto longer = CheckOut(browser, kNow + absl::Minutes(40));
  EXPECT_EQ(longer->stay().leave_time().seconds(), absl::ToUnixSeconds(kNow + absl::Minutes(30)));
  EXPECT_EQ(CheckOut(browser, kNow + absl::Minutes(20))->stay().leave_time().seconds(),
            absl::ToUnixSeconds(kNow + absl::Minutes(20)));
}

TEST_F(CheckInTest, RefusesToEndWhatCannotEndSo) {
  Browser browser;
  EXPECT_EQ(ReasonOf(CheckOut(browser, kNow).status()), "NO_STAY");
  EXPECT_EQ(ReasonOf(CurrentStay(browser).status()), "NO_STAY");
  CheckIn(browser, kTanaka);
  EXPECT_EQ(ReasonOf(CheckOut(browser, kNow - absl::Minutes(1)).status()), "DEPARTURE_BEFORE_ARRIVAL");
  EXPECT_EQ(ReasonOf(CheckOut(browser, kNow + absl::Minutes(5)).status()), "DEPARTURE_IN_FUTURE");
  Browser liar;
  liar.stay_cookie = browser.visitor_cookie;
  EXPECT_EQ(ReasonOf(CheckOut(liar, kNow).status()), "NO_STAY");
  EXPECT_FALSE(CurrentStay(browser)->has_leave_time());
}

TEST_F(CheckInTest, LetsHerSayByTheClockWhenSheLeft) {
  const Browser browser = AVerifiedBrowser();
  clock_.Advance(absl::Hours(5));
  const auto leave = [&](const std::string& at) {
    v1::CheckOutRequest request;
    request.set_stay_cookie(browser.stay_cookie);
    request.set_leave_clock(at);
    return Ask(&Stub::CheckOut, request);
  };
  EXPECT_EQ(ReasonOf(leave("noon").status()), "MALFORMED_TIME");
  EXPECT_EQ(ReasonOf(leave("23:00").status()), "DEPARTURE_IN_FUTURE");
  EXPECT_EQ(leave("16:00")->stay().leave_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(2)))
      << "longer than was assumed";
  EXPECT_EQ(leave("15:00")->stay().leave_time().seconds(), absl::ToUnixSeconds(kNow + absl::Hours(1)));
  EXPECT_EQ(ReasonOf(leave("15:30").status()), "DEPARTURE_NOT_EARLIER");
  EXPECT_EQ(FieldOf(leave("15:30").status()), "leave_clock");
  v1::CheckOutRequest both;
  both.set_stay_cookie(browser.stay_cookie);
  both.set_leave_clock("14:30");
  *both.mutable_leave_time() = platform::rpc::ToTimestamp(kNow + absl::Minutes(30));
  EXPECT_EQ(ReasonOf(Ask(&Stub::CheckOut, both).status()), "LEAVE_TOLD_TWICE");
}

TEST_F(CheckInTest, CountsThoseWhoCameTogetherUnderOneAddress) {
  Browser browser;
  auto request = ARequest();
  request.set_people(4);
  const auto answer = Ask(&Stub::CheckIn, request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  browser.Take(*answer);
  EXPECT_EQ(answer->stay().people(), 4);
  EXPECT_EQ(answer->stay().trust(), v1::TRUST_STATIC);
  EXPECT_EQ(Stays(), 1);
  EXPECT_EQ(Wishes(), 1) << "one mail";
  EXPECT_EQ(Ask(&Stub::CheckIn, request)->stay().people(), 4) << "a retry";
  EXPECT_EQ(CheckIn(browser).stay().people(), 4) << "a scan that extends it";
  clock_.Advance(absl::Minutes(20));
  EXPECT_EQ(CheckIn(browser, "", kBar).stay().people(), 1);
  request.set_people(51);
  EXPECT_EQ(FieldOf(Ask(&Stub::CheckIn, request).status()), "people");
  const auto found = FindOverlaps(callers_.Service("exposure"), AQuestion());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->at(0).people(), 4);
}

TEST_F(CheckInTest, MarksWhatIsSentLate) {
  auto request = ARequest();
  *request.mutable_arrive_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(2));
  EXPECT_EQ(Ask(&Stub::CheckIn, request)->stay().trust(), v1::TRUST_OFFLINE);
}

TEST_F(CheckInTest, SetsABurstOfUnconfirmedAddressesApartAndRefusesNone) {
  for (int i = 0; i < 40; ++i) {
    const auto request = ARequest(fmt::format("flood{}@example.jp", i));
    ASSERT_TRUE(Ask(&Stub::CheckIn, request, fmt::format("198.51.{}.0/24", i)).ok()) << i;
  }
  const platform::postgres::Statement apart{"test.apart", "SELECT count(*) FROM stays WHERE marks & 8 <> 0"};
  EXPECT_EQ(Count(apart), 10) << "beyond thirty a minute";
  Browser hers, later;
  CheckIn(hers, kTanaka);
  clock_.Advance(absl::Minutes(1));
  CheckIn(later, "later@example.jp");
  EXPECT_EQ(Count(apart), 11) << "hers of the flooded minute; nobody's of the next";
  const auto found = FindOverlaps(callers_.Service("exposure"), AQuestion());
  int marked = 0, set_apart = 0;
  for (const auto& overlap : *found) {
    marked += overlap.marked() ? 1 : 0;
    set_apart += overlap.stays_set_apart();
  }
  EXPECT_EQ(found->size(), 42u);
  EXPECT_EQ(set_apart, 11);
  EXPECT_EQ(marked, 11);
}

TEST_F(CheckInTest, SetsApartWhatIsTypedWithOneAddressAgainAndAgain) {
  const platform::postgres::Statement apart{"test.apart", "SELECT count(*) FROM stays WHERE marks & 8 <> 0"};
  for (int i = 0; i < 25; ++i) {
    const auto request = ARequest("typed@example.jp", i % 2 == 0 ? kCafe : kBar);
    ASSERT_TRUE(Ask(&Stub::CheckIn, request, fmt::format("198.51.{}.0/24", i)).ok()) << "her own may be among them";
  }
  EXPECT_EQ(Count(apart), 5);
  ASSERT_TRUE(Ask(&Stub::CheckIn, ARequest("other@example.jp")).ok());
  EXPECT_EQ(Count(apart), 5);
}

TEST_F(CheckInTest, KnowsByTheKiosksMinuteWhoIsThere) {
  const int64_t minute = venue::MinuteOf(kNow);
  const auto kiosk = [&](int64_t shown, platform::VenueId venue = kCafe) {
    return codes_.WriteKiosk({.venue = venue, .space = 0, .epoch = 1}, shown);
  };
  const auto scan = [&](const std::string& code, absl::Duration told = absl::ZeroDuration()) {
    auto request = ARequest();
    request.set_code(code);
    if (told != absl::ZeroDuration()) *request.mutable_arrive_time() = platform::rpc::ToTimestamp(kNow + told);
    return Ask(&Stub::CheckIn, request);
  };
  EXPECT_EQ(scan(kiosk(minute))->stay().trust(), v1::TRUST_PRESENT);
  EXPECT_EQ(scan(kiosk(minute - 1))->stay().trust(), v1::TRUST_PRESENT);
  EXPECT_EQ(scan(kiosk(minute + 1))->stay().trust(), v1::TRUST_PRESENT);
  EXPECT_EQ(scan(kiosk(minute - 2))->stay().trust(), v1::TRUST_STATIC) << "she typed her address";
  EXPECT_EQ(scan(kiosk(minute - 15))->stay().trust(), v1::TRUST_STATIC);
  EXPECT_EQ(scan(CodeOf(kCafe))->stay().trust(), v1::TRUST_STATIC) << "on the wall";
  EXPECT_EQ(scan(kiosk(minute - 120), -absl::Hours(2))->stay().trust(), v1::TRUST_OFFLINE) << "she was there then";
  EXPECT_EQ(ReasonOf(scan(kiosk(minute), -absl::Hours(2)).status()), "CODE_UNKNOWN") << "she was not, then";
  for (const int64_t shown : {minute - 16, minute + 2, minute - 24 * 60, int64_t{0}}) {
    EXPECT_EQ(ReasonOf(scan(kiosk(shown)).status()), "CODE_UNKNOWN") << "replayed: " << shown - minute;
  }
  std::string forged = kiosk(minute);
  forged.replace(15, 13, kiosk(minute, kBar).substr(15));
  EXPECT_EQ(ReasonOf(scan(forged).status()), "CODE_UNKNOWN");
  EXPECT_EQ(ReasonOf(scan(codes_.WriteKiosk({.venue = kCafe, .space = 0, .epoch = 2}, minute)).status()), "CODE_REVOKED");
  EXPECT_EQ(Stays(), 7);
  const auto found = FindOverlaps(callers_.Service("exposure"), AQuestion());
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->at(0).stays_present(), 3);
}

}  // namespace
}  // namespace mimamori::visit
