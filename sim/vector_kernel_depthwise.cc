// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Depthwise convolution over channels: sum (x - zx)*(w - zw) = sum x*(w - zw) - zx*sum(w - zw), whose
// second term is a constant of the channel and joins its bias (exact: all sums wrap in int32).
#include <algorithm>
#include <cstring>
#include <vector>

#include "sim/functional_window.h"
#include "sim/vector_kernel.h"
#include "sim/vector_kernel_parts.h"

namespace octet {
namespace {

using vector_parts::ChannelTable;
using vector_parts::kGroup;
using vector_parts::Parts;

class Depthwise {
 public:
  Depthwise(const DepthwiseCommand& command, const OnChip& chip, Simd simd)
      : command_(command),
        in_(command.in),
        chip_(chip),
        parts_(vector_parts::parts_of(simd)),
        channels_(std::int64_t{in_.channels} * command.depth_multiplier),
        pairs_((in_.taps() + 1) / 2),
        table_(chip, command.parameters, channels_, command.rounding),
        ranges_(command.in),
        weights_(reinterpret_cast<const std::int8_t*>(chip.scratchpad.data()) + command.weights) {
    pad_.assign(static_cast<std::size_t>(channels_), in_.pad_value);
    for (std::int64_t ky = 0; ky < in_.kernel_h; ++ky)
      for (std::int64_t kx = 0; kx < in_.kernel_w; ++kx)
        offsets_.push_back(ky * in_.dilation_h * in_.row_pitch + kx * in_.dilation_w * in_.pixel_pitch);
    if (command.depth_multiplier > 1) repeated_.resize(static_cast<std::size_t>(in_.taps() * channels_));
  }

  void run(OutputPlace out, Simd simd) {
    if (simd == Simd::kAvx512 && table_.shifts_right && command_.depth_multiplier == 1) return run_quads(out);
    run_pairs(out);
  }

 private:
  // Row by row, all channels of a group together.
  void run_quads([[maybe_unused]] OutputPlace out) {
#ifdef OCTET_X86
    const vector_parts::QuadTable quads = vector_parts::pack_quads(table_, weights_, in_.taps(), channels_);
    const std::vector<std::int8_t> zeros(static_cast<std::size_t>(channels_));
    taps_.assign(static_cast<std::size_t>(in_.out_w * quads.quads * 4), zeros.data());
    for (std::int64_t y = 0; y < in_.out_h; ++y) {
      for (std::int64_t x = 0; x < in_.out_w; ++x) locate(y, x, taps_.data() + x * quads.quads * 4);
      vector_parts::depthwise_quads(quads, taps_.data(), in_.out_w, out.bytes + y * out.row_pitch, out.pixel_pitch);
    }
#endif
  }

  // Pixel by pixel, as many at once as keep their accumulators in the first-level cache.
  void run_pairs(OutputPlace out) {
    pack_weights();
    table_.has_weight_zero_points = false;  // subtracted in the packed weights
    taps_.assign(static_cast<std::size_t>(2 * pairs_), pad_.data());
    const std::int64_t block = std::clamp<std::int64_t>(4096 / channels_, 1, in_.out_w);
    acc_.resize(static_cast<std::size_t>(block * channels_));
    const std::vector<std::int32_t> no_sums(static_cast<std::size_t>(block), 0);
    for (std::int64_t y = 0; y < in_.out_h; ++y)
      for (std::int64_t x = 0; x < in_.out_w; x += block) {
        const std::int64_t pixels = std::min(block, in_.out_w - x);
        for (std::int64_t i = 0; i < pixels; ++i) {
          locate(y, x + i, taps_.data());
          parts_.depthwise(taps_.data(), {packed_.data(), pairs_, channels_}, acc_.data() + i * channels_);
        }
        parts_.requantize(table_, 0, channels_,
                          {acc_.data(), channels_, no_sums.data(), out.bytes + y * out.row_pitch + x * out.pixel_pitch,
                           out.pixel_pitch, pixels});
      }
  }

  void pack_weights() {
    const std::int64_t groups = (channels_ + kGroup - 1) / kGroup;
    packed_.resize(static_cast<std::size_t>(groups * pairs_ * kGroup * 2));
    for (std::int64_t group = 0; group < groups; ++group) {
      const std::int64_t first = group * kGroup, count = std::min<std::int64_t>(kGroup, channels_ - first);
      std::int32_t zero_points[kGroup] = {}, sums[kGroup] = {};
      std::copy_n(table_.zero_point_weight + first, count, zero_points);
      for (std::int64_t pair = 0; pair < pairs_; ++pair) pack_pair(first, count, pair, zero_points, sums);
      for (std::int64_t i = 0; i < count; ++i) {
        const auto term =
            static_cast<std::uint32_t>(table_.zero_point_in[first + i]) * static_cast<std::uint32_t>(sums[i]);
        table_.bias[first + i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(table_.bias[first + i]) - term);
        table_.zero_point_weight[first + i] = 0;
      }
    }
  }

  // Two taps of one group, interleaved; adds the weights to the group's sums.
  void pack_pair(std::int64_t first, std::int64_t count, std::int64_t pair, const std::int32_t* zero_points,
                 std::int32_t* sums) {
    const std::int8_t* weights = weights_ + 2 * pair * channels_ + first;
    std::int32_t taps[2][kGroup] = {};
    for (std::int64_t t = 0; t < std::min<std::int64_t>(2, in_.taps() - 2 * pair); ++t) {
      std::int8_t codes[kGroup] = {};
      std::memcpy(codes, weights + t * channels_, count == kGroup ? kGroup : static_cast<std::size_t>(count));
      for (int i = 0; i < kGroup; ++i) taps[t][i] = codes[i] - zero_points[i];
    }
    std::int16_t* to = packed_.data() + (first / kGroup * pairs_ + pair) * kGroup * 2;
    for (int i = 0; i < kGroup; ++i) {
      to[2 * i] = static_cast<std::int16_t>(taps[0][i]);
      to[2 * i + 1] = static_cast<std::int16_t>(taps[1][i]);
      sums[i] += taps[0][i] + taps[1][i];
    }
  }

  // Where the taps of output pixel (y, x) lie, or padding.
  void locate(std::int64_t y, std::int64_t x, const std::int8_t** taps) {
    const TapRange& rows = ranges_.rows[static_cast<std::size_t>(y)];
    const TapRange& columns = ranges_.columns[static_cast<std::size_t>(x)];
    const bool whole = rows.count() == in_.kernel_h && columns.count() == in_.kernel_w;
    if (whole && command_.depth_multiplier == 1) {
      const std::int8_t* first = tap_address(in_, chip_.scratchpad.data(), rows, 0, columns, 0);
      for (std::size_t tap = 0; tap < offsets_.size(); ++tap) taps[tap] = first + offsets_[tap];
      return;
    }
    std::size_t tap = 0;
    for (int ky = 0; ky < in_.kernel_h; ++ky)
      for (int kx = 0; kx < in_.kernel_w; ++kx, ++tap) {
        const bool inside = ky >= rows.first && ky < rows.last && kx >= columns.first && kx < columns.last;
        taps[tap] =
            inside ? channels_at(tap, tap_address(in_, chip_.scratchpad.data(), rows, ky, columns, kx)) : pad_.data();
      }
  }

  // The codes each output channel reads: the pixel itself, or each of its channels depth_multiplier times.
  const std::int8_t* channels_at(std::size_t tap, const std::int8_t* pixel) {
    const int times = command_.depth_multiplier;
    if (times == 1) return pixel;
    std::int8_t* to = repeated_.data() + static_cast<std::int64_t>(tap) * channels_;
    for (int c = 0; c < in_.channels; ++c) std::fill_n(to + c * times, times, pixel[c]);
    return to;
  }

  const DepthwiseCommand& command_;
  const Window& in_;
  const OnChip& chip_;
  const Parts& parts_;
  std::int64_t channels_, pairs_;
  ChannelTable table_;
  WindowTaps ranges_;
  const std::int8_t* weights_;
  std::vector<std::int16_t> packed_;
  std::vector<std::int8_t> pad_, repeated_;
  std::vector<std::int64_t> offsets_;     // of each tap from tap 0, in bytes
  std::vector<const std::int8_t*> taps_;  // an odd last tap keeps its partner on pad_, whose weights are zero
  std::vector<std::int32_t> acc_;
};

}  // namespace

void depthwise(const DepthwiseCommand& command, const OnChip& chip, OutputPlace out, Simd simd) {
  Depthwise(command, chip, simd).run(out, simd);
}

}  // namespace octet
