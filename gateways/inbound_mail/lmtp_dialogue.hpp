// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mimamori::inbound_mail {

// An answer of one line: 250, "2.0.0 taken". The text begins with an enhanced status code (RFC 3463) and is plain ASCII.
struct Reply {
  int code = 0;
  std::string text;
};

// A mail as it was delivered.
struct Delivery {
  std::string sender;                   // of the envelope; empty: from nobody
  std::vector<std::string> recipients;  // those that were accepted
  std::string mail;                     // CRLF at line ends; cut off when it is too large
  bool too_large = false;
  bool bare_ends = false;  // a CR or LF by itself: two readers would see two mails
};

// The server's side of LMTP (RFC 2033), with PIPELINING, ENHANCEDSTATUSCODES and 8BITMIME: what it says to what comes in, byte
// by byte. Knows no socket and no time.
class LmtpDialogue {
 public:
  struct Limits {
    size_t mail_bytes = 256 << 10;  // what is beyond is read and thrown away
    size_t recipients = 20;         // of a mail; beyond: 452
    int mistakes = 10;              // of a client; then: 421
  };
  // Whether there is such a recipient: 250, or why not.
  using Judge = std::function<Reply(std::string_view recipient)>;

  LmtpDialogue(std::string host, Limits limits, Judge judge);

  enum class Next {
    kMore,     // everything was read
    kDeliver,  // a whole mail is here: deliver delivery(), then Delivered
    kClose,    // say what there is to say and hang up
  };
  // Takes bytes off the front, up to the end of a mail; appends answers to `out`.
  Next Take(std::string_view& bytes, std::string& out);
  const Delivery& delivery() const { return delivery_; }
  // Between DATA and the end of its mail.
  bool in_mail() const { return state_ != State::kCommand; }
  // One answer for each recipient, in order (RFC 2033, section 4.2).
  void Delivered(const std::vector<Reply>& replies, std::string& out);

  std::string Greeting() const;

 private:
  enum class State { kCommand, kLineStart, kDot, kDotCr, kInLine, kCr };

  Next TakeCommand(std::string_view& bytes, std::string& out);
  Next Obey(std::string_view line, std::string& out);
  // The answer's last line; those before it go to `out`. 500, 501, 503, 555: the client's mistake.
  Reply ReplyTo(std::string_view verb, std::string_view argument, std::string& out);
  Reply Lhlo(std::string_view host, std::string& out);
  Reply MailFrom(std::string_view argument);
  Reply RcptTo(std::string_view argument);
  Reply Data();
  Next Mistake(int code, std::string_view text, std::string& out);
  // True at the end of the mail.
  bool TakeData(std::string_view& bytes);
  bool TakeByte(char c);
  void Keep(std::string_view text);
  void Reset();

  const std::string host_;
  const Limits limits_;
  const Judge judge_;
  State state_ = State::kCommand;
  std::string line_;
  bool line_too_long_ = false;
  bool greeted_ = false;
  bool has_sender_ = false;
  int mistakes_ = 0;
  Delivery delivery_;
};

}  // namespace mimamori::inbound_mail
