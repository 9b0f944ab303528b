// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The first screen's size and contents, the tables, and the CSV files read back.
#include "reports/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "reports/columns.h"
#include "reports/csv.h"
#include "tests/reports/support/sample_run.h"

namespace octet {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void expect_fits(const Report& report) {
  const std::string text = to_text(report);
  const std::vector<std::string> lines = lines_of(text);
  EXPECT_LE(lines.size(), static_cast<std::size_t>(kScreenLines)) << text;
  for (const std::string& line : lines) EXPECT_LE(width_of(line), static_cast<std::size_t>(kScreenColumns)) << line;
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "colour";
}

TEST(FirstScreen, SaysAnswerHeadlineBaselinesCostliestLayersAndNextCommand) {
  const std::string text = to_text(sample_report());
  expect_fits(sample_report());
  for (const char* expected :
       {"sample on edge-16 (16x16 int8, 500 MHz, 45nm), systemc", "answer        bee", "78.12 %", "latency ms",
        "0.00836", "iso_pe", "iso_area", "scalar_fpu", "inferences/s", "inf/s/W", "energy uJ", "area mm2", "(4x)",
        "3500 (simulated), bound 1965, array use 22.3 %", "analytical", "conv/Relu6", "by compute", "57.1 %",
        "octet run sample.tflite --arch edge-16 --layers"})
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text;
}

TEST(FirstScreen, FitsWithLongNamesHugeNumbersAndAHaltedMachine) {
  Report report = sample_report();
  const std::string name(300, 'n');
  report.model = report.arch.name = report.condition_text = report.command_line = name;
  report.condition = "deadlock";
  for (LayerReport& layer : report.layers) layer.name = layer.op = name;
  for (Answer& a : report.classification) a.label = "名前" + name;
  report.cycles_total = std::int64_t{1} << 60;
  report.layers[0].cycles = report.layers[1].cycles = report.layers[2].cycles = std::int64_t{1} << 59;
  report.latency_ms = report.energy_uj = report.fps_per_watt = report.inferences_per_second = 1.23456789e300;
  for (BaselineReport& b : report.baselines) {
    b.latency_ms = b.energy_uj = 1e-300;
    b.latency_ratio = b.energy_ratio = 1.234e-300;
  }
  expect_fits(report);
  EXPECT_NE(to_text(report).find("the machine stopped: deadlock"), std::string::npos);
  EXPECT_NE(to_text(report).find("the same command with --layers"), std::string::npos);
}

TEST(FirstScreen, ReferenceSaysThatItKeepsNoTime) {
  const Report report = make_report(sample_program(load_machine("edge-16")), untimed_result(), untimed_result(),
                                    load_cost_table("45nm"), sample_identity(BackendKind::kReference));
  expect_fits(report);
  EXPECT_NE(to_text(report).find("no times"), std::string::npos);
  EXPECT_EQ(to_text(report).find(" 0 "), std::string::npos) << to_text(report);
}

TEST(FirstScreen, ControlCharactersOfNamesDoNotReachTheTerminal) {
  Report report = sample_report();
  report.layers[0].name = "a\x1b[31m\nb";
  expect_fits(report);
  EXPECT_EQ(layers_text(report).find('\x1b'), std::string::npos);
}

TEST(LayersTable, HasALinePerLayerAndATotal) {
  const std::vector<std::string> lines = lines_of(layers_text(sample_report()));
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_NE(lines[1].find("1x10x10x16"), std::string::npos);
  EXPECT_NE(lines[1].find("compute"), std::string::npos);
  EXPECT_NE(lines[4].find("3500"), std::string::npos);
}

TEST(LedgerTables, NameEverySource) {
  const Report report = sample_report();
  EXPECT_EQ(lines_of(energy_ledger_text(report)).size(), report.energy_ledger.size() + 2);
  EXPECT_EQ(lines_of(area_ledger_text(report)).size(), report.area_ledger.size() + 2);
  EXPECT_NE(energy_ledger_text(report).find("ISSCC 2014"), std::string::npos);
}

TEST(Columns, CountCodePoints) {
  EXPECT_EQ(width_of("名前"), 2u);
  EXPECT_EQ(clipped("名前名前", 3), "名前~");
  EXPECT_EQ(left("名", 3), "名  ");
  EXPECT_EQ(right("ab", 4), "  ab");
  EXPECT_EQ(clipped("abc", 3), "abc");
  EXPECT_EQ(figure(std::optional<double>(12.3456)), "12.35");
  EXPECT_EQ(figure(std::optional<double>(1234567.4)), "1234567");
  EXPECT_EQ(figure(std::optional<double>()), "-");
}

// RFC 4180: quoted cells may hold commas, quotes and line ends.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      rows.back().emplace_back();
    } else if (!quoted && c == '\n') {
      if (i + 1 < text.size()) rows.emplace_back(1);
    } else {
      rows.back().back() += c;
    }
  }
  EXPECT_FALSE(quoted);
  return rows;
}

std::size_t column(const std::vector<std::string>& header, const std::string& name) {
  const auto at = std::find(header.begin(), header.end(), name);
  EXPECT_NE(at, header.end()) << name;
  return static_cast<std::size_t>(at - header.begin());
}

void expect_rectangular(const std::vector<std::vector<std::string>>& rows) {
  for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size());
  const std::set<std::string> names(rows[0].begin(), rows[0].end());
  EXPECT_EQ(names.size(), rows[0].size()) << "a column name twice";
  for (const std::string& name : rows[0]) EXPECT_FALSE(name.empty());
}

TEST(LayersCsv, ReadsBack) {
  const auto rows = parse_csv(layers_csv(sample_report()));
  ASSERT_EQ(rows.size(), 4u);
  expect_rectangular(rows);
  EXPECT_EQ(rows[2][column(rows[0], "name")], "depth,wise \"3x3\"");
  EXPECT_EQ(rows[1][column(rows[0], "cycles")], "2000");
  EXPECT_EQ(rows[3][column(rows[0], "bound_cycles")], "") << "no meaning on the host";
  double energy = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) energy += std::stod(rows[i][column(rows[0], "energy_uj")]);
  EXPECT_NEAR(energy, *sample_report().energy_uj, 1e-9);
}

TEST(SummaryCsv, BeginsWithTheConfigurationAndReadsBack) {
  Report other = sample_report();
  other.baselines.clear();
  other.arch.array_gather_runs = Machine::kUnlimited;
  const std::vector<Report> reports{sample_report(), other};
  const auto rows = parse_csv(summary_csv(reports));
  ASSERT_EQ(rows.size(), 3u);
  expect_rectangular(rows);
  EXPECT_EQ(rows[0][0], "arch");
  EXPECT_EQ(rows[0][1], "clock_mhz");
  EXPECT_EQ(rows[1][column(rows[0], "array.rows")], "16");
  EXPECT_EQ(rows[2][column(rows[0], "array.gather_runs")], "unlimited");
  EXPECT_LT(column(rows[0], "host.pj_per_instruction"), column(rows[0], "model"));
  EXPECT_EQ(rows[1][column(rows[0], "cycles_total")], "3500");
  EXPECT_EQ(std::stod(rows[1][column(rows[0], "energy_uj")]), *sample_report().energy_uj);
  EXPECT_EQ(rows[1][column(rows[0], "iso_pe_model_bytes_ratio")], "4");
  EXPECT_EQ(rows[2][column(rows[0], "iso_pe_model_bytes_ratio")], "");
}

}  // namespace
}  // namespace octet
