// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// octet report: results as one HTML file.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/sweep_page.h"
#include "reports/page.h"

namespace octet {
namespace {
namespace po = boost::program_options;

constexpr std::size_t kMostDocuments = 16;

// A folder is a sweep, and called by its name.
PageDocument document_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return read_page_document(path);
  const auto folder = std::filesystem::absolute(path, error).lexically_normal();
  return {"sweep", (folder.has_filename() ? folder : folder.parent_path()).filename().string(), sweep_page_data(path)};
}

// What lies in the folder of a sweep is the sweep's; a page may lie there too.
void require_outside_sweep(const std::string& output, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(output, error), outer = fs::canonical(folder, error);
  if (error || !fs::is_directory(outer) || fs::path(output).extension() == ".html") return;
  if (std::search(inner.begin(), inner.end(), outer.begin(), outer.end()) == inner.begin())
    fail(ErrorKind::kUsage, "--output {}: the folder {} is that of a sweep, which is not overwritten", output, folder);
}

// "model on machine", or how many there are.
std::string default_title(const std::vector<PageDocument>& documents) {
  if (documents.size() == 1) return fmt::format("{} \xC2\xB7 octet", documents[0].name);
  return fmt::format("{} results \xC2\xB7 octet", documents.size());
}

}  // namespace

int report_command(const std::vector<std::string>& words) {
  po::options_description options("options");
  options.add_options()("output,o", po::value<std::string>(),
                        "the HTML file (default report.html); - for standard output")(
      "title", po::value<std::string>(), "heading of the page")("help,h", "this text");
  if (print_help(words,
                 "usage: octet report RESULT... [options]\nRESULT: a JSON file of octet run, trace or verify, or the "
                 "folder of a sweep",
                 options))
    return 0;
  const Arguments a("report", options, words, 1, kMostDocuments);
  const std::string output = a.text("output", "report.html");
  std::vector<NamedPath> inputs;
  for (const std::string& path : a.words()) inputs.push_back({path, path});
  require_writable({{"--output", output}}, inputs);
  if (output != "-")
    for (const std::string& path : a.words()) require_outside_sweep(output, path);
  Page page;
  page.version = OCTET_VERSION;
  for (const std::string& path : a.words()) page.documents.push_back(document_of(path));
  page.title = a.text("title", default_title(page.documents));
  write_text(output, page_html(page));
  return 0;
}

}  // namespace octet
