// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/contact_service.hpp"

#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {
namespace {

class Contacts : public RegistryHouse {
 protected:
  Contacts() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&contacts_);
    contact_server_ = builder.BuildAndStart();
    contact_stub_ = v1::ContactService::NewStub(contact_server_->InProcessChannel({}));
  }
  ~Contacts() override { contact_server_->Shutdown(); }

  absl::StatusOr<v1::PatientContact> Contact(const std::string& id, const std::string& token,
                                             const std::string& event = kEvent) {
    v1::GetContactRequest request;
    request.set_case_id(id);
    request.set_event_id(event);
    return tests::CallWith(token, *contact_stub_, &v1::ContactService::Stub::GetContact, request);
  }
  std::string Observation() const { return callers_.Service("observation"); }

  ContactService contacts_{runner_, store_};
  std::unique_ptr<grpc::Server> contact_server_;
  std::unique_ptr<v1::ContactService::Stub> contact_stub_;
};

TEST_F(Contacts, AreGivenSealedForOneMailAndAudited) {
  const auto created = Create(ARequest(), Osaka());
  ASSERT_TRUE(created.ok()) << created.status();
  const auto contact = Contact(created->id(), Observation());
  ASSERT_TRUE(contact.ok()) << contact.status();
  EXPECT_THAT(contact->sealed_contact(), Not(testing::IsEmpty()));
  EXPECT_THAT(contact->sealed_contact(), Not(HasSubstr(kAddress)));
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.GetContact' AND actor = 'observation' AND "
                  "area = '271004' AND object_id = '" + created->id() + "' AND payload ->> 'event_id' = '" + kEvent + "'"), 1);
}

TEST_F(Contacts, AreMissingWhereThereIsNoneOrTheCaseIsNone) {
  v1::CreateCaseRequest without = ARequest();
  without.clear_email_address();
  const auto unreachable = Create(without, Osaka());
  ASSERT_TRUE(unreachable.ok()) << unreachable.status();
  EXPECT_EQ(ReasonOf(Contact(unreachable->id(), Observation()).status()), "CONTACT_MISSING");

  const auto withdrawn = Create(ARequest(), Osaka());
  v1::WithdrawCaseRequest withdraw;
  withdraw.set_case_id(withdrawn->id());
  ASSERT_TRUE(tests::CallWith(Osaka(), *stub_, &Stub::WithdrawCase, withdraw).ok());
  EXPECT_EQ(ReasonOf(Contact(withdrawn->id(), Observation()).status()), "CASE_WITHDRAWN");

  EXPECT_EQ(ReasonOf(Contact(kEvent, Observation()).status()), "CASE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Contact("none", Observation()).status()), "CASE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Contact(unreachable->id(), Observation(), "none").status()), "MALFORMED_ID");
}

TEST_F(Contacts, AreGivenToTheObservationServiceAlone) {
  const auto created = Create(ARequest(), Osaka());
  for (const std::string& token : {Osaka(), Tokyo(), callers_.Anyone(), callers_.Service("exposure"), callers_.Service("visit"),
                                   callers_.Service("mail")}) {
    EXPECT_EQ(Contact(created->id(), token).status().code(), absl::StatusCode::kPermissionDenied);
  }
}

}  // namespace
}  // namespace mimamori::registry
