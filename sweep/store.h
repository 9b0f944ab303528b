// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The folder of a sweep: its spec, its list of points, a file for each point that is done or has failed.
#pragma once
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "sweep/evaluator.h"

namespace octet {

// FOLDER/spec.toml               the sweep as it was asked for, complete
// FOLDER/points.csv              the list of its points
// FOLDER/points/ab/abc....json   results of a point, under its hash
// FOLDER/points/ab/abc....failed why it has none
class Store {
 public:
  // Throws Error(kUsage) if the name is empty.
  explicit Store(std::string folder);
  const std::string& folder() const { return folder_; }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  bool exists() const;  // has a spec

  // Throws Error(kUsage) with the system's reason if it cannot be made or written, or if it holds what no sweep makes.
  void create() const;
  // A file of this name appears whole or not at all.
  void write(const std::string& name, const std::string& text) const;
  // Throws Error(kUsage) if there is none.
  std::string read(const std::string& name) const;

  // Only one process at a time works on `part` of the sweep: throws Error(kUsage) if another one does. The lock lasts
  // as long as this process.
  void lock(const std::string& part) const;

  // Of all points whose files are there.
  struct Listing {
    std::unordered_set<std::string> done, failed;
  };
  Listing list() const;
  // Removes what killed processes left half written an hour ago or more; what is younger, other hosts may be writing.
  void clean() const;

  void write_result(const std::string& hash, const Row& row) const;
  void write_failure(const std::string& hash, const std::string& reason) const;
  void remove_failure(const std::string& hash) const;
  // Throws Error(kUsage) if the file is damaged; empty if there is none.
  std::optional<Row> result(const std::string& hash) const;
  std::optional<std::string> failure(const std::string& hash) const;

 private:
  std::string file_of(const std::string& hash, const char* extension) const;
  std::string folder_;
};

}  // namespace octet
