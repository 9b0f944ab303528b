// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The array in co-simulation: reads activations and a row of weights, writes the accumulator (rtl/scratchpad.sv and
// rtl/accumulator.sv are what it would meet in the core).
#include <vector>

#include "rtl/simulator/block.h"

namespace {

class Array : public octet::Block {
 public:
  explicit Array(const OctetBlockMemories& memories)
      : Block(memories),
        acts_(memories.array_rows * memories.element_bytes),
        weights_(memories.array_cols * memories.element_bytes) {}

 private:
  void show_valid() override { top.head_valid_i = 1; }
  void take_data() override {
    top.head_valid_i = 0;
    std::memcpy(&top.act_data_i, acts_.data(), acts_.size());
    std::memcpy(&top.weight_data_i, weights_.data(), weights_.size());
  }
  void read() override {
    for (std::size_t i = 0; i < memories_.array_rows; ++i)
      if (octet::bit_of(top.act_valid_o, i))
        read_element(octet::element_of<std::uint32_t>(top.act_address_o, i), &acts_[i * memories_.element_bytes]);
    if (!top.weight_valid_o) return;
    for (std::size_t j = 0; j < weights_.size(); ++j)
      weights_[j] = byte_at(static_cast<std::uint32_t>(top.weight_address_o + j));
  }
  void write() override {
    for (std::uint32_t e = 0; e < 2 * memories_.array_cols; ++e) {
      if (!octet::bit_of(top.write_valid_o, e)) continue;
      const std::uint32_t port = e / memories_.array_cols, column = e % memories_.array_cols;
      const std::uint32_t row = octet::require_below(octet::element_of<std::uint32_t>(top.write_row_o, e),
                                                     memories_.accumulator_rows, "accumulator row");
      const bool add = octet::bit_of(top.write_add_o, e);
      put(memories_.accumulator[std::size_t{row} * memories_.array_cols + column],
          octet::element_of<std::int32_t>(top.write_data_o, e), add);
      if (column == 0) put(memories_.sums[row], octet::element_of<std::int32_t>(top.write_sum_o, port), add);
    }
  }
  void put(std::int32_t& word, std::int32_t value, bool add) const { word = add ? memories_.add(word, value) : value; }

  std::vector<std::uint8_t> acts_, weights_;
};

}  // namespace

extern "C" void* octet_block_new(const OctetBlockMemories* memories) {
  return static_cast<octet::Model*>(new Array(*memories));
}
