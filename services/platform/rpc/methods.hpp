// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/descriptor.h>

#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <string>

#include "mimamori/rpc/v1/annotations.pb.h"
#include "services/platform/observe/metrics.hpp"

namespace mimamori::platform::rpc {

// What the runner knows of a method.
struct Method {
  const google::protobuf::Descriptor* request = nullptr;
  std::string name;                                   // "mimamori.visit.v1.VisitService/CheckIn"
  const mimamori::rpc::v1::Access* access = nullptr;  // null: nobody may call it
  observe::Metrics::Counter* answered = nullptr;      // calls that went well
  observe::Metrics::Histogram* seconds = nullptr;
};

// The method of which `request` is the request: every RPC has a request message of its own, declared beside its service.
// Null when there is none.
const google::protobuf::MethodDescriptor* MethodTaking(const google::protobuf::Descriptor& request);
// "mimamori.visit.v1.VisitService/CheckIn"
std::string FullNameOf(const google::protobuf::MethodDescriptor& method);

// Finds a method by its request message. Reading takes no lock.
class Methods {
 public:
  explicit Methods(observe::Metrics& metrics) : metrics_(metrics) {}
  const Method& Of(const google::protobuf::Descriptor& request);

 private:
  static constexpr size_t kSlots = 1024;  // far more than one process has methods
  const Method* Find(const google::protobuf::Descriptor& request, size_t& slot) const;

  observe::Metrics& metrics_;
  std::array<std::atomic<const Method*>, kSlots> slots_{};
  std::mutex mutex_;  // of whoever adds one
  std::deque<Method> methods_;
};

}  // namespace mimamori::platform::rpc
