// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/protos.hpp"

#include <google/protobuf/descriptor.pb.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>

namespace mimamori::tests {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;

struct Declared {
  DescriptorPool pool;
  std::vector<const FileDescriptor*> files;
};

std::unique_ptr<Declared> Read() {
  google::protobuf::FileDescriptorSet set;
  std::ifstream file(MIMAMORI_DESCRIPTORS, std::ios::binary);
  auto declared = std::make_unique<Declared>();
  if (!set.ParseFromIstream(&file)) {
    std::fprintf(stderr, "%s can't be read\n", MIMAMORI_DESCRIPTORS);
    std::abort();
  }
  for (const auto& proto : set.file()) {  // what is imported comes first
    const FileDescriptor* const built = declared->pool.BuildFile(proto);
    if (built == nullptr) std::abort();
    if (built->package().rfind("mimamori.", 0) == 0) declared->files.push_back(built);
  }
  return declared;
}

void Add(const Descriptor& message, std::vector<const Descriptor*>& all) {
  if (message.options().map_entry()) return;
  all.push_back(&message);
  for (int i = 0; i < message.nested_type_count(); ++i) Add(*message.nested_type(i), all);
}

}  // namespace

std::vector<const FileDescriptor*> Files() {
  static const Declared& declared = *Read().release();  // for the life of the test
  return declared.files;
}

std::vector<const google::protobuf::ServiceDescriptor*> Services() {
  std::vector<const google::protobuf::ServiceDescriptor*> all;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) all.push_back(file->service(i));
  }
  return all;
}

std::vector<const google::protobuf::MethodDescriptor*> Methods() {
  std::vector<const google::protobuf::MethodDescriptor*> all;
  for (const auto* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) all.push_back(service->method(i));
  }
  return all;
}

std::vector<const Descriptor*> Messages() {
  std::vector<const Descriptor*> all;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->message_type_count(); ++i) Add(*file->message_type(i), all);
  }
  return all;
}

std::vector<const google::protobuf::FieldDescriptor*> Fields() {
  std::vector<const google::protobuf::FieldDescriptor*> all;
  for (const Descriptor* message : Messages()) {
    for (int i = 0; i < message->field_count(); ++i) all.push_back(message->field(i));
  }
  return all;
}

std::vector<const google::protobuf::EnumDescriptor*> Enums() {
  std::vector<const google::protobuf::EnumDescriptor*> all;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->enum_type_count(); ++i) all.push_back(file->enum_type(i));
  }
  for (const Descriptor* message : Messages()) {
    for (int i = 0; i < message->enum_type_count(); ++i) all.push_back(message->enum_type(i));
  }
  return all;
}

Route RouteOf(const google::protobuf::MethodDescriptor& method) {
  if (!method.options().HasExtension(google::api::http)) return {};
  const google::api::HttpRule& rule = method.options().GetExtension(google::api::http);
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      return {.verb = "GET", .path = rule.get()};
    case google::api::HttpRule::kPost:
      return {.verb = "POST", .path = rule.post()};
    case google::api::HttpRule::kPut:
      return {.verb = "PUT", .path = rule.put()};
    case google::api::HttpRule::kPatch:
      return {.verb = "PATCH", .path = rule.patch()};
    case google::api::HttpRule::kDelete:
      return {.verb = "DELETE", .path = rule.delete_()};
    default:
      return {.verb = "OTHER", .path = ""};
  }
}

}  // namespace mimamori::tests
