// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/agreement.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "models/dequantized.h"
#include "reports/classification.h"

namespace octet {
namespace {

const Tensor& output_of(const Graph& graph, std::size_t output) {
  return graph.tensors.at(static_cast<std::size_t>(graph.outputs.at(output)));
}

bool is_classifier(const Graph& graph, std::int64_t images) {
  if (graph.outputs.size() != 1) return false;
  const Tensor& t = output_of(graph, 0);
  std::vector<std::int64_t> shape = t.shape;
  if (images > 1) shape.at(0) /= images;
  return t.elements() > images && is_row_of_classes(shape);
}

// Of each image the first of the largest.
std::vector<std::ptrdiff_t> largest(const std::vector<float>& values, std::int64_t images) {
  std::vector<std::ptrdiff_t> all;
  const auto classes = static_cast<std::ptrdiff_t>(values.size()) / images;
  for (auto image = values.begin(); image != values.end(); image += classes)
    all.push_back(std::max_element(image, image + classes) - image);
  return all;
}

}  // namespace

std::optional<double> cosine_similarity(const std::vector<float>& a, const std::vector<float>& b) {
  OCTET_CHECK(a.size() == b.size(), "{} elements and {}", a.size(), b.size());
  double product = 0, a_squares = 0, b_squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i], y = b[i];
    product += x * y, a_squares += x * x, b_squares += y * y;
  }
  if (a_squares == 0 && b_squares == 0) return 1;
  const double cosine = product / (std::sqrt(a_squares) * std::sqrt(b_squares));
  if (!std::isfinite(cosine)) return std::nullopt;
  return std::clamp(cosine, -1.0, 1.0);
}

Agreement agreement(const Graph& graph, const std::vector<std::vector<std::uint8_t>>& outputs, const Graph& real,
                    const std::vector<std::vector<std::uint8_t>>& real_outputs, std::int64_t images) {
  Agreement result;
  result.cosine = 1;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::vector<float> ours = real_values(output_of(graph, i), outputs[i]);
    const std::vector<float> theirs = real_values(output_of(real, i), real_outputs.at(i));
    const std::optional<double> cosine = cosine_similarity(ours, theirs);
    result.outputs.push_back({output_of(graph, i).name, cosine});
    result.cosine = result.cosine && cosine ? std::optional(std::min(*result.cosine, *cosine)) : std::nullopt;
    if (is_classifier(graph, images)) result.top1_equal = largest(ours, images) == largest(theirs, images);
  }
  return result;
}

}  // namespace octet
