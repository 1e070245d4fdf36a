// SPDX-License-Identifier: Apache-2.0
#include <ctime>
#include <random>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "services/observation/domain/replay.hpp"
#include "services/observation/store/report_store.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

using namespace observation;

constexpr int kReports = 60;  // a month, twice a day

double CpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::vector<Report> AMonth(std::mt19937& random, absl::Time begin) {
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<uint32_t>(limit)); };
  std::vector<Report> reports;
  for (int i = 0; i < kReports; ++i) {
    const absl::Time time = begin + absl::Hours(12) * i;
    reports.push_back({.time = time,
                       .received = time,
                       .readings = {.temperature = 360 + below(30), .spo2 = 93 + below(8), .pulse = 60 + below(50),
                                    .respiratory_rate = 14 + below(10), .oxygen = false},
                       .signs = WordSet<Sign>(),
                       .symptoms = WordSet<Symptom>::FromBits(static_cast<uint32_t>(below(8))),
                       .fever_reducer = below(4) == 0,
                       .scales = {1, 1, 1}});
  }
  return reports;
}

}  // namespace

int ReplayLoad(const Arguments& arguments) {
  platform::postgres::Pool pool(arguments.Get("database"), 1);
  ReportStore store(pool);
  const auto rules = store.Rules(absl::Now() + absl::Seconds(10));
  if (!rules.ok()) Die(fmt::format("the rules can't be read: {}", rules.status().ToString()));
  std::mt19937 random(1);
  std::vector<std::vector<Report>> people;
  for (int i = 0; i < 1000; ++i) people.push_back(AMonth(random, absl::Now() - absl::Hours(24 * 30)));
  Patient patient{.birth_year = 1950};
  if (!absl::LoadTimeZone("Asia/Tokyo", &patient.zone)) Die("the package tzdata is missing");
  const double begin = CpuSeconds(), seconds = arguments.Int("seconds", 5);
  int64_t reports = 0, red = 0;
  while (CpuSeconds() - begin < seconds) {
    for (const std::vector<Report>& told : people) {
      for (const auto& judged : Replay(*rules, patient, told)) red += judged && judged->tier == Tier::kRed ? 1 : 0;
      reports += kReports;
    }
  }
  fmt::print("reports={} red={} rate={:.0f}\n", reports, red, static_cast<double>(reports) / (CpuSeconds() - begin));
  return 0;
}

}  // namespace mimamori::load
