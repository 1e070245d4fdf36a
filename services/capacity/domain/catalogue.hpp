// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "services/capacity/domain/report.hpp"

namespace mimamori::capacity {

// A class of beds or a capability, by its code and as pages call it.
struct CatalogueEntry {
  std::string code;
  std::string japanese_name;
  std::string english_name;

  friend bool operator==(const CatalogueEntry&, const CatalogueEntry&) = default;
};

// A version of policy `capacity.classes`, in the order in which pages show it.
struct NamedCatalogue {
  std::vector<CatalogueEntry> classes;
  std::vector<CatalogueEntry> capabilities;

  Catalogue Codes() const {
    Catalogue codes;
    for (const CatalogueEntry& one : classes) codes.classes.insert(one.code);
    for (const CatalogueEntry& one : capabilities) codes.capabilities.insert(one.code);
    return codes;
  }

  friend bool operator==(const NamedCatalogue&, const NamedCatalogue&) = default;
};

}  // namespace mimamori::capacity
