// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"

namespace mimamori::tests {

// A private PostgreSQL 15 in a temporary folder, on a unix socket only, without fsync. As root it runs as user
// postgres. For tests that stop, restart or configure the server; the others share one (ClusterConninfo).
class ScratchCluster {
 public:
  explicit ScratchCluster(const std::vector<std::string>& settings = {});  // "max_wal_senders=2"
  ~ScratchCluster();

  const std::string& Conninfo() const { return conninfo_; }  // of the superuser, without dbname
  void Start();                                              // returns when it answers
  void Stop();                                               // immediate: sessions are cut, nothing is waited for

 private:
  std::vector<std::string> As(std::vector<std::string> words) const;

  TempFolder folder_;
  std::vector<std::string> settings_;
  std::string conninfo_;
  std::unique_ptr<ChildProcess> server_;
};

// The cluster of this test run: that of MIMAMORI_TEST_POSTGRES (a conninfo without dbname, of a superuser), else one
// that starts now and stops when this binary ends.
const std::string& ClusterConninfo();

// A login role for each service, and one named <service>_owner that owns its database, where they are missing.
void MakeServiceRoles(const std::string& cluster_conninfo);

}  // namespace mimamori::tests
