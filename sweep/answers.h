// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Questions to the results of a sweep: which points are best, which no other beats, which key matters most. Points of
// different models are never compared: each answer is about one model.
#pragma once
#include <string>
#include <vector>

#include "sweep/objective.h"

namespace octet {

using RowNumbers = std::vector<std::size_t>;  // rows of a table

struct ModelRows {
  std::string model;
  RowNumbers rows;
};

// The rows of each model, models in the order of their first rows. With `model` only that one's: throws Error(kUsage)
// with the nearest name if there is none.
std::vector<ModelRows> rows_by_model(const Table& table, const std::string& model = "");
// Keeps the rows that meet `where`, an Expression over number_names, and the models that have any; all if it is empty.
// A row without one of the numbers does not meet it. Throws Error(kArchitecture) if `where` cannot be read, or if
// nothing meets it, with what there is.
void keep_where(const Table& table, const std::string& where, std::vector<ModelRows>& models);

// Machine keys with more than one value, as columns of the table, in its order.
std::vector<std::size_t> varied_keys(const Table& table);

// The `count` best rows, best first; of equal ones the earlier first.
RowNumbers best_rows(const Table& table, const RowNumbers& rows, const Objective& objective, std::size_t count);
// The rows that no other beats in all objectives, ordered by the first objective, best first.
RowNumbers pareto_rows(const Table& table, const RowNumbers& rows, const std::vector<Objective>& objectives);

// What one key does to one objective, all other keys as they come.
struct MainEffect {
  // Of the variance of the objective's logarithm between points, what its means at the key's values explain
  // (first-order index of an analysis of variance): 0 to 1. Over a full grid the shares of all keys add up to 1 less
  // interactions.
  double share = 0;
  // Geometric mean of the objective where it is highest over where it is lowest, and the key's values there.
  double ratio = 1;
  std::string lowest, highest;
};
// Throws Error(kUsage) if the objective has a value that is not positive.
MainEffect main_effect(const Table& table, const RowNumbers& rows, std::size_t key, const Objective& objective);

}  // namespace octet
