// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/gateways/door_world.hpp"

namespace mimamori::tests {
namespace {

using ::testing::HasSubstr;

struct Certificate {
  TempFolder folder;
  std::string cert = folder.File("cert.pem"), key = folder.File("key.pem");

  Certificate() {
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    X509* x509 = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), 0);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, pair);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("door.test"), -1, -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(x509));
    X509_sign(x509, pair, EVP_sha256());
    FILE* file = fopen(cert.c_str(), "w");
    PEM_write_X509(file, x509);
    fclose(file);
    file = fopen(key.c_str(), "w");
    PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
    fclose(file);
    X509_free(x509);
    EVP_PKEY_free(pair);
  }
};

// One TLS connection that trusts anybody.
class TlsClient {
 public:
  TlsClient(int port, int most_version) : context_(SSL_CTX_new(TLS_client_method())), socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    SSL_CTX_set_max_proto_version(context_, most_version);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, socket_);
    connected_ = SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    close(socket_);
  }
  bool connected() const { return connected_; }
  std::string Ask(std::string_view request, std::string_view until) {
    SSL_write(ssl_, request.data(), static_cast<int>(request.size()));
    std::string out;
    char chunk[4096];
    while (out.find(until) == std::string::npos) {
      const int count = SSL_read(ssl_, chunk, sizeof(chunk));
      if (count <= 0) break;
      out.append(chunk, static_cast<size_t>(count));
    }
    return out;
  }

 private:
  SSL_CTX* context_;
  int socket_;
  SSL* ssl_;
  bool connected_ = false;
};

DoorWorld::Options Tls(const Certificate& certificate) {
  DoorWorld::Options options;
  options.url = "https://door.test";
  options.server.tls_cert = certificate.cert;
  options.server.tls_key = certificate.key;
  return options;
}

TEST(Tls, ServesVersion13Alone) {
  const Certificate certificate;
  DoorWorld world(Tls(certificate));
  TlsClient modern(world.port(), TLS1_3_VERSION);
  ASSERT_TRUE(modern.connected());
  const std::string get = "GET /v1/echoes/one HTTP/1.1\r\nHost: door.test\r\n\r\n";
  EXPECT_THAT(modern.Ask(get, "traceparent"), HasSubstr("\"text\":\"one\""));
  EXPECT_THAT(modern.Ask(get, "traceparent"), HasSubstr("Strict-Transport-Security"));
  EXPECT_FALSE(TlsClient(world.port(), TLS1_2_VERSION).connected());
  HttpClient plain(world.port());
  EXPECT_EQ(plain.Ask("GET", "/v1/echoes/x").status, 0);
}

TEST(Tls, CarriesEventsAndLosesABrowserWithoutHarm) {
  const Certificate certificate;
  DoorWorld world(Tls(certificate));
  {
    TlsClient client(world.port(), TLS1_3_VERSION);
    EXPECT_THAT(client.Ask("GET /v1/numbers?count=2&hold=true HTTP/1.1\r\nHost: door.test\r\n\r\n", "id: 2"),
                HasSubstr("text/event-stream"));
  }
  world.probe->WaitUntilStreamsCancelled(1);
  TlsClient closing(world.port(), TLS1_3_VERSION);
  EXPECT_THAT(closing.Ask("GET /v1/echoes/x HTTP/1.1\r\nHost: door.test\r\nConnection: close\r\n\r\n", "never"),
              HasSubstr("Connection: close"));
}

TEST(Tls, NeedsACertificateThatFitsItsKey) {
  const Certificate one, other;
  DoorWorld world;
  for (const auto& [cert, key] : std::vector<std::pair<std::string, std::string>>{
           {one.cert, other.key}, {one.cert, "/nowhere"}, {"/nowhere", one.key}, {one.cert, ""}}) {
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.tls_cert = cert;
    options.tls_key = key;
    EXPECT_EQ(http::Server::Start(options, *world.door).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace mimamori::tests
