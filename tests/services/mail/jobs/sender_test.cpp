// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "embedded/mail_migrations.hpp"
#include "embedded/mail_templates.hpp"
#include "fmt/format.h"
#include "services/mail/store/bounce_store.hpp"
#include "services/mail/store/dead_letter_store.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/mail/store/stop_list.hpp"
#include "services/mail/store/unsubscribe_tokens.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/services/mail/support/dkim_judge.hpp"
#include "tests/services/mail/support/fake_vault.hpp"
#include "tests/services/mail/support/mailbox.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::mail {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using tests::FakeVault;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 10, 0, 0), absl::UTCTimeZone());

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
bool Never() { return false; }

const Template& Named(std::string_view name) {
  for (const Template& mail : Templates()) {
    if (mail.name == name) return mail;
  }
  std::abort();
}

// The store, the vault over gRPC, the mail server over SMTP: all real but the vault's keys.
class SenderTest : public testing::Test {
 protected:
  std::unique_ptr<Sender> NewSender(MailStore& store, const std::string& smtp, Sender::Options options = {}) {
    smtp_.url = "smtp://" + smtp;
    smtp_.helo = "mimamori.example";
    return std::make_unique<Sender>(
        store, contacts_,
        Sender::Policies{.retries = std::bind_front(&PolicyBook::Retries, &policies_),
                         .pace = std::bind_front(&PolicyBook::MailPace, &policies_),
                         .domain_paces = std::bind_front(&PolicyBook::DomainPaces, &policies_),
                         .statistics = std::bind_front(&PolicyBook::Statistics, &policies_),
                         .texts = [this](absl::Time deadline, absl::Time now) {
                           return policies_.Texts(deadline, now, shipped_.words, {"https://mimamori.example", ""});
                         },
                         .stopped = [this](absl::Time deadline, const auto& addresses)
                             -> absl::StatusOr<std::vector<bool>> {
                           if (stops_down_) return absl::UnavailableError("down");
                           return stops_.AreStopped(deadline, addresses);
                         },
                         .suppressed = [this](absl::Time deadline, absl::Time now, const auto& addresses) {
                           std::vector<std::string> macs;
                           for (const platform::EmailAddress* address : addresses) macs.push_back(stops_.MacOf(*address));
                           return bounces_.AreSuppressed(deadline, now, macs);
                         }},
        SendingHall::Equipment{.from = *Mailbox::Parse("見守り <noreply@mimamori.example>"), .parameters = parameters_,
                               .clock = clock_, .metrics = metrics_, .paces = paces_,
                               .connect = connect_ ? connect_ : [this] { return std::make_unique<SmtpConnection>(smtp_); },
                               .connections = 4,
                               .unsubscribe_url = [this](const platform::EmailAddress& reader) {
                                 return "https://mimamori.example/unsubscribe/" + tokens_.Write(stops_.MacOf(reader));
                               },
                               .return_path = return_path_,
                               .signer = dkim_ ? &*dkim_ : nullptr},
        options);
  }
  std::unique_ptr<Sender> NewSender(const std::string& smtp) { return NewSender(store_, smtp); }

  // Queues mails to those addresses in one group. An address "destroyed" is one whose key is gone.
  void Enqueue(std::string_view name, const std::vector<std::string>& addresses, const std::string& language = "ja",
               absl::Duration lifetime = absl::Hours(24), const std::string& area = "") {
    Batch batch;
    batch.mail = &Named(name);
    batch.caller = std::string(batch.mail->caller);
    batch.group = "event";
    batch.area_code = area;
    const auto permit = FakeVault::Permit(batch.caller, vault::v1::RING_VISIT, std::string(name));
    batch.permit = permit.permit();
    batch.permit_signature = permit.signature();
    batch.now = clock_.Now();
    batch.expire_time = batch.now + lifetime;
    batch.key_day = absl::ToCivilDay(batch.now, absl::UTCTimeZone());
    for (const std::string& address : addresses) {
      NewMail mail{.id = MessageId::Random(), .request_id = platform::RequestId::Random(), .sealed_contact = {},
                   .parameters = {}, .quota = {}};
      mail.sealed_contact = address == "destroyed" ? address : vault_.Seal(address, language);
      mail.parameters = parameters_.Seal(mail.id, batch.key_day, Values(*batch.mail));
      batch.mails.push_back(std::move(mail));
    }
    const auto ids = store_.Enqueue(Soon(), batch);
    ASSERT_TRUE(ids.ok()) << ids.status();
  }
  const TextBook shipped_ = *ReadTextBook(embedded::mail_templates::Files());
  static Parameters Values(const Template& mail) {
    Parameters values;
    const Parameters all{{"venue_name", "喫茶ひばり"}, {"date", "2026-11-21"}, {"stay_start", "19:05"},
                         {"stay_end", "20:35"}, {"contact_text", "中央保健所 06-0000-0000"},
                         {"link", "https://mimamori.example/confirm/secret-token"}};
    for (const Parameter& parameter : mail.parameters) {
      values[std::string(parameter.name)] = all.at(std::string(parameter.name));
    }
    return values;
  }
  static std::vector<std::string> Many(int count) {
    std::vector<std::string> addresses;
    for (int i = 0; i < count; ++i) addresses.push_back(fmt::format("visitor-{}@example.jp", i));
    return addresses;
  }
  void SetDomainPace(const std::string& body) {
    auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
    ASSERT_TRUE(owner->Script(fmt::format("UPDATE policies SET body = '{}' WHERE name = 'mail.domain_pace'", body)).ok());
  }
  // What Tokyo writes in Japanese.
  void SetTexts(const char* name, const char* text) {
    auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
    const std::string body = fmt::format(
        R"({{"texts": [{{"area_code": "130001", "language": "ja", "reviewed": true, "subject": "都からのお知らせ", "text": "{}"}}]}})",
        text);
    ASSERT_TRUE(owner->Script(fmt::format("UPDATE policies SET body = '{}' WHERE name = 'mail.texts.{}'", body, name)).ok());
  }
  Progress ProgressOf(const std::string& caller = "exposure") { return *store_.GetProgress(Soon(), caller, "event"); }
  bool InDump(const char* text) { return tests::DumpDatabase(database_.Conninfo()).find(text) != std::string::npos; }
  std::string ReasonOfAll() {
    const platform::postgres::Statement reasons{"test_reasons", "SELECT string_agg(DISTINCT reason, ' ') FROM outbox"};
    return std::string((*pool_.Run(Soon(), reasons)).Text(0, 0));
  }

  tests::TempFolder folder_;
  tests::FakeClock clock_{kNow};
  platform::observe::Metrics metrics_;
  tests::Callers callers_{"vault", clock_};
  platform::rpc::CallerSigner signer_ = callers_.SignerOf("mail");
  std::string vault_address_ = "unix:" + folder_.File("vault");
  FakeVault vault_{vault_address_};
  VaultContactOpener contacts_{
      {"vault", grpc::CreateChannel(vault_address_, grpc::InsecureChannelCredentials()), signer_}};
  tests::ScratchDatabase database_{"mail", embedded::mail_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresMailStore store_{pool_};
  PolicyBook policies_{pool_};
  const platform::Secret key_ = platform::crypto::RandomKey();
  ParameterBox parameters_{key_.Clone()};
  StopList stops_{pool_, key_};
  DomainPaces paces_{pool_, key_};
  std::optional<DkimSigner> dkim_;
  std::function<std::unique_ptr<MailTransport>()> connect_;  // none: over SMTP
  const UnsubscribeTokens tokens_{key_};
  BounceStore bounces_{pool_};
  const BounceTokens bounce_tokens_{key_};
  std::function<std::string(int64_t, const platform::EmailAddress&)> return_path_;  // none: the sender
  bool stops_down_ = false;
  SmtpConfig smtp_;
};

TEST_F(SenderTest, SendsNothingThatOthersDecideOnToWhoeverStoppedIt) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  const auto hanako = platform::EmailAddress::Parse("hanako@example.jp").value();
  ASSERT_TRUE(stops_.Set(Soon(), clock_.Now(), hanako, true, "trace").ok());
  ASSERT_TRUE(stops_.Set(Soon(), clock_.Now(), hanako, true, "trace").ok()) << "again";
  Enqueue("alert-caution", {"HANAKO@example.jp", "john@example.com"});
  Enqueue("alert-cluster", {"hanako@example.jp"});
  Enqueue("verification", {"hanako@example.jp"});
  Enqueue("record-link", {"hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  const auto mails = mailbox.Mails();
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_EQ((std::set{mails[0].to, mails[1].to}), (std::set<std::string>{"john@example.com", "hanako@example.jp"}));
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 1, .cancelled = 2}));
  EXPECT_FALSE(InDump("hanako"));

  ASSERT_TRUE(stops_.Set(Soon(), clock_.Now(), hanako, false, "trace").ok());
  Enqueue("alert-caution", {"hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_THAT(mailbox.Mails(), SizeIs(3)) << "she wants it again";
}

TEST_F(SenderTest, SendsNoAlertToAMailboxThatMailsCameBackFrom) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  const std::string mac = stops_.MacOf(*platform::EmailAddress::Parse("hanako@example.jp"));
  const BouncePolicy policy{.statuses = {"5.1.1"}, .reports = 1, .within = absl::Hours(24), .suppressed = absl::Hours(48)};
  Enqueue("verification", {"hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  ASSERT_TRUE(*bounces_.Record(Soon(), clock_.Now(), policy, {1, mac}, true, 550));
  Enqueue("alert-caution", {"Hanako@example.jp", "john@example.com"});
  Enqueue("verification", {"hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 1, .failed = 1}));
  EXPECT_THAT(mailbox.Mails(), SizeIs(3)) << "whoever waits for a mail gets it, if it can be had";
  EXPECT_THAT(ReasonOfAll(), HasSubstr("SUPPRESSED"));
  clock_.Advance(absl::Hours(49));
  Enqueue("alert-caution", {"hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_THAT(mailbox.Mails(), SizeIs(4));
}

TEST_F(SenderTest, LetsEachMailComeBackToAnAddressOfItsOwn) {
  tests::Mailbox mailbox;
  return_path_ = [this](int64_t number, const platform::EmailAddress& reader) {
    return "bounce-" + bounce_tokens_.Write({number, stops_.MacOf(reader)}) + "@in.city.example";
  };
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", {"hanako@example.jp", "john@example.com"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  std::set<int64_t> numbers;
  for (const auto& mail : mailbox.Mails()) {
    ASSERT_TRUE(mail.from.starts_with("bounce-")) << mail.from;
    EXPECT_LE(mail.from.find('@'), 64u) << "RFC 5321, section 4.5.3.1.1";
    const auto token = bounce_tokens_.Read(mail.from.substr(7, BounceTokens::kLength));
    ASSERT_TRUE(token.ok()) << token.status();
    EXPECT_EQ(token->address_mac, stops_.MacOf(*platform::EmailAddress::Parse(mail.to)));
    numbers.insert(token->number);
    EXPECT_THAT(mail.raw, HasSubstr("<noreply@mimamori.example>")) << "readers see who wrote";
  }
  EXPECT_EQ(numbers, (std::set<int64_t>{1, 2}));
}

TEST_F(SenderTest, WaitsRatherThanSendAgainstAWishItCannotRead) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", {"hanako@example.jp"});
  stops_down_ = true;
  EXPECT_FALSE(sender->Run(&Never).ok());
  EXPECT_THAT(mailbox.Mails(), SizeIs(0));
  stops_down_ = false;
  clock_.Advance(absl::Minutes(2));
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_THAT(mailbox.Mails(), SizeIs(1));
}

TEST_F(SenderTest, DeliversEachMailOnceInTheReadersLanguage) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-cluster", {"hanako@example.jp"}, "ja");
  Enqueue("alert-cluster", {"john@example.com"}, "en");
  ASSERT_TRUE(sender->Run(&Never).ok());
  ASSERT_TRUE(sender->Run(&Never).ok());
  auto mails = mailbox.Mails();
  ASSERT_THAT(mails, SizeIs(2));
  if (mails[0].to != "hanako@example.jp") std::swap(mails[0], mails[1]);
  EXPECT_EQ(mails[0].subject, "【見守り】感染した方と同じ場所を利用された方へのお知らせ");
  EXPECT_THAT(mails[0].text, HasSubstr("場所: 喫茶ひばり\n日付: 2026年11月21日（土）\nあなたの滞在: 19:05から20:35まで"));
  EXPECT_THAT(mails[0].html, HasSubstr("<td>喫茶ひばり</td>"));
  EXPECT_THAT(mails[0].raw, HasSubstr("From: =?UTF-8?B?6KaL5a6I44KK?=\r\n <noreply@mimamori.example>\r\n"));
  EXPECT_THAT(mails[0].raw, HasSubstr("Auto-Submitted: auto-generated"));
  EXPECT_EQ(mails[1].to, "john@example.com");
  EXPECT_THAT(mails[1].text, HasSubstr("Date: Saturday, 21 November 2026"));
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 2}));
}

TEST_F(SenderTest, MarksATextThatNobodyReviewedAndSendsTheEnglishOneWithIt) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-cluster", {"minjun@example.kr"}, "ko");
  ASSERT_TRUE(sender->Run(&Never).ok());
  const auto mails = mailbox.Mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(mails[0].subject, "Mimamori: 감염자와 같은 장소에 계셨습니다");
  EXPECT_THAT(mails[0].raw, HasSubstr("Content-Language: ko\r\n"));
  for (const std::string& part : {mails[0].text, mails[0].html}) {
    EXPECT_THAT(part, HasSubstr("이 번역은 아직 검수를 거치지 않은 초안입니다."));
    EXPECT_THAT(part, HasSubstr("장소: 喫茶ひばり"));
    EXPECT_THAT(part, HasSubstr("Place: 喫茶ひばり"));
  }
}

TEST_F(SenderTest, WritesWithTheTextsOfTheArea) {
  tests::Mailbox mailbox;
  SetTexts("alert-caution", "{{date}} 東京都 {{contact_text}}");
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", {"hanako@example.jp"}, "ja", absl::Hours(24), "131016");
  Enqueue("alert-caution", {"taro@example.jp"}, "ja", absl::Hours(24), "271004");
  ASSERT_TRUE(sender->Run(&Never).ok());
  auto mails = mailbox.Mails();
  ASSERT_THAT(mails, SizeIs(2));
  if (mails[0].to != "hanako@example.jp") std::swap(mails[0], mails[1]);
  EXPECT_EQ(mails[0].subject, "都からのお知らせ");
  EXPECT_THAT(mails[0].text, HasSubstr("2026年11月21日（土） 東京都 中央保健所"));
  EXPECT_EQ(mails[1].subject, "【見守り】体調の変化にご注意ください");
}

// As after a release whose template has other parameters.
TEST_F(SenderTest, SendsTheShippedTextWhereTheAreasCanBeReadNoMore) {
  tests::Mailbox mailbox;
  SetTexts("alert-caution", "{{date}} {{venue_name}} {{contact_text}}");
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", {"hanako@example.jp"}, "ja", absl::Hours(24), "131016");
  ASSERT_TRUE(sender->Run(&Never).ok());
  const auto mails = mailbox.Mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(mails[0].subject, "【見守り】体調の変化にご注意ください");
}

// As when a release's template is there before the row of its areas' texts.
TEST_F(SenderTest, IsStoppedByNoTemplateWhoseTextsAreMissing) {
  tests::Mailbox mailbox;
  auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script("DELETE FROM policies WHERE name = 'mail.texts.alert-caution'").ok());
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("verification", {"taro@example.jp"});
  Enqueue("alert-caution", {"hanako@example.jp"}, "ja", absl::Hours(24), "131016");
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_THAT(mailbox.Mails(), SizeIs(2)) << "the shipped text leaves";
  EXPECT_EQ(policies_.UnreadableTexts(), 1);
}

TEST_F(SenderTest, LeavesNoAddressAndNoParameterInTheDatabase) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("verification", {"hanako@example.jp"});
  for (const char* secret : {"hanako", "example.jp", "secret-token"}) EXPECT_FALSE(InDump(secret)) << secret;
  EXPECT_TRUE(InDump("sealed-")) << "a sealed contact, as long as the mail waits";
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_THAT(mailbox.Mails(), SizeIs(1));
  for (const char* secret : {"hanako", "example.jp", "secret-token", "sealed-"}) EXPECT_FALSE(InDump(secret)) << secret;
}

TEST_F(SenderTest, TellsReadersOfAlertsHowToEndThem) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", {"hanako@example.jp", "hanako@example.jp"});
  Enqueue("verification", {"hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  std::set<std::string> tokens;
  const auto mails = mailbox.Mails();
  ASSERT_THAT(mails, SizeIs(3));
  for (const auto& mail : mails) {
    constexpr std::string_view kUrl = "List-Unsubscribe:\r\n <https://mimamori.example/unsubscribe/";
    const size_t at = mail.raw.find(kUrl);
    if (mail.text.find("secret-token") != std::string::npos) {
      EXPECT_EQ(at, std::string::npos) << "whoever asked for a mail need not unsubscribe from it";
      continue;
    }
    ASSERT_NE(at, std::string::npos);
    EXPECT_THAT(mail.raw, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    const size_t start = at + kUrl.size();
    tokens.insert(mail.raw.substr(start, mail.raw.find('>', start) - start));
  }
  ASSERT_THAT(tokens, SizeIs(2)) << "two mails to one person can't be told by their tokens";
  const std::string mac = stops_.MacOf(*platform::EmailAddress::Parse("Hanako@example.jp"));
  for (const std::string& token : tokens) EXPECT_EQ(*tokens_.Read(token), mac);
}

TEST_F(SenderTest, SignsWhatLeavesWhenItHasAKey) {
  const tests::DkimJudge judge;
  const tests::DkimKey key = judge.MakeKey("RSA");
  dkim_ = *DkimSigner::Create(platform::Secret(key.pem), "mimamori.example", "spring");
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-cluster", {"hanako@example.jp", "taro@docomo.ne.jp"});
  Enqueue("verification", {"john@example.com"}, "en");
  ASSERT_TRUE(sender->Run(&Never).ok());
  const auto mails = mailbox.Mails();
  ASSERT_THAT(mails, SizeIs(3));
  for (const auto& mail : mails) EXPECT_EQ(judge.Verify(mail.raw, key.record), "good\n") << mail.raw;
}

TEST_F(SenderTest, SendsNoAlertToWhoeverEndedThemAlsoOfThoseThatWait) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", {"hanako@example.jp", "john@example.com"});
  const std::string mac = stops_.MacOf(*platform::EmailAddress::Parse("HANAKO@example.jp"));
  ASSERT_TRUE(stops_.SetMac(Soon(), clock_.Now(), mac, true, "reader", "trace").ok());
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 1, .cancelled = 1}));
  ASSERT_THAT(mailbox.Mails(), SizeIs(1));
  EXPECT_EQ(mailbox.Mails()[0].to, "john@example.com");
  EXPECT_FALSE(InDump("hanako"));
  ASSERT_TRUE(stops_.SetMac(Soon(), clock_.Now(), mac, false, "reader", "trace").ok());
  Enqueue("alert-caution", {"hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(mailbox.Count(), 2u);
}

TEST_F(SenderTest, SendsNoAlertWhileTheStopListCannotBeRead) {
  tests::Mailbox mailbox;
  auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script("REVOKE SELECT ON mail_stops FROM mail").ok());
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", {"hanako@example.jp"});
  EXPECT_FALSE(sender->Run(&Never).ok());
  EXPECT_EQ(mailbox.Count(), 0u);
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 1}));
}

TEST_F(SenderTest, ComesBackToAServerThatSaysNotNow) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  for (const char* stage : {"rcpt", "data"}) {
    SCOPED_TRACE(stage);
    const size_t before = mailbox.Count();
    mailbox.Answer(451, 1, stage);
    Enqueue("alert-caution", {"hanako@example.jp"});
    ASSERT_TRUE(sender->Run(&Never).ok());
    EXPECT_EQ(ProgressOf().deferred, 1);
    EXPECT_EQ(mailbox.Count(), before);
    ASSERT_TRUE(sender->Run(&Never).ok());
    EXPECT_EQ(ProgressOf().deferred, 1) << "not before its time";
    clock_.Advance(absl::Seconds(40));
    ASSERT_TRUE(sender->Run(&Never).ok());
    EXPECT_EQ(ProgressOf().deferred, 0);
    EXPECT_EQ(mailbox.Count(), before + 1);
  }
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 2}));
}

TEST_F(SenderTest, GivesUpWhatIsRefusedForGood) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  mailbox.Answer(550, 1);
  Enqueue("alert-caution", {"nobody@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  mailbox.Answer(554, 1, "data");
  Enqueue("alert-caution", {"nobody@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.failed = 2}));
  EXPECT_EQ(ReasonOfAll(), "REFUSED");
  EXPECT_EQ(mailbox.Count(), 0u);
  DeadLetterStore letters(pool_);
  const auto dead = *letters.Count(Soon(), clock_.Now(), {}, 10);
  EXPECT_THAT(dead, testing::ElementsAre(DeadLetterCount{"alert-caution", "event", "REFUSED", 550, 1, 1},
                                         DeadLetterCount{"alert-caution", "event", "REFUSED", 554, 1, 1}));
  ASSERT_TRUE(letters.RetryAll(Soon(), clock_.Now(), {.group = "event"}, 10, {"administrator", "trace"}).ok());
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(mailbox.Count(), 2u) << "by hand, when the server takes them";
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 2}));
  EXPECT_FALSE(InDump("sealed-"));
}

TEST_F(SenderTest, WaitsForAServerThatIsDownWithoutCountingAttempts) {
  std::string smtp;
  {
    tests::Mailbox first;
    smtp = first.smtp();
  }
  const auto sender = NewSender(smtp);
  Enqueue("alert-caution", Many(50));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(sender->Run(&Never).ok());
    clock_.Advance(absl::Minutes(2));
  }
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 50})) << "no attempt was any message's fault";
  EXPECT_EQ(vault_.calls(), 1) << "no contact is opened in vain";
  tests::Mailbox second(smtp);
  clock_.Advance(absl::Minutes(2));
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 50}));
  EXPECT_EQ(second.Count(), 50u);
}

TEST_F(SenderTest, LeavesAServerAloneThatClosesDown) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  mailbox.Answer(421, 100);
  Enqueue("alert-caution", {"hanako@example.jp", "john@example.com", "taro@example.org"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 3}));
  mailbox.Answer(451, 0);
  Enqueue("alert-caution", {"somebody@elsewhere.example"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(mailbox.Count(), 0u) << "several domains were told to pause: it is the server";
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(absl::Seconds(2));
    ASSERT_TRUE(sender->Run(&Never).ok());
  }
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 4}));
}

TEST_F(SenderTest, LeavesADomainAloneThatSaysNotNowAndSendsToOthers) {
  for (const int code : {421, 450}) {
    SCOPED_TRACE(code);
    const std::string domain = fmt::format("busy-{}.example", code);
    tests::Mailbox mailbox;
    const auto one = NewSender(mailbox.smtp());
    const auto another = NewSender(mailbox.smtp());  // of another process
    const Progress before = ProgressOf();
    mailbox.Answer(code, 1);
    Enqueue("alert-caution", {"first@" + domain});
    ASSERT_TRUE(one->Run(&Never).ok());
    EXPECT_EQ(ProgressOf().sent, before.sent);
    EXPECT_EQ(ProgressOf().queued, code == 421 ? 1 : 0) << "a 421 is nobody's failed attempt";
    std::vector<std::string> addresses;
    for (int i = 0; i < 8; ++i) addresses.push_back(fmt::format("reader-{}@{}", i, domain));
    Enqueue("alert-caution", addresses);
    Enqueue("alert-caution", {"john@example.com", "hanako@example.jp"});
    ASSERT_TRUE(another->Run(&Never).ok());
    EXPECT_EQ(mailbox.Count(), 2u) << "the others' mails";
    clock_.Advance(absl::Seconds(1));
    ASSERT_TRUE(another->Run(&Never).ok());
    EXPECT_EQ(mailbox.Count(), 3u) << "one mail tries";
    clock_.Advance(absl::Seconds(1));
    ASSERT_TRUE(one->Run(&Never).ok());
    EXPECT_GE(mailbox.Count(), 10u) << "it was taken, and the rest follows";
    clock_.Advance(absl::Minutes(1));
    ASSERT_TRUE(one->Run(&Never).ok());
    EXPECT_EQ(mailbox.Count(), 11u);
    EXPECT_FALSE(InDump("busy-")) << "no domain in clear";
    EXPECT_FALSE(InDump("example.com"));
  }
}

// Mails to "slow.example" don't end before those to others have.
class SlowServer {
 public:
  explicit SlowServer(int others) : others_(others) {}
  class Transport final : public MailTransport {
   public:
    explicit Transport(SlowServer& server) : server_(server) {}
    SmtpReply Send(const std::string&, const std::string& to, const std::string&) override {
      server_.Send(to.ends_with("@slow.example"));
      return {SmtpStage::kMessage, 250};
    }
    bool Answers() override { return true; }

   private:
    SlowServer& server_;
  };
  int most() const { return most_; }

 private:
  void Send(bool slow) {
    std::unique_lock lock(mutex_);
    if (!slow) {
      --others_;
      changed_.notify_all();
      return;
    }
    most_ = std::max(most_, ++sending_);
    changed_.wait_for(lock, std::chrono::seconds(10), [this] { return others_ == 0; });
    --sending_;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int others_;
  int sending_ = 0;
  int most_ = 0;
};

TEST_F(SenderTest, UsesFewConnectionsForADomainThatWantsFew) {
  SetDomainPace(R"({"mails_per_minute": 0, "connections": 0, "first_pause_seconds": 1, "longest_pause_seconds": 60,
                    "domains": [{"domain": "slow.example", "mails_per_minute": 0, "connections": 2}]})");
  SlowServer server(5);
  connect_ = [&server] { return std::make_unique<SlowServer::Transport>(server); };
  const auto sender = NewSender("unused");
  std::vector<std::string> addresses;
  for (int i = 0; i < 50; ++i) addresses.push_back(fmt::format("reader-{}@slow.example", i));
  for (int i = 0; i < 5; ++i) addresses.push_back(fmt::format("reader-{}@example.jp", i));
  Enqueue("alert-caution", addresses);
  for (int i = 0; i < 10; ++i) {
    if (i > 0) clock_.Advance(absl::Seconds(1));
    ASSERT_TRUE(sender->Run(&Never).ok());
    if (i == 0) {
      EXPECT_EQ(ProgressOf(), (Progress{.queued = 30, .sent = 25})) << "ten for each connection may wait";
    }
  }
  EXPECT_EQ(server.most(), 2);
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 55}));
}

TEST_F(SenderTest, FailsWhatCannotBeOpenedOrIsTooLate) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", {"destroyed", "not an address", "hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 1, .failed = 2}));
  Enqueue("alert-caution", {"late@example.jp"}, "ja", absl::Hours(1));
  clock_.Advance(absl::Hours(1));
  const int calls = vault_.calls();
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 1, .failed = 3}));
  EXPECT_EQ(vault_.calls(), calls) << "nothing is opened for a mail that does not leave";
  EXPECT_EQ(ReasonOfAll(), " CONTACT_UNREADABLE EXPIRED");
  EXPECT_EQ(mailbox.Count(), 1u);
}

TEST_F(SenderTest, FailsAMailWhosePermitTheVaultRefuses) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  vault_.Fail(platform::Failure(absl::StatusCode::kPermissionDenied, "PERMIT_EXPIRED", "expired"));
  Enqueue("alert-caution", Many(3));
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.failed = 3}));
  EXPECT_EQ(ReasonOfAll(), "PERMIT_REFUSED");
}

TEST_F(SenderTest, WaitsForAVaultThatIsAway) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  vault_.Fail(platform::Failure(absl::StatusCode::kUnavailable, "BUSY", "busy"));
  Enqueue("alert-caution", Many(3));
  EXPECT_FALSE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 3}));
  vault_.Fail(absl::OkStatus());
  clock_.Advance(absl::Seconds(2));
  EXPECT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 3}));
}

TEST_F(SenderTest, SendsNothingOfAGroupThatWasTakenBack) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  mailbox.Answer(451, 1);
  Enqueue("alert-caution", {"hanako@example.jp"});
  ASSERT_TRUE(sender->Run(&Never).ok());
  ASSERT_TRUE(store_.CancelGroup(Soon(), clock_.Now(), "exposure", "event", "").ok());
  Enqueue("alert-caution", Many(5));
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(mailbox.Count(), 0u);
  EXPECT_EQ(ProgressOf(), (Progress{.cancelled = 6}));
}

TEST_F(SenderTest, CancelsWhatADeadSenderHeldWhenItsGroupWasTakenBack) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", Many(2));
  ASSERT_THAT(*store_.Claim(Soon(), clock_.Now(), clock_.Now() + absl::Minutes(1), 99, 500), SizeIs(2));
  EXPECT_EQ(*store_.CancelGroup(Soon(), clock_.Now(), "exposure", "event", ""), (Progress{.queued = 2}));
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(sender->Run(&Never).ok());
  EXPECT_EQ(mailbox.Count(), 0u);
  EXPECT_EQ(ProgressOf(), (Progress{.cancelled = 2}));
}

TEST_F(SenderTest, NeverSendsAMessageFromTwoPlaces) {
  tests::Mailbox mailbox;
  const auto one = NewSender(mailbox.smtp());
  const auto two = NewSender(mailbox.smtp());
  Enqueue("alert-cluster", Many(400));
  std::thread other([&] { EXPECT_TRUE(two->Run(&Never).ok()); });
  EXPECT_TRUE(one->Run(&Never).ok());
  other.join();
  const auto ids = mailbox.MessageIds();
  EXPECT_THAT(ids, SizeIs(400));
  EXPECT_THAT(std::set<std::string>(ids.begin(), ids.end()), SizeIs(400));
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 400}));
}

TEST_F(SenderTest, SpreadsMailsByThePaceInForceOverAllSenders) {
  tests::Mailbox mailbox;
  SetDomainPace(R"({"mails_per_minute": 300, "connections": 0, "first_pause_seconds": 1, "longest_pause_seconds": 60,
                    "domains": []})");
  const auto one = NewSender(mailbox.smtp());
  const auto another = NewSender(mailbox.smtp());
  Enqueue("alert-caution", Many(30));
  Enqueue("alert-caution", {"john@example.com"});
  ASSERT_TRUE(one->Run(&Never).ok());
  const size_t first = mailbox.Count();
  EXPECT_GE(first, 6u);
  EXPECT_LE(first, 8u) << "a second's worth, and the other domain";
  for (int i = 0; i < 10; ++i) {
    clock_.Advance(absl::Seconds(1));
    ASSERT_TRUE(another->Run(&Never).ok());
    ASSERT_TRUE(one->Run(&Never).ok());
    EXPECT_LE(mailbox.Count(), 8u + 6u * static_cast<size_t>(i + 1));
  }
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 31})) << "being paced is no attempt";
  ASSERT_TRUE(paces_.Forget(Soon(), clock_.Now() + absl::Hours(2)).ok());
  const platform::postgres::Statement count{"test_domains", "SELECT count(*) FROM domain_paces"};
  EXPECT_EQ((*pool_.Run(Soon(), count)).Int8(0, 0), 0);
}

TEST_F(SenderTest, PreparesEveryStatementOfThePaces) {
  auto connection = *pool_.Borrow(Soon());
  for (const auto& statement : DomainPaces::Statements()) {
    const absl::Status prepared = connection->Prepare(statement);
    EXPECT_TRUE(prepared.ok()) << statement.name << prepared;
  }
}

TEST_F(SenderTest, HandsBackWhatItHasNotBegunWhenItStops) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(mailbox.smtp());
  Enqueue("alert-caution", Many(100));
  int looks = 0;
  ASSERT_TRUE(sender->Run([&] { return ++looks > 1; }).ok());  // claims, then is told to stop
  const Progress stopped = ProgressOf();
  EXPECT_EQ(stopped.queued + stopped.sent, 100);
  EXPECT_EQ(static_cast<size_t>(stopped.sent), mailbox.Count());
  ASSERT_TRUE(NewSender(mailbox.smtp())->Run(&Never).ok());
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 100})) << "another one need not wait for the lease";
  EXPECT_EQ(mailbox.Count(), 100u);
}

TEST_F(SenderTest, StartsNoMailThatItCannotEndWithinItsLease) {
  tests::Mailbox mailbox;
  const auto sender = NewSender(store_, mailbox.smtp(), {.batch = 500, .lease = absl::Seconds(10)});
  Enqueue("alert-caution", {"hanako@example.jp"});
  int looks = 0;
  ASSERT_TRUE(sender->Run([&] { return ++looks > 3; }).ok());
  EXPECT_EQ(mailbox.Count(), 0u) << "20 s of sending do not fit into a lease of 10 s";
  EXPECT_EQ(ProgressOf(), (Progress{.queued = 1}));
}

// The store of a sender that dies before it can write down what it sent.
class DyingStore final : public MailStore {
 public:
  explicit DyingStore(MailStore& store) : store_(store) {}
  absl::StatusOr<std::vector<Claimed>> Claim(absl::Time deadline, absl::Time now, absl::Time lease_end, int64_t worker,
                                             int limit) override {
    return store_.Claim(deadline, now, lease_end, worker, limit);
  }
  absl::StatusOr<int64_t> Settle(absl::Time, absl::Time, int64_t, const std::vector<Result>& results) override {
    return std::ssize(results);
  }
  absl::StatusOr<std::vector<MessageId>> Enqueue(absl::Time, const Batch&) override { return Dead(); }
  absl::StatusOr<Progress> GetProgress(absl::Time, const std::string&, const std::string&) override { return Dead(); }
  absl::StatusOr<Progress> CancelGroup(absl::Time, absl::Time, const std::string&, const std::string&,
                                       const std::string&) override {
    return Dead();
  }
  absl::StatusOr<std::vector<Fate>> FindFates(absl::Time, const std::string&,
                                              const std::vector<platform::RequestId>&) override {
    return Dead();
  }
  absl::StatusOr<Progress> CountUnsettled(absl::Time) override { return Dead(); }
  absl::StatusOr<int64_t> DropOld(absl::Time, absl::Time, absl::Time, int) override { return Dead(); }

 private:
  static absl::Status Dead() { return absl::UnavailableError("dead"); }
  MailStore& store_;
};

TEST_F(SenderTest, RepeatsUnderTheSameNameWhatADeadSenderSentAndDidNotWriteDown) {
  tests::Mailbox mailbox;
  DyingStore dying(store_);
  Enqueue("alert-caution", Many(3));
  ASSERT_TRUE(NewSender(dying, mailbox.smtp())->Run(&Never).ok());
  EXPECT_EQ(mailbox.Count(), 3u);
  const auto heir = NewSender(mailbox.smtp());
  ASSERT_TRUE(heir->Run(&Never).ok());
  EXPECT_EQ(mailbox.Count(), 3u) << "the dead one's leases have not lapsed";
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(heir->Run(&Never).ok());
  const auto ids = mailbox.MessageIds();
  EXPECT_THAT(ids, SizeIs(6));
  EXPECT_THAT(std::set<std::string>(ids.begin(), ids.end()), SizeIs(3)) << "one name for both copies";
  EXPECT_EQ(ProgressOf(), (Progress{.sent = 3}));
}

}  // namespace
}  // namespace mimamori::mail
