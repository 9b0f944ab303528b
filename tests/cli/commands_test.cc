// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Every command of the binary on the zoo's digits: what it prints, what it writes, exit code 0.
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "arch/program.h"
#include "models/array_file.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/model_files.h"

namespace octet {
namespace {

using test::Outcome;
using test::TemporaryFolder;
using Words = std::vector<std::string>;

const std::string kZoo = test::zoo_folder();
const std::string kDigits = kZoo + "/digits.tflite";

// Standard output of a command that must succeed and have nothing to complain about.
std::string output_of(const Words& words, const test::Launch& launch = {}) {
  const Outcome outcome = test::run_octet(words, launch);
  EXPECT_EQ(outcome.exit_code, 0) << fmt::format("octet {}\n{}", fmt::join(words, " "), outcome.err);
  EXPECT_EQ(outcome.err, "");
  return outcome.out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Commands, VersionIsOneLine) {
  const std::string version = output_of({"--version"});
  EXPECT_EQ(version.find("octet "), 0u);
  EXPECT_EQ(lines_of(version).size(), 1u);
}

std::vector<std::string> names_in(const std::vector<Array>& arrays) {
  std::vector<std::string> names;
  for (const Array& array : arrays) names.push_back(array.name);
  return names;
}

// The second step reads in0.1, so its output is that of a run on the second picture alone.
TEST(Commands, RunTakesSeveralStepsInARow) {
  const TemporaryFolder folder;
  const std::string seven = folder.path("7.npz"), both = folder.path("both.npz"), out = folder.path("out.npz");
  std::vector<Array> pictures(2, {"in0.0", DataType::kInt8, {1, 16, 16, 1}, std::vector<std::uint8_t>(256, 0x80)});
  pictures[1].name = "in0.1";
  for (std::size_t i = 0; i < 256; ++i) pictures[1].data[i] = static_cast<std::uint8_t>(i % 16 * 8);
  write_npz(both, pictures);
  pictures[1].name = "in0";
  write_npz(seven, {pictures[1]});
  for (const char* backend : {"reference", "systemc"}) {
    output_of({"run", kDigits, "--backend", backend, "--baseline", "none", "--input", both, "--steps", "2",
               "--save-output", out});
    const std::vector<Array> steps = read_npz(out);
    EXPECT_EQ(names_in(steps), (std::vector<std::string>{"out0.0", "out0.1"}));
    output_of({"run", kDigits, "--backend", backend, "--baseline", "none", "--input", seven, "--save-output", out});
    const std::vector<Array> alone = read_npz(out);
    EXPECT_EQ(names_in(alone), std::vector<std::string>{"out0"});
    EXPECT_EQ(steps[1].data, alone[0].data);
    EXPECT_NE(steps[0].data, alone[0].data);
  }
}

// The digit's answer in codes and in float32, and how far they are from each other.
TEST(Commands, RunOfAFloatMachineGivesItsProgramsValues) {
  const TemporaryFolder folder;
  const std::string out = folder.path("out.npz"), json = folder.path("r.json"), picture = kZoo + "/digit_7.bmp";
  const Words run{"run", kDigits, "--input", picture, "--save-output", out, "--json", json};
  const auto with = [&](std::initializer_list<std::string> more) {
    Words words = run;
    words.insert(words.end(), more);
    output_of(words);
    return nlohmann::json::parse(test::text_of_file(json));
  };
  const auto codes = with({});
  EXPECT_EQ(codes["agreement"]["top1_equal"], true);
  EXPECT_GT(codes["agreement"]["cosine"], 0.999);
  EXPECT_LT(codes["agreement"]["cosine"], 1);
  EXPECT_EQ(codes["agreement"]["outputs"].size(), 1u);
  EXPECT_TRUE(with({"--baseline", "none"})["agreement"].is_null());
  const auto real = with({"--set", "array.pe=fp32"});
  EXPECT_TRUE(real["agreement"].is_null());
  EXPECT_EQ(real["classification"][0]["index"], 7);
  const double probability = real["classification"][0]["value"], in_codes = codes["classification"][0]["value"];
  EXPECT_NEAR(probability, in_codes, 0.05);
  EXPECT_NE(probability, in_codes);
  const std::vector<Array> arrays = read_npz(out);
  ASSERT_EQ(names_in(arrays), std::vector<std::string>{"out0"});
  EXPECT_EQ(arrays[0].type, DataType::kFloat32);
  EXPECT_EQ(arrays[0].shape, (std::vector<std::int64_t>{1, 10}));
  // systemc's and the reference's are the same bits; those of bf16 are near.
  with({"--set", "array.pe=fp32", "--backend", "reference"});
  EXPECT_EQ(read_npz(out)[0].data, arrays[0].data);
  const auto bf16 = with({"--arch", "edge-16-bf16"});
  EXPECT_EQ(bf16["classification"][0]["index"], 7);
  EXPECT_NEAR(bf16["classification"][0]["value"], probability, 0.05);
  EXPECT_EQ(read_npz(out)[0].type, DataType::kFloat32);
  EXPECT_NE(read_npz(out)[0].data, arrays[0].data);
}

TEST(Commands, HelpListsEveryCommandAndItsOptions) {
  const std::string help = output_of({"--help"});
  EXPECT_EQ(output_of({"-h"}), help);
  EXPECT_EQ(output_of({"help"}), help);
  const std::vector<std::pair<std::string, Words>> commands = {
      {"run", {"arch",       "set",    "backend",     "input",           "steps",
               "batch",      "advise", "seed",        "labels",          "baseline",
               "no-data",    "layers", "explain",     "ledger",          "save-output",
               "json",       "csv",    "summary-csv", "fully-connected", "activation-density",
               "safe-points"}},
      {"compile", {"arch", "set", "output", "explain", "fully-connected", "safe-points"}},
      {"disasm", {}},
      {"verify",
       {"random", "arch", "set", "against", "rtl-dir", "rtl-coverage", "input", "seed", "cycle-tolerance", "jobs",
        "timeout", "shrink", "out", "fully-connected", "coverage", "json", "junit", "quiet"}},
      {"inspect", {}},
      {"area", {"arch", "set", "json"}},
      {"list", {"anchors"}}};
  for (const auto& [command, options] : commands) {
    EXPECT_NE(help.find("\n  " + command + " "), std::string::npos) << command;
    const std::string own = output_of({command, "--help"});
    EXPECT_EQ(own.find("usage: octet " + command), 0u) << own;
    for (const std::string& option : options) EXPECT_NE(own.find("--" + option), std::string::npos) << option;
    EXPECT_EQ(output_of({command, "word", "--unknown", "-h"}), own);  // help whatever else is said
  }
}

TEST(Commands, ListNamesTheShippedMachinesTechnologiesAndOperators) {
  const std::string machines = output_of({"list", "arch"});
  for (const char* name : {"tiny-8", "edge-16", "edge-32", "edge-64", "tpu-128"})
    EXPECT_NE(machines.find(std::string("\n") + name + " "), std::string::npos) << machines;
  const Words technologies = lines_of(output_of({"list", "technology"}));
  ASSERT_EQ(technologies.size(), 5u);
  for (const auto& [line, name] : {std::pair{1, "45nm "}, {2, "28nm "}, {3, "sky130hd "}, {4, "asap7 "}})
    EXPECT_EQ(technologies[static_cast<std::size_t>(line)].rfind(name, 0), 0u) << technologies[line];
  EXPECT_NE(technologies[1].find("literature"), std::string::npos);
  EXPECT_NE(output_of({"list", "technology", "45nm"}).find("energy.int8_mac "), std::string::npos);
  EXPECT_NE(output_of({"list", "technology", "--anchors"}).find("RM_IHPSG13_1P_1024x16"), std::string::npos);
  EXPECT_NE(output_of({"list", "operators"}).find("DEPTHWISE_CONV_2D"), std::string::npos);
}

TEST(Commands, AreaIsThatOfTheRun) {
  const std::string run = output_of({"run", kDigits, "--backend", "fast", "--baseline", "none", "--json", "-"});
  const auto of_run = nlohmann::json::parse(run);
  const auto area = nlohmann::json::parse(output_of({"area", "--arch", "edge-16", "--json", "-"}));
  for (const char* key : {"area_mm2", "area_low_mm2", "area_ledger", "chip_price_dollars", "price_ledger", "die_yield"})
    EXPECT_EQ(area[key], of_run[key]) << key;
  EXPECT_DOUBLE_EQ(of_run["fps_per_dollar"].get<double>(),
                   of_run["inferences_per_second"].get<double>() / of_run["chip_price_dollars"].get<double>());
  EXPECT_NE(output_of({"area"}).find("edge-16 (16x16 int8), 45nm: "), std::string::npos);
  EXPECT_NE(output_of({"area", "--set", "array.rows=8"}).find("(8x16 int8)"), std::string::npos);
}

TEST(Commands, LayersAndLedgerHaveTheEnergyOfTheRunAtAnyDensity) {
  for (const Words& density : {Words{}, Words{"--activation-density", "0.25"}, {"--activation-density", "measured"}}) {
    Words words{"run", kDigits, "--baseline", "iso_pe", "--json", "-"};
    words.insert(words.end(), density.begin(), density.end());
    const auto result = nlohmann::json::parse(output_of(words));
    double layers = 0, ledger = 0;
    for (const auto& layer : result["layers"]) layers += layer["energy_uj"].get<double>();
    for (const auto& row : result["energy_ledger"]) ledger += row["energy_uj"].get<double>();
    EXPECT_EQ(result["energy_uj"], ledger);
    EXPECT_NEAR(layers, ledger, 1e-9 * ledger);
    const double used = result["activation_density"].get<double>();
    const double changes = result["activation_changes"].get<double>();
    if (density.empty()) {
      EXPECT_EQ(used, 1);
      EXPECT_EQ(changes, 0);
    } else if (density[1] == "0.25") {
      EXPECT_EQ(used, 0.25);
      EXPECT_EQ(changes, 2 * 0.25 * 0.75);
    } else {
      EXPECT_TRUE(used > 0.05 && used < 0.95) << used;
      EXPECT_TRUE(changes > 0.01 && changes < 2 * used * (1 - used)) << changes;  // zeros stand together
    }
  }
}

TEST(Commands, InspectGivesEveryNodeItsVerdict) {
  const std::string text = output_of({"inspect", kDigits});
  EXPECT_NE(text.find("0 CONV_2D"), std::string::npos) << text;
  EXPECT_NE(text.find("total 6 nodes: 6 machine (166208 MACs), 0 host (0 MACs), 0 refused"), std::string::npos) << text;
}

TEST(Commands, CompileWritesAProgramThatDisasmPrints) {
  const TemporaryFolder folder;
  test::Launch launch;
  launch.folder = folder.path("");
  const std::string said = output_of({"compile", kDigits, "--arch", "tiny-8"}, launch);
  EXPECT_EQ(said.find("digits.octp: "), 0u) << said;
  EXPECT_NE(said.find("for tiny-8"), std::string::npos) << said;
  const std::string assembly = output_of({"disasm", folder.path("digits.octp")});
  EXPECT_EQ(assembly.find("; once: what these commands bring stays on chip\n; layer 0 CONV_2D"), 0u) << assembly;
  EXPECT_NE(assembly.find(" softmax "), std::string::npos);
  EXPECT_NE(assembly.find("     0  load "), std::string::npos);
  output_of({"compile", kDigits, "--arch", "tiny-8", "-o", folder.path("again.octp"), "--fully-connected", "single"});
  EXPECT_EQ(test::text_of_file(folder.path("again.octp")), test::text_of_file(folder.path("digits.octp")));
  // One parameter record less than a softmax takes in a half.
  output_of({"compile", kDigits, "--arch", "tiny-8", "-o", folder.path("few.octp"), "--set", "parameters.channels=63"});
  EXPECT_NE(output_of({"disasm", folder.path("few.octp")}).find("\n; host: SOFTMAX"), std::string::npos);
}

TEST(Commands, SafePointsBehindLayersAreShownAndTakeTime) {
  const TemporaryFolder folder;
  const std::string file = folder.path("digits.octp");
  output_of({"compile", kDigits, "-o", file, "--safe-points", "inferences"});
  EXPECT_EQ(output_of({"disasm", file}).find("safe point"), std::string::npos);
  output_of({"compile", kDigits, "-o", file, "--safe-points", "layers"});
  const std::string assembly = output_of({"disasm", file});
  for (const char* words : {"; safe point before segment 2: ", " bytes and 0 records live\n; layer 1 ",
                            "; save of the safe point before segment 2\n",
                            "; restore of the safe point before segment 2\n", "  store base=workspace"})
    EXPECT_NE(assembly.find(words), std::string::npos) << words << "\n" << assembly;
  const auto cycles = [](const char* points) {
    const auto result = nlohmann::json::parse(
        output_of({"run", kDigits, "--backend", "fast", "--baseline", "none", "--safe-points", points, "--json", "-"}));
    return result["cycles_total"].get<std::int64_t>();
  };
  EXPECT_GT(cycles("layers"), cycles("inferences"));
}

TEST(Commands, ExplainSaysWhatWasChosenAndWhereTheCyclesGo) {
  const TemporaryFolder folder;
  const std::string screen = output_of({"run", kDigits, "--backend", "fast", "--baseline", "none", "--explain"});
  for (const char* words : {"\nlayer ", "weight-stationary; ", "cycles - ", " of the bound = ", ", fill and drain "})
    EXPECT_NE(screen.find(words), std::string::npos) << words << "\n" << screen;
  const std::string compiled = output_of({"compile", kDigits, "--explain", "-o", folder.path("digits.octp")});
  EXPECT_NE(compiled.find("weight-stationary; "), std::string::npos) << compiled;
  EXPECT_EQ(compiled.find(" of the bound = "), std::string::npos) << "nothing ran: " << compiled;
}

TEST(Commands, RunAnswersOnOneScreen) {
  const std::string screen =
      output_of({"run", kDigits, "--input", kZoo + "/digit_7.bmp", "--labels", kZoo + "/digits_labels.txt"});
  const std::vector<std::string> lines = lines_of(screen);
  EXPECT_LE(lines.size(), 25u);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 80u) << line;
  ASSERT_GT(lines.size(), 2u);
  EXPECT_EQ(lines[1].find("answer        7 "), 0u) << screen;
  for (const char* part : {"iso_pe", "iso_area", "scalar_fpu", "latency ms", "energy uJ", "area mm2", "edge-16"})
    EXPECT_NE(screen.find(part), std::string::npos) << part;
}

TEST(Commands, TablesComeAfterTheScreenWhenAskedFor) {
  const Words words{"run", kDigits, "--backend", "fast", "--baseline", "none"};
  const std::string screen = output_of(words);
  Words asking = words;
  asking.insert(asking.end(), {"--layers", "--ledger"});
  const std::string longer = output_of(asking);
  EXPECT_EQ(longer.substr(0, 100), screen.substr(0, 100));
  for (const char* part : {"bound_cycles", "pj_each", "um2_each"}) {
    EXPECT_EQ(screen.find(part), std::string::npos) << part;
    EXPECT_NE(longer.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(screen.find("iso_pe"), std::string::npos);
}

TEST(Commands, BackendsComputeTheRecordedOutput) {
  const TemporaryFolder folder;
  const std::string recorded = kZoo + "/golden/digits.digit_7.npz";
  for (const char* backend : {"reference", "systemc"}) {
    const std::string path = folder.path(backend) + ".npz";
    output_of({"run", kDigits, "--backend", backend, "--baseline", "none", "--input", recorded, "--save-output", path});
    const std::vector<Array> expected = read_npz(recorded), found = read_npz(path);
    ASSERT_EQ(found.size(), 1u);
    ASSERT_NE(find_array(expected, "out0"), nullptr);
    EXPECT_EQ(found[0], *find_array(expected, "out0")) << backend;
  }
}

TEST(Commands, StandardOutputHoldsTheFileThatWasAskedForAndNothingElse) {
  const Words run{"run", kDigits, "--backend", "fast", "--baseline", "iso_pe"};
  const auto with = [&](const Words& more) {
    Words words = run;
    words.insert(words.end(), more.begin(), more.end());
    return output_of(words);
  };
  const nlohmann::json result = nlohmann::json::parse(with({"--json", "-", "--layers"}));
  EXPECT_EQ(result["schema"], "octet-result/1");
  EXPECT_EQ(result["backend"], "fast");
  EXPECT_EQ(result["baselines"].size(), 1u);
  EXPECT_EQ(lines_of(with({"--csv", "-"})).size(), 1 + result["layers"].size());
  EXPECT_EQ(lines_of(with({"--summary-csv", "-"})).size(), 2u);
}

TEST(Commands, MachinesComeFromFilesAndOptions) {
  const TemporaryFolder folder;
  const std::string machine = folder.write("own.toml", "base = \"edge-16\"\nname = \"own\"\narray.rows = 8\n");
  const nlohmann::json result = nlohmann::json::parse(
      output_of({"run", kDigits, "--backend", "fast", "--arch", machine, "--set", "array.cols=12", "--json", "-"}));
  EXPECT_EQ(result["arch"]["name"], "own");
  EXPECT_EQ(result["arch"]["array.rows"], 8);
  EXPECT_EQ(result["arch"]["array.cols"], 12);
}

// Two images in one inference: the outputs of each alone, rates that count both, the program of `compile`.
TEST(Commands, RunAndCompileTakeSeveralImagesInOneInference) {
  const TemporaryFolder folder;
  const std::string both = folder.path("both.npz"), one = folder.path("one.npz"), out = folder.path("out.npz");
  std::vector<std::uint8_t> bytes(512);
  for (std::size_t i = 0; i < 512; ++i) bytes[i] = static_cast<std::uint8_t>(i * i / 7);
  write_npz(both, {{"in0", DataType::kInt8, {2, 16, 16, 1}, bytes}});
  write_npz(one, {{"in0", DataType::kInt8, {1, 16, 16, 1}, {bytes.begin() + 256, bytes.end()}}});
  for (const char* backend : {"reference", "systemc"}) {
    output_of({"run", kDigits, "--backend", backend, "--input", both, "--batch", "2", "--save-output", out});
    const Array batch = read_npz(out).at(0);
    EXPECT_EQ(batch.shape, (std::vector<std::int64_t>{2, 10}));
    output_of({"run", kDigits, "--backend", backend, "--input", one, "--save-output", out});
    EXPECT_TRUE(std::equal(batch.data.begin() + 10, batch.data.end(), read_npz(out).at(0).data.begin()));
  }
  const Words run{"run", kDigits, "--backend", "fast", "--batch", "2"};
  const auto result =
      nlohmann::json::parse(output_of({"run", kDigits, "--backend", "fast", "--batch", "2", "--json", "-"}));
  EXPECT_EQ(result["batch"], 2);
  EXPECT_DOUBLE_EQ(result["inferences_per_second"], 2e3 / result["latency_ms"].get<double>());
  EXPECT_EQ(result["baselines"][0]["inferences_per_second"], 2e3 / result["baselines"][0]["latency_ms"].get<double>());
  EXPECT_NE(output_of(run).find("\nbatch         2 images: "), std::string::npos);
  EXPECT_NE(output_of({"run", kDigits, "--batch", "2"}).find("\nfirst image   class "), std::string::npos);
  const std::string program = folder.path("p.octp");
  output_of({"compile", kDigits, "--batch", "2", "-o", program});
  EXPECT_EQ(load_program(program).inputs.at(0).shape, (std::vector<std::int64_t>{2, 16, 16, 1}));
}

// What is said of a doubled key is what the machine with that key does, whatever backend was asked for.
TEST(Commands, AdviceIsMeasuredOnTheMachinesItNames) {
  const Words words{"run", kDigits, "--baseline", "none", "--json", "-"};
  const auto with = [&](const Words& more) {
    Words all = words;
    all.insert(all.end(), more.begin(), more.end());
    return nlohmann::json::parse(output_of(all));
  };
  const nlohmann::json now = with({}), advised = with({"--backend", "reference", "--advise"});
  EXPECT_TRUE(now["advise"].is_null());
  EXPECT_EQ(advised["advise"]["cycles"], now["cycles_total"]);
  int compared = 0;
  for (const nlohmann::json& row : advised["advise"]["rows"]) {
    const std::string key = row["parameter"];
    if (key != "vector.lanes" && key != "clock_mhz" && key != "dram.latency_ns") continue;
    const nlohmann::json other =
        with({"--backend", "fast", "--set", fmt::format("{}={:g}", key, row["to"].get<double>())});
    EXPECT_EQ(row["cycles"], other["cycles_total"]) << key;
    EXPECT_EQ(row["latency_ms"], other["latency_ms"]) << key;
    const double change = other["area_mm2"].get<double>() - now["area_mm2"].get<double>();
    EXPECT_DOUBLE_EQ(row["area_change_mm2"].get<double>(), change) << key;
    ++compared;
  }
  EXPECT_EQ(compared, 3);
  EXPECT_NE(output_of({"run", kDigits, "--baseline", "none", "--advise"}).find("mm2_change"), std::string::npos);
}

TEST(Commands, SeedsChooseTheRandomInput) {
  const auto result = [](const std::string& seed) {
    const Words words{"run", kDigits, "--backend", "reference", "--seed", seed, "--json", "-"};
    nlohmann::json json = nlohmann::json::parse(output_of(words));
    EXPECT_EQ(json["seed"], std::stoull(seed));
    return json["classification"];
  };
  EXPECT_EQ(result("1"), result("1"));
  EXPECT_NE(result("1"), result("18446744073709551615"));
}

TEST(Commands, ExistingFilesAreReplacedAndPipesWrittenInPlace) {
  const TemporaryFolder folder;
  const std::string json = folder.write("r.json", "old contents"), csv = folder.path("layers.csv");
  output_of({"run", kDigits, "--backend", "fast", "--json", json, "--csv", csv, "--summary-csv", "/dev/null"});
  EXPECT_EQ(test::text_of_file(json).substr(0, 2), "{\n");
  EXPECT_EQ(test::text_of_file(csv).find("layer,name,"), 0u);
  EXPECT_EQ(folder.names(), (Words{"layers.csv", "r.json"}));
}

}  // namespace
}  // namespace octet
