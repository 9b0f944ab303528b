// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "tests/rtl/support/tile_program.h"

#include <algorithm>

#include "base/units.h"
#include "rtl/test_machine.h"

namespace octet::testing {
namespace {

constexpr std::uint32_t kPart = 512;     // of a scratchpad bank, per parity
constexpr std::uint32_t kResults = 256;  // offset of results in a part
constexpr int kTokensPerJob = 8;

// Tokens of a job, by parity.
struct JobTokens {
  std::uint8_t act, weight, record, array, vector;
  std::array<std::uint8_t, 3> stored;
  explicit JobTokens(int parity) {
    std::uint8_t t = static_cast<std::uint8_t>(parity * kTokensPerJob);
    act = t++;
    weight = t++;
    record = t++;
    array = t++;
    vector = t++;
    for (auto& s : stored) s = t++;
  }
};

}  // namespace

TileProgram::TileProgram(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {
  program_.machine = rtl_machine();
  program_.layers.resize(1);
}

// splitmix64
std::uint64_t TileProgram::next() {
  std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

void TileProgram::push(Command command, DramTraffic traffic) {
  program_.commands.push_back(command);
  program_.layer_of_command.push_back(0);
  program_.traffic_of_command.push_back(traffic);
}

std::uint32_t TileProgram::constants(const std::vector<std::uint8_t>& bytes) {
  const auto at = static_cast<std::uint32_t>(program_.constants.size());
  program_.constants.insert(program_.constants.end(), bytes.begin(), bytes.end());
  return at;
}

Command TileProgram::load(LoadTarget target, Base base, std::uint32_t from, std::uint32_t to, std::int64_t bytes) {
  LoadCommand c;
  c.target = target;
  c.t.base = base;
  c.t.dram_offset = from;
  c.t.local = to;
  c.t.run_bytes = static_cast<std::uint32_t>(bytes);
  return {{}, c};
}

ParameterRecord TileProgram::random_record(Rounding rounding) {
  const int bits = rounding == Rounding::kSingle ? 40 : 31;
  ParameterRecord r;
  r.bias = static_cast<std::int32_t>(between(-2000, 2000));
  r.multiplier = between(std::int64_t{1} << (bits - 1), (std::int64_t{1} << bits) - 1);
  r.shift = static_cast<std::int8_t>(between(-10, 1));
  r.zero_point_out = static_cast<std::int8_t>(between(-128, 127));
  r.zero_point_weight = static_cast<std::int8_t>(below(3) ? 0 : between(-128, 127));
  r.clamp_min = static_cast<std::int8_t>(between(-128, 0));
  r.clamp_max = static_cast<std::int8_t>(between(0, 127));
  return r;
}

TileJob TileProgram::random_job(std::int64_t min_reduction) {
  TileJob job;
  Window& w = job.in;
  do {
    w.channels = static_cast<std::uint16_t>(between(1, 5));
    w.kernel_h = static_cast<std::uint8_t>(between(1, 3));
    w.kernel_w = static_cast<std::uint8_t>(between(1, 3));
    job.n = static_cast<int>(between(1, 5));
  } while (w.taps() * w.channels < min_reduction || w.taps() * w.channels * job.n > 256);
  w.stride_h = static_cast<std::uint8_t>(between(1, 2));
  w.stride_w = static_cast<std::uint8_t>(between(1, 2));
  w.dilation_h = static_cast<std::uint8_t>(between(1, 2));
  w.dilation_w = static_cast<std::uint8_t>(between(1, 2));
  w.height = static_cast<std::uint16_t>(between(1, 5));
  w.width = static_cast<std::uint16_t>(between(1, 5));
  w.y0 = static_cast<std::int16_t>(-below(2));
  w.x0 = static_cast<std::int16_t>(-below(2));
  w.pixel_pitch = w.channels + static_cast<std::uint32_t>(below(3));
  w.row_pitch = w.pixel_pitch * w.width + static_cast<std::uint32_t>(below(4));
  w.pad_value = static_cast<std::int8_t>(between(-128, 127));
  do {
    w.out_h = static_cast<std::uint16_t>(between(1, 4));
    w.out_w = static_cast<std::uint16_t>(between(1, 4));
  } while (w.pixels() * ceil_div<std::int64_t>(job.n, 2) > 32);
  job.act_bank = static_cast<int>(below(4));
  job.weight_bank = static_cast<int>((job.act_bank + between(1, 3)) % 4);
  job.out_bank = static_cast<int>(below(4));
  job.array_commands = static_cast<int>(between(1, 3));
  job.input_bytes = std::int64_t{w.row_pitch} * w.height;
  job.rounding = below(2) ? Rounding::kSingle : Rounding::kDouble;
  for (int i = 0; i < job.n; ++i) job.records.push_back(random_record(job.rounding));
  job.out_pixel_pitch = job.n + static_cast<int>(below(2));
  job.flip = below(2) == 1;
  job.strided_load = below(2) == 1 && job.input_bytes >= 9;
  return job;
}

void TileProgram::add(const TileJob& job) {
  const int parity = jobs_ % 2;
  const JobTokens tokens(parity);
  const bool waits = jobs_++ >= 2;
  const std::uint32_t bank_bytes = 1024, part = static_cast<std::uint32_t>(parity) * kPart;
  const auto place = [&](int bank) { return static_cast<std::uint32_t>(bank) * bank_bytes + part; };
  const std::int64_t k = job.in.taps() * job.in.channels;
  const auto after = [&](Command c, int i, std::uint8_t signal) {
    if (waits) c.tokens.wait[0] = tokens.stored[static_cast<std::size_t>(i)];
    c.tokens.signal[0] = signal;
    return c;
  };

  std::vector<std::uint8_t> weights(static_cast<std::size_t>(k * job.n)), records;
  for (auto& w : weights) w = static_cast<std::uint8_t>(next());
  for (const ParameterRecord& r : job.records) {
    const auto bytes = encode(r);
    records.insert(records.end(), bytes.begin(), bytes.end());
  }
  const auto input = static_cast<std::uint32_t>(io_.size());
  for (std::int64_t i = 0; i < 2 * job.input_bytes; ++i) io_.push_back(static_cast<std::uint8_t>(next()));

  Command act = load(LoadTarget::kScratchpad, Base::kIo, input, place(job.act_bank), job.input_bytes);
  Transfer& t = std::get<LoadCommand>(act.op).t;
  t.flip = job.flip;
  if (job.strided_load) {  // bytes between the runs stay as they are
    t.run_bytes = 3;
    t.inner = static_cast<std::uint16_t>(job.input_bytes / 3);
    t.dram_inner_pitch = 5;
    t.local_inner_pitch = 3;
  }
  push(after(act, 0, tokens.act), DramTraffic::kActivation);
  push(after(load(LoadTarget::kParameters, Base::kConstants, constants(records),
                  static_cast<std::uint32_t>(parity * 16), static_cast<std::int64_t>(records.size())),
             1, tokens.record),
       DramTraffic::kParameter);
  push(after(load(LoadTarget::kScratchpad, Base::kConstants, constants(weights), place(job.weight_bank),
                  static_cast<std::int64_t>(weights.size())),
             2, tokens.weight),
       DramTraffic::kWeight);

  ArrayCommand array;
  array.in = job.in;
  array.in.address = place(job.act_bank);
  array.n = static_cast<std::uint16_t>(job.n);
  array.weights = place(job.weight_bank);
  array.acc_row = static_cast<std::uint32_t>(parity * 32);
  for (int i = 0; i < job.array_commands; ++i) {
    array.accumulate = i > 0;
    Command c{{}, array};
    if (i == 0) c.tokens.wait = {tokens.act, tokens.weight, kNoToken};
    if (i + 1 == job.array_commands) c.tokens.signal[0] = tokens.array;
    push(c, DramTraffic::kActivation);
  }

  RequantizeCommand r;
  r.acc_row = array.acc_row;
  r.out_h = job.in.out_h;
  r.out_w = job.in.out_w;
  r.n = array.n;
  r.parameters = static_cast<std::uint16_t>(parity * 16);
  r.rounding = job.rounding;
  r.out.address = place(job.out_bank) + kResults;
  r.out.pixel_pitch = static_cast<std::uint32_t>(job.out_pixel_pitch);
  r.out.row_pitch = r.out.pixel_pitch * r.out_w;
  push({{.wait = {tokens.array, tokens.record, kNoToken}, .signal = {tokens.vector, kNoToken, kNoToken}}, r},
       DramTraffic::kActivation);

  StoreCommand s;
  s.t.base = Base::kIo;
  s.t.flip = job.flip;
  s.t.dram_offset = static_cast<std::uint32_t>(io_.size());
  s.t.local = r.out.address;
  s.t.run_bytes = static_cast<std::uint32_t>(job.n);
  s.t.inner = r.out_w;
  s.t.outer = r.out_h;
  s.t.local_inner_pitch = r.out.pixel_pitch;
  s.t.local_outer_pitch = r.out.row_pitch;
  s.t.dram_inner_pitch = s.t.run_bytes + static_cast<std::uint32_t>(below(2));
  s.t.dram_outer_pitch = s.t.dram_inner_pitch * r.out_w + static_cast<std::uint32_t>(below(2));
  io_.resize(io_.size() + std::size_t{s.t.dram_outer_pitch} * r.out_h, kPoison);
  push({{.wait = {tokens.vector, kNoToken, kNoToken}, .signal = tokens.stored}, s}, DramTraffic::kActivation);
}

Program& TileProgram::finish() {
  // The last two jobs' stores signal to nobody.
  int last = 2;
  for (auto c = program_.commands.rbegin(); c != program_.commands.rend() && last > 0; ++c) {
    if (queue_of(*c) != Queue::kStore) continue;
    c->tokens.signal = {kNoToken, kNoToken, kNoToken};
    --last;
  }
  program_.constants_bytes = static_cast<std::int64_t>(program_.constants.size());
  program_.io_bytes = static_cast<std::int64_t>(io_.size());
  program_.segments = {Segment{false, 0, static_cast<std::uint32_t>(program_.commands.size()), -1, {}}};
  return program_;
}

MemoryImage TileProgram::memory() const {
  MemoryImage image = make_memory(program_);
  image.region[static_cast<std::size_t>(Base::kIo)] = io_;
  return image;
}

}  // namespace octet::testing
