// What offices write into tables, and what becomes of tables that are none.
#include "services/registry/rules/import_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "common/textproto/textproto.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "services/registry/embedded_sheets.h"
#include "services/registry/rules/import_cells.h"
#include "services/registry/rules/import_problems.h"

namespace ocop::registry {
namespace {

using v1::ImportSheet;
using v1::Producer;

Sheet ProducerSheet() {
  for (const auto& [file, text] : kSheets) {
    ImportSheet sheet;
    EXPECT_TRUE(textproto::Parse(text, sheet).ok()) << file;
    if (sheet.kind() == v1::IMPORT_KIND_PRODUCERS) return *Sheet::Of(sheet, *Producer::descriptor());
  }
  ADD_FAILURE() << "no sheet";
  return Sheet();
}

// The producer of a table of one row, or what is wrong with it.
std::string Read(const Sheet& sheet, const std::string& title, const std::string& cell) {
  const auto input = ImportInput::OfTable(sheet, title + "\n\"" + cell + "\"\n");
  if (!input.ok()) return std::string(input.status().message());
  const ImportRow row = input->Row(0);
  return row.problems.empty() ? row.resource->ShortDebugString() : row.problems[0].problem();
}

TEST(ImportTableTest, NumbersAsTheyAreWritten) {
  for (const auto& [text, number] : std::map<std::string, int64_t>{{"0", 0},
                                                                   {"1234", 1234},
                                                                   {"1.234", 1234},
                                                                   {"1.234.567", 1234567},
                                                                   {"1,234,567", 1234567},
                                                                   {"1 234 567", 1234567},
                                                                   {"-5", -5},
                                                                   {"70 %", 70},
                                                                   {"9.223.372.036.854.775.807", INT64_MAX}}) {
    EXPECT_EQ(ReadWhole(text), number) << text;
  }
  for (const char* text : {"", "-", "%", "mười", "1.5", "1,50", "1.234,5", "1.2345", "1..234", ".234", "1.234.", "12e3",
                           "0x10", "9.223.372.036.854.775.808", "1 234.567"}) {
    EXPECT_EQ(ReadWhole(text), std::nullopt) << text;
  }
}

TEST(ImportTableTest, CellsAsTheyAreWritten) {
  const Sheet sheet = ProducerSheet();
  const std::string day = "join_date { year: 2024 month: 2 day: 9 }";
  for (const char* text : {"09/02/2024", "9/2/2024", "9-2-2024", "09.02.2024", "2024-02-09"}) {
    EXPECT_EQ(Read(sheet, "Ngày tham gia", text), day) << text;
  }
  for (const char* text : {"30/02/2024", "9/2/24", "2/2024", "2024", "tháng 2", "9/2/2024/1", "2024-02-09 00:00"}) {
    EXPECT_EQ(Read(sheet, "Ngày tham gia", text), "is no day, such as 31/12/2024") << text;
  }
  for (const char* text : {"HTX", "Hợp tác xã", "hop tac xa", "KIND_COOPERATIVE", "cooperative"}) {
    EXPECT_EQ(Read(sheet, "LOẠI HÌNH (*)", text), "kind: KIND_COOPERATIVE") << text;
  }
  EXPECT_EQ(Read(sheet, "người khuyết tật", "Có"), "representative_disabled: true");
  EXPECT_EQ(Read(sheet, "Khuyết tật", "không"), "");
  EXPECT_EQ(Read(sheet, "Khuyết tật", "có lẽ"), "is neither yes nor no");
  EXPECT_EQ(Read(sheet, "worker_count", "3.000.000.000"), "is no whole number, such as 1.234.567");
  // Decomposed, as some systems write it.
  EXPECT_EQ(Read(sheet, "Te\u0302n chu\u0309 the\u0302\u0309", "Ke\u0323o"), "display_name: \"K\\341\\272\\271o\"");
}

TEST(ImportTableTest, WhatIsToldIsToldInVietnameseToo) {
  EXPECT_EQ(InBothLanguages("has 301 characters; at most 300").vi, "dài 301 ký tự; nhiều nhất 300");
  EXPECT_EQ(InBothLanguages("2030-01-01 lies in the future; today is 2026-11-24").vi,
            "2030-01-01 nằm trong tương lai; hôm nay là 2026-11-24");
  EXPECT_EQ(InBothLanguages("something that nobody knew").vi, "something that nobody knew");
}

TEST(ImportTableTest, RowsAreCountedAsASpreadsheetCountsThem) {
  const Sheet sheet = ProducerSheet();
  const auto input =
      ImportInput::OfTable(sheet, "\r\nTên chủ thể,Xã\r\nA,28501\r\n\r\n\r\nB,28502\r\n,\r\nC,28503\r\n");
  ASSERT_TRUE(input.ok()) << input.status();
  std::vector<int64_t> numbers;
  for (int64_t i = 0; i < input->size(); ++i) numbers.push_back(input->Row(i).number);
  EXPECT_THAT(numbers, ::testing::ElementsAre(3, 6, 8));
}

TEST(ImportTableTest, ASheetThatContradictsItselfIsRefused) {
  for (const char* text :
       {R"pb(columns { field: "colour" })pb", R"pb(columns { field: "warnings" })pb",
        R"pb(columns { field: "kind" })pb", R"pb(columns { field: "email" titles: "Tên" }
                                                 columns { field: "display_name" titles: "ten" })pb",
        R"pb(columns { field: "email" titles: "STT" }
             ignored_titles: "stt")pb",
        R"pb(columns {
               field: "kind"
               values { value: "KIND_SHOP" titles: "x" }
             })pb"}) {
    ImportSheet sheet;
    ASSERT_TRUE(textproto::Parse(text, sheet).ok()) << text;
    EXPECT_EQ(Sheet::Of(sheet, *Producer::descriptor()).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

// Whatever the bytes, the table is refused or each of its rows is read or told to be wrong.
TEST(ImportTableTest, NoBytesDoHarm) {
  const Sheet sheet = ProducerSheet();
  const std::string good =
      "Tên chủ thể;Loại hình;Xã;Ngày tham gia;Số lao động\n\"HTX "
      "\"\"A\"\"\n\";HTX;28501;1/3/2022;1.234\nB;DN;28502;2024-01-01;\n";
  std::mt19937 random(20241231);  // NOLINT(cert-msc51-cpp): the same bytes in every run
  int taken = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string table = good;
    for (uint32_t i = 0; i <= random() % 4; ++i) {
      const size_t place = random() % table.size();
      if (random() % 2 == 0) table[place] = static_cast<char>(random());
      if (random() % 3 == 0) table.erase(place, 1 + random() % 3);
      if (random() % 3 == 0) table.insert(place, 1, ";\"\n\r\t\0,"[random() % 7]);
    }
    const auto input = ImportInput::OfTable(sheet, table);
    if (!input.ok()) {
      EXPECT_EQ(input.status().code(), absl::StatusCode::kInvalidArgument);
      continue;
    }
    ++taken;
    for (int64_t i = 0; i < input->size(); ++i) {
      const ImportRow row = input->Row(i);
      // Problems are stored and sent: they must be text.
      for (const auto& problem : row.problems) EXPECT_NE(problem.SerializeAsString(), "");
    }
  }
  EXPECT_GT(taken, 500) << "otherwise no row was read";
}

}  // namespace
}  // namespace ocop::registry
