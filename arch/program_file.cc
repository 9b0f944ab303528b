// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Programs to and from the bytes of a .octp file.
#include "arch/program_file.h"

#include <xxhash.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <type_traits>

#include "arch/program_file_fields.h"
#include "base/error.h"

namespace octet {
namespace {

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

// The scalar's bits as an unsigned number of sizeof(T) bytes.
template <Scalar T>
std::uint64_t bits_of(T value) {
  if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<std::uint64_t>(value);
  else
    return static_cast<std::uint64_t>(value);
}

class Writer {
 public:
  std::vector<std::uint8_t> bytes;

  template <class T>
  void operator()(const FieldInfo&, const T& member) {
    write(member);
  }
  template <Scalar T>
  void write(T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes.push_back(static_cast<std::uint8_t>(bits_of(value) >> (8 * i)));
  }
  void write(const std::string& text) {
    write(std::uint64_t{text.size()});
    bytes.insert(bytes.end(), text.begin(), text.end());
  }
  void write(const std::vector<std::uint8_t>& data) {
    write(std::uint64_t{data.size()});
    bytes.insert(bytes.end(), data.begin(), data.end());
  }
  template <class T>
  void write(const std::vector<T>& items) {
    write(std::uint64_t{items.size()});
    for (const T& item : items) write(item);
  }
  void write(const Machine& machine) { write(to_toml(machine)); }
  void write(const Command& command) {
    const EncodedCommand encoded = encode(command);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  }
  template <class T>
  requires(!Scalar<T>) void write(const T& fields) { visit_fields(fields, *this); }
};

// Every length is checked against the bytes left before anything is allocated.
class Reader {
 public:
  Reader(const std::uint8_t* bytes, std::size_t count) : next_(bytes), end_(bytes + count) {}
  std::size_t left() const { return static_cast<std::size_t>(end_ - next_); }

  template <class T>
  void operator()(const FieldInfo& info, T& member) {
    field_ = info.name;
    read(member);
  }
  template <Scalar T>
  void read(T& value) {
    const std::uint8_t* from = take(sizeof(T));
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) bits |= std::uint64_t{from[i]} << (8 * i);
    std::uint64_t choices = 0;
    if constexpr (std::is_same_v<T, bool>) choices = 2;
    if constexpr (std::is_enum_v<T>) choices = choices_of(T{});
    if (choices != 0 && bits >= choices)
      fail(ErrorKind::kModel, "program file: {} is {}, allowed are 0 to {}", field_, bits, choices - 1);
    if constexpr (std::is_same_v<T, double>)
      value = std::bit_cast<double>(bits);
    else
      value = static_cast<T>(bits);
  }
  void read(std::string& text) {
    const std::size_t count = read_count(1);
    const std::uint8_t* from = take(count);
    text.assign(from, from + count);
  }
  void read(std::vector<std::uint8_t>& data) {
    const std::size_t count = read_count(1);
    const std::uint8_t* from = take(count);
    data.assign(from, from + count);
  }
  template <class T>
  void read(std::vector<T>& items) {
    const std::string_view list = field_;
    const std::size_t count = read_count(Scalar<T> || std::is_same_v<T, LiveRange> ? sizeof(T) : kStructBytes);
    items.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      field_ = list;
      read(items.emplace_back());
    }
  }
  void read(Machine& machine);
  void read(Command& command);
  template <class T>
  requires(!Scalar<T>) void read(T& fields) { visit_fields(fields, *this); }

 private:
  // No structure but a LiveRange takes fewer bytes than a TensorPort without name and shape: two counts, two choices,
  // offset, scale, zero point.
  static constexpr std::size_t kStructBytes = 8 + 1 + 8 + 1 + 4 + 8 + 4;

  const std::uint8_t* take(std::size_t count) {
    if (count > left()) fail(ErrorKind::kModel, "program file: {} needs {} bytes, {} are left", field_, count, left());
    next_ += count;
    return next_ - count;
  }
  std::size_t read_count(std::size_t item_bytes) {
    std::uint64_t count = 0;
    read(count);
    if (count > left() / item_bytes)
      fail(ErrorKind::kModel, "program file: {} has {} items, {} bytes are left", field_, count, left());
    return static_cast<std::size_t>(count);
  }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  std::string_view field_;
};

void Reader::read(Machine& machine) {
  std::string toml;
  read(toml);
  try {
    machine = parse_machine(toml, "program file, machine");
  } catch (const Error& error) {
    throw Error(ErrorKind::kModel, error.what());
  }
}

void Reader::read(Command& command) {
  EncodedCommand encoded;
  std::copy_n(take(kCommandBytes), kCommandBytes, encoded.begin());
  try {
    command = decode(encoded);
  } catch (const Error& error) {
    fail(ErrorKind::kModel, "program file: illegal command: {}", error.what());
  }
}

std::uint64_t hash_of(const Machine& machine) {
  const std::string toml = to_toml(machine);
  return XXH64(toml.data(), toml.size(), 0);
}

// The payload's reader, after header and checksum are found to be right.
Reader open_payload(const std::vector<std::uint8_t>& bytes, std::uint64_t& machine_hash) {
  const bool magic =
      bytes.size() >= kProgramMagic.size() && std::equal(kProgramMagic.begin(), kProgramMagic.end(), bytes.begin());
  if (!magic) fail(ErrorKind::kModel, "program file: not a program, does not begin with {}", kProgramMagic);
  if (bytes.size() < kProgramHeaderBytes + kProgramChecksumBytes)
    fail(ErrorKind::kModel, "program file: truncated, has {} bytes", bytes.size());
  Reader header(bytes.data() + kProgramMagic.size(), kProgramHeaderBytes - kProgramMagic.size());
  std::uint32_t version = 0;
  std::uint64_t payload_bytes = 0, checksum = 0;
  header.read(version);
  header.read(machine_hash);
  header.read(payload_bytes);
  if (version != kProgramVersion)
    fail(ErrorKind::kModel, "program file: version {}, this octet reads version {}", version, kProgramVersion);
  const std::size_t present = bytes.size() - kProgramHeaderBytes - kProgramChecksumBytes;
  if (payload_bytes != present)
    fail(ErrorKind::kModel, "program file: says {} bytes of payload, has {}", payload_bytes, present);
  const std::size_t checked = bytes.size() - kProgramChecksumBytes;
  Reader(bytes.data() + checked, kProgramChecksumBytes).read(checksum);
  if (checksum != XXH64(bytes.data(), checked, 0)) fail(ErrorKind::kModel, "program file: damaged, wrong checksum");
  return {bytes.data() + kProgramHeaderBytes, present};
}

}  // namespace

std::vector<std::uint8_t> serialize(const Program& program) {
  Writer payload, file;
  payload.write(program);
  file.bytes.assign(kProgramMagic.begin(), kProgramMagic.end());
  file.write(kProgramVersion);
  file.write(hash_of(program.machine));
  file.write(std::uint64_t{payload.bytes.size()});
  file.bytes.insert(file.bytes.end(), payload.bytes.begin(), payload.bytes.end());
  file.write(std::uint64_t{XXH64(file.bytes.data(), file.bytes.size(), 0)});
  return std::move(file.bytes);
}

Program deserialize(const std::vector<std::uint8_t>& bytes) {
  std::uint64_t machine_hash = 0;
  Reader reader = open_payload(bytes, machine_hash);
  Program program;
  reader.read(program);
  if (reader.left() != 0) fail(ErrorKind::kModel, "program file: {} bytes after the last field", reader.left());
  if (machine_hash != hash_of(program.machine))
    fail(ErrorKind::kModel, "program file: bound to another machine than the one it describes");
  require_consistent(program);
  return program;
}

void save_program(const Program& program, const std::string& path) { write_file_atomically(path, serialize(program)); }

Program load_program(const std::string& path) {
  std::error_code failure;
  const bool regular = std::filesystem::is_regular_file(path, failure);
  std::ifstream file(path, std::ios::binary);
  if (!regular || !file) fail(ErrorKind::kModel, "{}: cannot be read", path);
  std::vector<std::uint8_t> bytes(std::filesystem::file_size(path));
  if (!file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())))
    fail(ErrorKind::kModel, "{}: cannot be read", path);
  try {
    return deserialize(bytes);
  } catch (const Error& error) {
    fail(error.kind(), "{}: {}", path, error.what());
  }
}

}  // namespace octet
