// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sim/functional_simd.h"

namespace octet {

Simd best_simd() {
#ifdef OCTET_X86
  static const bool avx2 = __builtin_cpu_supports("avx2");
  if (avx2) return Simd::kAvx2;
#endif
  return Simd::kPortable;
}

}  // namespace octet
