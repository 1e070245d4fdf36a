// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/http_endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "services/platform/core/error.hpp"
#include "tests/services/platform/rpc/http_client.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::platform::rpc {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using tests::Exchange;
using tests::Get;

HttpEndpoint::Answer Echo(const std::string& path) { return {path == "/gone" ? 503 : 200, "text/plain", "at " + path}; }

TEST(HttpEndpoint, AnswersOnAPort) {
  const auto endpoint = HttpEndpoint::Start("127.0.0.1:0", Echo);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  const int port = (*endpoint)->port();
  EXPECT_THAT(Get(port, "/metrics?x=1"), testing::AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\r\n\r\nat /metrics")));
  EXPECT_THAT(Get(port, "/gone"), StartsWith("HTTP/1.1 503 "));
}

TEST(HttpEndpoint, AnswersOnAUnixSocketAndCleansUp) {
  const tests::TempFolder folder;
  const std::string path = folder.File("m.sock");
  {
    const auto endpoint = HttpEndpoint::Start("unix:" + path, Echo);
    ASSERT_TRUE(endpoint.ok()) << endpoint.status();
    EXPECT_THAT(Get(path, "/readyz"), HasSubstr("at /readyz"));
    EXPECT_EQ(ReasonOf(HttpEndpoint::Start("unix:" + path, Echo).status()), "ADDRESS_IN_USE");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(HttpEndpoint, TakesTheSocketThatACrashLeftBehind) {
  const tests::TempFolder folder;
  const std::string path = folder.File("m.sock");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int old = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(old, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  close(old);
  const auto endpoint = HttpEndpoint::Start("unix:" + path, Echo);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  EXPECT_THAT(Get(path, "/healthz"), HasSubstr("at /healthz"));
}

TEST(HttpEndpoint, RefusesWhatItDoesNotServe) {
  const auto endpoint = HttpEndpoint::Start("127.0.0.1:0", Echo);
  ASSERT_TRUE(endpoint.ok());
  const int port = (*endpoint)->port();
  EXPECT_THAT(Exchange(port, "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"),
              StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(Exchange(port, "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n"),
              testing::AnyOf(testing::IsEmpty(), StartsWith("HTTP/1.1 4")));
}

TEST(HttpEndpoint, SaysWhatIsWrongWithAnAddress) {
  for (const char* address : {"", "unix:", "9001", "localhost:9001", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:x",
                              "[::1:9001", "127.0.0.1:9001x"}) {
    SCOPED_TRACE(address);
    EXPECT_EQ(ReasonOf(HttpEndpoint::Start(address, Echo).status()), "BAD_ADDRESS");
  }
  EXPECT_EQ(ReasonOf(HttpEndpoint::Start("unix:/" + std::string(120, 'x'), Echo).status()), "BAD_ADDRESS");
  const auto first = HttpEndpoint::Start("127.0.0.1:0", Echo);
  EXPECT_EQ(ReasonOf(HttpEndpoint::Start("127.0.0.1:" + std::to_string((*first)->port()), Echo).status()),
            "ADDRESS_IN_USE");
}

}  // namespace
}  // namespace mimamori::platform::rpc
