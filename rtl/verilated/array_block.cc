// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "Varray_2x2.h"
#include "Varray_3x5.h"
#include "Varray_4x4.h"
#include "Voutput_array_2x2.h"
#include "Voutput_array_3x5.h"
#include "base/error.h"
#include "rtl/blocks.h"
#include "rtl/verilated/array_ports.h"

namespace octet {

struct ArrayPairBlock::Model {
  virtual ~Model() = default;
  virtual Pair clock(const ArrayInputs& inputs) = 0;
};

namespace {

template <class Top, int kRows, int kCols, int kRowBits>
struct Sized : ArrayPairBlock::Model {
  VerilatedContext context;
  Top top{&context};

  Sized() {  // a first evaluation sees no edge
    top.clk_i = 0;
    top.eval();
  }
  template <class Psums, class Sums>
  static ArrayOutputs outputs(const Psums& psums, const Sums& sums) {
    ArrayOutputs out;
    for (int e = 0; e < 2 * kCols; ++e) out.psums.push_back(static_cast<std::int32_t>(port_bits(psums, 32 * e, 32)));
    for (int i = 0; i < 2; ++i) out.sums.push_back(static_cast<std::int32_t>(port_bits(sums, 32 * i, 32)));
    return out;
  }

  ArrayPairBlock::Pair clock(const ArrayInputs& inputs) override {
    set_array_ports<8, kRowBits>(top, inputs);
    top.clk_i = 1;
    top.eval();
    top.clk_i = 0;
    top.eval();
    return {outputs(top.loop_psum_o, top.loop_sum_o), outputs(top.generate_psum_o, top.generate_sum_o)};
  }
};

}  // namespace

ArrayPairBlock::ArrayPairBlock(int rows, int cols, Dataflow dataflow) {
  if (dataflow == Dataflow::kOutputStationary) {
    if (rows == 2 && cols == 2) model_ = std::make_unique<Sized<Voutput_array_2x2, 2, 2, 1>>();
    if (rows == 3 && cols == 5) model_ = std::make_unique<Sized<Voutput_array_3x5, 3, 5, 2>>();
    OCTET_CHECK(model_, "no output-stationary array of {}x{} is built", rows, cols);
    return;
  }
  if (rows == 2 && cols == 2) model_ = std::make_unique<Sized<Varray_2x2, 2, 2, 1>>();
  if (rows == 3 && cols == 5) model_ = std::make_unique<Sized<Varray_3x5, 3, 5, 2>>();
  if (rows == 4 && cols == 4) model_ = std::make_unique<Sized<Varray_4x4, 4, 4, 2>>();
  OCTET_CHECK(model_, "no array of {}x{} is built", rows, cols);
}
ArrayPairBlock::~ArrayPairBlock() = default;
ArrayPairBlock::Pair ArrayPairBlock::clock(const ArrayInputs& inputs) { return model_->clock(inputs); }

}  // namespace octet
