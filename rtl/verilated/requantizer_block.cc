// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "Vrequantizer.h"
#include "rtl/blocks.h"
#include "rtl/verilated/port_bits.h"

namespace octet {
namespace {
constexpr std::size_t kLatency = 3;  // cycles from an element's inputs to its code
}

struct RequantizerBlock::Model {
  VerilatedContext context;
  Vrequantizer top{&context};

  Model() {  // a first evaluation sees no edge
    top.clk_i = 0;
    top.eval();
  }
  void clock() {
    top.enable_i = 0xf;
    top.clk_i = 1;
    top.eval();
    top.clk_i = 0;
    top.eval();
  }
  void set(const ParameterRecord& record, Rounding rounding) {
    const auto bytes = encode(record);
    for (int b = 0; b < 16; ++b) set_port_bits(top.record_i, 8 * b, 8, bytes[static_cast<std::size_t>(b)]);
    top.rounding_i = static_cast<std::uint8_t>(rounding);
  }
};

RequantizerBlock::RequantizerBlock() : model_(new Model) {}
RequantizerBlock::~RequantizerBlock() = default;

std::int8_t RequantizerBlock::requantize(std::int32_t acc, std::int32_t sum, const ParameterRecord& record,
                                         Rounding rounding) {
  return stream({acc}, {sum}, record, rounding).front();
}

std::vector<std::int8_t> RequantizerBlock::stream(const std::vector<std::int32_t>& acc,
                                                  const std::vector<std::int32_t>& sum, const ParameterRecord& record,
                                                  Rounding rounding) {
  std::vector<std::int8_t> codes;
  model_->set(record, rounding);
  for (std::size_t t = 0; t < acc.size() + kLatency; ++t) {
    if (t < acc.size()) {
      model_->top.acc_i = static_cast<std::uint32_t>(acc[t]);
      model_->top.sum_i = static_cast<std::uint32_t>(sum[t]);
    }
    model_->clock();
    if (t + 1 >= kLatency && codes.size() < acc.size()) codes.push_back(static_cast<std::int8_t>(model_->top.code_o));
  }
  return codes;
}

}  // namespace octet
