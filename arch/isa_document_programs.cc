// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Three programs for edge-16, worked on paper; a test assembles them and checks the cycles they claim.
#include "arch/isa_document.h"

namespace octet {

// NOLINTNEXTLINE(readability-function-size): one text
std::string_view isa_worked_programs() {
  return R"(## Three programs on paper
For edge-16: R = C = 16, a scratchpad of 8 banks of 0x8000 bytes, two accumulator banks of 512 rows, two
parameter halves of 256 records, 16 lanes of 4 MACs. Weights and input of an array command lie in
different banks.

### A padded, strided convolution on a tensor that stays on chip
x (7x7x16) goes through a 1x1 convolution to t, t through a 3x3 one with stride 2 and SAME padding to
y (4x4x16). t never leaves the scratchpad. SAME needs (4-1)*2+3-7 = 2 pixels, one before: y0 = x0 = -1.
t lies dense at 0x8000; the border is pad_value, the zero point of t, and takes no memory. Output row 3
reads input rows 5, 6 and 7, the last of which is outside again.

The first array command has K = 16 and M = 49: one fold, I = 49, duration 16 + 49 + 16+16-2 = 95. The
second has K = 9*16 = 144 and M = 16: nine folds of one tap each, a tap is a run of 16 bytes, so g = 1 and
I = 16; occupancy 9*16 = 144, duration 16 + 8*16 + 16 + 16+16-2 = 190. Requantizing takes one vector per pixel:
4 + 4 + 49 + 4 = 61 and 4 + 4 + 16 + 4 = 28. With two accumulator banks an array command
that does not need t could run while the first result is requantized.

```asm
load signal(0) run_bytes=784                                                             # x
load signal(1) base=constants local=0x10000 run_bytes=2560                               # 16*16 and 144*16 weights
load signal(2) base=constants target=parameters dram_offset=0xa00 run_bytes=512          # 2 * 16 records
array wait(0,1) signal(3) in.row_pitch=112 in.pixel_pitch=16 in.channels=16 in.height=7 in.width=7 in.out_h=7 in.out_w=7 n=16 weights=0x10000   # occupancy 49, duration 95
requantize wait(2,3) signal(4) out_h=7 out_w=7 n=16 out.address=0x8000 out.row_pitch=112 out.pixel_pitch=16   # duration 61
array wait(4) signal(5) in.address=0x8000 in.row_pitch=112 in.pixel_pitch=16 in.channels=16 in.height=7 in.width=7 in.y0=-1 in.x0=-1 in.kernel_h=3 in.kernel_w=3 in.stride_h=2 in.stride_w=2 in.out_h=4 in.out_w=4 in.pad_value=-5 n=16 weights=0x10100 acc_row=512   # occupancy 144, duration 190
requantize wait(5) signal(6) acc_row=512 out_h=4 out_w=4 n=16 parameters=16 out.address=0x18000 out.row_pitch=64 out.pixel_pitch=16   # duration 28
store wait(6) dram_offset=0x400 local=0x18000 run_bytes=256                              # y
```

### A depthwise convolution
x (6x6x24, uint8 in the file) through a 3x3 depthwise convolution with stride 1 and SAME padding. The
codes are flipped to int8 by the load and back by the store. 24 channels on 16 lanes are two groups:
vectors(36, 24) = 36*2 = 72, each of max(ceil(9/4), ceil(3*1/2)) = 3 cycles; duration
4 + 2*4 + 72*3 + 4 = 232. No array, no accumulator; the records lie in the second half.

```asm
load signal(0) flip=true run_bytes=864                                                   # x
load signal(1) base=constants local=0x10000 run_bytes=216                                # 9*24 weights
load signal(2) base=constants target=parameters dram_offset=0x100 local=0x100 run_bytes=384   # 24 records
depthwise wait(0,1,2) signal(3) in.row_pitch=144 in.pixel_pitch=24 in.channels=24 in.height=6 in.width=6 in.y0=-1 in.x0=-1 in.kernel_h=3 in.kernel_w=3 in.out_h=6 in.out_w=6 in.pad_value=-128 weights=0x10000 parameters=256 out.address=0x8000 out.row_pitch=144 out.pixel_pitch=24   # duration 232
store wait(3) dram_offset=0x400 flip=true local=0x8000 run_bytes=864                     # y
```

### A fully connected layer that accumulates over K
K = 800, N = 24, M = 1. The weights come in two halves of K into two banks, so that the second half is
loaded while the first computes; the second array command adds to the rows of the first. Each has 25 K folds
times 2 N folds (16 and 8 columns) of I = max(1, 16) = 16: occupancy 50*16 = 800, duration
16 + 49*16 + 1 + 16+8-2 = 823. N fold j lies in accumulator row j. The records' rounding is that of fully
connected layers. Requantizing: vectors(1, 24) = 2 in 2 groups, 4 + 2*4 + 2 + 4 = 18.

```asm
load signal(0) run_bytes=800                                                             # x
load signal(1) base=constants local=0x8000 run_bytes=9600                                # weights of k 0 to 399
load signal(2) base=constants dram_offset=0x2580 local=0x10000 run_bytes=9600            # weights of k 400 to 799
load signal(3) base=constants target=parameters dram_offset=0x4b00 run_bytes=384         # 24 records
array wait(0,1) in.row_pitch=400 in.pixel_pitch=400 in.channels=400 n=24 weights=0x8000   # occupancy 800, duration 823
array wait(2) signal(4) in.address=0x190 in.row_pitch=400 in.pixel_pitch=400 in.channels=400 n=24 weights=0x10000 accumulate=true   # occupancy 800, duration 823
requantize wait(3,4) signal(5) n=24 rounding=single out.address=0x18000 out.row_pitch=24 out.pixel_pitch=24   # duration 18
store wait(5) dram_offset=0x400 local=0x18000 run_bytes=24                               # y
```
)";
}

}  // namespace octet
