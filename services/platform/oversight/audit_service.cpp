// SPDX-License-Identifier: Apache-2.0
#include "services/platform/oversight/audit_service.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/oversight/policy_service.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::platform::oversight {
namespace {

namespace v1 = mimamori::rpc::v1;
using postgres::AuditEntry;
using postgres::AuditQuery;
using postgres::RecordedAudit;
using rpc::Call;

constexpr size_t kLongestWord = 100;

// What is looked for is written into the audit: no word that might name a person gets in.
absl::StatusOr<std::string> ParseWord(std::string_view field, const std::string& text) {
  const bool plain = std::ranges::all_of(text, [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == ':' || c == '-';
  });
  if (plain && text.size() <= kLongestWord) return text;
  return BadField(field, "MALFORMED_WORD", "ids and names have at most 100 letters, digits, and . _ : -");
}

absl::StatusOr<AuditQuery> Decode(const v1::ListAuditEntriesRequest& request, const Call& call) {
  AuditQuery query;
  ASSIGN_OR_RETURN(query.actor, ParseWord("actor", request.actor()));
  ASSIGN_OR_RETURN(query.action, ParseWord("action", request.action()));
  ASSIGN_OR_RETURN(query.object_type, ParseWord("object_type", request.object_type()));
  ASSIGN_OR_RETURN(query.object_id, ParseWord("object_id", request.object_id()));
  if (request.has_start_time()) {
    ASSIGN_OR_RETURN(query.start, rpc::ParseTimestamp(true, request.start_time(), "start_time"));
  }
  if (request.has_end_time()) {
    ASSIGN_OR_RETURN(query.end, rpc::ParseTimestamp(true, request.end_time(), "end_time"));
  }
  if (query.end <= query.start) return BadField("end_time", "EMPTY_WINDOW", "end_time is after start_time");
  query.areas = call.caller->areas;
  return query;
}

// Of the filter and the auditor's areas: a page token counts for nothing else.
std::string QuestionOf(const AuditQuery& query) {
  std::vector<std::string> areas;
  for (const AreaCode& area : query.areas) areas.push_back(area.ToString());
  return fmt::format("ListAuditEntries\n{}\n{}\n{}\n{}\n{}\n{}\n{}", query.actor, query.action, query.object_type,
                     query.object_id, absl::ToUnixMicros(query.start), absl::ToUnixMicros(query.end),
                     fmt::join(areas, ","));
}

// What was looked for, and from which entry on.
AuditEntry AuditOf(const Call& call, const std::string& service, const AuditQuery& query) {
  return {.time = call.now,
          .actor = call.caller->subject,
          .action = service + ".ListAuditEntries",
          .object_type = "audit",
          .object_id = service,
          .area = "",
          .reason = "",
          .payload = fmt::format(
              R"({{"actor": "{}", "action": "{}", "object_type": "{}", "object_id": "{}", "start": "{}", "end": "{}", "before": {}}})",
              query.actor, query.action, query.object_type, query.object_id, absl::FormatTime(query.start, absl::UTCTimeZone()),
              absl::FormatTime(query.end, absl::UTCTimeZone()), query.before),
          .trace_id = call.trace.trace_id};
}

v1::AuditEntry ToProto(const RecordedAudit& recorded) {
  v1::AuditEntry out;
  out.set_sequence(recorded.sequence);
  *out.mutable_time() = rpc::ToTimestamp(recorded.entry.time);
  out.set_actor(recorded.entry.actor);
  out.set_action(recorded.entry.action);
  out.set_object_type(recorded.entry.object_type);
  out.set_object_id(recorded.entry.object_id);
  out.set_area_code(recorded.entry.area);
  out.set_reason(recorded.entry.reason);
  out.set_payload(recorded.entry.payload);
  out.set_trace_id(recorded.entry.trace_id);
  return out;
}

}  // namespace

grpc::ServerUnaryReactor* AuditService::ListAuditEntries(grpc::CallbackServerContext* context,
                                                         const v1::ListAuditEntriesRequest* request,
                                                         v1::ListAuditEntriesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&AuditService::DoList, this));
}

absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::DoList(const Call& call,
                                                                  const v1::ListAuditEntriesRequest& request) {
  RETURN_IF_ERROR(CheckServiceName(request.service(), service_));
  ASSIGN_OR_RETURN(AuditQuery query, Decode(request, call));
  ASSIGN_OR_RETURN(const int page_size, rpc::ParsePageSize(request.page_size()));
  const std::string& subject = call.caller->subject;
  ASSIGN_OR_RETURN(const std::string after, page_tokens_.Open(request.page_token(), subject, QuestionOf(query)));
  query.before = std::numeric_limits<int64_t>::max();
  if (!after.empty()) std::from_chars(after.data(), after.data() + after.size(), query.before);
  query.limit = page_size + 1;

  std::vector<RecordedAudit> entries;
  RETURN_IF_ERROR(pool_.Transact(call.deadline, [&](postgres::Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(entries, postgres::FindAudit(transaction, query));
    return AppendAudit(transaction, AuditOf(call, service_, query));
  }));
  v1::ListAuditEntriesResponse response;
  const bool more = entries.size() > static_cast<size_t>(page_size);
  if (more) entries.pop_back();
  for (const RecordedAudit& entry : entries) *response.add_entries() = ToProto(entry);
  if (more) {
    response.set_next_page_token(
        page_tokens_.Seal(fmt::format("{}", entries.back().sequence), subject, QuestionOf(query)));
  }
  return response;
}

}  // namespace mimamori::platform::oversight
