// Certificates: who gets one, and their numbers.
#include <algorithm>
#include <set>

#include "services/training/testing/training_fixture.h"

namespace ocop::training {
namespace {

class CertificateTest : public TrainingTest {
 protected:
  // "an" has completed the class "c" on 6 March 2024.
  void SetUp() override {
    MakeClass();
    ASSERT_TRUE(Create<Attendance>("an", Roll({5, 6}), "classes/c").ok());
  }

  std::string Number(int serial, int year) const {
    return absl::StrCat(std::string(5 - std::to_string(serial).size(), '0'), serial, "/", year, "/TH-OCOP-",
                        Province());
  }

  static constexpr char kAn[] = "classes/c/attendances/an";
};

TEST_F(CertificateTest, SaysWhatWasCompleted) {
  ASSERT_TRUE(Update<Course>("courses/basics", "hours: 16").ok());
  const auto issued = Issue(kAn, R"pb(certificate_id: "first"
                                      issue_date { year: 2024 month: 3 day: 10 })pb");
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(issued->name(), Name("certificates/first"));
  EXPECT_EQ(issued->number(), Number(1, 2024));
  EXPECT_EQ(issued->learner(), Name("learners/an"));
  EXPECT_EQ(issued->learner_name(), "Nguyễn Thị An");
  EXPECT_EQ(issued->course_title(), "Kiến thức chung về OCOP");
  EXPECT_EQ(issued->hours(), 16);
  EXPECT_EQ(issued->completion_date().day(), 6);
  ASSERT_TRUE(Update<Learner>("learners/an", R"pb(display_name: "Nguyễn Thị Ánh")pb").ok());
  EXPECT_EQ(Get<Certificate>("certificates/first")->learner_name(), "Nguyễn Thị An") << "as it was printed";
}

TEST_F(CertificateTest, OnlyForWhoHasCompleted) {
  ASSERT_TRUE(Create<Learner>("binh", Officer()).ok());
  ASSERT_TRUE(Create<Attendance>("binh", Roll({5}) + R"pb(learner: "$/learners/binh")pb", "classes/c").ok());
  EXPECT_THAT(Issue("classes/c/attendances/binh").status(), IsRefusal(kFailedPrecondition, "CLASS_NOT_COMPLETED"));
  EXPECT_THAT(Issue("classes/c/attendances/none").status(), IsInvalidField("attendance"));
  EXPECT_THAT(Issue(kAn, "issue_date { year: 2024 month: 3 day: 5 }").status(), IsInvalidField("issue_date"));
  EXPECT_THAT(Issue(kAn, "issue_date " + DayFromToday(1)).status(), IsInvalidField("issue_date"));
  EXPECT_THAT(Issue(kAn, "parent: \"provinces/99\"").status(), IsInvalidField("attendance"));
  EXPECT_THAT(Issue(kAn, "parent: \"somewhere\"").status(), IsInvalidField("parent"));
  EXPECT_EQ(Issue(kAn, "issue_date { year: 2024 month: 3 day: 6 }")->number(), Number(1, 2024))
      << "what was refused took no number";
}

TEST_F(CertificateTest, OneInForceForACompletion) {
  const auto first = Issue(kAn, "issue_date { year: 2024 month: 3 day: 10 }");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(Issue(kAn).status(), IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_THAT(Revoke(first->name(), "revoke_date { year: 2024 month: 3 day: 9 }").status(),
              IsInvalidField("revoke_date"));
  EXPECT_THAT(Revoke(first->name(), "reason: \"\"").status(), IsInvalidField("reason"));
  EXPECT_THAT(Revoke(first->name(), "etag: \"old\"").status(), IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  const auto revoked = Revoke(first->name(), "revoke_date { year: 2024 month: 4 day: 1 }");
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_EQ(revoked->revocation_reason(), "Cấp nhầm");
  EXPECT_THAT(Revoke(first->name()).status(), IsRefusal(kFailedPrecondition, "CERTIFICATE_REVOKED"));
  const auto second = Issue(kAn, "issue_date { year: 2024 month: 4 day: 2 }");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->number(), Number(2, 2024)) << "a revoked number is not given again";
}

TEST_F(CertificateTest, WhatIsCertifiedStaysCompleted) {
  const auto issued = Issue(kAn);
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_THAT(Update<Attendance>(kAn, Roll({5})).status(), IsRefusal(kFailedPrecondition, "CERTIFICATE_IN_FORCE"));
  EXPECT_THAT(Update<Attendance>(kAn, Roll({5, 7})).status(), IsRefusal(kFailedPrecondition, "CERTIFICATE_IN_FORCE"));
  EXPECT_THAT(CallRoll("c", "2024-03-06", {}).status(), IsRefusal(kFailedPrecondition, "CERTIFICATE_IN_FORCE"));
  EXPECT_TRUE(Update<Attendance>(kAn, Roll({5, 6, 7})).ok()) << "a day more moves nothing";
  EXPECT_THAT(Delete<Attendance>(kAn), IsRefusal(kFailedPrecondition, "RESOURCE_IN_USE"));
  ASSERT_TRUE(Revoke(issued->name()).ok());
  EXPECT_TRUE(Update<Attendance>(kAn, Roll({5})).ok());
}

TEST_F(CertificateTest, YearsCountForThemselves) {
  const auto first = Issue(kAn, "issue_date { year: 2024 month: 12 day: 31 }");
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(Revoke(first->name(), "revoke_date { year: 2025 month: 1 day: 1 }").ok());
  EXPECT_EQ(Issue(kAn, "issue_date { year: 2025 month: 1 day: 1 }")->number(), Number(1, 2025));
}

TEST_F(CertificateTest, TheProvinceIssues) {
  AsCommune();
  EXPECT_THAT(Issue(kAn).status(), IsRefusal(kPermissionDenied, "ROLE_MISSING"));
  EXPECT_THAT(Revoke(Name("certificates/none")).status(), IsRefusal(kPermissionDenied, "ROLE_MISSING"));
  AsOfficer();
  EXPECT_THAT(Revoke(Name("certificates/none")).status(), IsRefusal(kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(CertificateTest, TwentyClientsGetTwentyNumbersWithoutGapOrDouble) {
  MakeLearners(20);
  std::vector<std::string> all;
  for (int i = 0; i < 20; ++i) all.push_back(absl::StrCat("l", i));
  for (const char* day : {"2024-03-05", "2024-03-06"}) ASSERT_TRUE(CallRoll("c", day, all).ok());
  std::vector<std::string> numbers(20);
  Together(20, [&](int i) {
    const std::string attendance = absl::StrCat("classes/c/attendances/l", i);
    const std::string date = "issue_date { year: 2024 month: 3 day: 10 }";
    // Between them trials, and requests that are refused.
    EXPECT_TRUE(Issue(attendance, date + " validate_only: true").ok());
    EXPECT_FALSE(Issue("classes/c/attendances/none", date).ok());
    const auto issued = Issue(attendance, date);
    ASSERT_TRUE(issued.ok()) << issued.status();
    numbers[i] = issued->number();
    EXPECT_FALSE(Issue(attendance, date).ok()) << "there is one";
  });
  std::sort(numbers.begin(), numbers.end());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(numbers[i], Number(i + 1, 2024));
}

TEST_F(CertificateTest, ManyWhoCertifyTheSameGetOne) {
  std::vector<absl::Status> answers(8);
  Together(8, [&](int i) { answers[i] = Issue(kAn).status(); });
  EXPECT_EQ(std::count(answers.begin(), answers.end(), absl::OkStatus()), 1);
  EXPECT_EQ(Value("SELECT count(*) FROM training.certificate WHERE province_code = '" + Province() + "'"), "1");
}

// Either the certificate comes first and the completion stays, or the correction comes first and nothing is certified.
TEST_F(CertificateTest, ACorrectionAndACertificateDoNotCross) {
  MakeLearners(10);
  for (int i = 0; i < 10; ++i) {
    const std::string learner = absl::StrCat("l", i);
    const std::string id = absl::StrCat("d", i);
    ASSERT_TRUE(Create<Class>(id, ThreeDays()).ok());
    for (const char* day : {"2024-03-05", "2024-03-06"}) ASSERT_TRUE(CallRoll(id, day, {learner}).ok());
    bool certified = false;
    bool corrected = false;
    Together(2, [&](int side) {
      if (side == 0) {
        certified = Issue(absl::StrCat("classes/", id, "/attendances/", learner)).ok();
      } else {
        corrected = CallRoll(id, "2024-03-06", {}).ok();
      }
    });
    EXPECT_NE(certified, corrected) << "round " << i;
  }
}

}  // namespace
}  // namespace ocop::training
