// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/record_desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

constexpr int kMostStays = 2000;  // of one address; more are somebody's who types it on and on
constexpr size_t kPageSize = 50;
constexpr char kTemplate[] = "record-link";

absl::Status TooMany() {
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
                           "too many links were asked for from this network; try again later");
}

absl::Status LinkUnknown() { return platform::NotFound("LINK_UNKNOWN", "there is no such link"); }

// Where a page ends: the last stay on it.
using Place = std::pair<int64_t, int64_t>;  // arrival in Unix seconds, stay id
Place PlaceOf(const Stay& stay) { return {absl::ToUnixSeconds(stay.arrived_at), stay.key.stay_id}; }

std::optional<Place> ParsePlace(std::string_view text) {
  Place place;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, place.first);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, place.second);
  return second.ec == std::errc() && second.ptr == end ? std::optional(place) : std::nullopt;
}

std::vector<absl::CivilDay> KeptDays(absl::Time now, int retention_days) {
  std::vector<absl::CivilDay> days;
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  for (absl::CivilDay day = today - retention_days; day <= today + 1; ++day) days.push_back(day);
  return days;
}

}  // namespace

RecordDesk::RecordDesk(CheckInTools tools, VisitStore& store, platform::redis::Pool& redis, Surroundings surroundings)
    : tools_(tools), store_(store), redis_(redis), surroundings_(std::move(surroundings)),
      vault_(vault::v1::VaultService::NewStub(surroundings_.vault.channel())),
      identity_(identity::v1::IdentityService::NewStub(surroundings_.identity.channel())) {}

absl::StatusOr<v1::RecordLinkMailed> RecordDesk::MailLink(const Call& call, const v1::MailRecordLinkRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(platform::EmailAddress address, platform::EmailAddress::Parse(request.email_address()));
  ASSIGN_OR_RETURN(const std::string language, platform::ParseLanguage(request.language()));
  const RecordPolicy policy = tools_.policies.Stays().records;
  const auto allowance = platform::redis::TakeToken(redis_, "visit:record:" + call.network, policy.links_at_once,
                                                    policy.links_per_second, call.now);
  if (allowance == platform::redis::Allowance::kExceeded) return TooMany();
  std::string link_id = tools_.cookies.RecordLinkId(request_id, address);
  const RecordPass pass{.link_id = std::move(link_id), .address = std::move(address),
                        .expires_at = call.now + policy.link};
  const absl::Status queued = surroundings_.mails.Send(
      call, {.id = tools_.cookies.RecordMailId(request_id, pass.address), .template_name = kTemplate,
             .address = pass.address, .language = language,
             .parameters = {{"link", surroundings_.public_url + "/record/open/" +
                                         tools_.cookies.Write(pass, PassUse::kLink)}},
             .expires_at = pass.expires_at});
  // Who has used up the quota of this address is not for everybody to know: the answer is the same.
  if (!queued.ok() && platform::ReasonOf(queued) != "MAIL_QUOTA_EXCEEDED") return queued;
  return v1::RecordLinkMailed();
}

absl::StatusOr<v1::OpenedRecord> RecordDesk::Open(const Call& call, const v1::OpenRecordRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  auto pass = tools_.cookies.ReadPass(request.token(), PassUse::kLink);
  if (!pass) return LinkUnknown();
  if (call.now >= pass->expires_at) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "LINK_EXPIRED",
                             "this link is too old; ask for a new one");
  }
  ASSIGN_OR_RETURN(const absl::Time used_at,
                   store_.UseRecordLink(call.deadline, platform::crypto::Sha256(pass->link_id), request_id, call.now,
                                        pass->expires_at));
  pass->expires_at = used_at + tools_.policies.Stays().records.session;
  v1::OpenedRecord opened;
  opened.set_record_cookie(tools_.cookies.Write(*pass, PassUse::kCookie));
  return opened;
}

absl::StatusOr<RecordPass> RecordDesk::PassOf(const std::string& cookie, absl::Time now) const {
  auto pass = tools_.cookies.ReadPass(cookie, PassUse::kCookie);
  if (pass && now < pass->expires_at) return *std::move(pass);
  return platform::Failure(absl::StatusCode::kUnauthenticated, "RECORD_CLOSED",
                           "your record is not open in this browser (any more); ask for a new link", "record_cookie");
}

absl::StatusOr<std::vector<DayPseudonym>> RecordDesk::Pseudonyms(const Call& call, const RecordPass& pass,
                                                                 const std::vector<absl::CivilDay>& days) const {
  vault::v1::DerivePseudonymsRequest request;
  request.set_link_id(pass.link_id);
  request.set_email_address(pass.address.Reveal());
  for (const absl::CivilDay day : days) request.add_service_days(FormatDay(day));
  vault::v1::DerivePseudonymsResponse answer;
  const auto context = surroundings_.vault.Context(call);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(vault_->DerivePseudonyms(context.get(), request, &answer)));
  std::vector<DayPseudonym> pseudonyms;
  for (const auto& derived : answer.pseudonyms()) {
    ASSIGN_OR_RETURN(const absl::CivilDay day, ParseDay(derived.service_day()));
    pseudonyms.push_back({.service_day = day, .pseudonym = {derived.pseudonym()}});
  }
  return pseudonyms;
}

absl::StatusOr<v1::Record> RecordDesk::Get(const Call& call, const v1::GetRecordRequest& request) {
  ASSIGN_OR_RETURN(const RecordPass pass, PassOf(request.record_cookie(), call.now));
  ASSIGN_OR_RETURN(const RetentionPolicy retention, store_.RetentionPolicyAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(const std::vector<Stay> stays, StaysOf(call, pass, retention.days));

  v1::Record record;
  record.set_masked_email_address(pass.address.Masked());
  record.set_retention_days(retention.days);
  RETURN_IF_ERROR(AddStays(pass, request.page_token(), stays, record));
  RETURN_IF_ERROR(AddQuestions(call, stays, record));
  ASSIGN_OR_RETURN(const bool stopped, surroundings_.mails.IsStopped(call, pass.address));
  record.set_mail_stopped(stopped);
  // Her rights don't wait for the registry: when it is away, she sees everything else.
  if (const auto asked = surroundings_.consents.Look(call, pass, stays); asked.ok()) {
    *record.mutable_asked() = Encode(call, *asked);
  }
  return record;
}

absl::StatusOr<std::vector<Stay>> RecordDesk::StaysOf(const Call& call, const RecordPass& pass,
                                                      int retention_days) const {
  ASSIGN_OR_RETURN(const auto pseudonyms, Pseudonyms(call, pass, KeptDays(call.now, retention_days)));
  return store_.OwnStays(call.deadline, pseudonyms, kMostStays);
}

absl::Status RecordDesk::AddStays(const RecordPass& pass, const std::string& page_token, const std::vector<Stay>& stays,
                                  v1::Record& record) const {
  auto next = stays.begin();
  if (!page_token.empty()) {
    const auto text = tools_.cookies.ReadPlace(pass.address, page_token);
    const auto place = text ? ParsePlace(*text) : std::nullopt;
    if (!place) return platform::BadField("page_token", "MALFORMED_PAGE_TOKEN", "page_token is not one of this record");
    next = std::find_if(stays.begin(), stays.end(), [&](const Stay& stay) { return PlaceOf(stay) < *place; });
  }
  for (; next != stays.end() && record.stays_size() < static_cast<int>(kPageSize); ++next) {
    *record.add_stays() = Encode(*next);
  }
  if (next != stays.end()) {
    const Place last = PlaceOf(*std::prev(next));
    record.set_next_page_token(tools_.cookies.WritePlace(pass.address, fmt::format("{} {}", last.first, last.second)));
  }
  return absl::OkStatus();
}

absl::Status RecordDesk::AddQuestions(const Call& call, const std::vector<Stay>& stays, v1::Record& record) const {
  if (stays.empty()) return absl::OkStatus();
  std::set<VenueId> venues;
  absl::Time earliest = call.now;
  for (const Stay& stay : stays) {
    venues.insert(stay.venue);
    earliest = std::min(earliest, stay.arrived_at);
  }
  ASSIGN_OR_RETURN(const auto windows, store_.WindowsAsked(call.deadline, {venues.begin(), venues.end()}, earliest));
  const auto questions = QuestionsAbout(stays, windows, call.now, tools_.policies.Stays().records);
  std::set<std::string> areas;
  for (const ShownQuestion& question : questions) areas.insert(question.area);
  const std::map<std::string, std::string> names = AreaNames(call, std::move(areas));
  for (const ShownQuestion& question : questions) {
    v1::RecordedQuestion& out = *record.add_questions();
    if (const auto venue = tools_.venues.Find(question.venue)) out.set_venue_name(venue->display_name);
    *out.mutable_stay_arrive_time() = platform::rpc::ToTimestamp(question.stay_arrived);
    out.set_area_code(question.area);
    if (const auto name = names.find(question.area); name != names.end()) out.set_authority(name->second);
    *out.mutable_first_ask_time() = platform::rpc::ToTimestamp(question.first_asked);
    *out.mutable_last_ask_time() = platform::rpc::ToTimestamp(question.last_asked);
    out.set_times(question.times);
    out.set_for_warning(question.mails);
  }
  return absl::OkStatus();
}

// As far as identity tells them, asked in the person's own name: without them the page shows codes.
std::map<std::string, std::string> RecordDesk::AreaNames(const Call& call, std::set<std::string> wanted) const {
  wanted.erase("");
  std::map<std::string, std::string> names;
  identity::v1::ListAreasRequest request;
  request.set_page_size(500);
  while (names.size() < wanted.size()) {
    identity::v1::ListAreasResponse page;
    const auto context = surroundings_.identity.ContextFor(call, *call.caller);
    if (!identity_->ListAreas(context.get(), request, &page).ok()) break;
    for (const auto& area : page.areas()) {
      if (wanted.contains(area.code())) names[area.code()] = area.display_name();
    }
    if (page.next_page_token().empty()) break;
    request.set_page_token(page.next_page_token());
  }
  return names;
}

absl::StatusOr<OwnStay> RecordDesk::Own(const Call& call, const RecordPass& pass, const std::string& stay) const {
  ASSIGN_OR_RETURN(const StayKey key, ParseStayName(stay));
  ASSIGN_OR_RETURN(const auto pseudonyms, Pseudonyms(call, pass, {key.service_day}));
  if (pseudonyms.empty()) return platform::NotFound("NO_STAY", "there is no such stay");
  return OwnStay{.key = key, .pseudonym = pseudonyms.front().pseudonym, .now = call.now};
}

absl::StatusOr<v1::RecordedStay> RecordDesk::Shorten(const Call& call, const v1::ShortenStayRequest& request) {
  ASSIGN_OR_RETURN(const RecordPass pass, PassOf(request.record_cookie(), call.now));
  ASSIGN_OR_RETURN(const OwnStay own, Own(call, pass, request.stay()));
  const auto end = [&](const Stay& kept) -> absl::StatusOr<absl::Time> {
    const auto venue = tools_.venues.Find(kept.venue);
    ASSIGN_OR_RETURN(const absl::Time told, ClockAfter(kept.arrived_at, request.leave_clock(),
                                                       venue ? venue->zone : absl::UTCTimeZone()));
    return ShortenedTo(told, kept, call.now);
  };
  ASSIGN_OR_RETURN(const Stay stay, store_.ShortenOwn(call.deadline, own, end));
  return Encode(stay);
}

absl::StatusOr<v1::DeletedStay> RecordDesk::Delete(const Call& call, const v1::DeleteStayRequest& request) {
  ASSIGN_OR_RETURN(const RecordPass pass, PassOf(request.record_cookie(), call.now));
  const auto own = Own(call, pass, request.stay());
  if (absl::IsNotFound(own.status())) return v1::DeletedStay();  // its day is gone
  RETURN_IF_ERROR(own.status());
  RETURN_IF_ERROR(store_.DeleteOwn(call.deadline, *own));
  return v1::DeletedStay();
}

absl::StatusOr<v1::MailStop> RecordDesk::SetMailStop(const Call& call, const v1::SetMailStopRequest& request) {
  ASSIGN_OR_RETURN(const RecordPass pass, PassOf(request.record_cookie(), call.now));
  ASSIGN_OR_RETURN(const bool stopped, surroundings_.mails.SetStopped(call, pass.address, request.stopped()));
  v1::MailStop answer;
  answer.set_stopped(stopped);
  return answer;
}

absl::StatusOr<v1::OpenedRecord> RecordDesk::OpenConsent(const Call& call, const v1::OpenConsentRequest& request) {
  ASSIGN_OR_RETURN(RecordPass pass, PassOf(request.record_cookie(), call.now));
  ASSIGN_OR_RETURN(pass, surroundings_.consents.Enter(call, std::move(pass), request.code()));
  v1::OpenedRecord opened;
  opened.set_record_cookie(tools_.cookies.Write(pass, PassUse::kCookie));
  return opened;
}

absl::StatusOr<v1::AskedStays> RecordDesk::GiveStays(const Call& call, const v1::GiveStaysRequest& request) {
  ASSIGN_OR_RETURN(const RecordPass pass, PassOf(request.record_cookie(), call.now));
  ASSIGN_OR_RETURN(const RetentionPolicy retention, store_.RetentionPolicyAt(call.deadline, call.now));
  ASSIGN_OR_RETURN(const std::vector<Stay> stays, StaysOf(call, pass, retention.days));
  ASSIGN_OR_RETURN(const ConsentDesk::Asked given, surroundings_.consents.Give(call, pass, request, stays));
  return Encode(call, given);
}

absl::StatusOr<v1::AskedStays> RecordDesk::TakeBackStays(const Call& call, const v1::TakeBackStaysRequest& request) {
  ASSIGN_OR_RETURN(const RecordPass pass, PassOf(request.record_cookie(), call.now));
  ASSIGN_OR_RETURN(const ConsentDesk::Asked taken, surroundings_.consents.TakeBack(call, pass));
  return Encode(call, taken);
}

v1::AskedStays RecordDesk::Encode(const Call& call, const ConsentDesk::Asked& asked) const {
  v1::AskedStays out;
  const registry::v1::Consent& consent = asked.consent;
  out.set_area_code(consent.area_code());
  const auto names = AreaNames(call, {consent.area_code()});
  if (const auto name = names.find(consent.area_code()); name != names.end()) out.set_authority(name->second);
  if (consent.has_start_time()) *out.mutable_start_time() = consent.start_time();
  if (consent.has_end_time()) *out.mutable_end_time() = consent.end_time();
  *out.mutable_expire_time() = consent.expire_time();
  if (consent.has_give_time()) *out.mutable_give_time() = consent.give_time();
  if (consent.has_withdraw_time()) *out.mutable_withdraw_time() = consent.withdraw_time();
  out.set_given(consent.stays());
  if (consent.has_give_time()) return out;
  for (const Stay& stay : asked.givable) *out.add_givable() = Encode(stay);
  return out;
}

v1::RecordedStay RecordDesk::Encode(const Stay& stay) const {
  v1::RecordedStay out;
  out.set_stay(NameOf(stay.key));
  if (const auto venue = tools_.venues.Find(stay.venue)) {
    out.set_venue_name(venue->display_name);
    out.set_venue_address(venue->address);
  }
  *out.mutable_arrive_time() = platform::rpc::ToTimestamp(stay.arrived_at);
  *out.mutable_leave_time() = platform::rpc::ToTimestamp(stay.matched_until);
  out.set_assumed(stay.ending == Ending::kOpen);
  out.set_verified(stay.verified);
  out.set_people(stay.people);
  out.set_trust(static_cast<v1::Trust>(TrustOf(stay.marks)));
  return out;
}

}  // namespace mimamori::visit
