// The law as data: what is loaded, and what keeps it from being loaded.
#include "services/evaluation/criteria/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "common/status/status.h"
#include "services/evaluation/embedded_criteria.h"

namespace ocop::evaluation {
namespace {

using ::testing::HasSubstr;

// The criteria of this repository with one file changed: `from` becomes `to` once.
absl::StatusOr<Catalogue> LoadWith(std::string_view file, const std::string& from, const std::string& to) {
  static std::string changed;
  std::vector<File> files;
  for (const File& one : kCriteria) {
    files.push_back(one);
    if (one.first != file) continue;
    changed = std::string(one.second);
    const size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    files.back().second = changed;
  }
  return Catalogue::Load(files);
}

// The message of the refusal.
std::string Problem(std::string_view file, const std::string& from, const std::string& to) {
  const absl::Status status = LoadWith(file, from, to).status();
  EXPECT_EQ(status::ReasonOf(status), "INVALID_CRITERIA");
  return std::string(status.message());
}

const Catalogue& Loaded() {
  static const auto& catalogue = *new Catalogue(*Catalogue::Load(kCriteria));
  return catalogue;
}

// Decision 26/2026/QĐ-TTg Appendix I and Decision 148/QĐ-TTg have 26 sheets each.
TEST(CatalogueTest, HoldsBothSets) {
  ASSERT_EQ(Loaded().sets().size(), 2);
  EXPECT_EQ(Loaded().sets()[0].legal_basis(), "148/QĐ-TTg");
  EXPECT_EQ(Loaded().sets()[1].legal_basis(), "26/2026/QĐ-TTg");
  EXPECT_EQ(Loaded().sheets().size(), 52);
  for (const v1::CriteriaSet& set : Loaded().sets()) {
    for (int number = 1; number <= 26; ++number) EXPECT_NE(Loaded().FindSheet(set, number), nullptr) << number;
  }
}

// The sheets of the set in force have 790 criteria with options, counted in the source; three of sheet 26 with two
// cases are one each here.
TEST(CatalogueTest, HoldsEveryCriterion) {
  size_t leaves = 0;
  for (const Sheet& sheet : Loaded().sheets()) {
    if (sheet.criteria_set() == "criteriaSets/qd26-2026") leaves += sheet.leaves().size();
  }
  EXPECT_EQ(leaves, 790 - 3);
}

// The names of the Vietnamese texts of `message` that have no English beside them.
void AddUntranslated(const google::protobuf::Message& message, std::vector<std::string>& found) {
  const auto& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  for (const auto* field : set) {
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      for (int i = 0; field->is_repeated() && i < reflection.FieldSize(message, field); ++i) {
        AddUntranslated(reflection.GetRepeatedMessage(message, field, i), found);
      }
      continue;
    }
    if (!field->name().ends_with("_vi")) continue;
    const std::string english = field->name().substr(0, field->name().size() - 3) + "_en";
    const auto* twin = message.GetDescriptor()->FindFieldByName(english);
    if (twin == nullptr || reflection.GetString(message, twin).empty()) {
      found.push_back(reflection.GetString(message, field));
    }
  }
}

// A client draws the form in either language.
TEST(CatalogueTest, HasEveryTextOfAFormInEnglishToo) {
  std::vector<std::string> untranslated;
  for (const Sheet& sheet : Loaded().sheets()) AddUntranslated(sheet.message(), untranslated);
  EXPECT_THAT(untranslated, ::testing::IsEmpty());
}

TEST(CatalogueTest, MarksTheFlawsOfTheLapsedSet) {
  std::vector<std::string> flawed;
  for (const Sheet& sheet : Loaded().sheets()) {
    if (!sheet.message().flaw().empty()) flawed.push_back(sheet.message().code());
  }
  EXPECT_THAT(flawed, ::testing::ElementsAre("QD148-07", "QD148-11", "QD148-12", "QD148-13", "QD148-18"));
}

// Sheet 16 of Decision 26/2026/QĐ-TTg alone says that 0 points on a criterion exclude: at 6.4, of "các chỉ tiêu trên".
TEST(CatalogueTest, KnowsWhereNoPointsExclude) {
  for (const Sheet& sheet : Loaded().sheets()) {
    for (const auto& disqualifier : sheet.message().disqualifiers()) {
      if (!disqualifier.text_vi().starts_with("Ghi chú: Nếu được 0 điểm")) {
        EXPECT_THAT(disqualifier.zero_criteria(), ::testing::IsEmpty()) << sheet.name() << " " << disqualifier.id();
        continue;
      }
      EXPECT_EQ(sheet.message().code(), "QD26-16");
      EXPECT_THAT(disqualifier.zero_criteria(), ::testing::ElementsAre("6.1", "6.2", "6.3", "6.4"));
    }
  }
}

// The notes of Decision 148/QĐ-TTg that exclude, counted in the source: "Bị loại nếu …", "sẽ bị loại bỏ", "Không đánh
// giá …".
TEST(CatalogueTest, HoldsTheDisqualifiersOfTheLapsedSet) {
  std::map<std::string, std::vector<std::string>> found;
  for (const Sheet& sheet : Loaded().sheets()) {
    if (sheet.criteria_set() != "criteriaSets/qd148-2023") continue;
    for (const auto& disqualifier : sheet.message().disqualifiers()) {
      found[sheet.message().code()].push_back(disqualifier.criterion());
    }
  }
  const std::map<std::string, std::vector<std::string>> expected = {
      {"QD148-01", {"2.a", "10"}},
      {"QD148-02", {"2.a", "6.a"}},
      {"QD148-03", {"2.a", "6.a", "10"}},
      {"QD148-04", {"2.a", "6.a", "10.a"}},
      {"QD148-05", {"1.a", "2.a", "6.a", "9.a"}},
      {"QD148-06", {"1.a", "2.a", "6.a", "9.a"}},
      {"QD148-21", {"6.b"}},
      {"QD148-22", {"6.b"}},
  };
  EXPECT_EQ(found, expected);
}

TEST(CatalogueTest, TheDayOfReceiptDecidesTheSet) {
  EXPECT_EQ(Loaded().SetOn(clock::ToDay(2023, 2, 23)), nullptr);
  EXPECT_EQ(Loaded().SetOn(clock::ToDay(2023, 2, 24))->name(), "criteriaSets/qd148-2023");
  EXPECT_EQ(Loaded().SetOn(clock::ToDay(2026, 5, 21))->name(), "criteriaSets/qd148-2023");
  EXPECT_EQ(Loaded().SetOn(clock::ToDay(2026, 5, 22))->name(), "criteriaSets/qd26-2026");
}

TEST(CatalogueTest, TellsFileAndLineOfAnOptionThatDoesNotAddUp) {
  EXPECT_THAT(Problem("qd26-2026-01.txtpb", "max_centi: 300", "max_centi: 400"),
              HasSubstr("qd26-2026-01.txtpb:34: criterion 1.1 has 4.00 points, but its best option has 3.00"));
}

TEST(CatalogueTest, TellsEverythingAtOnce) {
  const std::string problem = Problem("qd26-2026-01.txtpb", "max_centi: 300", "max_centi: 400");
  EXPECT_THAT(problem, HasSubstr("criterion 1 has 18.00 points, but its criteria add up to 19.00"));
}

TEST(CatalogueTest, TellsFileAndLineOfAFieldThatDoesNotExist) {
  EXPECT_THAT(Problem("qd26-2026-03.txtpb", "number: 3", "numero: 3"), HasSubstr("qd26-2026-03.txtpb:6: "));
}

TEST(CatalogueTest, RefusesPartsThatAreNotTheSets) {
  EXPECT_THAT(Problem("qd26-2026.txtpb", "part: \"A\" max_centi: 4000", "part: \"A\" max_centi: 3900"),
              HasSubstr("part A has 40.00 points, part A of the criteria set has 39.00"));
}

TEST(CatalogueTest, RefusesAStarMarkOutOfRange) {
  EXPECT_THAT(Problem("qd26-2026-01.txtpb", "star_mark: 5", "star_mark: 6"),
              HasSubstr("is marked with 6 stars, not 3 to 5"));
}

TEST(CatalogueTest, RefusesAFlawThatIsNone) {
  EXPECT_THAT(Problem("qd26-2026-02.txtpb", "number: 2", "number: 2 flaw: \"odd\""), HasSubstr("the sheet adds up"));
}

TEST(CatalogueTest, RefusesAFlawThatIsNotDeclared) {
  EXPECT_THAT(Problem("qd148-2023-11.txtpb", "flaw:", "# flaw:"), HasSubstr("qd148-2023-11.txtpb:"));
}

TEST(CatalogueTest, RefusesBandsThatDoNotRise) {
  EXPECT_THAT(Problem("qd26-2026.txtpb", "stars: 4 min_centi: 7000", "stars: 4 min_centi: 5000"),
              HasSubstr("the band of 4 stars begins at 50.00"));
}

TEST(CatalogueTest, RefusesRulesThatDoNotHold) {
  EXPECT_THAT(Problem("qd26-2026.txtpb", "state: \"COMMUNE_CHECK\"", "state: \"COMUNE_CHECK\""),
              HasSubstr("must name a state of dossiers"));
  EXPECT_THAT(Problem("qd26-2026.txtpb", "total_centi: 10000", "total_centi: 9900"),
              HasSubstr("the parts add up to 100.00 points, not 99.00"));
  EXPECT_THAT(Problem("qd26-2026.txtpb", "stars: 5\n  level", "stars: 4\n  level"),
              HasSubstr("5 stars have 0 authorities, not one"));
  EXPECT_THAT(Problem("qd26-2026.txtpb", "month: 4 day: 30", "month: 2 day: 30"), HasSubstr("days of every year"));
  EXPECT_THAT(Problem("qd26-2026.txtpb", "latest_days: 120", "latest_days: 190"), HasSubstr("ends before it begins"));
}

// Decision 490/QĐ-TTg.
TEST(CatalogueTest, KnowsTheDayOnWhichTheProgrammeBegan) {
  EXPECT_EQ(Loaded().programme_start(), clock::ToDay(2018, 5, 7));
  EXPECT_THAT(Problem("calendar.txtpb", "year: 2018 month: 5 day: 7", "year: 2018 month: 5 day: 32"),
              HasSubstr("programme_start_date is no day of the calendar"));
}

TEST(CatalogueTest, TheHashOfASheetCoversItsSet) {
  const auto changed = LoadWith("qd26-2026.txtpb", "quorum_percent: 75", "quorum_percent: 80");
  ASSERT_TRUE(changed.ok()) << changed.status();
  const char sheet[] = "criteriaSets/qd26-2026/scoreSheets/01", other[] = "criteriaSets/qd148-2023/scoreSheets/01";
  EXPECT_NE(changed->FindSheet(sheet)->message().sha256(), Loaded().FindSheet(sheet)->message().sha256());
  EXPECT_EQ(changed->FindSheet(other)->message().sha256(), Loaded().FindSheet(other)->message().sha256());
}

// A corrected comment or English text leaves dossiers under way alone; another figure or text of the law does not.
TEST(CatalogueTest, TheHashOfASheetIsOfWhatItsFilesSay) {
  const char name[] = "criteriaSets/qd26-2026/scoreSheets/01", file[] = "qd26-2026-01.txtpb";
  const auto hash = [&](std::string_view changed, const std::string& from, const std::string& to) {
    const auto catalogue = LoadWith(changed, from, to);
    EXPECT_TRUE(catalogue.ok()) << catalogue.status();
    return catalogue.ok() ? catalogue->FindSheet(name)->message().sha256() : "";
  };
  const std::string now = Loaded().FindSheet(name)->message().sha256();
  EXPECT_EQ(hash(file, "# Decision 26/2026", "# Corrected: Decision 26/2026"), now);
  EXPECT_EQ(hash(file, "number: 1\n", "\n  number:   1  # the first\n\n"), now);
  EXPECT_EQ(hash("qd26-2026.txtpb", "# Article 3.1.", "# Article 3, number 1."), now);
  EXPECT_EQ(hash(file, "Fresh vegetables, tubers, fruits, seeds", "Fresh vegetables, roots, fruits, seeds"), now);
  EXPECT_EQ(hash(file, "Product and community strength", "Strength of product and community"), now);
  EXPECT_EQ(hash("qd26-2026.txtpb", "title_en: \"", "title_en: \"Corrected: "), now);
  EXPECT_NE(hash(file, "title_vi: \"", "title_vi: \"Sửa: "), now);
  EXPECT_NE(hash("qd26-2026.txtpb", "title_vi: \"", "title_vi: \"Sửa: "), now);
  EXPECT_NE(hash(file, "id: 1 points_centi: 100", "id: 1 points_centi: 50"), now);
  EXPECT_NE(hash(file, "sample_units: 5", "sample_units: 6"), now);
}

TEST(CatalogueTest, RefusesADisqualifierByCriteriaThatCannotHaveNoPoints) {
  const std::string file = "qd26-2026-16.txtpb", named = "zero_criteria: \"6.1\"";
  EXPECT_THAT(Problem(file, named, "zero_criteria: \"6.9\""),
              HasSubstr("disqualifier 6.4 names 6.9, which is no criterion with an option of 0 points"));
  EXPECT_THAT(Problem(file, named, "zero_criteria: \"6\""), HasSubstr("disqualifier 6.4 names 6, which"));
  EXPECT_THAT(Problem(file, named, "zero_criteria: \"1.1\""), HasSubstr("disqualifier 6.4 names 1.1, which"));
}

TEST(CatalogueTest, RefusesANoteThatExcludesWithoutItsDisqualifier) {
  EXPECT_THAT(Problem("qd148-2023-21.txtpb", "disqualifiers { id: \"6.b\"", "# { id: \"6.b\""),
              HasSubstr("criterion 6.b has a note that excludes, but no disqualifier"));
}

TEST(CatalogueTest, RefusesASheetWithoutItsSet) {
  EXPECT_THAT(Problem("qd26-2026-05.txtpb", "criteriaSets/qd26-2026/", "criteriaSets/qd27-2027/"),
              HasSubstr("no file holds its criteria set criteriaSets/qd27-2027"));
}

// The criteria of this repository without one file.
std::string ProblemWithout(std::string_view file) {
  std::vector<File> files;
  for (const File& one : kCriteria) {
    if (one.first != file) files.push_back(one);
  }
  EXPECT_EQ(files.size() + 1, kCriteria.size());
  return std::string(Catalogue::Load(files).status().message());
}

TEST(CatalogueTest, RefusesASetWithoutOneOfItsSheets) {
  EXPECT_THAT(ProblemWithout("qd26-2026-05.txtpb"), HasSubstr("qd26-2026.txtpb:1: score sheet 5 is missing"));
  EXPECT_THAT(ProblemWithout("qd148-2023-26.txtpb"), HasSubstr("qd148-2023.txtpb:1: score sheet 26 is missing"));
  EXPECT_THAT(Problem("qd26-2026.txtpb", "sheet_count: 26", "sheet_count: 25"),
              HasSubstr("score sheet 26 is one more"));
  EXPECT_THAT(Problem("qd26-2026.txtpb", "sheet_count: 26", ""), HasSubstr("must say how many score sheets it has"));
}

TEST(CatalogueTest, RefusesToCountWorkingDaysWithoutTheCalendar) {
  EXPECT_THAT(ProblemWithout("calendar.txtpb"), HasSubstr("calendar.txtpb is missing"));
}

TEST(CatalogueTest, RefusesAFolderThatIsNotThere) {
  EXPECT_EQ(status::ReasonOf(Catalogue::LoadFolder("/nowhere").status()), "INVALID_CRITERIA");
}

// Tết of 2026: the offices were closed from Saturday 14 to Sunday 22 February.
TEST(WorkingDaysTest, LeaveOutWeekendsAndHolidays) {
  const WorkingDays& days = Loaded().working_days();
  EXPECT_EQ(days.After(clock::ToDay(2026, 2, 13), 1), clock::ToDay(2026, 2, 23));
  EXPECT_EQ(days.After(clock::ToDay(2026, 2, 23), 5), clock::ToDay(2026, 3, 2));
  EXPECT_TRUE(days.Includes(clock::ToDay(2026, 8, 22))) << "a Saturday worked for Monday 31 August";
}

}  // namespace
}  // namespace ocop::evaluation
