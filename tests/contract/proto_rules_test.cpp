// SPDX-License-Identifier: Apache-2.0
// What every message, field and enum keeps.
#include <regex>
#include <set>

#include "tests/contract/protos.hpp"

#include <gtest/gtest.h>

namespace mimamori::tests {
namespace {

using google::protobuf::FieldDescriptor;

// A message named after its RPC is spoken for by the RPC's comment.
std::set<std::string> MessagesOfMethods() {
  std::set<std::string> names;
  for (const auto* method : Methods()) {
    names.insert({method->service()->file()->package() + "." + method->name() + "Request",
                  method->service()->file()->package() + "." + method->name() + "Response"});
  }
  return names;
}

bool IsText(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_STRING || field.type() == FieldDescriptor::TYPE_BYTES;
}

TEST(ProtoRules, TheDescriptorSetIsWhole) {
  EXPECT_GE(Files().size(), 11u);
  EXPECT_GE(Services().size(), 8u);
  EXPECT_GE(Methods().size(), 40u);
}

TEST(ProtoRules, EveryServiceAndRpcSaysWhatItDoes) {
  for (const auto* service : Services()) EXPECT_NE(CommentOf(*service), "") << service->full_name();
  for (const auto* method : Methods()) EXPECT_NE(CommentOf(*method), "") << method->full_name();
}

TEST(ProtoRules, EveryMessageAndFieldSaysWhatItMeans) {
  const std::set<std::string> spoken_for = MessagesOfMethods();
  for (const auto* message : Messages()) {
    EXPECT_TRUE(spoken_for.contains(message->full_name()) || CommentOf(*message) != "") << message->full_name();
  }
  for (const auto* field : Fields()) EXPECT_NE(CommentOf(*field), "") << field->full_name();
}

TEST(ProtoRules, EveryEnumAndValueSaysWhatItMeans) {
  for (const auto* type : Enums()) {
    EXPECT_NE(CommentOf(*type), "") << type->full_name();
    for (int i = 0; i < type->value_count(); ++i) {
      const auto& value = *type->value(i);
      EXPECT_TRUE(value.number() == 0 || CommentOf(value) != "") << value.full_name();
    }
  }
}

TEST(ProtoRules, ZeroOfAnEnumIsUnspecified) {
  for (const auto* type : Enums()) {
    ASSERT_NE(type->FindValueByNumber(0), nullptr) << type->full_name();
    EXPECT_TRUE(type->FindValueByNumber(0)->name().ends_with("_UNSPECIFIED")) << type->full_name();
  }
}

TEST(ProtoRules, WhatIsPersonalOrSecretIsMarkedSensitive) {
  const std::regex personal("^email_address$|.*cookie$|.*password.*|.*totp.*|^token$|.*_token$|.*secret.*|^user_name$");
  const std::set<std::string> open = {
      // Position in a list, sealed; tells nobody anything.
      "page_token",
      "next_page_token",
      "resume_token",
      // Colleagues see who has which account; only a log-in's user name may be a mistyped password.
      "mimamori.identity.v1.Account.user_name",
      "mimamori.identity.v1.InviteAccountRequest.user_name",
      "mimamori.identity.v1.CreateAdministrator.user_name",
      "mimamori.identity.v1.CreateAccount.user_name",
      // The signed statement itself: holds ids and roles, and is checked by its signature.
      "mimamori.rpc.v1.SignedCallerToken.token",
  };
  int marked = 0;
  for (const auto* field : Fields()) {
    if (!IsText(*field) || !std::regex_match(field->name(), personal)) continue;
    if (open.contains(field->name()) || open.contains(field->full_name())) continue;
    EXPECT_TRUE(field->options().GetExtension(rpc::v1::sensitive)) << field->full_name();
    ++marked;
  }
  EXPECT_GE(marked, 20) << "the rule finds the fields it is about";
}

TEST(ProtoRules, CookiesAreTextInTheMessageThatADoorSees) {
  std::set<std::string> requests, responses;
  for (const auto* method : Methods()) {
    if (AccessOf(*method).doors().empty()) continue;
    requests.insert(method->input_type()->full_name());
    responses.insert(method->output_type()->full_name());
  }
  for (const auto* field : Fields()) {
    const bool from = field->options().HasExtension(rpc::v1::from_cookie);
    const bool set = field->options().HasExtension(rpc::v1::set_cookie);
    if (!from && !set) continue;
    EXPECT_EQ(field->type(), FieldDescriptor::TYPE_STRING) << field->full_name();
    EXPECT_FALSE(field->is_repeated()) << field->full_name();
    EXPECT_TRUE((from ? requests : responses).contains(field->containing_type()->full_name())) << field->full_name();
    const auto cookie =
        from ? field->options().GetExtension(rpc::v1::from_cookie) : field->options().GetExtension(rpc::v1::set_cookie);
    EXPECT_NE(cookie, rpc::v1::COOKIE_NAME_UNSPECIFIED) << field->full_name();
  }
}

// The doors' JSON has no maps.
TEST(ProtoRules, NoMapComesThroughADoor) {
  std::set<const google::protobuf::Descriptor*> seen;
  std::vector<const google::protobuf::Descriptor*> open;
  for (const auto* method : Methods()) {
    if (AccessOf(*method).doors().empty()) continue;
    open.push_back(method->input_type());
    open.push_back(method->output_type());
  }
  ASSERT_FALSE(open.empty());
  while (!open.empty()) {
    const auto* const message = open.back();
    open.pop_back();
    if (!seen.insert(message).second) continue;
    for (int i = 0; i < message->field_count(); ++i) {
      EXPECT_FALSE(message->field(i)->is_map()) << message->field(i)->full_name();
      if (message->field(i)->message_type() != nullptr) open.push_back(message->field(i)->message_type());
    }
  }
}

TEST(ProtoRules, TimesAreCalledTimes) {
  int times = 0;
  for (const auto* field : Fields()) {
    if (field->type() != FieldDescriptor::TYPE_MESSAGE) continue;
    if (field->message_type()->full_name() != "google.protobuf.Timestamp") continue;
    EXPECT_TRUE(field->name() == "time" || field->name().ends_with("_time")) << field->full_name();
    ++times;
  }
  EXPECT_GE(times, 10);
}

}  // namespace
}  // namespace mimamori::tests
