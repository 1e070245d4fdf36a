// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mimamori::inbound_mail {

// What a mail system says about a mail of ours that it could not bring (RFC 3464).
struct DeliveryReport {
  enum class Outcome {
    kFailed,     // never, says the one who gave it up
    kDelayed,    // still tried
    kDelivered,  // delivered, relayed or expanded
  };
  Outcome outcome = Outcome::kFailed;
  std::string status;  // RFC 3463: "5.1.1"; of kFailed always there
  int smtp_code = 0;   // 400–599, what the last server answered; 0: not told
  friend bool operator==(const DeliveryReport&, const DeliveryReport&) = default;
};

// Reads a multipart/report (RFC 6522) about exactly one recipient, LF or CRLF at line ends. Whose mail came back says the
// address that it came to: addresses in it are not looked at, nor are texts for people. nullopt for every other mail, and for one
// that fails without saying how.
std::optional<DeliveryReport> ReadDeliveryReport(std::string_view mail);

}  // namespace mimamori::inbound_mail
