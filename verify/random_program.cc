// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/random_program.h"

#include <algorithm>
#include <string>

#include "arch/access.h"
#include "base/error.h"
#include "compiler/compile.h"
#include "verify/random_kept.h"
#include "verify/random_record.h"
#include "verify/random_source.h"
#include "verify/streaming.h"

namespace octet {
namespace {

constexpr std::int64_t kIoBytes = 4096, kWorkspaceBytes = 4096, kWeightBytes = 4096;
constexpr int kAttempts = 64;

template <class T>
T narrow(std::int64_t value) {
  return static_cast<T>(value);
}

class Generator {
 public:
  Generator(std::uint64_t seed, const Machine& machine, const RandomProgramOptions& options)
      : random_(seed),
        m_(machine),
        streams_(options.streams),
        rare_(options.rare),
        element_(machine.element_bytes()),
        record_bytes_(machine.parameters_channels * 2 * Machine::kParameterRecordBytes) {}

  Program generate(const RandomProgramOptions& options);

 private:
  std::uint32_t place(std::int64_t span);
  Command next_command();
  Command candidate(int opcode, int effort);
  Transfer transfer(bool load);
  LoadCommand load();
  LoadCommand load_parameters(std::int64_t first, std::int64_t count);
  StoreCommand store() { return {transfer(false)}; }
  Window window(std::int64_t most_channels, int effort);
  Target target(std::int64_t h, std::int64_t w, std::int64_t channels);
  std::uint16_t records(std::int64_t count) {
    return narrow<std::uint16_t>(random_.below(std::max<std::int64_t>(1, 2 * m_.parameters_channels - count + 1)));
  }
  Rounding rounding() { return random_.pick({Rounding::kDouble, Rounding::kSingle, Rounding::kDoubleLegacy}); }
  ArrayCommand array(int effort);
  RequantizeCommand requantize(int effort);
  DepthwiseCommand depthwise(int effort);
  PoolCommand pool(int effort);
  BinaryCommand binary(int effort);
  std::uint16_t table(std::int64_t records);
  MoveCommand move(int effort);
  SoftmaxCommand softmax(int effort);
  void assign_layers(Program& p);
  void cut_segments(Program& p, int most);

  RandomSource random_;
  const Machine& m_;
  const bool streams_, rare_;
  const std::int64_t element_;  // bytes
  const std::int64_t record_bytes_;
  std::int64_t regions_[kBases] = {};
  std::vector<std::uint32_t> written_;    // scratchpad addresses that recent commands used
  std::vector<ArrayCommand> unfinished_;  // array commands whose results were not requantized
};

// A scratchpad address with `span` bytes behind it, more often than not near one used before.
std::uint32_t Generator::place(std::int64_t span) {
  const std::int64_t room = std::max<std::int64_t>(0, m_.scratchpad_bytes - span);
  std::int64_t at = random_.below(room + 1);
  if (!written_.empty() && random_.chance(70)) {
    at = written_[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(written_.size())))];
  } else if (random_.chance(50)) {
    at = random_.below(m_.scratchpad_banks) * m_.scratchpad_bank_bytes();
  }
  const auto address = static_cast<std::uint32_t>(std::min(at, room));
  written_.push_back(address);
  if (written_.size() > 6) written_.erase(written_.begin());
  return address;
}

Transfer Generator::transfer(bool load) {
  Transfer t;
  t.base = load ? random_.pick({Base::kConstants, Base::kIo, Base::kWorkspace})
                : random_.pick({Base::kIo, Base::kWorkspace});
  t.flip = random_.chance(20);
  t.run_bytes = narrow<std::uint32_t>(random_.chance(30) ? random_.between(200, 700) : random_.between(1, 60));
  t.inner = narrow<std::uint16_t>(random_.chance(50) ? 1 : random_.between(1, 5));
  t.outer = narrow<std::uint16_t>(random_.chance(60) ? 1 : random_.between(1, 4));
  const auto gap = [&] { return narrow<std::uint32_t>(random_.chance(50) ? 0 : random_.below(40)); };
  t.dram_inner_pitch = t.run_bytes + gap();
  t.dram_outer_pitch = (t.inner - 1) * t.dram_inner_pitch + t.run_bytes + gap();
  t.local_inner_pitch = t.run_bytes + gap();
  t.local_outer_pitch = (t.inner - 1) * t.local_inner_pitch + t.run_bytes + gap();
  const std::int64_t dram_span = std::int64_t{t.outer} * t.dram_outer_pitch;
  const std::int64_t region = regions_[static_cast<int>(t.base)];
  t.dram_offset = narrow<std::uint32_t>(random_.below(std::max<std::int64_t>(1, region - dram_span)));
  t.local = place(std::int64_t{t.outer} * t.local_outer_pitch);
  return t;
}

LoadCommand Generator::load() {
  if (random_.chance(80)) return {LoadTarget::kScratchpad, transfer(true)};
  const std::int64_t count = random_.between(1, m_.parameters_channels);
  return load_parameters(random_.below(2 * m_.parameters_channels - count + 1), count);
}

LoadCommand Generator::load_parameters(std::int64_t first, std::int64_t count) {
  LoadCommand c;
  c.target = LoadTarget::kParameters;
  c.t.base = Base::kConstants;
  c.t.run_bytes = narrow<std::uint32_t>(count * Machine::kParameterRecordBytes);
  c.t.dram_offset =
      narrow<std::uint32_t>(random_.below((record_bytes_ - c.t.run_bytes) / Machine::kParameterRecordBytes + 1) *
                            Machine::kParameterRecordBytes);
  c.t.local = narrow<std::uint32_t>(first);
  return c;
}

// effort falls with each attempt, and with it the sizes: a small memory takes a small window.
Window Generator::window(std::int64_t most_channels, int effort) {
  Window w;
  w.channels = narrow<std::uint16_t>(random_.between(1, std::max<std::int64_t>(1, most_channels * effort / kAttempts)));
  const std::int64_t side = 1 + 8 * effort / kAttempts;
  w.out_h = narrow<std::uint16_t>(random_.between(1, side));
  w.out_w = narrow<std::uint16_t>(random_.between(1, side));
  if (rare_ && random_.chance(30)) {  // pixels of several rows in one vector
    w.channels = narrow<std::uint16_t>(random_.between(1, 2));
    w.out_w = narrow<std::uint16_t>(random_.between(1, 2));
  }
  w.kernel_h = narrow<std::uint8_t>(random_.chance(10) ? random_.between(1, 6) : random_.between(1, 3));
  w.kernel_w = narrow<std::uint8_t>(random_.chance(10) ? random_.between(1, 6) : random_.between(1, 3));
  if (rare_ && random_.chance(30)) w.kernel_h = w.kernel_w = narrow<std::uint8_t>(random_.between(4, 6));
  w.stride_h = narrow<std::uint8_t>(random_.between(1, 2));
  w.stride_w = narrow<std::uint8_t>(random_.between(1, 2));
  w.dilation_h = narrow<std::uint8_t>(random_.chance(20) ? 2 : 1);
  w.dilation_w = narrow<std::uint8_t>(random_.chance(20) ? 2 : 1);
  w.y0 = narrow<std::int16_t>(random_.between(-1, 1));
  w.x0 = narrow<std::int16_t>(random_.between(-1, 1));
  w.height = narrow<std::uint16_t>(random_.between(2, w.out_h * w.stride_h + 3));
  w.width = narrow<std::uint16_t>(random_.between(2, w.out_w * w.stride_w + 3));
  w.pixel_pitch = narrow<std::uint32_t>(w.channels * element_ + (random_.chance(25) ? random_.below(5) : 0));
  w.row_pitch = narrow<std::uint32_t>(w.width * w.pixel_pitch + (random_.chance(50) ? random_.below(70) : 0));
  w.pad_value = narrow<std::int8_t>(random_.between(-128, 127));
  w.address = place(std::int64_t{w.height} * w.row_pitch);
  return w;
}

Target Generator::target(std::int64_t h, std::int64_t w, std::int64_t channels) {
  Target t;
  t.pixel_pitch = narrow<std::uint32_t>(channels * element_ + (random_.chance(20) ? random_.below(5) : 0));
  t.row_pitch = narrow<std::uint32_t>(w * t.pixel_pitch + (random_.chance(20) ? random_.below(20) : 0));
  t.address = place(h * t.row_pitch);
  return t;
}

ArrayCommand Generator::array(int effort) {
  ArrayCommand c;
  c.in = window(2 * m_.array_rows, effort);
  c.n = narrow<std::uint16_t>(random_.between(1, 1 + 2 * m_.array_cols * effort / kAttempts));
  if (rare_ && random_.chance(50)) {  // a few cycles, many N folds: the columns of the one before the last are later
    c.in.out_h = c.in.kernel_w = 1;
    c.in.kernel_h = narrow<std::uint8_t>(random_.between(1, 2));
    c.in.out_w = narrow<std::uint16_t>(random_.between(1, 2));
    c.in.channels = narrow<std::uint16_t>(random_.pick<std::int64_t>({1, 1, 2, m_.array_rows}));
    c.in.pixel_pitch = narrow<std::uint32_t>(c.in.channels * element_);
    c.in.row_pitch = c.in.pixel_pitch * c.in.width;
    c.n = narrow<std::uint16_t>(random_.chance(50) ? random_.pick<std::int64_t>({1, 2, m_.array_cols})
                                                   : random_.between(1, 3 * m_.array_cols));
  }
  c.weights = place(c.k() * c.n * element_);
  const std::int64_t rows = c.in.pixels() * ((c.n + m_.array_cols - 1) / m_.array_cols);
  const std::int64_t room = std::max<std::int64_t>(0, m_.accumulator_rows - rows);
  c.acc_row = narrow<std::uint32_t>(
      std::min(room, random_.chance(60) ? random_.below(2) * m_.accumulator_bank_rows() : random_.below(room + 1)));
  c.accumulate = random_.chance(30);
  return c;
}

RequantizeCommand Generator::requantize(int effort) {
  RequantizeCommand c;
  c.out_h = narrow<std::uint16_t>(random_.between(1, 1 + 6 * effort / kAttempts));
  c.out_w = narrow<std::uint16_t>(random_.between(1, 1 + 6 * effort / kAttempts));
  c.n = narrow<std::uint16_t>(random_.between(1, 1 + 2 * m_.array_cols * effort / kAttempts));
  c.acc_row = narrow<std::uint32_t>(random_.below(m_.accumulator_rows));
  if (!unfinished_.empty() && random_.chance(80)) {
    const ArrayCommand& from = unfinished_.back();
    c.out_h = from.in.out_h;
    c.out_w = from.in.out_w;
    c.n = from.n;
    c.acc_row = from.acc_row;
  }
  if (!(c.wide = random_.chance(20))) c.parameters = records(c.n);
  c.rounding = rounding();
  c.out = target(c.out_h, c.out_w, c.n * c.parts(element_));
  return c;
}

DepthwiseCommand Generator::depthwise(int effort) {
  DepthwiseCommand c;
  c.in = window(12, effort);
  c.depth_multiplier = narrow<std::uint8_t>(random_.chance(70) ? 1 : random_.between(2, 3));
  const std::int64_t channels = std::int64_t{c.in.channels} * c.depth_multiplier;
  c.weights = place(c.in.taps() * channels * element_);
  c.parameters = records(channels);
  c.rounding = rounding();
  c.out = target(c.in.out_h, c.in.out_w, channels);
  return c;
}

PoolCommand Generator::pool(int effort) {
  PoolCommand c;
  c.in = window(12, effort);
  c.function = random_.pick({PoolFunction::kAverage, PoolFunction::kMax});
  c.parameters = records(1);
  c.out = target(c.in.out_h, c.in.out_w, c.in.channels);
  if (random_.chance(30)) return c;
  // Every output pixel sees at least one input pixel: no dilation, padding smaller than the kernel.
  c.in.dilation_h = c.in.dilation_w = 1;
  c.in.y0 = narrow<std::int16_t>(std::max<std::int64_t>(c.in.y0, 1 - c.in.kernel_h));
  c.in.x0 = narrow<std::int16_t>(std::max<std::int64_t>(c.in.x0, 1 - c.in.kernel_w));
  c.in.height =
      narrow<std::uint16_t>(std::max<std::int64_t>(c.in.height, c.in.y0 + (c.in.out_h - 1) * c.in.stride_h + 1));
  c.in.width =
      narrow<std::uint16_t>(std::max<std::int64_t>(c.in.width, c.in.x0 + (c.in.out_w - 1) * c.in.stride_w + 1));
  c.in.row_pitch = std::max(c.in.row_pitch, c.in.width * c.in.pixel_pitch);
  c.in.address = place(std::int64_t{c.in.height} * c.in.row_pitch);
  return c;
}

BinaryCommand Generator::binary(int effort) {
  BinaryCommand c;
  c.out_h = narrow<std::uint16_t>(random_.between(1, 1 + 6 * effort / kAttempts));
  c.out_w = narrow<std::uint16_t>(random_.between(1, 1 + 6 * effort / kAttempts));
  c.channels = narrow<std::uint16_t>(random_.between(1, 1 + 20 * effort / kAttempts));
  c.a = target(c.out_h, c.out_w, c.channels);
  c.b = target(c.out_h, c.out_w, c.channels);
  c.out = target(c.out_h, c.out_w, c.channels);
  c.parameters = records(3);
  c.function = random_.pick({BinaryFunction::kAdd, BinaryFunction::kSubtract, BinaryFunction::kMultiply,
                             BinaryFunction::kMinimum, BinaryFunction::kMaximum, BinaryFunction::kPrelu});
  c.broadcast_a = random_.chance(20);
  c.broadcast_b = random_.chance(20);
  for (std::uint32_t* pitch : {&c.a.row_pitch, &c.a.pixel_pitch, &c.b.row_pitch, &c.b.pixel_pitch})
    if (random_.chance(10)) *pitch = 0;
  return c;
}

// The first of so many records of one half.
std::uint16_t Generator::table(std::int64_t records) {
  const std::int64_t places = std::max<std::int64_t>(1, m_.parameters_channels - records + 1);
  return narrow<std::uint16_t>(random_.below(2) * m_.parameters_channels + random_.below(places));
}

MoveCommand Generator::move(int effort) {
  MoveCommand c;
  c.out_h = narrow<std::uint16_t>(random_.between(1, 1 + 6 * effort / kAttempts));
  c.out_w = narrow<std::uint16_t>(random_.between(1, 1 + 6 * effort / kAttempts));
  c.channels = narrow<std::uint16_t>(random_.between(1, 1 + 20 * effort / kAttempts));
  c.in = target(c.out_h, c.out_w, c.channels);
  c.out = target(c.out_h, c.out_w, c.channels);
  c.mode = m_.floats() ? random_.pick({MoveMode::kCopy, MoveMode::kRequantize})
                       : random_.pick({MoveMode::kCopy, MoveMode::kRequantize, MoveMode::kTable});
  if (c.mode == MoveMode::kRequantize) c.parameters = records(1);
  if (c.mode == MoveMode::kTable) c.parameters = table(kTableRecords);
  return c;
}

SoftmaxCommand Generator::softmax(int effort) {
  SoftmaxCommand c;
  c.out_h = narrow<std::uint16_t>(random_.between(1, 1 + 2 * effort / kAttempts));
  c.out_w = narrow<std::uint16_t>(random_.between(1, 1 + 2 * effort / kAttempts));
  c.channels = narrow<std::uint16_t>(random_.between(1, 1 + 20 * effort / kAttempts));
  if (rare_ && random_.chance(30))
    c.channels = narrow<std::uint16_t>(random_.between(1, 1 + 1500 * effort / kAttempts));
  c.in = target(c.out_h, c.out_w, c.channels);
  c.out = random_.chance(20) ? c.in : target(c.out_h, c.out_w, c.channels);
  c.parameters = table(kExponentialRecords);
  return c;
}

Command Generator::candidate(int roll, int effort) {
  if (roll < 28) return {{}, load()};
  if (roll < 39) return {{}, store()};
  if (roll < 58) return {{}, array(effort)};
  if (roll < 72) return {{}, requantize(effort)};
  if (roll < 79) return {{}, depthwise(effort)};
  if (roll < 85) return {{}, pool(effort)};
  if (roll < 93) return {{}, binary(effort)};
  if (roll < 97) return {{}, move(effort)};
  return {{}, softmax(effort)};
}

Command Generator::next_command() {
  constexpr int kArray = 50, kBinary = 90;
  const int roll = rare_ && random_.chance(50) ? random_.pick({kArray, kArray, kArray, kBinary})
                                               : static_cast<int>(random_.below(100));
  for (int effort = kAttempts; effort > 0; --effort) {
    const Command c = candidate(roll, effort);
    if (!illegal(c, m_, regions_).empty() || (streams_ && !streams(c, m_))) continue;
    if (const auto* a = std::get_if<ArrayCommand>(&c.op)) unfinished_.assign(1, *a);
    return c;
  }
  return {{}, load_parameters(0, 1)};
}

void Generator::assign_layers(Program& p) {
  const std::int64_t layers = random_.between(1, 5);
  const auto commands = static_cast<std::int64_t>(p.commands.size());
  for (std::int64_t i = 0; i < layers; ++i) {
    LayerInfo info;
    info.name = fmt::format("layer {}", i);
    info.op = "RANDOM";
    p.layers.push_back(info);
  }
  for (std::int64_t i = 0; i < commands; ++i) {
    p.layer_of_command.push_back(static_cast<std::int32_t>(i * layers / commands));
    DramTraffic traffic = DramTraffic::kActivation;
    if (const auto* c = std::get_if<LoadCommand>(&p.commands[static_cast<std::size_t>(i)].op)) {
      if (c->t.base == Base::kConstants) traffic = DramTraffic::kWeight;
      if (c->target == LoadTarget::kParameters) traffic = DramTraffic::kParameter;
    }
    p.traffic_of_command.push_back(traffic);
  }
}

// Cuts the stream into segments and orders each by tokens of its own.
void Generator::cut_segments(Program& p, int most) {
  const auto commands = static_cast<std::uint32_t>(p.commands.size());
  const auto pieces = static_cast<std::uint32_t>(random_.between(1, std::max(1, most)));
  for (std::uint32_t i = 0; i < pieces; ++i) {
    Segment s;
    s.first_command = commands * i / pieces;
    s.commands = commands * (i + 1) / pieces - s.first_command;
    const auto begin = p.commands.begin() + s.first_command, end = begin + s.commands;
    std::vector<Command> piece(begin, end);
    synchronize(piece, m_);
    std::copy(piece.begin(), piece.end(), begin);
    p.segments.push_back(s);
  }
}

TensorPort port(const char* name, std::uint32_t offset) {
  TensorPort t;
  t.name = name;
  t.shape = {1, kIoBytes / 2};
  t.offset = offset;
  t.scale = 1;
  return t;
}

Program Generator::generate(const RandomProgramOptions& options) {
  Program p;
  p.machine = m_;
  p.model_name = "random";
  p.constants = random_constants(random_, m_, kWeightBytes, streams_, rare_);
  p.constants_bytes = static_cast<std::int64_t>(p.constants.size());
  p.io_bytes = kIoBytes;
  p.workspace_bytes = kWorkspaceBytes;
  p.inputs = {port("in", 0)};
  p.outputs = {port("out", kIoBytes / 2)};
  const std::int64_t count = std::max<std::int64_t>(5, random_.between(options.min_commands, options.max_commands));
  regions_[static_cast<int>(Base::kCode)] = count * kCommandBytes;
  regions_[static_cast<int>(Base::kConstants)] = p.constants_bytes;
  regions_[static_cast<int>(Base::kIo)] = kIoBytes;
  regions_[static_cast<int>(Base::kWorkspace)] = kWorkspaceBytes;
  p.commands.push_back({{}, load_parameters(0, m_.parameters_channels)});
  p.commands.push_back({{}, load_parameters(m_.parameters_channels, m_.parameters_channels)});
  while (static_cast<std::int64_t>(p.commands.size()) < count) p.commands.push_back(next_command());
  assign_layers(p);
  cut_segments(p, options.max_segments);
  return p;
}

}  // namespace

Program random_program(std::uint64_t seed, const RandomProgramOptions& options) {
  Machine machine = options.machine ? *options.machine : random_machine(seed * 2654435761u + 1);
  if (options.unlimited) machine.dram_unlimited = *options.unlimited;
  if (!options.keeps || machine.scratchpad_banks < 3) return Generator(seed, machine, options).generate(options);
  const Machine smaller = without_kept_bank(machine);
  return keep_on_chip(Generator(seed, smaller, options).generate(options), machine, ~seed);
}

}  // namespace octet
