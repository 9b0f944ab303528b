// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/block_engine.h"

#include <bit>
#include <utility>

#include "base/float_arithmetic.h"
#include "rtl/core_library.h"

namespace octet {
namespace {

// After its last command the array streams and drains for no longer than this; then the block may stand still.
std::int64_t afterglow(const Machine& m) { return 4 * (m.array_rows + m.array_cols) + 64; }

class BlockEngine : public EnginePort {
 public:
  BlockEngine(std::shared_ptr<const BlockLibrary> library, const OctetBlockMemories& memories, std::int64_t afterglow)
      : library_(std::move(library)), memories_(memories), afterglow_(afterglow), block_(library_->make(&memories_)) {}
  ~BlockEngine() override { library_->destroy(block_); }
  BlockEngine(const BlockEngine&) = delete;
  BlockEngine& operator=(const BlockEngine&) = delete;

  void begin(std::int64_t cycle) override {
    if (running_ > 0) {  // of a run that was ended by a condition
      library_->destroy(std::exchange(block_, nullptr));
      block_ = library_->make(&memories_);
    }
    running_ = 0;
    now_ = still_from_ = cycle;
    head_ = nullptr;
  }
  std::int64_t available(const Command& command, const Timing&, std::int64_t from, std::int64_t now) override {
    if (from != now) return from;
    return library_->ready(block_, encoded(command)) ? now : now + 1;
  }
  void start(const Command& command, const Timing&, std::int64_t now) override {
    library_->start(block_, encoded(command));
    ++running_;
    now_ = now;
  }
  std::int64_t next() const override { return running_ > 0 || now_ < still_from_ ? now_ + 1 : kNever; }
  bool advance(std::int64_t now) override {
    const bool done = library_->cycle(block_);
    now_ = now;
    if (!done) return false;
    --running_;
    still_from_ = now + afterglow_;
    return true;
  }

 private:
  const std::uint8_t* encoded(const Command& command) {
    if (head_ != &command) bytes_ = encode(command);
    head_ = &command;
    return bytes_.data();
  }

  std::shared_ptr<const BlockLibrary> library_;
  const OctetBlockMemories memories_;
  const std::int64_t afterglow_;
  void* block_;
  std::int64_t running_ = 0, now_ = 0, still_from_ = 0;
  const Command* head_ = nullptr;  // whose encoding bytes_ is
  EncodedCommand bytes_;
};

std::int32_t add_integers(std::int32_t grown, std::int32_t by) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(grown) + static_cast<std::uint32_t>(by));
}
std::int32_t add_floats(std::int32_t grown, std::int32_t by) {
  return std::bit_cast<std::int32_t>(fused_multiply_add(1.0f, std::bit_cast<float>(by), std::bit_cast<float>(grown)));
}

OctetBlockMemories memories_of(const Machine& m, const OnChipView& view) {
  const auto count = [](std::int64_t n) { return static_cast<std::uint32_t>(n); };
  return {view.scratchpad,
          view.accumulator,
          view.sums,
          view.parameters,
          count(m.scratchpad_bytes),
          count(m.accumulator_rows),
          count(Machine::kParameterHalves * m.parameters_channels),
          count(m.array_rows),
          count(m.array_cols),
          count(m.vector_lanes),
          count(m.vector_macs_per_lane),
          count(m.element_bytes()),
          m.floats() ? add_floats : add_integers};
}

}  // namespace

EngineFactory make_block_factory(const RtlBlocks& blocks, const RtlOptions& options) {
  RtlOptions known;
  known.directory = options.directory;
  return [blocks, known](Queue queue, const Machine& machine, const OnChipView& view) -> std::unique_ptr<EnginePort> {
    const bool array = queue == Queue::kArray;
    if (array ? !blocks.array : !blocks.vector) return nullptr;
    const auto library = block_library(machine, array ? SimulatorTop::kArray : SimulatorTop::kVector, known);
    return std::make_unique<BlockEngine>(library, memories_of(machine, view), afterglow(machine));
  };
}

}  // namespace octet
