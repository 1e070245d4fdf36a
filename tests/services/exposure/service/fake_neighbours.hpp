// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>

#include "mimamori/mail/v1/text_service.grpc.pb.h"
#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "mimamori/visit/v1/visit_service.grpc.pb.h"
#include "tests/services/visit/support/neighbours.hpp"

namespace mimamori::exposure {

class FakeVenue final : public tests::Neighbour, public venue::v1::VenueService::Service {
 public:
  FakeVenue(const tests::Callers& callers, const platform::Clock& clock)
      : Neighbour("venue", "exposure", callers, clock) {}
  std::map<std::string, venue::v1::Venue> venues;  // by id
  std::atomic<bool> down = false;

  grpc::Status GetVenue(grpc::ServerContext* context, const venue::v1::GetVenueRequest* request,
                        venue::v1::Venue* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    if (down) return tests::Fail(absl::StatusCode::kUnavailable, "DATABASE_LOST");
    const auto venue = venues.find(request->venue_id());
    if (venue == venues.end()) return tests::Fail(absl::StatusCode::kNotFound, "VENUE_UNKNOWN");
    *response = venue->second;
    return grpc::Status::OK;
  }
};

class FakeRegistry final : public tests::Neighbour, public registry::v1::RegistryService::Service {
 public:
  FakeRegistry(const tests::Callers& callers, const platform::Clock& clock)
      : Neighbour("registry", "exposure", callers, clock) {}
  std::map<std::string, registry::v1::CaseForExposure> cases;  // by id
  std::vector<registry::v1::CaseChange> changes;               // by sequence, which is also told
  std::vector<int64_t> asked_after;
  int64_t AskedLast() {
    const std::lock_guard lock(mutex_);
    return asked_after.empty() ? -1 : asked_after.back();
  }

  grpc::Status StreamChanges(grpc::ServerContext* context, const registry::v1::StreamChangesRequest* request,
                             grpc::ServerWriter<registry::v1::CaseChange>* writer) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    {
      const std::lock_guard lock(mutex_);
      asked_after.push_back(request->after_sequence());
    }
    for (const auto& change : changes) {
      if (change.sequence() > request->after_sequence()) writer->Write(change);
    }
    return grpc::Status::OK;
  }

  grpc::Status GetCaseForExposure(grpc::ServerContext* context,
                                  const registry::v1::GetCaseForExposureRequest* request,
                                  registry::v1::CaseForExposure* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const auto found = cases.find(request->case_id());
    if (found == cases.end()) return tests::Fail(absl::StatusCode::kNotFound, "CASE_UNKNOWN");
    *response = found->second;
    return grpc::Status::OK;
  }

 private:
  std::mutex mutex_;
};

// Writes no mails, but says what it was asked to write: Japanese and English are reviewed, Japanese is the area's own.
class FakeTexts final : public tests::Neighbour, public mail::v1::TextService::Service {
 public:
  FakeTexts(const tests::Callers& callers, const platform::Clock& clock)
      : Neighbour("mail", "exposure", callers, clock) {}
  std::vector<mail::v1::RenderTextRequest> Questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

  grpc::Status RenderText(grpc::ServerContext* context, const mail::v1::RenderTextRequest* request,
                           mail::v1::RenderedText* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    questions_.push_back(*request);
    response->set_subject(request->template_() + " in " + request->language());
    for (const auto& parameter : request->parameters()) {
      if (parameter.name() == "contact_text") response->set_text(parameter.value());
    }
    response->set_reviewed(request->language() == "ja" || request->language() == "en");
    response->set_own_text(request->language() == "ja");
    return grpc::Status::OK;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<mail::v1::RenderTextRequest> questions_;
};

// Answers every question with the same overlaps, in pages of `page_size`.
class FakeVisit final : public tests::Neighbour, public visit::v1::VisitService::Service {
 public:
  FakeVisit(const tests::Callers& callers, const platform::Clock& clock)
      : Neighbour("visit", "exposure", callers, clock) {}

  void Set(std::vector<visit::v1::Overlap> overlaps) {
    const std::lock_guard lock(mutex_);
    overlaps_ = std::move(overlaps);
  }
  size_t page_size = 500;
  bool break_off = false;  // after the first page
  std::vector<visit::v1::FindOverlapsRequest> Questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

  grpc::Status FindOverlaps(grpc::ServerContext* context, const visit::v1::FindOverlapsRequest* request,
                            grpc::ServerWriter<visit::v1::OverlapPage>* writer) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    questions_.push_back(*request);
    visit::v1::OverlapPage page;
    for (const auto& overlap : overlaps_) {
      *page.add_overlaps() = overlap;
      if (static_cast<size_t>(page.overlaps_size()) < page_size) continue;
      writer->Write(page);
      page.Clear();
      if (break_off) return tests::Fail(absl::StatusCode::kUnavailable, "DATABASE_LOST");
    }
    if (page.overlaps_size() > 0) writer->Write(page);
    return grpc::Status::OK;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<visit::v1::Overlap> overlaps_;
  std::vector<visit::v1::FindOverlapsRequest> questions_;
};

}  // namespace mimamori::exposure
