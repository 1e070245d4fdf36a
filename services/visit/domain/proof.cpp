// SPDX-License-Identifier: Apache-2.0
#include "services/visit/domain/proof.hpp"

#include <set>

namespace mimamori::visit {
namespace {

constexpr int kLeastNumber = 10;  // two digits, as the page shows them
constexpr int kNumbers = 90;
constexpr size_t kChoices = 9;

int NumberAt(std::string_view random, size_t place) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(random[i % random.size()]); };
  return kLeastNumber + (byte(2 * place) * 256 + byte(2 * place + 1)) % kNumbers;
}

}  // namespace

bool IsExpired(const ProofAges& proof, absl::Time now) { return now > proof.issued_at + kProofLifetime; }

bool IsDueForRenewal(const ProofAges& proof, absl::Time at, const ProofPolicy& policy) {
  return proof.verified && at >= proof.issued_at + policy.renew_after && at < proof.confirmed_at + policy.confirm_again;
}

HandOverNumbers NumbersFrom(std::string_view random) {
  HandOverNumbers out{.number = NumberAt(random, 0), .numbers = {}};
  std::set<int> chosen{out.number};
  for (size_t place = 1; chosen.size() < kChoices; ++place) {
    int number = NumberAt(random, place);
    while (!chosen.insert(number).second) number = number == kLeastNumber + kNumbers - 1 ? kLeastNumber : number + 1;
  }
  out.numbers.assign(chosen.begin(), chosen.end());
  return out;
}

}  // namespace mimamori::visit
