// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The static checker. A counter that one queue signals and one queue waits for matches its k-th signal
// to its k-th wait, because queues start and finish in order. From these pairs follow: what is known done
// when a command starts (a vector clock per command), how many tokens can be outstanding, and - since every
// wait has its signal earlier in the stream, which is dispatched in order - that the stream cannot deadlock:
// the first unfinished command of the stream has all its tokens and waits for nobody behind it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "arch/access.h"
#include "base/error.h"
#include "compiler/compile.h"
#include "compiler/hazards.h"
#include "compiler/safe_points.h"

namespace octet {
namespace {

struct Counter {
  std::vector<std::int32_t> signals, waits;  // command indices in stream order
};

// What stays on chip is written by `once` segments from constants, and by nothing else.
class KeptChecker {
 public:
  KeptChecker(const Program& program, std::vector<std::string>& problems) : program_(program), problems_(problems) {}

  void check(std::int32_t command, bool once, const Access& a) {
    auto problem = [&](const char* text) { problems_.push_back(fmt::format("command {} {}", command, text)); };
    if (a.space != Space::kScratchpad && a.space != Space::kParameters) {
      if (once && a.space != Space::kDramConstants)
        problem("runs once and touches the accumulator or bytes of an inference");
      return;
    }
    const MemoryUse& use = a.space == Space::kScratchpad ? program_.scratchpad : program_.parameters;
    const bool kept = a.begin < use.kept_end && a.end > use.kept_begin;
    if (once ? a.begin < use.kept_begin || a.end > use.kept_end : kept && a.write)
      problem(once ? "runs once and touches what does not stay on chip" : "overwrites what stays on chip");
    else if (kept ? a.begin < use.kept_begin || a.end > use.kept_end : a.end > use.work_end)
      problem("touches memory outside what the program says it uses");
  }

 private:
  const Program& program_;
  std::vector<std::string>& problems_;
};

class SegmentChecker {
 public:
  SegmentChecker(const Program& program, const Segment& segment, const Hazards* known, KeptChecker& kept,
                 std::vector<std::string>& problems)
      : program_(program),
        known_(segment.once ? nullptr : known),
        kept_(kept),
        once_(segment.once),
        first_(static_cast<std::int32_t>(segment.first_command)),
        end_(first_ + static_cast<std::int32_t>(segment.commands)),
        problems_(problems),
        at_start_(segment.commands, kNone) {
    before_.reserve(segment.commands);
  }

  void run() {
    for (std::int32_t i = first_; i < end_; ++i) collect(i);
    for (int c = 0; c < kTokens; ++c) check_counter(c);
    if (!matched_) return;  // without pairs there is no order to prove
    HazardMap hazards;
    std::array<QueueIndices, kQueues> known;
    known.fill(kNone);
    std::array<std::size_t, kTokens> taken{};
    for (std::int32_t i = first_; i < end_; ++i) {
      const int queue = queue_index(i);
      for (std::uint8_t token : command(i).tokens.wait) {
        if (token == kNoToken) continue;
        const std::int32_t from = counters_[token].signals[taken[token]++];
        for (int q = 0; q < kQueues; ++q)
          known[queue][q] = std::max(known[queue][q], at_start_[static_cast<std::size_t>(from - first_)][q]);
        known[queue][queue_index(from)] = std::max(known[queue][queue_index(from)], from);
      }
      at_start_[static_cast<std::size_t>(i - first_)] = known[queue];
      check_order(i, queue, known[queue],
                  known_ ? (*known_)[static_cast<std::size_t>(i)]
                         : hazards.enter(i, static_cast<Queue>(queue), accesses(command(i), program_.machine)));
    }
  }

 private:
  const Command& command(std::int32_t i) const { return program_.commands[static_cast<std::size_t>(i)]; }
  int queue_index(std::int32_t i) const { return static_cast<int>(queue_of(command(i))); }
  template <class... Args>
  void problem(fmt::format_string<Args...> format, Args&&... args) {
    problems_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  void collect(std::int32_t i) {
    auto enter = [&](const std::array<std::uint8_t, 3>& list, std::vector<std::int32_t> Counter::*member,
                     const char* verb) {
      for (std::size_t k = 0; k < list.size(); ++k) {
        if (list[k] == kNoToken) continue;
        if (list[k] >= kTokens) {
          problem("command {}: {} counter {}, there are {}", i, verb, list[k], kTokens);
          matched_ = false;
        } else if (std::find(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(k), list[k]) !=
                   list.begin() + static_cast<std::ptrdiff_t>(k)) {
          problem("command {}: {} counter {} twice", i, verb, list[k]);
          matched_ = false;
        } else {
          (counters_[list[k]].*member).push_back(i);
        }
      }
    };
    QueueIndices& before = before_.emplace_back();
    for (int q = 0; q < kQueues; ++q) before[q] = static_cast<std::int32_t>(of_queue_[q].size());
    of_queue_[queue_index(i)].push_back(i);
    enter(command(i).tokens.wait, &Counter::waits, "waits for");
    enter(command(i).tokens.signal, &Counter::signals, "signals");
    const std::int64_t regions[kBases] = {program_.code_bytes(), program_.constants_bytes, program_.io_bytes,
                                          program_.workspace_bytes};
    const AccessList list = accesses(command(i), program_.machine);
    if (const std::string text = illegal(command(i), program_.machine, regions, list); !text.empty())
      problem("command {}: {}", i, text);
    for (const Access& a : list) kept_.check(i, once_, a);
  }

  void check_counter(int c) {
    const Counter& counter = counters_[static_cast<std::size_t>(c)];
    if (counter.signals.size() != counter.waits.size()) {
      problem("counter {}: {} signals and {} waits: not zero at the end", c, counter.signals.size(),
              counter.waits.size());
      matched_ = false;
      return;
    }
    auto one_queue = [&](const std::vector<std::int32_t>& list, const char* verb) {
      for (std::int32_t i : list) {
        if (queue_index(i) == queue_index(list[0])) continue;
        problem("counter {}: {} by more than one queue (commands {} and {})", c, verb, list[0], i);
        matched_ = false;
        return;
      }
    };
    one_queue(counter.signals, "signalled");
    one_queue(counter.waits, "waited for");
    auto later = counter.waits.begin();  // the first wait behind signal k
    for (std::size_t k = 0; k < counter.waits.size(); ++k) {
      if (counter.signals[k] >= counter.waits[k]) {
        problem("counter {}: command {} waits for command {} behind it: the stream can deadlock", c, counter.waits[k],
                counter.signals[k]);
        matched_ = false;
      }
      // When signal k counts, the waits behind it may not have been dispatched, and of the waiting queue's last
      // queue.depth commands before it none have started.
      while (later != counter.waits.end() && *later <= counter.signals[k]) ++later;
      const std::ptrdiff_t open = static_cast<std::ptrdiff_t>(k) + 1 - (later - counter.waits.begin());
      const std::ptrdiff_t pending =
          later - std::lower_bound(counter.waits.begin(), later, first_unstarted(counter.waits[k], counter.signals[k]));
      if (open + pending > kTokenMax)
        problem("counter {}: up to {} tokens at command {}, it holds {}", c, open + pending, counter.signals[k],
                kTokenMax);
    }
  }

  // The oldest command of `waiting`'s queue that may not have started when command `i` is done.
  std::int32_t first_unstarted(std::int32_t waiting, std::int32_t i) const {
    const int queue = queue_index(waiting);
    const auto before = std::int64_t{before_[static_cast<std::size_t>(i - first_)][queue]};
    const std::int64_t slots = program_.machine.queue_depth;
    return before <= slots ? first_ : of_queue_[queue][static_cast<std::size_t>(before - slots)];
  }

  void check_order(std::int32_t i, int queue, const QueueIndices& known, const QueueIndices& needed) {
    for (int q = 0; q < kQueues; ++q) {
      if (q == queue || needed[q] <= known[q]) continue;
      problem("command {} ({}) touches what command {} ({}) does, but may start before it is done", i,
              name_of(opcode_of(command(i))), needed[q], name_of(opcode_of(command(needed[q]))));
    }
  }

  const Program& program_;
  const Hazards* known_;
  KeptChecker& kept_;
  bool once_;
  std::int32_t first_, end_;
  std::vector<std::string>& problems_;
  std::array<Counter, kTokens> counters_;
  std::array<std::vector<std::int32_t>, kQueues> of_queue_;  // commands in stream order
  std::vector<QueueIndices> before_;                         // per command: how many of each queue are before it
  std::vector<QueueIndices> at_start_;
  bool matched_ = true;
};

}  // namespace

std::vector<std::string> check_program(const Program& program, const Hazards* known) {
  OCTET_CHECK(!known || known->size() == program.commands.size(), "{} hazards, {} commands", known->size(),
              program.commands.size());
  std::vector<std::string> problems, of_kept;
  KeptChecker kept(program, of_kept);
  for (const Segment& segment : program.segments)
    if (!segment.on_host) SegmentChecker(program, segment, known, kept, problems).run();
  const std::size_t points = program.safe_points.size();
  for (std::size_t i = 0; i < points; ++i) {
    const SafePoint& point = program.safe_points[i];
    for (const Segment SafePoint::*part : {&SafePoint::save, &SafePoint::restore})
      if (i == 0 || (point.*part).first_command != (program.safe_points[i - 1].*part).first_command)
        SegmentChecker(program, point.*part, known, kept, problems).run();
  }
  problems.insert(problems.end(), of_kept.begin(), of_kept.end());
  if (problems.empty()) check_safe_points(program, problems);
  return problems;
}

}  // namespace octet
