// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Which vector instructions the kernels use. Every choice gives the same bits; only time differs.
#pragma once
#include <cstdint>
#include <vector>

#if defined(__x86_64__)
#define OCTET_X86 1
#define OCTET_AVX2 __attribute__((target("avx2")))
#define OCTET_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#endif

namespace octet {

enum class Simd : std::uint8_t { kPortable, kAvx2, kAvx512 };  // kAvx512: with VNNI

// What this processor runs, slowest first; never empty.
const std::vector<Simd>& available_simd();
inline Simd best_simd() { return available_simd().back(); }

}  // namespace octet
