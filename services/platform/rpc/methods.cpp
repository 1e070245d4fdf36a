// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/methods.hpp"

#include <cstdio>
#include <cstdlib>

#include "services/platform/rpc/outcome.hpp"

namespace mimamori::platform::rpc {

const google::protobuf::MethodDescriptor* MethodTaking(const google::protobuf::Descriptor& request) {
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int i = 0; i < file.service_count(); ++i) {
    for (int j = 0; j < file.service(i)->method_count(); ++j) {
      const auto* const method = file.service(i)->method(j);
      if (method->input_type() == &request) return method;
    }
  }
  return nullptr;
}

std::string FullNameOf(const google::protobuf::MethodDescriptor& method) {
  return method.service()->full_name() + "/" + method.name();
}

const Method* Methods::Find(const google::protobuf::Descriptor& request, size_t& slot) const {
  slot = std::hash<const void*>()(&request) / alignof(google::protobuf::Descriptor) % kSlots;
  for (; true; slot = (slot + 1) % kSlots) {
    const Method* const method = slots_[slot].load(std::memory_order_acquire);
    if (method == nullptr || method->request == &request) return method;
  }
}

const Method& Methods::Of(const google::protobuf::Descriptor& request) {
  size_t slot = 0;
  if (const Method* const method = Find(request, slot)) return *method;
  const std::lock_guard lock(mutex_);
  if (const Method* const method = Find(request, slot)) return *method;

  const auto* const descriptor = MethodTaking(request);
  if (descriptor == nullptr || methods_.size() >= kSlots / 2) {
    std::fprintf(stderr, "%s is no request of a service in its own file\n", request.full_name().c_str());
    std::abort();
  }
  Method method;
  method.request = &request;
  method.name = FullNameOf(*descriptor);
  const auto& options = descriptor->options();
  if (options.HasExtension(mimamori::rpc::v1::access)) {
    method.access = &options.GetExtension(mimamori::rpc::v1::access);
  }
  method.answered = &RequestsOf(metrics_, method.name, absl::OkStatus());
  method.seconds = &metrics_.HistogramOf("mimamori_rpc_seconds", "Time from a call's arrival to its answer.",
                                         {{"method", method.name}});
  slots_[slot].store(&methods_.emplace_back(std::move(method)), std::memory_order_release);
  return methods_.back();
}

}  // namespace mimamori::platform::rpc
