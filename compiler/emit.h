// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the mappers of single layers share: steps of commands, cached buffers, constants, and the
// geometry of tiles.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "arch/access.h"
#include "base/error.h"
#include "compiler/mapping.h"
#include "compiler/resident.h"
#include "compiler/tiles.h"
#include "compiler/weight_banks.h"

namespace octet {

struct Emitted {
  Command command;
  std::int32_t layer = 0;
  DramTraffic traffic = DramTraffic::kActivation;
  BankMask banks = {};  // that the command reserves
};

// The units of software pipelining, in order: each has loads, and work that needs them.
struct Steps {
  struct Range {
    std::size_t begin, end;
  };
  std::vector<Emitted> loads, work;  // of all steps
  std::vector<std::size_t> first_load, first_work;
  std::size_t size() const { return first_load.size(); }
  void begin() {
    first_load.push_back(loads.size());
    first_work.push_back(work.size());
  }
  Range loads_of(std::size_t s) const { return {first_load[s], s + 1 < size() ? first_load[s + 1] : loads.size()}; }
  Range work_of(std::size_t s) const { return {first_work[s], s + 1 < size() ? first_work[s + 1] : work.size()}; }
  // The last `count` of them, or all.
  Steps tail(std::size_t count) const;
};

// A narrowing that names what did not fit: dimensions beyond the command's fields are the model's fault.
template <class To>
To narrow(std::int64_t value, const char* what, const Layer& layer) {
  if (value < std::numeric_limits<To>::min() || value > std::numeric_limits<To>::max())
    fail(ErrorKind::kModel, "layer '{}' ({}): {} is {}, a command holds {} to {}", layer.info.name, layer.info.op, what,
         value, std::int64_t{std::numeric_limits<To>::min()}, std::int64_t{std::numeric_limits<To>::max()});
  return static_cast<To>(value);
}

// What a buffer of a stream holds: image, rows, columns and first channel of an operand, or layer and tile of records.
using SlotKey = std::array<std::int64_t, 6>;
inline constexpr SlotKey kNothing{-1};

// Buffers reused in turn, each remembering which tile it holds.
class SlotCache {
 public:
  explicit SlotCache(const Streams& slots) : slots_(slots) { forget(); }
  // The buffer of tile `key`; `load` is set when the tile is not there yet.
  const Buffer& request(const SlotKey& key, bool& load) {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (keys_[i] != key) continue;
      load = false;
      return slots_[i];
    }
    load = true;
    const std::size_t slot = next_;
    next_ = (next_ + 1) % slots_.size();
    keys_[slot] = key;
    return slots_[slot];
  }
  // The next `count` buffers, one behind the other, for somebody who remembers himself what they hold.
  const Buffer& claim(std::int64_t count) {
    const auto n = static_cast<std::size_t>(count);
    const std::size_t first = next_ + n <= slots_.size() ? next_ : 0;
    for (std::size_t i = first; i < first + n; ++i) keys_[i] = kNothing;
    next_ = (first + n) % slots_.size();
    return slots_[first];
  }
  void forget() { keys_.fill(kNothing); }

 private:
  Streams slots_;
  std::array<SlotKey, Streams::kMost> keys_;
  std::size_t next_ = 0;
};

// An operand's pixels on chip: pixel (y, x), channel ch at address + (y-y0)*row_pitch + (x-x0)*pixel_pitch
// + (ch-c0)*element bytes, of height x width pixels.
struct Placed {
  std::int64_t address = 0, row_pitch = 0, pixel_pitch = 0;
  std::int64_t y0 = 0, x0 = 0, height = 0, width = 0;
};

// One mapped machine segment under construction.
class Emitter {
 public:
  Emitter(Program& program, Network& network, const Mapping& mapping, Emission emission);
  // A trial that goes on where `other` is, behind its last `steps` steps, into another program.
  Emitter(const Emitter& other, Program& scratch, std::size_t steps);

  // As the mapping sees it.
  const Machine& machine() const { return mapping_.plan; }
  std::int64_t element() const { return machine().element_bytes(); }
  Value& value(const View& v) { return network_.values[static_cast<std::size_t>(v.value)]; }

  // The layers to map next: all of a group, if it is pinned with buffers for its constants.
  void begin_group(std::size_t index);
  // The layer to map next, and its row in the report.
  void begin_layer(std::int32_t index, std::int32_t row);
  // The constants of the layer's group stay, however many they are.
  bool pinned() const { return group_.pinned(); }
  // Most parameter records a command of this layer can name.
  std::int64_t most_records() const {
    return machine().parameters_channels * (pinned() ? Machine::kParameterHalves : 1);
  }
  // Makes place for the layer's output rows [rows.begin, rows.end) where only a stripe of it is on chip: into the next
  // buffer, or behind the rows before; rows from rows.keep on move along where the buffer is full.
  void make_room(const StripeRows& rows);
  const Layer& layer() const { return network_.layers[static_cast<std::size_t>(layer_)]; }
  StreamSize in_stream(std::size_t operand) const;
  StreamSize out_stream() const;
  // The layer that holds this one's weights, and where its tiles, so cut, lie in the constants, once they do.
  const Layer& weight_layer() const { return network_.layers[static_cast<std::size_t>(weight_index())]; }
  std::vector<std::int64_t>& weight_offsets(std::int64_t n_tile, std::int64_t c_tile) {
    return weight_offsets_[{weight_index(), n_tile, c_tile}];
  }
  // A segment ends behind group `g`: another program may enter there. Parts of one node stay together.
  bool cuts_behind(std::size_t g) const;
  // Banks that may hold its weights.
  std::int64_t weight_slots() const { return weights_.free(); }

  // Says for the report how the layer is mapped, and the next best way with its cost over this one's (0: none). The
  // first part speaks for its node; what lowering said stands before.
  void explain(const std::string& choice, const std::string& runner_up, double ratio);

  void begin_step() {
    steps_.begin();
    ++step_;
  }
  void work(const Operation& op) {
    count_command();
    steps_.work.push_back(emitted(op, DramTraffic::kActivation));
  }

  // The chosen mapping of a convolution that runs whole, or none.
  const MappingOption* option() const {
    const LayerStreams& streams = placement_.layers[static_cast<std::size_t>(layer_)];
    return streams.options.empty() ? nullptr : &streams.options[streams.chosen];
  }
  // Nothing is written into the program but commands.
  bool drafts() const { return draft_; }
  // Whether constants have bytes; without, they only have addresses.
  bool packs() const { return program_.has_values && !draft_; }
  // Appends bytes (or only counts them, without values) to the constants; returns their offset.
  std::int64_t add_constants(const std::vector<std::uint8_t>& bytes, std::int64_t count);
  // Address of constants tile `tile` of this layer in a weight buffer, loaded if it is not there.
  std::int64_t weights(std::int64_t tile, std::int64_t offset, std::int64_t bytes);
  // Likewise of rows [k0, k0+k) and columns [n0, n0+n) of the layer's second operand, packed as weights.
  std::int64_t matrix(std::int64_t tile, std::int64_t k0, std::int64_t k, std::int64_t n0, std::int64_t n);
  // First parameter record of tile `tile`, loaded if it is not there.
  std::int64_t parameters(std::int64_t tile, std::int64_t offset, std::int64_t records);
  // The region of an input operand that `tile` reads, channels [c0, c0+c); loaded if it streams.
  Placed input(std::size_t operand, const Tile& tile, std::int64_t c0, std::int64_t c, std::int64_t row_pitch = 0);
  // Where output tile `tile` (numbered `number` within the layer) goes, channels [c0, c0+c).
  Placed output(const Tile& tile, std::int64_t number, std::int64_t c0, std::int64_t c);
  // Stores the tile to every DRAM home of the output.
  void store(const Tile& tile, const Placed& placed, std::int64_t c0, std::int64_t c);

  Window window(const Placed& in, const Tile& tile, std::int64_t channels) const;
  Target target(const Placed& out, const Tile& tile, std::int64_t channel_offset) const;
  // First row of the accumulator bank whose turn it is.
  std::int64_t next_accumulator() {
    accumulator_ ^= 1;
    return accumulator_ * machine().accumulator_bank_rows();
  }
  std::uint8_t u8(std::int64_t v, const char* what) const { return narrow<std::uint8_t>(v, what, layer()); }
  std::uint16_t u16(std::int64_t v, const char* what) const { return narrow<std::uint16_t>(v, what, layer()); }
  std::uint32_t u32(std::int64_t v, const char* what) const { return narrow<std::uint32_t>(v, what, layer()); }

  // Loads of what stays on chip.
  const std::vector<Emitted>& once() const { return once_; }
  // Hands over the steps made so far and forgets what the buffers hold (the end of a segment).
  Steps take_steps();

 private:
  const Pin& pin() const { return placement_.layers[static_cast<std::size_t>(layer_)].pin; }
  int weight_index() const { return layer().weights_of < 0 ? layer_ : layer().weights_of; }
  Emitted emitted(const Operation& op, DramTraffic traffic) const {
    Emitted e{{{}, op}, row_, traffic};
    e.banks = banks_.of(e.command);
    return e;
  }
  void count_command() {
    if (++commands_ > kMostCommands)
      fail(ErrorKind::kModel, "layer '{}' ({}): the network needs more than {} commands on machine {}",
           layer().info.name, layer().info.op, kMostCommands, machine().name);
  }
  // A view of a resident value: image b, from channel c0 on.
  Placed resident(const View& view, std::int64_t b, std::int64_t c0) const;
  // Pitches of a box of a view that is packed into a buffer.
  Placed packed(const View& view, const Buffer& buffer, const Region& box, std::int64_t c) const;
  Transfer transfer(const View& view, const Home& home, std::int64_t b, const Region& pixels, std::int64_t c0,
                    std::int64_t c, const Placed& local) const;
  void load(LoadTarget target, const Transfer& t, DramTraffic traffic, bool once = false) {
    count_command();
    (once ? once_ : steps_.loads).push_back(emitted(LoadCommand{target, t}, traffic));
  }
  // Where the layer's constants are, if they stay or are pinned by its group; nothing: request a buffer.
  std::optional<std::int64_t> held_weights(std::int64_t offset, std::int64_t bytes, bool& load, bool& once);
  std::optional<std::int64_t> held_records(std::int64_t offset, std::int64_t records, bool& load, bool& once);

  Program& program_;
  BankMap banks_;
  Network& network_;
  const Mapping& mapping_;
  const Placement& placement_;  // the mapping's
  bool draft_ = true;
  Group group_;
  std::vector<std::int64_t> pinned_weights_;            // the group's banks
  std::int64_t pinned_parameters_ = 0;                  // its first record
  std::vector<char> weights_there_, parameters_there_;  // per layer of a pinned group
  std::int32_t layer_ = 0, row_ = 0;
  std::int64_t commands_ = 0;
  Steps steps_;
  std::map<std::array<std::int64_t, 3>, std::vector<std::int64_t>> weight_offsets_;
  std::int64_t step_ = 0;
  WeightBanks weights_;
  SlotCache parameters_;
  KeptMemory kept_;
  std::vector<Emitted> once_;
  std::vector<std::vector<SlotCache>> inputs_;  // per layer of the group and operand
  std::int64_t accumulator_ = 1;
};

// Emits the steps of one layer, part by part.
class Mapper {
 public:
  virtual ~Mapper() = default;
  virtual void run(const std::vector<Tile>& parts) = 0;
};
// Mappers of the emitter's current layer; they append its constants. Parts have at most `rows` rows.
std::unique_ptr<Mapper> convolution_mapper(Emitter& emitter, std::int64_t rows);
std::unique_ptr<Mapper> vector_mapper(Emitter& emitter, std::int64_t rows);  // depthwise, pool, binary, move, softmax
inline std::unique_ptr<Mapper> mapper_of(Emitter& emitter, std::int64_t rows) {
  return emitter.layer().kind == LayerKind::kConvolution ? convolution_mapper(emitter, rows)
                                                         : vector_mapper(emitter, rows);
}

// Decides among the options of group `g` if it is a convolution that runs whole, which `emitter` is to map next.
// `scratch`: a program of the machine without values, for trials. Returns the cycles saved beside the first option.
double choose_mapping(const Emitter& emitter, const Network& network, std::size_t g, Placement& placement,
                      Program& scratch);

// Steps to one stream: loads move ahead of the work that needs them, past work that does not use their bank.
std::vector<Emitted> schedule(const Steps& steps, const Machine& machine);

}  // namespace octet
