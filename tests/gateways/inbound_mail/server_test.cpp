// SPDX-License-Identifier: Apache-2.0
// Over a real unix socket, with a client that knows nothing of ours.
#include "gateways/inbound_mail/server.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <future>

#include "tests/support/temp_folder.hpp"

namespace mimamori::inbound_mail {
namespace {

class Client {
 public:
  explicit Client(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    connected = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  ~Client() { ::close(socket_); }
  void Send(const std::string& text) { EXPECT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL), ssize_t(text.size())); }
  // What comes until a line begins with `last`, or the end.
  std::string Until(const std::string& last) {
    std::string said;
    char buffer[4096];
    while (said.find("\r\n" + last) == std::string::npos && !said.starts_with(last)) {
      const ssize_t count = ::recv(socket_, buffer, sizeof(buffer), 0);
      if (count <= 0) break;
      said.append(buffer, static_cast<size_t>(count));
    }
    return said;
  }
  bool AtEnd() {
    char c;
    return ::recv(socket_, &c, 1, 0) == 0;
  }
  bool connected = false;

 private:
  const int socket_;
};

class LmtpServerTest : public testing::Test {
 protected:
  void Start(ServerOptions options = {}) {
    options.listen = "unix:" + Path();
    auto started = Server::Start(std::move(options), [](std::string_view) { return Reply{250, "2.1.5 ok"}; },
                                 [this](const Delivery& delivery) { return Deliver(delivery); });
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }
  virtual std::vector<Reply> Deliver(const Delivery& delivery) {
    ++deliveries_;
    if (delivery.mail.starts_with("wait")) release_.get_future().wait();
    return std::vector<Reply>(delivery.recipients.size(), Reply{250, "2.0.0 kept " + delivery.recipients[0]});
  }
  std::string Path() const { return folder_.File("lmtp"); }
  static std::string AMail(const std::string& text) {
    return "MAIL FROM:<a@b.jp>\r\nRCPT TO:<" + text + "@x>\r\nDATA\r\n" + text + "\r\n.\r\n";
  }

  const tests::TempFolder folder_;
  std::promise<void> release_;
  std::atomic<int> deliveries_ = 0;
  std::unique_ptr<Server> server_;
};

TEST_F(LmtpServerTest, TakesMailsOneAfterAnotherAndSaysGoodbye) {
  Start();
  Client client(Path());
  client.Send("LHLO mx\r\n" + AMail("one") + AMail("two") + "QUIT\r\n");
  const std::string said = client.Until("221");
  EXPECT_TRUE(said.starts_with("220 localhost LMTP\r\n")) << said;
  EXPECT_LT(said.find("kept one@x"), said.find("kept two@x")) << said;
  EXPECT_TRUE(client.AtEnd());
  EXPECT_EQ(deliveries_, 2);
}

TEST_F(LmtpServerTest, ServesOthersWhileOneWaits) {
  Start();
  Client slow(Path()), quick(Path());
  slow.Send("LHLO mx\r\n" + AMail("wait"));
  quick.Send("LHLO mx\r\n" + AMail("quick") + "QUIT\r\n");
  EXPECT_NE(quick.Until("221").find("kept quick@x"), std::string::npos);
  release_.set_value();
  EXPECT_NE(slow.Until("250 2.0.0 kept").find("kept wait@x"), std::string::npos);
}

TEST_F(LmtpServerTest, AnswersWhatIsUnderWayBeforeItEnds) {
  Start();
  Client slow(Path()), idle(Path());
  EXPECT_NE(idle.Until("220"), "");
  slow.Send("LHLO mx\r\n" + AMail("wait"));
  while (deliveries_ == 0) std::this_thread::yield();
  auto drained = std::async(std::launch::async, [this] { server_->Drain(); });
  EXPECT_TRUE(idle.AtEnd());
  release_.set_value();
  EXPECT_NE(slow.Until("250 2.0.0 kept").find("kept wait@x"), std::string::npos);
  drained.wait();
  EXPECT_FALSE(Client(Path()).connected);
}

TEST_F(LmtpServerTest, TurnsAwayOneTooMany) {
  Start({.connections = 1});
  Client first(Path());
  EXPECT_NE(first.Until("220"), "");
  EXPECT_EQ(Client(Path()).Until("421"), "421 4.3.2 too many connections\r\n");
}

TEST_F(LmtpServerTest, ClosesWhatIsSilentForTooLong) {
  Start({.idle_time = absl::Milliseconds(1)});
  Client client(Path());
  EXPECT_NE(client.Until("220"), "");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(LmtpServerTest, ClosesWhatTakesTooLongForAMail) {
  Start({.mail_time = absl::Milliseconds(1)});
  Client client(Path());
  client.Send("LHLO mx\r\nMAIL FROM:<a@b.jp>\r\nRCPT TO:<c@d.jp>\r\nDATA\r\nhalf a line");
  EXPECT_NE(client.Until("354").find("354"), std::string::npos);
  EXPECT_TRUE(client.AtEnd());
  EXPECT_EQ(deliveries_, 0);
}

TEST(LmtpServer, ListensOnUnixSocketsOnly) {
  const auto judge = [](std::string_view) { return Reply{250, "2.1.5 ok"}; };
  const auto deliver = [](const Delivery&) { return std::vector<Reply>(); };
  EXPECT_EQ(Server::Start({.listen = "0.0.0.0:24"}, judge, deliver).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Server::Start({.listen = "unix:/nowhere/at/all"}, judge, deliver).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace mimamori::inbound_mail
