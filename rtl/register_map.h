// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The control registers of rtl/control_registers.sv: the one list from which the SystemVerilog package, the test
// bench and the check of docs/rtl.md are made.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace octet {

enum class Register : std::uint8_t {
  kId = 0x00,
  kVersion = 0x04,
  kControl = 0x08,
  kStatus = 0x0c,
  kConditionIndex = 0x10,
  kError = 0x14,
  kInterruptEnable = 0x18,
  kInterruptStatus = 0x1c,
  kFirstCommand = 0x20,
  kCommands = 0x24,
  kCycles = 0x28,
  kCyclesHigh = 0x2c,
  kBase = 0x40,         // four times 64 bits, by base register
  kRegionBytes = 0x60,  // likewise
};

struct RegisterInfo {
  std::string_view name;
  Register address;
};
// All but kRegionBytes, which lies behind the bases in one window.
inline constexpr std::array<RegisterInfo, 13> kRegisters{{{"Id", Register::kId},
                                                          {"Version", Register::kVersion},
                                                          {"Control", Register::kControl},
                                                          {"Status", Register::kStatus},
                                                          {"ConditionIndex", Register::kConditionIndex},
                                                          {"Error", Register::kError},
                                                          {"InterruptEnable", Register::kInterruptEnable},
                                                          {"InterruptStatus", Register::kInterruptStatus},
                                                          {"FirstCommand", Register::kFirstCommand},
                                                          {"Commands", Register::kCommands},
                                                          {"Cycles", Register::kCycles},
                                                          {"CyclesHigh", Register::kCyclesHigh},
                                                          {"Base", Register::kBase}}};

inline constexpr std::uint32_t kRegisterId = 0x4f435445;       // "OCTE"
inline constexpr std::uint32_t kRegisterVersion = 0x00010000;  // 1.0
inline constexpr std::uint32_t kControlStart = 1, kControlReset = 2;
inline constexpr std::uint32_t kStatusBusy = 1, kStatusDone = 2, kStatusResetting = 4;
inline constexpr int kStatusCondition = 4;  // lowest of its three bits

}  // namespace octet
