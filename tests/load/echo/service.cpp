// SPDX-License-Identifier: Apache-2.0
// The echo behind the gateway: a service like the others, without a database.
#include "echo.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::load {
namespace {

struct Config {
  platform::rpc::ProcessConfig process;
};

class EchoService final : public echo::v1::EchoService::CallbackService {
 public:
  explicit EchoService(platform::rpc::Runner& runner) : runner_(runner) {}

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const echo::v1::EchoRequest* request,
                                 echo::v1::EchoResponse* response) override {
    return runner_.Later(context, request, response,
                         [](const platform::rpc::Call&, const echo::v1::EchoRequest& asked,
                            const std::function<void(absl::StatusOr<echo::v1::EchoResponse>)>& done) {
                           echo::v1::EchoResponse answer;
                           answer.set_text(asked.text());
                           done(std::move(answer));
                         });
  }

 private:
  platform::rpc::Runner& runner_;
};

void BindFlags(platform::Flags& flags, Config& config) { platform::rpc::BindProcessFlags(flags, config.process); }

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config&) {
  EchoService service(process.runner());
  return process.Serve({&service});
}

}  // namespace
}  // namespace mimamori::load

int main(int argc, char** argv) {
  using namespace mimamori;
  return platform::rpc::Main<load::Config>("echo", "Says what it was told.", argc, argv, &load::BindFlags, &load::Run);
}
