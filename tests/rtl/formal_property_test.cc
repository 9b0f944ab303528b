// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The proofs of rtl/formal by yosys-smtbmc and z3, and that each notices mistakes: copies of the RTL with one place
// changed do not pass. docs/rtl.md says what is proven and assumed.
#include <gtest/gtest.h>

#include "rtl/package_text.h"
#include "rtl/test_machine.h"
#include "tests/rtl/support/yosys.h"

namespace octet {
namespace {

using testing::Ran;
using testing::Seed;
using testing::Yosys;

struct Proof {
  std::string top;
  std::vector<std::string> sources;
  int steps;       // of the search from reset; k of the induction
  bool induction;  // false: no state is left, one step is everything
  std::vector<std::string> cuts = {};
};

// Four tokens instead of 64: the scoreboard treats all alike.
std::string package() {
  std::string text = package_text(rtl_machine());
  const std::string tokens = "Tokens = 64;";
  return text.replace(text.find(tokens), tokens.size(), "Tokens = 4;");
}

Ran run(const Proof& proof, const std::vector<Seed>& seeds = {}) {
  return Yosys(package()).prove(proof.top, proof.sources, proof.steps, proof.induction, proof.cuts, seeds);
}
void expect_proven(const Proof& proof) {
  const Ran ran = run(proof);
  EXPECT_TRUE(ran.succeeded) << ran.log;
}
// One mistake after the other; a counterexample within `steps` names an assertion.
void expect_noticed(Proof proof, int steps, const std::vector<Seed>& seeds) {
  proof.steps = steps;
  proof.induction = false;
  for (const Seed& seed : seeds) {
    const Ran ran = run(proof, {seed});
    EXPECT_FALSE(ran.succeeded) << seed.to;
    EXPECT_NE(ran.log.find("Assert failed in"), std::string::npos) << seed.to << "\n" << ran.log;
  }
}

const Proof kQueue{"command_queue_proof", {"command_queue.sv"}, 1, true};
TEST(CommandQueueProof, FirstInFirstOut) { expect_proven(kQueue); }
TEST(CommandQueueProof, NoticesMistakes) {
  expect_noticed(kQueue, 8,
                 {{"command_queue.sv", "count_q == CountBits'(Depth)", "count_q == CountBits'(Depth + 1)"},
                  {"command_queue.sv", "second[39:16]", "command_o[39:16]"}});
}

const Proof kInflight{"inflight_proof", {"inflight.sv"}, 1, true};
TEST(InflightProof, CommandsLeaveInOrderAndBanksAreTheirUnion) { expect_proven(kInflight); }
TEST(InflightProof, NoticesMistakes) {
  expect_noticed(
      kInflight, 5,
      {{"inflight.sv", "first + DepthBits'(1)", "first"},
       {"inflight.sv", "held_q <= start_i ? held_o | banks_i : held_o", "held_q <= start_i ? banks_i : held_o"}});
}

const Proof kArbiter{"dram_arbiter_proof", {"dram_arbiter.sv"}, 1, true};
TEST(DramArbiterProof, OneGrantByFixedPriorityAndAtMost16Outstanding) { expect_proven(kArbiter); }
TEST(DramArbiterProof, NoticesMistakes) {
  expect_noticed(
      kArbiter, 19,
      {{"dram_arbiter.sv", "if (valid_i[2]) burst_source_o", "if (valid_i[2] && !valid_i[1]) burst_source_o"},
       {"dram_arbiter.sv", "answered < 5'd16", "answered < 5'd17"}});
}

const Proof kScoreboard{"scoreboard_proof", {"scoreboard.sv"}, 1, true};
TEST(ScoreboardProof, NoTokenIsLostWaitsAreTakenTogetherAndBanksHaveOneOwner) { expect_proven(kScoreboard); }
TEST(ScoreboardProof, NoticesMistakes) {
  expect_noticed(
      kScoreboard, 3,
      {{"scoreboard.sv", "if (due_i[d] && !due", "if (due_i[d] && d != 7 && !due"},
       {"scoreboard.sv", "due[d] & plane_d[4]", "due[d] & plane_d[4] & plane_d[0]"},
       {"scoreboard.sv", "others | held[q*Mask+:Mask]", "others | held_i[q*Mask+:Mask]"},
       {"scoreboard.sv", "plane_d[b] = plane_d[b] ^ carry;\n        carry = next_carry;",
        "plane_d[b] = plane_d[b] | carry;\n        carry = next_carry;"},
       {"scoreboard.sv", "if (!head_waits_i[queue*24+s*8+7])", "if (s != 2 && !head_waits_i[queue*24+s*8+7])"}});
}

const Proof kFetcher{"fetcher_proof", {"fetcher.sv"}, 1, true};
TEST(FetcherProof, CommandsAreOfferedInOrderAsTheyCame) { expect_proven(kFetcher); }
TEST(FetcherProof, NoticesMistakes) {
  expect_noticed(kFetcher, 13,
                 {{"fetcher.sv", "dispatched_d + 32'd2", "dispatched_d + 32'd3"},
                  {"fetcher.sv", "if (beat_valid_i) buffer_q", "if (beat_valid_i && !response_i) buffer_q"}});
}

const std::vector<std::string> kEngine = {"dma_engine.sv", "dma_slot.sv", "burst_walker.sv", "run_walker.sv"};
const Proof kDma{"dma_engine_proof", kEngine, 1, true, {"dma_slot/u_bursts", "dma_slot/u_runs", "dma_slot/left_q"}};
TEST(DmaEngineProof, TransfersAreRequestedAnsweredAndDoneInOrder) { expect_proven(kDma); }
TEST(DmaEngineProof, NoticesMistakes) {
  expect_noticed(
      kDma, 6,
      {{"dma_engine.sv", "valid[oldest_q] ? oldest_q : !oldest_q", "valid[!oldest_q] ? !oldest_q : oldest_q"},
       {"dma_engine.sv", "oldest_outstanding != 5'd0 ? oldest_q : !oldest_q", "oldest_q"},
       {"dma_slot.sv", "!burst_valid_o && outstanding_q == 5'd0", "outstanding_q == 5'd0"}});
}

const Proof kStore{"store_engine_proof",
                   {"store_engine.sv", "dma_engine.sv", "dma_slot.sv", "burst_walker.sv", "run_walker.sv"},
                   1,
                   true,
                   {"store_engine/u_engine"}};
TEST(StoreEngineProof, BeatsStayAndGrantedBurstsLeaveWholeAndInOrder) { expect_proven(kStore); }
TEST(StoreEngineProof, NoticesMistakes) {
  expect_noticed(kStore, 6,
                 {{"store_engine.sv", "if (move) beat_valid_o", "beat_valid_o"},
                  {"store_engine.sv", "lane_d[0] = '0;", "lane_d[0] = lane_q[0];"},
                  {"store_engine.sv", "granted_d[count_d[3:0]]", "granted_d[count_q[3:0]]"}});
}

const Proof kManager{"axi_manager_proof", {"dram_arbiter.sv", "axi_manager.sv"}, 1, true};
TEST(AxiManagerProof, AddressesStayAndLoadsArriveWholeAndInOrder) { expect_proven(kManager); }
TEST(AxiManagerProof, NoticesMistakes) {
  expect_noticed(kManager, 6,
                 {{"axi_manager.sv", "assign ready_o = !held_valid_q;", "assign ready_o = 1'b1;"},
                  {"axi_manager.sv", "held_valid_q <= valid && !taken;", "held_valid_q <= valid && !taken && !write;"},
                  {"axi_manager.sv", "if (burst_valid_i) held_q", "held_q"},
                  {"axi_manager.sv", "rlast_i ? '0 : taken_q +", "taken_q +"}});
}

const Proof kRegisters{"control_registers_proof", {"control_registers.sv"}, 1, true};
TEST(ControlRegistersProof, EveryRequestIsAnsweredOnceAndRefusalsChangeNothing) { expect_proven(kRegisters); }
TEST(ControlRegistersProof, NoticesMistakes) {
  expect_noticed(kRegisters, 6,
                 {{"control_registers.sv", "bvalid_o <= write || (bvalid_o && !bready_i);", "bvalid_o <= write;"},
                  {"control_registers.sv", "assign read = arvalid_i && !rvalid_o;", "assign read = arvalid_i;"},
                  {"control_registers.sv", "allowed = !busy_q;", "allowed = 1'b1;"},
                  {"control_registers.sv", "core_reset_q <= resetting_q && idle_i;", "core_reset_q <= resetting_q;"}});
}

const std::vector<std::string> kRequantizerCuts = {"requantizer/value_q", "requantizer/high_q", "requantizer/low_q",
                                                   "requantizer/negative_q", "requantizer/scaled_q"};
const Proof kRequantizer{"requantizer_proof", {"requantizer.sv"}, 1, false, kRequantizerCuts};
TEST(RequantizerProof, FactorsDoubleRoundingZeroPointAndClamp) { expect_proven(kRequantizer); }
TEST(RequantizerProof, NoticesMistakes) {
  expect_noticed(kRequantizer, 1,
                 {{"requantizer.sv", "- {63'd0, !single && negative_q}", ""},
                  {"requantizer.sv", "+ {31'd0, scaled_q[31]}", "+ 32'd0"},
                  {"requantizer.sv", "offset > high", "divided > high[31:0]"}});
}

const Proof kSingle{"requantizer_single_proof", {"requantizer.sv"}, 1, false, kRequantizerCuts};
TEST(RequantizerSingleProof, EveryShiftRoundsOnceAndSaturates) { expect_proven(kSingle); }
TEST(RequantizerSingleProof, NoticesMistakes) {
  expect_noticed(kSingle, 1,
                 {{"requantizer.sv", "upper[63:43] != 21'd0", "upper[63:44] != 20'd0"},  // the nudge overflows
                  {"requantizer.sv", "first_right > 7'd20", "first_right > 7'd19"},
                  {"requantizer.sv", "7'd40 - {2'b0, left}", "7'd39 - {2'b0, left}"}});
}

}  // namespace
}  // namespace octet
