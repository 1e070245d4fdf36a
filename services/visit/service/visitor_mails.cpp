// SPDX-License-Identifier: Apache-2.0
#include "services/visit/service/visitor_mails.hpp"

#include "mimamori/vault/v1/vault_service.pb.h"
#include "services/mail/client/letters.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::visit {

absl::Status VisitorMails::Send(const platform::rpc::Call& call, const VisitorMail& letter) const {
  ASSIGN_OR_RETURN(const auto key, tools_.keys.Latest());
  vault::v1::Contact contact;
  contact.set_email_address(letter.address.Reveal());
  contact.set_language(letter.language);
  ASSIGN_OR_RETURN(std::string sealed,
                   key->contacts.Seal(letter.template_name, contact.SerializeAsString(), call.now));

  mail::v1::EnqueueRequest request = mail::RequestFor({.issuer = "visit",
                                                       .event_id = letter.id.ToString(),
                                                       .ring = vault::v1::RING_VISIT,
                                                       .template_name = letter.template_name,
                                                       .expires = letter.expires_at},
                                                      permits_);
  mail::v1::NewMessage& message = *request.add_messages();
  message.set_request_id(letter.id.ToString());
  message.set_sealed_contact(std::move(sealed));
  message.mutable_parameters()->insert(letter.parameters.begin(), letter.parameters.end());
  const platform::crypto::QuotaKeys& quotas = tools_.cookies.quotas();
  message.set_quota_key(quotas.OfAddress(letter.address));
  message.set_domain_quota_key(quotas.OfDomain(letter.address));
  message.set_network_quota_key(quotas.OfNetwork(call.network, call.now));
  mail::v1::EnqueueResponse answer;
  const auto context = channel_.Context(call);
  return platform::rpc::FromGrpc(mail_->Enqueue(context.get(), request, &answer));
}

absl::StatusOr<bool> VisitorMails::IsStopped(const platform::rpc::Call& call,
                                             const platform::EmailAddress& address) const {
  mail::v1::GetStopRequest request;
  request.set_email_address(address.Reveal());
  mail::v1::Stop stop;
  const auto context = channel_.Context(call);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(mail_->GetStop(context.get(), request, &stop)));
  return stop.stopped();
}

absl::StatusOr<bool> VisitorMails::SetStopped(const platform::rpc::Call& call, const platform::EmailAddress& address,
                                              bool stopped) const {
  mail::v1::SetStopRequest request;
  request.set_email_address(address.Reveal());
  request.set_stopped(stopped);
  mail::v1::Stop stop;
  const auto context = channel_.Context(call);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(mail_->SetStop(context.get(), request, &stop)));
  return stop.stopped();
}

}  // namespace mimamori::visit
