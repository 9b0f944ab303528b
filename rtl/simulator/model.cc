// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compiled into every simulator: what Verilator's runtime calls, waveform and coverage. What would end the process
// is an exception, what would be printed to standard output goes to standard error.
#include "rtl/simulator/model.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "rtl/simulator/model_abi.h"
#if VM_COVERAGE
#include <verilated_cov.h>
#endif

namespace {

std::string place(const char* file, int line, const char* hierarchy) {
  return std::string(file) + ":" + std::to_string(line) + ": " + hierarchy;
}

octet::Model& model_of(void* model) { return *static_cast<octet::Model*>(model); }

}  // namespace

int octet_simulator_print(const char* format, ...) {
  va_list values;
  va_start(values, format);
  const int printed = std::vfprintf(stderr, format, values);
  va_end(values);
  return printed;
}

void vl_fatal(const char* file, int line, const char* hierarchy, const char* message) {
  throw std::runtime_error(place(file, line, hierarchy) + ": " + message);
}
void vl_stop(const char* file, int line, const char* hierarchy) {
  throw std::runtime_error(place(file, line, hierarchy) + ": RTL assertion failed");
}
void vl_finish(const char* file, int line, const char* hierarchy) {
  throw std::runtime_error(place(file, line, hierarchy) + ": $finish");
}

namespace octet {

// Registers start at random, so that a missing reset is seen; the seed is OCTET_REGISTER_SEED, 1 without it.
Model::Model() {
  constexpr int kRandom = 2;
  const char* seed = std::getenv("OCTET_REGISTER_SEED");
  context_.randReset(kRandom);
  context_.randSeed(seed && *seed ? std::atoi(seed) : 1);
#if VM_TRACE_FST
  context_.traceEverOn(true);
#endif
}

#if VM_TRACE_FST
void Model::open_waveform(const char* file) {
  trace(waveform_);
  waveform_.open(file);
}
void Model::dump(std::uint64_t time) {
  if (dumped_ && time <= last_) return;
  dumped_ = true;
  last_ = time;
  waveform_.dump(time);
}
void Model::flush() { waveform_.flush(); }
void Model::close_waveform() {
  if (waveform_.isOpen()) waveform_.close();
}
#else
void Model::open_waveform(const char*) { throw std::runtime_error("this simulator was built without waveforms"); }
void Model::dump(std::uint64_t) {}
void Model::flush() {}
void Model::close_waveform() {}
#endif

#if VM_COVERAGE
void Model::write_coverage(const char* file) { context_.coveragep()->write(file); }
#else
void Model::write_coverage(const char*) { throw std::runtime_error("this simulator was built without coverage"); }
#endif

}  // namespace octet

extern "C" {
void octet_model_open_waveform(void* model, const char* file) { model_of(model).open_waveform(file); }
void octet_model_dump(void* model, std::uint64_t time) { model_of(model).dump(time); }
void octet_model_flush(void* model) { model_of(model).flush(); }
void octet_model_write_coverage(void* model, const char* file) { model_of(model).write_coverage(file); }
void octet_model_delete(void* model) { delete &model_of(model); }
}
