// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The machines of a sweep: the cartesian product of its axes, less what constraints exclude.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "arch/cost.h"
#include "sweep/expression.h"
#include "sweep/spec.h"

namespace octet {

// A constraint on machine keys that are numbers, and area_mm2. Throws Error(kArchitecture).
Expression parse_constraint(const std::string& text);

// Machines are numbered in cartesian order, the last axis fastest.
class SweepSpace {
 public:
  // Throws Error(kArchitecture) if there are more than kMostMachines combinations.
  explicit SweepSpace(const SweepSpec& spec);
  static constexpr std::int64_t kMostMachines = 100'000'000;
  static constexpr std::int64_t kMostChosen = 10'000'000;

  std::int64_t size() const { return size_; }
  std::vector<std::size_t> extents() const;
  // The values of the axes, as written.
  std::vector<std::string> values(std::int64_t number) const;
  // The machine, whose keys may contradict each other.
  Machine machine(std::int64_t number) const;
  // Whether the machine meets every constraint. One that contradicts itself does: it is listed as failed.
  bool allows(const Machine& machine) const;
  // The numbers of the machines that meet every constraint, in order; with kRandom spec.points of them, drawn with the
  // seed. Throws Error(kArchitecture) if none does, or more than kMostChosen.
  std::vector<std::int64_t> chosen() const;

 private:
  double area_mm2(const Machine& machine) const;

  const SweepSpec& spec_;
  std::int64_t size_ = 1;
  std::vector<Expression> constraints_;
  mutable std::map<std::string, CostTable> tables_;  // read so far, by technology
};

}  // namespace octet
