// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/sim/support/kept_program.h"

#include <algorithm>
#include <map>
#include <random>

#include "compiler/compile.h"

namespace octet::testing {
namespace {

constexpr std::int64_t kInput = 12, kOutput = 6, kOutputAt = 16, kWeights = 8;

Command load(LoadTarget target, Base base, std::int64_t from, std::int64_t to, std::int64_t bytes) {
  Transfer t;
  t.base = base;
  t.dram_offset = static_cast<std::uint32_t>(from);
  t.local = static_cast<std::uint32_t>(to);
  t.run_bytes = static_cast<std::uint32_t>(bytes);
  return {{}, LoadCommand{target, t}};
}

std::vector<std::uint8_t> constants_of(unsigned seed) {
  std::minstd_rand random(seed + 1);
  std::vector<std::uint8_t> bytes;
  for (std::int64_t i = 0; i < kWeights; ++i) bytes.push_back(static_cast<std::uint8_t>(random() >> 8));
  for (int channel = 0; channel < 2; ++channel) {
    ParameterRecord record;
    record.bias = static_cast<std::int32_t>(random() % 1000);
    record.multiplier = 1 << 30;
    record.shift = -5;
    const auto encoded = encode(record);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  }
  return bytes;
}

std::vector<Command> inference(std::int64_t bank_bytes, std::int64_t weights, std::int64_t record) {
  const auto bank = static_cast<std::uint32_t>(bank_bytes);
  ArrayCommand a;
  a.in.channels = 4;
  a.in.pixel_pitch = 4;
  a.in.row_pitch = kInput;
  a.in.width = a.in.out_w = 3;
  a.n = 2;
  a.weights = static_cast<std::uint32_t>(weights);
  RequantizeCommand q;
  q.out_w = 3;
  q.n = 2;
  q.parameters = static_cast<std::uint16_t>(record);
  q.out = {bank, kOutput, 2};
  StoreCommand s;
  s.t.dram_offset = kOutputAt;
  s.t.local = bank;
  s.t.run_bytes = kOutput;
  return {load(LoadTarget::kScratchpad, Base::kIo, 0, 0, kInput), {{}, a}, {{}, q}, {{}, s}};
}

void append(Program& p, std::vector<Command> commands, bool once) {
  synchronize(commands, p.machine);
  Segment segment;
  segment.once = once;
  segment.first_command = static_cast<std::uint32_t>(p.commands.size());
  segment.commands = static_cast<std::uint32_t>(commands.size());
  p.segments.push_back(segment);
  p.commands.insert(p.commands.end(), commands.begin(), commands.end());
}

}  // namespace

Program kept_program(const Machine& machine, unsigned seed, std::int64_t bank, std::int64_t record) {
  const std::int64_t bytes = machine.scratchpad_bank_bytes(), weights = bank * bytes;
  Program p;
  p.machine = machine;
  p.model_name = "kept";
  p.constants = constants_of(seed);
  p.constants_bytes = static_cast<std::int64_t>(p.constants.size());
  p.io_bytes = kOutputAt + kOutput;
  append(p,
         {load(LoadTarget::kScratchpad, Base::kConstants, 0, weights, kWeights),
          load(LoadTarget::kParameters, Base::kConstants, kWeights, record, 2 * Machine::kParameterRecordBytes)},
         true);
  append(p, inference(bytes, weights, record), false);
  p.layers.resize(1);
  p.layer_of_command.assign(p.commands.size(), 0);
  p.traffic_of_command.assign(p.commands.size(), DramTraffic::kActivation);
  p.traffic_of_command[0] = DramTraffic::kWeight;
  p.traffic_of_command[1] = DramTraffic::kParameter;
  p.scratchpad = {2 * bytes, weights, weights + kWeights};
  p.parameters = {0, record, record + 2};
  return p;
}

std::vector<Turn> run_in_turn(Backend& backend, const std::vector<const Program*>& programs) {
  constexpr auto kIo = static_cast<std::size_t>(Base::kIo);
  RunOptions options;
  options.record_events = true;
  const auto core = backend.make_core(*programs.front(), options);
  std::map<const Program*, MemoryImage> memories;
  std::vector<Turn> turns;
  std::int64_t now = 0;
  for (const Program* program : programs) {
    MemoryImage& memory = memories.try_emplace(program, make_memory(*program)).first->second;
    for (std::size_t i = 0; i < kInput; ++i)
      memory.region[kIo][i] = static_cast<std::uint8_t>(37 * i + 91 * turns.size());
    Turn& turn = turns.emplace_back();
    now = run_program(*program, *core, &memory, nullptr, now, turn.result);
    turn.output.assign(memory.region[kIo].begin() + kOutputAt, memory.region[kIo].end());
  }
  return turns;
}

}  // namespace octet::testing
