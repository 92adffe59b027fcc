// List: pages, orders, filters.
#include <pqxx/pqxx>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/resource/list.h"
#include "common/resource/testing/registry_fixture.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"
#include "services/registry/store/tables.h"

namespace ocop::resource {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ListTest : public RegistryTest {
 protected:
  void SetUp() override {
    MakeGround();
    prefix_ = province() + "/products/";
  }

  absl::StatusOr<ListProductsResponse> List(const std::string& text) const {
    auto request = Parse<ListProductsRequest>(text);
    request.set_parent(province());
    return Call<ListProductsResponse>("ProductService/ListProducts", request);
  }

  // The ids on all pages.
  std::vector<std::string> Ids(const std::string& text, const std::function<void(int)>& between_pages = nullptr) const {
    std::vector<std::string> ids;
    std::string token;
    int page = 0;
    do {
      const auto response = List(text + " page_token: \"" + token + "\"");
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) return ids;
      for (const Product& product : response->products()) ids.push_back(product.name().substr(prefix_.size()));
      token = response->next_page_token();
      if (between_pages) between_pages(++page);
    } while (!token.empty());
    return ids;
  }

  std::string prefix_;
};

TEST_F(ListTest, PagesAreCompleteInTheOrderOfNames) {
  for (const char* id : {"c", "a", "e", "b", "d"}) ASSERT_TRUE(MakeProduct(id).ok());
  EXPECT_THAT(Ids(""), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(Ids("page_size: 2"), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(Ids("page_size: 5"), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(Ids(R"(page_size: 2 order_by: "name desc")"), ElementsAre("e", "d", "c", "b", "a"));
}

TEST_F(ListTest, PageSizesHaveADefaultAndAMost) {
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(MakeProduct("p" + std::to_string(i)).ok());
  EXPECT_THAT(List("")->products(), SizeIs(50));
  EXPECT_THAT(List("page_size: 2000000000")->products(), SizeIs(60));
  EXPECT_THAT(List("page_size: -1").status(), IsInvalidField("page_size"));
}

TEST_F(ListTest, RowsThatComeAndGoShiftNothing) {
  for (const char* id : {"b", "d", "f", "h", "j"}) ASSERT_TRUE(MakeProduct(id).ok());
  const auto ids = Ids("page_size: 2", [this](int page) {
    if (page != 1) return;
    // After b and d: one before, one between, one behind, and the next one goes.
    for (const char* id : {"a", "e", "z"}) ASSERT_TRUE(MakeProduct(id).ok());
    DeleteProductRequest request;
    request.set_name(Name("products", "f"));
    ASSERT_TRUE(Call<Product>("ProductService/DeleteProduct", request).ok());
  });
  EXPECT_THAT(ids, ElementsAre("b", "d", "e", "h", "j", "z"));
}

TEST_F(ListTest, OrdersByAnyFieldAndUnsetDatesComeFirst) {
  ASSERT_TRUE(MakeProduct("a", "entry_date { year: 2024 month: 1 day: 1 } score_sheet: 2").ok());
  ASSERT_TRUE(MakeProduct("b", "score_sheet: 1").ok());
  ASSERT_TRUE(MakeProduct("c", "entry_date { year: 2023 month: 1 day: 1 } score_sheet: 2").ok());
  ASSERT_TRUE(MakeProduct("d", "score_sheet: 10").ok());
  for (const std::string size : {"page_size: 1 ", "page_size: 3 ", ""}) {
    EXPECT_THAT(Ids(size + R"(order_by: "entry_date")"), ElementsAre("b", "d", "c", "a"));
    EXPECT_THAT(Ids(size + R"(order_by: "entry_date desc")"), ElementsAre("a", "c", "b", "d"));
    EXPECT_THAT(Ids(size + R"(order_by: "score_sheet desc, entry_date")"), ElementsAre("d", "c", "a", "b"));
    EXPECT_THAT(Ids(size + R"(order_by: " score_sheet ,name desc")"), ElementsAre("b", "c", "a", "d"));
    EXPECT_THAT(Ids(size + R"(order_by: "create_time desc")"), ElementsAre("d", "c", "b", "a"));
    EXPECT_THAT(Ids(size + R"(order_by: "producer, product_group, synthetic, display_name")"),
                ElementsAre("a", "b", "c", "d"));
  }
}

TEST_F(ListTest, OrdersThatCannotBeAreRefused) {
  for (const std::string bad : {"colour", "score_sheet down", "score_sheet desc asc", "score_sheet;drop", "etag"}) {
    EXPECT_THAT(List("order_by: \"" + bad + "\"").status(),
                IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_ORDER_BY"))
        << bad;
  }
}

TEST_F(ListTest, AllThatIsWrongIsToldAtOnce) {
  const absl::Status status =
      List(R"q(order_by: "colour" filter: "colour = 1 AND (score_sheet = x OR shape = 2)")q").status();
  EXPECT_THAT(status, status::AreInvalidFields({"order_by", "filter"}));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("at 1: there is no field \"colour\""), HasSubstr("at 31: expected"),
                    HasSubstr("at 36: there is no field \"shape\"")));
  EXPECT_THAT(List(R"(filter: "colour = 1")").status(), status::AreInvalidFields({"filter"}));
}

TEST_F(ListTest, ATokenBelongsToItsQuery) {
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(MakeProduct(id).ok());
  const std::string token = List("page_size: 1")->next_page_token();
  ASSERT_FALSE(token.empty());
  const std::string with_token = " page_token: \"" + token + "\"";
  EXPECT_TRUE(List("page_size: 2" + with_token).ok()) << "another size is the same query";
  for (const std::string other : {R"(filter: "score_sheet = 1")", R"(order_by: "name desc")", "show_deleted: true"}) {
    EXPECT_THAT(List(other + with_token).status(), IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"));
  }
  for (const std::string bad : {"x", "!!", "AAAA"}) {
    EXPECT_THAT(List("page_token: \"" + bad + "\"").status(),
                IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"));
  }
}

TEST_F(ListTest, SearchesWithoutRegardToDiacritics) {
  ASSERT_TRUE(MakeProduct("a").ok());
  ASSERT_TRUE(MakeProduct("b", R"(display_name: "Bánh tráng sữa")").ok());
  EXPECT_THAT(Ids(R"(filter: "keo dua")"), ElementsAre("a"));
  EXPECT_THAT(Ids(R"(filter: "\"KẸO DỪA\"")"), ElementsAre("a"));
  EXPECT_THAT(Ids(R"(filter: "banh")"), ElementsAre("b"));
  EXPECT_THAT(Ids(R"(filter: "100%")"), IsEmpty()) << "a percent sign is no wildcard";
}

TEST_F(ListTest, FiltersByFields) {
  ASSERT_TRUE(MakeProduct("a", "score_sheet: 1 entry_date { year: 2024 month: 1 day: 1 }").ok());
  ASSERT_TRUE(MakeProduct("b", R"(score_sheet: 14 product_group: GROUP_DRINKS display_name: "Trà")").ok());
  EXPECT_THAT(Ids(R"(filter: "score_sheet > 1")"), ElementsAre("b"));
  EXPECT_THAT(Ids(R"(filter: "product_group = GROUP_FOOD AND entry_date <= \"2024-01-01\"")"), ElementsAre("a"));
  EXPECT_THAT(Ids("filter: \"producer = \\\"" + Name("producers", "p1") + "\\\"\""), ElementsAre("a", "b"));
  EXPECT_THAT(Ids(R"(filter: "producer = \"provinces/01/producers/p1\"")"), IsEmpty());
  EXPECT_THAT(Ids(R"(filter: "NOT producer = \"provinces/01/producers/p1\"")"), ElementsAre("a", "b"));
  EXPECT_THAT(Ids(R"(filter: "producer = p1")"), IsEmpty()) << "no name";
  EXPECT_THAT(Ids("filter: \"producer = (p1 OR \\\"" + Name("producers", "p1") + "\\\")\""), ElementsAre("a", "b"));
  for (const std::string bad : {"colour = 1", "score_sheet = x", "(", "product_group = GROUP_NONE", "entry_date > 1"}) {
    EXPECT_THAT(List("filter: \"" + bad + "\"").status(),
                IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_FILTER"))
        << bad;
  }
}

// PostgreSQL's plan for a page of products, which says what it would read.
class ListPlanTest : public ListTest {
 protected:
  // 2,000 producers with ten products each.
  void SetUp() override {
    ListTest::SetUp();
    const std::string code = province().substr(province().find('/') + 1);
    database().Execute(absl::StrCat(
        "INSERT INTO registry.producer (province_code, producer_id, display_name, kind, locality_id, join_date, "
        "representative_gender, search_text) SELECT '",
        code,
        "', 'm' || i, 'm', 'KIND_COOPERATIVE', 'c1', '2020-01-01', 'GENDER_UNSPECIFIED', '' FROM generate_series(1, "
        "2000) AS i; "
        "INSERT INTO registry.product (province_code, product_id, display_name, producer_id, product_group, "
        "search_text) SELECT '",
        code,
        "', 'p' || i, 'p', 'm' || (i % 2000 + 1), 'GROUP_FOOD', '' FROM generate_series(1, 20000) AS i; "
        "ANALYZE registry.product"));
  }

  std::string Plan(const std::string& filter) const {
    const auto statement =
        WriteList(registry::ProductTable(),
                  {.parent = province(), .page_size = 1000, .page_token = "", .filter = filter, .order_by = ""});
    EXPECT_TRUE(statement.ok()) << statement.status();
    pqxx::connection connection(database().url());
    pqxx::work work(connection);
    std::vector<std::string> parameters;
    for (const auto& parameter : statement->parameters) parameters.push_back(*parameter);
    std::string plan;
    for (const pqxx::row& row :
         work.exec_params("EXPLAIN " + statement->sql, pqxx::prepare::make_dynamic_params(parameters))) {
      absl::StrAppend(&plan, row[0].as<std::string>(), "\n");
    }
    return plan;
  }
  std::string Quoted(int producer) const { return absl::StrCat("\"", Name("producers", "m"), producer, "\""); }
};

TEST_F(ListPlanTest, AReferenceIsLookedUpInItsIndex) {
  const std::string plan = Plan(absl::StrCat("producer = ", Quoted(7)));
  EXPECT_THAT(plan, HasSubstr("product_producer"));
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan"))) << plan;
}

TEST_F(ListPlanTest, SeveralReferencesAreLookedUpInTheirIndex) {
  std::vector<std::string> producers;
  for (int i = 1; i <= 40; ++i) producers.push_back(Quoted(i * 17));
  const std::string plan = Plan(absl::StrCat("producer = (", absl::StrJoin(producers, " OR "), ")"));
  EXPECT_THAT(plan, HasSubstr("product_producer"));
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan"))) << plan;
  EXPECT_THAT(plan, Not(HasSubstr("product_pkey"))) << plan;
}

TEST_F(ListTest, SoftDeletedRowsShowWhenAskedFor) {
  ASSERT_TRUE(MakeProduct("a").ok());
  ASSERT_TRUE(MakeProduct("b").ok());
  DeleteProductRequest request;
  request.set_name(Name("products", "a"));
  ASSERT_TRUE(Call<Product>("ProductService/DeleteProduct", request).ok());
  EXPECT_THAT(Ids(""), ElementsAre("b"));
  EXPECT_THAT(Ids("show_deleted: true"), ElementsAre("a", "b"));
}

TEST_F(ListTest, AnyParentBelowTheFirstIsListed) {
  for (const std::string plan : {"2024", "2025"}) {
    ASSERT_TRUE(Call<Plan>("PlanService/CreatePlan", Parse<CreatePlanRequest>(absl::StrCat(
                                                         "parent: \"", province(), "\" plan_id: \"", plan,
                                                         "\" plan { year: ", plan, " display_name: \"Kế hoạch\" }")))
                    .ok());
    for (const std::string task : {"a", "b"}) {
      const auto made = Call<PlanTask>(
          "PlanTaskService/CreatePlanTask",
          Parse<CreatePlanTaskRequest>(absl::StrCat(
              "parent: \"", province(), "/plans/", plan, "\" plan_task_id: \"", task,
              R"(" plan_task { display_name: "Việc" lead_agency: "Sở" due_date { year: 2025 month: 6 day: 30 } })")));
      ASSERT_TRUE(made.ok()) << made.status();
    }
  }
  std::vector<std::string> names;
  ListPlanTasksRequest request;
  request.set_parent(province() + "/plans/-");
  request.set_page_size(1);
  request.set_order_by("due_date");
  do {
    const auto page = Call<ListPlanTasksResponse>("PlanTaskService/ListPlanTasks", request);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_THAT(page->plan_tasks(), SizeIs(1));
    names.push_back(page->plan_tasks(0).name().substr(province().size()));
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("/plans/2024/planTasks/a", "/plans/2024/planTasks/b", "/plans/2025/planTasks/a",
                                 "/plans/2025/planTasks/b"));
}

TEST_F(ListTest, NobodyListsEveryProvince) {
  ASSERT_TRUE(MakeProduct("a").ok());
  ListProductsRequest request;
  request.set_parent("provinces/-");
  const auto response = Call<ListProductsResponse>("ProductService/ListProducts", request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(response->products(), IsEmpty());
}

TEST_F(ListTest, AParentOfAnotherFormIsRefused) {
  ListProductsRequest request;
  for (const std::string bad : {"82", "provinces", "provinces/82/products", "provinces/8 2"}) {
    request.set_parent(bad);
    EXPECT_THAT(Call<ListProductsResponse>("ProductService/ListProducts", request).status(), IsInvalidField("parent"));
  }
}

}  // namespace
}  // namespace ocop::resource
