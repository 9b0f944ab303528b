// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Files that a page cannot show: each gets its message.
#include <gtest/gtest.h>

#include "base/error.h"
#include "reports/json.h"
#include "reports/page_document.h"
#include "tests/reports/support/sample_run.h"

namespace octet {
namespace {

using Json = nlohmann::ordered_json;

std::string message_of(const std::string& text) {
  try {
    parse_page_document(text, "r.json");
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUsage);
    return e.what();
  }
  return "";
}

void expect(const std::string& text, const std::string& part) {
  const std::string message = message_of(text);
  EXPECT_NE(message.find(part), std::string::npos) << message << "\nwithout: " << part;
}

// A sample whose value at `pointer` is another.
std::string changed(const std::string& pointer, const Json& value) {
  Json result = to_json(sample_report());
  result[Json::json_pointer(pointer)] = value;
  return result.dump();
}

TEST(PageDocument, ReadsWhatOctetWrites) {
  EXPECT_EQ(message_of(json_text(sample_report())), "");
  const PageDocument document = parse_page_document(json_text(sample_report()), "r.json");
  EXPECT_EQ(document.kind, "run");
  EXPECT_EQ(document.data, to_json(sample_report()));
}

TEST(PageDocument, NoJsonIsRefusedWithItsPlace) {
  expect("", "r.json: is empty");
  expect(" \n", "r.json: is empty");
  expect("{\n  \"schema\": nul}", "r.json:2:");
  expect("{\n  \"schema\": nul}", "not JSON");
  expect("PK\x03\x04", "r.json:1:1: not JSON");
  expect("{\"schema\": \"\xff\"}", "not JSON");
  expect("{\"a\": 1e999}", "r.json: ");
}

TEST(PageDocument, ACutFileIsCalledSo) {
  const std::string text = json_text(sample_report());
  for (const std::size_t length : {1ul, 10ul, text.size() / 3, text.size() / 2, text.size() - 3})
    expect(text.substr(0, length), "ends early, cut off perhaps");
}

TEST(PageDocument, DeepNestingIsRefusedBeforeItHurts) {
  expect(std::string(1000000, '['), "nested deeper than 64 levels");
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  expect(objects, "nested deeper than 64 levels");
}

TEST(PageDocument, OtherSchemasAreRefused) {
  expect("[]", "no result of octet");
  expect("{}", "has no key \"schema\"");
  expect("{\"schema\": 1}", "has no key \"schema\"");
  expect(changed("/schema", "octet-result/2"), "of a newer octet; this one reads octet-result/1");
  expect(changed("/schema", "octet-result/9999999999999999999999"), "of a newer octet");
  expect(changed("/schema", "octet-area/1"), "schema \"octet-area/1\" has no page; known are octet-result/1");
  expect(changed("/schema", "octet-result"), "has no page");
  expect(changed("/schema", std::string(10000, 'x')), "xxx...\" has no page");
  expect(changed("/schema", "a\nb"), "schema \"a?b\"");
}

TEST(PageDocument, WrongTypesAreRefusedWithTheirPlace) {
  expect(changed("/cycles_total", "many"), "r.json: cycles_total is a string; allowed: integer or null");
  expect(changed("/layers", 3), "layers is a number; allowed: array");
  expect(changed("/layers/1/cycles", 1.5), "layers[1].cycles is a number; allowed: integer or null");
  expect(changed("/layers/0/name", Json::array()), "layers[0].name is an array; allowed: string");
  expect(changed("/arch/array.rows", "x"), "arch.array.rows is a string; allowed: integer");
  expect(changed("/energy_ledger/0", nullptr), "energy_ledger[0] is a null; allowed: object");
  expect(changed("/baselines/0/arch", true), "baselines[0].arch is a boolean; allowed: object");
}

TEST(PageDocument, MissingKeysAreRefusedUnlessTheyMayBeNull) {
  for (const char* key : {"model", "layers", "arch", "area_mm2"}) {
    Json result = to_json(sample_report());
    result.erase(key);
    expect(result.dump(), fmt::format("the key {} is missing", key));
  }
  Json older = to_json(sample_report());
  older.erase("roofline");
  older["layers"][0].erase("waiting_cycles");
  older["from_the_future"] = 1;
  const PageDocument document = parse_page_document(older.dump(), "r.json");
  EXPECT_TRUE(document.data["roofline"].is_null());
  EXPECT_TRUE(document.data["layers"][0]["waiting_cycles"].is_null());
}

TEST(PageDocument, FilesThatAreNoneAreRefused) {
  const auto message = [](const std::string& path) -> std::string {
    try {
      read_page_document(path);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_EQ(message("/nowhere/r.json"), "cannot read /nowhere/r.json: no such file");
  EXPECT_EQ(message("/"), "cannot read /: is no file");
  EXPECT_EQ(message("/dev/zero"), "cannot read /dev/zero: is no file");
  EXPECT_EQ(message("a\nb"), "cannot read a?b: no such file");
}

}  // namespace
}  // namespace octet
