// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/board_service.hpp"

#include "services/capacity/service/board_messages.hpp"
#include "services/capacity/service/facility_messages.hpp"
#include "services/capacity/service/scope_messages.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {

grpc::ServerUnaryReactor* BoardService::ListBoard(grpc::CallbackServerContext* context, const v1::ListBoardRequest* request,
                                                  v1::ListBoardResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&BoardService::DoList, this));
}

absl::StatusOr<v1::ListBoardResponse> BoardService::DoList(const Call& call, const v1::ListBoardRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const auto area, AreaIn(request.area_code()));
  const Scope scope = ScopeOf(call);
  const std::string question = "capacity.ListBoard " + request.area_code() + WordsOf(scope);
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const std::optional<FacilityPosition> after, ReadFacilityPosition(position));
  ASSIGN_OR_RETURN(std::vector<BoardEntry> entries,
                   rooms_.board.Read(call.deadline, scope, area, after, page_size + 1));
  ASSIGN_OR_RETURN(const DutyRules duties, rooms_.board.DutiesAt(call.deadline, call.now));
  const bool more = entries.size() > static_cast<size_t>(page_size);
  if (more) entries.pop_back();
  v1::ListBoardResponse response;
  for (const BoardEntry& entry : entries) {
    ASSIGN_OR_RETURN(*response.add_entries(), ToProto(entry, duties, call.now));
  }
  if (more) {
    response.set_next_page_token(
        rooms_.page_tokens.Seal(WritePosition(entries.back().facility), call.caller->subject, question));
  }
  return response;
}

}  // namespace mimamori::capacity
