// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/status.hpp"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform::rpc {
namespace {

constexpr char kDomain[] = "mimamori";
constexpr char kField[] = "field";

bool IsOurFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

// What gRPC itself says (no details of ours) speaks of sockets and frames. It may reach a browser: we say it our way.
absl::Status FromTransport(const grpc::Status& status) {
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  switch (code) {
    case absl::StatusCode::kUnavailable:
      return Failure(code, "SERVICE_UNREACHABLE", "a part of the system does not answer; try again shortly");
    case absl::StatusCode::kDeadlineExceeded:
      return Failure(code, "TIME_IS_UP", "the answer took too long; try again shortly");
    case absl::StatusCode::kCancelled:
      return Failure(code, "CANCELLED", "the call was given up");
    default:
      return absl::Status(code, status.error_message());
  }
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  if (IsOurFault(status.code())) return grpc::Status(grpc::StatusCode::INTERNAL, "internal error");
  const std::string message(status.message());
  const auto code = static_cast<grpc::StatusCode>(status.code());
  const std::string reason = ReasonOf(status);
  if (reason.empty()) return grpc::Status(code, message);

  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(kDomain);
  if (const std::string field = FieldOf(status); !field.empty()) (*info.mutable_metadata())[kField] = field;
  google::rpc::Status details;
  details.set_code(static_cast<int>(code));
  details.set_message(message);
  details.add_details()->PackFrom(info);
  return grpc::Status(code, message, details.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status details;
  if (!status.error_details().empty() && details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) {
      google::rpc::ErrorInfo info;
      if (!detail.UnpackTo(&info) || info.domain() != kDomain) continue;
      const auto field = info.metadata().find(kField);
      return Failure(static_cast<absl::StatusCode>(status.error_code()), info.reason(), status.error_message(),
                     field == info.metadata().end() ? std::string_view() : std::string_view(field->second));
    }
  }
  return FromTransport(status);
}

}  // namespace mimamori::platform::rpc
