// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The RTL in yosys: elaboration as synthesis sees it, and proofs (rtl/formal) by yosys-smtbmc with z3. All
// work lies in a directory of the process, removed with the object. A missing program is a failure that
// names its package.
#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace octet::testing {

struct Ran {
  bool succeeded = false;
  std::string log;
};

// One source of the RTL with one place changed: a mistake that a proof must notice.
struct Seed {
  std::string file, from, to;
};

class Yosys {
 public:
  explicit Yosys(const std::string& package);  // text of octet_pkg
  ~Yosys();
  Yosys(const Yosys&) = delete;
  Yosys& operator=(const Yosys&) = delete;

  // Elaborates module `top` and all below it for synthesis: no latches, nothing undriven or driven twice,
  // no port of another width than its net; memories stay memories.
  Ran elaborate(const std::string& top) const;

  // Whether the assertions of rtl/formal/<top>.sv hold: in `steps` cycles from reset, then, with `induction`,
  // in every cycle (k-induction with k = steps). `sources` are the modules it is about, `cuts` the wires that take
  // any value ("requantizer/scaled_q").
  Ran prove(const std::string& top, const std::vector<std::string>& sources, int steps, bool induction,
            const std::vector<std::string>& cuts = {}, const std::vector<Seed>& seeds = {}) const;

 private:
  std::filesystem::path source(const std::string& file, const std::vector<Seed>& seeds) const;
  Ran run(const std::string& program, const std::string& arguments) const;

  std::filesystem::path work_;
};

}  // namespace octet::testing
