// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "rtl/backend.h"

#include <utility>

#include "base/error.h"
#include "rtl/core_model.h"

namespace octet {
namespace {

class RtlBackend : public Backend {
 public:
  explicit RtlBackend(RtlOptions options) : options_(std::move(options)) {}
  BackendKind kind() const override { return BackendKind::kRtl; }

  std::unique_ptr<Core> make_core(const Program& program, const RunOptions& options) override {
    if (!program.has_values) {
      fail(
          ErrorKind::kUsage,
          "model {}: the rtl backend moves values, this network has shapes only; its timing: --backend fast or systemc",
          program.model_name);
    }
    return make_core_model(program, options, options_);
  }

 private:
  const RtlOptions options_;
};

}  // namespace

std::unique_ptr<Backend> make_rtl_backend(const RtlOptions& options) { return std::make_unique<RtlBackend>(options); }

}  // namespace octet
