// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Follows the images from the inputs through the nodes, then lengthens every tensor they reached.
#include "models/batch.h"

#include "base/error.h"
#include "models/batch_rules.h"
#include "models/import_text.h"
#include "models/inspect.h"

namespace octet {
namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 31;

class Batching {
 public:
  Batching(const Graph& one, std::int64_t images)
      : one_(one), graph_(one), images_(images), differs_(one.tensors.size(), false) {}

  Graph run() {
    for (const int input : one_.inputs) differs_.at(static_cast<std::size_t>(input)) = true;
    for (std::size_t i = 0; i < one_.nodes.size(); ++i)
      if (!one_.nodes[i].folded) follow(one_.nodes[i], graph_.nodes[i]);
    for (std::size_t t = 0; t < differs_.size(); ++t)
      if (differs_[t]) lengthen(graph_.tensors[t]);
    if (!problems_.empty())
      fail(ErrorKind::kModel, "{}: cannot take {} images in one inference:{}", one_.name, images_, problems_);
    std::int64_t macs = 0;
    for (const Node& node : one_.nodes) macs += macs_of(one_, node);
    if (macs > kMaxMacs / images_)
      fail(ErrorKind::kModel, "{}: {} images of {} MACs, allowed: at most {} MACs", one_.name, images_, macs, kMaxMacs);
    return std::move(graph_);
  }

 private:
  // Images reach the outputs of a node that reads some.
  void follow(const Node& before, Node& node) {
    const BatchNode n{one_, before, differs_};
    if (const std::string reason = batch_reason(n); !reason.empty()) {
      problems_ += fmt::format("\n  {}: {}", node_text(one_, before), reason);
    } else {
      for (const std::size_t i : repeated_inputs(n)) node.inputs[i] = repeat(before.inputs[i]);
      if (auto* slice = std::get_if<SliceOptions>(&node.options)) {
        slice->extent[0] *= images_;
        slice->stride[0] = 1;
      }
    }
    for (const int output : before.outputs) differs_.at(static_cast<std::size_t>(output)) = true;
  }

  // A constant once per image.
  int repeat(int constant) {
    const Tensor& once = one_.tensors.at(static_cast<std::size_t>(constant));
    Tensor copy = once;
    lengthen(copy);
    for (std::int64_t image = 1; copy.shape != once.shape && image < images_; ++image)
      copy.data.insert(copy.data.end(), once.data.begin(), once.data.end());
    graph_.tensors.push_back(std::move(copy));
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  void lengthen(Tensor& tensor) {
    if (tensor.shape.empty()) {
      problems_ += fmt::format("\n  tensor {}: it has no dimension for images", shown(tensor.name));
    } else if (tensor.elements() > kMostElements / images_) {
      problems_ += fmt::format("\n  tensor {}: {} images of {} elements, allowed: at most {} elements",
                               shown(tensor.name), images_, tensor.elements(), kMostElements);
    } else {
      tensor.shape[0] *= images_;
    }
  }

  const Graph& one_;
  Graph graph_;
  const std::int64_t images_;
  std::vector<bool> differs_;
  std::string problems_;  // a line each
};

}  // namespace

Graph batched(const Graph& graph, std::int64_t images) {
  OCTET_CHECK(images >= 1 && images <= kMostImages, "{} images", images);
  require_supported(graph);
  return images == 1 ? graph : Batching(graph, images).run();
}

}  // namespace octet
