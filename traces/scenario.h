// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A workload: streams of frames for several networks on one machine, and the machine's schedule, power states and
// battery. docs/traces.md has the keys.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace octet {

// kBackToBack: a frame arrives when the one before it is finished. kCascade: frames arrive from another stream.
enum class ArrivalKind { kPeriodic, kPoisson, kFile, kBackToBack, kCascade };
std::string_view name_of(ArrivalKind kind);

// What goes when a frame arrives and `queue` frames wait: nothing (the queue has no end), the frame that arrives, or
// the one that has waited longest. kLate: a frame whose deadline has passed before it begins.
enum class Drop { kNever, kNewest, kOldest, kLate };
std::string_view name_of(Drop drop);

// Who is next: the frame that arrived first, the stream with the highest priority, the frame with the earliest
// deadline.
enum class Policy { kFifo, kPriority, kEdf };
std::string_view name_of(Policy policy);

// Where another inference may enter: between inferences only, or at every safe point of a program.
enum class Preemption { kInferences, kLayers };
std::string_view name_of(Preemption preemption);

// What of the weights stays on chip: each stream's in banks of its own, or each takes the whole machine, and what
// others overwrite is loaded again.
enum class Weights { kReloaded, kPartitioned };
std::string_view name_of(Weights weights);

// Frames that a finished frame of stream `after` sends on: with `probability`, from `least` to `most`, evenly.
struct Cascade {
  std::string after;
  double probability = 1;
  std::int64_t least = 1, most = 1;
};

struct Stream {
  std::string name;
  std::string model;        // a path, or the name of shipped shapes
  std::string model_place;  // file:line:col of its key, for messages
  ArrivalKind arrivals = ArrivalKind::kPeriodic;
  double rate_hz = 0;                   // periodic and Poisson
  double offset_ms = 0;                 // of the first periodic frame
  double jitter_ms = 0;                 // a periodic frame comes late by up to so much, evenly distributed
  std::vector<double> arrival_seconds;  // kFile, ascending
  Cascade cascade;
  std::optional<double> deadline_ms;  // from the frame's arrival to its end
  std::int64_t priority = 0;          // higher goes first
  Drop drop = Drop::kNever;
  std::int64_t queue = 1;           // frames that may wait, for kNewest and kOldest
  std::int64_t batch = 1;           // frames of one inference, which begins when the last of them is there
  double pre_ms = 0, post_ms = 0;   // of host time, of an inference
  std::optional<double> covers_ms;  // of the signal that a frame stands for: gives the real-time factor
};

// What the machine does while nothing runs. Times count from the end of the last work.
struct PowerStates {
  std::optional<double> gate_after_us;  // the clock stops
  double gate_wake_us = 0;
  std::optional<double> off_after_us;  // the power goes, and with it what the memories on chip keep
  double off_wake_us = 0, off_wake_uj = 0, off_mw = 0;
  double base_mw = 0;  // always: what else the battery feeds
};

struct Scenario {
  std::string name, description;
  std::vector<Stream> streams;
  Policy policy = Policy::kFifo;
  Preemption preemption = Preemption::kInferences;
  Weights weights = Weights::kReloaded;
  PowerStates power;
  std::optional<double> battery_mwh;
  double duration_s = 10;
  std::uint64_t seed = 0;
};

// Reads a scenario. Paths in it are relative to `folder`. Throws Error(kArchitecture) with file:line:col, all mistakes
// at once; files of arrivals are read and checked too, models are not.
Scenario parse_scenario(std::string_view toml, const std::string& source, const std::string& folder);
// A shipped scenario by its name, else a file. Throws Error(kArchitecture), with the nearest name.
Scenario load_scenario(const std::string& name_or_path);
// Throws Error(kArchitecture): what an option has made of a scenario cannot be, or is too long to keep in memory.
void validate(const Scenario& scenario);
std::vector<std::string> scenario_names();
// The shapes shipped under this name, as a topology CSV; empty: none.
std::string_view shipped_shapes(std::string_view name);
std::vector<std::string> shipped_shape_names();

// One arrival time a line, in seconds from the start, ascending; a first line without a number is a header, empty lines
// and what follows a comma are passed over. Throws Error(kArchitecture) with file:line:col.
std::vector<double> parse_arrivals(std::string_view text, const std::string& source);

}  // namespace octet
