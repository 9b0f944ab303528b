// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/backend.h"

#include "base/error.h"
#include "rtl/core_model.h"
#include "rtl/test_machine.h"

namespace octet {
namespace {

class RtlBackend : public Backend {
 public:
  BackendKind kind() const override { return BackendKind::kRtl; }

  std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) override {
    if (const std::string field = first_difference(program.machine, rtl_machine()); !field.empty()) {
      fail(ErrorKind::kUsage,
           "the rtl backend is built for one machine, {}: {} of {} differs; use --backend systemc for other machines",
           rtl_machine().name, field, program.machine.name);
    }
    if (!program.has_values) fail(ErrorKind::kUsage, "the rtl backend needs values, this program has shapes only");
    return make_core_model(program, options);
  }
};

}  // namespace

std::string first_difference(const Machine& a, const Machine& b) {
  std::vector<std::string> left, right, names;
  const auto collect = [](const Machine& m, std::vector<std::string>& values, std::vector<std::string>* keys) {
    visit_fields(m, [&](const FieldInfo& info, const auto& value) {
      // Neither the technology nor the host changes what the core does.
      if (info.name == "technology" || info.name.starts_with("host.")) return;
      if constexpr (std::is_enum_v<std::decay_t<decltype(value)>>) {
        values.push_back(fmt::format("{}", static_cast<int>(value)));
      } else {
        values.push_back(fmt::format("{}", value));
      }
      if (keys) keys->emplace_back(info.name);
    });
  };
  collect(a, left, &names);
  collect(b, right, nullptr);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (left[i] != right[i]) return names[i];
  }
  return "";
}

std::unique_ptr<Backend> make_rtl_backend() { return std::make_unique<RtlBackend>(); }

#ifndef OCTET_HAS_VERILATOR
std::unique_ptr<Core> make_core_model(const Program&, const RunOptions&) {
  fail(ErrorKind::kUsage, "this build has no rtl backend: Verilator was not found when it was configured");
}
#endif

}  // namespace octet
