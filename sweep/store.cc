// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/store.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "arch/program_file.h"
#include "base/error.h"

namespace octet {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "octet-point/1";
constexpr const char* kDone = ".json";
constexpr const char* kFailed = ".failed";
constexpr std::chrono::hours kOldTemporary{1};  // nobody writes a point's file for so long

[[noreturn]] void fail_with(const std::string& path, const std::error_code& error) {
  fail(ErrorKind::kUsage, "{}: {}", path, error.message());
}

Json to_json(const Cell& cell) {
  struct Convert {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(std::int64_t value) const { return value; }
    Json operator()(double value) const { return value; }
    Json operator()(const std::string& value) const { return value; }
  };
  return std::visit(Convert{}, cell);
}

Cell to_cell(const Json& json) {
  if (json.is_null()) return {};
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  return json.get<std::string>();
}

std::optional<std::string> text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return {};
  return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_text(const std::string& path, const std::string& text) {
  write_file_atomically(path, {text.begin(), text.end()});
}

// Files of a sweep: another task may be making the folder, or its making was interrupted.
bool of_a_sweep(const std::string& name) {
  for (const char* begin : {".", "points", "spec.toml", "lock.", "results.", "failures.csv", "array.sh", "slurm-"})
    if (name.starts_with(begin)) return true;
  return false;
}

// Calls `visit` for every file below the folder of points.
template <class Visit>
void each_file(const std::string& folder, const Visit& visit) {
  std::error_code error, gone;  // gone: other processes rename what they have written
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (!it->is_directory(gone)) visit(it->path());
  if (error) fail_with(folder, error);
}

}  // namespace

std::string Store::file_of(const std::string& hash, const char* extension) const {
  return fmt::format("{}/points/{}/{}{}", folder_, hash.substr(0, 2), hash, extension);
}

Store::Store(std::string folder) : folder_(std::move(folder)) {
  if (folder_.empty()) fail(ErrorKind::kUsage, "the name of the sweep's folder is empty");
}

bool Store::exists() const {
  std::error_code error;
  return fs::exists(path("spec.toml"), error);
}

void Store::create() const {
  std::error_code error;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!of_a_sweep(name))
      fail(ErrorKind::kUsage, "{} holds {}, which is no sweep's: choose another --out", folder_, name);
  }
  error.clear();  // there is none yet, or what is wrong shows now
  for (int i = 0; i < 256 && !error; ++i) fs::create_directories(path(fmt::format("points/{:02x}", i)), error);
  if (error) fail_with(path("points"), error);
}

void Store::write(const std::string& name, const std::string& text) const { write_text(path(name), text); }

std::string Store::read(const std::string& name) const {
  std::optional<std::string> text = text_of_file(path(name));
  if (!text) fail(ErrorKind::kUsage, "{}: cannot be read: {}", path(name), std::strerror(errno));
  return std::move(*text);
}

void Store::lock(const std::string& part) const {
  const std::string file = path("lock." + part);
  const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(ErrorKind::kUsage, "{}: {}", file, std::strerror(errno));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return;
  if (errno == EWOULDBLOCK) fail(ErrorKind::kUsage, "{}: another process works on it", folder_);
  fail(ErrorKind::kUsage, "{}: cannot be locked: {}", file, std::strerror(errno));
}

Store::Listing Store::list() const {
  Listing listing;
  each_file(path("points"), [&](const fs::path& file) {
    if (file.extension() == kDone) listing.done.insert(file.stem().string());
    if (file.extension() == kFailed) listing.failed.insert(file.stem().string());
  });
  return listing;
}

void Store::clean() const {
  const auto old = fs::file_time_type::clock::now() - kOldTemporary;
  std::vector<fs::path> left;
  std::error_code gone;
  each_file(path("points"), [&](const fs::path& file) {
    if (file.extension() == ".tmp" && fs::last_write_time(file, gone) < old && !gone) left.push_back(file);
  });
  for (const fs::path& file : left) fs::remove(file, gone);
}

void Store::write_result(const std::string& hash, const Row& row) const {
  Json json{{"schema", kSchema}, {"hash", hash}, {"result", Json::object()}};
  for (const auto& [column, cell] : row) json["result"][column] = to_json(cell);
  write_text(file_of(hash, kDone), json.dump(0, ' ', false, Json::error_handler_t::replace) + "\n");
}

void Store::write_failure(const std::string& hash, const std::string& reason) const {
  const Json json{{"schema", kSchema}, {"hash", hash}, {"error", reason}};
  write_text(file_of(hash, kFailed), json.dump(0, ' ', false, Json::error_handler_t::replace) + "\n");
}

void Store::remove_failure(const std::string& hash) const {
  std::error_code error;
  fs::remove(file_of(hash, kFailed), error);
  if (error) fail_with(file_of(hash, kFailed), error);
}

namespace {
// The member of a point's file; empty if there is no file.
template <class Read>
auto member(const std::string& path, const std::string& hash, const Read& read)
    -> std::optional<decltype(read(std::declval<const Json&>()))> {
  const std::optional<std::string> text = text_of_file(path);
  if (!text) return {};
  try {
    const Json json = Json::parse(*text);
    if (json.at("schema") == kSchema && json.at("hash") == hash) return read(json);
  } catch (const Json::exception&) {}
  fail(ErrorKind::kUsage, "{}: damaged; remove it, and --resume computes the point again", path);
}
}  // namespace

std::optional<Row> Store::result(const std::string& hash) const {
  return member(file_of(hash, kDone), hash, [](const Json& json) {
    Row row;
    for (const auto& [column, value] : json.at("result").items()) row.emplace_back(column, to_cell(value));
    return row;
  });
}

std::optional<std::string> Store::failure(const std::string& hash) const {
  return member(file_of(hash, kFailed), hash, [](const Json& json) { return json.at("error").get<std::string>(); });
}

}  // namespace octet
