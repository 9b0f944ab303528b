// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Rows are asked for from the last layer back: each layer makes what its readers lack.
#include "compiler/stripes.h"

#include <algorithm>

namespace octet {

bool can_stripe(const Layer& layer) {
  if (layer.kind == LayerKind::kHost || layer.kind == LayerKind::kSoftmax) return false;
  const bool computed = layer.kind == LayerKind::kConvolution && layer.in.size() > 1;
  if (computed || layer.output_parts > 1 || layer.weights_of >= 0 || layer.continues || !layer.out.is_dense())
    return false;
  return std::all_of(layer.in.begin(), layer.in.end(), [&](const View& v) {
    const bool windowed =
        layer.kind == LayerKind::kConvolution || layer.kind == LayerKind::kDepthwise || layer.kind == LayerKind::kPool;
    return v.is_dense() && v.n == layer.out.n && (windowed || (v.h == layer.out.h && v.w == layer.out.w));
  });
}

std::int64_t first_input_row(const Layer& l, std::int64_t begin, std::int64_t height) {
  return std::clamp<std::int64_t>(begin * l.stride_h - l.pad_top, 0, height - 1);
}

std::int64_t last_input_row(const Layer& l, std::int64_t end, std::int64_t height) {
  const std::int64_t past = (end - 1) * l.stride_h - l.pad_top + (l.kernel_h - 1) * l.dilation_h + 1;
  return std::clamp<std::int64_t>(past, 1, height);
}

StripeWalk::StripeWalk(const Network& network, int first, int last, std::int64_t rows)
    : network_(network), first_(first), last_(last), rows_(rows), made_(static_cast<std::size_t>(last - first + 1), 0) {
  inner_.reserve(2 * made_.size());
  for (int l = last; l >= first; --l)
    for (const View& v : network.layers[static_cast<std::size_t>(l)].in)
      if (const int p = network.values[static_cast<std::size_t>(v.value)].producer; p >= first)
        inner_.push_back({l - first, p - first});
}

bool StripeWalk::next(std::vector<StripeRows>& stripe) {
  const std::int64_t height = network_.layers[static_cast<std::size_t>(last_)].out.h;
  if (made_.back() == height) return false;
  stripe.clear();
  for (const std::int64_t made : made_) stripe.push_back({made, made, made});
  stripe.back().end = std::min(height, made_.back() + rows_);
  for (const Operand& o : inner_) {
    const Layer& reader = network_.layers[static_cast<std::size_t>(first_ + o.consumer)];
    const std::int64_t input = network_.layers[static_cast<std::size_t>(first_ + o.producer)].out.h;
    const StripeRows& rows = stripe[static_cast<std::size_t>(o.consumer)];
    StripeRows& need = stripe[static_cast<std::size_t>(o.producer)];
    need.keep = std::min(need.keep, first_input_row(reader, rows.begin, input));
    if (rows.end > rows.begin) need.end = std::max(need.end, last_input_row(reader, rows.end, input));
  }
  for (std::size_t l = 0; l < made_.size(); ++l) made_[l] = stripe[l].end;
  return true;
}

}  // namespace octet
