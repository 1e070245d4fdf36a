// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/json.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "google/api/http.pb.h"
#include "mimamori/mail/v1/mail_service.pb.h"
#include "mimamori/rpc/v1/annotations.pb.h"
#include "services/platform/core/error.hpp"
#include "tests/gateways/probe.pb.h"

namespace mimamori::http {
namespace {

namespace pb = google::protobuf;
using pb::FieldDescriptor;
using probe::v1::EchoRequest;

std::string Printed(const EchoRequest& message) { return PrintJson(message); }

TEST(PrintJson, FollowsTheProto3Mapping) {
  probe::v1::Inner inner;
  EXPECT_EQ(PrintJson(inner), R"({"name":"","number":0})");
  inner.set_name("大\n\"\\\x01\x7f/<");
  EXPECT_EQ(PrintJson(inner), "{\"name\":\"大\\n\\\"\\\\\\u0001\\u007f/<\",\"number\":0}");
  EXPECT_EQ(PrintJson(inner, {inner.GetDescriptor()->field(0)}), R"({"number":0})");
  EXPECT_EQ(PrintJson(probe::v1::WhoAmIRequest()), "{}");

  EchoRequest echo;
  echo.set_big(-9007199254740993);
  echo.set_ratio(0.1);
  echo.set_colour(static_cast<probe::v1::Colour>(7));
  echo.set_blob("\xff\xfe");
  echo.mutable_time()->set_seconds(1795219200);
  echo.mutable_span()->set_nanos(500'000'000);
  echo.mutable_boxed()->set_value(0);
  echo.add_tags("a");
  echo.add_inners();
  EXPECT_EQ(Printed(echo),
            R"({"text":"","number":0,"big":"-9007199254740993","flag":false,"ratio":0.1,"colour":7,"blob":"//4=",)"
            R"("time":"2026-11-21T00:00:00Z","span":"0.500s","boxed":0,"tags":["a"],)"
            R"("inners":[{"name":"","number":0}],"arriveText":"","waitMs":0,"visitorCookie":""})");
}

TEST(ParseJson, TakesWhatTheMappingAllows) {
  struct Case {
    std::string_view body, printed;
  };
  const Case cases[] = {
      {R"({"number":"7"})", R"("number":7)"},
      {R"({"number":7.0})", R"("number":7)"},
      {R"({"number":-2147483648})", R"("number":-2147483648)"},
      {R"({"number":2.147483647e9})", R"("number":2147483647)"},
      {R"({"big":"9223372036854775807"})", R"("big":"9223372036854775807")"},
      {R"({"big":-9223372036854775808})", R"("big":"-9223372036854775808")"},
      {R"({"big":5})", R"("big":"5")"},
      {R"({"ratio":3})", R"("ratio":3)"},
      {R"({"ratio":"2.5"})", R"("ratio":2.5)"},
      {R"({"colour":2})", R"("colour":"COLOUR_BLUE")"},
      {R"({"colour":"COLOUR_RED"})", R"("colour":"COLOUR_RED")"},
      {R"({"blob":"__4="})", R"("blob":"//4=")"},
      {R"({"blob":"//4"})", R"("blob":"//4=")"},
      {R"({"span":"1.5s"})", R"("span":"1.500s")"},
      {R"({"boxed":3})", R"("boxed":3)"},
      {R"({"text":null,"inner":null,"tags":null,"boxed":null})", R"("text":"")"},
      {R"({"text":"\u5927\ud83d\ude00"})", "\"text\":\"大😀\""},
      {R"({"waitMs":3})", R"("waitMs":3)"},
      {R"({"wait_ms":3})", R"("waitMs":3)"},
      {" \t\r\n{ \"flag\" : true } \n", R"("flag":true)"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.body);
    EchoRequest out;
    const absl::Status status = ParseJson(c.body, out);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_THAT(Printed(out), testing::HasSubstr(c.printed));
  }
}

TEST(ParseJson, TakesNothingElse) {
  struct Case {
    std::string_view body, reason, field;
  };
  const Case cases[] = {
      {R"({'text':'x'})", "MALFORMED_JSON", ""},
      {R"({"text":"x",})", "MALFORMED_JSON", ""},
      {R"({text:"x"})", "MALFORMED_JSON", ""},
      {R"({"tags":["a",]})", "MALFORMED_JSON", ""},
      {R"({"number":07})", "MALFORMED_JSON", ""},
      {R"({"number":+7})", "MALFORMED_JSON", ""},
      {R"({"ratio":NaN})", "MALFORMED_JSON", ""},
      {R"({"text":"x"} // why)", "MALFORMED_JSON", ""},
      {"{\"text\":\"a\nb\"}", "MALFORMED_JSON", ""},
      {"", "MALFORMED_JSON", ""},
      {R"({"number":2147483648})", "BAD_VALUE", "number"},
      {R"({"number":true})", "BAD_VALUE", "number"},
      {R"({"number":"7 "})", "BAD_VALUE", "number"},
      {R"({"big":9223372036854775808})", "BAD_VALUE", "big"},
      {R"({"big":9.3e18})", "BAD_VALUE", "big"},
      {R"({"flag":1})", "BAD_VALUE", "flag"},
      {R"({"flag":"true"})", "BAD_VALUE", "flag"},
      {R"({"ratio":"1e999"})", "BAD_VALUE", "ratio"},
      {R"({"colour":3})", "BAD_VALUE", "colour"},
      {R"({"colour":1.5})", "BAD_VALUE", "colour"},
      {R"({"time":5})", "BAD_VALUE", "time"},
      {R"({"boxed":"x"})", "BAD_VALUE", "boxed"},
      {R"({"tags":"a"})", "BAD_VALUE", "tags"},
      {R"({"tags":["a",null]})", "BAD_VALUE", "tags[1]"},
      {R"({"tags":["a",["b"]]})", "BAD_VALUE", "tags[1]"},
      {R"({"inners":[{"name":"a"},{"name":5}]})", "BAD_VALUE", "inners[1].name"},
      {R"({"inner":{"":1}})", "UNKNOWN_FIELD", ""},
      {R"({"hanako@example.jp":1})", "UNKNOWN_FIELD", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.body);
    EchoRequest out;
    const absl::Status status = ParseJson(c.body, out);
    EXPECT_EQ(platform::ReasonOf(status), c.reason) << status;
    EXPECT_EQ(platform::FieldOf(status), c.field) << status;
    EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("example.jp")));
  }
}

TEST(Json, RefusesTypesThatItDoesNotCarry) {
  const pb::Descriptor* const carried[] = {EchoRequest::descriptor(), rpc::v1::Document::descriptor()};
  for (const auto* type : carried) EXPECT_TRUE(CheckCarriesJson(*type).ok()) << type->full_name();
  const pb::Descriptor* const refused[] = {mail::v1::NewMessage::descriptor(), google::api::HttpRule::descriptor(),
                                           pb::Any::descriptor(), pb::Struct::descriptor()};
  for (const auto* type : refused) EXPECT_FALSE(CheckCarriesJson(*type).ok()) << type->full_name();
}

// Every message that is linked, filled at random, against protobuf's own reader and writer.
class Filler {
 public:
  void Fill(pb::Message& message, int depth) {
    const pb::Descriptor& type = *message.GetDescriptor();
    if (type.full_name() == "google.protobuf.Timestamp" || type.full_name() == "google.protobuf.Duration") {
      const bool time = type.name() == "Timestamp";
      message.GetReflection()->SetInt64(&message, type.FindFieldByName("seconds"), Up(time ? 4'000'000'000 : 100'000));
      static constexpr int kNanos[] = {0, 500'000'000, 123'000, 7};
      message.GetReflection()->SetInt32(&message, type.FindFieldByName("nanos"), kNanos[Up(3)]);
      return;
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.message_type() != nullptr && depth == 0) continue;
      const auto times = field.is_repeated() ? Up(3) : Up(1);
      for (int64_t n = 0; n < times; ++n) FillField(message, field, depth);
    }
  }

 private:
  int64_t Up(int64_t most) { return std::uniform_int_distribution<int64_t>(0, most)(random_); }
  std::string Text() {
    static constexpr const char* kPieces[] = {"", "a", "大阪", "\n", "\"", "\\", "\x01", "\x7f", "😀", "</", "\u2028"};
    std::string text;
    for (int64_t n = Up(4); n > 0; --n) text += kPieces[Up(std::size(kPieces) - 1)];
    return text;
  }
  template <class Value, class Given>
  void Put(pb::Message& m, const FieldDescriptor& field, Value value,
           void (pb::Reflection::*set)(pb::Message*, const FieldDescriptor*, Given) const,
           void (pb::Reflection::*add)(pb::Message*, const FieldDescriptor*, Given) const) {
    (m.GetReflection()->*(field.is_repeated() ? add : set))(&m, &field, std::move(value));
  }
  void FillField(pb::Message& m, const FieldDescriptor& field, int depth) {
    using R = pb::Reflection;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: return Put(m, field, static_cast<int32_t>(random_()), &R::SetInt32, &R::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64: return Put(m, field, static_cast<int64_t>(random_()), &R::SetInt64, &R::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32: return Put(m, field, static_cast<uint32_t>(random_()), &R::SetUInt32, &R::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64: return Put(m, field, random_(), &R::SetUInt64, &R::AddUInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return Put(m, field, std::ldexp(static_cast<double>(Up(1 << 30)), static_cast<int>(Up(80)) - 60), &R::SetDouble, &R::AddDouble);
      case FieldDescriptor::CPPTYPE_FLOAT: return Put(m, field, static_cast<float>(Up(1 << 30)) / 8, &R::SetFloat, &R::AddFloat);
      case FieldDescriptor::CPPTYPE_BOOL: return Put(m, field, Up(1) == 1, &R::SetBool, &R::AddBool);
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto& values = *field.enum_type();
        return Put(m, field, values.value(static_cast<int>(Up(values.value_count() - 1)))->number(), &R::SetEnumValue, &R::AddEnumValue);
      }
      case FieldDescriptor::CPPTYPE_STRING: return Put(m, field, Text(), &R::SetString, &R::AddString);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(*(field.is_repeated() ? m.GetReflection()->AddMessage(&m, &field)
                                          : m.GetReflection()->MutableMessage(&m, &field)), depth - 1);
    }
  }
  std::mt19937_64 random_{20261121};
};

TEST(Json, AgreesWithProtobufsOwnOnEveryMessage) {
  std::vector<std::string> files;
  pb::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  Filler filler;
  std::set<std::string> carried;
  for (const std::string& name : files) {
    const pb::FileDescriptor& file = *pb::DescriptorPool::generated_pool()->FindFileByName(name);
    if (!file.package().starts_with("mimamori")) continue;
    for (int i = 0; i < file.message_type_count(); ++i) {
      const pb::Descriptor& type = *file.message_type(i);
      if (type.options().map_entry() || !CheckCarriesJson(type).ok()) continue;
      carried.insert(type.full_name());
      SCOPED_TRACE(type.full_name());
      for (int round = 0; round < 20; ++round) {
        const auto fresh = [&] {
          return std::unique_ptr<pb::Message>(pb::MessageFactory::generated_factory()->GetPrototype(&type)->New());
        };
        const auto filled = fresh(), by_us = fresh(), by_them = fresh();
        filler.Fill(*filled, 3);
        const std::string ours = PrintJson(*filled);
        std::string theirs;
        pb::util::JsonPrintOptions options;
        options.always_print_primitive_fields = true;
        ASSERT_TRUE(pb::util::MessageToJsonString(*filled, &theirs, options).ok());
        ASSERT_TRUE(pb::util::JsonStringToMessage(ours, by_them.get()).ok()) << ours;
        EXPECT_TRUE(pb::util::MessageDifferencer::Equals(*filled, *by_them)) << ours;
        const absl::Status read = ParseJson(theirs, *by_us);
        ASSERT_TRUE(read.ok()) << read << theirs;
        EXPECT_TRUE(pb::util::MessageDifferencer::Equals(*filled, *by_us)) << theirs;
      }
    }
  }
  EXPECT_TRUE(carried.contains("mimamori.visit.v1.CheckInRequest"));
  EXPECT_TRUE(carried.contains("mimamori.probe.v1.EchoRequest"));
  EXPECT_FALSE(carried.contains("mimamori.mail.v1.NewMessage"));
}

}  // namespace
}  // namespace mimamori::http
