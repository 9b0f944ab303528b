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
// Throws Error(kUsage) if one of them is given, for --engine is not.
void refuse_cluster_options(const Arguments& a);
// The tasks that are asked for, without the folder and the indices. Throws Error(kUsage).
ArrayJob read_cluster(const Arguments& a);
// Writes FOLDER/array.sh for the tasks that have open points, and submits it unless --dry-run is given.
int submit_open_points(const Arguments& a, ArrayJob job, const Store& store);

}  // namespace octet
