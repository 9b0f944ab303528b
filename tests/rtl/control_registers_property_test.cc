// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The control registers as a host sees them over AXI4-Lite (docs/rtl.md): values, refusals, interrupts, soft reset
// under outstanding bursts; and the map in docs/rtl.md.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "rtl/core_library.h"
#include "rtl/memory_view.h"
#include "rtl/register_port.h"
#include "tests/rtl/support/stress_memory.h"
#include "tests/rtl/support/tile_program.h"

namespace octet {
namespace {

using testing::StressCounts;
using testing::StressMemory;
using testing::TileProgram;

constexpr int kOkay = 0, kSlvErr = 2;

std::uint32_t at(Register r, std::uint32_t offset = 0) { return static_cast<std::uint32_t>(r) + offset; }

// A core with a random memory and a program; every cycle of a register access is one of the memory, too.
class ControlRegisters : public ::testing::Test {
 protected:
  ControlRegisters() {
    for (int i = 0; i < 4; ++i) tiles_.add(tiles_.random_job());
    program_ = tiles_.finish();
    memory_ = tiles_.memory();
    port_ = std::make_unique<StressMemory>(program_, memory_, testing::StressOptions{.seed = 1, .ready = 0.8}, counts_);
    library_ = core_library(program_.machine, {});
    core_ = library_->make();
    in_.reset = 1;
    library_->settle(core_, &in_, &out_);
    library_->clock(core_);
    in_.reset = 0;
  }
  ~ControlRegisters() override { library_->destroy(core_); }

  void settle() {
    if (fresh_) port_->drive(cycle_, in_.memory);
    fresh_ = false;
    library_->settle(core_, &in_, &out_);
  }
  void clock() {
    port_->serve(cycle_++, in_.memory, out_.memory);
    library_->clock(core_);
    fresh_ = true;
  }
  void program_segment(std::uint32_t commands) {
    const auto bases = bus_bases(program_);
    const std::int64_t sizes[kBases] = {program_.code_bytes(), program_.constants_bytes, program_.io_bytes,
                                        program_.workspace_bytes};
    for (std::uint32_t b = 0; b < kBases; ++b) {
      host_.set64(Register::kBase, bases[b], 8 * b);
      host_.set64(Register::kRegionBytes, static_cast<std::uint64_t>(sizes[b]), 8 * b);
    }
    host_.set(Register::kCommands, commands);
  }
  std::uint32_t wait_until_idle() {
    std::uint32_t status = host_.value_of(Register::kStatus);
    for (int i = 0; i < 20000 && status & (kStatusBusy | kStatusResetting); ++i)
      status = host_.value_of(Register::kStatus);
    return status;
  }
  std::uint32_t all() const { return static_cast<std::uint32_t>(program_.commands.size()); }

  TileProgram tiles_{3};
  Program program_;
  MemoryImage memory_;
  StressCounts counts_;
  std::unique_ptr<StressMemory> port_;
  std::shared_ptr<const CoreLibrary> library_;
  void* core_ = nullptr;
  OctetCoreInputs in_{};
  OctetCoreOutputs out_{};
  bool fresh_ = true;
  std::int64_t cycle_ = 0;
  RegisterPort host_{in_.host, out_.host, [this] { settle(); }, [this] { clock(); }};
};

TEST_F(ControlRegisters, SayWhatTheyAreAndWhatIsUnknown) {
  EXPECT_EQ(host_.value_of(Register::kId), kRegisterId);
  EXPECT_EQ(host_.value_of(Register::kVersion), kRegisterVersion);
  EXPECT_EQ(host_.value_of(Register::kStatus), 0u);
  std::uint32_t value = 1;
  EXPECT_EQ(host_.read(0x30, value), kSlvErr);
  EXPECT_EQ(host_.read(0xf8, value), kSlvErr);
  EXPECT_EQ(host_.write(at(Register::kId), 1), kSlvErr);
  EXPECT_EQ(host_.write(at(Register::kStatus), 1), kSlvErr);
  EXPECT_EQ(host_.value_of(Register::kId), kRegisterId);
}

TEST_F(ControlRegisters, KeepWhatIsWrittenByteByByte) {
  for (std::uint32_t word = 0; word < 16; ++word) {
    ASSERT_EQ(host_.write(at(Register::kBase, 4 * word), 0x11111111u * (word % 8 + 1)), kOkay);
  }
  for (std::uint32_t word = 0; word < 16; ++word) {
    std::uint32_t value = 0, expected = 0x11111111u * (word % 8 + 1);
    if (word % 2) expected &= 0xff;   // addresses have 40 bits
    if (word == 0) expected &= ~63u;  // commands are aligned
    EXPECT_EQ(host_.read(at(Register::kBase, 4 * word), value), kOkay);
    EXPECT_EQ(value, expected) << word;
  }
  host_.set(Register::kFirstCommand, 0x01020304);
  EXPECT_EQ(host_.write(at(Register::kFirstCommand), 0xaabbccdd, 0b0101), kOkay);
  EXPECT_EQ(host_.value_of(Register::kFirstCommand), 0x01bb03ddu);
}

TEST_F(ControlRegisters, RunASegmentAndInterruptOnceAtItsEnd) {
  program_segment(all());
  host_.set(Register::kInterruptEnable, 1);
  host_.start();
  EXPECT_EQ(host_.value_of(Register::kStatus), kStatusBusy);
  EXPECT_EQ(host_.write(at(Register::kCommands), 1), kSlvErr) << "a setting changes under a segment";
  EXPECT_EQ(host_.write(at(Register::kControl), kControlStart), kSlvErr);
  EXPECT_FALSE(out_.host.irq);
  EXPECT_EQ(wait_until_idle(), kStatusDone);
  EXPECT_TRUE(out_.host.irq);
  EXPECT_EQ(host_.value_of(Register::kInterruptStatus), 1u);
  EXPECT_EQ(host_.value_of(Register::kCommands), all());
  host_.set(Register::kInterruptStatus, 1);
  EXPECT_EQ(host_.value_of(Register::kInterruptStatus), 0u);
  EXPECT_FALSE(out_.host.irq);
  EXPECT_GT(host_.value_of(Register::kCycles), 100u);
}

TEST_F(ControlRegisters, ASegmentWithoutCommandsIsDoneAtOnce) {
  program_segment(0);
  host_.start();
  EXPECT_EQ(wait_until_idle(), kStatusDone);
  EXPECT_EQ(host_.value_of(Register::kCycles), 1u);
}

TEST_F(ControlRegisters, AConditionIsKeptUntilSoftReset) {
  memory_.region[0][64] = 0xff;  // no opcode
  program_segment(all());
  host_.set(Register::kInterruptEnable, 2);
  host_.start();
  const std::uint32_t status = wait_until_idle();
  EXPECT_EQ(status >> kStatusCondition, 3u) << "illegal command";
  EXPECT_EQ(status & 7, 0u);
  EXPECT_EQ(host_.value_of(Register::kConditionIndex), 1u);
  EXPECT_TRUE(out_.host.irq);
  EXPECT_EQ(host_.write(at(Register::kControl), kControlStart), kSlvErr) << "a halted core starts";
  host_.set(Register::kControl, kControlReset);
  EXPECT_EQ(wait_until_idle(), 0u);
}

// At every 7th cycle of a run: the reset waits for the outstanding bursts, and the segment runs as if nothing had been.
TEST_F(ControlRegisters, SoftResetAnswersOutstandingBurstsAndStartsAfresh) {
  program_segment(all());
  const MemoryImage before = memory_;
  host_.start();
  ASSERT_EQ(wait_until_idle(), kStatusDone);
  const auto expected = memory_.region[2];
  ASSERT_NE(expected, before.region[2]);
  int waited = 0;
  for (int cycles = 0; cycles < 350; cycles += 7) {
    host_.start();
    for (int i = 0; i < cycles; ++i) {
      settle();
      clock();
    }
    ASSERT_EQ(host_.write(at(Register::kControl), kControlReset), kOkay);
    waited += (host_.value_of(Register::kStatus) & kStatusResetting) != 0;
    ASSERT_EQ(wait_until_idle(), 0u);
    std::copy(before.region[2].begin(), before.region[2].end(), memory_.region[2].begin());
    host_.start();
    ASSERT_EQ(wait_until_idle(), kStatusDone) << cycles;
    ASSERT_EQ(memory_.region[2], expected) << cycles;
  }
  EXPECT_GT(waited, 5) << "resets with bursts outstanding";
}

TEST(RegisterMap, IsThatOfTheDocument) {
  std::ifstream file(std::string(OCTET_SOURCE_DIR) + "/docs/rtl.md");
  std::stringstream text;
  text << file.rdbuf();
  const auto row = [&](Register address, std::string_view name) {
    std::ostringstream part;
    part << "| 0x" << std::hex << (at(address) < 16 ? "0" : "") << at(address) << " | " << name << " |";
    return text.str().find(part.str()) != std::string::npos;
  };
  for (const RegisterInfo& info : kRegisters) EXPECT_TRUE(row(info.address, info.name)) << info.name;
  EXPECT_TRUE(row(Register::kRegionBytes, "RegionBytes"));
}

}  // namespace
}  // namespace octet
