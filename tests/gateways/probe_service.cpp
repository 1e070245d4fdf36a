// SPDX-License-Identifier: Apache-2.0
#include "tests/gateways/probe_service.hpp"

#include <fmt/format.h>

#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/metadata.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::tests {
namespace {

std::string Metadata(const grpc::ServerContext& context, const std::string& name) {
  const auto found = context.client_metadata().find(name);
  return found == context.client_metadata().end() ? "" : std::string(found->second.data(), found->second.size());
}

}  // namespace

void ProbeService::WaitUntilHeld() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return held_; });
}

void ProbeService::Release() {
  const std::lock_guard lock(mutex_);
  released_ = true;
  changed_.notify_all();
}

void ProbeService::WaitUntilStreamsCancelled(int count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return cancelled_ >= count; });
}

grpc::Status ProbeService::Echo(grpc::ServerContext* context, const probe::v1::EchoRequest* request,
                                probe::v1::EchoAnswer* answer) {
  if (request->text() == "hold") {
    std::unique_lock lock(mutex_);
    held_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return released_; });
  }
  *answer->mutable_heard() = *request;
  answer->set_network(Metadata(*context, platform::rpc::kNetworkKey));
  answer->set_traceparent(Metadata(*context, platform::rpc::kTraceKey));
  for (const auto& [name, value] : context->client_metadata()) {
    const std::string key(name.data(), name.size());
    const bool ours = key == platform::rpc::kCallerKey || key == platform::rpc::kNetworkKey ||
                      key == platform::rpc::kTraceKey || key == "user-agent";
    if (!ours) answer->add_strays(key);
  }
  return grpc::Status::OK;
}

grpc::Status ProbeService::Click(grpc::ServerContext*, const probe::v1::ClickRequest* request,
                                 probe::v1::EchoAnswer* answer) {
  answer->mutable_heard()->set_text(request->token() + request->other());
  return grpc::Status::OK;
}

grpc::Status ProbeService::GetEcho(grpc::ServerContext*, const probe::v1::GetEchoRequest* request,
                                   probe::v1::EchoAnswer* answer) {
  answer->mutable_heard()->set_text(request->text());
  for (const int number : request->numbers()) answer->mutable_heard()->add_tags(fmt::to_string(number));
  return grpc::Status::OK;
}

grpc::Status ProbeService::MarkEcho(grpc::ServerContext*, const probe::v1::MarkEchoRequest* request,
                                    probe::v1::EchoAnswer* answer) {
  *answer->mutable_heard()->mutable_inner() = request->inner();
  return grpc::Status::OK;
}

grpc::Status ProbeService::Bake(grpc::ServerContext*, const probe::v1::BakeRequest* request, probe::v1::Baked* baked) {
  baked->set_seen(request->visitor_cookie());
  baked->set_visitor_cookie(request->new_value());
  if (!request->leave_stay()) baked->set_optional_stay("stay-value");
  return grpc::Status::OK;
}

grpc::Status ProbeService::Fail(grpc::ServerContext*, const probe::v1::FailRequest* request, probe::v1::EchoAnswer*) {
  const auto code = static_cast<absl::StatusCode>(request->code());
  return platform::rpc::ToGrpc(platform::Failure(code, request->reason(), "told to fail", request->field()));
}

grpc::Status ProbeService::Identify(grpc::ServerContext& context, probe::v1::Identity& identity) {
  const auto caller = verifier_.Verify(Metadata(context, platform::rpc::kCallerKey));
  if (!caller.ok()) return platform::rpc::ToGrpc(caller.status());
  identity.set_subject((*caller)->subject);
  identity.set_organisation((*caller)->organisation);
  for (const auto role : (*caller)->roles) identity.add_roles(role);
  return grpc::Status::OK;
}

grpc::Status ProbeService::WhoAmI(grpc::ServerContext* context, const probe::v1::WhoAmIRequest*,
                                  probe::v1::Identity* identity) {
  return Identify(*context, *identity);
}

grpc::Status ProbeService::WhichDevice(grpc::ServerContext* context, const probe::v1::WhichDeviceRequest*,
                                       probe::v1::Identity* identity) {
  return Identify(*context, *identity);
}

grpc::Status ProbeService::BindDevice(grpc::ServerContext*, const probe::v1::BindDeviceRequest* request,
                                      probe::v1::BoundDevice* bound) {
  bound->set_session_cookie(request->token());
  return grpc::Status::OK;
}

grpc::Status ProbeService::WhoIsThere(grpc::ServerContext* context, const probe::v1::WhoIsThereRequest*,
                                      probe::v1::Identity* identity) {
  return Identify(*context, *identity);
}

grpc::Status ProbeService::Print(grpc::ServerContext*, const probe::v1::PrintRequest* request,
                                 rpc::v1::Document* document) {
  document->set_content(std::string("%PDF\0", 5));
  document->set_content_type("application/pdf");
  document->set_file_name(request->file_name());
  return grpc::Status::OK;
}

grpc::Status ProbeService::PrintParts(grpc::ServerContext* context, const probe::v1::PrintPartsRequest* request,
                                      grpc::ServerWriter<rpc::v1::Document>* writer) {
  for (int i = 1; i <= request->count(); ++i) {
    rpc::v1::Document part;
    part.set_content(fmt::format("{}\n", i));
    if (i == 1) part.set_content_type("text/plain");
    if (i == 1) part.set_file_name("numbers.txt");
    if (!writer->Write(part)) break;
    std::unique_lock lock(mutex_);
    held_ = true;
    changed_.notify_all();
    while (request->hold() && !context->IsCancelled() && !released_) changed_.wait_for(lock, std::chrono::milliseconds(5));
  }
  const std::lock_guard lock(mutex_);
  if (context->IsCancelled()) ++cancelled_;
  changed_.notify_all();
  return request->fail() ? platform::rpc::ToGrpc(platform::NotFound("PAPER_OUT", "no paper")) : grpc::Status::OK;
}

grpc::Status ProbeService::Count(grpc::ServerContext* context, const probe::v1::CountRequest* request,
                                 grpc::ServerWriter<probe::v1::Number>* writer) {
  if (request->count() < 0) {
    return platform::rpc::ToGrpc(platform::BadField("count", "BAD_COUNT", "count is negative"));
  }
  const int start = request->resume_token().empty() ? 1 : std::stoi(request->resume_token()) + 1;
  for (int i = start; i <= request->count(); ++i) {
    probe::v1::Number number;
    number.set_value(i);
    number.set_resume_token(fmt::to_string(i));
    if (!writer->Write(number)) break;
  }
  std::unique_lock lock(mutex_);
  while (request->hold() && !context->IsCancelled()) changed_.wait_for(lock, std::chrono::milliseconds(5));
  if (context->IsCancelled()) {
    ++cancelled_;
    changed_.notify_all();
  }
  return grpc::Status::OK;
}

void ProbeService::PutBook(const std::string& title, int pages) {
  const std::lock_guard lock(mutex_);
  books_.emplace_back(title, pages);
  changed_.notify_all();
}

void ProbeService::BreakShelf(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  ++breaks_;
  broken_ = !status.ok();
  break_status_ = status;
  changed_.notify_all();
}

void ProbeService::MendShelf() {
  const std::lock_guard lock(mutex_);
  broken_ = false;
}

std::vector<std::pair<std::string, std::string>> ProbeService::shelf_streams() {
  const std::lock_guard lock(mutex_);
  return shelf_streams_;
}

// Tokens are numbers of changes.
grpc::Status ProbeService::WatchShelf(grpc::ServerContext* context, const probe::v1::WatchShelfRequest* request,
                                      grpc::ServerWriter<probe::v1::ShelfEvent>* writer) {
  if (request->shelf() < 0) return platform::rpc::ToGrpc(platform::BadField("shelf", "NO_SHELF", "there is no such shelf"));
  const auto caller = verifier_.Verify(Metadata(*context, platform::rpc::kCallerKey));
  if (!caller.ok()) return platform::rpc::ToGrpc(caller.status());
  std::unique_lock lock(mutex_);
  if (broken_) return break_status_;
  shelf_streams_.emplace_back((*caller)->organisation, request->resume_token());
  const int breaks = breaks_;
  probe::v1::ShelfEvent event;
  size_t told = request->resume_token().empty() ? books_.size() : std::stoul(request->resume_token());
  if (request->resume_token().empty()) {
    writer->Write(event);
    std::map<std::string, int> shelf;
    for (const auto& [title, pages] : books_) shelf[title] = pages;
    for (const auto& [title, pages] : shelf) {
      if (pages == 0) continue;
      event.mutable_book()->set_title(title);
      event.mutable_book()->set_pages(pages);
      writer->Write(event);
    }
    event.Clear();
  }
  for (bool caught_up = false; !context->IsCancelled() && breaks == breaks_;) {
    for (; told < books_.size(); ++told) {
      probe::v1::ShelfEvent change;
      const auto& [title, pages] = books_[told];
      if (pages == 0) change.set_gone(title);
      if (pages > 0) change.mutable_book()->set_title(title);
      if (pages > 0) change.mutable_book()->set_pages(pages);
      change.set_resume_token(std::to_string(told + 1));
      writer->Write(change);
    }
    event.set_resume_token(std::to_string(told));
    if (!std::exchange(caught_up, true)) writer->Write(event);
    changed_.wait_for(lock, std::chrono::milliseconds(5));
  }
  return breaks == breaks_ ? grpc::Status::OK : break_status_;
}

}  // namespace mimamori::tests
