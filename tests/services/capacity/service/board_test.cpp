// SPDX-License-Identifier: Apache-2.0
#include "tests/services/capacity/service/capacity_house.hpp"

#include <condition_variable>
#include <thread>

#include "services/platform/postgres/change_log.hpp"

namespace mimamori::capacity {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kOther[] = "0192f0c1-0000-4000-8000-00000000000b";

// A live board that somebody looks at; what comes is kept in order.
class Watching {
 public:
  Watching(v1::BoardService::Stub& stub, const std::string& token, const std::string& resume_token = "",
           const std::string& area = "") {
    context_.AddMetadata("mimamori-caller-bin", token);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::WatchBoardRequest request;
    request.set_resume_token(resume_token);
    request.set_area_code(area);
    reader_ = stub.WatchBoard(&context_, request);
    thread_ = std::thread([this] {
      v1::BoardEvent event;
      while (reader_->Read(&event)) {
        const std::lock_guard lock(mutex_);
        events_.push_back(event);
        came_.notify_all();
      }
      const grpc::Status status = reader_->Finish();
      const std::lock_guard lock(mutex_);
      over_ = platform::rpc::FromGrpc(status);
      came_.notify_all();
    });
  }
  ~Watching() {
    context_.TryCancel();
    thread_.join();
  }
  // The next event; fails the test when none comes.
  v1::BoardEvent Next() {
    std::unique_lock lock(mutex_);
    const bool came = came_.wait_for(lock, std::chrono::seconds(30), [&] { return taken_ < events_.size() || over_; });
    EXPECT_TRUE(came && taken_ < events_.size()) << (over_ ? over_->ToString() : "nothing came");
    return taken_ < events_.size() ? events_[taken_++] : v1::BoardEvent();
  }
  // Names of the board as it is; its last event's token.
  std::vector<std::string> Beginning() {
    EXPECT_EQ(Next().kind(), v1::BOARD_EVENT_KIND_BEGIN);
    std::vector<std::string> names;
    while (true) {
      const v1::BoardEvent event = Next();
      if (event.kind() != v1::BOARD_EVENT_KIND_ENTRY) {
        EXPECT_EQ(event.kind(), v1::BOARD_EVENT_KIND_COMPLETE);
        token_ = event.resume_token();
        return names;
      }
      EXPECT_EQ(event.resume_token(), "") << "whoever breaks off here begins anew";
      names.push_back(event.entry().facility().facts().display_name());
    }
  }
  const std::string& token() const { return token_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::BoardEvent>> reader_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<v1::BoardEvent> events_;
  size_t taken_ = 0;
  std::optional<absl::Status> over_;
  std::string token_;
};

class BoardTest : public CapacityHouse {
 protected:
  absl::StatusOr<v1::ListBoardResponse> List(const std::string& token, int page_size = 0,
                                             const std::string& page_token = "", const std::string& area = "") {
    v1::ListBoardRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    request.set_area_code(area);
    return tests::CallWith(token, *board_stub_, &Board::ListBoard, request);
  }
  std::vector<std::string> NamesFor(const std::string& token, const std::string& area = "") {
    const auto list = List(token, 0, "", area);
    EXPECT_TRUE(list.ok()) << list.status();
    std::vector<std::string> names;
    for (const v1::BoardEntry& one : list->entries()) names.push_back(one.facility().facts().display_name());
    return names;
  }
  void Close(const v1::Facility& seen) {
    v1::CloseFacilityRequest request;
    request.set_facility_id(seen.id());
    request.set_revision(seen.revision());
    EXPECT_TRUE(tests::CallWith(Osaka(), *stub_, &Facilities::CloseFacility, request).ok());
  }
};

TEST_F(BoardTest, ShowsWhatIsFreeAndHowOldThatIs) {
  const v1::Facility hospital = Listed();
  Listed("まだ");
  Told(hospital, Beds("severe", 8, 5, 1));
  const auto list = List(Osaka());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->entries_size(), 2);
  const v1::BoardEntry& never = list->entries(0);
  EXPECT_EQ(never.freshness(), v1::FRESHNESS_UNKNOWN);
  EXPECT_FALSE(never.has_unknown_time());
  EXPECT_EQ(never.wards_size(), 0);
  const v1::BoardEntry& told = list->entries(1);
  EXPECT_EQ(told.freshness(), v1::FRESHNESS_FRESH);
  ASSERT_EQ(told.wards_size(), 1);
  EXPECT_EQ(told.wards(0).available(), 2);
  EXPECT_TRUE(told.facility().has_report_time());
  // Reported at noon: it counts for three o'clock today, and is awaited at three tomorrow.
  EXPECT_EQ(absl::FromUnixSeconds(told.due_time().seconds()), clock_.Now() + absl::Hours(27));
  EXPECT_EQ(absl::FromUnixSeconds(told.unknown_time().seconds()), clock_.Now() + absl::Hours(31));
}

TEST_F(BoardTest, KnowsNothingOfBedsThatNobodyToldOfForTooLong) {
  Told(Listed(), Beds("severe", 8, 5, 1));
  clock_.Advance(absl::Hours(27));
  EXPECT_EQ(List(Osaka())->entries(0).freshness(), v1::FRESHNESS_OVERDUE);
  EXPECT_EQ(List(Osaka())->entries(0).wards(0).available(), 2);
  clock_.Advance(absl::Hours(4));
  const v1::BoardEntry entry = List(Osaka())->entries(0);
  EXPECT_EQ(entry.freshness(), v1::FRESHNESS_UNKNOWN);
  EXPECT_FALSE(entry.wards(0).has_available()) << "unknown is not zero, and not what it was";
  EXPECT_EQ(entry.wards(0).counts().staffed(), 8) << "what was told is told, with its age";
}

TEST_F(BoardTest, IsThatOfEachOnesScope) {
  const v1::Facility osaka = Listed("甲");
  Listed("乙", "271403", kOther);
  Listed("丙", "130001", "0192f0c1-0000-4000-8000-00000000000c");
  EXPECT_THAT(NamesFor(Osaka()), ElementsAre("甲", "乙"));
  EXPECT_THAT(NamesFor(Osaka(), "271403"), ElementsAre("乙"));
  EXPECT_THAT(NamesFor(Osaka(), "130001"), IsEmpty());
  EXPECT_THAT(NamesFor(Tokyo()), ElementsAre("丙"));
  EXPECT_THAT(NamesFor(Nurse()), ElementsAre("甲"));
  for (const char* service : {"admission", "registry"}) {
    EXPECT_EQ(List(callers_.Service(service)).status().code(), absl::StatusCode::kPermissionDenied) << service;
  }
  Close(osaka);
  EXPECT_THAT(NamesFor(Osaka()), ElementsAre("乙"));
}

TEST_F(BoardTest, ComesInPages) {
  for (const char* name : {"い", "あ", "う"}) Told(Listed(name), Beds("severe", 8, 5));
  const auto first = List(Osaka(), 2);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->entries_size(), 2);
  const auto second = List(Osaka(), 2, first->next_page_token());
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->entries_size(), 1);
  EXPECT_EQ(second->entries(0).facility().facts().display_name(), "う");
  EXPECT_EQ(second->entries(0).wards_size(), 1);
  EXPECT_EQ(ReasonOf(List(Osaka(), 2, first->next_page_token(), "271004").status()), "BAD_PAGE_TOKEN");
}

TEST_F(BoardTest, TellsItAsItIsAndThenWhatChanges) {
  const v1::Facility hospital = Listed();
  Watching board(*board_stub_, Osaka());
  EXPECT_THAT(board.Beginning(), ElementsAre("総合病院"));
  Told(hospital, Beds("severe", 8, 5));
  const v1::BoardEvent told = board.Next();
  EXPECT_EQ(told.kind(), v1::BOARD_EVENT_KIND_ENTRY);
  EXPECT_EQ(told.entry().wards(0).available(), 3);
  EXPECT_NE(told.resume_token(), "");
  Listed("新しい病院", "271403", kOther);
  EXPECT_EQ(board.Next().entry().facility().facts().display_name(), "新しい病院");
  Close(hospital);
  const v1::BoardEvent left = board.Next();
  EXPECT_EQ(left.kind(), v1::BOARD_EVENT_KIND_LEFT);
  EXPECT_EQ(left.facility_id(), hospital.id());
}

TEST_F(BoardTest, SaysNothingOfElsewhere) {
  const v1::Facility own = Listed(), other = Listed("丙", "130001", kOther);
  Watching tokyo(*board_stub_, Tokyo()), nurse(*board_stub_, Nurse()), sakai(*board_stub_, Osaka(), "", "271403");
  EXPECT_THAT(tokyo.Beginning(), ElementsAre("丙"));
  EXPECT_THAT(nurse.Beginning(), ElementsAre("総合病院"));
  EXPECT_THAT(sakai.Beginning(), IsEmpty());
  Told(own, Beds("severe", 8, 5));
  Told(other, Beds("severe", 9, 5));
  Listed("丁", "271403", kOther);
  EXPECT_EQ(tokyo.Next().entry().facility().id(), other.id());
  EXPECT_EQ(nurse.Next().entry().facility().id(), own.id());
  EXPECT_EQ(sakai.Next().entry().facility().facts().display_name(), "丁");
}

TEST_F(BoardTest, TellsWhatTimeAloneChanges) {
  Told(Listed(), Beds("severe", 8, 5));
  Watching board(*board_stub_, callers_.Officer(kHanako, {"271004"}));
  board.Beginning();
  clock_.Advance(absl::Hours(27));
  EXPECT_EQ(board.Next().entry().freshness(), v1::FRESHNESS_OVERDUE);
  clock_.Advance(absl::Hours(4));
  EXPECT_EQ(board.Next().entry().freshness(), v1::FRESHNESS_UNKNOWN);
}

TEST_F(BoardTest, GoesOnWhereItWasBrokenOff) {
  const v1::Facility hospital = Listed(), another = Listed("乙"), third = Listed("丙");
  Told(third, Beds("severe", 8, 5));
  std::string token;
  {
    Watching board(*board_stub_, Osaka());
    board.Beginning();
    token = board.token();
  }
  Told(hospital, Beds("severe", 8, 5));
  Close(another);
  clock_.Advance(absl::Hours(28));
  Watching again(*board_stub_, callers_.Officer(kHanako, {"271004"}), token);
  EXPECT_EQ(again.Next().entry().facility().id(), third.id()) << "it became overdue meanwhile";
  EXPECT_EQ(again.Next().entry().facility().id(), hospital.id()) << "and so did this";
  EXPECT_EQ(again.Next().entry().facility().id(), hospital.id()) << "which had reported before";
  const v1::BoardEvent left = again.Next();
  EXPECT_EQ(left.kind(), v1::BOARD_EVENT_KIND_LEFT);
  EXPECT_EQ(left.facility_id(), another.id());
  Watching elsewhere(*board_stub_, Tokyo(), token);
  EXPECT_THAT(elsewhere.Beginning(), IsEmpty()) << "another's token";
  Watching nonsense(*board_stub_, callers_.Officer(kHanako, {"271004"}), "nonsense");
  EXPECT_THAT(nonsense.Beginning(), ElementsAre("丙", "総合病院"));
}

TEST_F(BoardTest, BeginsAnewForThoseWhoWereAwayForTooLong) {
  Listed();
  std::string token;
  {
    Watching board(*board_stub_, Osaka());
    board.Beginning();
    token = board.token();
  }
  Listed("乙");
  ASSERT_TRUE(platform::postgres::DropChanges(pool_, Soon(), clock_.Now() + absl::Hours(1)).ok());
  Watching again(*board_stub_, Osaka(), token);
  EXPECT_THAT(again.Beginning(), ElementsAre("乙", "総合病院"));
}

}  // namespace
}  // namespace mimamori::capacity
