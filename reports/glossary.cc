// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
#include "reports/glossary.h"

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"
#include "reports/field_json.h"
#include "reports/trace_fields.h"

namespace octet {
namespace {

constexpr std::size_t kTextWidth = 80;

std::string last_part(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

class Collector {
 public:
  template <class T>
  void add_schema(const std::string& schema) {
    schema_ = schema;
    add_object<T>("", "");
  }
  std::vector<GlossaryEntry> finish() { return std::move(entries_); }

 private:
  // Keys of a machine keep their dots: they are its own.
  template <class T>
  void add_object(const std::string& prefix, const std::string& separator) {
    const T value{};
    visit_fields(value, [&](const FieldInfo& info, const auto& member) {
      add<std::decay_t<decltype(member)>>(prefix + separator + std::string(info.name), info);
    });
  }
  template <class T>
  void add(const std::string& name, const FieldInfo& info) {
    add_entry(name, info);
    add_members<T>(name);
  }
  template <class T>
  void add_members(const std::string& name) {
    if constexpr (field_json::IsOptional<T>::value)
      add_members<typename T::value_type>(name);
    else if constexpr (field_json::IsVector<T>::value) {
      if constexpr (!field_json::kScalar<typename T::value_type>) add_object<typename T::value_type>(name + "[]", ".");
    } else if constexpr (!field_json::kScalar<T>) {
      add_object<T>(name, ".");
    }
  }
  void add_entry(const std::string& name, const FieldInfo& info) {
    for (GlossaryEntry& e : entries_) {
      if (last_part(e.name) != last_part(name) || e.help != info.help || e.unit != info.unit) continue;
      if (e.schemas.back() != schema_) e.schemas.push_back(schema_);
      return;
    }
    entries_.push_back({name, std::string(info.unit), std::string(info.help), {schema_}});
  }

  std::string schema_;
  std::vector<GlossaryEntry> entries_;
};

// `text` in lines of `width` columns, those behind the first indented.
std::string wrapped(const std::string& text, std::size_t width, const std::string& indent) {
  std::string lines, line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, space - at);
    if (!line.empty() && line.size() + 1 + word.size() > width) {
      lines += line + "\n" + indent;
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    at = space + 1;
  }
  return lines + line;
}

}  // namespace

std::vector<GlossaryEntry> glossary() {
  Collector collector;
  collector.add_schema<Report>(std::string(kResultSchema));
  collector.add_schema<TraceReport>(std::string(kTraceSchema));
  collector.add_schema<AreaReport>(AreaReport{}.schema);
  return collector.finish();
}

std::string glossary_text(const std::string& name) {
  std::string text;
  std::vector<std::string> names;
  const std::string indent(4, ' ');
  for (const GlossaryEntry& e : glossary()) {
    names.push_back(last_part(e.name));
    if (!name.empty() && e.name != name && last_part(e.name) != name) continue;
    const std::string unit = e.unit.empty() ? "" : fmt::format("  [{}]", e.unit);
    std::string schemas;
    for (const std::string& schema : e.schemas) schemas += (schemas.empty() ? "" : ", ") + schema;
    text += fmt::format("{}{}  ({})\n{}{}\n", e.name, unit, schemas, indent,
                        wrapped(e.help, kTextWidth - indent.size(), indent));
  }
  if (text.empty()) fail(ErrorKind::kUsage, "glossary {}: no such name{}", name, did_you_mean(name, names));
  return text;
}

}  // namespace octet
