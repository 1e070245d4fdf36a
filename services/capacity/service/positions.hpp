// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/platform/core/id.hpp"

namespace mimamori::capacity {

// Where a page ended, as it stands within a token. Reading an empty one changes nothing; BAD_PAGE_TOKEN for anything else that
// was not written so.
std::string WritePosition(absl::Time time, const platform::Uuid& id);
absl::Status ReadPosition(std::string_view text, absl::Time& time, platform::Uuid& id);
absl::Status ReadOffset(std::string_view text, size_t& offset);
absl::Status BadPosition();

template <class Tag>
std::string WritePosition(absl::Time time, const platform::Id<Tag>& id) {
  return WritePosition(time, id.uuid());
}
template <class Tag>
absl::Status ReadPosition(std::string_view text, absl::Time& time, platform::Id<Tag>& id) {
  platform::Uuid uuid = id.uuid();
  absl::Status read = ReadPosition(text, time, uuid);
  id = platform::Id<Tag>(uuid);
  return read;
}

}  // namespace mimamori::capacity
