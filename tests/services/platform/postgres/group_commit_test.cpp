// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/group_commit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

#include "services/platform/core/error.hpp"

namespace mimamori::platform::postgres {
namespace {

using Commit = GroupCommit<int, int>;
using Results = absl::StatusOr<std::vector<absl::StatusOr<int>>>;

// Doubles what it is given, and can be held at the door.
class Writer {
 public:
  Results operator()(const std::vector<int>& items) {
    if (!entered_.exchange(true)) {
      inside_.set_value();
      open_.get_future().wait();
    }
    sizes.push_back(items.size());
    std::vector<absl::StatusOr<int>> results;
    for (const int item : items) results.emplace_back(item * 2);
    return results;
  }
  // After this, the writer is busy with its first batch until Open.
  void WaitUntilInside() { inside_.get_future().wait(); }
  void Open() { open_.set_value(); }

  std::vector<size_t> sizes;  // read after the GroupCommit is gone

 private:
  std::atomic<bool> entered_ = false;
  std::promise<void> inside_;
  std::promise<void> open_;
};

TEST(GroupCommit, TurnsWhatIsWaitingIntoFewWrites) {
  Writer writer;
  std::vector<int> answers;
  {
    Commit commit(100, 4, std::ref(writer));
    const auto keep = [&](absl::StatusOr<int> result) { answers.push_back(*result); };
    commit.Submit(0, keep);
    writer.WaitUntilInside();
    for (int i = 1; i <= 10; ++i) commit.Submit(i, keep);
    EXPECT_EQ(commit.waiting(), 10u);
    writer.Open();
  }
  EXPECT_EQ(writer.sizes, (std::vector<size_t>{1, 4, 4, 2}));
  EXPECT_EQ(answers, (std::vector<int>{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20}));
}

TEST(GroupCommit, AnswersABatchInsideOfWhatItIsGivenToRunItIn) {
  Writer writer;
  std::vector<std::string> story;
  {
    Commit commit(100, 3, std::ref(writer), [&](const std::function<void()>& answers) {
      story.push_back("begins");
      answers();
      story.push_back("ends");
    });
    const auto keep = [&](absl::StatusOr<int> result) { story.push_back(std::to_string(*result)); };
    commit.Submit(0, keep);
    writer.WaitUntilInside();
    for (int i = 1; i <= 3; ++i) commit.Submit(i, keep);
    writer.Open();
  }
  EXPECT_EQ(story, (std::vector<std::string>{"begins", "0", "ends", "begins", "2", "4", "6", "ends"}));
}

TEST(GroupCommit, RefusesAtOnceWhenTheQueueIsFull) {
  Writer writer;
  std::atomic<int> written = 0;
  {
    Commit commit(3, 2, std::ref(writer));
    const auto count = [&](const absl::StatusOr<int>& result) { written += result.ok(); };
    commit.Submit(0, count);
    writer.WaitUntilInside();
    for (int i = 0; i < 3; ++i) commit.Submit(i, count);
    absl::Status refused;
    commit.Submit(9, [&](const absl::StatusOr<int>& result) { refused = result.status(); });
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(refused), "BUSY");
    writer.Open();
  }
  EXPECT_EQ(written, 4);
}

TEST(GroupCommit, TellsEveryoneWhenAWriteFails) {
  std::vector<absl::StatusCode> codes;
  {
    Commit commit(10, 10, [](const std::vector<int>&) -> Results { return absl::UnavailableError("down"); });
    for (int i = 0; i < 5; ++i)
      commit.Submit(i, [&](const absl::StatusOr<int>& result) { codes.push_back(result.status().code()); });
  }
  EXPECT_EQ(codes, std::vector<absl::StatusCode>(5, absl::StatusCode::kUnavailable));
}

TEST(GroupCommit, GivesEachItemItsOwnResult) {
  std::vector<absl::StatusCode> codes;
  {
    Commit commit(10, 10, [](const std::vector<int>& items) -> Results {
      std::vector<absl::StatusOr<int>> results;
      for (const int item : items) {
        if (item % 2 == 1)
          results.emplace_back(absl::AlreadyExistsError("odd"));
        else
          results.emplace_back(item);
      }
      return results;
    });
    for (int i = 0; i < 4; ++i)
      commit.Submit(i, [&](const absl::StatusOr<int>& result) { codes.push_back(result.status().code()); });
  }
  const auto ok = absl::StatusCode::kOk, odd = absl::StatusCode::kAlreadyExists;
  EXPECT_EQ(codes, (std::vector<absl::StatusCode>{ok, odd, ok, odd}));
}

TEST(GroupCommit, AnswersEvenWhenTheWriterReturnsTooFew) {
  absl::Status status;
  {
    Commit commit(10, 10, [](const std::vector<int>&) -> Results { return std::vector<absl::StatusOr<int>>(); });
    commit.Submit(1, [&](const absl::StatusOr<int>& result) { status = result.status(); });
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
}

TEST(GroupCommit, CarriesWhatCanOnlyBeMoved) {
  std::promise<int> answer;
  GroupCommit<std::unique_ptr<int>, std::unique_ptr<int>> commit(
      10, 10, [](const std::vector<std::unique_ptr<int>>& items) {
        std::vector<absl::StatusOr<std::unique_ptr<int>>> results;
        for (const auto& item : items) results.emplace_back(std::make_unique<int>(*item + 1));
        return absl::StatusOr<std::vector<absl::StatusOr<std::unique_ptr<int>>>>(std::move(results));
      });
  commit.Submit(std::make_unique<int>(6),
                [&](absl::StatusOr<std::unique_ptr<int>> result) { answer.set_value(**result); });
  EXPECT_EQ(answer.get_future().get(), 7);
}

TEST(GroupCommit, AnswersManyThreadsExactlyOnceEach) {
  constexpr int kThreads = 4, kEach = 5000;
  std::atomic<int> answered = 0, wrong = 0;
  {
    Commit commit(kThreads * kEach, 64, [](const std::vector<int>& items) -> Results {
      std::vector<absl::StatusOr<int>> results;
      for (const int item : items) results.emplace_back(item * 2);
      return results;
    });
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kEach; ++i) {
          commit.Submit(i, [&, i](const absl::StatusOr<int>& result) {
            ++answered;
            if (!result.ok() || *result != i * 2) ++wrong;
          });
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  EXPECT_EQ(answered, kThreads * kEach);
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace mimamori::platform::postgres
