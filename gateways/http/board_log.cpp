// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/board_log.hpp"

#include <algorithm>
#include <utility>

#include "gateways/http/events.hpp"

namespace mimamori::http {
namespace {

using google::protobuf::Message;

std::string TextAt(const Message& message, const FieldPath& path) {
  const Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    if (!at->GetReflection()->HasField(*at, path[i])) return "";
    at = &at->GetReflection()->GetMessage(*at, path[i]);
  }
  return at->GetReflection()->GetString(*at, path.back());
}

}  // namespace

BoardLog::BoardLog(const Route& route, Limits limits) : route_(route), limits_(limits) {}

bool BoardLog::Take(Message& event) {
  const auto encode = [this](const Message& one) { return std::make_shared<const std::string>(EncodeEvent(route_, one)); };
  const std::string token = event.GetReflection()->GetString(event, route_.resume_response);
  const std::string entry = TextAt(event, route_.board->entry), left = TextAt(event, route_.board->left);
  const bool names_nothing = entry.empty() && left.empty();
  if (names_nothing && token.empty()) {
    whole_ = false;
    entries_.clear();
    token_.clear();
    begin_ = encode(event);
    return false;
  }
  Encoded change;
  if (!names_nothing && whole_) change = encode(event);
  event.GetReflection()->ClearField(&event, route_.resume_response);
  if (!entry.empty()) entries_[entry] = encode(event);
  if (!left.empty()) entries_.erase(left);
  if (!token.empty()) token_ = token;
  if (names_nothing) {
    complete_.reset(event.New());
    complete_->CopyFrom(event);
    if (!std::exchange(whole_, true)) {
      // Whoever was told what there was before is told this anew.
      changes_.clear();
      bytes_ = 0;
      first_ = ++next_;
    }
  }
  if (whole_) Append(token, std::move(change));
  return names_nothing;
}

void BoardLog::Append(std::string token, Encoded event) {
  board_ = nullptr;
  bytes_ += event ? event->size() : 0;
  changes_.push_back({std::move(token), std::move(event)});
  ++next_;
  while (changes_.size() > limits_.changes || bytes_ > limits_.bytes) {
    bytes_ -= changes_.front().event ? changes_.front().event->size() : 0;
    changes_.pop_front();
    ++first_;
  }
}

std::shared_ptr<const std::vector<BoardLog::Encoded>> BoardLog::Board() {
  if (board_) return board_;
  auto board = std::make_shared<std::vector<Encoded>>();
  board->reserve(entries_.size() + 2);
  board->push_back(begin_);
  for (const auto& [id, entry] : entries_) board->push_back(entry);
  complete_->GetReflection()->SetString(complete_.get(), route_.resume_response, token_);
  board->push_back(std::make_shared<const std::string>(EncodeEvent(route_, *complete_)));
  return board_ = std::move(board);
}

// Of several changes with one token, only the first is surely behind everything that came before them.
BoardLog::Place BoardLog::Join(std::string_view token) const {
  if (!whole_ || token.empty()) return {};
  const auto found = std::ranges::find(changes_, token, &Change::token);
  if (found == changes_.end()) return {};
  return {.next = first_ + static_cast<uint64_t>(found - changes_.begin()) + 1};
}

std::string BoardLog::Read(Place& place) {
  std::string piece;
  if (!whole_) return piece;
  if (!place.board && place.next < first_) place = {.board = Board(), .told = 0, .next = next_};
  while (place.board && piece.size() < limits_.piece) {
    piece += *(*place.board)[place.told];
    if (++place.told == place.board->size()) place.board = nullptr;
  }
  while (!place.board && place.next >= first_ && place.next < next_ && piece.size() < limits_.piece) {
    const Change& change = changes_[place.next++ - first_];
    if (change.event) piece += *change.event;
  }
  return piece;
}

}  // namespace mimamori::http
