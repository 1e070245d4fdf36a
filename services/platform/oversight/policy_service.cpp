// SPDX-License-Identifier: Apache-2.0
#include "services/platform/oversight/policy_service.hpp"

#include <charconv>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::platform::oversight {
namespace {

namespace v1 = mimamori::rpc::v1;
using postgres::Policy;
using rpc::Call;

constexpr size_t kLongestBody = 64 << 10;
constexpr size_t kLongestName = 100;
constexpr size_t kLongestReason = 200;

v1::Policy ToProto(const Policy& policy, bool in_force) {
  v1::Policy out;
  out.set_name(policy.name);
  out.set_version(policy.version);
  if (policy.valid_from > absl::InfinitePast()) *out.mutable_valid_from_time() = rpc::ToTimestamp(policy.valid_from);
  out.set_body(policy.body);
  out.set_proposed_by(policy.proposed_by);
  out.set_approved_by(policy.approved_by);
  out.set_in_force(in_force);
  return out;
}

// Rules are everybody's: who administers some areas only has no say.
absl::Status CheckWholeInstallation(const Call& call) {
  if (call.caller->areas.empty()) return absl::OkStatus();
  return Failure(absl::StatusCode::kPermissionDenied, "WHOLE_INSTALLATION_ONLY",
                 "only administrators of the whole installation decide on policies");
}

postgres::AuditEntry AuditOf(const Call& call, std::string_view action, const std::string& name) {
  return {.time = call.now,
          .actor = call.caller->subject,
          .action = std::string(action),
          .object_type = "policy",
          .object_id = name,
          .area = "",
          .reason = "",
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

std::string PositionOf(const Policy& policy) { return fmt::format("{} {}", policy.name, policy.version); }

// As PositionOf wrote it, and sealed since.
postgres::PolicyPosition ReadPosition(std::string_view text) {
  postgres::PolicyPosition position;
  const size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return position;
  position.name = text.substr(0, blank);
  std::from_chars(text.data() + blank + 1, text.data() + text.size(), position.version);
  return position;
}

}  // namespace

absl::Status CheckServiceName(const std::string& asked, const std::string& own) {
  return asked == own ? absl::OkStatus() : NotFound("SERVICE_UNKNOWN", "there is no such service here");
}

absl::Status PolicyService::CheckBody(const std::string& name, const std::string& body) const {
  const auto reader = readers_.find(name);
  if (reader == readers_.end()) return NotFound("POLICY_UNKNOWN", "there is no such policy");
  if (body.size() > kLongestBody) return BadField("body", "POLICY_TOO_LONG", "a policy has at most 64 KiB");
  RETURN_IF_ERROR(postgres::CheckPolicyObject(body));
  const absl::Status read = reader->second(body);
  if (ReasonOf(read) != "POLICY_MALFORMED") return read;
  const std::string field = FieldOf(read);
  return BadField(field.empty() ? "body" : "body." + field, "POLICY_MALFORMED", std::string(read.message()));
}

grpc::ServerUnaryReactor* PolicyService::ListPolicies(grpc::CallbackServerContext* context,
                                                      const v1::ListPoliciesRequest* request,
                                                      v1::ListPoliciesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PolicyService::DoList, this));
}

absl::StatusOr<v1::ListPoliciesResponse> PolicyService::DoList(const Call& call,
                                                               const v1::ListPoliciesRequest& request) {
  RETURN_IF_ERROR(CheckServiceName(request.service(), service_));
  ASSIGN_OR_RETURN(const int page_size, rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string name, ParseText("name", request.name(), 0, kLongestName));
  const std::string question = "ListPolicies " + name;
  const std::string& subject = call.caller->subject;
  ASSIGN_OR_RETURN(const std::string after, page_tokens_.Open(request.page_token(), subject, question));
  ASSIGN_OR_RETURN(std::vector<postgres::ListedPolicy> policies,
                   postgres::FindPolicies(pool_, call.deadline, call.now,
                                          {.name = name, .after = ReadPosition(after), .limit = page_size + 1}));
  v1::ListPoliciesResponse response;
  const bool more = policies.size() > static_cast<size_t>(page_size);
  if (more) policies.pop_back();
  for (const auto& listed : policies) *response.add_policies() = ToProto(listed.policy, listed.in_force);
  if (more) {
    response.set_next_page_token(page_tokens_.Seal(PositionOf(policies.back().policy), subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* PolicyService::ProposePolicy(grpc::CallbackServerContext* context,
                                                       const v1::ProposePolicyRequest* request, v1::Policy* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PolicyService::DoPropose, this));
}

absl::StatusOr<v1::Policy> PolicyService::DoPropose(const Call& call, const v1::ProposePolicyRequest& request) {
  RETURN_IF_ERROR(CheckServiceName(request.service(), service_));
  RETURN_IF_ERROR(CheckWholeInstallation(call));
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const absl::Time valid_from,
                   rpc::ParseTimestamp(request.has_valid_from_time(), request.valid_from_time(), "valid_from_time"));
  RETURN_IF_ERROR(CheckBody(request.name(), request.body()));
  postgres::AuditEntry audit = AuditOf(call, service_ + ".ProposePolicy", request.name());
  ASSIGN_OR_RETURN(audit.reason, ParseText("reason", request.reason(), 0, kLongestReason));
  ASSIGN_OR_RETURN(const Policy proposed,
                   postgres::ProposePolicy(pool_, call.deadline, call.now,
                                           {.name = request.name(),
                                            .body = request.body(),
                                            .valid_from = valid_from,
                                            .proposed_by = call.caller->subject,
                                            .request_id = request_id},
                                           audit));
  return ToProto(proposed, false);
}

grpc::ServerUnaryReactor* PolicyService::ApprovePolicy(grpc::CallbackServerContext* context,
                                                       const v1::ApprovePolicyRequest* request, v1::Policy* response) {
  return runner_.Unary(context, request, response, std::bind_front(&PolicyService::DoApprove, this));
}

absl::StatusOr<v1::Policy> PolicyService::DoApprove(const Call& call, const v1::ApprovePolicyRequest& request) {
  RETURN_IF_ERROR(CheckServiceName(request.service(), service_));
  RETURN_IF_ERROR(CheckWholeInstallation(call));
  if (!readers_.contains(request.name())) return NotFound("POLICY_UNKNOWN", "there is no such policy");
  const postgres::PolicyApproval approval = {
      .name = request.name(),
      .version = request.version(),
      .approved_by = call.caller->subject,
      .check = [&](const std::string& body) { return CheckBody(request.name(), body); }};
  ASSIGN_OR_RETURN(const Policy approved,
                   postgres::ApprovePolicy(pool_, call.deadline, call.now, approval,
                                           AuditOf(call, service_ + ".ApprovePolicy", request.name())));
  return ToProto(approved, false);
}

}  // namespace mimamori::platform::oversight
