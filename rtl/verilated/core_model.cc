// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The Verilated core as a Core: clocks it, serves its DRAM port and reads its trace port.
#include "rtl/core_model.h"

#include <algorithm>

#include "Vcore.h"
#include "base/error.h"
#include "rtl/verilated/dram_port.h"
#include "rtl/verilated/port_bits.h"
#include "rtl/verilated/segment_log.h"

namespace octet {
namespace {

constexpr int kAddressBits = 40;
// So many cycles with nothing under way, nothing outstanding and no event: nothing can happen any more.
// Otherwise such a silence lasts from a response or an event to the next grant, dispatch or start: three
// cycles, or while the DRAM's bus is booked ahead, when something is outstanding.
constexpr std::int64_t kQuietCycles = 16;

class CoreModel : public Core {
 public:
  CoreModel(const Program& program, const RunOptions& options)
      : program_(program), record_events_(options.record_events), dram_(program.machine), context_(new VerilatedContext),
        core_(new Vcore(context_.get())) {
    const std::int64_t sizes[kBases] = {program.code_bytes(), program.constants_bytes, program.io_bytes,
                                        program.workspace_bytes};
    const auto bases = program.default_bases();
    for (int b = 0; b < kBases; ++b) {
      set_port_bits(core_->base_i, b * kAddressBits, kAddressBits, bases[b]);
      set_port_bits(core_->region_bytes_i, b * kAddressBits, kAddressBits, static_cast<std::uint64_t>(sizes[b]));
    }
    core_->rst_ni = 1;
    core_->eval();  // the edge into reset needs a value before it
    core_->rst_ni = 0;
    clock();
    core_->rst_ni = 1;
  }
  ~CoreModel() override { core_->final(); }

  std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory,
                           RunResult& result) override;

 private:
  void clock();
  void drive(const DramPort::Answers& answers);
  void serve(DramPort& port, std::int64_t cycle);
  void trace(std::int64_t cycle, SegmentLog& log);

  const Program& program_;
  bool record_events_;
  Dram dram_;
  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Vcore> core_;
};

void CoreModel::clock() {
  core_->clk_i = 1;
  core_->eval();
  core_->clk_i = 0;
  core_->eval();
}

// Phase 1 of a cycle, as far as DRAM is concerned; the core then shows the rest of the cycle.
void CoreModel::drive(const DramPort::Answers& answers) {
  core_->slot_i = answers.slot;
  for (int s = 0; s < kSources; ++s) set_port_bits(core_->responses_i, 5 * s, 5, answers.responses[s]);
  core_->read_valid_i = answers.read.bytes > 0;
  core_->read_fetch_i = answers.fetch;
  core_->read_bytes_i = static_cast<std::uint8_t>(answers.read.bytes);
  for (int b = 0; b < kBeatBytes; ++b) set_port_bits(core_->read_data_i, 8 * b, 8, answers.read.data[b]);
  core_->eval();
}

void CoreModel::serve(DramPort& port, std::int64_t cycle) {
  if (core_->write_valid_o) {
    Beat beat;
    beat.bytes = core_->write_bytes_o;
    for (int b = 0; b < beat.bytes; ++b) {
      beat.data[b] = static_cast<std::uint8_t>(port_bits(core_->write_data_o, 8 * b, 8));
    }
    port.write(beat);
  }
  if (core_->burst_valid_o) {
    port.grant(cycle, static_cast<Source>(core_->burst_source_o), core_->burst_address_o, core_->burst_bytes_o);
  }
}

void CoreModel::trace(std::int64_t cycle, SegmentLog& log) {
  for (int d = 0; d < 8; ++d) {
    if (core_->trace_visible_o >> d & 1) {
      log.visible(cycle, static_cast<std::uint32_t>(port_bits(core_->trace_visible_index_o, 32 * d, 32)));
    }
    if (core_->trace_done_o >> d & 1) {
      log.done(cycle, static_cast<std::uint32_t>(port_bits(core_->trace_done_index_o, 32 * d, 32)));
    }
  }
  for (int q = 0; q < kQueues; ++q) {
    if (core_->trace_started_o >> q & 1) {
      log.started(cycle, static_cast<std::uint32_t>(port_bits(core_->trace_started_index_o, 32 * q, 32)));
    }
  }
  if (core_->trace_dispatched_o) log.dispatched(cycle, core_->trace_dispatched_index_o);
}

std::int64_t CoreModel::run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory,
                                    RunResult& result) {
  if (!memory) fail(ErrorKind::kUsage, "the rtl backend needs a memory image");
  const std::int64_t misses = dram_.row_misses(), read = dram_.read_bytes(), written = dram_.write_bytes();
  DramPort port(program_, dram_, *memory);
  SegmentLog log(program_, segment, start, record_events_, result);
  core_->first_command_i = segment.first_command;
  core_->commands_i = segment.commands;
  core_->start_i = 1;
  std::int64_t cycle = start, quiet = 0;
  for (; !log.ended() && segment.commands > 0; ++cycle) {
    drive(port.begin(cycle));
    serve(port, cycle);
    trace(cycle, log);
    if (core_->condition_o != 0) {
      log.halt(static_cast<Condition>(core_->condition_o), cycle, core_->condition_index_o);
    } else {
      quiet = port.idle() && log.quiet() ? quiet + 1 : 0;
      if (quiet > kQuietCycles) log.deadlock();
    }
    log.owners(core_->trace_owner_o, core_->trace_sequencer_o);
    clock();
    core_->start_i = 0;
  }
  result.dram_row_misses += dram_.row_misses() - misses;
  result.dram_read_bytes += dram_.read_bytes() - read;
  result.dram_write_bytes += dram_.write_bytes() - written;
  return log.end();
}

}  // namespace

std::unique_ptr<Core> make_core_model(const Program& program, const RunOptions& options) {
  return std::make_unique<CoreModel>(program, options);
}

}  // namespace octet
