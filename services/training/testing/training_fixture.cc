#include "services/training/testing/training_fixture.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock/date.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "services/registry/definition.h"

namespace ocop::training {
namespace {

using registry::v1::CreateLocalityRequest;
using registry::v1::CreateProducerRequest;
using registry::v1::CreateSuccessionRequest;
using registry::v1::Locality;
using registry::v1::Producer;
using registry::v1::Succession;

// For the life of the tests.
class RegistryBeside {
 public:
  RegistryBeside() : definition_(registry::Definition()) {
    Require(service::Migrate(definition_, database_.url()).status());
    service_ = std::make_unique<service::DataService>(definition_, service::Options{.database_url = database_.url()},
                                                      metrics_);
    Require(service_->Start());
    client_ = std::make_unique<rpc::Client>(address());
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", service_->port()); }
  const rpc::Client& client() const { return *client_; }

 private:
  static void Require(const absl::Status& status) {
    if (status.ok()) return;
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    std::abort();
  }

  testing::TestDatabase database_;
  const service::Definition definition_;
  metrics::Registry metrics_;
  std::unique_ptr<service::DataService> service_;
  std::unique_ptr<rpc::Client> client_;
};

std::unique_ptr<RegistryBeside> beside;

const RegistryBeside& Registry() {
  if (!beside) beside = std::make_unique<RegistryBeside>();
  return *beside;
}

// Its database goes with it.
class EndRegistry : public ::testing::Environment {
 public:
  void TearDown() override { beside.reset(); }
};
const auto* const kEndRegistry = ::testing::AddGlobalTestEnvironment(new EndRegistry);

std::string Path(const char* service, const char* method) {
  return absl::StrCat("/ocop.training.v1.", service, "Service/", method);
}

}  // namespace

service::Definition WithRegistry() {
  return DefinitionWith({.registry = Registry().address()});
}

std::string TrainingTest::Day(const std::string& day) {
  return absl::StrCat("{ ", clock::ToDate(clock::ParseDay(day).value()).ShortDebugString(), " }");
}

std::string TrainingTest::Hours(const std::string& day, int from, int to) {
  return absl::StrFormat(" sessions { date %s start_time { hours: %d } end_time { hours: %d } }", Day(day), from, to);
}

std::string TrainingTest::WithSeats(int capacity, const std::string& sessions) {
  return absl::StrCat(R"pb(course: "$/courses/basics" display_name: "Lớp có chỗ")pb", " capacity: ", capacity, " ",
                      sessions);
}

void TrainingTest::MakeClass() const {
  ASSERT_TRUE(Create<Learner>("an", Officer()).ok());
  ASSERT_TRUE(Create<Course>("basics", Basics()).ok());
  ASSERT_TRUE(Create<Class>("c", ThreeDays()).ok());
}

void TrainingTest::MakeLearners(int count) const {
  for (int i = 0; i < count; ++i) {
    const std::string id = absl::StrCat("l", i);
    ASSERT_TRUE(Create<Learner>(id, Officer() + Account(id)).ok());
  }
}

TrainingTest::Answer<InviteLearnersResponse> TrainingTest::Invite(const std::string& a_class,
                                                                  const std::vector<std::string>& learners) const {
  InviteLearnersRequest request;
  request.set_parent(Name("classes/" + a_class));
  for (const std::string& learner : learners) request.add_learners(Name("learners/" + learner));
  return Call<InviteLearnersResponse>(Path("Enrolment", "InviteLearners"), request);
}

TrainingTest::Answer<Enrolment> TrainingTest::Enrol(const std::string& a_class, const std::string& learner) const {
  EnrolLearnerRequest request;
  request.set_parent(Name("classes/" + a_class));
  request.set_learner(Name("learners/" + learner));
  return Call<Enrolment>(Path("Enrolment", "EnrolLearner"), request);
}

TrainingTest::Answer<Enrolment> TrainingTest::Accept(const std::string& a_class, const std::string& learner) const {
  AcceptInvitationRequest request;
  request.set_name(Name(absl::StrCat("classes/", a_class, "/enrolments/", learner)));
  return Call<Enrolment>(Path("Enrolment", "AcceptInvitation"), request);
}

TrainingTest::Answer<Enrolment> TrainingTest::Decline(const std::string& a_class, const std::string& learner,
                                                      const std::string& reason) const {
  DeclineInvitationRequest request;
  request.set_name(Name(absl::StrCat("classes/", a_class, "/enrolments/", learner)));
  request.set_reason(reason);
  return Call<Enrolment>(Path("Enrolment", "DeclineInvitation"), request);
}

TrainingTest::Answer<Enrolment> TrainingTest::Withdraw(const std::string& a_class, const std::string& learner,
                                                       const std::string& reason) const {
  WithdrawEnrolmentRequest request;
  request.set_name(Name(absl::StrCat("classes/", a_class, "/enrolments/", learner)));
  request.set_reason(reason);
  return Call<Enrolment>(Path("Enrolment", "WithdrawEnrolment"), request);
}

TrainingTest::Answer<Class> TrainingTest::Cancel(const std::string& a_class) const {
  CancelClassRequest request;
  request.set_name(Name("classes/" + a_class));
  request.set_reason("Giảng viên ốm");
  return Call<Class>(Path("Class", "CancelClass"), request);
}

TrainingTest::Answer<CallRollResponse> TrainingTest::CallRoll(const std::string& a_class, const std::string& day,
                                                              const std::vector<std::string>& present) const {
  CallRollRequest request;
  request.set_name(Name("classes/" + a_class));
  *request.mutable_session_date() = clock::ToDate(clock::ParseDay(day).value());
  for (const std::string& learner : present) request.add_present(Name("learners/" + learner));
  return Call<CallRollResponse>(Path("Class", "CallRoll"), request);
}

TrainingTest::Answer<Certificate> TrainingTest::Issue(const std::string& attendance, const std::string& text) const {
  auto request = Parse<IssueCertificateRequest>(text);
  if (request.parent().empty()) request.set_parent(parent());
  request.set_attendance(Name(attendance));
  return Call<Certificate>(Path("Certificate", "IssueCertificate"), request);
}

TrainingTest::Answer<Certificate> TrainingTest::Revoke(const std::string& certificate, const std::string& text) const {
  auto request = Parse<RevokeCertificateRequest>(R"pb(reason: "Cấp nhầm")pb" + text);
  request.set_name(certificate);
  return Call<Certificate>(Path("Certificate", "RevokeCertificate"), request);
}

TrainingTest::Answer<ListUntrainedLearnersResponse> TrainingTest::Untrained(const std::string& text) const {
  const auto request = Parse<ListUntrainedLearnersRequest>("parent: \"$\" " + text);
  return Call<ListUntrainedLearnersResponse>(Path("Coverage", "ListUntrainedLearners"), request);
}

TrainingTest::Answer<TrainingCoverage> TrainingTest::Coverage(const std::string& text) const {
  const auto request = Parse<GetTrainingCoverageRequest>("parent: \"$\" " + text);
  return Call<TrainingCoverage>(Path("Coverage", "GetTrainingCoverage"), request);
}

TrainingTest::Answer<ListNewcomersResponse> TrainingTest::NewcomersPage(const std::string& text) const {
  const auto request = Parse<ListNewcomersRequest>("parent: \"$\" " + text);
  return Call<ListNewcomersResponse>(Path("Coverage", "ListNewcomers"), request);
}

TrainingTest::Answer<google::protobuf::Empty> TrainingTest::SubmitFeedback(const std::string& a_class,
                                                                           const std::string& text) const {
  auto request = Parse<SubmitClassFeedbackRequest>(text);
  request.set_name(Name("classes/" + a_class));
  return Call<google::protobuf::Empty>(Path("Feedback", "SubmitClassFeedback"), request);
}

TrainingTest::Answer<ClassFeedbackSummary> TrainingTest::Summary(const std::string& a_class) const {
  GetClassFeedbackSummaryRequest request;
  request.set_name(Name("classes/" + a_class));
  return Call<ClassFeedbackSummary>(Path("Feedback", "GetClassFeedbackSummary"), request);
}

Enrolment TrainingTest::Standing(const std::string& a_class, const std::string& learner) const {
  return Get<Enrolment>(absl::StrCat("classes/", a_class, "/enrolments/", learner)).value_or(Enrolment());
}

void TrainingTest::MakeUnit(const std::string& code, const std::string& above, const std::string& kind) const {
  CreateLocalityRequest request;
  request.set_parent(parent());
  request.set_locality_id(code);
  ParseInto(absl::StrCat("display_name: \"Đơn vị\" full_name: \"Đơn vị\" code: \"", code.substr(0, code.find('-')),
                         "\" kind: ", kind,
                         above.empty() ? "" : absl::StrCat(" parent_locality: \"$/localities/", above, "\"")),
            *request.mutable_locality());
  const auto made = Registry().client().Call<Locality>("/ocop.registry.v1.LocalityService/CreateLocality", request);
  ASSERT_TRUE(made.ok()) << made.status();
}

void TrainingTest::MakeSuccession(const std::string& predecessor, const std::string& successor) const {
  CreateSuccessionRequest request;
  request.set_parent(parent());
  request.set_succession_id(absl::StrCat(predecessor, "-", successor));
  ParseInto(absl::StrCat("effective_date ", Day("2025-07-01"), " predecessor: \"$/localities/", predecessor,
                         "\" successor: \"$/localities/", successor, "\""),
            *request.mutable_succession());
  const auto made = Registry().client().Call<Succession>("/ocop.registry.v1.LocalityService/CreateSuccession", request);
  ASSERT_TRUE(made.ok()) << made.status();
}

void TrainingTest::MakeProducer(const std::string& id, const std::string& join_date, const std::string& text) const {
  CreateLocalityRequest locality;
  locality.set_parent(parent());
  locality.set_locality_id("82");
  ParseInto(R"pb(kind: KIND_PROVINCE code: "82" display_name: "Tiền Giang" full_name: "Tỉnh Tiền Giang")pb",
            *locality.mutable_locality());
  // There already for the second producer.
  (void)Registry().client().Call<Locality>("/ocop.registry.v1.LocalityService/CreateLocality", locality);
  CreateProducerRequest request;
  request.set_parent(parent());
  request.set_producer_id(id);
  ParseInto(absl::StrCat(R"pb(kind: KIND_COOPERATIVE locality: "$/localities/82")pb", " display_name: \"HTX ", id,
                         "\" join_date ", Day(join_date), " ", text),
            *request.mutable_producer());
  const auto made = Registry().client().Call<Producer>("/ocop.registry.v1.ProducerService/CreateProducer", request);
  ASSERT_TRUE(made.ok()) << made.status();
}

void TrainingTest::DeleteProducer(const std::string& id) const {
  registry::v1::DeleteProducerRequest request;
  request.set_name(Name("producers/" + id));
  const auto deleted = Registry().client().Call<Producer>("/ocop.registry.v1.ProducerService/DeleteProducer", request);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
}

void TrainingTest::MergeProducers(const std::string& survivor, const std::string& duplicate) const {
  registry::v1::MergeProducersRequest request;
  request.set_name(Name("producers/" + survivor));
  request.set_duplicate(Name("producers/" + duplicate));
  request.set_reason("Nhập hai lần");
  const auto merged = Registry().client().Call<registry::v1::MergeProducersResponse>(
      "/ocop.registry.v1.ProducerService/MergeProducers", request,
      {.actor = "province@example.vn", .roles = "province_officer"});
  ASSERT_TRUE(merged.ok()) << merged.status();
}

void TrainingTest::CountStatements(const std::string& table) const {
  service().database().Execute(absl::StrCat(R"sql(
    CREATE TABLE IF NOT EXISTS public.counted_statement (table_name text, verb text);
    CREATE OR REPLACE FUNCTION public.count_statement() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO public.counted_statement VALUES (TG_TABLE_NAME, TG_OP);
      RETURN NULL;
    END $$;
    DELETE FROM public.counted_statement WHERE table_name = ')sql",
                                            table, R"sql(';
    CREATE OR REPLACE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON training.)sql",
                                            table, " FOR EACH STATEMENT EXECUTE FUNCTION public.count_statement()"));
}

int TrainingTest::StatementCount(const std::string& table, const std::string& verb) const {
  return std::stoi(Value(absl::StrCat("SELECT count(*) FROM public.counted_statement WHERE table_name = '", table,
                                      "' AND verb = '", verb, "'")));
}

}  // namespace ocop::training
