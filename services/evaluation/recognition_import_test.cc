// Past recognitions from a table.
#include <gtest/gtest.h>

#include <atomic>
#include <pqxx/pqxx>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "services/evaluation/testing/recognition_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;

class RecognitionImportTest : public RecognitionByDecisionTest {
 protected:
  Answer<ImportRecognitionsResponse> Import(const std::string& csv, bool validate_only = false) {
    AsProvince();
    ImportRecognitionsRequest request;
    request.set_parent(parent());
    request.set_csv(csv);
    request.set_validate_only(validate_only);
    return Call<ImportRecognitionsResponse>(absl::StrCat(kService, "ImportRecognitions"), request);
  }
};

TEST_F(RecognitionImportTest, GoodRowsGoInBadOnesAreTold) {
  const std::string csv =
      "product,stars,decision_date,score,product_code,product_name\r\n"
      "keo-dua,4,15/10/2022,\"71,5\",83-829-28780-3-2022,Kẹo dừa\r\n"
      "mam,9,2023-02-30,101,,\r\n"
      "tra,3,2024-01-05,50.25,82-28501-1-2024,Trà\r\n"
      "che,3,2024-01-05,55,82-28501-1-2024,Chè\r\n"
      "gao,3,2024-01-05,55\r\n"
      "GẠO,3,,x,bad,\r\n";
  const auto imported = Import(csv);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->created_count() + imported->failed_count(), 6);
  EXPECT_EQ(imported->created_count(), 2) << imported->DebugString();
  std::vector<std::string> errors;
  for (const auto& error : imported->errors()) errors.push_back(absl::StrCat(error.row(), ":", error.column()));
  // Of tra and che whoever is entered first has the code.
  const std::string second = errors[3];
  EXPECT_TRUE(second == "4:product_code" || second == "5:product_code") << second;
  errors.erase(errors.begin() + 3);
  EXPECT_EQ(errors, (std::vector<std::string>{"3:decision_date", "3:score", "3:stars", "6:", "7:product", "7:score",
                                              "7:decision_date", "7:product_code"}));
  ListRecognitionsRequest list;
  list.set_parent(parent());
  list.set_filter("keo dua");
  const auto found = Call<ListRecognitionsResponse>(absl::StrCat(kService, "ListRecognitions"), list);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->recognitions_size(), 1);
  const Recognition& keo_dua = found->recognitions(0);
  EXPECT_EQ(keo_dua.product(), Name("products/keo-dua"));
  EXPECT_EQ(keo_dua.score_centi(), 7150);
  EXPECT_EQ(keo_dua.expire_date().ShortDebugString(), "year: 2025 month: 10 day: 14");
}

// Decision 490/QĐ-TTg of 2018-05-07 began the programme.
TEST_F(RecognitionImportTest, ADecisionIsOfTheProgrammesTime) {
  const auto refused = [&](const std::string& day, const std::string& expires = "") {
    const auto trial = Import("product,stars,decision_date,expire_date\na,3," + day + "," + expires + "\n", true);
    EXPECT_TRUE(trial.ok()) << trial.status();
    return trial->errors_size() == 0 ? "" : trial->errors(0).column();
  };
  EXPECT_EQ(refused("2018-05-07"), "");
  EXPECT_EQ(refused("7/5/2018"), "");
  EXPECT_EQ(refused("2018-05-06"), "decision_date");
  EXPECT_EQ(refused("0022-10-15"), "decision_date");
  EXPECT_EQ(refused("15/10/22"), "decision_date") << "of which century?";
  EXPECT_EQ(refused("15/10/20222"), "decision_date");
  EXPECT_EQ(refused("+1/+2/2022"), "decision_date");
  EXPECT_EQ(refused("2999-01-01"), "decision_date");
  EXPECT_EQ(refused("2022-10-15", "14/10/25"), "expire_date");
}

TEST_F(RecognitionImportTest, AScoreIsNotNegative) {
  for (const char* score : {"-0.5", "-1", "+70", "-0", "71.-5", "1000"}) {
    const auto trial = Import(absl::StrCat("product,stars,decision_date,score\na,3,2024-01-05,", score, "\n"), true);
    ASSERT_EQ(trial->errors_size(), 1) << score;
    EXPECT_EQ(trial->errors(0).column(), "score") << score;
  }
}

TEST_F(RecognitionImportTest, ASecondImportChangesNothing) {
  const std::string csv = "product,stars,decision_date\na,3,2024-01-05\nb,4,2024-01-05\n";
  ASSERT_EQ(Import(csv)->created_count(), 2);
  const int changes = ChangeCount();
  const auto again = Import(csv);
  EXPECT_EQ(again->created_count(), 0);
  EXPECT_EQ(again->unchanged_count(), 2);
  EXPECT_EQ(ChangeCount(), changes);
}

TEST_F(RecognitionImportTest, ARowThatSaysSomethingElseIsTold) {
  ASSERT_EQ(Import("product,stars,decision_date\na,3,2024-01-05\n")->created_count(), 1);
  const auto other = Import("product,stars,decision_date\na,4,2024-01-05\n");
  ASSERT_EQ(other->failed_count(), 1);
  EXPECT_EQ(other->errors(0).column(), "stars");
}

TEST_F(RecognitionImportTest, OfTwoRowsOfOneDecisionTheFirstCounts) {
  const auto imported = Import("product,stars,decision_date\na,3,2024-01-05\n\na,4,05/01/2024\n");
  EXPECT_EQ(imported->created_count(), 1);
  ASSERT_EQ(imported->errors_size(), 1) << imported->DebugString();
  EXPECT_EQ(imported->errors(0).row(), 4) << "as a spreadsheet counts";
}

TEST_F(RecognitionImportTest, ThousandsOfRowsGoIn) {
  std::string csv = "product,stars,decision_date\n";
  for (int i = 0; i < 3000; ++i) absl::StrAppend(&csv, "p", i, ",3,2024-01-05\n");
  EXPECT_EQ(Import(csv)->created_count(), 3000);
}

// While the table is held, so many imports have more changes under way than the queue takes.
TEST_F(RecognitionImportTest, AFullQueueRefusesRowsThatGoInAnotherTime) {
  constexpr int kRows = 250;
  constexpr int kImports = 140;
  ImportRecognitionsRequest request;
  request.set_parent(parent());
  request.set_csv("product,stars,decision_date\n");
  for (int i = 0; i < kRows; ++i) absl::StrAppend(request.mutable_csv(), "p", i, ",3,2024-01-05\n");
  ASSERT_EQ(Import(request.csv())->created_count(), kRows);

  pqxx::connection holder(service().database().url());
  pqxx::work table(holder);
  table.exec("LOCK evaluation.recognition IN ACCESS EXCLUSIVE MODE");
  rpc::CallOptions caller;
  caller.actor = "province@example.vn";
  caller.roles = "province_officer";
  caller.timeout = absl::Minutes(5);
  std::vector<absl::Status> outcomes(kImports);
  std::vector<ImportRecognitionsResponse> answers(kImports);
  std::atomic<int> first = -1;
  absl::Notification one_answered;
  absl::BlockingCounter left(kImports);
  for (int i = 0; i < kImports; ++i) {
    service().client().CallAsync(absl::StrCat(kService, "ImportRecognitions"), request, answers[i], caller,
                                 [&, i](absl::Status outcome) {
                                   outcomes[i] = std::move(outcome);
                                   int none = -1;
                                   if (first.compare_exchange_strong(none, i)) one_answered.Notify();
                                   left.DecrementCount();
                                 });
  }
  one_answered.WaitForNotification();
  EXPECT_EQ(outcomes[first], absl::OkStatus());
  EXPECT_EQ(answers[first].failed_count(), kRows) << "nothing else can be answered while the table is held";
  ASSERT_EQ(answers[first].errors_size(), kRows);
  EXPECT_TRUE(absl::StrContains(answers[first].errors(0).problem(), "too many")) << answers[first].errors(0).problem();
  table.commit();
  left.Wait();
  for (int i = 0; i < kImports; ++i) {
    ASSERT_EQ(outcomes[i], absl::OkStatus());
    EXPECT_EQ(answers[i].created_count(), 0);
    EXPECT_EQ(answers[i].unchanged_count() + answers[i].failed_count(), kRows);
  }
  EXPECT_EQ(Import(request.csv())->unchanged_count(), kRows);
  EXPECT_EQ(ChangeCount(), kRows);
}

TEST_F(RecognitionImportTest, ATrialChangesNothing) {
  const auto trial = Import("product,stars,decision_date\na,3,2024-01-05\nb,3,x\n", true);
  ASSERT_TRUE(trial.ok()) << trial.status();
  EXPECT_EQ(trial->created_count(), 1);
  EXPECT_EQ(trial->failed_count(), 1);
  EXPECT_EQ(ChangeCount(), 0);
}

TEST_F(RecognitionImportTest, OnlyATableIsRead) {
  for (const char* csv : {"product,stars\na,3\n", "product,stars,decision_date,colour\n", "product,\"sta",
                          "product,product,stars,decision_date\n", "\xff\xfe"}) {
    EXPECT_THAT(Import(csv).status(), IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_TABLE")) << csv;
  }
}

}  // namespace
}  // namespace ocop::evaluation
