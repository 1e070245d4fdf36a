// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/domain_paces.hpp"

#include <map>

#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

namespace {

constexpr size_t kMacBytes = 16;

// In the order of the MACs, in which all processes take their locks.
using States = std::map<std::string, DomainState>;

constexpr Statement kAdd{"mail_add_domains", R"(
  INSERT INTO domain_paces (domain_mac) SELECT unnest($1::bytea[]) ON CONFLICT (domain_mac) DO NOTHING)"};
constexpr Statement kLock{"mail_lock_domains", R"(
  SELECT domain_mac, paid_until, planned_until, paused_until, probed_until, pauses
  FROM domain_paces WHERE domain_mac = ANY ($1) ORDER BY domain_mac FOR UPDATE)"};
constexpr Statement kKeep{"mail_keep_domains", R"(
  UPDATE domain_paces d
  SET paid_until = s.paid_until, planned_until = s.planned_until, paused_until = s.paused_until,
      probed_until = s.probed_until, pauses = s.pauses
  FROM unnest($1::bytea[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::integer[])
       AS s (domain_mac, paid_until, planned_until, paused_until, probed_until, pauses)
  WHERE d.domain_mac = s.domain_mac)"};

absl::Status Add(Connection& transaction, const std::vector<std::string>& macs) {
  if (macs.empty()) return absl::OkStatus();
  return transaction.Run(kAdd, Params().BytesArray(macs)).status();
}

absl::StatusOr<States> Lock(Connection& transaction, const std::vector<std::string>& macs) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLock, Params().BytesArray(macs)));
  States states;
  for (int row = 0; row < rows.size(); ++row) {
    states[std::string(rows.Bytes(row, 0))] = {.paid_until = rows.Time(row, 1), .planned_until = rows.Time(row, 2),
                                               .paused_until = rows.Time(row, 3), .probed_until = rows.Time(row, 4),
                                               .pauses = rows.Int4(row, 5)};
  }
  return states;
}

absl::Status Keep(Connection& transaction, const States& states) {
  std::vector<std::string> macs;
  std::vector<absl::Time> paid, planned, paused, probed;
  std::vector<int32_t> pauses;
  for (const auto& [mac, state] : states) {
    macs.push_back(mac);
    paid.push_back(state.paid_until);
    planned.push_back(state.planned_until);
    paused.push_back(state.paused_until);
    probed.push_back(state.probed_until);
    pauses.push_back(state.pauses);
  }
  if (macs.empty()) return absl::OkStatus();
  return transaction.Run(kKeep, Params().BytesArray(macs).TimeArray(paid).TimeArray(planned).TimeArray(paused)
                                    .TimeArray(probed).Int4Array(pauses)).status();
}

}  // namespace

DomainPaces::DomainPaces(platform::postgres::Pool& pool, const platform::Secret& key)
    : pool_(pool), mac_(platform::crypto::DeriveKey(key, "domain pace"), "mimamori.mail_domain") {}

absl::StatusOr<std::vector<Place>> DomainPaces::TakePlaces(absl::Time deadline, absl::Time now,
                                                           const DomainPacePolicy& policy,
                                                           const std::vector<std::string>& domains) {
  std::map<std::string, std::string> mac_of;  // by domain
  std::map<std::string, DomainPace> paces;    // by MAC
  for (const std::string& domain : domains) {
    std::string& mac = mac_of[domain];
    if (!mac.empty()) continue;
    mac = mac_.Of(domain, kMacBytes);
    paces[mac] = PaceOf(policy, domain);
  }
  std::vector<std::string> macs, with_rate;
  for (const auto& [mac, pace] : paces) {
    macs.push_back(mac);
    if (pace.mails_per_minute > 0) with_rate.push_back(mac);
  }
  std::vector<Place> places;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(Add(transaction, with_rate));
    ASSIGN_OR_RETURN(States states, Lock(transaction, macs));
    places.clear();
    for (const std::string& domain : domains) {
      const auto state = states.find(mac_of[domain]);
      places.push_back(state == states.end() ? Place{.time = now, .probe = false}
                                             : TakePlace(state->second, paces[state->first], policy, now));
    }
    return Keep(transaction, states);
  }));
  return places;
}

absl::StatusOr<absl::Time> DomainPaces::Pause(absl::Time deadline, absl::Time now, const DomainPacePolicy& policy,
                                              const std::string& domain) {
  const std::vector<std::string> macs{mac_.Of(domain, kMacBytes)};
  absl::Time until = now;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(Add(transaction, macs));
    ASSIGN_OR_RETURN(States states, Lock(transaction, macs));
    for (auto& [mac, state] : states) {
      mail::Pause(state, policy, now);
      until = state.paused_until;
    }
    return Keep(transaction, states);
  }));
  return until;
}

absl::Status DomainPaces::EndPause(absl::Time deadline, absl::Time now, const std::string& domain) {
  const std::vector<std::string> macs{mac_.Of(domain, kMacBytes)};
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(States states, Lock(transaction, macs));
    for (auto& [mac, state] : states) {
      if (state.paused_until <= now) mail::EndPause(state);  // another mail may have been told "not now" meanwhile
    }
    return Keep(transaction, states);
  });
}

constexpr Statement kForget{"mail_forget_domains", R"(
  DELETE FROM domain_paces
  WHERE paid_until <= $1 AND planned_until <= $1 AND paused_until + interval '1 hour' <= $1)"};

absl::Status DomainPaces::Forget(absl::Time deadline, absl::Time now) {
  return pool_.Run(deadline, kForget, Params().Time(now)).status();
}

std::vector<Statement> DomainPaces::Statements() { return {kAdd, kLock, kKeep, kForget}; }

}  // namespace mimamori::mail
