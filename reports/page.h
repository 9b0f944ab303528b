// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// One HTML file that holds everything it shows and asks for nothing: style, scripts, Vega, and the data once.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reports/page_document.h"

namespace octet {

struct Page {
  std::string title;
  std::string version;  // of octet
  std::vector<PageDocument> documents;
};

// A page of two runs holds their comparison, too.
std::string page_html(const Page& page);

// The page's data as text inside <script type="application/json">: no <, > or & and no line separator is left as it is.
// Whole numbers that a double cannot hold become texts.
std::string embedded_json(const nlohmann::ordered_json& data);
// The value of the page's Content-Security-Policy.
std::string content_security_policy();
// Standard base64 of the bytes that hexadecimal digits stand for.
std::string base64_of_hex(std::string_view hex);

}  // namespace octet
