// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The blocks of a build without Verilator; the others are in rtl/verilated.
#include "rtl/blocks.h"

#ifndef OCTET_HAS_VERILATOR
#include "base/error.h"

namespace octet {
namespace {
[[noreturn]] void missing() {
  fail(ErrorKind::kUsage, "this build has no RTL blocks: Verilator was not found when it was configured");
}
}  // namespace

struct RequantizerBlock::Model {};
RequantizerBlock::RequantizerBlock() { missing(); }
RequantizerBlock::~RequantizerBlock() = default;
std::int8_t RequantizerBlock::requantize(std::int32_t, std::int32_t, const ParameterRecord&, Rounding) { missing(); }
std::vector<std::int8_t> RequantizerBlock::stream(const std::vector<std::int32_t>&, const std::vector<std::int32_t>&,
                                                  const ParameterRecord&, Rounding) {
  missing();
}

struct FmaBlock::Model {};
FmaBlock::FmaBlock(int) { missing(); }
FmaBlock::~FmaBlock() = default;
std::uint32_t FmaBlock::fma(std::uint32_t, std::uint32_t, std::uint32_t) { missing(); }

struct ArrayPairBlock::Model {};
ArrayPairBlock::ArrayPairBlock(int, int, Dataflow) { missing(); }
ArrayPairBlock::~ArrayPairBlock() = default;
ArrayPairBlock::Pair ArrayPairBlock::clock(const ArrayInputs&) { missing(); }

struct FloatArrayBlock::Model {};
FloatArrayBlock::FloatArrayBlock(int, Dataflow) { missing(); }
FloatArrayBlock::~FloatArrayBlock() = default;
std::vector<std::uint32_t> FloatArrayBlock::clock(const FloatArrayInputs&) { missing(); }

}  // namespace octet
#endif
