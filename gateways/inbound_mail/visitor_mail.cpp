// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/visitor_mail.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "services/platform/core/ascii.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::inbound_mail {
namespace {

using platform::EqualsIgnoringCase;
using platform::LowerCased;
using Fields = std::vector<HeaderField>;

constexpr int kMostHops = 30;

const std::string* First(const Fields& fields, std::string_view name) {
  for (const HeaderField& field : fields) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

int64_t CountOf(const Fields& fields, std::string_view name) {
  return std::count_if(fields.begin(), fields.end(), [&](const HeaderField& field) { return field.name == name; });
}

// The first word of a field, lower case; empty when there is none.
std::string FirstWord(const Fields& fields, std::string_view name) {
  const std::string* const value = First(fields, name);
  if (value == nullptr) return "";
  const auto words = SplitIntoWords(*value, ";,=");
  return !words || words->empty() ? "" : LowerCased(words->front().text);
}

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kInvalidArgument, reason, sentence);
}

bool IsAutomatic(const Fields& fields) {
  if (const std::string* submitted = First(fields, "auto-submitted"); submitted != nullptr) {
    if (FirstWord(fields, "auto-submitted") != "no") return true;  // RFC 3834: any other word
  }
  for (const char* name : {"x-autoreply", "x-autorespond", "x-autoresponder"}) {
    if (First(fields, name) != nullptr) return true;
  }
  const std::string* const return_path = First(fields, "return-path");
  return (return_path != nullptr && *return_path == "<>") || FirstWord(fields, "precedence") == "auto_reply" ||
         FirstWord(fields, "content-type") == "multipart/report";
}

bool IsBulk(const Fields& fields) {
  for (const char* name : {"list-id", "list-post", "list-unsubscribe"}) {
    if (First(fields, name) != nullptr) return true;
  }
  const std::string precedence = FirstWord(fields, "precedence");
  return precedence == "bulk" || precedence == "list" || precedence == "junk";
}

// Judged by our own mail system, once, as aligned with the domain in From.
bool IsVerified(const Fields& fields, const platform::EmailAddress& from, const Trust& trust) {
  if (trust.authserv_id.empty()) return false;
  int hops = 0, results = 0;
  bool passed = false;
  for (const HeaderField& field : fields) {
    if (field.name == "received" && ++hops > trust.own_hops) break;
    if (field.name != "authentication-results") continue;
    const DmarcResult result = ReadAuthenticationResults(field.value, trust.authserv_id);
    if (!result.ours) continue;
    if (!result.readable) return false;
    results += result.results;
    passed = passed || (!result.passed_for.empty() && result.passed_for == from.Domain());
  }
  return passed && results == 1;
}

// RFC 5321, section 4.4: the time is what follows the last semicolon. "Sat, 21 Nov 2026 14:00:00 +0900 (JST)".
std::optional<absl::Time> TimeOfReceived(std::string_view value) {
  const size_t semicolon = value.rfind(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  const auto words = SplitIntoWords(value.substr(semicolon + 1), "");
  if (!words) return std::nullopt;
  std::string text;
  for (const Word& word : *words) text += (text.empty() ? "" : " ") + word.text;
  absl::Time time;
  std::string ignored;
  for (const char* format : {"%a, %d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M:%S %z"}) {
    if (absl::ParseTime(format, text, &time, &ignored)) return time;
  }
  return std::nullopt;
}

std::string LanguageOf(const Fields& fields) {
  for (const char* name : {"accept-language", "content-language"}) {
    const std::string word = FirstWord(fields, name);
    if (word.empty()) continue;
    const std::string_view language = platform::LanguageFor(word);
    return std::string(language.empty() ? "en" : language);
  }
  return "ja";
}

bool NeedsNoQuotation(std::string_view local_part) {
  return !local_part.empty() && std::all_of(local_part.begin(), local_part.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
  });
}

// Words that stand together as an address: plain ones, or a quotation and "@domain".
std::optional<platform::EmailAddress> AddressFrom(std::string_view value, const std::vector<Word>& words) {
  std::string text;
  if (words.size() == 1 && words[0].kind == Word::Kind::kPlain) {
    text = words[0].text;
  } else if (words.size() == 2 && words[0].kind == Word::Kind::kQuoted && words[1].kind == Word::Kind::kPlain &&
             words[1].text.starts_with('@')) {
    const std::string_view quoted = value.substr(words[0].at, words[1].at - words[0].at);
    text = (NeedsNoQuotation(words[0].text) ? words[0].text : std::string(quoted)) + words[1].text;
  } else {
    return std::nullopt;
  }
  auto address = platform::EmailAddress::Parse(text);
  if (!address.ok()) return std::nullopt;
  return *std::move(address);
}

}  // namespace

std::optional<platform::EmailAddress> ReadFrom(std::string_view value) {
  const auto words = SplitIntoWords(value, "<>,:;");
  if (!words) return std::nullopt;
  const auto is_sign = [](const Word& word) { return word.kind == Word::Kind::kSign; };
  const auto open = std::find_if(words->begin(), words->end(), is_sign);
  if (open == words->end()) return AddressFrom(value, *words);
  const bool brackets = open->Is('<') && words->back().Is('>');
  if (!brackets || std::count_if(words->begin(), words->end(), is_sign) != 2) return std::nullopt;
  const bool names_another = std::any_of(words->begin(), open, [](const Word& word) {
    return word.kind == Word::Kind::kPlain && word.text.find('@') != std::string::npos;
  });
  if (names_another) return std::nullopt;
  return AddressFrom(value, {open + 1, words->end() - 1});
}

DmarcResult ReadAuthenticationResults(std::string_view value, std::string_view authserv_id) {
  DmarcResult result;
  const auto words = SplitIntoWords(value, ";=");
  // Without words that can be told apart it might be ours: then nothing is believed.
  if (!words || words->empty()) {
    result.ours = true;
    return result;
  }
  result.ours = EqualsIgnoringCase(words->front().text, authserv_id);
  if (!result.ours) return result;
  auto word = words->begin() + 1;
  if (word != words->end() && !word->Is(';')) ++word;  // the version
  while (word != words->end()) {
    if (!word->Is(';')) return result;
    const auto end = std::find_if(++word, words->end(), [](const Word& other) { return other.Is(';'); });
    const auto length = end - word;
    if (length == 0 && end == words->end()) break;  // a semicolon at the end
    if (length == 1 && EqualsIgnoringCase(word->text, "none")) {
      word = end;
      continue;
    }
    if (length == 0 || length % 3 != 0) return result;
    const bool dmarc = EqualsIgnoringCase(word->text.substr(0, word->text.find('/')), "dmarc");
    const bool pass = dmarc && EqualsIgnoringCase((word + 2)->text, "pass");
    result.results += dmarc ? 1 : 0;
    std::string from;
    for (; word != end; word += 3) {
      if (word->kind == Word::Kind::kSign || !(word + 1)->Is('=') || (word + 2)->kind == Word::Kind::kSign) return result;
      if (EqualsIgnoringCase(word->text, "header.from")) from = LowerCased((word + 2)->text);
    }
    if (pass) result.passed_for = from.substr(from.rfind('@') + 1);
  }
  result.readable = true;
  return result;
}

absl::StatusOr<VisitorMail> ReadVisitorMail(std::string_view mail, bool nobody, const Trust& trust) {
  const auto fields = ReadHeaderSection(mail);
  if (!fields) return Refused("MAIL_MALFORMED", "the mail's headers can't be read");
  if (CountOf(*fields, "received") > kMostHops || First(*fields, "x-loop") != nullptr) {
    return Refused("MAIL_LOOPS", "the mail goes round in circles");
  }
  if (nobody || IsAutomatic(*fields)) return Refused("MAIL_AUTOMATIC", "the mail was not written by a person");
  if (IsBulk(*fields)) return Refused("MAIL_BULK", "the mail went to many");
  std::optional<platform::EmailAddress> from;
  if (CountOf(*fields, "from") == 1) from = ReadFrom(*First(*fields, "from"));
  if (!from) return Refused("SENDER_UNCLEAR", "the mail does not say from which one address it comes");
  if (from->Domain() == trust.own_domain) return Refused("MAIL_LOOPS", "the mail comes from ourselves");

  const std::string* id = First(*fields, "message-id");
  const std::string* const received = First(*fields, "received");
  if (id == nullptr || id->empty()) id = received;
  if (id == nullptr || id->empty()) return Refused("MAIL_MALFORMED", "the mail has no Message-ID");
  VisitorMail out{.from = *from, .verified = IsVerified(*fields, *from, trust), .message_id = id->substr(0, 998),
                  .language = LanguageOf(*fields), .received_at = {}};
  if (received != nullptr) out.received_at = TimeOfReceived(*received);
  return out;
}

}  // namespace mimamori::inbound_mail
