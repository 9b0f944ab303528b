// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A core's simulator as a Core: clocks it, serves its DRAM port and reads its trace port.
#include "rtl/core_model.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "rtl/core_library.h"
#include "rtl/dram_port.h"
#include "rtl/observer.h"
#include "rtl/patience.h"
#include "rtl/segment_log.h"

namespace octet {
namespace {

// So many cycles with nothing under way, nothing outstanding and no event: nothing can happen any more.
// Otherwise such a silence lasts from a response or an event to the next grant, dispatch or start: three
// cycles, or while the DRAM's bus is booked ahead, when something is outstanding.
constexpr std::int64_t kQuietCycles = 16;

// A model that dies with its owner.
struct Model {
  Model(const SimulatorLibrary& l, void* m) : library(l), model(m) {}
  ~Model() { library.destroy(model); }
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  const SimulatorLibrary& library;
  void* const model;
};

class CoreModel : public Core {
 public:
  CoreModel(const Program& program, const RunOptions& options, const RtlOptions& rtl)
      : program_(program),
        record_events_(options.record_events),
        dram_(program.machine),
        patience_(patience(program)),
        library_(core_library(program.machine, rtl)),
        model_(*library_, library_->make()),
        core_(model_.model),
        observer_(*library_, core_, rtl) {
    const std::int64_t sizes[kBases] = {program.code_bytes(), program.constants_bytes, program.io_bytes,
                                        program.workspace_bytes};
    const auto bases = program.default_bases();
    for (std::size_t b = 0; b < kBases; ++b) {
      in_.base[b] = bases[b];
      in_.region_bytes[b] = static_cast<std::uint64_t>(sizes[b]);
    }
    in_.reset = 1;
    settle();
    library_->clock(core_);
    in_.reset = 0;
  }

  std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory, RunResult& result) override;

 private:
  void settle() { library_->settle(core_, &in_, &out_); }
  void drive(const DramPort::Answers& answers);
  void serve(DramPort& port, std::int64_t cycle);
  void trace(std::int64_t cycle, SegmentLog& log);
  void cycle(std::int64_t cycle, DramPort& port, SegmentLog& log);

  const Program& program_;
  bool record_events_;
  Dram dram_;
  std::int64_t patience_, quiet_ = 0;
  std::shared_ptr<const CoreLibrary> library_;
  Model model_;
  void* core_;
  Observer observer_;
  OctetCoreInputs in_{};
  OctetCoreOutputs out_{};
};

// Phase 1 of a cycle, as far as DRAM is concerned; the core then shows the rest of the cycle.
void CoreModel::drive(const DramPort::Answers& answers) {
  in_.slot = answers.slot;
  for (std::size_t s = 0; s < kSources; ++s) in_.responses[s] = static_cast<std::uint8_t>(answers.responses[s]);
  in_.read_valid = answers.read.bytes > 0;
  in_.read_fetch = answers.fetch;
  in_.read_bytes = static_cast<std::uint8_t>(answers.read.bytes);
  std::memcpy(in_.read_data, answers.read.data.data(), answers.read.data.size());
  settle();
}

void CoreModel::serve(DramPort& port, std::int64_t cycle) {
  if (out_.write_valid) {
    Beat beat;
    beat.bytes = out_.write_bytes;
    OCTET_CHECK(beat.bytes <= kOctetBeatBytes, "a beat of {} bytes", beat.bytes);
    std::memcpy(beat.data.data(), out_.write_data, static_cast<std::size_t>(beat.bytes));
    port.write(beat);
  }
  if (!out_.burst_valid) return;
  OCTET_CHECK(out_.burst_source < kSources, "a burst of source {}", out_.burst_source);
  port.grant(cycle, static_cast<Source>(out_.burst_source), out_.burst_address, out_.burst_bytes);
}

void CoreModel::trace(std::int64_t cycle, SegmentLog& log) {
  for (int d = 0; (out_.visible | out_.done) >> d; ++d) {
    if (out_.visible >> d & 1) log.visible(cycle, out_.visible_index[d]);
    if (out_.done >> d & 1) log.done(cycle, out_.done_index[d]);
  }
  for (int q = 0; out_.started >> q; ++q) {
    if (out_.started >> q & 1) log.started(cycle, out_.started_index[q]);
  }
  if (out_.dispatched) log.dispatched(cycle, out_.dispatched_index);
}

void CoreModel::cycle(std::int64_t cycle, DramPort& port, SegmentLog& log) {
  drive(port.begin(cycle));
  observer_.settled(cycle);
  serve(port, cycle);
  trace(cycle, log);
  if (out_.condition != 0) {
    log.halt(static_cast<Condition>(out_.condition), cycle, out_.condition_index);
  } else {
    quiet_ = port.idle() && log.quiet() ? quiet_ + 1 : 0;
    if (quiet_ > kQuietCycles) log.deadlock();
    if (!log.ended() && cycle - log.last_event() > patience_) log.hang();
  }
  log.owners(out_.owner, out_.sequencer);
  library_->clock(core_);
  observer_.clocked(cycle);
}

std::int64_t CoreModel::run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory,
                                    RunResult& result) {
  if (!memory) fail(ErrorKind::kUsage, "the rtl backend needs a memory image");
  const std::int64_t misses = dram_.row_misses(), read = dram_.read_bytes(), written = dram_.write_bytes();
  DramPort port(program_, dram_, *memory);
  SegmentLog log(program_, segment, start, record_events_, result);
  in_.first_command = segment.first_command;
  in_.commands = segment.commands;
  in_.start = 1;
  quiet_ = 0;
  for (std::int64_t now = start; !log.ended() && segment.commands > 0; ++now) {
    try {
      cycle(now, port, log);
    } catch (const std::exception& wrong) {
      log.fault(now, wrong.what());
    }
    in_.start = 0;
  }
  observer_.save();
  result.dram_row_misses += dram_.row_misses() - misses;
  result.dram_read_bytes += dram_.read_bytes() - read;
  result.dram_write_bytes += dram_.write_bytes() - written;
  return log.end();
}

}  // namespace

std::unique_ptr<Core> make_core_model(const Program& program, const RunOptions& options, const RtlOptions& rtl) {
  check_writable(rtl);  // before a simulator is built for them
  return std::make_unique<CoreModel>(program, options, rtl);
}

}  // namespace octet
