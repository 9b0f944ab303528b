// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// import_tflite: the file is read, its flatbuffer verified, then its meaning checked.
#include <filesystem>

#include "base/error.h"
#include "models/import_file.h"
#include "models/import_nodes.h"
#include "models/import_text.h"
#include "models/inspect.h"

namespace octet {
namespace {

constexpr std::size_t kIdentifierEnd = 8;
constexpr std::uint32_t kFormatVersion = 3;

const tflite::Model& verified_model(const std::vector<std::uint8_t>& bytes, const std::string& file) {
  if (bytes.size() < kIdentifierEnd || !tflite::ModelBufferHasIdentifier(bytes.data()))
    fail(ErrorKind::kModel, "{}: not a TFLite model: {} bytes without the identifier \"TFL3\" in bytes 4 to 7", file,
         bytes.size());
  flatbuffers::Verifier verifier(bytes.data(), bytes.size());
  if (!tflite::VerifyModelBuffer(verifier))
    fail(ErrorKind::kModel, "{}: damaged: its tables, offsets or vectors do not lie inside its {} bytes", file,
         bytes.size());
  return *tflite::GetModel(bytes.data());
}

const tflite::SubGraph& executed_subgraph(const tflite::Model& model, const std::string& file) {
  if (model.version() != kFormatVersion)
    fail(ErrorKind::kModel, "{}: format version {}, allowed: {}", file, model.version(), kFormatVersion);
  if (!model.subgraphs() || model.subgraphs()->size() == 0)
    fail(ErrorKind::kModel, "{}: no subgraphs, allowed: 1 or more (the first is executed)", file);
  return *model.subgraphs()->Get(0);
}

Graph import_buffer(const std::vector<std::uint8_t>& bytes, const std::string& file, const std::string& name) {
  const tflite::Model& model = verified_model(bytes, file);
  ImportState state{model, executed_subgraph(model, file), file, CopyBudget(file, bytes.size()), {}, {}};
  state.graph.name = name;
  state.graph.hash = model_hash(bytes);
  state.graph.file_bytes = static_cast<std::int64_t>(bytes.size());
  import_tensors(state);
  import_nodes(state);
  std::int64_t macs = 0;
  for (const Node& node : state.graph.nodes) {
    macs += macs_of(state.graph, node);
    if (macs > kMaxMacs)
      fail(ErrorKind::kModel, "{}: {}: {} MACs up to here, allowed: at most {}", file, node_text(state.graph, node),
           macs, kMaxMacs);
  }
  return std::move(state.graph);
}

}  // namespace

Graph import_tflite(const std::string& path) {
  return import_buffer(read_model_file(path), path, std::filesystem::path(path).stem().string());
}

Graph import_tflite_bytes(const std::vector<std::uint8_t>& bytes, const std::string& name) {
  return import_buffer(bytes, name, name);
}

}  // namespace octet
