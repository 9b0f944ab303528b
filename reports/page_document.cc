// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/page_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "reports/json.h"
#include "reports/report.h"
#include "reports/schema_check.h"
#include "reports/trace_report.h"
#include "reports/verification_schema.h"

namespace octet {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kMostDepth = 64;  // of arrays and objects in each other; results have 5
constexpr std::size_t kMostQuoted = 200;

// A kind of document: what files of it have in "schema", and the schema itself.
struct DocumentKind {
  std::string_view kind, schema;
  Json (*schema_of)();
  std::string_view name_key;  // whose text is the document's name
};
constexpr DocumentKind kKinds[] = {{"run", kResultSchema, result_schema, "model"},
                                   {"trace", kTraceSchema, trace_schema, "scenario"},
                                   {"verification", kVerificationSchema, verification_schema, "subject"}};

std::string file_text(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) fail(ErrorKind::kUsage, "cannot read {}: {}", quoted_text(path), "no such file");
  if (!fs::is_regular_file(status)) fail(ErrorKind::kUsage, "cannot read {}: is no file", quoted_text(path));
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(ErrorKind::kUsage, "cannot read {}: {}", quoted_text(path), std::strerror(errno));
  return {std::istreambuf_iterator<char>(file), {}};
}

// FILE:LINE:COLUMN of the byte at `offset`.
std::string place_of(const std::string& path, const std::string& text, std::size_t offset) {
  const std::string_view before = std::string_view(text).substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n');
  return fmt::format("{}:{}:{}", quoted_text(path), line,
                     1 + (start == std::string_view::npos ? offset : offset - start - 1));
}

// What nlohmann says, without its own number and place: "[json.exception.parse_error.101] parse error at line 1, ...:
// X".
std::string_view reason_of(std::string_view what) {
  const std::size_t colon = what.find(": ");
  return colon == std::string_view::npos ? what : what.substr(colon + 2);
}

Json parsed(const std::string& text, const std::string& path) {
  const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kMostDepth)
      fail(ErrorKind::kUsage, "{}: nested deeper than {} levels: no result of octet", quoted_text(path), kMostDepth);
    return true;
  };
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    fail(ErrorKind::kUsage, "{}: is empty", quoted_text(path));
  try {
    return Json::parse(text, shallow);
  } catch (const Json::parse_error& e) {
    const std::size_t offset = e.byte > 0 ? e.byte - 1 : 0;
    const bool cut = offset >= text.size();
    fail(ErrorKind::kUsage, "{}: {}: {}", place_of(path, text, std::min(offset, text.size())),
         cut ? "ends early, cut off perhaps" : "not JSON", quoted_text(reason_of(e.what())));
  } catch (const Json::out_of_range& e) {
    fail(ErrorKind::kUsage, "{}: {}", quoted_text(path), quoted_text(reason_of(e.what())));
  }
}

std::string known_schemas() {
  std::string list;
  for (const DocumentKind& kind : kKinds) list += (list.empty() ? "" : ", ") + std::string(kind.schema);
  return list;
}

std::string_view name_part(std::string_view schema) { return schema.substr(0, schema.find('/')); }

// The version behind the slash; 0 if there is none.
long version_of(std::string_view schema) {
  const std::size_t slash = schema.find('/');
  return slash == std::string_view::npos ? 0 : std::strtol(std::string(schema.substr(slash + 1)).c_str(), nullptr, 10);
}

const DocumentKind& kind_of(const Json& data, const std::string& path) {
  if (!data.is_object() || !data.contains("schema") || !data["schema"].is_string())
    fail(ErrorKind::kUsage, "{}: has no key \"schema\": no result of octet; known are {}", quoted_text(path),
         known_schemas());
  const auto schema = data["schema"].get<std::string>();
  for (const DocumentKind& kind : kKinds) {
    if (schema == kind.schema) return kind;
    if (name_part(schema) == name_part(kind.schema) && version_of(schema) > version_of(kind.schema))
      fail(ErrorKind::kUsage, "{}: is {}, of a newer octet; this one reads {}", quoted_text(path), quoted_text(schema),
           kind.schema);
  }
  fail(ErrorKind::kUsage, "{}: schema \"{}\" has no page; known are {}", quoted_text(path), quoted_text(schema),
       known_schemas());
}

}  // namespace

std::string quoted_text(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, kMostQuoted)) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return text.size() > kMostQuoted ? line + "..." : line;
}

PageDocument parse_page_document(const std::string& text, const std::string& path) {
  Json data = parsed(text, path);
  const DocumentKind& kind = kind_of(data, path);
  if (const std::string mistake = schema_mistake(kind.schema_of(), data); !mistake.empty())
    fail(ErrorKind::kUsage, "{}: {} ({})", quoted_text(path), mistake, kind.schema);
  return {std::string(kind.kind), data[std::string(kind.name_key)].get<std::string>(), std::move(data)};
}

PageDocument read_page_document(const std::string& path) { return parse_page_document(file_text(path), path); }

}  // namespace octet
