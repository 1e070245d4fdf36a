// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/job_board.hpp"

#include <chrono>
#include <random>

#include "services/platform/core/error.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::platform::rpc {
namespace {

// So that the replicas of a service don't all come at the same moment.
std::chrono::nanoseconds Jittered(absl::Duration period) {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return absl::ToChronoNanoseconds(period * std::uniform_real_distribution<double>(0.9, 1.1)(generator));
}

absl::Status Draining() {
  return Failure(absl::StatusCode::kUnavailable, "DRAINING", "this process is ending; try again shortly");
}

}  // namespace

struct JobBoard::Job {
  Report report;
  Work work;
  std::thread thread;
  bool woken = true;  // the first run is at the start
  bool running = false;
  int64_t started = 0;
};

JobBoard::JobBoard(const Clock& clock, observe::Metrics& metrics) : clock_(clock), metrics_(metrics) {}
JobBoard::~JobBoard() { Stop(); }

void JobBoard::Add(const std::string& name, absl::Duration period, Work work) {
  auto job = std::make_unique<Job>();
  job->report.name = name;
  job->report.period = period;
  job->work = std::move(work);
  const std::lock_guard lock(mutex_);
  jobs_[name] = std::move(job);
}

void JobBoard::Start() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, job] : jobs_) job->thread = std::thread([this, &job = *job] { Loop(job); });
}

void JobBoard::Wake(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    const auto it = jobs_.find(name);
    if (it == jobs_.end()) return;
    it->second->woken = true;
  }
  changed_.notify_all();
}

absl::StatusOr<JobBoard::Report> JobBoard::RunNow(const std::string& name, absl::Time deadline) {
  std::unique_lock lock(mutex_);
  const auto it = jobs_.find(name);
  if (it == jobs_.end()) return NotFound("JOB_UNKNOWN", "this process has no such job");
  Job& job = *it->second;
  // A run that is under way may have passed what the caller wants done: the next one counts.
  const int64_t wanted = job.started + 1;
  job.woken = true;
  changed_.notify_all();
  const bool ended = changed_.wait_until(lock, absl::ToChronoTime(deadline),
                                         [&] { return job.report.runs >= wanted || (stopping_ && !job.running); });
  if (!ended) {
    return Failure(absl::StatusCode::kDeadlineExceeded, "JOB_STILL_RUNNING", "the job has not ended yet; it goes on");
  }
  if (job.report.runs < wanted) return Draining();
  if (!job.report.last.ok()) return job.report.last;
  return job.report;
}

std::vector<JobBoard::Report> JobBoard::List() const {
  const std::lock_guard lock(mutex_);
  std::vector<Report> reports;
  for (const auto& [name, job] : jobs_) reports.push_back(job->report);
  return reports;
}

void JobBoard::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& [name, job] : jobs_) {
    if (job->thread.joinable()) job->thread.join();
  }
}

void JobBoard::Loop(Job& job) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait_for(lock, Jittered(job.report.period), [&] { return stopping_ || job.woken; });
    if (stopping_) return;
    job.woken = false;
    job.running = true;
    ++job.started;
    lock.unlock();
    const absl::Status status = RunOnce(job);
    const absl::Time end = clock_.Now();
    lock.lock();
    job.running = false;
    job.report.last = status;
    job.report.last_end = end;
    ++job.report.runs;
    changed_.notify_all();
  }
}

absl::Status JobBoard::RunOnce(Job& job) {
  const std::string& name = job.report.name;
  const auto start = std::chrono::steady_clock::now();
  const absl::Status status = job.work(clock_.Now());
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  metrics_.HistogramOf("mimamori_job_seconds", "Time of a job's run.", {{"job", name}}).Observe(seconds.count());
  metrics_
      .CounterOf("mimamori_job_runs_total", "Runs of a job by how they ended.",
                 {{"job", name}, {"code", absl::StatusCodeToString(status.code())}})
      .Add();
  if (!status.ok()) observe::Log(spdlog::level::warn, "job failed", {{"job", name}, observe::Of(status)});
  return status;
}

}  // namespace mimamori::platform::rpc
