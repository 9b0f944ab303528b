// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "Vfma_bf16.h"
#include "Vfma_fp32.h"
#include "base/error.h"
#include "rtl/blocks.h"
#include "rtl/verilated/port_bits.h"

namespace octet {

struct FmaBlock::Model {
  virtual ~Model() = default;
  virtual std::uint32_t fma(std::uint32_t a, std::uint32_t b, std::uint32_t c) = 0;
};

namespace {

template <class Top, int kFractionBits>
struct Sized : FmaBlock::Model {
  VerilatedContext context;
  Top top{&context};

  std::uint32_t fma(std::uint32_t a, std::uint32_t b, std::uint32_t c) override {
    set_port_bits(top.a_i, 0, 9 + kFractionBits, a);
    set_port_bits(top.b_i, 0, 9 + kFractionBits, b);
    top.c_i = c;
    top.eval();
    return top.result_o;
  }
};

}  // namespace

FmaBlock::FmaBlock(int fraction_bits) {
  if (fraction_bits == 23) model_ = std::make_unique<Sized<Vfma_fp32, 23>>();
  if (fraction_bits == 7) model_ = std::make_unique<Sized<Vfma_bf16, 7>>();
  OCTET_CHECK(model_, "no fma of {} bits of fraction is built", fraction_bits);
}
FmaBlock::~FmaBlock() = default;
std::uint32_t FmaBlock::fma(std::uint32_t a, std::uint32_t b, std::uint32_t c) { return model_->fma(a, b, c); }

}  // namespace octet
