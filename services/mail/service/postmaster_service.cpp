// SPDX-License-Identifier: Apache-2.0
#include "services/mail/service/postmaster_service.hpp"

#include <algorithm>
#include <charconv>

#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "services/mail/domain/template_table.hpp"
#include "services/mail/service/decoding.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

using platform::rpc::Call;
using platform::rpc::ToTimestamp;

constexpr int kMostKinds = 1000;
constexpr int kRetriedAtOnce = 5000;
constexpr int kMostDays = 31;

// Mails have no area: only who serves all of them may see what became of them.
absl::Status CheckServesAll(const Call& call) {
  if (call.caller->areas.empty()) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kPermissionDenied, "WHOLE_INSTALLATION_ONLY",
                           "this is for administrators who serve the whole installation");
}

absl::Status CheckTemplate(const std::string& name, std::string_view field) {
  const auto& all = Templates();
  const bool known = std::any_of(all.begin(), all.end(), [&](const Template& mail) { return mail.name == name; });
  if (name.empty() || known) return absl::OkStatus();
  return platform::BadField(field, "UNKNOWN_TEMPLATE", "there is no such template");
}

absl::StatusOr<DeadLetterFilter> Decode(const v1::DeadLetterFilter& filter) {
  RETURN_IF_ERROR(CheckTemplate(filter.template_(), "filter.template"));
  if (!filter.group().empty() && !DecodeGroup(filter.group()).ok()) {
    return platform::BadField("filter.group", "MALFORMED_ID", "group has 1 to 64 letters, digits, - and _");
  }
  const std::string& reason = filter.reason();
  const bool plain = reason.size() <= 40 && std::all_of(reason.begin(), reason.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || c == '_';
  });
  if (!plain) return platform::BadField("filter.reason", "MALFORMED_REASON", "a reason is like GIVEN_UP");
  const int code = filter.smtp_code();
  if (code != 0 && (code < 200 || code > 599)) {
    return platform::BadField("filter.smtp_code", "SMTP_CODE_OUT_OF_RANGE", "an SMTP code is 200 to 599");
  }
  return DeadLetterFilter{.template_name = filter.template_(), .group = filter.group(), .reason = reason,
                          .smtp_code = code};
}

// A page token counts for the filter that its list was asked for.
std::string QuestionOf(const DeadLetterFilter& filter) {
  return fmt::format("mail.ListDeadLetters {} {} {} {}", filter.template_name, filter.group, filter.reason,
                     filter.smtp_code);
}

absl::StatusOr<int64_t> ReadPosition(const std::string& position) {
  int64_t number = 0;
  if (position.empty()) return number;
  const char* const end = position.data() + position.size();
  const auto [read, failure] = std::from_chars(position.data(), end, number);
  if (failure != std::errc() || read != end) {
    return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
  }
  return number;
}

v1::DeadLetter Encode(const DeadLetter& letter) {
  v1::DeadLetter out;
  out.set_message_id(letter.id.ToString());
  out.set_template_(letter.template_name);
  out.set_group(letter.group);
  out.set_reason(letter.reason);
  out.set_smtp_code(letter.smtp_code);
  out.set_attempts(letter.attempts);
  *out.mutable_create_time() = ToTimestamp(letter.create_time);
  *out.mutable_fail_time() = ToTimestamp(letter.fail_time);
  *out.mutable_expire_time() = ToTimestamp(letter.expire_time);
  out.set_retryable(letter.retryable);
  return out;
}

absl::StatusOr<absl::CivilDay> ParseDay(const std::string& text, std::string_view field) {
  absl::CivilDay day;
  if (text.size() == 10 && absl::ParseCivilTime(text, &day)) return day;
  return platform::BadField(field, "MALFORMED_DAY", fmt::format("{} is a day like 2026-11-21", field));
}

}  // namespace

absl::StatusOr<v1::ListDeadLettersResponse> PostmasterService::DoListDeadLetters(
    const Call& call, const v1::ListDeadLettersRequest& request) {
  RETURN_IF_ERROR(CheckServesAll(call));
  ASSIGN_OR_RETURN(const DeadLetterFilter filter, Decode(request.filter()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const std::string question = QuestionOf(filter);
  ASSIGN_OR_RETURN(const std::string position,
                   page_tokens_.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const int64_t before, ReadPosition(position));
  ASSIGN_OR_RETURN(std::vector<DeadLetter> letters,
                   letters_.List(call.deadline, call.now, filter, before, page_size + 1));
  const bool more = letters.size() > static_cast<size_t>(page_size);
  if (more) letters.pop_back();
  v1::ListDeadLettersResponse response;
  for (const DeadLetter& letter : letters) *response.add_letters() = Encode(letter);
  if (more) {
    response.set_next_page_token(
        page_tokens_.Seal(fmt::to_string(letters.back().number), call.caller->subject, question));
  }
  return response;
}

absl::StatusOr<v1::GetDeadLetterCountsResponse> PostmasterService::DoGetDeadLetterCounts(
    const Call& call, const v1::GetDeadLetterCountsRequest& request) {
  RETURN_IF_ERROR(CheckServesAll(call));
  ASSIGN_OR_RETURN(const DeadLetterFilter filter, Decode(request.filter()));
  ASSIGN_OR_RETURN(const std::vector<DeadLetterCount> counts,
                   letters_.Count(call.deadline, call.now, filter, kMostKinds));
  v1::GetDeadLetterCountsResponse response;
  for (const DeadLetterCount& count : counts) {
    v1::DeadLetterCount& out = *response.add_counts();
    out.set_template_(count.template_name);
    out.set_group(count.group);
    out.set_reason(count.reason);
    out.set_smtp_code(count.smtp_code);
    out.set_letters(count.letters);
    out.set_retryable(count.retryable);
  }
  return response;
}

absl::StatusOr<v1::RetriedLetters> PostmasterService::DoRetryDeadLetter(const Call& call,
                                                                        const v1::RetryDeadLetterRequest& request) {
  RETURN_IF_ERROR(CheckServesAll(call));
  ASSIGN_OR_RETURN(const MessageId id, MessageId::Parse(request.message_id()));
  ASSIGN_OR_RETURN(const Retried retried, letters_.RetryOne(call.deadline, call.now, id,
                                                            {call.caller->subject, call.trace.trace_id}));
  surroundings_.wake_sender();
  v1::RetriedLetters response;
  response.set_retried(retried.retried);
  return response;
}

absl::StatusOr<v1::RetriedLetters> PostmasterService::DoRetryDeadLetters(const Call& call,
                                                                         const v1::RetryDeadLettersRequest& request) {
  RETURN_IF_ERROR(CheckServesAll(call));
  ASSIGN_OR_RETURN(const DeadLetterFilter filter, Decode(request.filter()));
  if (filter.template_name.empty() && filter.group.empty() && filter.reason.empty() && filter.smtp_code == 0) {
    return platform::BadField("filter", "FILTER_IS_EMPTY", "say which mails are sent again");
  }
  ASSIGN_OR_RETURN(const Retried retried, letters_.RetryAll(call.deadline, call.now, filter, kRetriedAtOnce,
                                                            {call.caller->subject, call.trace.trace_id}));
  surroundings_.wake_sender();
  v1::RetriedLetters response;
  response.set_retried(retried.retried);
  response.set_more(retried.more);
  return response;
}

absl::StatusOr<v1::MailStatistics> PostmasterService::DoGetMailStatistics(const Call& call,
                                                                          const v1::GetMailStatisticsRequest& request) {
  RETURN_IF_ERROR(CheckServesAll(call));
  ASSIGN_OR_RETURN(const absl::CivilDay first, ParseDay(request.from_day(), "from_day"));
  ASSIGN_OR_RETURN(const absl::CivilDay last, ParseDay(request.to_day(), "to_day"));
  if (last < first || last - first >= kMostDays) {
    return platform::BadField("to_day", "DAYS_OUT_OF_RANGE", "to_day is at most 30 days after from_day");
  }
  RETURN_IF_ERROR(CheckTemplate(request.template_(), "template"));
  ASSIGN_OR_RETURN(const StatisticsPolicy policy, surroundings_.statistics(call.deadline, call.now));
  ASSIGN_OR_RETURN(std::vector<Tally> tallies,
                   letters_.GetTallies(call.deadline, first, last, request.template_()));
  v1::MailStatistics response;
  for (const Tally& tally : FoldSmallKinds(std::move(tallies), policy.smallest_count)) {
    v1::MailTally& out = *response.add_tallies();
    out.set_day(absl::FormatCivilTime(tally.day));
    out.set_template_(tally.template_name);
    out.set_domain_kind(tally.domain_kind);
    out.set_sent(tally.sent);
    out.set_deferrals(tally.deferrals);
    out.set_failed(tally.failed);
    out.set_bounced(tally.bounced);
  }
  return response;
}

}  // namespace mimamori::mail
