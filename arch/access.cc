// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Ranges from the shapes of a command, banks from ranges, and the checks behind "illegal command".
#include "arch/access.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/units.h"

namespace octet {
namespace {

struct Interval {
  std::int64_t low, high;  // inclusive; empty when low > high
};

// Input coordinates that lie inside the tensor, of one dimension of a window.
Interval inside(std::int64_t origin, std::int64_t out, std::int64_t stride, std::int64_t kernel, std::int64_t dilation,
                std::int64_t size) {
  return {std::max<std::int64_t>(0, origin), std::min(size - 1, origin + (out - 1) * stride + (kernel - 1) * dilation)};
}

// What a command touches of a space: `outer` times `inner` runs of `run`.
struct Block {
  Space space;
  bool write;
  std::int64_t at, outer, outer_pitch, inner, inner_pitch, run;
  std::int64_t end() const { return at + (outer - 1) * outer_pitch + (inner - 1) * inner_pitch + run; }
};

// Bounding ranges.
struct Bounds {
  AccessList& list;
  void add(const Block& b) { list.add(b.space, b.write, b.at, b.end()); }
};

// The runs themselves, those on chip.
struct Runs {
  std::vector<Access>& list;
  void add(const Block& b) {
    if (b.space >= Space::kDramConstants || b.run <= 0) return;
    const bool joined = b.inner == 1 || b.inner_pitch == b.run;
    for (std::int64_t o = 0; o < b.outer; ++o) {
      const std::int64_t row = b.at + o * b.outer_pitch;
      if (joined)
        add_run({b.space, b.write, row, row + b.inner * b.run});
      else
        for (std::int64_t i = 0; i < b.inner; ++i)
          add_run({b.space, b.write, row + i * b.inner_pitch, row + i * b.inner_pitch + b.run});
    }
  }
  void add_run(const Access& a) {
    if (!list.empty() && list.back().space == a.space && list.back().write == a.write) {
      Access& last = list.back();
      if (last.begin == a.begin && last.end == a.end) return;
      if (last.end == a.begin) {
        last.end = a.end;
        return;
      }
    }
    list.push_back(a);
  }
};

Space dram_space(Base base) {
  return static_cast<Space>(static_cast<int>(Space::kDramConstants) + std::max(0, static_cast<int>(base) - 1));
}

Block dram_block(const Transfer& t, bool write) {
  return {dram_space(t.base), write,   t.dram_offset,      t.outer,
          t.dram_outer_pitch, t.inner, t.dram_inner_pitch, t.run_bytes};
}

template <class Sink>
struct AccessVisitor {
  const Machine& m;
  Sink sink;
  std::int64_t element = m.element_bytes();

  void range(Space space, bool write, std::int64_t begin, std::int64_t end) {
    sink.add({space, write, begin, 1, 0, 1, 0, end - begin});
  }
  void window(const Window& w) {
    const Interval y = inside(w.y0, w.out_h, w.stride_h, w.kernel_h, w.dilation_h, w.height);
    const Interval x = inside(w.x0, w.out_w, w.stride_w, w.kernel_w, w.dilation_w, w.width);
    if (y.low > y.high || x.low > x.high) return;
    sink.add({Space::kScratchpad, false, w.address + y.low * w.row_pitch + x.low * w.pixel_pitch, y.high - y.low + 1,
              w.row_pitch, x.high - x.low + 1, w.pixel_pitch, w.channels * element});
  }
  void target(bool write, const Target& t, std::int64_t h, std::int64_t w, std::int64_t channels) {
    sink.add({Space::kScratchpad, write, t.address, h, t.row_pitch, w, t.pixel_pitch, channels * element});
  }
  void transfer(const Transfer& t, bool load, Space local) {
    sink.add(dram_block(t, !load));
    if (local == Space::kScratchpad)
      return sink.add({local, load, t.local, t.outer, t.local_outer_pitch, t.inner, t.local_inner_pitch, t.run_bytes});
    const std::int64_t span =
        std::int64_t{t.outer - 1} * t.local_outer_pitch + std::int64_t{t.inner - 1} * t.local_inner_pitch + t.run_bytes;
    range(local, load, t.local, t.local + ceil_div<std::int64_t>(span, Machine::kParameterRecordBytes));
  }
  void parameters(std::int64_t first, std::int64_t count) { range(Space::kParameters, false, first, first + count); }

  void operator()(const LoadCommand& c) {
    transfer(c.t, true, c.target == LoadTarget::kParameters ? Space::kParameters : Space::kScratchpad);
  }
  void operator()(const StoreCommand& c) { transfer(c.t, false, Space::kScratchpad); }
  void operator()(const ArrayCommand& c) {
    window(c.in);
    range(Space::kScratchpad, false, c.weights, c.weights + c.k() * c.n * element);
    const std::int64_t rows = c.in.pixels() * ceil_div<std::int64_t>(c.n, m.array_cols);
    range(Space::kAccumulator, true, c.acc_row, c.acc_row + rows);
  }
  void operator()(const RequantizeCommand& c) {
    const std::int64_t pixels = std::int64_t{c.out_h} * c.out_w;
    range(Space::kAccumulator, false, c.acc_row, c.acc_row + pixels * ceil_div<std::int64_t>(c.n, m.array_cols));
    if (!c.wide) parameters(c.parameters, c.n);
    target(true, c.out, c.out_h, c.out_w, c.n * c.parts(element));
  }
  void operator()(const DepthwiseCommand& c) {
    const std::int64_t channels = std::int64_t{c.in.channels} * c.depth_multiplier;
    window(c.in);
    range(Space::kScratchpad, false, c.weights, c.weights + c.in.taps() * channels * element);
    parameters(c.parameters, channels);
    target(true, c.out, c.in.out_h, c.in.out_w, channels);
  }
  void operator()(const PoolCommand& c) {
    window(c.in);
    parameters(c.parameters, 1);
    target(true, c.out, c.in.out_h, c.in.out_w, c.in.channels);
  }
  void operator()(const BinaryCommand& c) {
    target(false, c.a, c.out_h, c.out_w, c.broadcast_a ? 1 : c.channels);
    target(false, c.b, c.out_h, c.out_w, c.broadcast_b ? 1 : c.channels);
    if (c.reads_records()) parameters(c.parameters, 3);
    target(true, c.out, c.out_h, c.out_w, c.channels);
  }
  void operator()(const MoveCommand& c) {
    target(false, c.in, c.out_h, c.out_w, c.channels);
    if (c.mode != MoveMode::kCopy) parameters(c.parameters, c.mode == MoveMode::kTable ? kTableRecords : 1);
    target(true, c.out, c.out_h, c.out_w, c.channels);
  }
  void operator()(const SoftmaxCommand& c) {
    target(false, c.in, c.out_h, c.out_w, c.channels);
    parameters(c.parameters, kExponentialRecords);
    target(true, c.out, c.out_h, c.out_w, c.channels);
  }
};

// Bits of the banks that hold [begin, end), the 64th and later ones as one.
inline std::uint64_t mask_of(std::int64_t begin, std::int64_t end, std::int64_t bank) {
  const bool shifts = begin >= 0 && (bank & (bank - 1)) == 0;  // quicker than to divide
  const int shift = std::countr_zero(static_cast<std::uint64_t>(bank));
  const std::int64_t first = std::clamp<std::int64_t>(shifts ? begin >> shift : begin / bank, 0, 63);
  const std::int64_t last = std::clamp<std::int64_t>(shifts ? (end - 1) >> shift : (end - 1) / bank, 0, 63);
  return (~std::uint64_t{0} >> (63 - last)) & (~std::uint64_t{0} << first);
}

// "" or the first count that is zero.
std::string empty_counts(const Command& command) {
  auto window = [](const Window& w) {
    return w.channels && w.height && w.width && w.kernel_h && w.kernel_w && w.stride_h && w.stride_w && w.dilation_h &&
           w.dilation_w && w.out_h && w.out_w;
  };
  struct Visitor {
    decltype(window)& ok;
    bool operator()(const LoadCommand& c) const { return c.t.run_bytes && c.t.inner && c.t.outer; }
    bool operator()(const StoreCommand& c) const { return c.t.run_bytes && c.t.inner && c.t.outer; }
    bool operator()(const ArrayCommand& c) const { return ok(c.in) && c.n; }
    bool operator()(const RequantizeCommand& c) const { return c.out_h && c.out_w && c.n; }
    bool operator()(const DepthwiseCommand& c) const { return ok(c.in) && c.depth_multiplier; }
    bool operator()(const PoolCommand& c) const { return ok(c.in); }
    bool operator()(const BinaryCommand& c) const { return c.out_h && c.out_w && c.channels; }
    bool operator()(const MoveCommand& c) const { return c.out_h && c.out_w && c.channels; }
    bool operator()(const SoftmaxCommand& c) const { return c.out_h && c.out_w && c.channels; }
  };
  return std::visit(Visitor{window}, command.op) ? "" : "a count is zero";
}

// "" or what is wrong with a token list: a number that is no counter, or one named twice.
std::string illegal_tokens(const std::array<std::uint8_t, 3>& list) {
  std::uint64_t named = 0;
  for (const std::uint8_t token : list) {
    if (token == kNoToken) continue;
    if (token >= kTokens) return fmt::format("token counter {}, there are {}", token, kTokens);
    if (named >> token & 1) return fmt::format("token counter {} is named twice", token);
    named |= std::uint64_t{1} << token;
  }
  return "";
}

std::string illegal_transfer(const Command& command) {
  const Transfer* t = nullptr;
  bool parameters = false;
  if (const auto* load = std::get_if<LoadCommand>(&command.op)) {
    t = &load->t;
    parameters = load->target == LoadTarget::kParameters;
  } else if (const auto* store = std::get_if<StoreCommand>(&command.op)) {
    t = &store->t;
    if (t->base == Base::kConstants) return "store into the constants region";
  }
  if (!t) return "";
  if (t->base == Base::kCode) return "transfer from or to the code region";
  if (parameters && (t->inner != 1 || t->outer != 1 || t->run_bytes % Machine::kParameterRecordBytes != 0 || t->flip))
    return "a parameter load is one run of whole 16-byte records";
  return "";
}

// "" or which table does not lie in one of the halves of `half` records.
std::string illegal_table(const Command& command, std::int64_t half) {
  const auto split = [half](std::int64_t first, std::int64_t records) {
    return first / half != (first + records - 1) / half;
  };
  if (const auto* move = std::get_if<MoveCommand>(&command.op))
    if (move->mode == MoveMode::kTable && split(move->parameters, kTableRecords))
      return "the table of a move command lies in two parameter halves";
  if (const auto* softmax = std::get_if<SoftmaxCommand>(&command.op))
    if (split(softmax->parameters, kExponentialRecords))
      return "the exponentials of a softmax command lie in two parameter halves";
  return "";
}

}  // namespace

AccessList accesses(const Command& command, const Machine& machine) {
  AccessList list;
  std::visit(AccessVisitor<Bounds>{machine, {list}}, command.op);
  return list;
}

std::vector<Access> exact_accesses(const Command& command, const Machine& machine) {
  std::vector<Access> list;
  std::visit(AccessVisitor<Runs>{machine, {list}}, command.op);
  const auto* array = std::get_if<ArrayCommand>(&command.op);
  if (array && array->accumulate) {  // it reads the rows that it writes
    Access rows = list.back();
    rows.write = false;
    list.push_back(rows);
  }
  return list;
}

Access dram_access(const Transfer& t, bool write) {
  const Block b = dram_block(t, write);
  return {b.space, write, b.at, b.end()};
}

// Of bounding ranges.
struct BankMap::Masks {
  const BankMap& map;
  BankMask& mask;
  void add(const Block& b) { map.add(b.space, b.at, b.end(), mask); }
};

BankMap::BankMap(const Machine& machine) : machine_(machine), bank_bytes_(machine.scratchpad_bank_bytes()) {}

void BankMap::add(Space space, std::int64_t begin, std::int64_t end, BankMask& mask) const {
  if (end <= begin) return;
  switch (space) {
    case Space::kScratchpad:
      mask.scratchpad |= mask_of(begin, end, bank_bytes_);
      break;
    case Space::kAccumulator:
      mask.accumulator |= static_cast<std::uint8_t>(mask_of(begin, end, machine_.accumulator_bank_rows()) & 3);
      break;
    case Space::kParameters:
      mask.parameters |= static_cast<std::uint8_t>(mask_of(begin, end, machine_.parameters_channels) & 3);
      break;
    case Space::kDramConstants:
    case Space::kDramIo:
    case Space::kDramWorkspace:
      break;
  }
}

BankMask BankMap::of(const Command& command) const {
  BankMask mask;
  std::visit(AccessVisitor<Masks>{machine_, {*this, mask}}, command.op);
  return mask;
}

BankMask BankMap::of(const AccessList& list) const {
  BankMask mask;
  for (const Access& a : list) add(a.space, a.begin, a.end, mask);
  return mask;
}

std::string illegal(const Command& command, const Machine& m, const std::int64_t region_bytes[kBases],
                    const AccessList& list) {
  if (std::string text = empty_counts(command); !text.empty()) return text;
  if (std::string text = illegal_transfer(command); !text.empty()) return text;
  if (std::string text = illegal_tokens(command.tokens.wait); !text.empty()) return text;
  if (std::string text = illegal_tokens(command.tokens.signal); !text.empty()) return text;
  const std::int64_t size[kSpaces] = {m.scratchpad_bytes,
                                      m.accumulator_bank_rows() * Machine::kAccumulatorBanks,
                                      m.parameters_channels * Machine::kParameterHalves,
                                      region_bytes[static_cast<int>(Base::kConstants)],
                                      region_bytes[static_cast<int>(Base::kIo)],
                                      region_bytes[static_cast<int>(Base::kWorkspace)]};
  constexpr const char* kName[kSpaces] = {"scratchpad byte", "accumulator row", "parameter record",
                                          "constants byte",  "io byte",         "workspace byte"};
  for (const Access& a : list) {
    const int s = static_cast<int>(a.space);
    if (a.end > size[s]) return fmt::format("{} {} is out of range, there are {}", kName[s], a.end - 1, size[s]);
  }
  if (std::holds_alternative<ArrayCommand>(command.op) && list.count == 3) {
    const std::int64_t bank = m.scratchpad_bank_bytes();
    if (mask_of(list.items[0].begin, list.items[0].end, bank) & mask_of(list.items[1].begin, list.items[1].end, bank))
      return "weights and activations of an array command share a scratchpad bank";
  }
  return illegal_table(command, m.parameters_channels);
}

}  // namespace octet
