// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/board_log.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gateways/probe.pb.h"

namespace mimamori::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The log of the shelf, as its service would tell it.
struct Shelf {
  explicit Shelf(http::BoardLog::Limits limits = {}) : log(route, limits) {}
  void Tell(const std::string& title, int pages, const std::string& gone, const std::string& token) {
    probe::v1::ShelfEvent event;
    if (!title.empty()) event.mutable_book()->set_title(title);
    if (!title.empty()) event.mutable_book()->set_pages(pages);
    event.set_gone(gone);
    event.set_resume_token(token);
    log.Take(event);
  }
  void Begin() { Tell("", 0, "", ""); }
  void Complete(const std::string& token) { Tell("", 0, "", token); }
  void Put(const std::string& title, int pages, const std::string& token = "") { Tell(title, pages, "", token); }

  http::Route route = *http::ReadRoute(*google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "mimamori.probe.v1.ProbeService.WatchShelf"));
  http::BoardLog log;
};

std::string Book(const std::string& title, int pages, const std::string& token = "") {
  return fmt::format("id: {}\ndata: {{\"book\":{{\"title\":\"{}\",\"pages\":{}}},\"gone\":\"\",\"resumeToken\":\"{}\"}}\n\n",
                     token, title, pages, token);
}
std::string Mark(const std::string& token = "", const std::string& gone = "") {
  return fmt::format("id: {}\ndata: {{\"gone\":\"{}\",\"resumeToken\":\"{}\"}}\n\n", token, gone, token);
}

TEST(BoardLog, TellsABoardAndThenWhatChanges) {
  Shelf shelf;
  http::BoardLog::Place early = shelf.log.Join("");
  shelf.Begin();
  shelf.Put("あ", 1);
  EXPECT_EQ(shelf.log.Read(early), "") << "nobody sees half a board";
  shelf.Put("い", 2);
  shelf.Complete("5");
  EXPECT_EQ(shelf.log.Read(early), Mark() + Book("あ", 1) + Book("い", 2) + Mark("5"));
  EXPECT_EQ(shelf.log.Read(early), "");
  shelf.Put("あ", 3, "6");
  shelf.Tell("", 0, "い", "7");
  EXPECT_EQ(shelf.log.Read(early), Book("あ", 3, "6") + Mark("7", "い"));
  http::BoardLog::Place late = shelf.log.Join("");
  EXPECT_EQ(shelf.log.Read(late), Mark() + Book("あ", 3) + Mark("7")) << "as it is by now, each thing once";
  shelf.Put("う", 1, "8");
  EXPECT_EQ(shelf.log.Read(late), Book("う", 1, "8"));
  EXPECT_EQ(shelf.log.token(), "8");
}

TEST(BoardLog, GoesOnBehindATokenThatItKnows) {
  Shelf shelf;
  shelf.Begin();
  shelf.Complete("1");
  shelf.Put("あ", 1, "2");
  shelf.Put("い", 2, "3");
  for (const auto& [token, told] : std::vector<std::pair<std::string, std::string>>{
           {"1", Book("あ", 1, "2") + Book("い", 2, "3")},
           {"2", Book("い", 2, "3")},
           {"3", ""},
           {"of another door", Mark() + Book("あ", 1) + Book("い", 2) + Mark("3")}}) {
    SCOPED_TRACE(token);
    http::BoardLog::Place place = shelf.log.Join(token);
    EXPECT_EQ(shelf.log.Read(place), told);
  }
}

// A service tells several things that changed at once with the token from before all of them, but for the last.
TEST(BoardLog, LosesNothingOfWhatWasToldWithOneToken) {
  Shelf shelf;
  shelf.Begin();
  shelf.Complete("1");
  shelf.Put("あ", 1, "1a");
  shelf.Put("い", 2, "1a");
  shelf.Put("う", 3, "4");
  http::BoardLog::Place place = shelf.log.Join("1a");
  EXPECT_THAT(shelf.log.Read(place), HasSubstr("い"));
}

TEST(BoardLog, TellsItAnewToWhoeverFellBehind) {
  Shelf shelf({.changes = 3});
  shelf.Begin();
  shelf.Complete("1");
  http::BoardLog::Place slow = shelf.log.Join(""), quick = slow;
  EXPECT_EQ(shelf.log.Read(slow), Mark() + Mark("1"));
  shelf.log.Read(quick);
  for (int i = 2; i <= 9; ++i) {
    shelf.Put("あ", i, fmt::to_string(i));
    EXPECT_EQ(shelf.log.Read(quick), Book("あ", i, fmt::to_string(i)));
  }
  EXPECT_EQ(shelf.log.Read(slow), Mark() + Book("あ", 9) + Mark("9")) << "not the changes between, and not half of them";
  EXPECT_EQ(shelf.log.Read(slow), "");
  http::BoardLog::Place forgotten = shelf.log.Join("2");
  EXPECT_THAT(shelf.log.Read(forgotten), HasSubstr(Mark("9")));
}

TEST(BoardLog, KeepsAsManyBytesOfChangesAsItMay) {
  Shelf shelf({.bytes = 3 * Book("あ", 1, "1").size()});
  shelf.Begin();
  shelf.Complete("0");
  for (int i = 1; i <= 9; ++i) shelf.Put("あ", 1, fmt::to_string(i));
  http::BoardLog::Place known = shelf.log.Join("7"), unknown = shelf.log.Join("6");
  EXPECT_EQ(shelf.log.Read(known), Book("あ", 1, "8") + Book("あ", 1, "9"));
  EXPECT_EQ(shelf.log.Read(unknown), Mark() + Book("あ", 1) + Mark("9"));
}

TEST(BoardLog, IsReadInPieces) {
  Shelf shelf({.piece = 200});
  shelf.Begin();
  for (int i = 100; i < 150; ++i) shelf.Put(fmt::to_string(i), i);
  shelf.Complete("1");
  http::BoardLog::Place place = shelf.log.Join("");
  std::string all;
  int pieces = 0;
  for (std::string piece = shelf.log.Read(place); !piece.empty(); piece = shelf.log.Read(place), ++pieces) {
    EXPECT_LT(piece.size(), 400U);
    all += piece;
    if (pieces == 3) shelf.Put("100", 7, "2");  // what changes while it is told is told behind it
  }
  EXPECT_GT(pieces, 10);
  EXPECT_THAT(all, HasSubstr(Book("149", 149) + Mark("1") + Book("100", 7, "2")));
}

TEST(BoardLog, ForgetsEverythingWhenTheStreamBeginsAnew) {
  Shelf shelf;
  shelf.Begin();
  shelf.Put("あ", 1);
  shelf.Complete("1");
  http::BoardLog::Place place = shelf.log.Join("");
  shelf.log.Read(place);
  shelf.Begin();
  shelf.Put("い", 2);
  EXPECT_EQ(shelf.log.Read(place), "");
  EXPECT_EQ(shelf.log.token(), "") << "who goes on behind the old one would miss the rest of the board";
  shelf.Complete("9");
  EXPECT_EQ(shelf.log.Read(place), Mark() + Book("い", 2) + Mark("9"));
  http::BoardLog::Place old = shelf.log.Join("1");
  EXPECT_THAT(shelf.log.Read(old), Not(HasSubstr("あ")));
}

// Where a stream went on behind a token, it says so once it has told what was missed.
TEST(BoardLog, GoesOnWithAStreamThatWasOpenedAgain) {
  Shelf shelf;
  shelf.Begin();
  shelf.Put("あ", 1);
  shelf.Complete("1");
  http::BoardLog::Place place = shelf.log.Join("");
  shelf.log.Read(place);
  shelf.Put("あ", 2, "2");
  shelf.Complete("3");
  EXPECT_EQ(shelf.log.Read(place), Book("あ", 2, "2"));
  EXPECT_EQ(shelf.log.token(), "3");
  http::BoardLog::Place behind = shelf.log.Join("3");
  EXPECT_EQ(shelf.log.Read(behind), "");
}

}  // namespace
}  // namespace mimamori::tests
