// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/colleague_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

v1::Colleague ToProto(const Colleague& colleague) {
  v1::Colleague out;
  out.set_account_id(colleague.id.ToString());
  out.set_display_name(colleague.display_name);
  return out;
}

}  // namespace

grpc::ServerUnaryReactor* ColleagueService::ListColleagues(grpc::CallbackServerContext* context,
                                                           const v1::ListColleaguesRequest* request,
                                                           v1::ListColleaguesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ColleagueService::DoList, this));
}

absl::StatusOr<v1::ListColleaguesResponse> ColleagueService::DoList(const Call& call,
                                                                    const v1::ListColleaguesRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(request.area_code(), "area_code"));
  if (!call.caller->Covers(area)) {
    return platform::Failure(absl::StatusCode::kNotFound, "AREA_UNKNOWN", "that area is not yours", "area_code");
  }
  const std::string& subject = call.caller->subject;
  const std::string question = "identity.ListColleagues " + area.ToString();
  ASSIGN_OR_RETURN(const std::string after, page_tokens_.Open(request.page_token(), subject, question));
  ASSIGN_OR_RETURN(std::vector<Colleague> colleagues, store_.List(call.deadline, area, subject, after, page_size + 1));
  const bool more = colleagues.size() > static_cast<size_t>(page_size);
  if (more) colleagues.pop_back();
  v1::ListColleaguesResponse response;
  for (const Colleague& colleague : colleagues) *response.add_colleagues() = ToProto(colleague);
  if (more) response.set_next_page_token(page_tokens_.Seal(colleagues.back().user_name, subject, question));
  return response;
}

grpc::ServerUnaryReactor* ColleagueService::GetColleague(grpc::CallbackServerContext* context,
                                                         const v1::GetColleagueRequest* request,
                                                         v1::Colleague* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ColleagueService::DoGet, this));
}

absl::StatusOr<v1::Colleague> ColleagueService::DoGet(const Call& call, const v1::GetColleagueRequest& request) {
  ASSIGN_OR_RETURN(const AccountId id, AccountId::Parse(request.account_id()));
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(request.area_code(), "area_code"));
  ASSIGN_OR_RETURN(const std::optional<Colleague> found, store_.Find(call.deadline, area, id));
  if (found) return ToProto(*found);
  return platform::Failure(absl::StatusCode::kNotFound, "COLLEAGUE_UNKNOWN", "no health officer of that area is known so",
                           "account_id");
}

}  // namespace mimamori::identity
