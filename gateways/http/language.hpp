// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mimamori::http {

// The best of `offered` (at least one) for an Accept-Language header (RFC 9110 §12.5.4): "en-GB" takes "en", "zh-TW"
// takes "zh-Hant". When nothing fits: English, if it is offered, for who names languages; else the first of the
// offered.
std::string ChooseLanguage(std::string_view accept_language, const std::vector<std::string>& offered);

}  // namespace mimamori::http
