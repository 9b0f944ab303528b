// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Verilator's runtime has writer and reader of the format in one source, which it compiles as C++ too.
#ifdef OCTET_HAS_FST
#define FST_CONFIG_INCLUDE "fst_config.h"
#define HAVE_LIBPTHREAD
// clang-format off
#include <gtkwave/fastlz.c>
#include <gtkwave/fstapi.c>
#include <gtkwave/lz4.c>
// clang-format on

#include "tests/cli/support/fst.h"

namespace octet::test {
namespace {

struct Changes {
  std::map<fstHandle, std::vector<std::string>> names;
  std::map<std::string, std::vector<ValueChange>> found;
};

void on_change(void* user, uint64_t time, fstHandle signal, const unsigned char* value) {
  auto& changes = *static_cast<Changes*>(user);
  for (const std::string& name : changes.names[signal])
    changes.found[name].push_back({time, reinterpret_cast<const char*>(value)});
}

}  // namespace

std::map<std::string, std::vector<ValueChange>> changes_of(const std::string& fst_file) {
  void* reader = fstReaderOpen(fst_file.c_str());
  if (!reader) return {};
  Changes changes;
  std::vector<std::string> scopes;
  while (const fstHier* h = fstReaderIterateHier(reader)) {
    if (h->htyp == FST_HT_SCOPE) scopes.emplace_back(h->u.scope.name);
    if (h->htyp == FST_HT_UPSCOPE) scopes.pop_back();
    if (h->htyp != FST_HT_VAR) continue;
    std::string name;
    for (const std::string& scope : scopes) name += scope + ".";
    name += h->u.var.name;
    changes.names[h->u.var.handle].push_back(name);
    changes.found[name];
  }
  fstReaderSetFacProcessMaskAll(reader);
  fstReaderIterBlocks(reader, on_change, &changes, nullptr);
  fstReaderClose(reader);
  return changes.found;
}

}  // namespace octet::test
#endif
