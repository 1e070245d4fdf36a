// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Leaves the enclosing function with the error, if there is one. `expr` may hold a lambda that uses the macro itself:
// the counter keeps the names apart.
#define RETURN_IF_ERROR(expr) MIMAMORI_RETURN_IF_ERROR_(MIMAMORI_CAT_(mimamori_status_, __COUNTER__), expr)
#define MIMAMORI_RETURN_IF_ERROR_(status_, expr)                        \
  do {                                                                  \
    if (absl::Status status_ = (expr); !status_.ok()) return status_;   \
  } while (false)

// ASSIGN_OR_RETURN(const Stay stay, store.Get(id));
#define ASSIGN_OR_RETURN(lhs, expr) MIMAMORI_ASSIGN_OR_RETURN_(MIMAMORI_CAT_(mimamori_or_, __COUNTER__), lhs, expr)
#define MIMAMORI_ASSIGN_OR_RETURN_(or_, lhs, expr) \
  auto or_ = (expr);                               \
  if (!or_.ok()) return std::move(or_).status();   \
  lhs = *std::move(or_)
#define MIMAMORI_CAT_(a, b) MIMAMORI_CAT2_(a, b)
#define MIMAMORI_CAT2_(a, b) a##b
