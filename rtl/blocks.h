// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Verilated blocks of the core behind plain C++: what tests drive alone. Constructors throw
// Error(kUsage) when the build had no Verilator.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"

namespace octet {

// requantizer.sv, fully pipelined.
class RequantizerBlock {
 public:
  RequantizerBlock();
  ~RequantizerBlock();
  // One element through the pipeline; nothing else is in flight.
  std::int8_t requantize(std::int32_t acc, std::int32_t sum, const ParameterRecord& record, Rounding rounding);
  // Elements of one record, one a cycle.
  std::vector<std::int8_t> stream(const std::vector<std::int32_t>& acc, const std::vector<std::int32_t>& sum,
                                  const ParameterRecord& record, Rounding rounding);

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

// fma.sv, combinational: operands and result as their bits. 23 bits of fraction (fp32) or 7 (bf16).
class FmaBlock {
 public:
  explicit FmaBlock(int fraction_bits);
  ~FmaBlock();
  std::uint32_t fma(std::uint32_t a, std::uint32_t b, std::uint32_t c);

  struct Model;

 private:
  std::unique_ptr<Model> model_;
};

// Inputs of the array in one cycle, already skewed: row i at i cycles after row 0, column j likewise.
template <class Element>
struct ElementInputs {
  struct Weight {  // of one column
    bool valid = false, bank = false;
    int row = 0;
    Element value = 0;
  };
  std::vector<Weight> weights;  // by column
  std::vector<Element> acts;    // by row
  std::vector<bool> banks;      // by row
  std::vector<int> taps;        // rows that are read: port * cols + column, ports 0 and 1
  bool enable = true;
};
using ArrayInputs = ElementInputs<std::int8_t>;
using FloatArrayInputs = ElementInputs<std::uint32_t>;  // bits, bf16 in the lower half
struct ArrayOutputs {
  std::vector<std::int32_t> psums;  // port * cols + column
  std::vector<std::int32_t> sums;   // by port
  bool operator==(const ArrayOutputs&) const = default;
};

// array.sv and array_of_pe.sv on the same inputs; rows x cols is 2x2, 3x5 or, weight-stationary, 4x4.
class ArrayPairBlock {
 public:
  explicit ArrayPairBlock(int rows, int cols, Dataflow dataflow = Dataflow::kWeightStationary);
  ~ArrayPairBlock();
  // Clocks once with these inputs; the outputs of both forms after the clock edge.
  struct Pair {
    ArrayOutputs loop, generated;
  };
  Pair clock(const ArrayInputs& inputs);

  struct Model;

 private:
  std::unique_ptr<Model> model_;
};

// array_of_pe.sv of fp32 (23 bits of fraction) or bf16 (7) elements, 3x5.
class FloatArrayBlock {
 public:
  FloatArrayBlock(int fraction_bits, Dataflow dataflow);
  ~FloatArrayBlock();
  // Clocks once with these inputs; the psums' bits after the clock edge, port * cols + column.
  std::vector<std::uint32_t> clock(const FloatArrayInputs& inputs);

  struct Model;

 private:
  std::unique_ptr<Model> model_;
};

}  // namespace octet
