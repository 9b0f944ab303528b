// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Files of events and DRAM traces: what is written, read back, refused.
#include "reports/command_events.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/error.h"
#include "compiler/compile.h"
#include "reports/dram_trace.h"
#include "sim/systemc.h"
#include "tests/cli/support/octet_process.h"
#include "tests/models/support/zoo.h"
#include "tests/sim/support/event_log.h"
#include "tests/sim/support/small_program.h"

namespace octet {
namespace {

Program digits() { return compile(import_model(zoo_file("digits") + ".tflite"), load_machine("edge-16")); }

RunResult run_with(const Program& program, Recorder& recorder) {
  RunOptions options;
  options.data = false;
  options.record_events = true;
  options.recorder = &recorder;
  const std::unique_ptr<Backend> backend = make_systemc_backend();
  RunResult result;
  run_program(program, *backend->make_core(program, options), nullptr, nullptr, 1000, result);
  return result;
}

TEST(CommandEvents, AreReadBackAsTheyWere) {
  const Program program = digits();
  std::string text;
  CommandEvents events([&text](std::string_view t) { text += t; });
  const RunResult result = run_with(program, events);
  const test::TemporaryFolder folder;
  const std::vector<Event> read = read_command_events(folder.write("e.csv", text), program);
  ASSERT_EQ(read.size(), result.events.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    const Event& e = result.events[i];
    EXPECT_EQ(read[i],
              (Event{e.dispatched - 1000, e.started - 1000, e.done - 1000, e.visible < 0 ? -1 : e.visible - 1000}));
  }
}

void expect_refused(const std::string& text, const Program& program, const std::string& message) {
  const test::TemporaryFolder folder;
  try {
    read_command_events(folder.write("e.csv", text), program);
    ADD_FAILURE() << "read: " << text;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_NE(std::string(error.what()).find(message), std::string::npos) << error.what();
  }
}

TEST(CommandEvents, DamagedAndForeignFilesAreRefusedWithTheLine) {
  const Program program = testing::program_of(testing::gate_machine(), {testing::move_pixels(0, 1024, 8)});
  const Program other = testing::program_of(testing::gate_machine(), {testing::move_pixels(0, 1024, 9)});
  const std::string mark = fmt::format("# octet-events/1 commands {:016x}\n", commands_hash(program));
  const std::string head = mark + "command,kind,layer,dispatched,started,done,visible\n";
  expect_refused("", program, "cannot read events");
  expect_refused("layer,cycles\n", program, "e.csv:1: no file of octet run --events");
  expect_refused(head, other, "e.csv:1: events of another program");
  expect_refused(mark + "a,b\n", program, "e.csv:2: 'a,b' instead of");
  expect_refused(head + "0,move,0,1,2,3\n", program, "e.csv:3: '0,move,0,1,2,3' is no row");
  expect_refused(head + "0,move,0,1,x,3,\n", program, "e.csv:3");
  expect_refused(head + "1,move,0,1,2,3,\n", program, "e.csv:3: command 1; the program has 1");
  expect_refused(head + "0,move,0,1,2,1,\n", program, "out of order");
  expect_refused(head + "0,move,0,1,2,3,3\n", program, "command 0 is done in cycle 3 and visible in 3");
  expect_refused(head + "0,move,0,1,2,3,\n0,move,0,1,2,3,\n", program, "e.csv:4: command 0 is there twice");
  expect_refused(head + "0,move,0,1,2,3,", program, "e.csv:3: '0,move,0,1,2,3,' is cut off");
  EXPECT_THROW(read_command_events("/no/such/file", program), Error);
}

// Every burst's bytes are in the lines, each line's 64 bytes are aligned, cycles ascend; a line more than bytes / 64
// only where a burst ends within one.
TEST(DramTrace, HasALineForEvery64BytesOfEveryBurst) {
  const Program program = digits();
  testing::EventLog log;
  run_with(program, log);
  for (const DramTraceFormat format : {DramTraceFormat::kRamulator2, DramTraceFormat::kDramsim3}) {
    std::string text;
    DramTrace trace(format, [&text](std::string_view t) { text += t; });
    run_with(program, trace);
    std::istringstream lines(text);
    std::int64_t last = 0;
    for (const DramBurst& burst : log.bursts) {
      const std::uint64_t end = burst.address + static_cast<std::uint64_t>(burst.bytes);
      for (std::uint64_t at = burst.address & ~std::uint64_t{63}; at < end; at += 64) {
        std::string kind, address;
        if (format == DramTraceFormat::kRamulator2) {
          lines >> kind >> address;
          EXPECT_EQ(kind, burst.write ? "ST" : "LD");
        } else {
          std::int64_t cycle = -1;
          lines >> address >> kind >> cycle;
          EXPECT_EQ(kind, burst.write ? "WRITE" : "READ");
          EXPECT_EQ(cycle, burst.granted - 1000);
          EXPECT_GE(cycle, last);
          last = cycle;
        }
        ASSERT_EQ(address, fmt::format("{:#x}", at));
      }
    }
    std::string rest;
    EXPECT_FALSE(lines >> rest);
  }
}

// 128 bytes from a 64-byte boundary: exactly their lines, in the documented words.
TEST(DramTrace, LooksAsTheOtherSimulatorsReadIt) {
  std::string ramulator, dramsim;
  DramTrace a(DramTraceFormat::kRamulator2, [&](std::string_view t) { ramulator += t; });
  DramTrace b(DramTraceFormat::kDramsim3, [&](std::string_view t) { dramsim += t; });
  DramBurst burst;
  burst.address = 0x1040;
  burst.bytes = 128;
  burst.granted = 7;
  a.granted(burst);
  b.granted(burst);
  burst.write = true;
  burst.address = 0x203f;
  burst.bytes = 2;  // over a boundary
  a.granted(burst);
  b.granted(burst);
  EXPECT_EQ(ramulator, "LD 0x1040\nLD 0x1080\nST 0x2000\nST 0x2040\n");
  EXPECT_EQ(dramsim, "0x1040 READ 7\n0x1080 READ 7\n0x2000 WRITE 7\n0x2040 WRITE 7\n");
}

}  // namespace
}  // namespace octet
