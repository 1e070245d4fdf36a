// SPDX-License-Identifier: Apache-2.0
// Asks the vault what a thief of old databases would ask, with every permission that the services have: reads a line
// "SUBJECT HEX" for each sealed contact and prints "opened" or the vault's reason, and "matched" or "unmatched". Before
// them, one line for the pseudonym key of the day: "given" or the reason.
//   journey_probe --caller-keys DIR --clock-file FILE --vault ADDRESS --service-day 2026-11-21
#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/core/config.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::tests {
namespace {

using vault::v1::VaultService;

constexpr char kTemplate[] = "alert-caution";

struct Options {
  std::string caller_keys = {};
  std::string clock_file = {};
  std::string vault = {};
  std::string service_day = {};
};

struct Contact {
  std::string subject;
  std::string sealed;
};

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

std::vector<Contact> ReadContacts() {
  std::vector<Contact> contacts;
  for (std::string subject, hex; std::cin >> subject >> hex;) contacts.push_back({subject, FromHex(hex)});
  return contacts;
}

// The vault as one of the services sees it.
class Colleague {
 public:
  Colleague(const Options& options, const platform::Clock& clock, const std::string& name, platform::crypto::Signer key)
      : signer_(name, std::move(key), clock),
        channel_("vault", grpc::CreateChannel(options.vault, grpc::InsecureChannelCredentials()), signer_),
        stub_(VaultService::NewStub(channel_.channel())) {}

  template <class Request, class Response>
  absl::StatusOr<Response> Ask(grpc::Status (VaultService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                          Response*),
                               const Request& request) {
    const auto context = channel_.Context(absl::Now() + absl::Seconds(30));
    return platform::rpc::Ask(*stub_, method, *context, request);
  }

 private:
  const platform::rpc::CallerSigner signer_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<VaultService::Stub> stub_;
};

absl::StatusOr<std::unique_ptr<Colleague>> As(const std::string& name, const Options& options,
                                              const platform::Clock& clock) {
  ASSIGN_OR_RETURN(auto key, platform::crypto::Signer::FromFile(fmt::format("{}/{}.key", options.caller_keys, name)));
  return std::make_unique<Colleague>(options, clock, name, std::move(key));
}

absl::Status AskForPseudonymKey(const Options& options, const platform::Clock& clock) {
  ASSIGN_OR_RETURN(const auto visit, As("visit", options, clock));
  vault::v1::GetPseudonymKeyRequest request;
  request.set_service_day(options.service_day);
  const auto key = visit->Ask(&VaultService::Stub::GetPseudonymKey, request);
  fmt::print("{}\n", key.ok() ? "given" : platform::ReasonOf(key.status()));
  return absl::OkStatus();
}

absl::Status Open(const Options& options, const platform::Clock& clock, const std::vector<Contact>& contacts) {
  ASSIGN_OR_RETURN(const auto signer, platform::crypto::Signer::FromFile(options.caller_keys + "/exposure.key"));
  vault::v1::DispatchPermit permit;
  permit.set_issuer("exposure");
  permit.set_event_id(platform::FormatUuid(platform::RandomUuid()));
  permit.set_ring(vault::v1::RING_VISIT);
  permit.set_template_(kTemplate);
  *permit.mutable_expire_time() = platform::rpc::ToTimestamp(clock.Now() + absl::Hours(1));
  vault::v1::OpenContactsRequest open;
  open.set_template_(kTemplate);
  open.mutable_permit()->set_permit(permit.SerializeAsString());
  open.mutable_permit()->set_signature(signer.Sign("mimamori.permit.v1", open.permit().permit()));
  vault::v1::MatchContactsRequest match;
  match.set_event_id(permit.event_id());
  for (const Contact& contact : contacts) {
    open.add_sealed_contacts(contact.sealed);
    match.add_sealed_contacts(contact.sealed);
    match.add_subjects(contact.subject);
  }
  ASSIGN_OR_RETURN(const auto mail, As("mail", options, clock));
  ASSIGN_OR_RETURN(const auto opened, mail->Ask(&VaultService::Stub::OpenContacts, open));
  ASSIGN_OR_RETURN(const auto exposure, As("exposure", options, clock));
  ASSIGN_OR_RETURN(const auto matched, exposure->Ask(&VaultService::Stub::MatchContacts, match));
  for (int i = 0; i < opened.contacts_size(); ++i) {
    const std::string& reason = opened.contacts(i).failure_reason();
    fmt::print("{} {}\n", reason.empty() ? "opened" : reason, matched.macs(i).empty() ? "unmatched" : "matched");
  }
  return absl::OkStatus();
}

absl::Status Run(const Options& options) {
  ASSIGN_OR_RETURN(const auto clock, platform::MakeClock(options.clock_file));
  RETURN_IF_ERROR(AskForPseudonymKey(options, *clock));
  return Open(options, *clock, ReadContacts());
}

}  // namespace
}  // namespace mimamori::tests

int main(int argc, char** argv) {
  using namespace mimamori;
  platform::crypto::Initialise();
  tests::Options options;
  platform::Flags flags("journey_probe", "Asks the vault to open contacts.");
  flags.Require("caller-keys", &options.caller_keys, "folder with the services' keys")
      .Require("clock-file", &options.clock_file, "the town's clock")
      .Require("vault", &options.vault, "address of the vault")
      .Require("service-day", &options.service_day, "of the contacts");
  absl::Status status = flags.Parse(argc, argv);
  if (status.ok()) status = tests::Run(options);
  if (!status.ok()) fmt::print(stderr, "{} {}\n", platform::ReasonOf(status), std::string(status.message()));
  return status.ok() ? 0 : 1;
}
