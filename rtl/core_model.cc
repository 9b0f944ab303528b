// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A core's simulator as a Core: clocks it, programs its registers, serves its AXI4 port and reads its trace port.
#include "rtl/core_model.h"

#include <utility>

#include "base/error.h"
#include "rtl/axi_monitor.h"
#include "rtl/core_library.h"
#include "rtl/dram_port.h"
#include "rtl/memory_view.h"
#include "rtl/observer.h"
#include "rtl/patience.h"
#include "rtl/register_port.h"
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
  CoreModel(const Program& program, const RunOptions& options, const RtlOptions& rtl, MemoryMaker memory)
      : program_(&program),
        options_(options),
        dram_(program.machine),
        patience_(patience(program)),
        library_(core_library(program.machine, rtl)),
        model_(*library_, library_->make()),
        core_(model_.model),
        observer_(*library_, core_, rtl),
        make_memory_(std::move(memory)),
        monitor_(program.machine),
        registers_(
            in_.host, out_.host, [this] { settle(); }, [this] { library_->clock(core_); }) {
    in_.reset = 1;
    settle();
    library_->clock(core_);
    in_.reset = 0;
  }

  void enter(const Program& program) override {
    if (program_ == &program) return;
    program_ = &program;
    patience_ = patience(program);
  }
  std::int64_t run_segment(const Segment& segment, std::int64_t start, MemoryImage* memory, RunResult& result) override;
  std::optional<DramState> dram_state(std::int64_t cycle) const override { return dram_.state(cycle); }
  void set_dram_state(const DramState& state, std::int64_t cycle) override { dram_.set(state, cycle); }
  Recorder* recorder() const override { return options_.recorder; }

 private:
  void settle() { library_->settle(core_, &in_, &out_); }
  void start(const Segment& segment);
  void settle_inverted();
  void check_cycles(std::int64_t cycles);
  void trace(std::int64_t cycle, SegmentLog& log);
  void cycle(std::int64_t cycle, AxiSubordinate& port, SegmentLog& log);

  const Program* program_;
  RunOptions options_;
  Dram dram_;
  std::int64_t patience_, quiet_ = 0;
  std::int64_t closing_ = 0;  // the cycle whose closing edge the simulator evaluates next: there its assertions fail
  std::shared_ptr<const CoreLibrary> library_;
  Model model_;
  void* core_;
  Observer observer_;
  MemoryMaker make_memory_;
  AxiMonitor monitor_;
  OctetCoreInputs in_{};
  OctetCoreOutputs out_{};
  RegisterPort registers_;
};

// The registers of a segment, up to the edge before its first cycle.
void CoreModel::start(const Segment& segment) {
  in_.memory = {};
  const std::int64_t sizes[kBases] = {program_->code_bytes(), program_->constants_bytes, program_->io_bytes,
                                      program_->workspace_bytes};
  const auto bases = bus_bases(*program_);
  for (std::size_t b = 0; b < kBases; ++b) {
    const auto offset = static_cast<std::uint32_t>(8 * b);
    registers_.set64(Register::kBase, bases[b], offset);
    registers_.set64(Register::kRegionBytes, static_cast<std::uint64_t>(sizes[b]), offset);
  }
  registers_.set(Register::kFirstCommand, segment.first_command);
  registers_.set(Register::kCommands, segment.commands);
  registers_.start();
}

// What the host sees of a segment that came to its end.
void CoreModel::check_cycles(std::int64_t cycles) {
  in_.memory = {};
  const std::uint32_t status = registers_.value_of(Register::kStatus);
  OCTET_CHECK(status == kStatusDone, "the status register says {:#x} at the end of a segment", status);
  const std::uint64_t low = registers_.value_of(Register::kCycles);
  const auto counted = static_cast<std::int64_t>(low | std::uint64_t{registers_.value_of(Register::kCyclesHigh)} << 32);
  OCTET_CHECK(counted == cycles, "the cycle register counts {}, the segment lasted {}", counted, cycles);
}

// Settles with other READYs and then with the right ones again.
void CoreModel::settle_inverted() {
  const OctetMemoryInputs right = in_.memory;
  const OctetMemoryOutputs shown = out_.memory;
  in_.memory.arready ^= 1;
  in_.memory.awready ^= 1;
  in_.memory.wready ^= 1;
  settle();
  AxiMonitor::require_same(shown, out_.memory);
  in_.memory = right;
  settle();
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

void CoreModel::cycle(std::int64_t cycle, AxiSubordinate& port, SegmentLog& log) {
  port.drive(cycle, in_.memory);
  settle();
  closing_ = cycle;
  if (port.inverts_ready()) settle_inverted();
  observer_.settled(cycle);
  monitor_.observe(in_.memory, out_.memory);
  port.serve(cycle, in_.memory, out_.memory);
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
  SegmentLog log(*program_, segment, start, options_, result);
  const std::unique_ptr<AxiSubordinate> port = make_memory_
                                                   ? make_memory_(*program_, dram_, *memory)
                                                   : std::make_unique<DramPort>(*program_, dram_, *memory, log.order());
  quiet_ = 0;
  closing_ = start;
  try {
    if (segment.commands > 0) this->start(segment);
    for (std::int64_t now = start; !log.ended() && segment.commands > 0; ++now) cycle(now, *port, log);
    if (segment.commands > 0 && result.condition == Condition::kOk) check_cycles(log.end() - start);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kUsage) throw;  // of a file that is written meanwhile
    log.fault(closing_, error.what());
  } catch (const std::exception& wrong) {
    log.fault(closing_, wrong.what());
  }
  log.close();
  observer_.save();
  result.dram_row_misses += dram_.row_misses() - misses;
  result.dram_read_bytes += dram_.read_bytes() - read;
  result.dram_write_bytes += dram_.write_bytes() - written;
  return log.end();
}

}  // namespace

std::unique_ptr<Core> make_core_model(const Program& program, const RunOptions& options, const RtlOptions& rtl,
                                      MemoryMaker memory) {
  check_writable(rtl);  // before a simulator is built for them
  return std::make_unique<CoreModel>(program, options, rtl, std::move(memory));
}

}  // namespace octet
