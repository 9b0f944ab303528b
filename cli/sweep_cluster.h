// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A sweep on a cluster: its folder is made here, its points are evaluated by the tasks of a job array.
#pragma once
#include "cli/arguments.h"
#include "sweep/slurm.h"
#include "sweep/store.h"

namespace octet {

boost::program_options::options_description cluster_options();
// Throws Error(kUsage) if one of those is given that only Slurm understands.
void refuse_cluster_options(const Arguments& a);
// The tasks that are asked for, without the folder and the indices. Throws Error(kUsage).
ArrayJob read_cluster(const Arguments& a);
// Of the list of a sweep.
struct NotDone {
  std::vector<std::size_t> indices;  // ascending
  std::size_t failed = 0;            // of them
};
NotDone not_done(const Store& store);
// Says what a retry would evaluate.
int describe_retry(const NotDone& points);
// Writes FOLDER/array.sh for the tasks that have these points of the list, and submits it; with --dry-run it prints the
// script and leaves the folder alone. With --engine none it says what any engine is to call.
int submit_points(const Arguments& a, ArrayJob job, const Store& store, const std::vector<std::size_t>& open);

}  // namespace octet
