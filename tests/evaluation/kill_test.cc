// The evaluation service is killed under load: a card that was acknowledged counts, codes have neither gap nor double,
// and an upload goes on where it was.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "common/clock/day.h"
#include "common/crypto/sha256.h"
#include "common/status/status.h"
#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"
#include "ocop/evaluation/v1/evidence_service.pb.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "tests/support/services.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test

constexpr int kMembers = 40;
// Cards that each member hands in, one in place of the other.
constexpr int kCards = 25;
constexpr int kDossiers = 400;
constexpr int kOfficers = 8;
constexpr char kService[] = "/ocop.evaluation.v1.";
constexpr char kRound[] = "provinces/82/dossiers/r/scoringRounds/1";

// Anything but an answer of the service itself.
bool IsCut(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsUnknown(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status);
}

class EvaluationKillTest : public ::testing::Test {
 protected:
  EvaluationKillTest() : services_(testing::Place::kOwnProcess) {}

  void Execute(const std::string& sql) { services_.database().Execute(sql); }
  std::string Value(const std::string& sql) { return services_.database().Value(sql); }

  template <class Response>
  absl::StatusOr<Response> Call(const std::string& method, const google::protobuf::Message& request,
                                const std::string& actor, const std::string& roles) {
    rpc::CallOptions options;
    options.timeout = absl::Seconds(10);
    options.actor = actor;
    options.roles = roles;
    return services_.client("evaluation").Call<Response>(kService + method, request, options);
  }

  // The first sheet in force; what was inserted is judged by it.
  ScoreSheet UseSheet() {
    GetScoreSheetRequest get;
    get.set_name("criteriaSets/qd26-2026/scoreSheets/01");
    const auto sheet = Call<ScoreSheet>("CriteriaService/GetScoreSheet", get, "a", "");
    EXPECT_TRUE(sheet.ok()) << sheet.status();
    for (const char* table : {"dossier", "scoring_round"}) {
      Execute(absl::StrCat("UPDATE evaluation.", table, " SET score_sheet_sha256 = '", sheet->sha256(), "'"));
    }
    return *sheet;
  }

  absl::Status RecogniseUntilAnswered(int dossier) {
    RecogniseDossierRequest request;
    request.set_dossier(absl::StrCat("provinces/82/dossiers/d", dossier));
    request.set_decision_number("1");
    *request.mutable_decision_date() = clock::ToDate(clock::Today(absl::Now()));
    request.set_request_id(absl::StrFormat("01900000-0000-7000-8000-%012d", dossier));
    absl::Status answer;
    do {
      answer = Call<Recognition>("RecognitionService/RecogniseDossier", request, "o", "province_officer").status();
    } while (IsCut(answer));
    return answer;
  }

  // Kills the process again and again until all `workers` have ended.
  void KillUntilEnded(std::vector<std::thread> workers, const std::atomic<int>& done, int all) {
    int killed = 0;
    while (done < all) {
      const int before = done;
      const absl::Time until = absl::Now() + absl::Seconds(2);
      while (done < std::min(all, before + all / 5) && absl::Now() < until) std::this_thread::yield();
      services_.Kill("evaluation");
      services_.Start("evaluation");
      ++killed;
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_GT(killed, 2);
  }

  testing::Services services_;
};

TEST_F(EvaluationKillTest, CardsThatWereAcknowledgedCount) {
  Execute("INSERT INTO evaluation.council (province_code, council_id, display_name) VALUES ('82', 'c', 'c')");
  Execute(
      "INSERT INTO evaluation.dossier (province_code, dossier_id, product, producer, locality, kind, sheet_number, "
      "state, "
      "return_state, score_sheet) VALUES ('82', 'r', 'provinces/82/products/r', 'provinces/82/producers/p', "
      "'provinces/82/localities/28501', 'DOSSIER_KIND_FIRST', 1, 'STATE_COUNCIL', 'STATE_UNSPECIFIED', "
      "'criteriaSets/qd26-2026/scoreSheets/01')");
  Execute(absl::StrCat(
      "INSERT INTO evaluation.scoring_round (province_code, dossier_id, scoring_round_id, council_id, score_sheet, "
      "number, "
      "attempt, state, outcome, settings, seats) SELECT '82', 'r', '1', 'c', 'criteriaSets/qd26-2026/scoreSheets/01', "
      "1, "
      "1, 'STATE_OPEN', 'OUTCOME_UNSPECIFIED', '{\"settings\": {\"spreadLimitCenti\": 1000, \"quorumPercent\": 100, "
      "\"maxRounds\": 2}}', jsonb_build_object('seats', jsonb_agg(jsonb_build_object('member', 'm' || n, 'user', 'u' "
      "|| n, "
      "'chair', n = 0, 'secretary', n = 1))) FROM generate_series(0, ",
      kMembers - 1, ") AS n"));
  const ScoreSheet sheet = UseSheet();
  SubmitScoreRequest request;
  request.set_name(kRound);
  const std::function<void(const ScoreSheet::Criterion&)> add = [&](const ScoreSheet::Criterion& criterion) {
    for (const auto& below : criterion.criteria()) add(below);
    if (criterion.options().empty()) return;
    auto& choice = *request.mutable_score_card()->add_choices();
    choice.set_criterion(criterion.code());
    choice.set_option(1);
  };
  for (const auto& part : sheet.parts()) {
    for (const auto& criterion : part.criteria()) add(criterion);
  }
  std::atomic<int> done = 0;
  std::vector<std::thread> members;
  for (int member = 0; member < kMembers; ++member) {
    members.emplace_back([&, member] {
      for (int card = 0; card < kCards; ++card) {
        absl::StatusOr<ScoreCard> answer;
        do {
          answer =
              Call<ScoreCard>("AssessmentService/SubmitScore", request, absl::StrCat("u", member), "council_member");
        } while (!answer.ok() && IsCut(answer.status()));
        EXPECT_TRUE(answer.ok()) << answer.status();
        ++done;
      }
    });
  }
  KillUntilEnded(std::move(members), done, kMembers * kCards);
  CloseScoringRoundRequest close;
  close.set_name(kRound);
  const auto closed = Call<ScoringRound>("AssessmentService/CloseScoringRound", close, "u1", "council_member");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->verdict().member_count(), kMembers);
}

TEST_F(EvaluationKillTest, CodesHaveNeitherGapNorDouble) {
  Execute(absl::StrCat(
      "INSERT INTO evaluation.dossier (province_code, dossier_id, product, producer, locality, kind, sheet_number, "
      "state, "
      "return_state, score_sheet, stars, province_stars, decided_round, steps) SELECT '82', 'd' || n, "
      "'provinces/82/products/p' || n, "
      "'provinces/82/producers/p', 'provinces/82/localities/28501', 'DOSSIER_KIND_FIRST', 1, 'STATE_DECIDED', "
      "'STATE_UNSPECIFIED', 'criteriaSets/qd26-2026/scoreSheets/01', 4, 4, "
      "'provinces/82/dossiers/d' || n || '/scoringRounds/1', '{\"steps\": [{\"action\": "
      "\"DecideDossier\", "
      "\"state\": \"STATE_DECIDED\", \"stepTime\": \"2026-06-01T00:00:00Z\"}]}' FROM generate_series(1, ",
      kDossiers, ") AS n"));
  Execute(
      "INSERT INTO evaluation.council (province_code, council_id, display_name) VALUES ('82', 'k', 'k');"
      "INSERT INTO evaluation.scoring_round (province_code, dossier_id, scoring_round_id, council_id, score_sheet, "
      "number, attempt, state, outcome, close_time) SELECT '82', dossier_id, '1', 'k', score_sheet, 1, 1, "
      "'STATE_CLOSED', 'OUTCOME_VERDICT', '2026-06-01' FROM evaluation.dossier WHERE state = 'STATE_DECIDED'");
  UseSheet();
  std::atomic<int> done = 0;
  std::vector<std::thread> officers;
  for (int officer = 0; officer < kOfficers; ++officer) {
    officers.emplace_back([&, officer] {
      for (int i = officer + 1; i <= kDossiers; i += kOfficers) {
        EXPECT_EQ(RecogniseUntilAnswered(i), absl::OkStatus());
        ++done;
      }
    });
  }
  KillUntilEnded(std::move(officers), done, kDossiers);
  EXPECT_EQ(
      Value("SELECT string_agg(serial::text, ',' ORDER BY serial) FROM (SELECT split_part(product_code, '-', 3)::int "
            "AS serial FROM evaluation.recognition) AS s"),
      Value(absl::StrCat("SELECT string_agg(n::text, ',' ORDER BY n) FROM generate_series(1, ", kDossiers, ") AS n")));
  EXPECT_EQ(Value("SELECT count(DISTINCT certificate_number) FROM evaluation.recognition"), absl::StrCat(kDossiers));
  EXPECT_EQ(Value("SELECT count(*) FROM evaluation.dossier WHERE recognition = ''"), "0");
}

TEST_F(EvaluationKillTest, AnUploadGoesOnWhereItWas) {
  std::string content = "%PDF-1.7\n";
  while (content.size() < 4'000'000) content += absl::StrCat(content.size(), "\n");
  Execute(
      "INSERT INTO evaluation.dossier (province_code, dossier_id, product, producer, locality, kind, sheet_number, "
      "state, "
      "return_state, owner) VALUES ('82', 'u', 'provinces/82/products/u', 'provinces/82/producers/p', "
      "'provinces/82/localities/28501', 'DOSSIER_KIND_FIRST', 1, 'STATE_DRAFT', 'STATE_UNSPECIFIED', 'p')");
  Execute(
      "INSERT INTO evaluation.evidence_item (province_code, dossier_id, evidence_item_id, kind, display_name) VALUES "
      "('82', 'u', 'e', 'EVIDENCE_KIND_STORY', 'e')");
  Execute(absl::StrCat(
      "INSERT INTO evaluation.attachment (province_code, dossier_id, evidence_item_id, attachment_id, file_name, "
      "size_bytes, sha256, media_type) VALUES ('82', 'u', 'e', 'a', 'a.pdf', ",
      content.size(), ", '", crypto::Sha256Hex(content), "', 'application/pdf')"));
  GetAttachmentRequest get;
  get.set_name("provinces/82/dossiers/u/evidenceItems/e/attachments/a");
  std::atomic<int> parts = 0;
  constexpr size_t kPart = 50'000;
  const int all = static_cast<int>((content.size() + kPart - 1) / kPart);
  std::vector<std::thread> uploader;
  uploader.emplace_back([&] {
    rpc::CallOptions options;
    options.timeout = absl::Seconds(10);
    options.actor = "p";
    options.roles = "producer";
    absl::StatusOr<Attachment> known;
    do {
      known = Call<Attachment>("EvidenceService/GetAttachment", get, "p", "producer");
      if (!known.ok() || known->complete()) continue;
      const auto offset = static_cast<size_t>(known->received_bytes());
      parts = static_cast<int>(offset / kPart);
      std::vector<std::shared_ptr<const google::protobuf::Message>> requests;
      for (size_t at = offset; at < content.size(); at += kPart) {
        auto request = std::make_shared<UploadAttachmentRequest>();
        request->set_name(get.name());
        request->set_offset(static_cast<int64_t>(at));
        request->set_data(content.substr(at, kPart));
        requests.push_back(std::move(request));
      }
      Attachment answer;
      const absl::Status sent =
          services_.client("evaluation")
              .UploadAndWait(absl::StrCat(kService, "EvidenceService/UploadAttachment"), requests, answer, options);
      EXPECT_TRUE(sent.ok() || IsCut(sent)) << sent;
    } while (!known.ok() || !known->complete());
    parts = all;
  });
  for (int kill = 0; kill < 4 && parts < all; ++kill) {
    // Some parts have arrived since the last time, or all have.
    const std::string before = Value("SELECT received_bytes FROM evaluation.attachment");
    while (parts < all && Value("SELECT received_bytes FROM evaluation.attachment") == before)
      std::this_thread::yield();
    services_.Kill("evaluation");
    services_.Start("evaluation");
  }
  uploader.front().join();
  EXPECT_EQ(
      Value("SELECT encode(sha256(string_agg(data, ''::bytea ORDER BY \"offset\")), 'hex') FROM evaluation.blob_part"),
      crypto::Sha256Hex(content));
}

}  // namespace
}  // namespace ocop::evaluation
