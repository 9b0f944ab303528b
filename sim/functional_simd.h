// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Which vector instructions the kernels use. Every choice gives the same bits; only time differs.
#pragma once
#include <cstdint>

#if defined(__x86_64__)
#define OCTET_X86 1
#define OCTET_AVX2 __attribute__((target("avx2")))
#endif

namespace octet {

enum class Simd : std::uint8_t { kPortable, kAvx2 };

// The fastest choice this processor runs.
Simd best_simd();

}  // namespace octet
