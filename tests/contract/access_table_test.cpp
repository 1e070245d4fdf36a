// SPDX-License-Identifier: Apache-2.0
// Who may call what, as a table that a reader can check: each change of access shows in access.txt.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/contract/protos.hpp"

#include <gtest/gtest.h>

namespace mimamori::tests {
namespace {

std::string Joined(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  return words.empty() ? "-" : fmt::format("{}", fmt::join(words, ","));
}

std::string Line(const google::protobuf::MethodDescriptor& method) {
  const rpc::v1::Access& access = AccessOf(method);
  std::vector<std::string> roles, doors;
  for (const int role : access.roles()) roles.push_back(rpc::v1::Role_Name(role).substr(5));
  for (const int door : access.doors()) doors.push_back(rpc::v1::Door_Name(door).substr(5));
  return fmt::format("{} | {} | {} | {}\n", method.full_name().substr(9), Joined(roles),
                     Joined({access.services().begin(), access.services().end()}), Joined(doors));
}

std::string Table() {
  std::vector<std::string> lines;
  for (const auto* method : Methods()) lines.push_back(Line(*method));
  std::sort(lines.begin(), lines.end());
  return fmt::format("# method | roles | services | doors\n{}", fmt::join(lines, ""));
}

TEST(AccessTable, IsTheReviewedOne) {
  std::ifstream file(MIMAMORI_SOURCES "/tests/contract/access.txt");
  const std::string reviewed{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(reviewed, Table()) << "if the change is meant, put this into tests/contract/access.txt:\n" << Table();
}

}  // namespace
}  // namespace mimamori::tests
