// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/log_in_desk.hpp"

#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::identity {
namespace {

using platform::Failure;
using platform::postgres::AuditEntry;
using platform::rpc::Call;

absl::Status LogInRefused() {
  return Failure(absl::StatusCode::kUnauthenticated, "LOG_IN_REFUSED", "user name, password or code is wrong");
}

absl::Status NotEnrolled() {
  return Failure(absl::StatusCode::kFailedPrecondition, "TOTP_NOT_ENROLLED",
                 "this account has no authenticator; an administrator can invite you anew");
}

AuditEntry AuditOf(const Call& call, const std::string& account_id, std::string_view outcome) {
  return {.time = call.now,
          .actor = account_id.empty() ? "anyone" : account_id,
          .action = "identity.LogIn",
          .object_type = "account",
          .object_id = account_id,
          .area = "",
          .reason = std::string(outcome),
          .payload = "{}",
          .trace_id = call.trace.trace_id};
}

}  // namespace

LogInDesk::LogInDesk(LogInStore& store, PasswordHasher& hasher, PolicyBook& policies, const platform::Secret& key,
                     bool demo)
    : store_(store), hasher_(hasher), policies_(policies), totp_vault_(key.Clone()), recovery_codes_(key),
      subjects_(platform::crypto::DeriveKey(key, "mimamori.identity.log-in-slowing"), "subject"),
      demo_(demo) {}

LogInAttempt LogInDesk::AttemptOf(const Call& call, const LogInForm& form) const {
  LogInAttempt attempt{.id = platform::RandomUuid(),
                       .account = subjects_.Of("account:" + FoldUserName(form.user_name), 16),
                       .network = {}};
  if (!call.network.empty()) attempt.network = subjects_.Of("network:" + call.network, 16);
  return attempt;
}

absl::StatusOr<OpenedSession> LogInDesk::LogIn(const Call& call, const LogInForm& form) {
  ASSIGN_OR_RETURN(const SlowingPolicy slowing, policies_.Slowing(call.deadline, call.now));
  const LogInAttempt attempt = AttemptOf(call, form);
  RETURN_IF_ERROR(store_.Begin(call.deadline, call.now, attempt, slowing));

  const auto judged = [&]() -> absl::StatusOr<OpenedSession> {
    ASSIGN_OR_RETURN(const std::optional<Credentials> credentials,
                     store_.Find(call.deadline, FoldUserName(form.user_name)));
    ASSIGN_OR_RETURN(const Judgement judgement, Judge(call, form, credentials));
    if (judgement.verdict == Verdict::kRight) return Accept(call, attempt, credentials->account, judgement);
    if (judgement.verdict == Verdict::kCodeMissing) {
      return Failure(absl::StatusCode::kFailedPrecondition, "TOTP_REQUIRED", "the code of the authenticator is needed");
    }
    if (judgement.verdict == Verdict::kNotEnrolled) return NotEnrolled();
    return Refuse(call, credentials);
  };
  auto opened = judged();
  // Without a verdict, or with only the code missing, nothing failed. A failure to withdraw leaves it counted.
  if (!opened.ok() && opened.status().code() != absl::StatusCode::kUnauthenticated) Withdraw(call, attempt);
  return opened;
}

void LogInDesk::Withdraw(const Call& call, const LogInAttempt& attempt) {
  const absl::Status withdrawn = store_.Withdraw(call.deadline, attempt);
  if (withdrawn.ok()) return;
  platform::observe::Log(spdlog::level::warn, "a log-in attempt without a verdict stays counted",
                         {platform::observe::Of(withdrawn)}, call.trace.trace_id);
}

absl::StatusOr<int64_t> LogInDesk::CheckCode(const Call& call, const Account& account, const std::string& code) {
  ASSIGN_OR_RETURN(const std::optional<Credentials> credentials, store_.Find(call.deadline, account.user_name));
  if (!credentials || !credentials->totp_secret) return NotEnrolled();
  ASSIGN_OR_RETURN(const SlowingPolicy slowing, policies_.Slowing(call.deadline, call.now));
  const LogInAttempt attempt =
      AttemptOf(call, {.user_name = account.user_name, .password = {}, .totp_code = {}, .recovery_code = {}});
  RETURN_IF_ERROR(store_.Begin(call.deadline, call.now, attempt, slowing));
  const auto secret = totp_vault_.Open(*credentials->totp_secret, account.id);
  const auto step = secret.ok() ? MatchTotp(*secret, code, call.now) : std::nullopt;
  if (step || !secret.ok()) Withdraw(call, attempt);
  RETURN_IF_ERROR(secret.status());
  if (!step) return WrongTotpCode();
  return *step;
}

absl::StatusOr<LogInDesk::Judgement> LogInDesk::Judge(const Call& call, const LogInForm& form,
                                                      const std::optional<Credentials>& credentials) {
  ASSIGN_OR_RETURN(const HashingPolicy policy, policies_.Hashing(call.deadline, call.now));
  const auto hash = credentials ? std::optional(credentials->password_hash) : std::nullopt;
  ASSIGN_OR_RETURN(const bool right, hasher_.Verify(hash, form.password, policy, call.deadline));
  if (!right || !credentials) return Judgement{};
  ASSIGN_OR_RETURN(Judgement judgement, JudgeCode(call, form, *credentials));
  if (judgement.verdict == Verdict::kRight && PasswordHasher::IsOutdated(credentials->password_hash, policy)) {
    ASSIGN_OR_RETURN(judgement.new_hash, hasher_.Hash(form.password, policy, call.deadline));
  }
  return judgement;
}

absl::StatusOr<LogInDesk::Judgement> LogInDesk::JudgeCode(const Call& call, const LogInForm& form,
                                                          const Credentials& credentials) {
  Judgement judgement;
  if (!credentials.totp_secret) return JudgeMissingFactor(call, credentials.account);
  if (form.totp_code.empty() && !form.recovery_code.empty()) {
    judgement.recovery_mac = recovery_codes_.MacOf(credentials.account.id, form.recovery_code);
    if (judgement.recovery_mac) judgement.verdict = Verdict::kRight;  // unless it is none of hers: see Accept
    return judgement;
  }
  if (form.totp_code.empty()) {
    judgement.verdict = Verdict::kCodeMissing;
    return judgement;
  }
  ASSIGN_OR_RETURN(const platform::Secret secret,
                   totp_vault_.Open(*credentials.totp_secret, credentials.account.id));
  judgement.totp_step = MatchTotp(secret, form.totp_code, call.now);
  if (judgement.totp_step) judgement.verdict = Verdict::kRight;
  return judgement;
}

absl::StatusOr<LogInDesk::Judgement> LogInDesk::JudgeMissingFactor(const Call& call, const Account& account) {
  Judgement judgement;
  if (account.demo) {
    judgement.verdict = demo_ ? Verdict::kRight : Verdict::kWrong;
    return judgement;
  }
  ASSIGN_OR_RETURN(const StaffPolicy policy, policies_.Staff(call.deadline, call.now));
  judgement.verdict = policy.totp_required ? Verdict::kNotEnrolled : Verdict::kRight;
  return judgement;
}

absl::StatusOr<OpenedSession> LogInDesk::Accept(const Call& call, const LogInAttempt& attempt, const Account& account,
                                                const Judgement& judgement) {
  ASSIGN_OR_RETURN(const SessionPolicy policy, policies_.Sessions(call.deadline, call.now));
  const Token token = NewToken();
  const Session session = OpenSession(SessionId::Random(), SessionKind::kStaff, call.now, policy);
  const AcceptedLogIn accepted{.account = account.id,
                               .totp_step = judgement.totp_step,
                               .recovery_mac = judgement.recovery_mac,
                               .password_hash = judgement.new_hash,
                               .session = session,
                               .token_hash = token.hash};
  const absl::Status kept =
      store_.Accept(call.deadline, attempt, accepted, AuditOf(call, account.id.ToString(), "ACCEPTED"));
  if (platform::ReasonOf(kept) == "CODE_REPLAYED") {
    RETURN_IF_ERROR(store_.Refuse(call.deadline, AuditOf(call, account.id.ToString(), "CODE_REPLAYED")));
    return LogInRefused();
  }
  RETURN_IF_ERROR(kept);
  return OpenedSession{.token = token.text, .account = account, .expires_at = session.expires_at};
}

absl::Status LogInDesk::Refuse(const Call& call, const std::optional<Credentials>& credentials) {
  const std::string account_id = credentials ? credentials->account.id.ToString() : "";
  AuditEntry audit = AuditOf(call, account_id, "REFUSED");
  audit.actor = "anyone";  // not shown to be the account's owner
  RETURN_IF_ERROR(store_.Refuse(call.deadline, audit));
  return LogInRefused();
}

}  // namespace mimamori::identity
