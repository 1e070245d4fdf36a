// SPDX-License-Identifier: Apache-2.0
// Many at once, each in a transaction of her own: what is promised doesn't rest on who collects the calls.
#include <atomic>
#include <functional>
#include <thread>

#include "tests/services/capacity/store/hold_store_fixture.hpp"

namespace mimamori::capacity {
namespace {

using platform::ReasonOf;

constexpr int kClients = 24;

void Together(int clients, const std::function<void(int client)>& work) {
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) threads.emplace_back(work, client);
  for (std::thread& thread : threads) thread.join();
}

class RacingHoldsTest : public HoldStoreTest {
 protected:
  // Every third row fails as PostgreSQL itself would say that two transactions got into each other's way.
  void FailEveryThird(const char* table, const char* sqlstate) {
    platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
    auto session = owner.Borrow(Soon());
    ASSERT_TRUE(session.ok());
    const std::string script = std::string("CREATE SEQUENCE attempts; GRANT USAGE ON attempts TO capacity; "
                                           "CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                                           "IF nextval('attempts') % 3 = 0 THEN RAISE 'collided' USING ERRCODE = '") +
                               sqlstate + "'; END IF; RETURN NEW; END $$; CREATE TRIGGER collide BEFORE INSERT ON " + table +
                               " FOR EACH ROW EXECUTE FUNCTION collide()";
    const absl::Status done = (*session)->Script(script);
    ASSERT_TRUE(done.ok()) << done;
  }
  // Until there is an answer: what was not kept for sure is asked for again.
  absl::StatusOr<KeptHold> TakeForSure(const NewHold& asked) {
    while (true) {
      auto taken = Take(asked);
      if (taken.status().code() != absl::StatusCode::kAborted) return taken;
    }
  }
};

TEST_F(RacingHoldsTest, GiveExactlyAsManyBedsAsThereAre) {
  std::atomic<int> given = 0, refused = 0;
  Together(kClients, [&](int) {
    const auto taken = Take(Asks());
    if (taken.ok()) ++given;
    if (ReasonOf(taken.status()) == "NO_BED_FREE") ++refused;
  });
  EXPECT_EQ(given, 3);
  EXPECT_EQ(refused, kClients - 3);
  EXPECT_EQ(Count("SELECT count(*) FROM holds WHERE state = 1"), 3);
}

TEST_F(RacingHoldsTest, GiveExactlyAsManyBedsAlsoWhenTransactionsCollide) {
  for (const char* sqlstate : {"40001", "40P01"}) {
    SCOPED_TRACE(sqlstate);
    FailEveryThird("holds", sqlstate);
    std::atomic<int> given = 0, refused = 0;
    Together(kClients, [&](int) {
      const NewHold asked = Asks();
      const auto taken = TakeForSure(asked);
      if (taken.ok()) ++given;
      if (ReasonOf(taken.status()) == "NO_BED_FREE") ++refused;
      if (!taken.ok()) return;
      EXPECT_EQ(TakeForSure(asked)->id, taken->id);
    });
    EXPECT_EQ(given, 3);
    EXPECT_EQ(refused, kClients - 3);
    EXPECT_EQ(Count("SELECT count(*) FROM holds WHERE state = 1"), 3);
    EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'capacity.CreateHold'"), 3)
        << "of what was not kept nothing is left";
    platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
    auto session = owner.Borrow(Soon());
    ASSERT_TRUE((*session)->Script("DROP TRIGGER collide ON holds; DROP FUNCTION collide; DROP SEQUENCE attempts; "
                                   "DELETE FROM holds; TRUNCATE audit_entries").ok());
  }
}

TEST_F(RacingHoldsTest, GiveOneHolderOneBedOfMany) {
  const HolderId holder = HolderId::Random();
  std::vector<FacilityId> hospitals{hospital_};
  for (int i = 0; i < 7; ++i) hospitals.push_back(AFacility("271004", 9));
  std::atomic<int> given = 0, refused = 0;
  Together(kClients, [&](int client) {
    NewHold asked = Asks(holder);
    asked.facility = hospitals[static_cast<size_t>(client) % hospitals.size()];
    const auto taken = TakeForSure(asked);
    if (taken.ok()) ++given;
    if (ReasonOf(taken.status()) == "HOLDER_HAS_HOLD") ++refused;
  });
  EXPECT_EQ(given, 1);
  EXPECT_EQ(refused, kClients - 1);
}

TEST_F(RacingHoldsTest, GiveOneBedToOne) {
  const BedId bed = MakeBeds({"1"})[0].id;
  std::atomic<int> given = 0, laid = 0;
  Together(kClients, [&](int client) {
    if (client % 2 == 0) {
      if (Take(AsksFor(bed)).ok()) ++given;
    } else if (Lies(bed, kNow - absl::Minutes(client), std::nullopt).ok()) {
      ++laid;
    }
  });
  EXPECT_EQ(given + laid, 1);
}

// Coordinators who look at the same page press at the same moment.
TEST_F(RacingHoldsTest, LetOneOfThoseWhoPressTheSameButton) {
  for (const BedDeed kind : {BedDeed::kExtended, BedDeed::kReleased}) {
    const auto held = Take(Asks());
    ASSERT_TRUE(held.ok());
    std::atomic<int> done = 0, late = 0;
    Together(kClients, [&](int) {
      const HoldDeed deed = Deed(*held, kind);  // each a request of her own
      while (true) {
        const auto changed = holds_.Change(Soon(), deed, [&](Hold& hold) {
          return kind == BedDeed::kExtended ? Extend(hold, 1, rules_.holds, kNow) : Release(hold, 1, kNow);
        });
        if (changed.ok()) ++done;
        const std::string reason = ReasonOf(changed.status());
        if (reason == "HOLD_CHANGED" || reason == "HOLD_ENDED") ++late;
        if (reason != "DATABASE_CONFLICT") return;
      }
    });
    EXPECT_EQ(done, 1);
    EXPECT_EQ(late, kClients - 1);
    EXPECT_EQ(Count("SELECT version::bigint FROM holds WHERE hold_id = '" + held->id.ToString() + "'"), 2);
  }
}

// Beds are taken, let go, lain in and run out all over the house; at no moment is one promised twice.
TEST_F(RacingHoldsTest, KeepTheBooksWhateverIsDoneMeanwhile) {
  const FacilityId other = AFacility("271004", 2);
  std::atomic<int> failures = 0;
  std::atomic<bool> done = false;
  std::thread watch([&] {
    while (!done) {
      EXPECT_EQ(Count("SELECT count(*) FROM ward_since s JOIN wards w USING (facility_id, bed_class) "
                      "WHERE s.held + s.arrived > w.staffed - w.occupied"), 0);
    }
  });
  Together(12, [&](int client) {
    for (int round = 0; round < 15; ++round) {
      const absl::Time now = kNow + absl::Minutes(20 * round);
      NewHold asked = Asks();
      if ((client + round) % 2 == 0) asked.facility = other;
      const auto taken = Take(asked, now);
      const std::string reason = ReasonOf(taken.status());
      if (!taken.ok() && reason != "NO_BED_FREE" && reason != "DATABASE_CONFLICT") ++failures;
      if (!taken.ok() || client % 3 == 0) continue;
      if (client % 3 == 1 || round > 0) {
        (void)LetGo(*taken, now);
      } else {
        (void)Arrive(*taken, {.began = now}, now);
      }
    }
  });
  done = true;
  watch.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(Count("SELECT count(*) FROM holds h WHERE state = 2 AND NOT EXISTS "
                  "(SELECT 1 FROM stays s WHERE s.hold_id = h.hold_id)"), 0);
}

}  // namespace
}  // namespace mimamori::capacity
