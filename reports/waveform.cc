// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/waveform.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "arch/bus.h"
#include "base/error.h"

namespace octet {
namespace {

// After so many cycles without an event nothing changes any more: done, its counter raised, the counter's register.
constexpr std::int64_t kSettling = 2;
constexpr int kLayerBits = 16;
// The RTL's queues by number; the sources of bursts on its ports.
constexpr std::array<Queue, kQueues> kQueueOrder{Queue::kLoad, Queue::kArray, Queue::kVector, Queue::kStore};
constexpr std::array<Requester, kRequesters> kSources{Requester::kLoad, Requester::kStore, Requester::kFetch};

int bits_for(std::int64_t count) {
  return std::max(1, static_cast<int>(std::bit_width(static_cast<std::uint64_t>(count - 1))));
}

SignalValue value_of(const std::optional<std::int32_t>& index) {
  return index ? SignalValue(static_cast<std::uint32_t>(*index)) : std::nullopt;
}

template <class Test>
std::uint64_t bits_of_sources(const MachineCycle& machine, Test&& test) {
  std::uint64_t bits = 0;
  for (std::size_t s = 0; s < kSources.size(); ++s)
    if (test(machine.port(kSources[s]))) bits |= std::uint64_t{1} << s;
  return bits;
}

// `width` bits a queue.
template <class Value>
std::uint64_t bits_of_queues(const MachineCycle& machine, int width, Value&& value) {
  std::uint64_t bits = 0;
  for (std::size_t q = 0; q < kQueueOrder.size(); ++q)
    bits |= static_cast<std::uint64_t>(value(machine.engine(kQueueOrder[q]))) << (static_cast<std::size_t>(width) * q);
  return bits;
}

// The arbiter's choice among what is requested: fetch before store before load.
std::uint64_t chosen_source(const MachineCycle& machine) {
  if (machine.port(Requester::kFetch).request) return 2;
  return machine.port(Requester::kStore).request ? 1 : 0;
}

}  // namespace

struct VcdRecorder::Signals {
  using Read = std::function<SignalValue(const MachineCycle&)>;
  struct Signal {
    int number;
    Read read;
  };

  Signals(const Program& program, VcdWriter& vcd) : program_(program), vcd_(vcd) {
    const Machine& machine = program.machine;
    clock = vcd.declare(kWaveformTop, "clk_i", 1);
    add(kWaveformTop, "layer", kLayerBits, [this](const MachineCycle& m) { return layer_of(m.last_dispatch()); });
    add_trace();
    add_port(waveform_burst_bits(machine));
    add_inside(waveform_count_bits(machine));
    add_view(waveform_burst_bits(machine));
  }

  void write(const MachineCycle& machine) {
    for (const Signal& signal : signals_) vcd_.set(signal.number, signal.read(machine));
  }

  int clock = 0;

 private:
  void add(const std::string& scope, const std::string& name, int bits, Read read) {
    signals_.push_back({vcd_.declare(scope, name, bits), std::move(read)});
  }
  void add_core(const std::string& name, int bits, Read read) { add(kWaveformCore, name, bits, std::move(read)); }

  SignalValue layer_of(const std::optional<std::int32_t>& command) const {
    if (!command || static_cast<std::size_t>(*command) >= program_.layer_of_command.size()) return std::nullopt;
    const std::int32_t layer = program_.layer_of_command[static_cast<std::size_t>(*command)];
    return layer < 0 ? std::nullopt : SignalValue(static_cast<std::uint64_t>(layer));
  }

  // The trace port.
  void add_trace() {
    using M = const MachineCycle&;
    using E = const MachineCycle::Engine&;
    add_core("trace_dispatched_o", 1, [](M m) { return m.dispatches() ? 1 : 0; });
    add_core("trace_dispatched_index_o", kWaveformIndexBits, [](M m) { return value_of(m.next_dispatch()); });
    add_core("trace_started_o", 4, [](M m) { return bits_of_queues(m, 1, [](E e) { return e.started >= 0; }); });
    add_core("trace_done_o", 8, [](M m) { return bits_of_queues(m, 2, [](E e) { return e.done >= 0; }); });
    add_core("trace_visible_o", 8, [](M m) { return bits_of_queues(m, 2, [](E e) { return e.visible; }); });
    add_core("trace_owner_o", 8, [](M m) { return bits_of_queues(m, 2, [](E e) { return e.owner; }); });
    add_core("trace_sequencer_o", 2, [](M m) { return static_cast<std::uint64_t>(m.sequencer()); });
  }

  // The core's own DRAM port. What a burst is made of means something while there is one.
  void add_port(int burst_bits) {
    using M = const MachineCycle&;
    using P = const MachineCycle::Port&;
    add_core("request_valid", 3, [](M m) { return bits_of_sources(m, [](P p) { return p.request; }); });
    add_core("grant", 3, [](M m) { return bits_of_sources(m, [](P p) { return p.grant; }); });
    add_core("response_i", 3, [](M m) { return bits_of_sources(m, [](P p) { return p.response; }); });
    add_core("burst_valid_o", 1, [](M m) { return m.burst() ? 1 : 0; });
    add_core("burst_source_o", 2, [](M m) { return chosen_source(m); });
    add_core("burst_address_o", kWaveformAddressBits, [](M m) { return address_of(m.burst()); });
    add_core("burst_bytes_o", burst_bits, [](M m) { return bytes_of(m.burst()); });
  }

  static SignalValue address_of(const std::optional<DramBurst>& burst) {
    return burst ? SignalValue(burst->address + kMemoryAddress) : std::nullopt;
  }
  static SignalValue bytes_of(const std::optional<DramBurst>& burst) {
    return burst ? SignalValue(static_cast<std::uint64_t>(burst->bytes)) : std::nullopt;
  }

  // Registers of modules inside the core.
  void add_inside(int count_bits) {
    using M = const MachineCycle&;
    const std::string core = kWaveformCore;
    add(core + ".u_arbiter", "outstanding_q", kWaveformOutstandingBits,
        [](M m) { return static_cast<std::uint64_t>(m.outstanding()); });
    for (std::size_t q = 0; q < kQueueOrder.size(); ++q)
      add(fmt::format("{}.u_sequencer.gen_queue[{}].u_queue", core, q), "count_q", count_bits,
          [queue = kQueueOrder[q]](M m) { return static_cast<std::uint64_t>(m.engine(queue).queued); });
    for (std::size_t t = 0; t < kTokens; ++t)
      add(fmt::format("{}.u_sequencer.u_scoreboard.u_view.token[{}]", core, t), "count", 4,
          [t](M m) { return m.tokens()[t]; });
  }

  // What rtl/simulator/core_view.sv has.
  void add_view(int burst_bits) {
    using M = const MachineCycle&;
    const std::string view = kWaveformCore + std::string(".u_view");
    for (const Queue queue : kQueueOrder) {
      const std::string name(name_of(queue));
      add(view, name + "_state", 2, [queue](M m) { return static_cast<std::uint64_t>(m.engine(queue).owner); });
      add(view, name + "_start", 1, [queue](M m) { return m.engine(queue).started >= 0 ? 1 : 0; });
      add(view, name + "_done", 1, [queue](M m) { return m.engine(queue).done >= 0 ? 1 : 0; });
      add(view, name + "_index", kWaveformIndexBits, [queue](M m) { return value_of(m.engine(queue).index); });
      add(view, name + "_done_index", kWaveformIndexBits,
          [queue](M m) { return value_of(m.engine(queue).done_index); });
    }
    constexpr std::array<const char*, kRequesters> names{"fetch", "store", "load"};
    for (const Requester r : {Requester::kFetch, Requester::kStore, Requester::kLoad}) {
      const std::string name = names[static_cast<std::size_t>(r)];
      add(view, name + "_request", 1, [r](M m) { return m.port(r).request ? 1 : 0; });
      add(view, name + "_grant", 1, [r](M m) { return m.port(r).grant ? 1 : 0; });
      add(view, name + "_response", 1, [r](M m) { return m.port(r).response ? 1 : 0; });
    }
    add(view, "dram_address", kWaveformAddressBits, [](M m) { return address_of(m.last_burst()); });
    add(view, "dram_bytes", burst_bits, [](M m) { return bytes_of(m.last_burst()); });
  }

  const Program& program_;
  VcdWriter& vcd_;
  std::vector<Signal> signals_;
};

// As rtl/package_text.cc has them.
int waveform_count_bits(const Machine& machine) { return bits_for(machine.queue_depth + 2); }
// A command is fetched in one burst.
int waveform_burst_bits(const Machine& machine) {
  return bits_for(std::max<std::int64_t>(machine.dram_burst_bytes, kCommandBytes) + 1);
}

std::string cycle_time_text(const Machine& machine) {
  return fmt::format("machine {}: a cycle is {} units, {:g} ns at {:g} MHz", plain_text(machine.name),
                     kWaveformTimePerCycle, 1e3 / machine.clock_mhz, machine.clock_mhz);
}

VcdRecorder::VcdRecorder(CycleWindow window, TextSink sink) : window_(window), vcd_(std::move(sink)) {}
VcdRecorder::~VcdRecorder() = default;

void VcdRecorder::inference_begins(const Program& program, std::int64_t cycle) {
  OCTET_CHECK(!machine_, "a waveform of a second inference");
  origin_ = cycle;
  machine_ = std::make_unique<MachineCycle>(program);
  signals_ = std::make_unique<Signals>(program, vcd_);
  vcd_.begin("1ps", {"octet: model " + plain_text(program.model_name), cycle_time_text(program.machine)});
}

void VcdRecorder::write_clock() {
  vcd_.time(kWaveformTimePerCycle * now_);
  vcd_.set(signals_->clock, 1);
}

// Ends this cycle: its values hold from where the clock rises.
void VcdRecorder::write_cycle(bool changed) {
  if (!window_.contains(now_)) return;
  write_clock();
  if (changed || !begun_) {
    machine_->settle();
    signals_->write(*machine_);
    begun_ = true;
  }
  vcd_.time(kWaveformTimePerCycle * now_ + kWaveformTimePerCycle / 2);
  vcd_.set(signals_->clock, 0);
}

// All of the cycles before is known.
void VcdRecorder::at(std::int64_t cycle) {
  const std::int64_t until = cycle - origin_;
  for (std::int64_t settled = 0; now_ < until; ++settled) {
    if (settled > kSettling) {
      const std::int64_t last = std::min(until - 1, window_.to);
      for (now_ = std::max(now_, std::min(window_.from, until)); now_ <= last; ++now_) write_cycle(false);
      now_ = until;
      return;
    }
    write_cycle(true);
    machine_->advance();
    ++now_;
  }
}

void VcdRecorder::segment_begins(const Program&, const Segment& segment, std::int64_t cycle) {
  if (segment.on_host || segment.commands == 0) return;
  at(cycle);
  machine_->begin(segment);
}

void VcdRecorder::answered(const DramBurst& burst) {
  at(burst.answered);
  machine_->answered(burst);
}

void VcdRecorder::done(std::int64_t cycle, std::int32_t command) {
  at(cycle);
  machine_->done(command);
}

void VcdRecorder::started(std::int64_t cycle, std::int32_t command) {
  at(cycle);
  machine_->started(command);
}

void VcdRecorder::granted(const DramBurst& burst) {
  at(burst.granted);
  machine_->granted(burst);
}

void VcdRecorder::dispatched(std::int64_t cycle, std::int32_t command) {
  at(cycle);
  machine_->dispatched(command);
}

// The cycle of the last event belongs to the inference; behind it the clock rises once more.
void VcdRecorder::inference_ends(std::int64_t cycle, const RunResult&) {
  at(cycle);
  write_cycle(true);
  now_ = std::min(now_, window_.to) + 1;
  if (begun_) write_clock();
  vcd_.flush();
}

}  // namespace octet
