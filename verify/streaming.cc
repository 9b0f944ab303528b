// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "verify/streaming.h"

#include <algorithm>

#include "arch/access.h"

namespace octet {
namespace {

bool pixels_overlap(const Target& t, std::int64_t h, std::int64_t w, std::int64_t channels) {
  return (w > 1 && t.pixel_pitch < channels) || (h > 1 && t.row_pitch < (w - 1) * t.pixel_pitch + channels);
}

struct OutputOverlaps {
  std::int64_t element;  // bytes

  bool operator()(const LoadCommand&) const { return false; }
  bool operator()(const StoreCommand&) const { return false; }
  bool operator()(const ArrayCommand&) const { return false; }
  bool operator()(const RequantizeCommand& c) const {
    return pixels_overlap(c.out, c.out_h, c.out_w, c.n * c.parts(element) * element);
  }
  bool operator()(const DepthwiseCommand& c) const {
    return pixels_overlap(c.out, c.in.out_h, c.in.out_w, std::int64_t{c.in.channels} * c.depth_multiplier * element);
  }
  bool operator()(const PoolCommand& c) const {
    return pixels_overlap(c.out, c.in.out_h, c.in.out_w, c.in.channels * element);
  }
  bool operator()(const BinaryCommand& c) const {
    return pixels_overlap(c.out, c.out_h, c.out_w, c.channels * element);
  }
  bool operator()(const MoveCommand& c) const { return pixels_overlap(c.out, c.out_h, c.out_w, c.channels * element); }
  bool operator()(const SoftmaxCommand& c) const {
    return pixels_overlap(c.out, c.out_h, c.out_w, c.channels * element);
  }
};

bool in_place(const Command& command, const Access& read, const Access& write) {
  const bool same = read.begin == write.begin && read.end == write.end;
  if (const auto* c = std::get_if<BinaryCommand>(&command.op)) {
    const auto right = [&](const Target& input, bool broadcast) {
      return input.address != read.begin || (input == c->out && !broadcast);
    };
    return same && right(c->a, c->broadcast_a) && right(c->b, c->broadcast_b);
  }
  if (const auto* move = std::get_if<MoveCommand>(&command.op)) return same && move->in == move->out;
  if (const auto* c = std::get_if<SoftmaxCommand>(&command.op)) return same && c->in == c->out;
  return false;
}

bool reads_what_it_writes(const Command& command, const Machine& machine) {
  const AccessList list = accesses(command, machine);
  for (const Access& write : list) {
    for (const Access& read : list) {
      const bool meet = write.write && !read.write && write.space == Space::kScratchpad && read.space == write.space &&
                        read.begin < write.end && write.begin < read.end;
      if (meet && !in_place(command, read, write)) return true;
    }
  }
  return false;
}

}  // namespace

bool streams(const Command& command, const Machine& machine) {
  return !reads_what_it_writes(command, machine) && !std::visit(OutputOverlaps{machine.element_bytes()}, command.op);
}

bool streams(const Program& program) {
  return std::all_of(program.commands.begin(), program.commands.end(),
                     [&](const Command& command) { return streams(command, program.machine); });
}

}  // namespace octet
