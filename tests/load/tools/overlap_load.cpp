// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "mimamori/visit/v1/visit_service.grpc.pb.h"
#include "services/platform/postgres/connection.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/visit/store/postgres_visit_store.hpp"
#include "tests/load/tools/caller.hpp"
#include "tests/load/tools/latencies.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Statement;

// The same window for both: a service's question, and its SQL.
struct Window {
  visit::VenueId venue;
  absl::Time from;
  absl::Time to;
};

Statement OverlapStatement() {
  for (const Statement& statement : visit::PostgresVisitStore::Statements()) {
    if (std::string_view(statement.name) == "visit.overlaps") return statement;
  }
  Die("the statement visit.overlaps is gone");
}

// Contacts found; ends the program when the call fails.
int Ask(visit::v1::VisitService::Stub& stub, const platform::rpc::ServiceChannel& channel, const Window& window) {
  visit::v1::FindOverlapsRequest request;
  request.set_venue_id(window.venue.ToString());
  *request.mutable_start_time() = platform::rpc::ToTimestamp(window.from);
  *request.mutable_end_time() = platform::rpc::ToTimestamp(window.to);
  request.set_event_id("00000000-0000-4000-8000-000000000001");
  request.set_officer_id("00000000-0000-4000-8000-000000000002");
  request.set_purpose("preview");
  const auto context = channel.Context(absl::Now() + absl::Seconds(30));
  const auto reader = stub.FindOverlaps(context.get(), request);
  visit::v1::OverlapPage page;
  int contacts = 0;
  while (reader->Read(&page)) contacts += page.overlaps_size();
  if (const grpc::Status status = reader->Finish(); !status.ok()) Die("FindOverlaps: " + status.error_message());
  return contacts;
}

int RunRaw(Connection& connection, const Statement& statement, const Window& window) {
  const absl::Duration longest = absl::Minutes(1425);
  const absl::CivilDay first = absl::ToCivilDay(window.from - longest, absl::UTCTimeZone()) - 2;
  const absl::CivilDay last = absl::ToCivilDay(window.to, absl::UTCTimeZone()) + 1;
  const auto rows = connection.Run(statement, Params().Int8(window.venue.number()).Time(window.from).Time(window.to)
                                                  .Time(window.from - longest).Date(first).Date(last)
                                                  .Bool(true).Int4Array({}));
  if (!rows.ok()) Die("raw: " + std::string(rows.status().message()));
  return rows->size();
}

}  // namespace

int OverlapLoad(const Arguments& arguments) {
  const auto venue = visit::VenueId::Parse(arguments.Get("venue"));
  if (!venue.ok()) Die("--venue is no venue id");
  const absl::Time from = absl::FromUnixSeconds(std::stoll(arguments.Get("from")));
  const Window window{.venue = *venue, .from = from, .to = from + absl::Minutes(arguments.Int("minutes", 60))};
  const Colleague exposure("exposure", arguments.Get("keys"));
  const platform::rpc::ServiceChannel channel = exposure.Channel("visit", arguments.Get("address"));
  const auto stub = visit::v1::VisitService::NewStub(channel.channel());
  auto connection = Connection::Open(arguments.Get("database"));
  if (!connection.ok()) Die("the database can't be reached");
  const Statement statement = OverlapStatement();

  Latencies service, raw;
  int contacts = 0, rows = 0;
  const int rounds = arguments.Int("rounds", 200);
  // The first rounds warm connections, plans and caches up.
  for (int round = -20; round < rounds; ++round) {
    const absl::Time start = absl::Now();
    contacts = Ask(*stub, channel, window);
    const absl::Time middle = absl::Now();
    rows = RunRaw(**connection, statement, window);
    if (round < 0) continue;
    service.Add(middle - start);
    raw.Add(absl::Now() - middle);
  }
  fmt::print("contacts={} rows={} p50_ms={:.3f} p95_ms={:.3f} raw_p50_ms={:.3f} raw_p95_ms={:.3f}\n", contacts, rows,
             service.Percentile(50), service.Percentile(95), raw.Percentile(50), raw.Percentile(95));
  return 0;
}

}  // namespace mimamori::load
