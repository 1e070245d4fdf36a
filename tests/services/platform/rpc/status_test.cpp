// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/status.hpp"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform::rpc {
namespace {

TEST(Status, CrossesTheWireWithReasonAndField) {
  const absl::Status cases[] = {
      absl::OkStatus(),
      BadField("venue.seat_count", "OUT_OF_RANGE", "between 1 and 500"),
      NotFound("CODE_UNKNOWN", "there is no such code"),
      Failure(absl::StatusCode::kUnavailable, "BUSY", "try again"),
      Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED", "used before", "request_id"),
      absl::AbortedError("a failure without a reason"),
  };
  for (const absl::Status& status : cases) {
    SCOPED_TRACE(status.ToString());
    const absl::Status back = FromGrpc(ToGrpc(status));
    EXPECT_EQ(back.code(), status.code());
    EXPECT_EQ(back.message(), status.message());
    EXPECT_EQ(ReasonOf(back), ReasonOf(status));
    EXPECT_EQ(FieldOf(back), FieldOf(status));
  }
}

TEST(Status, IsWhatGooglesApisSay) {
  const grpc::Status wire = ToGrpc(BadField("code", "MALFORMED_CODE", "unreadable"));
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(wire.error_details()));
  EXPECT_EQ(details.code(), 3);
  EXPECT_EQ(details.message(), "unreadable");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details_size() == 1 && details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.domain(), "mimamori");
  EXPECT_EQ(info.reason(), "MALFORMED_CODE");
  EXPECT_EQ(info.metadata().at("field"), "code");
}

TEST(Status, KeepsInternalDetailsInside) {
  for (const auto code : {absl::StatusCode::kInternal, absl::StatusCode::kUnknown, absl::StatusCode::kDataLoss}) {
    const grpc::Status wire = ToGrpc(Failure(code, "COLUMN_MISSING", "column \"x\" is missing", "x"));
    EXPECT_EQ(wire.error_code(), grpc::StatusCode::INTERNAL);
    EXPECT_EQ(wire.error_message(), "internal error");
    EXPECT_EQ(wire.error_details(), "");
  }
}

TEST(Status, WhatTheTransportSaysIsSaidOurWay) {
  struct Case {
    grpc::StatusCode code;
    const char* reason;
  };
  const Case cases[] = {{grpc::StatusCode::UNAVAILABLE, "SERVICE_UNREACHABLE"},
                        {grpc::StatusCode::DEADLINE_EXCEEDED, "TIME_IS_UP"},
                        {grpc::StatusCode::CANCELLED, "CANCELLED"}};
  for (const Case& c : cases) {
    const absl::Status status = FromGrpc({c.code, "connections to all backends failing; unix:/run/vault.sock"});
    SCOPED_TRACE(c.reason);
    EXPECT_EQ(static_cast<int>(status.code()), static_cast<int>(c.code));
    EXPECT_EQ(ReasonOf(status), c.reason);
    EXPECT_EQ(std::string(status.message()).find("unix:"), std::string::npos);
  }
}

TEST(Status, ForeignDetailsAreNotOurs) {
  google::rpc::ErrorInfo info;
  info.set_reason("THEIRS");
  info.set_domain("googleapis.com");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  EXPECT_EQ(ReasonOf(FromGrpc({grpc::StatusCode::NOT_FOUND, "x", details.SerializeAsString()})), "");
  EXPECT_EQ(FromGrpc({grpc::StatusCode::NOT_FOUND, "x", "\xff\xff"}).code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace mimamori::platform::rpc
