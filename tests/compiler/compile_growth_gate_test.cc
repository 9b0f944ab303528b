// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Compiling costs in proportion to the layers: memory requests of the compiler, counted, stand for its work, so that
// nothing here depends on time (`./dev bench mapping` shows the times).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "compiler/compile.h"
#include "models/graph.h"
#include "tests/compiler/support/block_chain.h"

namespace {
std::int64_t requests = 0, requested_bytes = 0;
}  // namespace

[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++requests;
  requested_bytes += static_cast<std::int64_t>(bytes);
  if (void* p = std::malloc(std::max<std::size_t>(1, bytes))) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace octet {
namespace {

struct Work {
  std::int64_t commands = 0, requests = 0, bytes = 0;
};
Work work_of(int blocks, const Machine& machine) {
  const Graph graph = import_tflite_bytes(testing::block_chain(blocks), "chain");
  const std::int64_t requests_before = requests, bytes_before = requested_bytes;
  const Program program = compile(graph, machine);
  return {static_cast<std::int64_t>(program.commands.size()), requests - requests_before,
          requested_bytes - bytes_before};
}

class CompileGrowth : public ::testing::TestWithParam<const char*> {};

TEST_P(CompileGrowth, TwiceTheLayersAreTwiceTheWork) {
  const Machine machine = load_machine(GetParam());
  const Work once = work_of(25, machine), twice = work_of(50, machine), four = work_of(100, machine);
  for (const auto member : {&Work::commands, &Work::requests, &Work::bytes}) {
    const auto first = static_cast<double>(twice.*member - once.*member);
    const auto second = static_cast<double>(four.*member - twice.*member);
    std::printf("%ld of 100 layers, %ld of 200, %ld of 400\n", static_cast<long>(once.*member),
                static_cast<long>(twice.*member), static_cast<long>(four.*member));
    EXPECT_GT(first, 0);
    EXPECT_LT(second, 2.2 * first);
  }
}

INSTANTIATE_TEST_SUITE_P(Machines, CompileGrowth, ::testing::Values("tiny-8", "edge-16", "edge-64"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace octet
