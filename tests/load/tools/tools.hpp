// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/load/tools/arguments.hpp"

namespace mimamori::load {

// Each prints lines of key=value and returns the exit code.

// Sends one request again and again over many connections, for a time, then waits for what is still under way, so that
// `acked` is exact. --target HOST:PORT --host NAME --path P [--method GET] [--origin O] [--body B] [--cookies FILE]
// [--connections 64] [--seconds 10]. "{id}" in the body becomes a fresh version 7 UUID; a connection sends the line of
// FILE that is its number modulo the lines: a Cookie header's value, and behind a tab what "{word}" in the body becomes.
// acked refused broken seconds rate p50_ms p95_ms p99_ms.
int HttpLoad(const Arguments& arguments);

// The echo service by gRPC, as the public gateway calls it. --address A --keys FOLDER --text T [--connections 64]
// [--seconds 10].
// acked refused seconds rate p50_ms p95_ms p99_ms.
int EchoLoad(const Arguments& arguments);

// visit.FindOverlaps as exposure calls it, turn by turn with the service's own SQL. --address A --keys FOLDER
// --database CONNINFO --venue ID --from UNIX_SECONDS --minutes M [--rounds 200].
// contacts p50_ms p95_ms raw_p50_ms raw_p95_ms.
int OverlapLoad(const Arguments& arguments);

// Verified stays of many people, sealed and kept by visit's own code. --vault A --keys FOLDER --database CONNINFO
// --venue ID --count N --minutes M: arrivals spread over the M minutes that ended 5 minutes ago.
int FillStays(const Arguments& arguments);

// Judges a person's sixty reports again and again by the rules in the database, on one thread. --database CONNINFO
// [--seconds 5].
// reports rate: a second of CPU time.
int ReplayLoad(const Arguments& arguments);

// Holds of beds of class severe at facilities out of FILE, each for somebody else, as admission takes them; with --seconds 0
// each connection asks once, all at the same time. --address A --keys FOLDER --facilities FILE [--connections 64] [--seconds 10].
// given full broken seconds rate p50_ms p95_ms p99_ms.
int HoldsLoad(const Arguments& arguments);

// Watchers of the live board through the staff door, while beds are held at facilities out of FILE as admission does it, one
// after another; from asking for a hold to each watcher's event. --target HOST:PORT --cookies FILE --address A --keys FOLDER
// --facilities FILE [--watchers 1000] [--rate 50] [--seconds 10]. With --bare BYTES instead of door and service: one write of so
// many bytes to each watcher's socket, nothing else.
// watchers updates seen missed failed lost bytes_per_event p50_ms p95_ms p99_ms.
int BoardLoad(const Arguments& arguments);
// admission.Recommend for one admission again and again, as an officer asks for it: each answer is a decision that is kept.
// --address A --keys FOLDER --admission ID [--rounds 300].
// places p50_ms p95_ms p99_ms.
int RecommendLoad(const Arguments& arguments);

// admission.ProposeAssignment for all who wait. --address A --keys FOLDER [--rounds 5].
// patients placed greedy_placed greedy_cost optimum_cost seconds: of the slowest.
int AssignLoad(const Arguments& arguments);

}  // namespace mimamori::load
