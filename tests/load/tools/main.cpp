// SPDX-License-Identifier: Apache-2.0
// The load tests' measuring tool: mimamori_load TOOL --flag value …
#include <map>
#include <string>

#include "tests/load/tools/tools.hpp"

int main(int argc, char** argv) {
  using namespace mimamori::load;
  static const std::map<std::string, int (*)(const Arguments&)> tools{
      {"http", &HttpLoad}, {"echo", &EchoLoad}, {"overlap", &OverlapLoad}, {"fill", &FillStays},
      {"replay", &ReplayLoad}, {"holds", &HoldsLoad}, {"board", &BoardLoad}, {"recommend", &RecommendLoad},
      {"assign", &AssignLoad}};
  const auto tool = tools.find(argc > 1 ? argv[1] : "");
  if (tool == tools.end()) {
    Die("the first argument is one of: http, echo, overlap, fill, replay, holds, board, recommend, assign");
  }
  return tool->second(Arguments(argc, argv, 2));
}
