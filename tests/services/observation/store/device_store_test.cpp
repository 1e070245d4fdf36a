// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/device_store.hpp"

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class DeviceStoreTest : public ObservationStoreTest {
 protected:
  DeviceStore devices_{pool_};
};

TEST_F(DeviceStoreTest, PreparesEveryStatement) { PreparesAll(DeviceStore::Statements()); }

TEST_F(DeviceStoreTest, KnowsWhomADeviceReportsForAndHowFarItIsTrusted) {
  const CaseId hers = CaseId::Random(), other = CaseId::Random();
  Bind("first", hers, true);
  Bind("second", hers, false);
  Bind("lost", hers, true, true);
  const struct {
    const char* device;
    CaseId about;
    std::optional<bool> trusted;
  } cases[] = {{"first", hers, true},           {"second", hers, false},         {"lost", hers, std::nullopt},
               {"first", other, std::nullopt}, {"nobody's", hers, std::nullopt}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.device);
    EXPECT_EQ(devices_.Trusted(Soon(), c.device, c.about).value(), c.trusted);
  }
}

}  // namespace
}  // namespace mimamori::observation
