// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

#include "services/observation/service/scope_messages.hpp"
#include "services/observation/service/work_messages.hpp"
#include "services/observation/service/worklist_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/numbers.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/rest.hpp"

namespace mimamori::observation {
namespace {

constexpr int kPage = 200;
constexpr int kBatch = 500;
constexpr absl::Duration kReadTime = absl::Seconds(5);
// How soon officers hear.
constexpr absl::Duration kPause = absl::Milliseconds(500);

absl::Time DeadlineOf(const platform::rpc::Call& call) { return std::min(call.deadline, absl::Now() + kReadTime); }

std::string QuestionOf(const platform::rpc::Call& call) { return "observation.WatchWorklist " + AreasOf(call); }

v1::WorklistEvent EventOf(v1::WorklistEventKind kind) {
  v1::WorklistEvent event;
  event.set_kind(kind);
  return event;
}

bool CoversCode(const Scope& scope, const std::string& code) {
  const auto area = platform::AreaCode::Parse(code);
  return area.ok() && Covers(scope, *area);
}

}  // namespace

grpc::ServerWriteReactor<v1::WorklistEvent>* WorklistService::WatchWorklist(grpc::CallbackServerContext* context,
                                                                            const v1::WatchWorklistRequest* request) {
  return runner_.Stream<v1::WorklistEvent>(context, request, std::bind_front(&WorklistService::DoWatchWorklist, this));
}

std::string WorklistService::ResumeToken(const Call& call, int64_t sequence) const {
  return rooms_.page_tokens.Seal(std::to_string(sequence), call.caller->subject, QuestionOf(call));
}

// nullopt: from the beginning. A token of before the caller's areas changed is no reason to refuse her the list.
std::optional<int64_t> WorklistService::SequenceIn(const Call& call, const std::string& token) const {
  const auto text = rooms_.page_tokens.Open(token, call.caller->subject, QuestionOf(call));
  return text.ok() ? platform::NumberIn<int64_t>(*text) : std::nullopt;
}

absl::StatusOr<std::vector<ListedItem>> WorklistService::ReadList(const Call& call, int most) {
  std::vector<ListedItem> items;
  WorkPosition after{.viewer = call.caller->subject};
  while (static_cast<int>(items.size()) < most) {
    const int limit = std::min(kPage, most - static_cast<int>(items.size()));
    ASSIGN_OR_RETURN(std::vector<ListedItem> page,
                     rooms_.work.List(DeadlineOf(call), call.caller->areas, after, limit));
    std::ranges::move(page, std::back_inserter(items));
    if (page.size() < static_cast<size_t>(limit)) break;
    after = Behind(items.back(), call.caller->subject);
  }
  return items;
}

// Nobody is lost between the list and the news: what changes while the list is read is told again behind it.
absl::StatusOr<std::optional<WorklistService::Told>> WorklistService::TellAll(const Call& call, int most, Sink& sink) {
  Told told;
  ASSIGN_OR_RETURN(told.sequence, rooms_.work.LastChange(DeadlineOf(call)));
  // One more than is told tells whether there are more.
  ASSIGN_OR_RETURN(std::vector<ListedItem> items, ReadList(call, most + 1));
  told.more = items.size() > static_cast<size_t>(most);
  if (told.more) items.pop_back();
  RETURN_IF_ERROR(rooms_.work.Looked(DeadlineOf(call), AuditOfList(call, "observation.WatchWorklist", items.size())));
  if (!sink.Write(EventOf(v1::WORKLIST_EVENT_KIND_BEGIN))) return std::nullopt;
  for (const ListedItem& item : items) {
    v1::WorklistEvent event = EventOf(v1::WORKLIST_EVENT_KIND_ITEM);
    *event.mutable_item() = ToProto(item, rooms_.clock.Now());
    if (!sink.Write(event)) return std::nullopt;
  }
  v1::WorklistEvent complete = EventOf(v1::WORKLIST_EVENT_KIND_COMPLETE);
  complete.set_more(told.more);
  complete.set_resume_token(ResumeToken(call, told.sequence));
  return sink.Write(complete) ? std::optional(told) : std::nullopt;
}

absl::StatusOr<std::optional<int>> WorklistService::TellNews(const Call& call, int64_t& sequence, Sink& sink) {
  int left = 0;
  while (true) {
    ASSIGN_OR_RETURN(const WorkStore::News news, rooms_.work.NewsAfter(DeadlineOf(call), sequence, kBatch));
    if (news.through == sequence) return left;
    // Each person once, as she is by now. Of people elsewhere nothing is said, not even that they are.
    std::vector<CaseId> ids;
    for (const WorkChange& change : news.changes) {
      if (CoversCode(call.caller->areas, change.area) && std::ranges::find(ids, change.case_id) == ids.end()) {
        ids.push_back(change.case_id);
      }
    }
    std::map<CaseId, ListedItem> found;
    if (!ids.empty()) {
      ASSIGN_OR_RETURN(const auto items, rooms_.work.Among(DeadlineOf(call), call.caller->areas, ids));
      for (const ListedItem& item : items) found.emplace(item.case_id, item);
    }
    // Only the last one's token is behind the whole batch.
    const std::string before = ResumeToken(call, sequence);
    sequence = news.through;
    for (const CaseId& id : ids) {
      const auto item = found.find(id);
      const bool open = item != found.end() && item->second.item.state != ItemState::kResolved;
      v1::WorklistEvent event = EventOf(open ? v1::WORKLIST_EVENT_KIND_ITEM : v1::WORKLIST_EVENT_KIND_LEFT);
      if (open) {
        *event.mutable_item() = ToProto(item->second, rooms_.clock.Now());
      } else {
        event.set_case_id(id.ToString());
        ++left;
      }
      event.set_resume_token(id == ids.back() ? ResumeToken(call, sequence) : before);
      if (!sink.Write(event)) return std::nullopt;
    }
  }
}

absl::Status WorklistService::DoWatchWorklist(const Call& call, const v1::WatchWorklistRequest& request, Sink& sink) {
  if (request.most() < 0) return platform::BadField("most", "BAD_PAGE_SIZE", "most is not negative");
  ASSIGN_OR_RETURN(const int most, platform::rpc::ParsePageSize(request.most(), 500, 2000));
  std::optional<int64_t> sequence = SequenceIn(call, request.resume_token());
  if (sequence) {
    RETURN_IF_ERROR(rooms_.work.Looked(DeadlineOf(call), AuditOfList(call, "observation.WatchWorklist", 0)));
  }
  int left = 0;
  int refill_after = most;  // of a list that has more than was told
  do {
    if (!sequence) {
      ASSIGN_OR_RETURN(const std::optional<Told> told, TellAll(call, most, sink));
      if (!told) return absl::OkStatus();
      sequence = told->sequence;
      left = 0;
      refill_after = told->more ? most / 2 : std::numeric_limits<int>::max();
    }
    const auto news = TellNews(call, *sequence, sink);
    if (platform::ReasonOf(news.status()) == "CHANGES_DROPPED") {
      sequence = std::nullopt;
      continue;
    }
    RETURN_IF_ERROR(news.status());
    if (!*news) return absl::OkStatus();
    left += **news;
    if (left > refill_after) sequence = std::nullopt;
  } while (platform::rpc::Rest(call, kPause));
  return absl::OkStatus();
}

}  // namespace mimamori::observation
