// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/device_store.hpp"

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class DeviceStoreTest : public ObservationStoreTest {
 protected:
  bool Keep(const Device& device) {
    const auto kept = devices_.Keep(Soon(), device);
    EXPECT_TRUE(kept.ok()) << kept.status();
    return kept.value_or(false);
  }
  std::optional<bool> Trusted(const std::string& device, const CaseId& id) {
    return devices_.Trusted(Soon(), device, id).value();
  }

  DeviceStore devices_{pool_};
};

TEST_F(DeviceStoreTest, PreparesEveryStatement) { PreparesAll(DeviceStore::Statements()); }

TEST_F(DeviceStoreTest, KnowsWhomADeviceReportsForAndHowFarItIsTrusted) {
  const CaseId hers = CaseId::Random(), other = CaseId::Random();
  EXPECT_TRUE(Keep({.id = "first", .case_id = hers, .trusted = true}));
  EXPECT_TRUE(Keep({.id = "second", .case_id = hers}));
  EXPECT_EQ(Trusted("first", hers), true);
  EXPECT_EQ(Trusted("second", hers), false);
  EXPECT_EQ(Trusted("first", other), std::nullopt) << "another's";
  EXPECT_EQ(Trusted("third", hers), std::nullopt);

  EXPECT_TRUE(Keep({.id = "second", .case_id = hers, .trusted = true}));
  EXPECT_EQ(Trusted("second", hers), true);
  EXPECT_TRUE(Keep({.id = "second", .case_id = hers, .trusted = true, .revoked = true}));
  EXPECT_EQ(Trusted("second", hers), std::nullopt);
  EXPECT_EQ(devices_.Of(Soon(), hers).value(),
            (std::vector<Device>{{.id = "first", .case_id = hers, .trusted = true},
                                 {.id = "second", .case_id = hers, .trusted = true, .revoked = true}}));
}

TEST_F(DeviceStoreTest, NeverGivesADeviceToAnotherCase) {
  const CaseId hers = CaseId::Random(), other = CaseId::Random();
  ASSERT_TRUE(Keep({.id = "one", .case_id = hers}));
  EXPECT_FALSE(Keep({.id = "one", .case_id = other, .trusted = true}));
  EXPECT_EQ(Trusted("one", hers), false);
  EXPECT_EQ(Trusted("one", other), std::nullopt);
}

}  // namespace
}  // namespace mimamori::observation
