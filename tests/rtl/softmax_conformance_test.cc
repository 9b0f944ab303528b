// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Softmax commands whose tables are those of networks, in the RTL: long rows, equal codes, sums at the edges of their
// leading zeros. Bytes are the reference's, events those of systemc and fast.
#include <gtest/gtest.h>

#include <cmath>

#include "models/host_operators.h"
#include "rtl/backend.h"
#include "sim/fast.h"
#include "sim/reference.h"
#include "sim/systemc.h"
#include "tests/rtl/support/equal_runs.h"

namespace octet {
namespace {

using testing::Outcome;
using testing::run_on;

constexpr std::uint32_t kTableBytes = 1024, kOut = 0x4000;

// Pixels of out_w columns and as many rows as it takes, `gap` bytes apart.
struct Rows {
  std::vector<std::uint8_t> codes;
  std::uint32_t channels = 1, gap = 0, out_w = 1;
};

SoftmaxCommand command_of(const Rows& rows) {
  const std::uint32_t pitch = rows.channels + rows.gap, line = rows.out_w * pitch + rows.gap;
  SoftmaxCommand c;
  c.in = {0, line, pitch};
  c.out = {kOut, line, pitch};
  c.channels = static_cast<std::uint16_t>(rows.channels);
  c.out_w = static_cast<std::uint16_t>(rows.out_w);
  c.out_h = static_cast<std::uint16_t>((rows.codes.size() + rows.gap) / line);
  c.parameters = 64;
  return c;
}

Program program_of(const Rows& rows, float scale) {
  Program p;
  p.machine = load_machine("tiny-8");
  p.layers.resize(1);
  for (const std::int32_t e : softmax_exponentials(softmax_scaling(1, scale)))
    for (int bit = 0; bit < 32; bit += 8) p.constants.push_back(static_cast<std::uint8_t>(e >> bit));
  p.constants_bytes = kTableBytes;
  const auto bytes = static_cast<std::uint32_t>(rows.codes.size());
  p.io_bytes = 2 * bytes;
  LoadCommand table{LoadTarget::kParameters, {.base = Base::kConstants, .local = 64, .run_bytes = kTableBytes}};
  LoadCommand input{LoadTarget::kScratchpad, {.run_bytes = bytes}};
  LoadCommand before{LoadTarget::kScratchpad, {.local = kOut, .run_bytes = bytes}};  // what lies in the gaps
  StoreCommand store{{.dram_offset = bytes, .local = kOut, .run_bytes = bytes}};
  p.commands = {{{.signal = {0, kNoToken, kNoToken}}, table},
                {{.signal = {1, kNoToken, kNoToken}}, input},
                {{.signal = {2, kNoToken, kNoToken}}, before},
                {{.wait = {0, 1, 2}, .signal = {3, kNoToken, kNoToken}}, command_of(rows)},
                {{.wait = {3, kNoToken, kNoToken}}, store}};
  p.layer_of_command.assign(p.commands.size(), 0);
  p.traffic_of_command.assign(p.commands.size(), DramTraffic::kActivation);
  p.segments = {Segment{false, 0, static_cast<std::uint32_t>(p.commands.size()), -1, {}}};
  return p;
}

// Bytes that the command wrote.
std::vector<std::uint8_t> expect_agreement(const Rows& rows, float scale) {
  const Program program = program_of(rows, scale);
  MemoryImage memory = make_memory(program);
  auto& io = memory.region[static_cast<std::size_t>(Base::kIo)];
  std::copy(rows.codes.begin(), rows.codes.end(), io.begin());
  const Outcome reference = run_on(*make_reference_backend(), program, memory);
  const Outcome systemc = run_on(*make_systemc_backend(), program, memory);
  const Outcome fast = run_on(*make_fast_backend(), program, memory);
  const Outcome rtl = run_on(*make_rtl_backend(), program, memory);
  testing::expect_equal_timing(program, systemc.result, fast.result);
  testing::expect_equal_timing(program, systemc.result, rtl.result);
  testing::expect_equal_outputs(reference, systemc);
  testing::expect_equal_outputs(reference, rtl);
  const auto& found = rtl.memory.region[static_cast<std::size_t>(Base::kIo)];
  return {found.begin() + static_cast<std::ptrdiff_t>(rows.codes.size()), found.end()};
}

TEST(RtlSoftmax, OfEqualCodesIsOneOverTheirNumber) {
  for (const std::uint32_t count : {1u, 2u, 3u, 8u, 255u, 511u, 512u, 1001u}) {
    SCOPED_TRACE(count);
    const auto out = expect_agreement({std::vector<std::uint8_t>(count, 0x11), count}, 0.1f);
    const double share = count < 512 ? std::min(256.0 / count, 255.0) : 0;  // the exponentials are just below one
    EXPECT_EQ(static_cast<std::int8_t>(out.front()), std::lround(share) - 128);
    EXPECT_EQ(out.back(), out.front());
  }
}

TEST(RtlSoftmax, FindsTheGreatestCodeAtBothEnds) {
  for (const std::uint32_t count : {2u, 10u, 1001u})
    for (const std::uint32_t place : {0u, count / 2, count - 1}) {
      Rows rows{std::vector<std::uint8_t>(count, 0x80), count};
      rows.codes[place] = 0x7f;
      EXPECT_EQ(expect_agreement(rows, 0.5f)[place], 0x7f);
      rows.codes.assign(count, 0xff);  // -1 beside 0
      rows.codes[place] = 0;
      expect_agreement(rows, 0.05f);
    }
}

TEST(RtlSoftmax, GivesEveryDifferenceItsShare) {
  for (const float scale : {0.01f, 0.1f, 0.3f, 1.5f}) {
    Rows rows{{}, 3, 0, 16};
    for (int d = 0; d < 256; ++d)
      for (const int code : {127 - d, 127, 120}) rows.codes.push_back(static_cast<std::uint8_t>(code));
    expect_agreement(rows, scale);
  }
}

TEST(RtlSoftmax, WalksRowsWithPitches) {
  for (const std::uint32_t channels : {1u, 2u, 5u, 21u})
    for (const std::uint32_t gap : {0u, 3u}) {
      Rows rows{{}, channels, gap, 3};
      rows.codes.resize(4 * (3 * (channels + gap) + gap));
      for (std::size_t i = 0; i < rows.codes.size(); ++i) rows.codes[i] = static_cast<std::uint8_t>(i * i * 37 + i);
      expect_agreement(rows, 0.04f);
    }
}

}  // namespace
}  // namespace octet
