// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The page as a file: nothing of the data can leave its place, and the policy lets run what the page has and no more.
#include "reports/page.h"

#include <gtest/gtest.h>

#include <regex>

#include "reports/json.h"
#include "reports/page_assets.h"
#include "reports/page_document.h"
#include "tests/reports/support/sample_run.h"

namespace octet {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kHostile = "</script><script>hit()</script><!-- \"'&\n\xE2\x80\xA8\xE2\x80\xA9 ";

Page page_of(const Report& report, int runs = 1) {
  Page page;
  page.version = "0";
  page.title = "a title";
  for (int i = 0; i < runs; ++i) page.documents.push_back(parse_page_document(json_text(report), "r.json"));
  return page;
}

// What stands between the data's tags.
std::string data_text(const std::string& html) {
  const std::string begin = "<script type=\"application/json\" id=\"octet-data\">";
  const std::size_t from = html.find(begin) + begin.size();
  return html.substr(from, html.find("</script>", from) - from);
}

TEST(Page, HoldsTheDocumentsOnceAsTheyWere) {
  const Report report = sample_report();
  const std::string html = page_html(page_of(report));
  const Json data = Json::parse(data_text(html));
  EXPECT_EQ(data["documents"].size(), 1u);
  EXPECT_EQ(data["documents"][0]["kind"], "run");
  EXPECT_EQ(data["documents"][0]["name"], report.model);
  EXPECT_EQ(data["documents"][0]["data"], to_json(report));
  EXPECT_TRUE(data["comparison"].is_null());
  EXPECT_GT(data["glossary"].size(), 200u);
  EXPECT_EQ(html.find("id=\"octet-data\""), html.rfind("id=\"octet-data\""));
}

TEST(Page, TwoRunsAreCompared) {
  const Json data = Json::parse(data_text(page_html(page_of(sample_report(), 2))));
  EXPECT_EQ(data["documents"].size(), 2u);
  EXPECT_EQ(data["comparison"]["layers"].size(), data["documents"][0]["data"]["layers"].size());
  for (const Json& total : data["comparison"]["totals"]) EXPECT_EQ(total["better"], "equal") << total;
}

TEST(Page, NoMarkupOfTheDataIsLeft) {
  Report report = sample_report();
  report.model = kHostile;
  report.layers[0].name = kHostile;
  report.command_line = std::string(10000, '<');
  Page page = page_of(report);
  page.title = kHostile;
  const std::string html = page_html(page), data = data_text(html);
  EXPECT_EQ(data.find_first_of("<>&"), std::string::npos);
  EXPECT_EQ(data.find("\xE2\x80\xA8"), std::string::npos);
  EXPECT_EQ(data.find("\xE2\x80\xA9"), std::string::npos);
  EXPECT_EQ(Json::parse(data)["documents"][0]["data"]["model"], kHostile);
  EXPECT_EQ(html.find("<script>hit"), std::string::npos);
  EXPECT_NE(html.find("<title>&lt;/script&gt;"), std::string::npos);
}

TEST(Page, WholeNumbersBeyondADoubleAreTexts) {
  const std::string text = embedded_json({{"seed", std::uint64_t{18446744073709551615u}},
                                          {"low", std::int64_t{-9007199254740993}},
                                          {"signed", std::int64_t{9007199254740993}},
                                          {"exact", std::int64_t{1} << 53},
                                          {"list", {std::uint64_t{9007199254740993}}}});
  EXPECT_EQ(Json::parse(text)["seed"], "18446744073709551615");
  EXPECT_EQ(Json::parse(text)["low"], "-9007199254740993");
  EXPECT_EQ(Json::parse(text)["signed"], "9007199254740993");
  EXPECT_EQ(Json::parse(text)["exact"], std::int64_t{1} << 53);
  EXPECT_EQ(Json::parse(text)["list"][0], "9007199254740993");
}

// RFC 4648, section 10, and the SHA-256 of nothing as base64.
TEST(Page, Base64IsThatOfTheRfc) {
  EXPECT_EQ(base64_of_hex(""), "");
  EXPECT_EQ(base64_of_hex("66"), "Zg==");
  EXPECT_EQ(base64_of_hex("666f"), "Zm8=");
  EXPECT_EQ(base64_of_hex("666f6f"), "Zm9v");
  EXPECT_EQ(base64_of_hex("666f6f626172"), "Zm9vYmFy");
  EXPECT_EQ(base64_of_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(Page, PolicyAllowsItsOwnScriptsAndStyleAlone) {
  const std::string policy = content_security_policy();
  EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'sha256-"));
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(policy.find("http"), std::string::npos);
  EXPECT_EQ(policy.find('*'), std::string::npos);
  std::size_t hashes = 0;
  for (std::size_t at = policy.find("'sha256-"); at != std::string::npos; at = policy.find("'sha256-", at + 1))
    ++hashes;
  EXPECT_EQ(hashes, page_assets().size());
  const std::string html = page_html(page_of(sample_report()));
  EXPECT_NE(html.find("content=\"" + policy + "\""), std::string::npos);
  for (const PageAsset& asset : page_assets()) {
    const std::string tag = asset.name == "style" ? "style" : "script";
    EXPECT_NE(html.find("<" + tag + ">" + std::string(asset.text) + "</" + tag + ">"), std::string::npos) << asset.name;
  }
}

TEST(Page, AsksForNothing) {
  std::string html = page_html(page_of(sample_report()));
  for (const PageAsset& asset : page_assets()) html.erase(html.find(asset.text), asset.text.size());
  static const std::regex kAsks(R"(\s(src|href|srcset|action|data|poster)\s*=)");
  EXPECT_FALSE(std::regex_search(html, kAsks));
  for (const PageAsset& asset : page_assets()) {
    if (asset.name == "vega") continue;
    for (const char* word : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
                             "http://", "fetch(", "XMLHttpRequest", "import("})
      EXPECT_EQ(asset.text.find(word), std::string_view::npos) << asset.name << ": " << word;
  }
}

// A run's page is to be under 2 MB: what the page is without data, and what a network of 65 layers adds, far below.
TEST(Page, IsSmallerThanAMegabyteWithoutData) { EXPECT_LT(page_html(page_of(sample_report())).size(), 1000000u); }

}  // namespace
}  // namespace octet
