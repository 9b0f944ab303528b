// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/functional_simd.h"

namespace octet {
namespace {

std::vector<Simd> detect() {
  std::vector<Simd> found{Simd::kPortable};
#ifdef OCTET_X86
  if (!__builtin_cpu_supports("avx2")) return found;
  found.push_back(Simd::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vnni"))
    found.push_back(Simd::kAvx512);
#endif
  return found;
}

}  // namespace

const std::vector<Simd>& available_simd() {
  static const std::vector<Simd> found = detect();
  return found;
}

}  // namespace octet
