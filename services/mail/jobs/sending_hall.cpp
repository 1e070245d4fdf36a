// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/sending_hall.hpp"

#include <algorithm>
#include <random>

#include "embedded/mail_templates.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::mail {
namespace {

double Chance() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(random);
}

Renderer CompileTemplates() {
  auto renderer = Renderer::Create(embedded::mail_templates::Files());
  if (renderer.ok()) return *std::move(renderer);
  platform::observe::Log(spdlog::level::critical, "templates", {platform::observe::Of(renderer.status())});
  std::abort();  // they are part of the binary, and a test renders them all
}

}  // namespace

SendingHall::SendingHall(Equipment equipment, ResultKeeper& results)
    : equipment_(std::move(equipment)),
      results_(results),
      send_seconds_(equipment_.metrics.HistogramOf("mimamori_mail_send_seconds", "From writing a mail to its answer")) {
  for (int i = 0; i < equipment_.connections; ++i) threads_.emplace_back([this] { Work(); });
}

SendingHall::~SendingHall() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  brought_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void SendingHall::Bring(Letter letter) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(letter));
  }
  brought_.notify_one();
}

void SendingHall::HandBackWaiting() {
  std::deque<Letter> letters;
  {
    const std::lock_guard lock(mutex_);
    letters.swap(waiting_);
  }
  for (const Letter& letter : letters) {
    const Attempted attempted{letter.message.attempts, letter.message.expire_time};
    results_.Keep({letter.message.number, HandedBack(attempted, equipment_.clock.Now()), letter.domain_kind});
  }
}

bool SendingHall::WaitForFewerThan(size_t most, absl::Duration limit) {
  std::unique_lock lock(mutex_);
  awaited_ = most;
  return emptied_.wait_for(lock, absl::ToChronoMilliseconds(limit),
                           [&] { return waiting_.size() + busy_ < most; });
}

bool SendingHall::ServerAnswers() {
  if (!equipment_.connect()->Answers()) return false;
  server_down_ = false;
  return true;
}

size_t SendingHall::WaitingFor(const std::string& domain) {
  const std::lock_guard lock(mutex_);
  return static_cast<size_t>(std::count_if(waiting_.begin(), waiting_.end(), [&](const Letter& letter) {
    return letter.contact.address.Domain() == domain;
  }));
}

std::deque<Letter>::iterator SendingHall::NextLetter() {
  return std::find_if(waiting_.begin(), waiting_.end(), [this](const Letter& letter) {
    if (letter.connections == 0 || stopping_ || server_down_) return true;
    const auto sending = sending_to_.find(std::string(letter.contact.address.Domain()));
    return sending == sending_to_.end() || sending->second < letter.connections;
  });
}

void SendingHall::Work() {
  Renderer renderer = CompileTemplates();
  const std::unique_ptr<MailTransport> transport = equipment_.connect();
  std::unique_lock lock(mutex_);
  while (true) {
    brought_.wait(lock, [this] { return NextLetter() != waiting_.end() || (stopping_ && waiting_.empty()); });
    const auto next = NextLetter();
    if (next == waiting_.end()) return;
    const Letter letter = std::move(*next);
    waiting_.erase(next);
    const bool hand_back = stopping_ || server_down_;
    const std::string domain(letter.contact.address.Domain());
    if (letter.connections > 0) ++sending_to_[domain];
    ++busy_;
    lock.unlock();
    const Attempted attempted{letter.message.attempts, letter.message.expire_time};
    results_.Keep({letter.message.number, hand_back ? HandedBack(attempted, equipment_.clock.Now())
                                                    : Deliver(renderer, *transport, letter),
                   letter.domain_kind});
    lock.lock();
    --busy_;
    if (letter.connections > 0) {
      if (--sending_to_[domain] == 0) sending_to_.erase(domain);
      brought_.notify_one();
    }
    if (waiting_.size() + busy_ < awaited_) emptied_.notify_all();
  }
}

absl::Time SendingHall::PausedUntil(const std::string& domain) {
  const std::lock_guard lock(mutex_);
  const auto paused = paused_until_.find(domain);
  return paused == paused_until_.end() ? absl::InfinitePast() : paused->second;
}

absl::Time SendingHall::PauseDomain(const Letter& letter, absl::Time now) {
  const std::string domain(letter.contact.address.Domain());
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(paused_until_, [&](const auto& each) { return each.second <= now; });
    const auto [paused, fresh] = paused_until_.emplace(domain, now + letter.paces->first_pause);
    if (!fresh) return paused->second;  // what was on its way says nothing new
  }
  const auto until = equipment_.paces.Pause(absl::Now() + absl::Seconds(5), now, *letter.paces, domain);
  if (!until.ok()) {
    platform::observe::Log(spdlog::level::warn, "a domain's pause is known to this process only",
                           {platform::observe::Of(until.status())});
    return now + letter.paces->first_pause;
  }
  const std::lock_guard lock(mutex_);
  return paused_until_[domain] = *until;
}

void SendingHall::Learn(const Letter& letter, const SmtpReply& reply, Verdict verdict, absl::Time now) {
  const std::string domain(letter.contact.address.Domain());
  bool down = verdict == Verdict::kServerDown;
  if (verdict == Verdict::kBusy || verdict == Verdict::kAccepted) {
    const std::lock_guard lock(mutex_);
    down = verdict == Verdict::kBusy && !busy_domain_.empty() && busy_domain_ != domain;
    busy_domain_ = verdict == Verdict::kBusy ? domain : "";
  }
  if (down && !server_down_.exchange(true)) {
    platform::observe::Log(spdlog::level::warn, "the mail server takes nothing",
                           {{"reply", std::to_string(reply.code)}});
    brought_.notify_all();
  }
  if (letter.probe && verdict == Verdict::kAccepted) {
    const absl::Status ended = equipment_.paces.EndPause(absl::Now() + absl::Seconds(5), now, domain);
    if (!ended.ok()) {
      platform::observe::Log(spdlog::level::warn, "the end of a domain's pause is not kept yet",
                             {platform::observe::Of(ended)});
    }
  }
}

Outcome SendingHall::Deliver(Renderer& renderer, MailTransport& transport, const Letter& letter) {
  const absl::Time start = equipment_.clock.Now();
  const Attempted attempted{letter.message.attempts, letter.message.expire_time};
  // Another worker may claim it when the lease is over: it must be out of our hands by then.
  if (start + equipment_.send_limit > letter.lease_end) return HandedBack(attempted, start);
  const absl::Time paused_until = PausedUntil(std::string(letter.contact.address.Domain()));
  if (paused_until > start) return HandedBack(attempted, std::min(paused_until, attempted.expire_time));
  const auto message = Write(renderer, letter);
  if (!message.ok()) {
    platform::observe::Log(spdlog::level::err, "a mail could not be written",
                           {{"message_id", letter.message.id.ToString()}, platform::observe::Of(message.status())});
    return {MessageState::kFailed, attempted.attempts, start, "UNWRITABLE"};
  }
  const std::string sender = equipment_.return_path
                                 ? equipment_.return_path(letter.message.number, letter.contact.address)
                                 : WireForm(equipment_.from.address());
  const SmtpReply reply = transport.Send(sender, WireForm(letter.contact.address), *message);
  const absl::Time end = equipment_.clock.Now();
  send_seconds_.Observe(absl::ToDoubleSeconds(end - start));
  const Verdict verdict = JudgeReply(reply.stage, reply.code);
  Learn(letter, reply, verdict, end);
  Outcome outcome = AfterAttempt(attempted, verdict, end, letter.retries, Chance());
  outcome.smtp_code = reply.code;
  if (AsksForAPause(reply.stage, reply.code)) {
    const absl::Time until = PauseDomain(letter, end);
    if (verdict == Verdict::kBusy) outcome.next_time = std::min(until, attempted.expire_time);
  }
  return outcome;
}

absl::StatusOr<std::string> SendingHall::Write(Renderer& renderer, const Letter& letter) const {
  const Claimed& message = letter.message;
  const Template* mail = nullptr;
  for (const Template& each : Templates()) {
    if (each.name == message.template_name) mail = &each;
  }
  if (mail == nullptr) return absl::InternalError("the template is no more");
  ASSIGN_OR_RETURN(const Parameters parameters,
                   equipment_.parameters.Open(message.id, message.key_day, message.parameters));
  RETURN_IF_ERROR(CheckNames(*mail, parameters));
  const auto own = letter.texts->by_template.find(message.template_name);
  const Texts texts = renderer.Render(*mail, letter.contact.language, parameters,
                                      own == letter.texts->by_template.end() ? nullptr : &own->second,
                                      message.area_code);
  std::string unsubscribe;
  if (IsBulk(*mail) && equipment_.unsubscribe_url) unsubscribe = equipment_.unsubscribe_url(letter.contact.address);
  const absl::Time now = equipment_.clock.Now();
  ASSIGN_OR_RETURN(std::string text, BuildMessage(message.id, equipment_.from, letter.contact.address, texts,
                                                  letter.contact.language, now, unsubscribe));
  return equipment_.signer == nullptr ? text : equipment_.signer->Sign(text, now) + text;
}

}  // namespace mimamori::mail
