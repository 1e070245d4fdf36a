// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace mimamori::platform::rpc {

// The only places where a failure becomes a wire status and back. Codes share numbers; reason and field travel as
// google.rpc.ErrorInfo (domain "mimamori", metadata "field") inside google.rpc.Status in the error details.
// INTERNAL and UNKNOWN lose their text: the details stay in our log under the trace id.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace mimamori::platform::rpc
