// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "embedded/observation_migrations.hpp"
#include "services/observation/store/patient_store.hpp"
#include "services/observation/store/reminder_store.hpp"
#include "services/observation/store/report_store.hpp"
#include "services/observation/store/silence_store.hpp"
#include "services/observation/store/work_store.hpp"
#include "services/platform/core/error.hpp"
#include "tests/services/observation/domain/rules.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::observation {

inline const absl::Time kNow = At("2026-11-20 12:00:00");
inline absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class ObservationStoreTest : public testing::Test {
 protected:
  static WatchedPatient APatient() {
    WatchedPatient patient;
    patient.case_id = CaseId::Random();
    patient.number = "271004-2026-000123";
    patient.area = platform::AreaCode::Parse("271004").value();
    patient.patient = Grown();
    patient.status = 3;
    patient.has_contact = true;
    patient.plan = PlanDays{.times_a_day = 2, .first = absl::CivilDay(2026, 11, 18), .last = absl::CivilDay(2026, 11, 28)};
    return patient;
  }
  // Whoever is watched from now on.
  CaseId Watched(const WatchedPatient& patient = APatient()) {
    EXPECT_TRUE(patients_.Keep(Soon(), patient, ++sequence_, kNow).ok());
    return patient.case_id;
  }
  // A device of hers as it is now.
  void Bind(const std::string& device, const CaseId& id, bool trusted, bool revoked = false) {
    const auto bound = pool_.Run(
        Soon(),
        {"test.bind", "INSERT INTO devices (device_id, case_id, trusted, revoked) VALUES ($1, $2, $3, $4) "
                      "ON CONFLICT (device_id) DO UPDATE SET trusted = EXCLUDED.trusted, revoked = EXCLUDED.revoked"},
        platform::postgres::Params().Text(device).Uuid(id.uuid()).Bool(trusted).Bool(revoked));
    EXPECT_TRUE(bound.ok()) << bound.status();
  }
  void PreparesAll(const std::vector<platform::postgres::Statement>& statements) {
    auto session = pool_.Borrow(Soon());
    ASSERT_TRUE(session.ok());
    for (const auto& statement : statements) {
      const absl::Status prepared = (*session)->Prepare(statement);
      EXPECT_TRUE(prepared.ok()) << statement.name << ": " << prepared;
    }
  }

  std::vector<absl::StatusOr<KeptReport>> Tell(const std::vector<NewReport>& reports) {
    auto kept = reports_.Keep(Soon(), RuleSets(Rules()), WorkRules(), reports);
    EXPECT_TRUE(kept.ok()) << kept.status();
    return kept.ok() ? *std::move(kept) : std::vector<absl::StatusOr<KeptReport>>();
  }

  tests::ScratchDatabase database_{"observation", embedded::observation_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PatientStore patients_{pool_};
  ReportStore reports_{pool_};
  WorkStore work_{pool_};
  ReminderStore reminders_{pool_};
  SilenceStore silence_{pool_};
  int64_t sequence_ = 0;
};

}  // namespace mimamori::observation
