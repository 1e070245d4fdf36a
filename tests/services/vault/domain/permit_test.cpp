// SPDX-License-Identifier: Apache-2.0
#include "services/vault/domain/permit.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::vault {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1795262400);
constexpr char kEvent[] = "0192f0c1-0000-7000-8000-000000000001";

PermitPolicy Policy() {
  return {.rules = {{"exposure", Ring::kVisit, "alert-cluster"},
                    {"visit", Ring::kVisit, "verification"},
                    {"venue", Ring::kOperator, "venue-registration"}},
          .longest = absl::Hours(24 * 31)};
}

Permit Alert() {
  return {.issuer = "exposure",
          .event_id = kEvent,
          .ring = Ring::kVisit,
          .template_name = "alert-cluster",
          .expire_time = kNow + absl::Hours(24)};
}

TEST(Permit, OpensWhatItsIssuerMayDecide) {
  EXPECT_TRUE(CheckPermit(Alert(), "alert-cluster", Policy(), kNow).ok());
}

TEST(Permit, IsRefusedWhenAPartDoesNotFit) {
  const struct {
    const char* name;
    void (*change)(Permit&);
    const char* reason;
  } cases[] = {
      {"expired", [](Permit& p) { p.expire_time = kNow - absl::Seconds(1); }, "PERMIT_EXPIRED"},
      {"expires now", [](Permit& p) { p.expire_time = kNow; }, "PERMIT_EXPIRED"},
      {"never expires", [](Permit& p) { p.expire_time = absl::InfiniteFuture(); }, "PERMIT_NOT_FOR_THIS"},
      {"lives too long", [](Permit& p) { p.expire_time = kNow + absl::Hours(24 * 32); }, "PERMIT_NOT_FOR_THIS"},
      {"another issuer's template", [](Permit& p) { p.issuer = "visit"; }, "PERMIT_NOT_FOR_THIS"},
      {"an issuer nobody knows", [](Permit& p) { p.issuer = "rewards"; }, "PERMIT_NOT_FOR_THIS"},
      {"no issuer", [](Permit& p) { p.issuer = ""; }, "PERMIT_NOT_FOR_THIS"},
      {"another ring", [](Permit& p) { p.ring = Ring::kPatient; }, "PERMIT_NOT_FOR_THIS"},
      {"a template of another issuer", [](Permit& p) { p.template_name = "verification"; }, "PERMIT_NOT_FOR_THIS"},
      {"no event", [](Permit& p) { p.event_id = ""; }, "PERMIT_NOT_FOR_THIS"},
      {"an address as event", [](Permit& p) { p.event_id = "taro@example.jp"; }, "PERMIT_NOT_FOR_THIS"},
      {"an event without end", [](Permit& p) { p.event_id = std::string(65, 'x'); }, "PERMIT_NOT_FOR_THIS"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Permit permit = Alert();
    c.change(permit);
    const absl::Status status = CheckPermit(permit, permit.template_name, Policy(), kNow);
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(platform::ReasonOf(status), c.reason);
    EXPECT_EQ(status.message().find("taro"), absl::string_view::npos);
  }
}

TEST(Permit, IsForItsOwnTemplateAlone) {
  EXPECT_EQ(platform::ReasonOf(CheckPermit(Alert(), "verification", Policy(), kNow)), "PERMIT_NOT_FOR_THIS");
  EXPECT_EQ(platform::ReasonOf(CheckPermit(Alert(), "", Policy(), kNow)), "PERMIT_NOT_FOR_THIS");
}

TEST(Permit, IsRefusedWhenThePolicyIsEmpty) {
  EXPECT_EQ(platform::ReasonOf(CheckPermit(Alert(), "alert-cluster", {.rules = {}, .longest = absl::Hours(48)}, kNow)),
            "PERMIT_NOT_FOR_THIS");
}

}  // namespace
}  // namespace mimamori::vault
