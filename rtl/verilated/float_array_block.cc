// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "Vbf16_array.h"
#include "Vbf16_output_array.h"
#include "Vfp32_array.h"
#include "Vfp32_output_array.h"
#include "base/error.h"
#include "rtl/blocks.h"
#include "rtl/verilated/array_ports.h"

namespace octet {

struct FloatArrayBlock::Model {
  virtual ~Model() = default;
  virtual std::vector<std::uint32_t> clock(const FloatArrayInputs& inputs) = 0;
};

namespace {

template <class Top, int kFractionBits>
struct Sized : FloatArrayBlock::Model {
  VerilatedContext context;
  Top top{&context};

  Sized() {  // a first evaluation sees no edge
    top.clk_i = 0;
    top.eval();
  }
  std::vector<std::uint32_t> clock(const FloatArrayInputs& inputs) override {
    set_array_ports<9 + kFractionBits, 2>(top, inputs);
    top.clk_i = 1;
    top.eval();
    top.clk_i = 0;
    top.eval();
    std::vector<std::uint32_t> psums;
    for (int e = 0; e < static_cast<int>(inputs.taps.size()); ++e)
      psums.push_back(static_cast<std::uint32_t>(port_bits(top.psum_o, 32 * e, 32)));
    return psums;
  }
};

}  // namespace

FloatArrayBlock::FloatArrayBlock(int fraction_bits, Dataflow dataflow) {
  const bool outputs_stay = dataflow == Dataflow::kOutputStationary;
  if (fraction_bits == 23 && !outputs_stay) model_ = std::make_unique<Sized<Vfp32_array, 23>>();
  if (fraction_bits == 23 && outputs_stay) model_ = std::make_unique<Sized<Vfp32_output_array, 23>>();
  if (fraction_bits == 7 && !outputs_stay) model_ = std::make_unique<Sized<Vbf16_array, 7>>();
  if (fraction_bits == 7 && outputs_stay) model_ = std::make_unique<Sized<Vbf16_output_array, 7>>();
  OCTET_CHECK(model_, "no array of {} bits of fraction is built", fraction_bits);
}
FloatArrayBlock::~FloatArrayBlock() = default;
std::vector<std::uint32_t> FloatArrayBlock::clock(const FloatArrayInputs& inputs) { return model_->clock(inputs); }

}  // namespace octet
