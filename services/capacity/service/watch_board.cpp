// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include "fmt/format.h"
#include "services/capacity/service/board_messages.hpp"
#include "services/capacity/service/board_service.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(250);  // at most, until it looks what time alone has changed
constexpr absl::Duration kStep = absl::Seconds(20);
constexpr int kPage = 500, kBatch = 500;
constexpr char kWhoever[] = "";
constexpr absl::Duration kRulesAge = absl::Seconds(30);

v1::BoardEvent EventOf(v1::BoardEventKind kind) {
  v1::BoardEvent event;
  event.set_kind(kind);
  return event;
}

}  // namespace

// One stream. Its client is gone when a step says false.
class BoardService::Watch {
 public:
  Watch(const Rooms& rooms, const Call& call, std::optional<platform::AreaCode> area, Sink& sink)
      : rooms_(rooms), call_(call), scope_(ScopeOf(call)), area_(std::move(area)), sink_(sink),
        question_("capacity.WatchBoard " + (area_ ? area_->ToString() : "") + WordsOf(scope_)) {}

  absl::Status Run(const std::string& resume_token) {
    RETURN_IF_ERROR(RefreshRules());
    std::optional<int64_t> sequence;
    if (const std::optional<Break> last = BreakIn(resume_token)) {
      sequence = last->sequence;
      resumed_ = true;
      catching_up_ = true;
      ASSIGN_OR_RETURN(const bool there, TellTurnedSince(*last));
      if (!there) return absl::OkStatus();
    }
    do {
      RETURN_IF_ERROR(RefreshRules());
      ASSIGN_OR_RETURN(const bool there, sequence ? TellNewsOrAll(sequence) : TellAll(sequence));
      if (!there) return absl::OkStatus();
      ASSIGN_OR_RETURN(const bool turned, TellTurns(*sequence));
      if (!turned) return absl::OkStatus();
    } while (rooms_.news.Wait(call_, *sequence, kPause));
    return absl::OkStatus();
  }

 private:
  absl::Time Soon() const { return std::min(call_.deadline, absl::Now() + kStep); }
  absl::Time Now() const { return rooms_.clock.Now(); }

  // Where a stream was broken off: up to which change it had told, and when.
  struct Break {
    int64_t sequence = 0;
    absl::Time time;
  };
  std::string TokenOf(int64_t sequence) const {
    return rooms_.page_tokens.Seal(fmt::format("{} {}", sequence, absl::ToUnixMicros(Now())), kWhoever, question_);
  }
  // nullopt: from the beginning. A token of another scope is no reason to refuse her the board; whose it was doesn't matter, since
  // a gateway's one stream serves many. The few facilities of somebody's own are always told from the beginning: nobody keeps which
  // they were.
  std::optional<Break> BreakIn(const std::string& token) const {
    const auto text = rooms_.page_tokens.Open(token, kWhoever, question_);
    if (!text.ok() || text->empty() || scope_.organisation) return std::nullopt;
    int64_t sequence = 0, micros = 0;
    const char* const end = text->data() + text->size();
    const auto first = std::from_chars(text->data(), end, sequence);
    if (first.ec != std::errc() || first.ptr == end) return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, micros);
    if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
    return Break{.sequence = sequence, .time = absl::FromUnixMicros(micros)};
  }

  absl::Status RefreshRules() {
    if (rules_read_ + kRulesAge > absl::Now()) return absl::OkStatus();
    ASSIGN_OR_RETURN(duties_, rooms_.board.DutiesAt(Soon(), Now()));
    rules_read_ = absl::Now();
    return absl::OkStatus();
  }

  // When time alone changes how a facility's beds are to be taken.
  absl::StatusOr<v1::BoardEntry> Encode(const BoardEntry& entry) {
    const absl::Time now = Now();
    ASSIGN_OR_RETURN(const Standing standing, StandingOf(duties_, entry.facility, now));
    turns_.erase(entry.facility.id);
    if (standing.freshness != Freshness::kUnknown) {
      const bool fresh = standing.freshness == Freshness::kFresh;
      const absl::Time turn = fresh ? standing.due : UnknownFrom(duties_, entry.facility, standing);
      turns_[entry.facility.id] = turn;
      next_turn_ = std::min(next_turn_, turn);
    }
    shown_.insert(entry.facility.id);
    return ToProto(entry, duties_, now);
  }

  absl::StatusOr<bool> TellEntry(const BoardEntry& entry, const std::string& token) {
    v1::BoardEvent event = EventOf(v1::BOARD_EVENT_KIND_ENTRY);
    ASSIGN_OR_RETURN(*event.mutable_entry(), Encode(entry));
    event.set_resume_token(token);
    return sink_.Write(event);
  }

  // The board as it is. Nothing is lost between it and the news: what changes while it is read is told again behind it.
  absl::StatusOr<bool> TellAll(std::optional<int64_t>& sequence) {
    ASSIGN_OR_RETURN(const int64_t last, rooms_.board.LastChange(Soon()));
    turns_.clear();
    shown_.clear();
    resumed_ = false;
    if (!sink_.Write(EventOf(v1::BOARD_EVENT_KIND_BEGIN))) return false;
    ASSIGN_OR_RETURN(const bool there, ForEach([&](const BoardEntry& entry) { return TellEntry(entry, ""); }));
    if (!there) return false;
    sequence = last;
    return TellComplete(last);
  }

  bool TellComplete(int64_t sequence) {
    catching_up_ = false;
    v1::BoardEvent complete = EventOf(v1::BOARD_EVENT_KIND_COMPLETE);
    complete.set_resume_token(TokenOf(sequence));
    return sink_.Write(complete);
  }

  // All that is on the board, until `look` says false.
  absl::StatusOr<bool> ForEach(const std::function<absl::StatusOr<bool>(const BoardEntry&)>& look) {
    std::optional<FacilityPosition> after;
    while (true) {
      ASSIGN_OR_RETURN(const std::vector<BoardEntry> page, rooms_.board.Read(Soon(), scope_, area_, after, kPage));
      for (const BoardEntry& entry : page) {
        ASSIGN_OR_RETURN(const bool there, look(entry));
        if (!there) return false;
      }
      if (page.size() < static_cast<size_t>(kPage)) return true;
      const Facility& facility = page.back().facility;
      after = FacilityPosition{.area = facility.area.ToString(), .display_name = facility.facts.display_name,
                               .id = facility.id};
    }
  }

  // Whether a change may concern this board. A facility's staff don't know which it is: it is looked up.
  bool MayConcern(const BoardChange& change) const {
    if (area_ && !area_->Covers(change.area)) return false;
    if (scope_.all || scope_.organisation) return true;
    return std::ranges::count(prefectures_, change.area.ToString().substr(0, 2)) > 0;
  }

  absl::StatusOr<bool> TellNewsOrAll(std::optional<int64_t>& sequence) {
    absl::StatusOr<bool> told = TellNews(*sequence);
    return platform::ReasonOf(told.status()) == "CHANGES_DROPPED" ? TellAll(sequence) : told;
  }

  absl::StatusOr<bool> TellNews(int64_t& sequence) {
    while (true) {
      // What was missed is asked of the database: what was read lately may be a moment behind, and COMPLETE is not.
      ASSIGN_OR_RETURN(const BoardStore::News news, catching_up_ ? rooms_.board.NewsAfter(Soon(), sequence, kBatch)
                                                                 : rooms_.news.After(Soon(), sequence));
      if (news.through == sequence) return !catching_up_ || TellComplete(sequence);
      // Each facility once, as it is by now.
      std::vector<FacilityId> ids;
      for (const BoardChange& change : news.changes) {
        if (MayConcern(change) && std::ranges::count(ids, change.facility) == 0) ids.push_back(change.facility);
      }
      ASSIGN_OR_RETURN(const bool there, TellSome(ids, TokenOf(sequence), TokenOf(news.through)));
      if (!there) return false;
      sequence = news.through;
    }
  }

  // Only the last one's token is behind all of them.
  absl::StatusOr<bool> TellSome(const std::vector<FacilityId>& ids, const std::string& before, const std::string& behind) {
    if (ids.empty()) return true;
    ASSIGN_OR_RETURN(const std::vector<BoardEntry> entries, rooms_.board.Among(Soon(), scope_, area_, ids));
    for (const FacilityId& id : ids) {
      const std::string& token = id == ids.back() ? behind : before;
      const auto entry = std::ranges::find(entries, id, [](const BoardEntry& one) { return one.facility.id; });
      if (entry != entries.end()) {
        ASSIGN_OR_RETURN(const bool there, TellEntry(*entry, token));
        if (!there) return false;
        continue;
      }
      // Of what is elsewhere nothing is said, not even that it is.
      turns_.erase(id);
      if (shown_.erase(id) == 0 && !resumed_) continue;
      v1::BoardEvent left = EventOf(v1::BOARD_EVENT_KIND_LEFT);
      left.set_facility_id(id.ToString());
      left.set_resume_token(token);
      if (!sink_.Write(left)) return false;
    }
    return true;
  }

  // Those whose time has come.
  absl::StatusOr<bool> TellTurns(int64_t sequence) {
    const absl::Time now = Now();
    if (now < next_turn_) return true;
    std::vector<FacilityId> ids;
    next_turn_ = absl::InfiniteFuture();
    for (const auto& [id, turn] : turns_) {
      if (turn <= now) ids.push_back(id);
      if (turn > now) next_turn_ = std::min(next_turn_, turn);
    }
    const std::string token = TokenOf(sequence);
    return TellSome(ids, token, token);
  }

  // Behind a break: what time alone has changed since. What was on the board then, and left, is in the news.
  absl::StatusOr<bool> TellTurnedSince(const Break& last) {
    const std::string token = TokenOf(last.sequence);
    return ForEach([&](const BoardEntry& entry) -> absl::StatusOr<bool> {
      ASSIGN_OR_RETURN(const Standing then, StandingOf(duties_, entry.facility, last.time));
      ASSIGN_OR_RETURN(const Standing now, StandingOf(duties_, entry.facility, Now()));
      if (then.freshness != now.freshness) return TellEntry(entry, token);
      return Encode(entry).ok();
    });
  }

  const Rooms& rooms_;
  const Call& call_;
  const Scope scope_;
  const std::vector<std::string> prefectures_ = scope_.Prefectures();
  const std::optional<platform::AreaCode> area_;
  Sink& sink_;
  const std::string question_;
  DutyRules duties_;
  absl::Time rules_read_ = absl::InfinitePast();
  std::map<FacilityId, absl::Time> turns_;  // of those on the board that will
  absl::Time next_turn_ = absl::InfiniteFuture();  // none comes before
  std::set<FacilityId> shown_;
  bool catching_up_ = false;  // behind a break
  bool resumed_ = false;  // the client may show what was closed since, of her prefecture
};

grpc::ServerWriteReactor<v1::BoardEvent>* BoardService::WatchBoard(grpc::CallbackServerContext* context,
                                                                   const v1::WatchBoardRequest* request) {
  return runner_.Stream<v1::BoardEvent>(context, request, std::bind_front(&BoardService::DoWatch, this));
}

absl::Status BoardService::DoWatch(const Call& call, const v1::WatchBoardRequest& request, Sink& sink) {
  ASSIGN_OR_RETURN(const auto area, AreaIn(request.area_code()));
  return Watch(rooms_, call, area, sink).Run(request.resume_token());
}

}  // namespace mimamori::capacity
