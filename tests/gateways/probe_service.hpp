// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "services/platform/rpc/caller.hpp"
#include "tests/gateways/probe.grpc.pb.h"

namespace mimamori::tests {

// Answers what it is asked, and tells what reached it.
class ProbeService final : public probe::v1::ProbeService::Service {
 public:
  ProbeService(const std::string& key_folder, const platform::Clock& clock) : verifier_("probe", key_folder, clock) {}

  // Echo of the text "hold" waits until Release.
  void WaitUntilHeld();
  void Release();
  // A book on the shelf, or another number of its pages; 0: it is taken away.
  void PutBook(const std::string& title, int pages);
  // Ends the shelf's streams, and refuses new ones until told otherwise; OK: those that are there end well.
  void BreakShelf(const grpc::Status& status);
  void MendShelf();
  // In the order in which they were opened, the organisation and the resume token of the shelf's streams.
  std::vector<std::pair<std::string, std::string>> shelf_streams();
  // How many streams ended because the caller left.
  void WaitUntilStreamsCancelled(int count);

  grpc::Status Echo(grpc::ServerContext* context, const probe::v1::EchoRequest* request,
                    probe::v1::EchoAnswer* answer) override;
  grpc::Status GetEcho(grpc::ServerContext* context, const probe::v1::GetEchoRequest* request,
                       probe::v1::EchoAnswer* answer) override;
  grpc::Status MarkEcho(grpc::ServerContext* context, const probe::v1::MarkEchoRequest* request,
                        probe::v1::EchoAnswer* answer) override;
  grpc::Status Click(grpc::ServerContext* context, const probe::v1::ClickRequest* request,
                     probe::v1::EchoAnswer* answer) override;
  grpc::Status Bake(grpc::ServerContext* context, const probe::v1::BakeRequest* request,
                    probe::v1::Baked* baked) override;
  grpc::Status Fail(grpc::ServerContext* context, const probe::v1::FailRequest* request,
                    probe::v1::EchoAnswer* answer) override;
  grpc::Status WhoAmI(grpc::ServerContext* context, const probe::v1::WhoAmIRequest* request,
                      probe::v1::Identity* identity) override;
  grpc::Status WhichDevice(grpc::ServerContext* context, const probe::v1::WhichDeviceRequest* request,
                           probe::v1::Identity* identity) override;
  grpc::Status BindDevice(grpc::ServerContext* context, const probe::v1::BindDeviceRequest* request,
                          probe::v1::BoundDevice* bound) override;
  grpc::Status WhoIsThere(grpc::ServerContext* context, const probe::v1::WhoIsThereRequest* request,
                          probe::v1::Identity* identity) override;
  grpc::Status Print(grpc::ServerContext* context, const probe::v1::PrintRequest* request,
                     rpc::v1::Document* document) override;
  grpc::Status PrintParts(grpc::ServerContext* context, const probe::v1::PrintPartsRequest* request,
                          grpc::ServerWriter<rpc::v1::Document>* writer) override;
  grpc::Status Count(grpc::ServerContext* context, const probe::v1::CountRequest* request,
                     grpc::ServerWriter<probe::v1::Number>* writer) override;
  grpc::Status WatchShelf(grpc::ServerContext* context, const probe::v1::WatchShelfRequest* request,
                          grpc::ServerWriter<probe::v1::ShelfEvent>* writer) override;

 private:
  grpc::Status Identify(grpc::ServerContext& context, probe::v1::Identity& identity);

  const platform::rpc::CallerVerifier verifier_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  bool released_ = false;
  int cancelled_ = 0;
  std::vector<std::pair<std::string, int>> books_;  // put or taken, in order
  std::vector<std::pair<std::string, std::string>> shelf_streams_;
  int breaks_ = 0;
  bool broken_ = false;
  grpc::Status break_status_;
};

}  // namespace mimamori::tests
