// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/caller.hpp"

namespace mimamori::platform::rpc {
namespace {

using namespace mimamori::rpc::v1;

Caller Person(std::vector<Role> roles) {
  return {.issuer = "gateway_staff", .subject = "a", .roles = std::move(roles)};
}
Caller Service(std::string name) { return {.issuer = name, .subject = name, .service = true}; }

TEST(Access, GoesByTheMethodsOption) {
  Access officers;
  officers.add_roles(ROLE_HEALTH_OFFICER);
  officers.add_services("exposure");
  Access anyone;
  anyone.add_roles(ROLE_ANYONE);
  const Access nobody;
  struct Case {
    const char* name;
    const Access* access;
    Caller caller;
    bool admitted;
  };
  const Case cases[] = {
      {"the role", &officers, Person({ROLE_HEALTH_OFFICER}), true},
      {"one role of several", &officers, Person({ROLE_AUDITOR, ROLE_HEALTH_OFFICER}), true},
      {"another role", &officers, Person({ROLE_ADMINISTRATOR}), false},
      {"anyone", &officers, Person({ROLE_ANYONE}), false},
      {"the service", &officers, Service("exposure"), true},
      {"another service", &officers, Service("mail"), false},
      {"a person with a service's name", &officers, {.issuer = "exposure", .subject = "exposure"}, false},
      {"no option: an administrator", nullptr, Person({ROLE_ADMINISTRATOR}), false},
      {"no option: a service", nullptr, Service("ctl"), false},
      {"an empty option", &nobody, Person({ROLE_ADMINISTRATOR}), false},
      {"an empty option and no role", &nobody, Person({}), false},
      {"for everybody: nobody in particular", &anyone, Person({}), true},
      {"for everybody: an officer", &anyone, Person({ROLE_HEALTH_OFFICER}), true},
      {"for everybody: but no service", &anyone, Service("visit"), false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status status = CheckAccess(c.access, c.caller);
    EXPECT_EQ(status.ok(), c.admitted);
    if (!c.admitted) {
      EXPECT_EQ(ReasonOf(status), "ACCESS_DENIED");
    }
  }
}

TEST(Caller, CoversTheAreasInTheToken) {
  Caller officer = Person({ROLE_HEALTH_OFFICER});
  const AreaCode osaka = *AreaCode::Parse("270008");
  const AreaCode osaka_city = *AreaCode::Parse("271004");
  const AreaCode tokyo = *AreaCode::Parse("130001");
  EXPECT_FALSE(officer.Covers(osaka_city));
  officer.areas = {tokyo, osaka};
  EXPECT_TRUE(officer.Covers(osaka_city));
  officer.areas = {tokyo, osaka_city};
  EXPECT_FALSE(officer.Covers(osaka));
  EXPECT_TRUE(Service("exposure").Covers(osaka));
}

}  // namespace
}  // namespace mimamori::platform::rpc
