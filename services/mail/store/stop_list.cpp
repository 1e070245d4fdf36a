// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/stop_list.hpp"

#include <set>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::mail {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

StopList::StopList(platform::postgres::Pool& pool, const platform::Secret& key)
    : pool_(pool), mac_(platform::crypto::DeriveKey(key, "stop"), "mimamori.mail_stop") {}

std::string StopList::MacOf(const platform::EmailAddress& address) const { return mac_.Of(address.Folded(), 16); }

constexpr Statement kStop{"mail_stop", R"(
  INSERT INTO mail_stops (address_mac, stopped_at) VALUES ($1, $2) ON CONFLICT (address_mac) DO NOTHING)"};
constexpr Statement kResume{"mail_resume", "DELETE FROM mail_stops WHERE address_mac = $1"};

absl::Status StopList::Set(absl::Time deadline, absl::Time now, const platform::EmailAddress& address, bool stopped,
                           const std::string& trace_id) {
  return SetMac(deadline, now, MacOf(address), stopped, "visit", trace_id);
}

absl::Status StopList::SetMac(absl::Time deadline, absl::Time now, const std::string& mac, bool stopped,
                              const std::string& actor, const std::string& trace_id) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, stopped ? transaction.Run(kStop, Params().Bytes(mac).Time(now))
                                              : transaction.Run(kResume, Params().Bytes(mac)));
    if (rows.affected() == 0) return absl::OkStatus();
    return platform::postgres::AppendAudit(
        transaction, {.time = now, .actor = actor, .action = stopped ? "mail.Stop" : "mail.Resume",
                      .object_type = "mail_stop", .object_id = "one", .area = "", .reason = "", .payload = "{}",
                      .trace_id = trace_id});
  });
}

constexpr Statement kFindStops{"mail_find_stops", "SELECT address_mac FROM mail_stops WHERE address_mac = ANY ($1)"};

absl::StatusOr<std::vector<bool>> StopList::AreStopped(absl::Time deadline,
                                                       const std::vector<const platform::EmailAddress*>& addresses) {
  std::vector<std::string> macs;
  for (const platform::EmailAddress* address : addresses) macs.push_back(MacOf(*address));
  return AreMacsStopped(deadline, macs);
}

absl::StatusOr<std::vector<bool>> StopList::AreMacsStopped(absl::Time deadline, const std::vector<std::string>& macs) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFindStops, Params().BytesArray(macs)));
  std::set<std::string, std::less<>> stopped;
  for (int row = 0; row < rows.size(); ++row) stopped.emplace(rows.Bytes(row, 0));
  std::vector<bool> out;
  for (const std::string& mac : macs) out.push_back(stopped.contains(mac));
  return out;
}

std::vector<Statement> StopList::Statements() { return {kStop, kResume, kFindStops}; }

}  // namespace mimamori::mail
