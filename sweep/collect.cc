// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "sweep/collect.h"

#include <fmt/ranges.h>
#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "arch/program_file.h"
#include "base/csv.h"
#include "base/error.h"
#include "sweep/points.h"

namespace octet {
namespace {

constexpr const char* kDatabase = "results.sqlite";

class Database {
 public:
  Database(const std::string& path, int flags) : path_(path) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
    database_.reset(opened);
    check(code);
  }

  class Statement {
   public:
    Statement(Database& database, const std::string& sql) : database_(database) {
      sqlite3_stmt* made = nullptr;
      database.check(sqlite3_prepare_v2(database.database_.get(), sql.c_str(), -1, &made, nullptr));
      statement_.reset(made);
    }
    // Whether there is a row.
    bool step() {
      const int code = sqlite3_step(statement_.get());
      if (code != SQLITE_ROW && code != SQLITE_DONE) database_.check(code);
      return code == SQLITE_ROW;
    }
    void reset() { database_.check(sqlite3_reset(statement_.get())); }
    void bind(int at, const Cell& cell) {
      if (const auto* whole = std::get_if<std::int64_t>(&cell))
        database_.check(sqlite3_bind_int64(statement_.get(), at, *whole));
      else if (const auto* real = std::get_if<double>(&cell))
        database_.check(sqlite3_bind_double(statement_.get(), at, *real));
      else if (const auto* text = std::get_if<std::string>(&cell))
        database_.check(
            sqlite3_bind_text(statement_.get(), at, text->data(), static_cast<int>(text->size()), SQLITE_TRANSIENT));
      else
        database_.check(sqlite3_bind_null(statement_.get(), at));
    }
    int columns() const { return sqlite3_column_count(statement_.get()); }
    std::string name(int at) const { return sqlite3_column_name(statement_.get(), at); }
    Cell cell(int at) const {
      switch (sqlite3_column_type(statement_.get(), at)) {
        case SQLITE_INTEGER:
          return sqlite3_column_int64(statement_.get(), at);
        case SQLITE_FLOAT:
          return sqlite3_column_double(statement_.get(), at);
        case SQLITE_NULL:
          return {};
        default:
          return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), at)));
      }
    }

   private:
    struct Finalize {
      void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    Database& database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  };

  void run(const std::string& sql) { Statement(*this, sql).step(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  void check(int code) const {
    if (code == SQLITE_OK) return;
    fail(ErrorKind::kUsage, "{}: {}", path_, database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code));
  }
  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

void fill(const Table& table, const std::string& path) {
  Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  database.run("PRAGMA journal_mode=OFF");  // the file is not the database until it is renamed
  database.run("BEGIN");
  std::vector<std::string> names, marks;
  for (const std::string& column : table.columns) {
    names.push_back(in_double_quotes(column));
    marks.emplace_back("?");
  }
  database.run(fmt::format("CREATE TABLE points ({})", fmt::join(names, ", ")));
  Database::Statement insert(database, fmt::format("INSERT INTO points VALUES ({})", fmt::join(marks, ", ")));
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) insert.bind(static_cast<int>(i) + 1, row[i]);
    insert.step();
    insert.reset();
  }
  database.run("COMMIT");
}

void write_database(const Table& table, const Store& store) {
  const std::string path = store.path(kDatabase), temporary = temporary_beside(path);
  try {
    fill(table, temporary);
  } catch (const Error&) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw;
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) fail(ErrorKind::kUsage, "{}: cannot be written", path);
}

// Appends the row under the table's columns, which the first row makes.
void append(Table& table, std::size_t number, const ListedPoint& point, const Row& row) {
  if (table.columns.empty()) {
    table.columns = {"point", "hash"};
    for (const auto& [column, cell] : row) table.columns.push_back(column);
  }
  std::vector<Cell> cells{static_cast<std::int64_t>(number), point.hash};
  for (const auto& [column, cell] : row) {
    if (cells.size() >= table.columns.size() || table.columns[cells.size()] != column)
      fail(ErrorKind::kUsage, "point {}: its file has other columns than those before it: {}", point.hash, column);
    cells.push_back(cell);
  }
  table.rows.push_back(std::move(cells));
}

}  // namespace

Counts count_points(const Store& store) {
  const PointList list = read_points(store);
  const Store::Listing listing = store.list();
  Counts counts;
  counts.listed = list.points.size();
  for (const ListedPoint& point : list.points) {
    const bool is_done = listing.done.count(point.hash) > 0;
    counts.done += is_done;
    counts.failed += !is_done && listing.failed.count(point.hash) > 0;
  }
  return counts;
}

Counts collect(const Store& store) {
  const PointList list = read_points(store);
  Counts collected;
  collected.listed = list.points.size();
  Table results, failures{{"point", "hash", "model"}, {}};
  failures.columns.insert(failures.columns.end(), list.keys.begin(), list.keys.end());
  failures.columns.emplace_back("reason");
  for (std::size_t i = 0; i < list.points.size(); ++i) {
    const ListedPoint& point = list.points[i];
    if (const std::optional<Row> row = store.result(point.hash)) {
      append(results, i, point, *row);
    } else if (const std::optional<std::string> reason = store.failure(point.hash)) {
      std::vector<Cell> cells{static_cast<std::int64_t>(i), point.hash, point.model};
      cells.insert(cells.end(), point.values.begin(), point.values.end());
      cells.emplace_back(*reason);
      failures.rows.push_back(std::move(cells));
    }
  }
  if (results.columns.empty()) results.columns = {"point", "hash"};
  collected.done = results.rows.size();
  collected.failed = failures.rows.size();
  store.write("results.csv", table_csv(results));
  store.write("failures.csv", table_csv(failures));
  write_database(results, store);
  return collected;
}

Table read_results(const std::string& folder) {
  const std::string path = folder + "/" + kDatabase;
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    fail(ErrorKind::kUsage, "{}: nothing is collected there; octet sweep collect {}", folder, folder);
  Database database(path, SQLITE_OPEN_READONLY);
  Database::Statement all(database, "SELECT * FROM points ORDER BY point");
  Table table;
  for (int i = 0; i < all.columns(); ++i) table.columns.push_back(all.name(i));
  while (all.step()) {
    std::vector<Cell>& row = table.rows.emplace_back();
    for (int i = 0; i < all.columns(); ++i) row.push_back(all.cell(i));
  }
  return table;
}

}  // namespace octet
