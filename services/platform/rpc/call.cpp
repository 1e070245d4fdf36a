// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/call.hpp"

#include <cstdint>
#include <random>

namespace mimamori::platform::rpc {
namespace {

constexpr size_t kTraceDigits = 32;
constexpr size_t kParentDigits = 16;

// Ids tie log lines together and protect nothing: a plain generator per thread is enough.
uint64_t RandomWord() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return generator();
}

void AppendHex(std::string& text, uint64_t word) {
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[word >> shift & 15];
}

bool IsHex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }
bool IsZero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

Trace Trace::Fresh() {
  Trace trace;
  trace.trace_id.reserve(kTraceDigits);
  AppendHex(trace.trace_id, RandomWord());
  AppendHex(trace.trace_id, RandomWord() | 1);  // all zeros is invalid
  trace.parent_id.reserve(kParentDigits);
  AppendHex(trace.parent_id, RandomWord() | 1);
  return trace;
}

// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
Trace Trace::Parse(std::string_view traceparent) {
  if (traceparent.size() != 55 || !traceparent.starts_with("00-") || traceparent[35] != '-' || traceparent[52] != '-') {
    return Fresh();
  }
  const std::string_view trace_id = traceparent.substr(3, kTraceDigits);
  const std::string_view parent_id = traceparent.substr(36, kParentDigits);
  if (!IsHex(trace_id) || !IsHex(parent_id) || IsZero(trace_id) || IsZero(parent_id)) return Fresh();
  return {std::string(trace_id), std::string(parent_id)};
}

Trace Trace::Below() const { return {trace_id, Fresh().parent_id}; }

std::string Trace::ToHeader() const {
  std::string header;
  header.reserve(55);
  header.append("00-").append(trace_id).append("-").append(parent_id).append("-01");
  return header;
}

}  // namespace mimamori::platform::rpc
