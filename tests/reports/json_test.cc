// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The result JSON against its schema, and the schema against the committed file.
#include "reports/json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/reports/support/sample_run.h"
#include "tests/reports/support/schema_validator.h"

namespace octet {
namespace {

std::string committed_schema() {
  std::ifstream file(std::string(OCTET_SOURCE_DIR) + "/reports/schema/octet-result-1.json");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> findings(const nlohmann::ordered_json& result) {
  return schema_findings(nlohmann::json::parse(committed_schema()), nlohmann::json::parse(result.dump()));
}

Report reference_report() {
  return make_report(sample_program(load_machine("edge-16", {"array.gather_runs=unlimited"})), untimed_result(),
                     untimed_result(), load_cost_table("45nm"), sample_identity(BackendKind::kReference));
}

TEST(ResultJson, CommittedSchemaIsTheOneOfTheFieldLists) {
  EXPECT_EQ(committed_schema(), result_schema().dump(2) + "\n") << "build the target update_schema";
}

TEST(ResultJson, ValidatesAgainstTheSchema) {
  EXPECT_EQ(findings(to_json(sample_report())), std::vector<std::string>{});
  EXPECT_EQ(findings(to_json(reference_report())), std::vector<std::string>{});
}

TEST(ResultJson, SchemaNoticesWhatIsWrong) {
  const nlohmann::ordered_json good = to_json(sample_report());
  const auto finding = [&](const std::string& pointer, const nlohmann::ordered_json& value) {
    nlohmann::ordered_json bad = good;
    bad[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return findings(bad).size();
  };
  EXPECT_EQ(finding("/schema", "octet-result/2"), 1u);
  EXPECT_EQ(finding("/cycles_total", "many"), 1u);
  EXPECT_EQ(finding("/cycles_total", -1), 1u);
  EXPECT_EQ(finding("/utilization", 1.5), 1u);
  EXPECT_EQ(finding("/layers/0/surprise", 1), 1u);
  EXPECT_EQ(finding("/layers/1", 3), 1u);
  EXPECT_EQ(finding("/arch/array.pe", "int4"), 1u);
  EXPECT_EQ(finding("/energy_ledger/0/confidence", "sure"), 1u);
  nlohmann::ordered_json cut = good;
  cut.erase("area_mm2");
  cut["cold"].erase("latency_ms");
  EXPECT_EQ(findings(cut).size(), 2u);
}

TEST(ResultJson, EveryKeyOfTheSchemaIsDescribed) {
  const nlohmann::json schema = nlohmann::json::parse(committed_schema());
  for (const auto& [key, property] : schema["properties"].items())
    EXPECT_FALSE(property["description"].get<std::string>().empty()) << key;
  for (const auto& [key, property] : schema["properties"]["layers"]["items"]["properties"].items())
    EXPECT_FALSE(property["description"].get<std::string>().empty()) << key;
}

// The keys that programs which read results may count on.
TEST(ResultJson, HasThePromisedKeys) {
  const nlohmann::ordered_json result = to_json(sample_report());
  for (const char* key : {"schema",
                          "model",
                          "arch",
                          "backend",
                          "seed",
                          "macs",
                          "cycles_total",
                          "bound_cycles",
                          "latency_ms",
                          "inferences_per_second",
                          "utilization",
                          "dram_read_bytes",
                          "dram_write_bytes",
                          "dram_instruction_bytes",
                          "dram_parameter_bytes",
                          "dram_weight_bytes",
                          "dram_activation_bytes",
                          "scratchpad_peak_bytes",
                          "model_bytes",
                          "energy_uj",
                          "power_mw",
                          "fps_per_watt",
                          "inferences_per_joule",
                          "area_mm2",
                          "energy_ledger",
                          "area_ledger",
                          "layers",
                          "host_operators",
                          "baselines",
                          "cold",
                          "excess"})
    EXPECT_TRUE(result.contains(key)) << key;
  for (const char* key : {"name", "operator", "cycles", "compute_cycles", "macs", "utilization", "bound", "limit",
                          "choice", "runner_up", "runner_up_ratio", "cycles_over_bound", "dram_bytes", "energy_uj"})
    EXPECT_TRUE(result["layers"][0].contains(key)) << key;
  for (const char* key : {"latency_ratio", "energy_ratio", "area_ratio", "model_bytes_ratio"})
    EXPECT_TRUE(result["baselines"][0][key].is_number()) << key;
  EXPECT_EQ(result["arch"]["array.rows"], 16);
  EXPECT_EQ(result["arch"]["name"], "edge-16");
  EXPECT_EQ(result["model_hash"], "0123456789abcdef");
}

TEST(ResultJson, LedgersAddUp) {
  const nlohmann::ordered_json result = nlohmann::ordered_json::parse(json_text(sample_report()));
  double energy = 0, area = 0;
  for (const auto& row : result["energy_ledger"]) energy += row["energy_uj"].get<double>();
  for (const auto& row : result["area_ledger"]) area += row["area_mm2"].get<double>();
  EXPECT_EQ(result["energy_uj"].get<double>(), energy);
  EXPECT_EQ(result["area_mm2"].get<double>(), area);
}

TEST(ResultJson, ReferenceTimesAreNullNeverZero) {
  const nlohmann::ordered_json result = to_json(reference_report());
  for (const char* key : {"cycles_total", "latency_ms", "host_ms", "inferences_per_second", "utilization", "energy_uj",
                          "power_mw", "fps_per_watt", "inferences_per_joule", "dram_read_bytes", "sequencer", "excess"})
    EXPECT_TRUE(result[key].is_null()) << key;
  for (const char* key : {"cycles", "compute_cycles", "bound", "energy_uj", "dram_bytes"})
    EXPECT_TRUE(result["layers"][0][key].is_null()) << key;
  for (const auto& [key, value] : result["cold"].items()) EXPECT_TRUE(value.is_null()) << key;
  EXPECT_TRUE(result["host_operators"][0]["time_ms"].is_null());
  EXPECT_EQ(result["arch"]["array.gather_runs"], "unlimited");
}

TEST(ResultJson, EqualRunsGiveEqualTextsAndBadNamesSurvive) {
  EXPECT_EQ(json_text(sample_report()), json_text(sample_report()));
  Report report = sample_report();
  report.layers[0].name = "bad\xff";
  EXPECT_NO_THROW(nlohmann::json::parse(json_text(report)));
}

}  // namespace
}  // namespace octet
