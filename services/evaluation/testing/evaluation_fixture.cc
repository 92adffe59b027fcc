#include "services/evaluation/testing/evaluation_fixture.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "services/evaluation/definition.h"

namespace ocop::evaluation {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test

namespace {

// Every criterion with options, and its options.
using Leaves = std::vector<const ScoreSheet::Criterion*>;

void AddLeaves(const ScoreSheet::Criterion& criterion, Leaves& leaves) {
  if (!criterion.options().empty()) leaves.push_back(&criterion);
  for (const ScoreSheet::Criterion& below : criterion.criteria()) AddLeaves(below, leaves);
}

int Best(const ScoreSheet::Criterion& criterion) {
  const auto best = std::max_element(criterion.options().begin(), criterion.options().end(),
                                     [](const auto& a, const auto& b) { return a.points_centi() < b.points_centi(); });
  return best->id();
}

int Marked(const ScoreSheet::Criterion& criterion, int stars) {
  int id = 0;
  for (const ScoreSheet::Option& option : criterion.options()) {
    if (option.star_mark() != 0 && option.star_mark() <= stars) id = std::max(id, option.id());
  }
  return id;
}

// Best answers, or answers of four stars: the best where five stars ask for no more than four, and what four ask for
// elsewhere.
std::vector<Choice> Answers(const ScoreSheet& sheet, bool top) {
  Leaves leaves;
  for (const auto& part : sheet.parts()) {
    for (const auto& criterion : part.criteria()) AddLeaves(criterion, leaves);
  }
  std::vector<Choice> choices;
  for (const ScoreSheet::Criterion* leaf : leaves) {
    Choice& choice = choices.emplace_back();
    choice.set_criterion(leaf->code());
    const int four = Marked(*leaf, 4);
    const bool five_asks_more = Marked(*leaf, 5) > four;
    choice.set_option(top || !five_asks_more ? Best(*leaf) : std::max(four, 1));
  }
  return choices;
}

const ScoreSheet& FirstSheet(const rpc::Client& client) {
  static const ScoreSheet& sheet = *[&client] {
    GetScoreSheetRequest request;
    request.set_name("criteriaSets/qd26-2026/scoreSheets/01");
    return new ScoreSheet(*client.Call<ScoreSheet>("/ocop.evaluation.v1.CriteriaService/GetScoreSheet", request));
  }();
  return sheet;
}

// The key pair of an authority, made once.
const std::string& KeyFiles() {
  static const std::string& base = *[] {
    auto* made = new std::string(::testing::TempDir() + "/ocop-authority");
    const std::string command =
        absl::StrCat("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj ",
                     "'/CN=UBND tinh Dong Thap' -keyout ", *made, ".key -out ", *made, ".crt 2>/dev/null");
    if (std::system(command.c_str()) != 0) std::abort();
    return made;
  }();
  return base;
}

const char* RoleOf(const std::string& step) {
  if (step == "ForwardDossier") return "commune_officer";
  if (step == "SubmitDossier" || step == "ResubmitDossier" || step == "ReopenDossier" || step == "WithdrawDossier") {
    return "producer";
  }
  return "province_officer";
}

const char* FieldsOf(const std::string& step) {
  if (step == "ForwardDossier") {
    return R"pb(form_03 { local_material: "a" local_labour: "b" idea_origin: "c" local_identity: "d" })pb";
  }
  if (step == "CompleteAdvisoryReview") return R"pb(advisory_report { text: "Đủ hồ sơ" })pb";
  if (step == "RequestSupplement" || step == "RejectDossier" || step == "EvaluateAgain") return R"pb(reason: "r")pb";
  return "";
}

}  // namespace

service::Definition SigningDefinition() {
  return DefinitionWith({.signing_certificate = KeyFiles() + ".crt", .signing_key = KeyFiles() + ".key"});
}

EvaluationTest::Answer<Dossier> EvaluationTest::Draft(const std::string& id, const std::string& text) const {
  std::string scores;
  for (const Choice& choice : Answers(FirstSheet(service().client()), false)) {
    absl::StrAppend(&scores, "self_assessment { choice { ", choice.ShortDebugString(), " } }");
  }
  return Create<Dossier>(id, absl::StrCat(R"pb(
                                            product: "$/products/)pb",
                                          id, R"pb("
                                                   producer: "$/producers/a"
                                                   locality: "$/localities/28501"
                                                   kind: DOSSIER_KIND_FIRST
                                                   sheet_number: 1
                                                   form_01 {
                                                     unit_name: "Hợp tác xã Tân Hương"
                                                     representative: "Nguyễn Văn An"
                                                     address: "Ấp 1, xã Tân Hương"
                                                     phone: "0273 385 1234"
                                                     product_name: "Thanh long ruột đỏ"
                                                     sample_units: 5
                                                     commitment: true
                                                   }
                                                   form_02 {
                                                     organization_type: "Hợp tác xã"
                                                     specification: "Thùng 10 kg"
                                                     results: "Doanh thu tăng"
                                                     plan: "Mở rộng vùng trồng"
                                                   })pb",
                                          scores, text));
}

Dossier EvaluationTest::FullDraft(const std::string& id, const std::string& text) {
  AsProducer();
  const auto draft = Draft(id, text);
  EXPECT_TRUE(draft.ok()) << draft.status();
  const auto evidence = Create<EvidenceItem>("registration", R"pb(kind: EVIDENCE_KIND_BUSINESS_REGISTRATION
                                                                  display_name: "Giấy chứng nhận đăng ký")pb",
                                             "dossiers/" + id);
  EXPECT_TRUE(evidence.ok()) << evidence.status();
  return draft.value_or(Dossier());
}

EvaluationTest::Answer<Dossier> EvaluationTest::Step(const std::string& step, const std::string& id,
                                                     const std::string& text) const {
  const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      absl::StrCat("ocop.evaluation.v1.", step, "Request"));
  std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  ParseInto(absl::StrCat("name: \"$/dossiers/", id, "\" ", FieldsOf(step), text), *request);
  return Call<Dossier>("/ocop.evaluation.v1.DossierService/" + step, *request);
}

Dossier EvaluationTest::Took(const std::string& step, const std::string& id) {
  As(RoleOf(step) == std::string("producer") ? "producer@example.vn" : "somebody@example.vn", RoleOf(step));
  const auto taken = Step(step, id);
  EXPECT_TRUE(taken.ok()) << step << ": " << taken.status();
  return taken.value_or(Dossier());
}

Dossier EvaluationTest::InState(Dossier::State state, const std::string& id, const std::string& text) {
  Dossier dossier = FullDraft(id, text);
  if (state == Dossier::STATE_DRAFT) return dossier;
  if (state == Dossier::STATE_WITHDRAWN) return Took("WithdrawDossier", id);
  dossier = Took("SubmitDossier", id);
  if (state == Dossier::STATE_SUPPLEMENT || state == Dossier::STATE_REJECTED) {
    AsCommune();
    return *Step(state == Dossier::STATE_REJECTED ? "RejectDossier" : "RequestSupplement", id);
  }
  for (const char* step : {"ForwardDossier", "AcceptDossier", "CompleteAdvisoryReview"}) {
    if (dossier.state() == state) return dossier;
    dossier = Took(step, id);
  }
  if (dossier.state() == state) return dossier;
  JudgeAndClose(id, state == Dossier::STATE_CENTRAL_REVIEW);
  return Took("DecideDossier", id);
}

void EvaluationTest::JudgeAndClose(const std::string& id, bool top) {
  AsProvince();
  const auto council = Create<Council>("council-" + id, R"pb(
    display_name: "Hội đồng"
    members { member_id: "chair" user: "chair@example.vn" display_name: "Chủ tịch" role: ROLE_CHAIR }
    members { member_id: "secretary" user: "secretary@example.vn" display_name: "Thư ký" role: ROLE_SECRETARY }
    members { member_id: "member" user: "member@example.vn" display_name: "Ủy viên" role: ROLE_MEMBER })pb");
  ASSERT_TRUE(council.ok()) << council.status();
  OpenScoringRoundRequest open;
  open.set_dossier(Name("dossiers/" + id));
  open.set_council(council->name());
  const auto round = Call<ScoringRound>("/ocop.evaluation.v1.AssessmentService/OpenScoringRound", open);
  ASSERT_TRUE(round.ok()) << round.status();
  Judge(round->name(), top);
  CloseScoringRoundRequest close;
  close.set_name(round->name());
  AsMember("secretary");
  const auto closed = Call<ScoringRound>("/ocop.evaluation.v1.AssessmentService/CloseScoringRound", close);
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->verdict().stars(), top ? 5 : 4) << closed->verdict().DebugString();
}

void EvaluationTest::Judge(const std::string& round, bool top) {
  SubmitScoreRequest request;
  request.set_name(round);
  for (const Choice& choice : Answers(FirstSheet(service().client()), top)) {
    *request.mutable_score_card()->add_choices() = choice;
  }
  for (const char* member : {"chair", "secretary", "member"}) {
    AsMember(member);
    const auto card = Call<ScoreCard>("/ocop.evaluation.v1.AssessmentService/SubmitScore", request);
    ASSERT_TRUE(card.ok()) << card.status();
  }
}

Dossier EvaluationTest::Decided(const std::string& id, const std::string& text) {
  return InState(Dossier::STATE_DECIDED, id, text);
}

std::string EvaluationTest::Today() {
  return DayFromToday(0);
}

}  // namespace ocop::evaluation
