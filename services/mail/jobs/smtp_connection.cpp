// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/smtp_connection.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string_view>

namespace mimamori::mail {
namespace {

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

size_t TakeText(char* buffer, size_t size, size_t count, void* rest_pointer) {
  auto& rest = *static_cast<std::string_view*>(rest_pointer);
  const size_t taken = std::min(size * count, rest.size());
  std::memcpy(buffer, rest.data(), taken);
  rest.remove_prefix(taken);
  return taken;
}

// The last line of each reply: "250 ok"; the lines before it have a hyphen ("250-SIZE").
size_t CountReply(char* line, size_t size, size_t count, void* replies) {
  if (size * count >= 4 && line[3] == ' ') ++*static_cast<int*>(replies);
  return size * count;
}

size_t Ignore(char*, size_t size, size_t count, void*) { return size * count; }

}  // namespace

struct SmtpConnection::Session {
  explicit Session(const SmtpConfig& settings) : config(settings), handle(curl_easy_init()) {
    if (handle == nullptr) std::abort();  // out of memory
  }
  ~Session() { curl_easy_cleanup(handle); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Options go, the open connection stays.
  void Reset() {
    curl_easy_reset(handle);
    replies = 0;
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(config.limit)));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    if (config.tls == SmtpTls::kStartTls) curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (!config.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, config.ca_file.c_str());
    if (!config.user.empty()) {
      curl_easy_setopt(handle, CURLOPT_USERNAME, std::string(config.user.Reveal()).c_str());
      curl_easy_setopt(handle, CURLOPT_PASSWORD, std::string(config.password.Reveal()).c_str());
    }
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &CountReply);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &replies);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Ignore);
  }

  SmtpStage StageOf(CURLcode result) const {
    switch (result) {
      case CURLE_OK: return SmtpStage::kMessage;
      case CURLE_COULDNT_RESOLVE_HOST:
      case CURLE_COULDNT_CONNECT:
      case CURLE_USE_SSL_FAILED:
      case CURLE_SSL_CONNECT_ERROR:
      case CURLE_PEER_FAILED_VERIFICATION:
      case CURLE_SSL_CACERT_BADFILE:
      case CURLE_LOGIN_DENIED: return SmtpStage::kServer;
      default: break;
    }
    curl_off_t uploaded = 0;
    long connects = 0;
    curl_easy_getinfo(handle, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    curl_easy_getinfo(handle, CURLINFO_NUM_CONNECTS, &connects);
    // A new connection starts with a greeting and the answer to EHLO; one reply more came to MAIL.
    constexpr int kRepliesBeforeMail = 2;
    const bool at_message = uploaded > 0 || connects == 0 || replies > kRepliesBeforeMail;
    return at_message ? SmtpStage::kMessage : SmtpStage::kServer;
  }

  const SmtpConfig& config;
  const std::string url = config.url + "/" + config.helo;  // libcurl greets with the path
  CURL* const handle;
  int replies = 0;
};

SmtpConnection::SmtpConnection(const SmtpConfig& config) {
  static std::once_flag started;
  std::call_once(started, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) std::abort();
  });
  session_ = std::make_unique<Session>(config);
}

SmtpConnection::~SmtpConnection() = default;

SmtpReply SmtpConnection::Send(const std::string& from, const std::string& to, const std::string& message) {
  session_->Reset();
  CURL* const handle = session_->handle;
  const std::unique_ptr<curl_slist, FreeList> recipients(curl_slist_append(nullptr, ("<" + to + ">").c_str()));
  std::string_view rest = message;
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, ("<" + from + ">").c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &TakeText);
  curl_easy_setopt(handle, CURLOPT_READDATA, &rest);
  const CURLcode result = curl_easy_perform(handle);
  long code = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
  const SmtpReply reply{session_->StageOf(result), static_cast<int>(code)};
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, nullptr);  // the list goes before the handle
  // A good last reply with a failure is a connection that broke: the mail's fate is unknown.
  if (result != CURLE_OK && code < 400) return {reply.stage, 0};
  return reply;
}

bool SmtpConnection::Answers() {
  session_->Reset();
  curl_easy_setopt(session_->handle, CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(session_->handle, CURLOPT_NOBODY, 1L);
  return curl_easy_perform(session_->handle) == CURLE_OK;
}

}  // namespace mimamori::mail
