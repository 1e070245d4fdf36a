// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::tests {

struct DkimKey {
  std::string pem;
  std::string record;  // what DNS would say at spring._domainkey.mimamori.example
};

// Debian's python3-dkim, which shares nothing with our signer.
class DkimJudge {
 public:
  // "RSA" or "ED25519".
  DkimKey MakeKey(const std::string& algorithm, int bits = 2048) const {
    std::vector<std::string> words{"genpkey", "-algorithm", algorithm, "-out", "key.pem"};
    if (algorithm == "RSA") words.insert(words.end(), {"-pkeyopt", "rsa_keygen_bits:" + std::to_string(bits)});
    OpenSsl(words);
    OpenSsl({"pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der"});
    std::string key = folder_.Read("public.der");
    if (algorithm == "ED25519") key = key.substr(key.size() - 32);  // RFC 8463 §4.2: the key itself
    folder_.Write("public.raw", key);
    const std::string kind = algorithm == "RSA" ? "rsa" : "ed25519";
    return {folder_.Read("key.pem"), "v=DKIM1; k=" + kind + "; p=" + OpenSsl({"base64", "-A", "-in", "public.raw"})};
  }

  // "good\n" or "bad\n".
  std::string Verify(const std::string& message, const std::string& record) const {
    constexpr char kProgram[] = R"(
import sys, dkim
record = open("record", "rb").read()
def dns(name, timeout=5):
    return record if name == b"spring._domainkey.mimamori.example." else None
print("good" if dkim.verify(open("message", "rb").read(), dnsfunc=dns, minkey=1024) else "bad"))";
    folder_.Write("message", message);
    folder_.Write("record", record);
    return RunToEnd({.words = {"/usr/bin/python3", "-c", kProgram}, .environment = {}, .folder = folder_.path()});
  }

 private:
  std::string OpenSsl(std::vector<std::string> words) const {
    words.insert(words.begin(), "openssl");
    return RunToEnd({.words = std::move(words), .environment = {}, .folder = folder_.path()});
  }

  const TempFolder folder_;
};

}  // namespace mimamori::tests
