// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The .npy header is a Python dictionary literal of three keys; only that much of Python is read.
#include "models/array_file.h"

#include <zip.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace octet {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::int64_t kMostBytes = std::int64_t{1} << 32;
constexpr std::pair<std::string_view, DataType> kDescriptors[] = {
    {"|i1", DataType::kInt8},  {"|u1", DataType::kUint8},   {"<i2", DataType::kInt16}, {"<i4", DataType::kInt32},
    {"<i8", DataType::kInt64}, {"<f4", DataType::kFloat32}, {"|b1", DataType::kBool}};

std::string_view descriptor_of(DataType type) {
  for (const auto& [text, t] : kDescriptors)
    if (t == type) return text;
  return "";
}

// Reads {'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), } in any order of keys.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& where) : text_(text), where_(where) {}
  Array read();

 private:
  [[noreturn]] void broken(std::string_view expected) const {
    fail(ErrorKind::kUsage, "{}: .npy header: expected {} at character {}", where_, expected, at_);
  }
  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view quoted();
  bool boolean();
  std::int64_t number();
  std::vector<std::int64_t> shape();
  DataType type();

  std::string_view text_;
  const std::string& where_;
  std::size_t at_ = 0;
};

std::string_view HeaderReader::quoted() {
  skip_space();
  const char quote = at_ < text_.size() ? text_[at_] : '\0';
  if (quote != '\'' && quote != '"') broken("a quoted word");
  const std::size_t begin = ++at_;
  const std::size_t end = text_.find(quote, begin);
  if (end == std::string_view::npos) broken("a closing quote");
  at_ = end + 1;
  return text_.substr(begin, end - begin);
}

bool HeaderReader::boolean() {
  skip_space();
  for (const auto& [word, value] : {std::pair{std::string_view("True"), true}, {std::string_view("False"), false}})
    if (text_.substr(at_).starts_with(word)) {
      at_ += word.size();
      return value;
    }
  broken("True or False");
}

std::int64_t HeaderReader::number() {
  skip_space();
  const std::size_t begin = at_;
  std::int64_t value = 0;
  for (; at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])); ++at_) {
    value = value * 10 + (text_[at_] - '0');
    if (value > kMostBytes) broken("a dimension of at most 2^32");
  }
  if (at_ == begin) broken("a dimension");
  return value;
}

std::vector<std::int64_t> HeaderReader::shape() {
  if (!take('(')) broken("'('");
  std::vector<std::int64_t> dimensions;
  while (!take(')')) {
    dimensions.push_back(number());
    if (!take(',')) {
      if (!take(')')) broken("',' or ')'");
      break;
    }
  }
  return dimensions;
}

DataType HeaderReader::type() {
  const std::string_view text = quoted();
  for (const auto& [descriptor, type] : kDescriptors)
    if (text == descriptor) return type;
  fail(ErrorKind::kUsage,
       "{}: element type '{}' is not supported; allowed: int8, uint8, int16, int32, int64, float32 (little-endian), "
       "bool",
       where_, text);
}

Array HeaderReader::read() {
  Array array;
  bool seen[3] = {};
  if (!take('{')) broken("'{'");
  while (!take('}')) {
    const std::string_view key = quoted();
    if (!take(':')) broken("':'");
    if (key == "descr") {
      array.type = type(), seen[0] = true;
    } else if (key == "fortran_order") {
      if (boolean()) fail(ErrorKind::kUsage, "{}: Fortran order is not supported; save a C-order array", where_);
      seen[1] = true;
    } else if (key == "shape") {
      array.shape = shape(), seen[2] = true;
    } else {
      fail(ErrorKind::kUsage, "{}: .npy header: unknown key '{}'", where_, key);
    }
    if (!take(',')) {
      if (!take('}')) broken("',' or '}'");
      break;
    }
  }
  if (!seen[0] || !seen[1] || !seen[2]) broken("the keys descr, fortran_order and shape");
  return array;
}

std::int64_t byte_count(const Array& array, const std::string& where) {
  std::int64_t bytes = bytes_of(array.type);
  for (auto d : array.shape) {
    if (d != 0 && bytes > kMostBytes / d) fail(ErrorKind::kUsage, "{}: the array is larger than 4 GiB", where);
    bytes *= d;
  }
  return bytes;
}

std::vector<std::uint8_t> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(ErrorKind::kUsage, "{}: cannot be read: {}", path, std::strerror(errno));
  return {std::istreambuf_iterator<char>(file), {}};
}

void discard(zip_t* archive) { zip_discard(archive); }
void close_entry(zip_file_t* entry) { zip_fclose(entry); }
using Archive = std::unique_ptr<zip_t, void (*)(zip_t*)>;
using Entry = std::unique_ptr<zip_file_t, void (*)(zip_file_t*)>;

Archive open_archive(const std::string& path, int flags, std::string_view action) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), flags, &code), discard);
  if (archive) return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  fail(ErrorKind::kUsage, "{}: cannot be {} as .npz: {}", path, action, reason);
}

// Reads to the end, so that libzip compares the checksum.
std::vector<std::uint8_t> read_entry(zip_t* archive, zip_uint64_t index, const std::string& where) {
  const Entry entry(zip_fopen_index(archive, index, 0), close_entry);
  if (!entry) fail(ErrorKind::kUsage, "{}: {}", where, zip_strerror(archive));
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> chunk(std::size_t{1} << 16);
  for (;;) {
    const zip_int64_t got = zip_fread(entry.get(), chunk.data(), chunk.size());
    if (got < 0) fail(ErrorKind::kUsage, "{}: {}", where, zip_file_strerror(entry.get()));
    if (got == 0) return bytes;
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
    if (static_cast<std::int64_t>(bytes.size()) > kMostBytes + (1 << 20))
      fail(ErrorKind::kUsage, "{}: the entry is larger than 4 GiB", where);
  }
}

}  // namespace

Array parse_npy(const std::vector<std::uint8_t>& bytes, const std::string& where) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!text.starts_with(kMagic) || text.size() < 12) fail(ErrorKind::kUsage, "{}: not an .npy array", where);
  const int version = bytes[6];
  if (version != 1 && version != 2)
    fail(ErrorKind::kUsage, "{}: .npy version {}.{} is not supported; allowed: 1.0, 2.0", where, version, bytes[7]);
  const std::size_t start = version == 1 ? 10 : 12;
  std::size_t length = 0;
  for (std::size_t i = 8; i < start; ++i) length |= static_cast<std::size_t>(bytes[i]) << (8 * (i - 8));
  if (length > text.size() - start) fail(ErrorKind::kUsage, "{}: the .npy header is cut off", where);
  Array array = HeaderReader(text.substr(start, length), where).read();
  const std::int64_t expected = byte_count(array, where);
  const auto found = static_cast<std::int64_t>(text.size() - start - length);
  if (found != expected)
    fail(ErrorKind::kUsage, "{}: the header promises {} bytes of elements, {} follow", where, expected, found);
  array.data.assign(bytes.end() - found, bytes.end());
  return array;
}

std::vector<std::uint8_t> format_npy(const Array& array) {
  OCTET_CHECK(static_cast<std::int64_t>(array.data.size()) == byte_count(array, array.name), "{}: {} bytes", array.name,
              array.data.size());
  std::string shape;
  for (auto d : array.shape) shape += fmt::format("{}, ", d);
  if (array.shape.size() > 1) shape.resize(shape.size() - 2);
  if (array.shape.size() == 1) shape.pop_back();
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", descriptor_of(array.type), shape);
  const std::size_t prefix = kMagic.size() + 4;
  header.append(63 - (prefix + header.size()) % 64, ' ').push_back('\n');  // elements start at a multiple of 64
  const auto length = static_cast<unsigned>(header.size());
  std::string start(kMagic);
  for (unsigned byte : {1u, 0u, length & 0xff, length >> 8}) start.push_back(static_cast<char>(byte));
  start += header;
  std::vector<std::uint8_t> bytes(start.begin(), start.end());
  bytes.insert(bytes.end(), array.data.begin(), array.data.end());
  return bytes;
}

Array read_npy(const std::string& path) { return parse_npy(read_file(path), path); }

void write_npy(const std::string& path, const Array& array) {
  const std::vector<std::uint8_t> bytes = format_npy(array);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) fail(ErrorKind::kUsage, "{}: cannot be written: {}", path, std::strerror(errno));
}

std::vector<Array> read_npz(const std::string& path) {
  const Archive archive = open_archive(path, ZIP_RDONLY, "read");
  std::vector<Array> arrays;
  const zip_int64_t entries = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < entries; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    const char* name = zip_get_name(archive.get(), index, 0);
    std::string key = name ? name : "";
    const std::string where = fmt::format("{}: {}", path, key);
    Array array = parse_npy(read_entry(archive.get(), index, where), where);
    if (key.ends_with(".npy")) key.resize(key.size() - 4);
    if (find_array(arrays, key)) fail(ErrorKind::kUsage, "{}: two arrays are called '{}'", path, key);
    array.name = key;
    arrays.push_back(std::move(array));
  }
  return arrays;
}

void write_npz(const std::string& path, const std::vector<Array>& arrays) {
  Archive archive = open_archive(path, ZIP_CREATE | ZIP_TRUNCATE, "written");
  std::vector<std::vector<std::uint8_t>> contents;  // libzip reads them when it closes
  contents.reserve(arrays.size());
  for (const Array& array : arrays) {
    contents.push_back(format_npy(array));
    zip_source_t* source = zip_source_buffer(archive.get(), contents.back().data(), contents.back().size(), 0);
    const std::string entry = array.name + ".npy";
    const zip_int64_t index = source ? zip_file_add(archive.get(), entry.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
      zip_source_free(source);
      fail(ErrorKind::kUsage, "{}: {}: {}", path, entry, zip_strerror(archive.get()));
    }
    // A fixed time stamp, so that equal arrays make equal files.
    zip_file_set_dostime(archive.get(), static_cast<zip_uint64_t>(index), 0, 0x21, 0);
  }
  if (zip_close(archive.get()) != 0)
    fail(ErrorKind::kUsage, "{}: cannot be written: {}", path, zip_strerror(archive.get()));
  static_cast<void>(archive.release());  // closed
}

const Array* find_array(const std::vector<Array>& arrays, const std::string& name) {
  const auto it = std::find_if(arrays.begin(), arrays.end(), [&](const Array& a) { return a.name == name; });
  return it == arrays.end() ? nullptr : &*it;
}

}  // namespace octet
