// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "mimamori/visit/v1/record_service.pb.h"
#include "services/platform/redis/redis.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/visit/domain/record.hpp"
#include "services/visit/service/consent_desk.hpp"
#include "services/visit/service/visitor_mails.hpp"

namespace mimamori::visit {

// A person's own record: the link that is mailed, and what it lets her see and change. No address is kept: the link carries
// it, encrypted, and so does the cookie of the open record. What she was called on each day comes from the vault, for this
// link, and stays in memory as long as the call.
class RecordDesk {
 public:
  struct Surroundings {
    platform::rpc::ServiceChannel vault;
    platform::rpc::ServiceChannel identity;
    const VisitorMails& mails;
    const ConsentDesk& consents;
    std::string public_url;  // without a trailing slash
  };
  RecordDesk(CheckInTools tools, VisitStore& store, platform::redis::Pool& redis, Surroundings surroundings);

  using Call = platform::rpc::Call;
  absl::StatusOr<v1::RecordLinkMailed> MailLink(const Call& call, const v1::MailRecordLinkRequest& request);
  absl::StatusOr<v1::OpenedRecord> Open(const Call& call, const v1::OpenRecordRequest& request);
  absl::StatusOr<v1::Record> Get(const Call& call, const v1::GetRecordRequest& request);
  absl::StatusOr<v1::RecordedStay> Shorten(const Call& call, const v1::ShortenStayRequest& request);
  absl::StatusOr<v1::DeletedStay> Delete(const Call& call, const v1::DeleteStayRequest& request);
  absl::StatusOr<v1::MailStop> SetMailStop(const Call& call, const v1::SetMailStopRequest& request);
  absl::StatusOr<v1::OpenedRecord> OpenConsent(const Call& call, const v1::OpenConsentRequest& request);
  absl::StatusOr<v1::AskedStays> GiveStays(const Call& call, const v1::GiveStaysRequest& request);
  absl::StatusOr<v1::AskedStays> TakeBackStays(const Call& call, const v1::TakeBackStaysRequest& request);

 private:
  // UNAUTHENTICATED (RECORD_CLOSED, field record_cookie).
  absl::StatusOr<RecordPass> PassOf(const std::string& cookie, absl::Time now) const;
  absl::StatusOr<std::vector<DayPseudonym>> Pseudonyms(const Call& call, const RecordPass& pass,
                                                       const std::vector<absl::CivilDay>& days) const;
  absl::StatusOr<std::vector<Stay>> StaysOf(const Call& call, const RecordPass& pass, int retention_days) const;
  absl::StatusOr<OwnStay> Own(const Call& call, const RecordPass& pass, const std::string& stay) const;
  absl::Status AddStays(const RecordPass& pass, const std::string& page_token, const std::vector<Stay>& stays,
                        v1::Record& record) const;
  absl::Status AddQuestions(const Call& call, const std::vector<Stay>& stays, v1::Record& record) const;
  std::map<std::string, std::string> AreaNames(const Call& call, std::set<std::string> wanted) const;
  v1::RecordedStay Encode(const Stay& stay) const;
  v1::AskedStays Encode(const Call& call, const ConsentDesk::Asked& asked) const;

  const CheckInTools tools_;
  VisitStore& store_;
  platform::redis::Pool& redis_;
  const Surroundings surroundings_;
  const std::unique_ptr<vault::v1::VaultService::Stub> vault_;
  const std::unique_ptr<identity::v1::IdentityService::Stub> identity_;
};

}  // namespace mimamori::visit
