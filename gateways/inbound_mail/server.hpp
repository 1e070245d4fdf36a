// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateways/inbound_mail/lmtp_dialogue.hpp"

namespace mimamori::inbound_mail {

struct ServerOptions {
  std::string listen = {};  // "unix:/run/…/lmtp"; who may enter its folder may deliver
  std::string host = "localhost";
  LmtpDialogue::Limits limits = {};
  int connections = 32;                           // beyond: 421 and closed
  int threads = 4;                                // for deliveries, which block
  absl::Duration idle_time = absl::Seconds(120);  // without a byte of the client: closed
  absl::Duration mail_time = absl::Minutes(5);    // from DATA to its end
};

// LMTP over a unix socket. A mail is answered once `deliver` has answered; a connection that breaks before was not answered,
// and the mail system brings the mail again.
class Server {
 public:
  using Deliver = std::function<std::vector<Reply>(const Delivery&)>;  // called on threads of the server's own
  // INVALID_ARGUMENT: not a unix socket; UNAVAILABLE: can't listen there.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options, LmtpDialogue::Judge judge, Deliver deliver);
  ~Server();
  int open_connections() const;
  // Takes no more; deliveries under way end by themselves and are answered, other connections are closed.
  void Drain();

 private:
  Server();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mimamori::inbound_mail
