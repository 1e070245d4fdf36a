// SPDX-License-Identifier: Apache-2.0
// What every RPC keeps: who may call it, its route, its request.
#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "tests/contract/protos.hpp"

#include <gtest/gtest.h>

namespace mimamori::tests {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

bool AtDoor(const MethodDescriptor& method) { return !AccessOf(method).doors().empty(); }

// The names in "{venue_id}" and "{name=*}".
std::set<std::string> VariablesOf(const std::string& path) {
  static const std::regex variable(R"(\{([a-z0-9_.]+)(=[^}]*)?\})");
  std::set<std::string> names;
  for (auto it = std::sregex_iterator(path.begin(), path.end(), variable); it != std::sregex_iterator(); ++it) {
    names.insert((*it)[1]);
  }
  return names;
}

TEST(MethodRules, EveryRpcSaysWhoMayCallIt) {
  static const std::set<std::string> processes = {"vault", "mail",     "identity",       "venue",         "registry",
                                                  "visit", "exposure", "observation",    "capacity",      "admission",
                                                  "gateway_public", "gateway_staff", "inbound_mail", "ctl"};
  for (const auto* method : Methods()) {
    SCOPED_TRACE(method->full_name());
    EXPECT_TRUE(method->options().HasExtension(rpc::v1::access));
    EXPECT_FALSE(AccessOf(*method).roles().empty() && AccessOf(*method).services().empty());
    for (const std::string& service : AccessOf(*method).services()) EXPECT_TRUE(processes.contains(service)) << service;
    for (const int role : AccessOf(*method).roles()) EXPECT_NE(role, rpc::v1::ROLE_UNSPECIFIED);
  }
}

TEST(MethodRules, PeopleComeThroughDoorsAndEachDoorHasItsOwnPeople) {
  for (const auto* method : Methods()) {
    SCOPED_TRACE(method->full_name());
    const rpc::v1::Access& access = AccessOf(*method);
    EXPECT_EQ(access.roles().empty(), access.doors().empty());
    for (const int door : access.doors()) {
      for (const int role : access.roles()) {
        if (role == rpc::v1::ROLE_ANYONE) continue;
        const bool outside = role == rpc::v1::ROLE_VENUE_OPERATOR || role == rpc::v1::ROLE_PATIENT;
        EXPECT_EQ(outside, door == rpc::v1::DOOR_PUBLIC) << rpc::v1::Role_Name(role);
      }
    }
  }
}

TEST(MethodRules, WhatADoorOffersHasARouteAndNothingElseHas) {
  for (const auto* method : Methods()) {
    EXPECT_EQ(AtDoor(*method), !RouteOf(*method).verb.empty()) << method->full_name();
  }
}

TEST(MethodRules, RoutesAreUniqueAtEachDoor) {
  std::map<std::string, std::string> taken;
  for (const auto* method : Methods()) {
    const Route route = RouteOf(*method);
    for (const int door : AccessOf(*method).doors()) {
      const std::string shape = std::regex_replace(route.path, std::regex(R"(\{[^}]*\})"), "{}");
      const auto [it, fresh] =
          taken.emplace(rpc::v1::Door_Name(door) + " " + route.verb + " " + shape, method->full_name());
      EXPECT_TRUE(fresh) << it->first << " belongs to " << it->second << " and " << method->full_name();
    }
  }
  EXPECT_GE(taken.size(), 20u);
}

TEST(MethodRules, ReadingIsGetAndChangingIsPostWithABody) {
  static const std::regex reads("^(Get|List|Preview|Watch|Describe).*");
  for (const auto* method : Methods()) {
    if (!AtDoor(*method)) continue;
    SCOPED_TRACE(method->full_name());
    const bool get = RouteOf(*method).verb == "GET";
    EXPECT_EQ(get, std::regex_match(method->name(), reads));
    EXPECT_EQ(method->options().GetExtension(google::api::http).body(), get ? "" : "*");
    EXPECT_FALSE(method->client_streaming());
    EXPECT_FALSE(get && method->options().HasExtension(rpc::v1::form));
  }
}

TEST(MethodRules, PathVariablesAreTextOfTheRequest) {
  for (const auto* method : Methods()) {
    for (const std::string& name : VariablesOf(RouteOf(*method).path)) {
      const FieldDescriptor* const field = method->input_type()->FindFieldByName(name);
      ASSERT_NE(field, nullptr) << method->full_name() << " " << name;
      EXPECT_EQ(field->type(), FieldDescriptor::TYPE_STRING) << field->full_name();
    }
  }
}

// Access logs, histories and Referer headers keep URLs.
TEST(MethodRules, NothingPersonalIsInAUrl) {
  static const std::set<std::string> allowed = {// It came as a link, is used once, and logs hold route templates.
                                                "mimamori.identity.v1.DescribeLinkRequest.token",
                                                // Holds nobody's address and counts for unsubscribing alone.
                                                "mimamori.mail.v1.GetSubscriptionRequest.token",
                                                "mimamori.mail.v1.UnsubscribeRequest.token",
                                                "mimamori.visit.v1.GetVerificationRequest.token",
                                                // As above, and encrypted; it can only end one stay.
                                                "mimamori.visit.v1.GetReceiptRequest.token"};
  for (const auto* method : Methods()) {
    const Route route = RouteOf(*method);
    const std::set<std::string> variables = VariablesOf(route.path);
    for (int i = 0; i < method->input_type()->field_count(); ++i) {
      const FieldDescriptor& field = *method->input_type()->field(i);
      const bool in_url = variables.contains(field.name()) || (route.verb == "GET");
      if (!in_url || field.options().HasExtension(rpc::v1::from_cookie) || allowed.contains(field.full_name()))
        continue;
      EXPECT_FALSE(field.options().GetExtension(rpc::v1::sensitive)) << field.full_name();
      EXPECT_FALSE(std::regex_search(field.name(), std::regex("mail|phone|birth|pseudonym|person|patient")))
          << field.full_name();
    }
  }
}

// The runner finds a method by its request message.
TEST(MethodRules, EveryRpcHasARequestOfItsOwnBesideItsService) {
  std::map<std::string, std::string> taken;
  for (const auto* method : Methods()) {
    SCOPED_TRACE(method->full_name());
    EXPECT_EQ(method->input_type()->name(), method->name() + "Request");
    EXPECT_EQ(method->input_type()->file(), method->service()->file());
    const auto [it, fresh] = taken.emplace(method->input_type()->full_name(), method->full_name());
    EXPECT_TRUE(fresh) << it->second << " takes it, too";
  }
}

TEST(MethodRules, WhateverCreatesCanBeRetried) {
  // A retry opens a second session; the first one ends unused. Its secrets have no place in a table of request ids.
  // A click in a mail program brings nothing but its token, and a wish set twice is as good as once.
  static const std::set<std::string> exempt = {"mimamori.identity.v1.IdentityService.LogIn",
                                               "mimamori.mail.v1.UnsubscribeService.Unsubscribe",
                                               "mimamori.mail.v1.UnsubscribeService.SetSubscription"};
  int created = 0;
  for (const auto* method : Methods()) {
    if (!RouteOf(*method).creates() || exempt.contains(method->full_name())) continue;
    ++created;
    const FieldDescriptor* const id = method->input_type()->FindFieldByName("request_id");
    ASSERT_NE(id, nullptr) << method->full_name();
    EXPECT_EQ(id->number(), 1) << id->full_name();
  }
  EXPECT_GE(created, 4);
}

TEST(MethodRules, ListsComeInPages) {
  // A process has a handful of jobs.
  static const std::set<std::string> whole = {"mimamori.rpc.v1.JobService.ListJobs"};
  for (const auto* method : Methods()) {
    if (!method->name().starts_with("List") || whole.contains(method->full_name())) continue;
    SCOPED_TRACE(method->full_name());
    EXPECT_NE(method->input_type()->FindFieldByName("page_size"), nullptr);
    EXPECT_NE(method->input_type()->FindFieldByName("page_token"), nullptr);
    EXPECT_NE(method->output_type()->FindFieldByName("next_page_token"), nullptr);
  }
}

}  // namespace
}  // namespace mimamori::tests
