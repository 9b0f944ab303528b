// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The JSON Schema of verifications, which lies in reports/schema: reports knows their files, not the part that writes
// them.
#pragma once
#include <nlohmann/json.hpp>
#include <string_view>

namespace octet {

inline constexpr std::string_view kVerificationSchema = "octet-verify/1";
nlohmann::ordered_json verification_schema();

}  // namespace octet
