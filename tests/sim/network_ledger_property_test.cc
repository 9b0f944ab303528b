// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Conservation on whole networks, by fast and by systemc: every cycle of every block has one owner, layers and
// ledger rows sum to the run's totals, DRAM bytes are those of the commands.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "arch/cost_ledger.h"
#include "arch/timing.h"
#include "sim/fast.h"
#include "sim/systemc.h"
#include "tests/sim/support/small_program.h"
#include "tests/sim/support/test_network.h"

namespace octet::testing {
namespace {

const Transfer* transfer_of(const Command& command) {
  if (const auto* load = std::get_if<LoadCommand>(&command.op)) return &load->t;
  if (const auto* store = std::get_if<StoreCommand>(&command.op)) return &store->t;
  return nullptr;
}
std::int64_t bytes_of_transfer(const Transfer& t) { return std::int64_t{t.run_bytes} * t.inner * t.outer; }
std::int64_t& of(LayerCounters& layer, DramTraffic traffic) {
  return layer.dram_bytes[static_cast<std::size_t>(traffic)];
}

// What the commands alone say, per layer: docs/timing.md 8 without a machine that runs.
std::vector<LayerCounters> counted_by_hand(const Program& program) {
  std::vector<LayerCounters> layers(program.layers.size());
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const Command& command = program.commands[i];
    LayerCounters& layer = layers.at(static_cast<std::size_t>(program.layer_of_command[i]));
    layer.actions += actions(command, program.machine);
    if (queue_of(command) == Queue::kArray) layer.compute_cycles += timing(command, program.machine).occupancy;
    if (queue_of(command) == Queue::kVector) layer.vector_cycles += timing(command, program.machine).duration;
    of(layer, DramTraffic::kInstruction) += kCommandBytes;
    if (const Transfer* t = transfer_of(command)) of(layer, program.traffic_of_command[i]) += bytes_of_transfer(*t);
  }
  return layers;
}

class NetworkLedger : public ::testing::TestWithParam<std::tuple<TestNetwork, const char*>> {
 protected:
  Program compiled() { return compile(std::get<0>(GetParam()).load(), load_machine(std::get<1>(GetParam()))); }
  static std::vector<RunResult> runs(const Program& program) {
    return {run_once(*make_fast_backend(), program), run_once(*make_systemc_backend(), program)};
  }
};

TEST_P(NetworkLedger, EveryCycleHasOneOwner) {
  OCTET_REQUIRE_NETWORK(std::get<0>(GetParam()));
  const Program program = compiled();
  for (const RunResult& r : runs(program)) {
    ASSERT_EQ(r.condition, Condition::kOk) << r.condition_text;
    EXPECT_GT(r.cycles, 0);
    for (const EngineCycles& e : r.engines) {
      EXPECT_EQ(e.total(), r.cycles);
      EXPECT_GE(std::min({e.busy, e.token, e.bank, e.idle}), 0);
    }
    const SequencerCycles& s = r.sequencer;
    EXPECT_EQ(s.total(), r.cycles);
    EXPECT_GE(std::min({s.fetch, s.queue, s.idle}), 0);
    EXPECT_EQ(s.dispatch, static_cast<std::int64_t>(program.commands.size()));
  }
}

TEST_P(NetworkLedger, LayersSumToTheRunAndAreThoseOfTheirCommands) {
  OCTET_REQUIRE_NETWORK(std::get<0>(GetParam()));
  const Program program = compiled();
  const std::vector<LayerCounters> expected = counted_by_hand(program);
  for (const RunResult& r : runs(program)) {
    ASSERT_EQ(r.layers.size(), expected.size());
    std::int64_t cycles = 0;
    Actions all;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const LayerCounters& layer = r.layers[i];
      EXPECT_EQ(layer.compute_cycles, expected[i].compute_cycles) << program.layers[i].name;
      EXPECT_EQ(layer.vector_cycles, expected[i].vector_cycles) << program.layers[i].name;
      EXPECT_TRUE(layer.actions == expected[i].actions) << program.layers[i].name;
      EXPECT_GE(layer.cycles, 0);
      cycles += layer.cycles;
      all += layer.actions;
    }
    EXPECT_EQ(cycles, r.cycles);
    EXPECT_TRUE(all == r.actions);
    EXPECT_EQ(all.commands, static_cast<std::int64_t>(program.commands.size()));
  }
}

TEST_P(NetworkLedger, DramBytesAreLoadsStoresCommandsAndParameters) {
  OCTET_REQUIRE_NETWORK(std::get<0>(GetParam()));
  Program program = compiled();
  std::int64_t loads = 0, parameters = 0, stores = 0;
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const Transfer* t = transfer_of(program.commands[i]);
    if (!t) continue;
    const auto* load = std::get_if<LoadCommand>(&program.commands[i].op);
    const bool records = load && load->target == LoadTarget::kParameters;
    EXPECT_EQ(records, program.traffic_of_command[i] == DramTraffic::kParameter) << "command " << i;
    (records ? parameters : load ? loads : stores) += bytes_of_transfer(*t);
  }
  EXPECT_GT(std::min({loads, parameters, stores}), 0);
  std::vector<LayerCounters> expected = counted_by_hand(program);
  for (const bool unlimited : {false, true}) {
    program.machine.dram_unlimited = unlimited;
    for (RunResult& r : runs(program)) {
      EXPECT_EQ(r.dram_read_bytes, loads + parameters + program.code_bytes());
      EXPECT_EQ(r.dram_write_bytes, stores);
      for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_TRUE(r.layers[i].dram_bytes == expected[i].dram_bytes) << program.layers[i].name;
    }
  }
}

// Every byte of an output is stored once by the machine, or it is the host's.
TEST_P(NetworkLedger, EachOutputByteIsWrittenAtMostOnce) {
  OCTET_REQUIRE_NETWORK(std::get<0>(GetParam()));
  const Program program = compiled();
  std::vector<int> writes[kBases];
  writes[static_cast<int>(Base::kIo)].resize(static_cast<std::size_t>(program.io_bytes));
  writes[static_cast<int>(Base::kWorkspace)].resize(static_cast<std::size_t>(program.workspace_bytes));
  for (const Command& command : program.commands) {
    const auto* store = std::get_if<StoreCommand>(&command.op);
    if (!store) continue;
    for (const Burst& burst : bursts(store->t, 0, program.machine))
      for (std::uint32_t b = 0; b < burst.bytes; ++b) ++writes[static_cast<int>(store->t.base)].at(burst.offset + b);
  }
  for (const TensorPort& port : program.outputs) {
    const auto first = writes[static_cast<int>(port.base)].begin() + port.offset, last = first + port.bytes();
    const bool by_host = std::any_of(program.segments.begin(), program.segments.end(), [&](const Segment& s) {
      return s.on_host && std::any_of(s.host.outputs.begin(), s.host.outputs.end(), [&](const TensorPort& o) {
               return o.base == port.base && o.offset == port.offset;
             });
    });
    EXPECT_EQ(std::count(first, last, by_host ? 0 : 1), port.bytes()) << port.name;
  }
}

TEST_P(NetworkLedger, EnergySumsOverItsRowsAndPaysForEveryDramByte) {
  OCTET_REQUIRE_NETWORK(std::get<0>(GetParam()));
  const Program program = compiled();
  const CostTable table = load_cost_table(program.machine.technology);
  const RunResult r = runs(program).front();
  const EnergyLedger ledger = energy_ledger(program.machine, table, r);
  double sum = 0;
  for (const EnergyRow& row : ledger.rows) {
    EXPECT_GE(row.count, 0) << row.action;
    EXPECT_DOUBLE_EQ(row.energy_uj, row.count * row.pj_each * 1e-6) << row.action;
    sum += row.energy_uj;
  }
  EXPECT_GT(sum, 0);
  EXPECT_EQ(sum, ledger.energy_uj);
  EXPECT_EQ(counts_of(r, program.machine).dram_bytes, static_cast<double>(r.dram_read_bytes + r.dram_write_bytes));
}

// Where the pages lie and how many there are matters only if a miss costs something.
TEST_P(NetworkLedger, FreePageMissesCostNoCycle) {
  OCTET_REQUIRE_NETWORK(std::get<0>(GetParam()));
  Program program = compiled();
  std::vector<RunResult> results;
  for (const double miss : {0.0, 0.0, 200.0}) {
    program.machine.dram_miss_ns = miss;
    program.machine.dram_banks = results.empty() ? 8 : 1;
    program.machine.dram_row_bytes = results.empty() ? 65536 : program.machine.dram_burst_bytes;
    results.push_back(run_once(*make_fast_backend(), program));
  }
  EXPECT_TRUE(results[0].events == results[1].events);
  EXPECT_GT(results[1].dram_row_misses, results[0].dram_row_misses);
  EXPECT_GT(results[2].cycles, results[1].cycles);
}

INSTANTIATE_TEST_SUITE_P(Networks, NetworkLedger,
                         ::testing::Combine(::testing::ValuesIn(kTestNetworks), ::testing::Values("tiny-8", "edge-16")),
                         [](const auto& info) {
                           std::string name = std::string(std::get<0>(info.param).name) + "_" + std::get<1>(info.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace octet::testing
