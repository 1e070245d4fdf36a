// SPDX-License-Identifier: Apache-2.0
// What comes in by mail, and the tables that offices upload.
#include <algorithm>

#include "gateways/inbound_mail/delivery_report.hpp"
#include "gateways/inbound_mail/lmtp_dialogue.hpp"
#include "gateways/inbound_mail/visitor_mail.hpp"
#include "services/platform/core/csv.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"
#include "tests/fuzz/target.hpp"

namespace mimamori {
namespace {

FUZZ_TARGET(inbound_mail) {
  const inbound_mail::Trust trust{.authserv_id = "mx.city.example", .own_hops = 1, .own_domain = "in.city.example"};
  const auto mail = inbound_mail::ReadVisitorMail(bytes, false, trust);
  if (!mail.ok()) {
    FUZZ_CHECK(!platform::ReasonOf(mail.status()).empty());
    return;
  }
  FUZZ_CHECK(*platform::EmailAddress::Parse(mail->from.Reveal()) == mail->from);
  FUZZ_CHECK(mail->message_id.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  // Whoever can't write our mail system's name into a mail can't be verified.
  std::string lower(bytes);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (mail->verified) FUZZ_CHECK(lower.find("mx.city.example") != std::string::npos && lower.find("dmarc") != std::string::npos);
}

// What a client of `limits` that said `bytes` so many at a time was told, and the mails that it brought.
struct LmtpTalk {
  std::string said;
  std::vector<inbound_mail::Delivery> mails;
};
LmtpTalk TalkLmtp(std::string_view bytes, size_t piece, const inbound_mail::LmtpDialogue::Limits& limits) {
  using inbound_mail::LmtpDialogue;
  const auto judge = [](std::string_view recipient) {
    return recipient.find('a') != recipient.npos ? inbound_mail::Reply{250, "2.1.5 ok"} : inbound_mail::Reply{550, "5.1.1 no"};
  };
  LmtpDialogue dialogue("mx", limits, judge);
  LmtpTalk talk{.said = dialogue.Greeting(), .mails = {}};
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    std::string_view rest = bytes.substr(0, piece);
    while (!rest.empty()) {
      const size_t before = rest.size();
      const auto next = dialogue.Take(rest, talk.said);
      if (next == LmtpDialogue::Next::kClose) return talk;
      FUZZ_CHECK(rest.size() < before && (rest.empty() || next == LmtpDialogue::Next::kDeliver));
      FUZZ_CHECK(dialogue.delivery().mail.size() <= limits.mail_bytes);
      FUZZ_CHECK(dialogue.delivery().recipients.size() <= limits.recipients);
      if (next != LmtpDialogue::Next::kDeliver) continue;
      talk.mails.push_back(dialogue.delivery());
      FUZZ_CHECK(!talk.mails.back().recipients.empty());
      dialogue.Delivered(std::vector<inbound_mail::Reply>(talk.mails.back().recipients.size(), {250, "2.0.0 kept"}), talk.said);
    }
  }
  return talk;
}

FUZZ_TARGET(lmtp) {
  const inbound_mail::LmtpDialogue::Limits limits{.mail_bytes = 48, .recipients = 2, .mistakes = 4};
  const LmtpTalk talk = TalkLmtp(bytes, std::string_view::npos, limits);
  FUZZ_CHECK(talk.said.ends_with("\r\n"));
  FUZZ_CHECK(talk.said.size() <= 100 + 100 * static_cast<size_t>(1 + std::count(bytes.begin(), bytes.end(), '\n')));
  // However the bytes come, the same is said and delivered.
  for (const size_t piece : {1, 7}) {
    const LmtpTalk again = TalkLmtp(bytes, piece, limits);
    FUZZ_CHECK(again.said == talk.said && again.mails.size() == talk.mails.size());
    for (size_t i = 0; i < talk.mails.size(); ++i) {
      FUZZ_CHECK(again.mails[i].mail == talk.mails[i].mail && again.mails[i].recipients == talk.mails[i].recipients &&
                 again.mails[i].sender == talk.mails[i].sender && again.mails[i].too_large == talk.mails[i].too_large &&
                 again.mails[i].bare_ends == talk.mails[i].bare_ends);
    }
  }
}

FUZZ_TARGET(delivery_report) {
  using Outcome = inbound_mail::DeliveryReport::Outcome;
  const auto report = inbound_mail::ReadDeliveryReport(bytes);
  if (!report) return;
  FUZZ_CHECK(report->smtp_code == 0 || (report->smtp_code >= 400 && report->smtp_code <= 599));
  const std::string& status = report->status;
  FUZZ_CHECK(status.empty() ? report->outcome != Outcome::kFailed : status.size() >= 5 && status.size() <= 9);
  FUZZ_CHECK(status.find_first_not_of("0123456789.") == std::string::npos);
  if (report->outcome == Outcome::kFailed) FUZZ_CHECK(status[0] == '4' || status[0] == '5');
  // Nothing is said that does not stand there.
  FUZZ_CHECK(bytes.find(status) != std::string_view::npos);
}

FUZZ_TARGET(csv) {
  const auto text = platform::DecodeOfficeText("table", bytes);
  if (!text.ok()) {
    FUZZ_CHECK(platform::ReasonOf(text.status()) == "TEXT_NOT_DECODABLE");
    return;
  }
  FUZZ_CHECK(platform::IsUtf8(*text));
  std::vector<platform::CsvProblem> problems;
  const auto rows = platform::ParseCsv(*text, problems);
  const auto lines = 1 + std::count(text->begin(), text->end(), '\n') + std::count(text->begin(), text->end(), '\r');
  int before = 0;
  size_t cells = 0;
  for (const platform::CsvRow& row : rows) {
    FUZZ_CHECK(row.line > before && row.line <= lines && !row.cells.empty());
    before = row.line;
    cells += row.cells.size();
  }
  FUZZ_CHECK(cells <= text->size() + 1);
  FUZZ_CHECK(problems.size() <= 1);
  FUZZ_CHECK(problems.empty() == platform::CsvFailure("table", problems).ok());
  if (!problems.empty()) return;
  // Written again with every cell in quotation marks, it is the same table.
  std::string again;
  for (const platform::CsvRow& row : rows) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      again += i == 0 ? "\"" : ",\"";
      for (const char c : row.cells[i]) again += c == '"' ? std::string("\"\"") : std::string(1, c);
      again += '"';
    }
    again += "\r\n";
  }
  const auto twice = platform::ParseCsv(again, problems);
  FUZZ_CHECK(problems.empty() && twice.size() == rows.size());
  for (size_t i = 0; i < rows.size(); ++i) FUZZ_CHECK(twice[i].cells == rows[i].cells);
}

}  // namespace
}  // namespace mimamori
