// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "cli/rtl_choice.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/suggest.h"
#include "cli/simulate.h"
#include "cli/waveform_files.h"
#include "sim/systemc.h"
#ifdef OCTET_HAS_RTL
#include "rtl/backend.h"
#include "rtl/block_engine.h"
#include "rtl/coverage_table.h"
#endif

namespace octet {
namespace po = boost::program_options;

namespace {

#ifdef OCTET_HAS_RTL
RtlOptions rtl_options(const Arguments& a) {
  RtlOptions options;
  options.directory = a.text("rtl-dir");
  options.coverage = a.text("rtl-coverage");
  return options;
}

RtlBlocks blocks_of(const std::string& choice) {
  if (choice == "array") return {true, false};
  if (choice == "vector") return {false, true};
  return {true, true};
}
#endif

}  // namespace

void add_rtl_options(po::options_description& options) {
  options.add_options()("rtl", po::value<std::string>(),
                        "array, vector or array,vector: Verilated in the place of backend systemc's own")(
      "rtl-dir", po::value<std::string>(), "folder of SystemVerilog that replaces modules of the same file name")(
      "rtl-coverage", po::value<std::string>(), "write Verilator's line and toggle coverage of backend rtl's core");
}

void check_rtl_options(const Arguments& a, BackendKind kind) {
  const std::vector<std::string> known{"array", "vector", "array,vector", "vector,array"};
  const std::string choice = a.text("rtl");
  if (a.has("rtl")) {
    if (std::find(known.begin(), known.end(), choice) == known.end())
      fail(ErrorKind::kUsage, "--rtl {}: array, vector or array,vector{}", choice, did_you_mean(choice, known));
    if (kind != BackendKind::kSystemc)
      fail(ErrorKind::kUsage, "--rtl {}: only with --backend systemc; --backend rtl is the whole core", choice);
    if (a.has("no-data")) fail(ErrorKind::kUsage, "--rtl {}: RTL moves values, --no-data leaves none", choice);
  }
  if (a.has("rtl-dir") && kind != BackendKind::kRtl && !a.has("rtl"))
    fail(ErrorKind::kUsage, "--rtl-dir {}: only with --backend rtl or --rtl", a.text("rtl-dir"));
  if (a.has("rtl-coverage") && kind != BackendKind::kRtl)
    fail(ErrorKind::kUsage, "--rtl-coverage {}: only with --backend rtl", a.text("rtl-coverage"));
}

std::unique_ptr<Backend> chosen_backend(const Arguments& a, BackendKind kind,
                                        [[maybe_unused]] const WaveformFiles* waveform) {
#ifdef OCTET_HAS_RTL
  if (kind == BackendKind::kRtl) {
    RtlOptions options = rtl_options(a);
    if (waveform) waveform->add_to(options);
    return make_rtl_backend(options);
  }
  if (a.has("rtl")) return make_systemc_backend(make_block_factory(blocks_of(a.text("rtl")), rtl_options(a)));
#else
  if (a.has("rtl")) return make_backend(BackendKind::kRtl);  // says that there is none
#endif
  return make_backend(kind);
}

std::string rtl_coverage_text([[maybe_unused]] const Arguments& a) {
#ifdef OCTET_HAS_RTL
  if (!a.has("rtl-coverage")) return "";
  const std::filesystem::path path = a.text("rtl-coverage");
  if (!std::filesystem::is_directory(path))
    return fmt::format("\n{}", coverage_text(coverage_by_file({path.string()})));
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".dat") files.push_back(entry.path().string());
  return fmt::format("\n{}", coverage_text(coverage_by_file(files)));
#else
  return "";
#endif
}

}  // namespace octet
