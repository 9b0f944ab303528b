// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "reports/comparison.h"
#include "reports/glossary.h"
#include "reports/page_assets.h"

namespace octet {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kMostExact = std::int64_t{1} << 53;  // whole numbers up to here are exact in a double

constexpr std::string_view kNotice =
    "<!-- Plots are drawn by Vega (https://vega.github.io), which this file contains. Copyright 2015-2021 University "
    "of\n"
    "Washington Interactive Data Lab; with parts of D3, copyright 2010-2021 Mike Bostock. Redistribution and use in\n"
    "source and binary forms, with or without modification, are permitted provided that the following conditions are\n"
    "met: 1. Redistributions of source code must retain the above copyright notice, this list of conditions and the\n"
    "following disclaimer. 2. Redistributions in binary form must reproduce the above copyright notice, this list of\n"
    "conditions and the following disclaimer in the documentation and/or other materials provided with the\n"
    "distribution. 3. Neither the name of the copyright holder nor the names of its contributors may be used to\n"
    "endorse or promote products derived from this software without specific prior written permission. This software\n"
    "is provided by the copyright holders and contributors \"as is\" and any express or implied warranties, "
    "including,\n"
    "but not limited to, the implied warranties of merchantability and fitness for a particular purpose are\n"
    "disclaimed. In no event shall the copyright holder or contributors be liable for any direct, indirect,\n"
    "incidental, special, exemplary, or consequential damages (including, but not limited to, procurement of\n"
    "substitute goods or services; loss of use, data, or profits; or business interruption) however caused and on any\n"
    "theory of liability, whether in contract, strict liability, or tort (including negligence or otherwise) arising\n"
    "in any way out of the use of this software, even if advised of the possibility of such damage. -->\n";

int digit_of(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else if (c == '&')
      escaped += "&amp;";
    else if (c == '"')
      escaped += "&quot;";
    else
      escaped += c;
  }
  return escaped;
}

void keep_exact(Json& value) {
  const bool too_large = value.is_number_unsigned()
                             ? value.get<std::uint64_t>() > std::uint64_t{kMostExact}
                             : value.is_number_integer() &&
                                   (value.get<std::int64_t>() < -kMostExact || value.get<std::int64_t>() > kMostExact);
  if (too_large) value = value.dump();
  if (value.is_structured())
    for (Json& member : value) keep_exact(member);
}

Json glossary_json() {
  Json list = Json::array();
  for (const GlossaryEntry& e : glossary())
    list.push_back({{"name", e.name}, {"unit", e.unit}, {"help", e.help}, {"schemas", e.schemas}});
  return list;
}

// Of a page of two runs.
Json comparison_json(const Page& page) {
  const auto is_run = [](const PageDocument& d) { return d.kind == "run"; };
  if (page.documents.size() != 2 || !std::all_of(page.documents.begin(), page.documents.end(), is_run)) return nullptr;
  return to_json(compare_results(page.documents[0].data, page.documents[1].data));
}

Json page_json(const Page& page) {
  Json documents = Json::array();
  for (const PageDocument& d : page.documents)
    documents.push_back({{"kind", d.kind}, {"name", d.name}, {"data", d.data}});
  return {{"title", page.title},
          {"version", page.version},
          {"documents", std::move(documents)},
          {"comparison", comparison_json(page)},
          {"glossary", glossary_json()}};
}

}  // namespace

std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  OCTET_CHECK(hex.size() % 2 == 0, "{} hexadecimal digits", hex.size());
  std::string text;
  for (std::size_t at = 0; at < hex.size(); at += 6) {
    const std::size_t digits = std::min<std::size_t>(6, hex.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 6; ++i)
      bits = bits << 4 | (i < digits ? static_cast<std::uint32_t>(digit_of(hex[at + i])) : 0);
    for (std::size_t i = 0; i < 4; ++i) text += i * 6 < digits * 4 ? kDigits[bits >> (18 - 6 * i) & 63] : '=';
  }
  return text;
}

std::string embedded_json(const Json& data) {
  Json exact = data;
  keep_exact(exact);
  const std::string text = exact.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string escaped;
  escaped.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const std::string_view three = std::string_view(text).substr(at, 3);
    if (c == '<' || c == '>' || c == '&') {
      escaped += fmt::format("\\u{:04x}", c);
    } else if (three == "\u2028" || three == "\u2029") {
      escaped += three == "\u2028" ? "\\u2028" : "\\u2029";
      at += 2;
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string content_security_policy() {
  std::string scripts, style;
  for (const PageAsset& asset : page_assets())
    (asset.name == "style" ? style : scripts) += fmt::format(" 'sha256-{}'", base64_of_hex(asset.sha256));
  return fmt::format("default-src 'none'; script-src{}; style-src{}; base-uri 'none'; form-action 'none'", scripts,
                     style);
}

std::string page_html(const Page& page) {
  const auto assets = page_assets();
  std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  html += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", content_security_policy());
  html +=
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n";
  html += fmt::format("<meta name=\"generator\" content=\"octet {}\">\n<title>{}</title>\n", html_text(page.version),
                      html_text(page.title));
  html += kNotice;
  html += fmt::format("<style>{}</style>\n</head>\n<body>\n", assets.front().text);
  html += "<noscript>This report draws itself with JavaScript, which is switched off.</noscript>\n";
  html +=
      fmt::format("<script type=\"application/json\" id=\"octet-data\">{}</script>\n", embedded_json(page_json(page)));
  for (const PageAsset& asset : assets.subspan(1)) html += fmt::format("<script>{}</script>\n", asset.text);
  return html + "</body>\n</html>\n";
}

}  // namespace octet
