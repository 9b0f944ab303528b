// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A core's simulator as a Core: clocks it, serves its DRAM port and reads its trace port.
#include "rtl/core_model.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>

#include "base/error.h"
#include "rtl/core_library.h"
#include "rtl/dram_port.h"
#include "rtl/package_text.h"
#include "rtl/segment_log.h"

namespace octet {
namespace {

// So many cycles with nothing under way, nothing outstanding and no event: nothing can happen any more.
// Otherwise such a silence lasts from a response or an event to the next grant, dispatch or start: three
// cycles, or while the DRAM's bus is booked ahead, when something is outstanding.
constexpr std::int64_t kQuietCycles = 16;

// One library per machine and process: loading takes a while.
std::shared_ptr<const CoreLibrary> library_of(const Machine& machine) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const CoreLibrary>> loaded;
  const std::string key = package_text(machine);
  const std::lock_guard lock(mutex);
  auto& library = loaded[key];
  if (!library) library = std::make_shared<CoreLibrary>(machine);
  return library;
}

class CoreModel : public Core {
 public:
  CoreModel(const Program& program, const RunOptions& options)
      : program_(program),
        record_events_(options.record_events),
        dram_(program.machine),
        library_(library_of(program.machine)),
        core_(library_->make()) {
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
  ~CoreModel() override { library_->destroy(core_); }
  CoreModel(const CoreModel&) = delete;
  CoreModel& operator=(const CoreModel&) = delete;

  std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory, RunResult& result) override;

 private:
  void settle() { library_->settle(core_, &in_, &out_); }
  void drive(const DramPort::Answers& answers);
  void serve(DramPort& port, std::int64_t cycle);
  void trace(std::int64_t cycle, SegmentLog& log);

  const Program& program_;
  bool record_events_;
  Dram dram_;
  std::shared_ptr<const CoreLibrary> library_;
  void* core_;
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
    std::memcpy(beat.data.data(), out_.write_data, static_cast<std::size_t>(beat.bytes));
    port.write(beat);
  }
  if (out_.burst_valid) port.grant(cycle, static_cast<Source>(out_.burst_source), out_.burst_address, out_.burst_bytes);
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

std::int64_t CoreModel::run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory,
                                    RunResult& result) {
  if (!memory) fail(ErrorKind::kUsage, "the rtl backend needs a memory image");
  const std::int64_t misses = dram_.row_misses(), read = dram_.read_bytes(), written = dram_.write_bytes();
  DramPort port(program_, dram_, *memory);
  SegmentLog log(program_, segment, start, record_events_, result);
  in_.first_command = segment.first_command;
  in_.commands = segment.commands;
  in_.start = 1;
  std::int64_t cycle = start, quiet = 0;
  for (; !log.ended() && segment.commands > 0; ++cycle) {
    drive(port.begin(cycle));
    serve(port, cycle);
    trace(cycle, log);
    if (out_.condition != 0) {
      log.halt(static_cast<Condition>(out_.condition), cycle, out_.condition_index);
    } else {
      quiet = port.idle() && log.quiet() ? quiet + 1 : 0;
      if (quiet > kQuietCycles) log.deadlock();
    }
    log.owners(out_.owner, out_.sequencer);
    library_->clock(core_);
    in_.start = 0;
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
