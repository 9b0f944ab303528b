// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The hand-written parts of docs/isa.md that say what encoding, tokens, commands and records mean.
#include "arch/isa_document.h"
#include "base/error.h"

namespace octet {

std::string_view isa_introduction() {
  return R"(# Instruction set
<!-- Generated from arch/command_fields.h by isa_document(). Edit there, then run the isa lint test
with OCTET_UPDATE=1. -->
A program's machine segments are streams of commands. Every command takes 64 bytes, little-endian,
aligned to 64 bytes, so that command i lies at code base + 64*i. When things happen is the business of
[timing.md](timing.md).

## Encoding
| offset | bytes | meaning |
|---|---|---|
| 0 | 1 | opcode |
| 1 | 1 | zero |
| 2 | 3 | tokens to wait for, one byte each: 0 to 63, or 255 for none |
| 5 | 3 | tokens to signal, alike |
| 8 | up to 56 | the fields of the command, packed in the order of its table, without gaps |
| | rest | zero |

A decoder rejects an unknown opcode, a flag or choice outside its list, a token from 64 to 254, and
non-zero bytes where zeros belong. Four address spaces: the scratchpad in bytes, the accumulator in
rows, the parameter memory in 16-byte records (both halves numbered through), and DRAM as one of four
base registers (code, constants, io, workspace) plus a byte offset.

## Assembly
One command a line: its name, `wait(...)` and `signal(...)` with up to three tokens each (`-` for
none), then `field=value` in any order, numbers in decimal or 0x hexadecimal. A field left out has its
default. `#` begins a comment.

## Queues and tokens
Commands are dispatched in order to four queues; each queue starts its commands in order, the queues
run independently. Everything else is ordered by 64 counters of 0 to 15, zero at both ends of a segment.
A command starts when all counters it waits for are non-zero and the banks it touches are free, and then
takes one from each. One cycle after it is done it adds one to each counter it signals. A counter above
15 halts the machine.

)";
}

std::string_view meaning_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::kLoad:
      return "Copies `outer` x `inner` runs of `run_bytes` from DRAM to the scratchpad, or one run of whole records "
             "to the parameter memory.";
    case Opcode::kStore:
      return "Copies `outer` x `inner` runs of `run_bytes` from the scratchpad to DRAM.";
    case Opcode::kArray:
      return "`acc[acc_row + j*M + m][col] (=|+=) sum over k of window(m, k) * weight(k, j*C + col)` for the M "
             "output pixels m, in folds of R rows and C columns, N outer (j), K inner. Output pixel (y, x), tap "
             "(ky, kx) reads input pixel (y0 + y*stride_h + ky*dilation_h, x0 + x*stride_w + kx*dilation_w), "
             "`pad_value` outside the input; k counts (ky, kx, channel). Weights: for each N fold its K rows of as "
             "many bytes as it has columns. The sum column adds up window(m, k) beside them. Weights and input must "
             "lie in different banks.";
    case Opcode::kRequantize:
      return "`out(m, ch) = clamp(round((acc - zp_weight*sum + bias) * multiplier) + zp_out)`, one record per "
             "channel. `wide`: `acc` itself, int32 little-endian, channel ch at byte 4*ch of its pixel (pitches hold "
             "4*n bytes); "
             "no record is read.";
    case Opcode::kDepthwise:
      return "`out(m, ch*depth_multiplier + d)` from the sum over taps of `(x - zp_in)*(w - zp_weight)`, requantized "
             "like an accumulator. Windows as in `array`.";
    case Opcode::kPool:
      return "`average`: the mean of the taps inside the input, rounded half away from zero, or, if the record's "
             "source_uint8 bit is set, as floor((sum + n/2)/n) of the codes + 128; 0 if none is inside. `max`: the "
             "greatest code of the taps inside the input; `pad_value` if none is. Then clamped. Windows as in `array`.";
    case Opcode::kBinary:
      return "Two inputs, element by element; a pitch may be 0, and a broadcast input has one channel. With a' and b' "
             "the "
             "inputs minus zp_in of their records and scale_i(x) = x scaled by record i in `double` rounding: `add` "
             "and "
             "`subtract` are scale_2(scale_0(a' * 2^20) +- scale_1(b' * 2^20)), as in TFLite, with shifts of at most 0 "
             "(a "
             "positive one acts as 0); `multiply` is scale_2(a' * b'); `prelu` is scale_0(a') if a' >= 0, else "
             "scale_1(a' * b'). Each plus zp_out of record 2, clamped by it. A positive shift, up to 31, goes first "
             "and "
             "wraps in 32 bits; beyond -31 to 31 a shift acts as the nearer of these. `minimum` and `maximum` are of "
             "the "
             "codes and read no record.";
    case Opcode::kMove:
      return "`copy` copies pixels with pitches, `requantize` writes `clamp(round((x - zp_in) * multiplier) + "
             "zp_out)`, "
             "`table` byte x + 128 of 256 bytes, which lie in 16 records of one half of the parameter memory: entry 0 "
             "is "
             "for code -128.";
    case Opcode::kSoftmax:
      return "`out = clamp(exp(x) / sum of exp over the pixel's channels * 256 - 128)`, in TFLite's fixed point "
             "([numerics.md](numerics.md)). exp(x) is word max - x of 256, max the pixel's greatest code: 32 bits, "
             "little-endian, of which the low 31 count (Q0.31), in 64 records of one half of the parameter memory. "
             "A sum is taken modulo 2^32; one of zero acts as one.";
  }
  OCTET_CHECK(false, "opcode {}", static_cast<int>(opcode));
}

std::string_view isa_parameter_records() {
  return R"(## Parameter records
16 bytes, little-endian, one per output channel; `pool` takes one, `binary` three, `move` one if it
requantizes. A `move` through a table reads 16 records as 256 plain bytes, `softmax` 64 as 256 words.

| offset | bytes | name | meaning |
|---|---|---|---|
| 0 | 4 signed | bias | added to the accumulator; the compiler folds the input's zero point into it |
| 4 | 5 | multiplier | 0 to 2^40 - 1 |
| 9 | 1 signed | shift | factor = multiplier / 2^31 * 2^shift (`double`, `double-legacy`), multiplier / 2^40 * 2^shift (`single`) |
| 10 | 1 signed | clamp min | least output code |
| 11 | 1 signed | clamp max | greatest output code |
| 12 | 1 signed | zp_out | zero point of the output |
| 13 | 1 signed | zp_in | zero point of the input |
| 14 | 1 signed | zp_weight | zero point of the weights |
| 15 | 1 | flags | bit 0: source_uint8, the file's codes are uint8 and the file type's rule applies |

)";
}

}  // namespace octet
