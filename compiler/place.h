// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Placement: which layers run together in stripes, which values live on chip, where, and which banks remain for each
// layer's streams.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "base/error.h"
#include "compiler/chip_share.h"
#include "compiler/convolution_plan.h"
#include "compiler/group_plan.h"
#include "compiler/layer.h"

namespace octet {

struct ForcedMapping;

struct Buffer {
  std::int64_t address = 0, bytes = 0;
};

// The stream buffers of one operand of one layer; empty if the operand is resident.
class Streams {
 public:
  static constexpr std::size_t kMost = 2;
  void push_back(const Buffer& buffer) {
    OCTET_CHECK(count_ < kMost, "{} stream buffers", count_);
    buffers_[count_++] = buffer;
  }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  Buffer& operator[](std::size_t i) { return buffers_[i]; }
  const Buffer& operator[](std::size_t i) const { return buffers_[i]; }
  Buffer* begin() { return buffers_.data(); }
  Buffer* end() { return begin() + count_; }
  const Buffer* begin() const { return buffers_.data(); }
  const Buffer* end() const { return begin() + count_; }

 private:
  std::array<Buffer, kMost> buffers_;
  std::size_t count_ = 0;
};
inline StreamSize size_of(const Streams& s) {
  return s.empty() ? StreamSize{} : StreamSize{s[0].bytes, static_cast<std::int64_t>(s.size())};
}

// One way to run a convolution whole: its plan, and stream buffers for operands that are not resident.
struct MappingOption {
  ConvolutionPlan plan;
  Streams in, out;
};

struct LayerStreams {
  std::vector<Streams> in;  // one per operand; the same value twice shares one
  Streams out;
  Pin pin;  // of a pinned group's layer
  // Of a convolution that runs whole: the options with the lowest estimates, best first; choose_mapping() decides.
  std::vector<MappingOption> options;
  std::size_t chosen = 0;  // among them
};

// Addresses are those of the machine that the program runs on, where one bank of the placement begins `bank_stride`
// bytes behind the other.
struct Placement {
  std::int64_t bank_bytes = 0, bank_stride = 0;
  double cycles = 0;                      // sum of the estimates
  std::vector<Group> groups;              // all layers, in order
  std::vector<std::vector<char>> used;    // per group and bank: by values or streams; the others are for weights
  std::vector<std::vector<char>> values;  // likewise, by values alone: the streams of a chosen mapping come on top
  std::vector<LayerStreams> layers;       // one per network layer
};

// Decides Value::resident, address and row_pitch greedily in order of production: a value stays on
// chip if banks are free from its producer to its last use with enough left over for the streams of
// every layer in between. Whole banks only, so that values never contend. Chains of layers whose values do not stay
// run in stripes where that is estimated to be cheaper. Values that stay off chip and
// have no home get one in the workspace. Throws Error(kArchitecture) for fewer than four banks.
Placement place(Network& network, const Machine& machine, const ForcedMapping* forced = nullptr);

// Moves the banks of a placement on `plan`, which lie one behind the other, `bank_stride` bytes apart, at least their
// own. Rows of values move apart as much: what different commands touch at a time then lies in as many banks as on the
// plan.
void spread(Network& network, Placement& placement, const Machine& plan, std::int64_t bank_stride);

// Takes option `chosen` for the convolution `layer` that is group `g`.
void choose(Placement& placement, const Layer& layer, std::size_t g, std::size_t chosen);

// Most bytes in use at once: whole buffers of values and streams, and the banks that weights take turns in at least.
std::int64_t peak_bytes(const Placement& placement, const Machine& machine);

}  // namespace octet
