// The files of the database are set back to an earlier day's copy, and the services go on from there: the same server,
// the same journals, numbers that pass those of what is lost. Gateways that know of it, from their streams or from a
// checkpoint, begin again.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/gateway/gateway_fixture.h"

namespace ocop::gateway {
namespace {

constexpr char kServer[] = "OCOP_TEST_DATABASE_URL";

void Run(const std::string& command) {
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

// A PostgreSQL of this test's own, which can be stopped.
class Cluster {
 public:
  Cluster() {
    Run("chmod 755 " + folder_);
    Script("init", " --fast");
    Script("start");
    Script("url", " >" + folder_ + "/url");
    std::string url;
    std::ifstream file(folder_ + "/url");
    std::getline(file, url);
    setenv(kServer, url.c_str(), 1);
  }
  ~Cluster() {
    Script("stop");
    setenv(kServer, before_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  void Copy() { Exchange("rm -rf $/copy && cp -a $/pg/cluster $/copy"); }
  void PutBack() { Exchange("rm -rf $/pg/cluster && cp -a $/copy $/pg/cluster"); }

 private:
  void Exchange(const std::string& command) {
    Script("stop");
    Run(absl::StrReplaceAll(command, {{"$", folder_}}));
    Script("start");
  }
  void Script(const std::string& command, const std::string& rest = "") {
    Run(absl::StrCat(OCOP_POSTGRES_SCRIPT, " ", command, " ", folder_, "/pg", rest));
  }

  const std::string before_ = std::getenv(kServer);
  std::string pattern_ = ::testing::TempDir() + "/ocop-restore.XXXXXX";
  const std::string folder_ = mkdtemp(pattern_.data());
};

class RestoreTest : public GatewayTest {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster;
    StartSuite({"--checkpoint=" + Checkpoint()});
  }
  static void TearDownTestSuite() {
    GatewayTest::TearDownTestSuite();
    delete cluster_;
  }
  static std::string Checkpoint() { return ::testing::TempDir() + "/restore-checkpoint"; }

  RestoreTest() { std::filesystem::remove(Checkpoint()); }

  static void Stop() {
    for (const std::string& name : suite().services().names()) suite().services().Stop(name);
  }
  static void Start() {
    for (const std::string& name : suite().services().names()) suite().services().Start(name);
  }

  // More entries than are lost, at their places and past them.
  void GoOnOtherwise() {
    for (const char* id : {"d", "e", "f"}) {
      Register(id);
      Recognise(id);
    }
  }

  // Of a gateway, when it has read all there is.
  std::string E1Of(ocop::testing::Gateway& gateway) {
    suite().AwaitCaughtUp(gateway);
    const auto response = gateway.client().Call<GetIndicatorValuesResponse>(
        "/ocop.indicators.v1.IndicatorService/GetIndicatorValues", QuestionOfE1(), Caller());
    if (!response.ok()) return response.status().ToString();
    return Fraction(response->values(0));
  }

  static void ExpectToldLoudly(const ocop::testing::ChildProcess& gateway) {
    for (const char* source : {"registry", "evaluation"}) {
      EXPECT_THAT(gateway.AwaitLine(absl::StrCat("the journal is another one than was read")), HasSubstr("ERROR"));
      EXPECT_THAT(gateway.log(), HasSubstr(absl::StrCat("\"source\":\"", source, "\"")));
    }
  }

  inline static Cluster* cluster_ = nullptr;
};

TEST_F(RestoreTest, GatewaysThatKnowOfWhatWasLostReadAllAnew) {
  Stop();
  cluster_->Copy();
  Start();
  Recognise("b");
  Make<registry::v1::Product>(
      "lost", R"pb(display_name: "Sản phẩm" producer: "$/producers/x" product_group: GROUP_FOOD score_sheet: 1)pb");
  Make<registry::v1::Registration>("lost-2024", R"pb(product: "$/products/lost"
                                                     kind: KIND_FIRST
                                                     register_date { year: 2024 month: 5 day: 2 })pb");
  suite().AwaitCaughtUp();
  ASSERT_EQ(Fraction(E1().values(0)), "2/4");
  const KnownAt lost = KnownBy(E1().sources());
  {
    const auto other = suite().StartAnotherGateway();
    ASSERT_EQ(E1Of(*other), "2/4");
    ASSERT_EQ(other->process().Stop(), 0) << "with a checkpoint";
  }
  ASSERT_TRUE(std::filesystem::exists(Checkpoint()));

  Stop();
  cluster_->PutBack();
  Start();
  GoOnOtherwise();
  suite().AwaitCaughtUp();
  EXPECT_EQ(Fraction(E1().values(0)), "4/6") << "one that ran throughout";
  ExpectToldLoudly(suite().gateway_process());
  const auto from_checkpoint = suite().StartAnotherGateway();
  EXPECT_EQ(E1Of(*from_checkpoint), "4/6");
  ExpectToldLoudly(from_checkpoint->process());
  GetIndicatorValuesRequest question = QuestionOfE1();
  *question.mutable_known_at() = lost;
  EXPECT_EQ(status::ReasonOf(Ask<GetIndicatorValuesResponse>("GetIndicatorValues", question).status()),
            "JOURNAL_REPLACED")
      << "what was lost was known, but by no journal that is left";
}

// As after a failover: the services have known both.
TEST_F(RestoreTest, AServiceThatRunsThroughoutNotices) {
  cluster_->Copy();
  Recognise("b");
  suite().AwaitCaughtUp();
  ASSERT_EQ(Fraction(E1().values(0)), "2/3");
  cluster_->PutBack();
  GoOnOtherwise();
  suite().AwaitCaughtUp();
  EXPECT_EQ(Fraction(E1().values(0)), "4/6");
  EXPECT_THAT(suite().gateway_process().log(), HasSubstr("JOURNAL_REPLACED"));
}

}  // namespace
}  // namespace ocop::gateway
