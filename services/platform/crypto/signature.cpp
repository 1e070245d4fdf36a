// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/signature.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::crypto {
namespace {

const unsigned char* In(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* Out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// Names come from tokens that are not verified yet: nothing that could lead out of the folder.
bool IsKeyName(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

std::string Labelled(std::string_view label, std::string_view message) {
  std::string text;
  text.reserve(label.size() + 1 + message.size());
  text.append(label).push_back('\0');
  return text.append(message);
}

// Public keys are no secret, so not through CreateSecretFile; a reader must still never see half of one.
absl::Status WritePublicKey(const std::string& path, std::string_view text) {
  const std::string draft = path + "." + ToHex(RandomBytes(8)) + ".draft";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) return absl::InternalError("can't create a public key file in the key folder");
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  if (written && std::rename(draft.c_str(), path.c_str()) == 0) return absl::OkStatus();
  ::unlink(draft.c_str());
  return absl::InternalError("can't write a public key file in the key folder");
}

absl::StatusOr<Secret> ReadSigningKey(const std::string& path) {
  ASSIGN_OR_RETURN(const Secret text, ReadSecretFile(path));
  auto bytes = FromBase64Url(text.Reveal());
  if (!bytes.ok() || bytes->size() != crypto_sign_SECRETKEYBYTES) {
    return Failure(absl::StatusCode::kFailedPrecondition, "MALFORMED_SIGNING_KEY",
                   "the file does not hold an Ed25519 signing key");
  }
  return Secret(*std::move(bytes));
}

}  // namespace

absl::StatusOr<Signer> Signer::FromFile(const std::string& path) {
  Initialise();
  ASSIGN_OR_RETURN(Secret key, ReadSigningKey(path));
  return Signer(std::move(key));
}

std::string Signer::Sign(std::string_view label, std::string_view message) const {
  const std::string text = Labelled(label, message);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Out(signature), nullptr, In(text), text.size(), In(key_.Reveal()));
  return signature;
}

absl::Status WriteSigningKey(const std::string& folder, const std::string& name) {
  Initialise();
  if (!IsKeyName(name)) {
    return Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_KEY_NAME",
                   "a key's name is made of a-z, 0-9, - and _");
  }
  const std::string key_path = folder + "/" + name + ".key";
  const std::string public_path = folder + "/" + name + ".pub";
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret_key(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_keypair(Out(public_key), Out(secret_key));
  const Secret secret(std::move(secret_key));
  const Secret text(ToBase64Url(secret.Reveal()));
  const absl::Status created = CreateSecretFile(key_path, text.Reveal());
  if (created.ok()) return WritePublicKey(public_path, ToBase64Url(public_key));
  // A stop between the two files left the key alone: the public half is the second half of the secret key.
  if (absl::IsAlreadyExists(created) && ::access(public_path.c_str(), F_OK) != 0) {
    ASSIGN_OR_RETURN(const Secret kept, ReadSigningKey(key_path));
    RETURN_IF_ERROR(WritePublicKey(public_path, ToBase64Url(kept.Reveal().substr(crypto_sign_SEEDBYTES))));
  }
  return created;
}

struct Verifier::Keys {
  explicit Keys(std::string folder_of_keys) : folder(std::move(folder_of_keys)) {}

  struct Version {
    int64_t seconds = 0;
    int64_t nanoseconds = 0;
    uint64_t inode = 0;
    friend bool operator==(const Version&, const Version&) = default;
  };
  struct Known {
    Version version;
    std::string public_key;  // empty: the file holds no key
  };

  // Empty when the issuer is not known.
  std::string Of(const std::string& issuer) {
    const std::string path = folder + "/" + issuer + ".pub";
    struct stat info {};
    if (!IsKeyName(issuer) || ::stat(path.c_str(), &info) != 0) return {};
    const Version version{info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ino};
    {
      const std::shared_lock lock(mutex);
      const auto it = known.find(issuer);
      if (it != known.end() && it->second.version == version) return it->second.public_key;
    }
    // The version is the one from before the read: a file that changes in between is read again at the next call.
    const std::string public_key = Read(path);
    const std::unique_lock lock(mutex);
    known[issuer] = {version, public_key};
    return public_key;
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    const auto key = FromBase64Url(text);
    return key.ok() && key->size() == crypto_sign_PUBLICKEYBYTES ? *key : std::string();
  }

  const std::string folder;
  std::shared_mutex mutex;
  std::unordered_map<std::string, Known> known;
};

Verifier::Verifier(std::string folder) : keys_(std::make_shared<Keys>(std::move(folder))) { Initialise(); }

absl::Status Verifier::Verify(const std::string& issuer, std::string_view label, std::string_view message,
                              std::string_view signature) const {
  const std::string public_key = keys_->Of(issuer);
  if (public_key.empty()) {
    return Failure(absl::StatusCode::kPermissionDenied, "UNKNOWN_ISSUER", "there is no public key of this issuer");
  }
  const std::string text = Labelled(label, message);
  if (signature.size() != crypto_sign_BYTES ||
      crypto_sign_verify_detached(In(signature), In(text), text.size(), In(public_key)) != 0) {
    return Failure(absl::StatusCode::kPermissionDenied, "BAD_SIGNATURE", "the signature is not the issuer's");
  }
  return absl::OkStatus();
}

}  // namespace mimamori::platform::crypto
