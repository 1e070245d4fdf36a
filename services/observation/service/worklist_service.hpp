// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "mimamori/observation/v1/worklist_service.grpc.pb.h"
#include "services/observation/service/colleagues.hpp"
#include "services/observation/store/rule_book.hpp"
#include "services/observation/store/work_store.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {

// The RPCs of mimamori.observation.v1.WorklistService: decode, decide, keep, encode.
class WorklistService final : public v1::WorklistService::CallbackService {
 public:
  struct Rooms {
    WorkStore& work;
    const RuleBook& rules;
    const Colleagues& colleagues;
    platform::rpc::PageTokens page_tokens;
    const platform::Clock& clock;  // a stream outlives the moment at which it was asked for
  };
  WorklistService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* ListItems(grpc::CallbackServerContext* context, const v1::ListItemsRequest* request,
                                      v1::ListItemsResponse* response) override;
  grpc::ServerUnaryReactor* GetItem(grpc::CallbackServerContext* context, const v1::GetItemRequest* request,
                                    v1::Item* response) override;
  grpc::ServerWriteReactor<v1::WorklistEvent>* WatchWorklist(grpc::CallbackServerContext* context,
                                                              const v1::WatchWorklistRequest* request) override;
  grpc::ServerUnaryReactor* ClaimItem(grpc::CallbackServerContext* context, const v1::ClaimItemRequest* request,
                                      v1::Item* response) override;
  grpc::ServerUnaryReactor* HandItemOver(grpc::CallbackServerContext* context, const v1::HandItemOverRequest* request,
                                         v1::Item* response) override;
  grpc::ServerUnaryReactor* RecordContact(grpc::CallbackServerContext* context, const v1::RecordContactRequest* request,
                                          v1::Item* response) override;
  grpc::ServerUnaryReactor* RecordNotReached(grpc::CallbackServerContext* context,
                                             const v1::RecordNotReachedRequest* request, v1::Item* response) override;
  grpc::ServerUnaryReactor* SnoozeItem(grpc::CallbackServerContext* context, const v1::SnoozeItemRequest* request,
                                       v1::Item* response) override;
  grpc::ServerUnaryReactor* EscalateItem(grpc::CallbackServerContext* context, const v1::EscalateItemRequest* request,
                                         v1::Item* response) override;
  grpc::ServerUnaryReactor* AddNote(grpc::CallbackServerContext* context, const v1::AddNoteRequest* request,
                                    v1::Item* response) override;
  grpc::ServerUnaryReactor* ListDeeds(grpc::CallbackServerContext* context, const v1::ListDeedsRequest* request,
                                      v1::ListDeedsResponse* response) override;

 private:
  using Call = platform::rpc::Call;
  using Sink = platform::rpc::Sink<v1::WorklistEvent>;
  using Decide = std::function<absl::Status(WorkItem& item, const Officer& officer, const WorkRules& rules)>;

  absl::StatusOr<v1::ListItemsResponse> DoListItems(const Call& call, const v1::ListItemsRequest& request);
  absl::StatusOr<v1::Item> DoGetItem(const Call& call, const v1::GetItemRequest& request);
  absl::StatusOr<v1::ListDeedsResponse> DoListDeeds(const Call& call, const v1::ListDeedsRequest& request);
  absl::StatusOr<v1::Item> DoHandItemOver(const Call& call, const v1::HandItemOverRequest& request);
  absl::Status CheckColleague(const Call& call, const v1::HandItemOverRequest& request);
  absl::StatusOr<v1::Item> DoSnooze(const Call& call, const v1::SnoozeItemRequest& request);
  absl::StatusOr<v1::Item> DoAddNote(const Call& call, const v1::AddNoteRequest& request);
  // A deed on the version that the officer saw.
  template <class Request>
  absl::StatusOr<v1::Item> Do(const Call& call, const Request& request, Deed deed, const char* action,
                              const Decide& decide, const std::string& done_to = "");
  absl::StatusOr<v1::Item> Keep(const Call& call, const std::string& case_id, const std::string& request_id,
                                RecordedDeed deed, const char* action,
                                const std::function<absl::Status(WorkItem& item)>& decide);

  // watch_worklist.cpp
  absl::Status DoWatchWorklist(const Call& call, const v1::WatchWorklistRequest& request, Sink& sink);
  struct Told {
    int64_t sequence = 0;  // after which to follow
    bool more = false;     // than was told
  };
  absl::StatusOr<std::vector<ListedItem>> ReadList(const Call& call, int most);
  // The list as it is. nullopt: the client is gone.
  absl::StatusOr<std::optional<Told>> TellAll(const Call& call, int most, Sink& sink);
  // What happened behind a sequence; how many left. nullopt: the client is gone.
  absl::StatusOr<std::optional<int>> TellNews(const Call& call, int64_t& sequence, Sink& sink);
  std::string ResumeToken(const Call& call, int64_t sequence) const;
  std::optional<int64_t> SequenceIn(const Call& call, const std::string& token) const;

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::observation
