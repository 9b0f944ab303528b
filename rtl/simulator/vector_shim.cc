// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The vector unit in co-simulation: reads parameter records in the cycle it asks for them, the accumulator and the
// scratchpad a cycle later, writes the scratchpad (rtl/parameter_memory.sv, accumulator.sv, scratchpad.sv).
#include <vector>

#include "rtl/simulator/block.h"

namespace {

constexpr std::uint32_t kPoisonAccumulator = 0x5A5A5A5A;
constexpr std::size_t kRecordBytes = 16;

class Vector : public octet::Block {
 public:
  explicit Vector(const OctetBlockMemories& memories)
      : Block(memories),
        lanes_(memories.vector_lanes),
        element_(memories.element_bytes),
        first_(lanes_ * memories.vector_macs_per_lane * element_),
        second_(first_.size()),
        accs_(lanes_),
        sums_(lanes_) {}

 private:
  void take_data() override {
    std::memcpy(&top.read_data_i, first_.data(), first_.size());
    std::memcpy(&top.second_data_i, second_.data(), second_.size());
    std::memcpy(&top.acc_data_i, accs_.data(), accs_.size() * sizeof accs_[0]);
    std::memcpy(&top.acc_sum_i, sums_.data(), sums_.size() * sizeof sums_[0]);
  }
  void read() override {
    read_records();
    for (std::size_t r = 0; r < first_.size() / element_; ++r) {
      if (octet::bit_of(top.read_valid_o, r))
        read_element(octet::element_of<std::uint32_t>(top.read_address_o, r), &first_[r * element_]);
      if (octet::bit_of(top.second_valid_o, r))
        read_element(octet::element_of<std::uint32_t>(top.second_address_o, r), &second_[r * element_]);
    }
    if (!top.acc_valid_o) return;
    for (std::size_t l = 0; l < lanes_; ++l) {
      const auto row = octet::element_of<std::uint32_t>(top.acc_row_o, l);
      const auto column = octet::element_of<std::uint32_t>(top.acc_col_o, l);
      // One strobe for all lanes: an idle lane may name any word.
      const bool inside = row < memories_.accumulator_rows && column < memories_.array_cols;
      accs_[l] =
          inside ? static_cast<std::uint32_t>(memories_.accumulator[std::size_t{row} * memories_.array_cols + column])
                 : kPoisonAccumulator;
      sums_[l] = inside ? static_cast<std::uint32_t>(memories_.sums[row]) : kPoisonAccumulator;
    }
  }
  void read_records() {
    if (!top.record_valid_o) return;
    for (std::size_t p = 0; p < (lanes_ + 3) / 4; ++p) {
      const auto record = octet::element_of<std::uint32_t>(top.record_o, p);
      auto* to = reinterpret_cast<unsigned char*>(&top.record_data_i) + p * kRecordBytes;
      if (record < memories_.parameter_records)
        std::memcpy(to, memories_.parameters + record * kRecordBytes, kRecordBytes);
      else
        std::memset(to, 0, kRecordBytes);  // of an idle lane
    }
    top.eval();
  }
  void write() override {
    for (std::size_t l = 0; l < lanes_; ++l)
      for (std::uint32_t b = 0; b < element_ && octet::bit_of(top.write_valid_o, l); ++b)
        byte_at(octet::element_of<std::uint32_t>(top.write_address_o, l) + b) =
            octet::element_of<std::uint8_t>(top.write_data_o, l * element_ + b);
  }

  const std::size_t lanes_, element_;
  std::vector<std::uint8_t> first_, second_;
  std::vector<std::uint32_t> accs_, sums_;
};

}  // namespace

extern "C" void* octet_block_new(const OctetBlockMemories* memories) {
  return static_cast<octet::Model*>(new Vector(*memories));
}
