// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "mimamori/visit/v1/visit_service.grpc.pb.h"
#include "services/exposure/domain/exposure.hpp"
#include "services/exposure/domain/recipients.hpp"
#include "services/exposure/store/exposure_store.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::exposure {

// Who asks, for the audits below.
struct Asking {
  std::string officer;       // account id
  const char* purpose;       // "preview", "approve", "dispatch"
  absl::Time deadline;
  const platform::rpc::Call* call = nullptr;  // carries the trace; none in a job
};

// Finds the people of an exposure: stays from visit, event-scoped MACs from vault, the patient from registry, and from the
// store who was told of the same venue and day before. Preview and dispatch both go through here, so that they count the
// same people. Addresses never come this way.
class Gatherer {
 public:
  Gatherer(ExposureStore& store, platform::rpc::ServiceChannel visit, platform::rpc::ServiceChannel vault,
           platform::rpc::ServiceChannel registry);

  absl::StatusOr<Gathering::Result> Gather(const Exposure& exposure, const AlertPolicy& policy, const Asking& asking);

 private:
  absl::StatusOr<std::string> PatientMac(const ExposureId& id, const CaseId& patient, const Asking& asking);
  absl::Status AddWindow(const Exposure& exposure, const Window& window, const AlertPolicy& policy,
                         const Asking& asking, Gathering& gathering);
  // Days told before, under this event's key.
  absl::StatusOr<Gathering::Told> ToldOf(const ExposureId& id, const ToldBefore& before, const Asking& asking);
  // A contact and what it must have been sealed for: one that was moved to another row is nobody's.
  struct Contact {
    std::string sealed;
    std::string subject;
  };
  absl::StatusOr<std::vector<std::string>> Match(const ExposureId& id, const std::vector<Contact>& contacts,
                                                 const Asking& asking);
  absl::Status AddPage(const visit::v1::OverlapPage& page, const ExposureId& id, const Asking& asking,
                       Gathering& gathering);

  ExposureStore& store_;
  const platform::rpc::ServiceChannel visit_channel_;
  const platform::rpc::ServiceChannel vault_channel_;
  const platform::rpc::ServiceChannel registry_channel_;
  const std::unique_ptr<visit::v1::VisitService::Stub> visit_;
  const std::unique_ptr<vault::v1::VaultService::Stub> vault_;
  const std::unique_ptr<registry::v1::RegistryService::Stub> registry_;
};

}  // namespace mimamori::exposure
