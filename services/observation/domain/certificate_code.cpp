// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/certificate_code.hpp"

#include <algorithm>

namespace mimamori::observation {

std::string ShowCertificateCode(std::string_view bytes) {
  constexpr size_t kGroup = 5;
  const std::string code = WriteCertificateCode(bytes);
  std::string shown;
  for (size_t i = 0; i < code.size(); i += kGroup) {
    if (i > 0) shown += '-';
    shown += code.substr(i, kGroup);
  }
  return shown;
}

std::string CertificateUrl(std::string_view public_url, std::string_view bytes) {
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  std::string url(public_url);
  std::ranges::transform(url, url.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return url + "/C/" + WriteCertificateCode(bytes);
}

}  // namespace mimamori::observation
