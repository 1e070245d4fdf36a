// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/stay_store.hpp"

#include "tests/services/capacity/store/hold_store_fixture.hpp"

namespace mimamori::capacity {
namespace {

using platform::ReasonOf;
using platform::RequestId;

std::optional<absl::Time> At(int hours) { return kNow + absl::Hours(hours); }

TEST_F(HoldStoreTest, LetsNoTwoLieInOneBedWhicheverEndIsOpen) {
  using End = std::optional<absl::Time>;
  const struct {
    const char* name;
    End began, ended, other_began, other_ended;
    bool meet;
  } cases[] = {
      {"both open, both open", {}, {}, {}, {}, true},
      {"both open, closed", {}, {}, At(-5), At(-4), true},
      {"open begin before", {}, At(-5), At(-4), At(-3), false},
      {"open begin touching", {}, At(-4), At(-4), At(-3), false},
      {"open begin over", {}, At(-3), At(-4), At(-2), true},
      {"open end behind", At(-3), {}, At(-5), At(-4), false},
      {"open end touching", At(-4), {}, At(-5), At(-4), false},
      {"open end over", At(-5), {}, At(-6), At(-4), true},
      {"open ends towards each other, apart", {}, At(-4), At(-3), {}, false},
      {"open ends towards each other, touching", {}, At(-4), At(-4), {}, false},
      {"open ends away from each other", {}, At(-3), At(-4), {}, true},
      {"two open begins", {}, At(-4), {}, At(-3), true},
      {"two open ends", At(-4), {}, At(-3), {}, true},
      {"open end, within", At(-5), {}, At(-1), At(0), true},
      {"closed, apart", At(-5), At(-4), At(-3), At(-2), false},
      {"closed, touching", At(-5), At(-4), At(-4), At(-3), false},
      {"closed, one within the other", At(-5), At(-1), At(-3), At(-2), true},
      {"the same", At(-5), At(-4), At(-5), At(-4), true},
  };
  int name = 0;
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const std::vector<KeptBed> beds = MakeBeds({std::to_string(++name), std::to_string(++name)});
    for (const bool swapped : {false, true}) {
      SCOPED_TRACE(swapped);
      const BedId bed = beds[swapped].id;
      const auto first = swapped ? Lies(bed, one.other_began, one.other_ended) : Lies(bed, one.began, one.ended);
      const auto second = swapped ? Lies(bed, one.began, one.ended) : Lies(bed, one.other_began, one.other_ended);
      EXPECT_TRUE(first.ok()) << first.status();
      EXPECT_EQ(ReasonOf(second.status()), one.meet ? "BED_TAKEN" : "");
    }
  }
}

TEST_F(HoldStoreTest, TheDatabaseItselfKeepsTwoFromOneBed) {
  const BedId bed = MakeBeds({"1"})[0].id;
  constexpr platform::postgres::Statement kInsert{"test.stay", R"sql(
    INSERT INTO stays (facility_id, stay_id, bed_class, bed_id, version, recorded_at, recorded_by, request_id)
    VALUES ($1, $2, 'severe', $3, 1, $4, 'test', $2))sql"};
  const auto lie = [&](bool in_it) {
    platform::postgres::Params params;
    params.Uuid(hospital_.uuid()).Uuid(platform::RandomUuid());
    in_it ? params.Uuid(bed.uuid()) : params.Null();
    return pool_.Run(Soon(), kInsert, params.Time(kNow)).status();
  };
  EXPECT_TRUE(lie(true).ok());
  EXPECT_EQ(platform::postgres::ConstraintOf(lie(true)), "stays_never_overlap");
  EXPECT_TRUE(lie(false).ok()) << "where nobody says which bed, many may be";
  EXPECT_TRUE(lie(false).ok());
}

TEST_F(HoldStoreTest, HoldsABedForOneAndForNobodyElse) {
  const std::vector<KeptBed> beds = MakeBeds({"1", "2", "3"});
  const auto held = Take(AsksFor(beds[0].id));
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(held->bed, beds[0].id);
  EXPECT_EQ(held->bed_class, "severe");
  EXPECT_EQ(ReasonOf(Take(AsksFor(beds[0].id)).status()), "BED_TAKEN");
  const auto both = holds_.Create(Soon(), kNow, {AsksFor(beds[1].id), AsksFor(beds[1].id)}, rules_);
  EXPECT_TRUE((*both)[0].ok());
  EXPECT_EQ(ReasonOf((*both)[1].status()), "BED_TAKEN") << "also within one batch";

  EXPECT_EQ(ReasonOf(Lies(beds[0].id, kNow, std::nullopt).status()), "BED_TAKEN");
  EXPECT_TRUE(Take(Asks()).ok()) << "the third of the ward's beds";
  EXPECT_EQ(ReasonOf(Take(AsksFor(beds[2].id)).status()), "NO_BED_FREE") << "one bed counts in its class";

  ASSERT_TRUE(LetGo(*held).ok());
  EXPECT_TRUE(Lies(beds[0].id, kNow, std::nullopt).ok());
  EXPECT_EQ(ReasonOf(Take(AsksFor(beds[0].id)).status()), "BED_TAKEN") << "she lies in it";
}

TEST_F(HoldStoreTest, LaysWhoComesInTheBedThatWasHeldOrAnotherOfItsClass) {
  const std::vector<KeptBed> beds = MakeBeds({"1", "2"});
  AddWard(hospital_, "moderate", 3);
  const BedId other_class = MakeBeds({"3"}, "moderate")[0].id;
  const auto held = Take(AsksFor(beds[0].id));
  const auto second = Take(AsksFor(beds[1].id));
  ASSERT_TRUE(held.ok() && second.ok());
  for (const auto& [bed, reason] : {std::pair{beds[1].id, "BED_TAKEN"}, {other_class, "OTHER_CLASS"},
                                    {BedId::Random(), "BED_UNKNOWN"}}) {
    EXPECT_EQ(ReasonOf(Arrive(*held, {.bed = bed, .began = kNow}).status()), reason);
  }
  EXPECT_EQ(Count("SELECT count(*) FROM holds WHERE state = 1"), 2) << "what was refused changes nothing";
  const auto came = Arrive(*held, {.began = kNow});
  ASSERT_TRUE(came.ok()) << came.status();
  EXPECT_EQ(came->stay.bed, beds[0].id);
  ASSERT_TRUE(LetGo(*second).ok());

  const auto third = Take(Asks());
  const auto moved = Arrive(*third, {.bed = beds[1].id, .began = kNow});
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->stay.bed, beds[1].id);
}

TEST_F(HoldStoreTest, AnswersARetryOfAStayWithTheStay) {
  const std::vector<KeptBed> beds = MakeBeds({"1", "2"});
  const RequestId request = RequestId::Random();
  const auto first = Lies(beds[0].id, At(-1), std::nullopt, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Lies(beds[0].id, At(-1), std::nullopt, request).value(), *first);
  EXPECT_EQ(ReasonOf(Lies(beds[1].id, At(-1), std::nullopt, request).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Lies(beds[0].id, At(-2), std::nullopt, request).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Count("SELECT arrived::int8 FROM ward_since WHERE bed_class = 'severe'"), 0)
      << "she came before the report, or with it: at that moment";
  ASSERT_TRUE(Lies(beds[1].id, At(0), std::nullopt).ok());
  EXPECT_EQ(Count("SELECT arrived::int8 FROM ward_since WHERE bed_class = 'severe'"), 1);
}

TEST_F(HoldStoreTest, EndsAStayOnceForItsVersion) {
  const auto stay = Lies(MakeBeds({"1"})[0].id, At(-3), std::nullopt);
  ASSERT_TRUE(stay.ok());
  StayDeed deed{.stay = stay->id,
                .row = {.facility = hospital_, .object = stay->id.uuid(), .request = RequestId::Random(),
                        .deed = BedDeed::kEnded, .done_by = kOfficer, .done_at = kNow},
                .audit = Audit()};
  const auto decide = [&](KeptStay& kept) { return End(kept.stay, 1, StayEnd::kDischarged, *At(-1), kNow); };
  const auto end = [&](const Scope& scope) { return stays_.End(Soon(), scope, deed, &Anybody, decide); };
  EXPECT_EQ(ReasonOf(end(Tokyo()).status()), "FACILITY_UNKNOWN");
  const auto ended = end(Osaka());
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->stay.ended, At(-1));
  EXPECT_EQ(end(Osaka()).value(), *ended) << "a retry";
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE object_type = 'stay'"), 2) << "recorded and ended";
  deed.row.request = RequestId::Random();
  EXPECT_EQ(ReasonOf(end(Osaka()).status()), "STAY_ENDED");
  deed.stay = StayId::Random();
  EXPECT_EQ(ReasonOf(end(Osaka()).status()), "STAY_UNKNOWN");
  EXPECT_EQ(ReasonOf(stays_.End(Soon(), Osaka(), deed, [](const Facility&) { return absl::PermissionDeniedError("no"); },
                                decide).status()), "");

  const auto list = [&](bool open) { return stays_.List(Soon(), hospital_, Osaka(), open, {}, 10, Audit())->size(); };
  EXPECT_EQ(list(false), 1u);
  EXPECT_EQ(list(true), 0u);
  EXPECT_EQ(ReasonOf(stays_.List(Soon(), hospital_, Tokyo(), false, {}, 10, Audit()).status()), "FACILITY_UNKNOWN");
}

TEST_F(HoldStoreTest, MakesBedsKnownAllOrNone) {
  NewBeds asked{.request = RequestId::Random(), .facility = hospital_, .bed_class = "severe", .display_names = {"B", "A"}};
  const auto create = [&](const Scope& scope = Osaka()) { return beds_.Create(Soon(), scope, asked, &Anybody, Audit()); };
  const auto made = create();
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->size(), 2u);
  EXPECT_EQ((*made)[0].display_name, "B");
  EXPECT_EQ(create().value(), *made) << "a retry";
  asked.display_names = {"C"};
  EXPECT_EQ(ReasonOf(create().status()), "REQUEST_ID_REUSED");
  asked.request = RequestId::Random();
  asked.display_names = {"C", "A"};
  EXPECT_EQ(ReasonOf(create().status()), "BED_EXISTS");
  asked.bed_class = "rooms";
  EXPECT_EQ(ReasonOf(create().status()), "WARD_UNKNOWN");
  EXPECT_EQ(ReasonOf(create(Tokyo()).status()), "FACILITY_UNKNOWN");
  EXPECT_EQ(Count("SELECT count(*) FROM beds"), 2);

  const auto list = beds_.List(Soon(), hospital_, Osaka(), kNow, {}, 10);
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].display_name, "A");
  EXPECT_EQ(beds_.List(Soon(), hospital_, Osaka(), kNow, {.bed_class = "severe", .display_name = "A"}, 10)->size(), 1u);
  EXPECT_EQ(ReasonOf(beds_.List(Soon(), hospital_, Tokyo(), kNow, {}, 10).status()), "FACILITY_UNKNOWN");
}

TEST_F(HoldStoreTest, TakesABedOutOfUseWhenNobodyIsOrWillBeInIt) {
  const std::vector<KeptBed> beds = MakeBeds({"1", "2"});
  const auto retire = [&](const BedId& bed) {
    return beds_.Retire(Soon(), Osaka(), hospital_, bed, &Anybody, Audit());
  };
  const auto held = Take(AsksFor(beds[0].id));
  ASSERT_TRUE(held.ok());
  ASSERT_TRUE(Lies(beds[1].id, At(-1), std::nullopt).ok());
  for (const KeptBed& bed : beds) EXPECT_EQ(ReasonOf(retire(bed.id).status()), "BED_TAKEN");
  const auto list = beds_.List(Soon(), hospital_, Osaka(), kNow, {}, 10).value();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(list[0].held && !list[0].occupied && !list[1].held && list[1].occupied);

  ASSERT_TRUE(LetGo(*held).ok());
  const auto retired = retire(beds[0].id);
  ASSERT_TRUE(retired.ok()) << retired.status();
  EXPECT_EQ(retired->retired, kNow);
  EXPECT_EQ(retire(beds[0].id).value(), *retired);
  EXPECT_EQ(ReasonOf(Take(AsksFor(beds[0].id)).status()), "BED_RETIRED");
  EXPECT_EQ(ReasonOf(Lies(beds[0].id, kNow, std::nullopt).status()), "BED_RETIRED");
  EXPECT_EQ(beds_.List(Soon(), hospital_, Osaka(), kNow, {}, 10)->size(), 1u);
  MakeBeds({"1"});  // its name is free again
  EXPECT_EQ(ReasonOf(retire(BedId::Random()).status()), "BED_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::capacity
