// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/worklist_service.hpp"

#include "fmt/format.h"
#include "services/observation/service/scope_messages.hpp"
#include "services/observation/service/work_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/numbers.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::observation {
namespace {

constexpr size_t kLongestNote = 1000;
constexpr int kMostOfAPage = 200;

absl::Status BadPageToken() {
  return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token is not one of this list's");
}

// "3 1795237200000000 42": tier, deadline, patient; behind "h " while it is among those that were handed to the viewer.
constexpr std::string_view kHanded = "h ";

std::string WritePosition(const WorkPosition& last) {
  return fmt::format("{}{} {} {}", last.handed ? kHanded : "", static_cast<int>(last.tier),
                     absl::ToUnixMicros(last.contact_by), last.patient);
}
absl::StatusOr<WorkPosition> ReadPosition(std::string_view text, const std::string& viewer) {
  if (text.empty()) return WorkPosition{.viewer = viewer};
  const bool handed = text.starts_with(kHanded);
  if (handed) text.remove_prefix(kHanded.size());
  const size_t first = text.find(' ');
  const size_t second = text.rfind(' ');
  if (first == second) return BadPageToken();
  const auto tier = platform::NumberIn<int>(text.substr(0, first));
  const auto micros = platform::NumberIn<int64_t>(text.substr(first + 1, second - first - 1));
  const auto patient = platform::NumberIn<int64_t>(text.substr(second + 1));
  if (!tier || !micros || !patient) return BadPageToken();
  return WorkPosition{.viewer = viewer, .handed = handed, .tier = static_cast<Tier>(*tier),
                      .contact_by = absl::FromUnixMicros(*micros), .patient = *patient};
}

}  // namespace

grpc::ServerUnaryReactor* WorklistService::ListItems(grpc::CallbackServerContext* context,
                                                     const v1::ListItemsRequest* request,
                                                     v1::ListItemsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&WorklistService::DoListItems, this));
}

absl::StatusOr<v1::ListItemsResponse> WorklistService::DoListItems(const Call& call,
                                                                   const v1::ListItemsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size(), 50, kMostOfAPage));
  const std::string question = "observation.ListItems " + AreasOf(call);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const WorkPosition after, ReadPosition(position, call.caller->subject));

  // One more than is shown tells whether there is a next page.
  ASSIGN_OR_RETURN(std::vector<ListedItem> items,
                   rooms_.work.List(call.deadline, call.caller->areas, after, page_size + 1));
  const bool more = items.size() > static_cast<size_t>(page_size);
  if (more) items.pop_back();
  RETURN_IF_ERROR(rooms_.work.Looked(call.deadline, AuditOfList(call, "observation.ListItems", items.size())));
  v1::ListItemsResponse response;
  for (const ListedItem& item : items) *response.add_items() = ToProto(item, call.now);
  if (more) {
    const WorkPosition last = Behind(items.back(), call.caller->subject);
    response.set_next_page_token(rooms_.page_tokens.Seal(WritePosition(last), call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* WorklistService::GetItem(grpc::CallbackServerContext* context,
                                                   const v1::GetItemRequest* request, v1::Item* response) {
  return runner_.Unary(context, request, response, std::bind_front(&WorklistService::DoGetItem, this));
}

absl::StatusOr<v1::Item> WorklistService::DoGetItem(const Call& call, const v1::GetItemRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(request.case_id()));
  ASSIGN_OR_RETURN(const ListedItem found, rooms_.work.Get(call.deadline, call.caller->areas, id));
  AuditEntry audit = AuditOfCase(call, "observation.GetItem", id);
  audit.area = found.area.ToString();
  RETURN_IF_ERROR(rooms_.work.Looked(call.deadline, audit));
  return ToProto(found, call.now);
}

absl::StatusOr<v1::Item> WorklistService::Keep(const Call& call, const std::string& case_id,
                                               const std::string& request_id, RecordedDeed deed, const char* action,
                                               const std::function<absl::Status(WorkItem& item)>& decide) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(case_id));
  ASSIGN_OR_RETURN(deed.request, RequestId::Parse(request_id));
  deed.done_by = call.caller->subject;
  deed.done_at = call.now;
  AuditEntry audit = AuditOfCase(call, action, id);
  if (!deed.done_to.empty()) audit.payload = fmt::format(R"({{"to": "{}"}})", deed.done_to);
  ASSIGN_OR_RETURN(const ListedItem changed,
                   rooms_.work.Change(call.deadline, call.caller->areas, id, decide, deed, audit));
  return ToProto(changed, call.now);
}

template <class Request>
absl::StatusOr<v1::Item> WorklistService::Do(const Call& call, const Request& request, Deed deed, const char* action,
                                             const Decide& decide, const std::string& done_to) {
  ASSIGN_OR_RETURN(const auto rules, rooms_.rules.Current());
  RecordedDeed recorded{.deed = deed, .done_to = done_to};
  ASSIGN_OR_RETURN(recorded.note,
                   platform::ParseText("note", request.note(), 0, kLongestNote, platform::Lines::kMany));
  const Officer officer{.account = call.caller->subject, .version = request.version()};
  return Keep(call, request.case_id(), request.request_id(), std::move(recorded), action,
              [&](WorkItem& item) { return decide(item, officer, rules->work); });
}

grpc::ServerUnaryReactor* WorklistService::ClaimItem(grpc::CallbackServerContext* context,
                                                     const v1::ClaimItemRequest* request, v1::Item* response) {
  return runner_.Unary(context, request, response, [this](const Call& call, const v1::ClaimItemRequest& asked) {
    return Do(call, asked, Deed::kClaimed, "observation.ClaimItem",
              [&](WorkItem& item, const Officer& officer, const WorkRules& rules) {
                return Claim(item, officer, rules, call.now);
              });
  });
}

grpc::ServerUnaryReactor* WorklistService::HandItemOver(grpc::CallbackServerContext* context,
                                                        const v1::HandItemOverRequest* request, v1::Item* response) {
  return runner_.Unary(context, request, response, std::bind_front(&WorklistService::DoHandItemOver, this));
}

absl::Status WorklistService::CheckColleague(const Call& call, const v1::HandItemOverRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(request.case_id()));
  ASSIGN_OR_RETURN(const ListedItem found, rooms_.work.Get(call.deadline, call.caller->areas, id));
  return rooms_.colleagues.Check(call, found.area, request.to_account_id());
}

absl::StatusOr<v1::Item> WorklistService::DoHandItemOver(const Call& call, const v1::HandItemOverRequest& request) {
  const std::string& to = request.to_account_id();
  // Told only where something is to be done: a retry of what is done is answered whatever became of the colleague since.
  const absl::Status known = to.empty() ? absl::OkStatus() : CheckColleague(call, request);
  return Do(call, request, Deed::kHandedOver, "observation.HandItemOver",
            [&](WorkItem& item, const Officer& officer, const WorkRules&) -> absl::Status {
              RETURN_IF_ERROR(known);
              return HandOver(item, officer, to, call.now);
            },
            to);
}

grpc::ServerUnaryReactor* WorklistService::RecordContact(grpc::CallbackServerContext* context,
                                                         const v1::RecordContactRequest* request, v1::Item* response) {
  return runner_.Unary(context, request, response, [this](const Call& call, const v1::RecordContactRequest& asked) {
    return Do(call, asked, Deed::kContacted, "observation.RecordContact",
              [&](WorkItem& item, const Officer& officer, const WorkRules&) { return Resolve(item, officer, call.now); });
  });
}

grpc::ServerUnaryReactor* WorklistService::RecordNotReached(grpc::CallbackServerContext* context,
                                                            const v1::RecordNotReachedRequest* request,
                                                            v1::Item* response) {
  return runner_.Unary(context, request, response, [this](const Call& call, const v1::RecordNotReachedRequest& asked) {
    return Do(call, asked, Deed::kNotReached, "observation.RecordNotReached",
              [&](WorkItem& item, const Officer& officer, const WorkRules& rules) {
                return NotReached(item, officer, rules, call.now);
              });
  });
}

grpc::ServerUnaryReactor* WorklistService::SnoozeItem(grpc::CallbackServerContext* context,
                                                      const v1::SnoozeItemRequest* request, v1::Item* response) {
  return runner_.Unary(context, request, response, std::bind_front(&WorklistService::DoSnooze, this));
}

absl::StatusOr<v1::Item> WorklistService::DoSnooze(const Call& call, const v1::SnoozeItemRequest& request) {
  ASSIGN_OR_RETURN(const absl::Time until,
                   platform::rpc::ParseTimestamp(request.has_until_time(), request.until_time(), "until_time"));
  return Do(call, request, Deed::kSnoozed, "observation.SnoozeItem",
            [&](WorkItem& item, const Officer& officer, const WorkRules& rules) {
              return Snooze(item, officer, until, rules, call.now);
            });
}

grpc::ServerUnaryReactor* WorklistService::EscalateItem(grpc::CallbackServerContext* context,
                                                        const v1::EscalateItemRequest* request, v1::Item* response) {
  return runner_.Unary(context, request, response, [this](const Call& call, const v1::EscalateItemRequest& asked) {
    return Do(call, asked, Deed::kEscalated, "observation.EscalateItem",
              [&](WorkItem& item, const Officer& officer, const WorkRules&) { return Escalate(item, officer, call.now); });
  });
}

grpc::ServerUnaryReactor* WorklistService::AddNote(grpc::CallbackServerContext* context,
                                                   const v1::AddNoteRequest* request, v1::Item* response) {
  return runner_.Unary(context, request, response, std::bind_front(&WorklistService::DoAddNote, this));
}

absl::StatusOr<v1::Item> WorklistService::DoAddNote(const Call& call, const v1::AddNoteRequest& request) {
  RecordedDeed recorded{.deed = Deed::kNoted};
  ASSIGN_OR_RETURN(recorded.note,
                   platform::ParseText("note", request.note(), 1, kLongestNote, platform::Lines::kMany));
  return Keep(call, request.case_id(), request.request_id(), std::move(recorded), "observation.AddNote",
              [](WorkItem&) { return absl::OkStatus(); });
}

grpc::ServerUnaryReactor* WorklistService::ListDeeds(grpc::CallbackServerContext* context,
                                                     const v1::ListDeedsRequest* request,
                                                     v1::ListDeedsResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&WorklistService::DoListDeeds, this));
}

absl::StatusOr<v1::ListDeedsResponse> WorklistService::DoListDeeds(const Call& call,
                                                                   const v1::ListDeedsRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(request.case_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size(), 50, kMostOfAPage));
  const std::string question = "observation.ListDeeds " + id.ToString();
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  const auto after = position.empty() ? 0 : platform::NumberIn<int64_t>(position);
  if (!after) return BadPageToken();
  ASSIGN_OR_RETURN(std::vector<RecordedDeed> deeds,
                   rooms_.work.Deeds(call.deadline, call.caller->areas, id, *after, page_size + 1,
                                     AuditOfCase(call, "observation.ListDeeds", id)));
  const bool more = deeds.size() > static_cast<size_t>(page_size);
  if (more) deeds.pop_back();
  v1::ListDeedsResponse response;
  for (const RecordedDeed& deed : deeds) *response.add_deeds() = ToProto(deed);
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(std::to_string(deeds.back().id), call.caller->subject, question));
  }
  return response;
}

}  // namespace mimamori::observation
