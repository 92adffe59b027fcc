// The two back ends against each other: random filters over random rows accept the same rows in PostgreSQL and in
// memory. And, for what only SQL knows, hand-written rows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/filter/predicate.h"
#include "common/filter/sql.h"
#include "common/testing/test_database.h"

namespace ocop::filter {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string ColumnName(const Field& field) {
  return field.name;
}

CheckedFilter Read(const std::string& text, const Schema& schema) {
  return Check(Parse(text).value(), schema).value();
}

class FilterOnPostgresTest : public ::testing::Test {
 protected:
  FilterOnPostgresTest() : connection_(Database().url()), work_(connection_) {}

  // Ids of the rows of `unit` that the filter accepts.
  std::vector<int> Select(const CheckedFilter& filter) {
    const SqlCondition where = ToSql(filter, ColumnName, 1, "search_text");
    pqxx::result rows = work_.exec_params("SELECT id FROM unit WHERE " + where.text + " ORDER BY id",
                                          pqxx::prepare::make_dynamic_params(where.parameters));
    std::vector<int> ids;
    for (const pqxx::row& row : rows) ids.push_back(row[0].as<int>());
    return ids;
  }

  // The tests share a database, since their tables are temporary.
  static const testing::TestDatabase& Database() {
    static const testing::TestDatabase database;
    return database;
  }

  pqxx::connection connection_;
  pqxx::work work_;
};

class DifferentialTest : public FilterOnPostgresTest {
 protected:
  static constexpr int kRows = 300;

  void MakeRows() {
    work_.exec(
        "CREATE TEMPORARY TABLE unit (id int, stars int, active boolean, founded date, kind text, grades text[])");
    for (int id = 0; id < kRows; ++id) rows_.push_back(MakeRow(id));
  }

  std::vector<int64_t> MakeRow(int id) {
    const std::vector<int64_t> facts = {Fact(6), Fact(2), Fact(5), Fact(4), Fact(8)};
    const auto sql = [](int64_t fact, const std::string& text) { return fact == kUnset ? "NULL" : text; };
    std::vector<std::string> grades;
    for (size_t bit = 0; bit < 3; ++bit) {
      if (facts[4] >> bit & 1) grades.push_back(absl::StrCat("'", kSchema.field(4).values[bit], "'"));
    }
    work_.exec(absl::StrCat("INSERT INTO unit VALUES (", id, ", ", sql(facts[0], absl::StrCat(facts[0])), ", ",
                            sql(facts[1], facts[1] == 1 ? "true" : "false"), ", ",
                            sql(facts[2], absl::StrCat("date '1970-01-01' + ", facts[2])), ", ",
                            sql(facts[3], absl::StrCat("'", facts[3] == kUnset ? "" : kKinds[facts[3]], "'")), ", ",
                            sql(facts[4], absl::StrCat("ARRAY[", absl::StrJoin(grades, ","), "]::text[]")), ")"));
    return facts;
  }

  std::vector<int> Evaluate(const CheckedFilter& filter) const {
    const CompiledPredicate predicate = Compile(filter).value();
    std::vector<int> ids;
    for (int id = 0; id < kRows; ++id) {
      if (predicate.Evaluate(rows_[static_cast<size_t>(id)])) ids.push_back(id);
    }
    return ids;
  }

  // A filter with up to `depth` levels of parentheses.
  std::string Sequence(int depth) {
    std::string text = Factor(depth);
    while (Below(3) == 0) absl::StrAppend(&text, Below(2) == 0 ? " AND " : " ", Factor(depth));
    return text;
  }

  std::string Factor(int depth) {
    std::string text = Term(depth);
    while (Below(3) == 0) absl::StrAppend(&text, " OR ", Term(depth));
    return text;
  }

  std::string Term(int depth) {
    static constexpr const char* kNegations[] = {"", "", "NOT ", "-"};
    const std::string simple = depth > 0 && Below(2) == 0 ? absl::StrCat("(", Sequence(depth - 1), ")") : Comparison();
    return kNegations[Below(4)] + simple;
  }

  std::string Comparison() {
    static constexpr const char* kOrdered[] = {" = ", " != ", " < ", " <= ", " > ", " >= ", ":"};
    static constexpr const char* kOther[] = {" = ", " != ", ":"};
    const size_t field = Below(5);
    const std::string& name = kSchema.field(static_cast<int>(field)).name;
    if (Below(8) == 0) return name + ":*";
    if (Below(8) == 0)
      return absl::StrCat(name, ":(", Value(field), Below(2) == 0 ? " OR " : " NOT ", Value(field), ")");
    if (field == 4) return absl::StrCat(name, ":", Value(field));
    return absl::StrCat(name, field == 0 || field == 2 ? kOrdered[Below(7)] : kOther[Below(3)], Value(field));
  }

  std::string Value(size_t field) {
    switch (field) {
      case 0:
        return absl::StrCat(Below(7));
      case 1:
        return Below(2) == 0 ? "true" : "false";
      case 2:
        return absl::StrCat("1970-01-0", 1 + Below(6));
      default:
        return kSchema.field(static_cast<int>(field)).values[Below(3)];
    }
  }

  // A number below `limit`, or nothing.
  int64_t Fact(size_t limit) { return Below(4) == 0 ? kUnset : static_cast<int64_t>(Below(limit)); }

  size_t Below(size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random_); }

  const std::vector<std::string> kKinds = {"KIND_UNSPECIFIED", "FARM", "SHOP", "SCHOOL"};
  const Schema kSchema{{{"stars", Type::kInteger},
                        {"active", Type::kBoolean},
                        {"founded", Type::kDate},
                        {"kind", Type::kEnum, kKinds},
                        {"grades", Type::kEnumList, {"A", "B", "C"}}},
                       Schema::Search::kRefused};
  std::vector<std::vector<int64_t>> rows_;
  std::mt19937 random_{2024};
};

TEST_F(DifferentialTest, BothBackEndsAcceptTheSameRows) {
  MakeRows();
  int telling = 0;  // Filters that accept some rows and not others.
  for (int i = 0; i < 3000; ++i) {
    const std::string text = Sequence(3);
    const CheckedFilter filter = Read(text, kSchema);
    const std::vector<int> selected = Select(filter);
    ASSERT_EQ(Evaluate(filter), selected) << text;
    if (!selected.empty() && selected.size() < kRows) ++telling;
  }
  EXPECT_GT(telling, 1500);
}

class TextOnPostgresTest : public FilterOnPostgresTest {
 protected:
  TextOnPostgresTest() {
    work_.exec(R"sql(
      CREATE TEMPORARY TABLE unit (id int, name text, tags text[], seen timestamptz, search_text text);
      INSERT INTO unit VALUES
        (1, 'Kẹo dừa 100%', '{dry,sweet}', '2024-12-31 08:00:00+07', 'keo dua 100%'),
        (2, 'kẹo_chuối', '{}', '2025-01-01 00:00:00+00', 'keo_chuoi'),
        (3, '', NULL, NULL, ''),
        (4, NULL, '{dry}', NULL, NULL))sql");
  }

  std::vector<int> Select(const std::string& text) { return FilterOnPostgresTest::Select(Read(text, kSchema)); }

  const Schema kSchema{{{"name", Type::kText}, {"tags", Type::kTextList}, {"seen", Type::kTimestamp}}};
};

TEST_F(TextOnPostgresTest, TextsCompareExactlyByBeginningAndByPart) {
  EXPECT_THAT(Select("name = \"Kẹo dừa 100%\""), ElementsAre(1));
  EXPECT_THAT(Select("name = \"kẹo dừa 100%\""), IsEmpty());
  EXPECT_THAT(Select("name != kẹo_chuối"), ElementsAre(1, 3, 4));
  EXPECT_THAT(Select("name = kẹo*"), ElementsAre(2));
  EXPECT_THAT(Select("name != kẹo*"), ElementsAre(1, 3, 4));
  EXPECT_THAT(Select("name:KẸO"), ElementsAre(1, 2));
  EXPECT_THAT(Select("NOT name:kẹo"), ElementsAre(3, 4));
}

TEST_F(TextOnPostgresTest, SignsOfLikeAreOrdinaryCharacters) {
  EXPECT_THAT(Select("name:\"%\""), ElementsAre(1));
  EXPECT_THAT(Select("name:\"_\""), ElementsAre(2));
  EXPECT_THAT(Select("name:\"\\\\\""), IsEmpty());
  EXPECT_THAT(Select("\"0%\""), ElementsAre(1));
  EXPECT_THAT(Select("_"), ElementsAre(2));
}

TEST_F(TextOnPostgresTest, EmptyTextsAndListsAreNotSet) {
  EXPECT_THAT(Select("name:*"), ElementsAre(1, 2));
  EXPECT_THAT(Select("-name:*"), ElementsAre(3, 4));
  EXPECT_THAT(Select("tags:*"), ElementsAre(1, 4));
  EXPECT_THAT(Select("-tags:*"), ElementsAre(2, 3));
  EXPECT_THAT(Select("seen:*"), ElementsAre(1, 2));
}

TEST_F(TextOnPostgresTest, ListsHaveMembers) {
  EXPECT_THAT(Select("tags:dry"), ElementsAre(1, 4));
  EXPECT_THAT(Select("tags:(dry AND sweet)"), ElementsAre(1));
  EXPECT_THAT(Select("-tags:dry"), ElementsAre(2, 3));
}

TEST_F(TextOnPostgresTest, BareWordsAreFoundWithoutDiacritics) {
  EXPECT_THAT(Select("KEO"), ElementsAre(1, 2));
  EXPECT_THAT(Select("\"dừa\""), ElementsAre(1));
  EXPECT_THAT(Select("keo -dua"), ElementsAre(2));
}

TEST_F(TextOnPostgresTest, InstantsCompareAcrossZones) {
  EXPECT_THAT(Select("seen = \"2024-12-31T01:00:00Z\""), ElementsAre(1));
  EXPECT_THAT(Select("seen >= \"2025-01-01T07:00:00+07:00\""), ElementsAre(2));
}

}  // namespace
}  // namespace ocop::filter
