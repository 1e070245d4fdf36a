// SPDX-License-Identifier: Apache-2.0
// Sealed contacts, for mails about a person's own monitoring: to one service, and as sealed as they are.
#include "services/registry/service/contact_service.hpp"
#include "services/registry/service/patient_service.hpp"
#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {
namespace {

class ContactsTest : public RegistryHouse {
 protected:
  ContactsTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&contact_service_);
    contact_server_ = builder.BuildAndStart();
    contact_stub_ = v1::ContactService::NewStub(contact_server_->InProcessChannel({}));
  }
  ~ContactsTest() override { contact_server_->Shutdown(); }

  v1::Case Created(bool with_contact) {
    v1::CreateCaseRequest request = ARequest();
    if (!with_contact) request.clear_email_address();
    request.mutable_plan()->set_reports_per_day(2);
    request.mutable_plan()->set_start_date("2026-11-21");
    request.mutable_plan()->set_end_date("2026-12-01");
    return Create(request, Osaka()).value();
  }
  absl::StatusOr<v1::FindContactsResponse> Find(const std::vector<std::string>& ids, const std::string& token) {
    v1::FindContactsRequest request;
    for (const std::string& id : ids) request.add_case_ids(id);
    return tests::CallWith(token, *contact_stub_, &v1::ContactService::Stub::FindContacts, request);
  }

  ContactStore contacts_{pool_};
  ContactService contact_service_{runner_, contacts_};
  std::unique_ptr<grpc::Server> contact_server_;
  std::unique_ptr<v1::ContactService::Stub> contact_stub_;
};

TEST_F(ContactsTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statement : ContactStore::Statements()) EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name;
}

TEST_F(ContactsTest, AreGivenAsSealedAsTheyAreWithWhatIsKnownByNow) {
  const v1::Case with = Created(true), without = Created(false), withdrawn = Created(true);
  v1::WithdrawCaseRequest back;
  back.set_case_id(withdrawn.id());
  ASSERT_TRUE(tests::CallWith(Osaka(), *stub_, &Stub::WithdrawCase, back).ok());

  const auto found = Find({without.id(), with.id(), withdrawn.id(), platform::RequestId::Random().ToString(), with.id()},
                          callers_.Service("observation"));
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->contacts_size(), 5) << "one for each, in order";
  EXPECT_TRUE(found->contacts(0).sealed_contact().empty());
  EXPECT_EQ(found->contacts(0).status(), v1::CASE_STATUS_POSITIVE);
  EXPECT_EQ(found->contacts(0).plan().end_date(), "2026-12-01");
  const std::string& sealed = found->contacts(1).sealed_contact();
  EXPECT_EQ(sealed, found->contacts(4).sealed_contact());
  EXPECT_FALSE(sealed.empty());
  EXPECT_EQ(sealed.find(kAddress), std::string::npos);
  for (const int none : {2, 3}) {
    EXPECT_TRUE(found->contacts(none).sealed_contact().empty());
    EXPECT_FALSE(found->contacts(none).has_plan());
  }
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.FindContacts' AND actor = 'observation'"), 1);
}

TEST_F(ContactsTest, AreForTheObservationServiceAlone) {
  const v1::Case with = Created(true);
  for (const char* service : {"exposure", "mail", "visit", "vault"}) {
    EXPECT_EQ(ReasonOf(Find({with.id()}, callers_.Service(service)).status()), "ACCESS_DENIED") << service;
  }
  EXPECT_EQ(ReasonOf(Find({with.id()}, Osaka()).status()), "ACCESS_DENIED") << "nobody at a door";
  EXPECT_EQ(ReasonOf(Find({with.id()}, "").status()), "CALLER_MISSING");
}

TEST_F(ContactsTest, RefusesWhatIsTooManyOrNoCase) {
  const std::string caller = callers_.Service("observation");
  EXPECT_EQ(ReasonOf(Find({"271004-2026-000001"}, caller).status()), "MALFORMED_ID");
  const std::vector<std::string> many(501, platform::RequestId::Random().ToString());
  EXPECT_EQ(ReasonOf(Find(many, caller).status()), "TOO_MANY_CASES");
  EXPECT_EQ(Find(std::vector<std::string>(500, many[0]), caller)->contacts_size(), 500);
}

}  // namespace
}  // namespace mimamori::registry
