// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/fast_plan.h"

#include "arch/timing.h"
#include "base/error.h"

namespace octet {
namespace {

std::uint8_t pack(const std::array<std::uint8_t, 3>& from, std::array<std::uint8_t, 3>& to) {
  std::uint8_t count = 0;
  for (std::uint8_t token : from) {
    if (token == kNoToken) continue;
    OCTET_CHECK(token < kTokens, "token counter {}", token);
    to[count++] = token;
  }
  return count;
}

PlannedCommand plan_command(const Command& command, const Machine& machine, const std::int64_t* regions,
                            TimingMemo& timing, const BankMap& banks) {
  const AccessList list = accesses(command, machine);
  PlannedCommand p;
  p.queue = queue_of(command);
  p.legal = illegal(command, machine, regions, list).empty();
  p.waits = pack(command.tokens.wait, p.wait);
  p.signals = pack(command.tokens.signal, p.signal);
  if (!p.legal) return p;
  p.timing = timing.of(command);
  const BankMask mask = banks.of(list);
  p.banks = {mask.scratchpad, static_cast<std::uint8_t>(mask.accumulator | (mask.parameters << 2))};
  return p;
}

const Transfer* transfer_of(const Command& command) {
  if (const auto* load = std::get_if<LoadCommand>(&command.op)) return &load->t;
  if (const auto* store = std::get_if<StoreCommand>(&command.op)) return &store->t;
  return nullptr;
}

void add(LayerCounters& to, const LayerCounters& from) {
  to.compute_cycles += from.compute_cycles;
  to.vector_cycles += from.vector_cycles;
  for (int i = 0; i < kDramTraffics; ++i) to.dram_bytes[i] += from.dram_bytes[i];
  to.actions += from.actions;
}

}  // namespace

void FastTotals::add_to(RunResult& result) const {
  if (result.layers.size() < layers.size()) result.layers.resize(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) add(result.layers[i], layers[i]);
  result.actions += actions;
}

FastPlan::FastPlan(const Program& program)
    : program_(program),
      region_bytes_{program.code_bytes(), program.constants_bytes, program.io_bytes, program.workspace_bytes},
      commands_(program.commands.size()) {
  TimingMemo timing(program.machine);
  const BankMap banks(program.machine);
  for (std::uint32_t i = 0; i < commands_.size(); ++i) {
    commands_[i] = plan_command(program.commands[i], program.machine, region_bytes_.data(), timing, banks);
    if (i < program.layer_of_command.size() &&
        program.layer_of_command[i] < static_cast<std::int32_t>(program.layers.size())) {
      commands_[i].layer = program.layer_of_command[i];
    }
    order_[static_cast<std::size_t>(commands_[i].queue)].push_back(i);
  }
}

std::string FastPlan::illegal_text(std::uint32_t command) const {
  return illegal(program_.commands[command], program_.machine, region_bytes_.data());
}

FastTotals FastPlan::totals(std::uint32_t first, std::uint32_t dispatched_end,
                            std::array<std::uint32_t, kQueues> started) const {
  FastTotals totals;
  totals.layers.resize(program_.layers.size());
  for (std::uint32_t i = first; i < dispatched_end; ++i) {
    const PlannedCommand& p = commands_[i];
    LayerCounters outside;  // of a command without a layer
    LayerCounters& layer = p.layer < 0 ? outside : totals.layers[static_cast<std::size_t>(p.layer)];
    layer.dram_bytes[static_cast<std::size_t>(DramTraffic::kInstruction)] += kCommandBytes;
    totals.read_bytes += kCommandBytes;
    if (started[static_cast<std::size_t>(p.queue)] == 0) continue;
    --started[static_cast<std::size_t>(p.queue)];
    const Actions done = actions(program_.commands[i], program_.machine);
    totals.actions += done;
    layer.actions += done;
    if (p.queue == Queue::kArray) layer.compute_cycles += p.timing.occupancy;
    if (p.queue == Queue::kVector) layer.vector_cycles += p.timing.duration;
    if (const Transfer* t = transfer_of(program_.commands[i])) {
      const std::int64_t bytes = t->bytes();
      (p.queue == Queue::kStore ? totals.write_bytes : totals.read_bytes) += bytes;
      const DramTraffic traffic =
          i < program_.traffic_of_command.size() ? program_.traffic_of_command[i] : DramTraffic::kActivation;
      layer.dram_bytes[static_cast<std::size_t>(traffic)] += bytes;
    }
  }
  return totals;
}

}  // namespace octet
