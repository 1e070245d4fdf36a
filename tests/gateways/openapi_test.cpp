// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/openapi.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "embedded/gateway_descriptors.hpp"

namespace mimamori::http {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

json Make(rpc::v1::Door door) {
  const auto routes = ReadRoutes(door);
  EXPECT_TRUE(routes.ok()) << routes.status();
  const auto text = MakeOpenApi(*routes, "Door", *DoorUrl::Parse("https://door.test"), CookieJar(true),
                                embedded::gateway_descriptors::Files()[0].content);
  EXPECT_TRUE(text.ok()) << text.status();
  return json::parse(*text);
}

void CollectReferences(const json& value, std::set<std::string>& out) {
  if (value.is_object() && value.contains("$ref")) out.insert(value["$ref"].get<std::string>());
  if (!value.is_structured()) return;
  for (const json& member : value) CollectReferences(member, out);
}

void ExpectSound(const json& document) {
  EXPECT_EQ(document["openapi"], "3.1.0");
  EXPECT_EQ(document["servers"][0]["url"], "https://door.test");
  std::set<std::string> references, ids;
  CollectReferences(document, references);
  EXPECT_FALSE(references.empty());
  for (const std::string& reference : references) {
    EXPECT_TRUE(document.contains(json::json_pointer(reference.substr(1)))) << reference;
  }
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      SCOPED_TRACE(method + " " + path);
      EXPECT_TRUE(ids.insert(operation["operationId"]).second);
      EXPECT_TRUE(operation.contains("summary") && operation.contains("security") && operation.contains("tags"));
      EXPECT_TRUE(operation["responses"].contains("200") && operation["responses"].contains("4XX"));
      EXPECT_EQ(operation.contains("requestBody"), method != "get" && method != "delete");
      size_t braces = 0, declared = 0;
      for (const char c : path) braces += c == '{';
      for (const json& parameter : operation.value("parameters", json::array())) {
        if (parameter["in"] != "path") continue;
        ++declared;
        EXPECT_THAT(path, HasSubstr("{" + parameter["name"].get<std::string>() + "}"));
      }
      EXPECT_EQ(braces, declared);
      for (const json& alternative : operation["security"]) {
        for (const auto& [scheme, scopes] : alternative.items()) {
          EXPECT_TRUE(document["components"]["securitySchemes"].contains(scheme));
        }
      }
    }
  }
}

TEST(OpenApi, IsSoundForTheProbe) {
  const json document = Make(rpc::v1::DOOR_PUBLIC);
  ExpectSound(document);
  const json& echo = document["paths"]["/v1/echoes"]["post"];
  const json& schema = echo["requestBody"]["content"]["application/json"]["schema"];
  EXPECT_TRUE(echo["requestBody"]["content"].contains("application/x-www-form-urlencoded"));
  EXPECT_FALSE(schema["properties"].contains("visitorCookie"));
  EXPECT_EQ(schema["properties"]["big"], json({{"type", "string"}, {"format", "int64"}}));
  EXPECT_EQ(schema["properties"]["time"]["format"], "date-time");
  EXPECT_EQ(schema["properties"]["tags"]["items"]["type"], "string");
  EXPECT_EQ(schema["properties"]["colour"]["$ref"], "#/components/schemas/probe.v1.Colour");
  EXPECT_FALSE(document["components"]["schemas"]["probe.v1.Baked"]["properties"].contains("visitorCookie"));
  EXPECT_TRUE(document["paths"].contains("/v1/echoes/{inner.name}:mark"));
  EXPECT_FALSE(document["paths"].contains("/v1/hidden"));
  EXPECT_TRUE(document["paths"]["/v1/numbers"]["get"]["responses"]["200"]["content"].contains("text/event-stream"));
  const auto id_of = [&](const char* path, const char* verb) { return document["paths"][path][verb]["operationId"]; };
  EXPECT_EQ(id_of("/v1/echoes/{text}", "get"), "ProbeService_GetEcho");
  EXPECT_EQ(id_of("/v1/{inner.name}/echoes/{text}", "get"), "ProbeService_GetEcho_2");
  EXPECT_EQ(id_of("/v1/echoes:find", "post"), "ProbeService_GetEcho_3");
  const json& query = document["paths"]["/v1/echoes/{text}"]["get"]["parameters"];
  std::set<std::string> names;
  for (const json& parameter : query) names.insert(parameter["name"]);
  EXPECT_EQ(names, (std::set<std::string>{"text", "numbers", "inner.name", "inner.number", "colour", "time"}));
}

TEST(OpenApi, TellsTheCommentsOfTheProtos) {
  const json document = Make(rpc::v1::DOOR_PUBLIC);
  const json& check_in = document["paths"]["/v1/check-ins"]["post"];
  EXPECT_THAT(check_in["description"].get<std::string>(), HasSubstr("durably"));
  EXPECT_EQ(check_in["operationId"], "VisitService_CheckIn");
  EXPECT_FALSE(check_in["requestBody"]["content"]["application/json"]["schema"]["properties"]["code"]["description"]
                   .get<std::string>()
                   .empty());
}

TEST(OpenApi, IsSoundForTheStaffDoor) {
  const json document = Make(rpc::v1::DOOR_STAFF);
  ExpectSound(document);
  EXPECT_FALSE(document["paths"].contains("/v1/check-ins"));
  EXPECT_EQ(document["components"]["securitySchemes"]["staff"]["name"], "__Host-staff");
}

TEST(OpenApi, RefusesADescriptorSetThatIsNone) {
  const auto routes = ReadRoutes(rpc::v1::DOOR_PUBLIC);
  EXPECT_FALSE(MakeOpenApi(*routes, "Door", *DoorUrl::Parse("https://door.test"), CookieJar(true), "\xff\xff").ok());
}

}  // namespace
}  // namespace mimamori::http
