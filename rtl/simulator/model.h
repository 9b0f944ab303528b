// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A Verilated top module with its context, and what is the same for all of them.
#pragma once
#include <verilated.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

#if VM_TRACE_FST
#include <verilated_fst_c.h>
#endif

namespace octet {

class Model {
 public:
  virtual ~Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  void open_waveform(const char* file);
  void dump(std::uint64_t time);
  void flush();
  void write_coverage(const char* file);

 protected:
  Model();
  void close_waveform();
  VerilatedContext context_;

 private:
#if VM_TRACE_FST
  virtual void trace(VerilatedFstC& waveform) = 0;
  VerilatedFstC waveform_;
  bool dumped_ = false;
  std::uint64_t last_ = 0;
#endif
};

// A top with an input mutant_i is one with mutants compiled in (tests/rtl/mutation): which one is the value of
// OCTET_MUTANT, none without it.
template <class Top>
auto select_mutant(Top& top, int) -> decltype(top.mutant_i, void()) {
  const char* mutant = std::getenv("OCTET_MUTANT");
  top.mutant_i = static_cast<std::uint16_t>(mutant ? std::strtoul(mutant, nullptr, 10) : 0);
}
template <class Top>
void select_mutant(Top&, long) {}

template <class Top>
class ModelOf : public Model {
 public:
  ModelOf() { select_mutant(top, 0); }
  ~ModelOf() override {
    try {
      close_waveform();
      top.final();
    } catch (...) {  // too late for anybody to hear of it
    }
  }
  Top top{&context_};

 private:
#if VM_TRACE_FST
  void trace(VerilatedFstC& waveform) override { top.trace(&waveform, 99); }
#endif
};

}  // namespace octet
