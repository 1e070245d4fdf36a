// SPDX-License-Identifier: Apache-2.0
// Calls every RPC of every running service as everybody who may not, and says which call was not refused as it should
// be: without a token, as each service that the access option does not name, as each role that it does not list, and as
// people whom a gateway may not vouch for. Nobody who may call is tried, so nothing happens.
//   journey_access --caller-keys DIR --clock-file FILE --sockets DIR
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "mimamori/rpc/v1/annotations.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/core/config.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/metadata.hpp"

namespace mimamori::tests {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using grpc::StatusCode;
using rpc::v1::Role;

const std::vector<std::string> kServices = {"vault", "mail", "identity", "venue", "registry", "capacity", "visit", "observation", "exposure"};

struct Options {
  std::string caller_keys = {};
  std::string clock_file = {};
  std::string sockets = {};
};

// Somebody who calls: a service in its own name, or a person for whom a gateway vouches.
struct Who {
  std::string issuer;
  Role role = rpc::v1::ROLE_UNSPECIFIED;  // unspecified: a service
  bool trusted = true;                    // may the issuer vouch for that role?
  std::string Name() const {
    return role == rpc::v1::ROLE_UNSPECIFIED ? issuer : issuer + "'s " + rpc::v1::Role_Name(role);
  }
};

std::vector<Who> Everybody() {
  std::vector<Who> all;
  for (const std::string& name : kServices) all.push_back({.issuer = name});
  for (const char* name : {"gateway_public", "gateway_staff", "ctl"}) all.push_back({.issuer = name});
  for (int number = rpc::v1::ROLE_ANYONE; number <= rpc::v1::Role_MAX; ++number) {
    const auto role = static_cast<Role>(number);
    const bool visitor = role == rpc::v1::ROLE_ANYONE;
    const bool own = role == rpc::v1::ROLE_VENUE_OPERATOR || role == rpc::v1::ROLE_PATIENT;
    all.push_back({.issuer = "gateway_public", .role = role, .trusted = visitor || own});
    all.push_back({.issuer = "gateway_staff", .role = role, .trusted = !own});
  }
  return all;
}

bool MayCall(const Who& who, const MethodDescriptor& method) {
  const rpc::v1::Access& access = method.options().GetExtension(rpc::v1::access);
  if (who.role == rpc::v1::ROLE_UNSPECIFIED) {
    return std::find(access.services().begin(), access.services().end(), who.issuer) != access.services().end();
  }
  return std::any_of(access.roles().begin(), access.roles().end(),
                     [&](int role) { return role == who.role || role == rpc::v1::ROLE_ANYONE; });
}

absl::StatusOr<std::string> TokenOf(const Who& who, const std::string& audience, const Options& options,
                                    const platform::Clock& clock) {
  ASSIGN_OR_RETURN(auto key,
                   platform::crypto::Signer::FromFile(fmt::format("{}/{}.key", options.caller_keys, who.issuer)));
  const platform::rpc::CallerSigner signer(who.issuer, std::move(key), clock);
  if (who.role == rpc::v1::ROLE_UNSPECIFIED) return signer.ForService(audience);
  return signer.For(audience, {.issuer = who.issuer, .subject = "probe", .roles = {who.role}});
}

grpc::Status Call(grpc::GenericStub& stub, const MethodDescriptor& method, const std::string& token) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  if (!token.empty()) context.AddMetadata(platform::rpc::kCallerKey, token);
  grpc::ByteBuffer request, response;
  const grpc::Slice empty("", 0);
  request = grpc::ByteBuffer(&empty, 1);
  std::promise<grpc::Status> answered;
  stub.UnaryCall(&context, fmt::format("/{}/{}", method.service()->full_name(), method.name()), {}, &request, &response,
                 [&](grpc::Status status) { answered.set_value(std::move(status)); });
  return answered.get_future().get();
}

struct Tally {
  int refused = 0;
  int admitted = 0;

  void Expect(StatusCode wanted, const grpc::Status& status, const MethodDescriptor& method, const std::string& who) {
    if (status.error_code() == wanted) {
      ++refused;
    } else {
      ++admitted;
      fmt::print("{} was answered {} ({}) as {}\n", method.full_name(), status.error_code(), status.error_message(),
                 who);
    }
  }
};

// Every RPC that the protos declare.
std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : files) {
    if (!name.starts_with("mimamori/")) continue;
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) methods.push_back(file->service(s)->method(m));
    }
  }
  return methods;
}

// Those of a process: what its own package declares and what every service has; lanes only where a method goes on them.
std::vector<const MethodDescriptor*> MethodsOf(const std::string& process) {
  std::vector<const MethodDescriptor*> own, shared;
  for (const MethodDescriptor* method : AllMethods()) {
    const std::string& package = method->file()->package();
    if (package == fmt::format("mimamori.{}.v1", process)) own.push_back(method);
    if (package == "mimamori.rpc.v1") shared.push_back(method);
  }
  const bool lanes = std::any_of(own.begin(), own.end(), [](const MethodDescriptor* method) {
    return method->options().GetExtension(rpc::v1::lane);
  });
  for (const MethodDescriptor* method : shared) {
    if (lanes || method->service()->name() != "LaneService") own.push_back(method);
  }
  return own;
}

absl::Status TryProcess(const std::string& process, const Options& options, const platform::Clock& clock,
                        Tally& tally) {
  grpc::GenericStub stub(grpc::CreateChannel(fmt::format("unix:{}/{}.sock", options.sockets, process),
                                             grpc::InsecureChannelCredentials()));
  const auto methods = MethodsOf(process);
  if (methods.size() < 3) return absl::InternalError(process + " has no methods");
  for (const MethodDescriptor* method : methods) {
    tally.Expect(StatusCode::UNAUTHENTICATED, Call(stub, *method, ""), *method, "nobody");
  }
  for (const Who& who : Everybody()) {
    ASSIGN_OR_RETURN(const std::string token, TokenOf(who, process, options, clock));
    // A token for another service is worth nothing here.
    ASSIGN_OR_RETURN(const std::string astray, TokenOf(who, process == "vault" ? "mail" : "vault", options, clock));
    for (const MethodDescriptor* method : methods) {
      tally.Expect(StatusCode::UNAUTHENTICATED, Call(stub, *method, astray), *method,
                   who.Name() + " with a token for another");
      if (!who.trusted) {
        tally.Expect(StatusCode::UNAUTHENTICATED, Call(stub, *method, token), *method, who.Name());
      } else if (!MayCall(who, *method)) {
        tally.Expect(StatusCode::PERMISSION_DENIED, Call(stub, *method, token), *method, who.Name());
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Tally> Run(const Options& options) {
  ASSIGN_OR_RETURN(const auto clock, platform::MakeClock(options.clock_file));
  Tally tally;
  std::set<const MethodDescriptor*> tried;
  for (const std::string& process : kServices) {
    RETURN_IF_ERROR(TryProcess(process, options, *clock, tally));
    for (const MethodDescriptor* method : MethodsOf(process)) tried.insert(method);
  }
  for (const MethodDescriptor* method : AllMethods()) {
    if (!tried.contains(method)) return absl::InternalError(method->full_name() + " belongs to no process");
  }
  return tally;
}

}  // namespace
}  // namespace mimamori::tests

int main(int argc, char** argv) {
  using namespace mimamori;
  platform::crypto::Initialise();
  tests::Options options;
  platform::Flags flags("journey_access", "Calls everything as everybody who may not.");
  flags.Require("caller-keys", &options.caller_keys, "folder with everybody's keys")
      .Require("clock-file", &options.clock_file, "the town's clock")
      .Require("sockets", &options.sockets, "folder with the services' sockets");
  if (const absl::Status parsed = flags.Parse(argc, argv); !parsed.ok()) {
    fmt::print(stderr, "{}\n", std::string(parsed.message()));
    return 2;
  }
  const auto tally = tests::Run(options);
  if (!tally.ok()) {
    fmt::print(stderr, "{}\n", std::string(tally.status().message()));
    return 2;
  }
  fmt::print("{} refused, {} not\n", tally->refused, tally->admitted);
  return tally->admitted == 0 ? 0 : 1;
}
