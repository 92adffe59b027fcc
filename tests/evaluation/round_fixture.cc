#include "tests/evaluation/round_fixture.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"
#include "ocop/evaluation/v1/evidence_service.pb.h"

namespace ocop::evaluation::oracle {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test

namespace {

// More than a council has members.
constexpr int kWholePage = 1000;
// From so many members on their cards are sent by several threads.
constexpr size_t kManyMembers = 20;
constexpr int kSenders = 8;

// Lacks what belongs to one dossier: product, sheet, self-assessment.
constexpr char kDossier[] = R"pb(
  producer: "$/producers/htx"
  locality: "$/localities/28501"
  kind: DOSSIER_KIND_FIRST
  form_01 {
    unit_name: "Hợp tác xã Mỹ Phước Tây"
    representative: "Nguyễn Thị Hòa"
    position: "Giám đốc"
    address: "12 ấp Bình Thành, xã Mỹ Phước Tây"
    phone: "0912 345 678"
    product_name: "Trà mãng cầu"
    commitment: true
  }
  form_02 {
    organization_type: "Hợp tác xã"
    representative_identity_number: "082190001234"
    specification: "Hộp 200 g"
    results: "Vùng nguyên liệu 12 ha"
    plan: "Mở rộng lên 20 ha"
  })pb";

void ExpectJudging(const SheetOracle& sheet, const ScoringRound& round, const std::vector<Card>& cards) {
  ASSERT_EQ(round.judging_size(), static_cast<int>(cards.size()));
  const auto criteria = static_cast<int>(sheet.leaves().size());
  std::map<std::string, ScoringRound::Judging> by_member;
  for (const auto& judging : round.judging()) by_member[judging.member()] = judging;
  for (size_t i = 0; i < cards.size(); ++i) {
    ScoringRound::Judging judging = by_member[MemberId(static_cast<int>(i) + 1)];
    // How a hundredth of a percent is rounded is left open.
    const int off = judging.agreement_basis_points() * criteria - 10000 * sheet.AgreementOf(cards, i);
    EXPECT_LT(std::abs(off), criteria) << judging.ShortDebugString();
    judging.clear_member();
    judging.clear_agreement_basis_points();
    EXPECT_EQ(judging.DebugString(), sheet.JudgingOf(cards, i).DebugString());
  }
}

}  // namespace

std::string Shown(Verdict verdict) {
  std::sort(verdict.mutable_disqualifiers()->begin(), verdict.mutable_disqualifiers()->end());
  std::sort(verdict.mutable_unanswered()->begin(), verdict.mutable_unanswered()->end());
  return verdict.DebugString();
}

void ExpectResult(const SheetOracle& sheet, const ScoringRound& round, const std::vector<Card>& cards,
                  const CouncilSettings& settings, int attempt) {
  SCOPED_TRACE(round.name() + " by " + sheet.name());
  EXPECT_EQ(round.state(), ScoringRound::STATE_CLOSED);
  EXPECT_TRUE(round.has_close_time());
  EXPECT_EQ(round.score_sheet(), sheet.name());
  EXPECT_EQ(round.attempt(), attempt);
  EXPECT_EQ(round.settings().DebugString(), sheet.Filled(settings).DebugString());
  EXPECT_EQ(round.spread_centi(), sheet.SpreadOf(cards));
  EXPECT_EQ(round.outcome(), sheet.OutcomeOf(cards, settings, attempt));
  EXPECT_EQ(Shown(round.verdict()), Shown(sheet.VerdictOf(cards, settings)));
  ExpectJudging(sheet, round, cards);
}

const std::vector<SheetOracle>& RoundTest::Sheets() {
  static const auto* const kSheets = [] {
    auto* sheets = new std::vector<SheetOracle>();
    std::map<std::string, CriteriaSet> sets;
    const auto listed = Must(service().client().Call<ListCriteriaSetsResponse>(
        "/ocop.evaluation.v1.CriteriaService/ListCriteriaSets", ListCriteriaSetsRequest()));
    for (const auto& set : listed.criteria_sets()) sets[set.name()] = set;
    for (const auto& [name, set] : sets) {
      ListScoreSheetsRequest request;
      request.set_parent(name);
      request.set_page_size(kWholePage);
      const auto response = Must(service().client().Call<ListScoreSheetsResponse>(
          "/ocop.evaluation.v1.CriteriaService/ListScoreSheets", request));
      for (const auto& sheet : response.score_sheets()) sheets->emplace_back(sheet, set);
    }
    return sheets;
  }();
  return *kSheets;
}

std::vector<const SheetOracle*> RoundTest::SheetsOf(const std::string& set) {
  std::vector<const SheetOracle*> sheets;
  for (const SheetOracle& sheet : Sheets()) {
    if (sheet.set().name() == set) sheets.push_back(&sheet);
  }
  return sheets;
}

const SheetOracle& RoundTest::Sheet(const std::string& set, int number) {
  for (const SheetOracle* sheet : SheetsOf(set)) {
    if (sheet->sheet().number() == number) return *sheet;
  }
  ADD_FAILURE() << set << " has no sheet " << number;
  return Sheets().front();
}

Dossier RoundTest::Filed(const std::string& id, const SheetOracle& sheet, const std::string& changes) const {
  CreateDossierRequest request;
  request.set_parent(parent());
  request.set_dossier_id(id);
  Dossier& dossier = *request.mutable_dossier();
  dossier = Parse<Dossier>(kDossier);
  dossier.set_product(Name("products/" + id));
  dossier.set_sheet_number(sheet.sheet().number());
  dossier.mutable_form_01()->set_sample_units(sheet.sheet().sample_units());
  for (const auto& [criterion, option] : BestCard(sheet).answers) {
    Choice& choice = *dossier.add_self_assessment()->mutable_choice();
    choice.set_criterion(criterion);
    choice.set_option(option);
  }
  dossier.MergeFrom(Parse<Dossier>(changes));
  // The day of receipt is the commune's to say.
  return Must(CallAs<Dossier>({Producer().actor, "producer,commune_officer"}, "DossierService/CreateDossier", request));
}

Dossier RoundTest::AtCouncil(const std::string& id, const SheetOracle& sheet, const std::string& changes) const {
  const std::string name = Filed(id, sheet, changes).name();
  CreateEvidenceItemRequest evidence;
  evidence.set_parent(name);
  evidence.mutable_evidence_item()->set_kind(EVIDENCE_KIND_BUSINESS_REGISTRATION);
  evidence.mutable_evidence_item()->set_display_name("Giấy chứng nhận đăng ký hợp tác xã");
  Must(CallAs<EvidenceItem>(Producer(), "EvidenceService/CreateEvidenceItem", evidence));
  const Dossier submitted = Step<SubmitDossierRequest>(Producer(), "SubmitDossier", name);
  EXPECT_EQ(submitted.score_sheet(), sheet.name());
  Step<ForwardDossierRequest>(CommuneOfficer(), "ForwardDossier", name, R"pb(form_03 {
                                                                               local_material: "Trồng tại xã"
                                                                               local_labour: "18 người trong xã"
                                                                               idea_origin: "Của địa phương"
                                                                               local_identity: "Nghề lâu đời"
                                                                             })pb");
  Step<AcceptDossierRequest>(ProvinceOfficer(), "AcceptDossier", name);
  const Dossier dossier =
      Step<CompleteAdvisoryReviewRequest>(ProvinceOfficer(), "CompleteAdvisoryReview", name,
                                          R"pb(advisory_report { text: "Hồ sơ đầy đủ" site_survey: true })pb");
  EXPECT_EQ(dossier.state(), Dossier::STATE_COUNCIL);
  return dossier;
}

Council RoundTest::CouncilOf(int members, const Settings& settings) {
  Council council;
  council.set_display_name("Hội đồng đánh giá, phân hạng");
  for (int number = 1; number <= members; ++number) {
    Council::Member& member = *council.add_members();
    member.set_member_id(MemberId(number));
    member.set_user(Member(number).actor);
    member.set_display_name(absl::StrCat("Thành viên ", number));
    member.set_role(number == 1 ? Council::ROLE_CHAIR : number == 2 ? Council::ROLE_SECRETARY : Council::ROLE_MEMBER);
  }
  *council.mutable_settings() = settings;
  return council;
}

std::string RoundTest::Appoint(const std::string& id, const Council& council) const {
  CreateCouncilRequest request;
  request.set_parent(parent());
  request.set_council_id(id);
  *request.mutable_council() = council;
  return Must(CallAs<Council>(ProvinceOfficer(), "CouncilService/CreateCouncil", request)).name();
}

RoundTest::Answer<ScoringRound> RoundTest::Open(const std::string& dossier, const std::string& council) const {
  OpenScoringRoundRequest request;
  request.set_dossier(dossier);
  request.set_council(council);
  return CallAs<ScoringRound>(ProvinceOfficer(), "AssessmentService/OpenScoringRound", request);
}

ScoringRound RoundTest::Opened(const std::string& id, const SheetOracle& sheet, const Council& council) const {
  return Must(Open(AtCouncil(id, sheet).name(), Appoint("council-" + id, council)));
}

RoundTest::Answer<ScoreCard> RoundTest::Submit(const std::string& round, const Caller& caller, const Card& card) const {
  SubmitScoreRequest request;
  request.set_name(round);
  for (const auto& [criterion, option] : card.answers) {
    Choice& choice = *request.mutable_score_card()->add_choices();
    choice.set_criterion(criterion);
    choice.set_option(option);
  }
  for (const std::string& id : card.disqualifiers) request.mutable_score_card()->add_disqualifiers(id);
  return CallAs<ScoreCard>(caller, "AssessmentService/SubmitScore", request);
}

void RoundTest::SubmitAll(const std::string& round, const std::vector<Card>& cards) const {
  const int senders = cards.size() < kManyMembers ? 1 : kSenders;
  const auto send = [&](int sender) {
    for (size_t i = static_cast<size_t>(sender); i < cards.size(); i += static_cast<size_t>(senders)) {
      Must(Submit(round, Member(static_cast<int>(i) + 1), cards[i]));
    }
  };
  Together(senders, send);
}

RoundTest::Answer<ScoringRound> RoundTest::Close(const std::string& round, const Caller& caller) const {
  CloseScoringRoundRequest request;
  request.set_name(round);
  return CallAs<ScoringRound>(caller, "AssessmentService/CloseScoringRound", request);
}

ScoringRound RoundTest::Judged(const std::string& round, const std::vector<Card>& cards) const {
  SubmitAll(round, cards);
  return Must(Close(round));
}

RoundTest::Answer<ScoringRound> RoundTest::DeclareConflict(const std::string& round, const Caller& caller,
                                                           const std::string& member) const {
  DeclareConflictRequest request;
  request.set_name(round);
  request.set_member(member);
  request.set_reason("Anh em ruột của giám đốc");
  return CallAs<ScoringRound>(caller, "AssessmentService/DeclareConflict", request);
}

ScoringRound RoundTest::ReadRound(const std::string& name) const {
  GetScoringRoundRequest request;
  request.set_name(name);
  return Must(CallAs<ScoringRound>(ProvinceOfficer(), "AssessmentService/GetScoringRound", request));
}

Dossier RoundTest::ReadDossier(const std::string& name) const {
  GetDossierRequest request;
  request.set_name(name);
  return Must(CallAs<Dossier>(ProvinceOfficer(), "DossierService/GetDossier", request));
}

RoundTest::Answer<ScoreCard> RoundTest::ReadCard(const std::string& round, const std::string& member,
                                                 const Caller& caller) const {
  GetScoreCardRequest request;
  request.set_name(absl::StrCat(round, "/scoreCards/", member));
  return CallAs<ScoreCard>(caller, "AssessmentService/GetScoreCard", request);
}

std::vector<ScoreCard> RoundTest::ListCards(const std::string& round, const Caller& caller) const {
  ListScoreCardsRequest request;
  request.set_parent(round);
  request.set_page_size(kWholePage);
  const auto response = Must(CallAs<ListScoreCardsResponse>(caller, "AssessmentService/ListScoreCards", request));
  return {response.score_cards().begin(), response.score_cards().end()};
}

RoundTest::Answer<Dossier> RoundTest::Decide(const std::string& dossier) const {
  DecideDossierRequest request;
  request.set_name(dossier);
  return CallAs<Dossier>(ProvinceOfficer(), "DossierService/DecideDossier", request);
}

RoundTest::Answer<Dossier> RoundTest::RecordCentral(const std::string& dossier, int score_centi) const {
  RecordCentralResultRequest request;
  request.set_name(dossier);
  request.set_central_score_centi(score_centi);
  return CallAs<Dossier>(ProvinceOfficer(), "DossierService/RecordCentralResult", request);
}

RoundTest::Answer<Recognition> RoundTest::Recognise(const std::string& dossier,
                                                    const std::string& decision_number) const {
  auto request = Parse<RecogniseDossierRequest>(absl::StrCat("decision_date ", DayFromToday(0)));
  request.set_dossier(dossier);
  request.set_decision_number(decision_number);
  return CallAs<Recognition>(ProvinceOfficer(), "RecognitionService/RecogniseDossier", request);
}

RoundTest::Answer<SimulateResponse> RoundTest::Simulate(const SheetOracle& sheet, const Card& card,
                                                        const Settings& settings) const {
  SimulateRequest request;
  request.set_score_sheet(sheet.name());
  for (const auto& [criterion, option] : card.answers) {
    Choice& choice = *request.add_choices();
    choice.set_criterion(criterion);
    choice.set_option(option);
  }
  for (const std::string& id : card.disqualifiers) request.add_disqualifiers(id);
  *request.mutable_settings() = settings;
  return CallAs<SimulateResponse>(Producer(), "AssessmentService/Simulate", request);
}

}  // namespace ocop::evaluation::oracle
