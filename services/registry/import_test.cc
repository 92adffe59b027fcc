// Imports of producers, products and papers: what is taken, what is not and why; on trial, again, cancelled.
#include "services/registry/testing/import_fixture.h"

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/crypto/sha256.h"

namespace ocop::registry {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Producers(const std::vector<std::string>& producers, const std::string& options = "") {
  std::string text = "parent: \"$\" rows { ";
  for (const std::string& producer : producers) absl::StrAppend(&text, "producers { ", producer, " } ");
  return text + "} " + options;
}

// Without an id a row has no name.
std::string Named(const std::string& id) {
  const std::string name = id.empty() ? "" : " name: \"$/producers/" + id + "\"";
  return RegistryTexts::Cooperative() + name + " display_name: \"HTX " + id + "\" ";
}

class ImportDocumentTest : public ImportTest {
 protected:
  static std::string Table(const std::string& csv) {
    return absl::StrCat(
        "belongs_to: \"$/localities/28501\" kind: KIND_OTHER display_name: \"Danh sách\" file_name: "
        "\"a.csv\" media_type: \"text/csv\" size_bytes: ",
        csv.size(), " sha256: \"", crypto::Sha256Hex(csv), "\"");
  }
  void Upload(const std::string& id, const std::string& csv) const {
    ASSERT_TRUE(Create<Document>(id, Table(csv)).ok());
    auto part = std::make_shared<UploadDocumentRequest>();
    part->set_name(Name("documents/" + id));
    part->set_data(csv);
    Document document;
    const absl::Status sent = service().client().UploadAndWait("/ocop.registry.v1.DocumentService/UploadDocument",
                                                               {std::move(part)}, document);
    ASSERT_TRUE(sent.ok()) << sent;
    ASSERT_TRUE(document.complete());
  }
};

TEST_F(ImportTest, GoodRowsAreThereWithTheirJournal) {
  const Operation done = Wait(Begin<ImportProducersRequest>(Producers({Named("a"), Named("b"), Named("")})));
  EXPECT_EQ(Counts(done), "3 created, 0 updated, 0 unchanged, 0 failed of 3");
  EXPECT_EQ(Get<Producer>("producers/a")->display_name(), "HTX a");
  EXPECT_EQ(CountOf("producer"), 3);
  EXPECT_EQ(ChangeCount(), 3 + 3) << "and the localities";
  const ImportMetadata metadata = MetadataOf(done);
  EXPECT_EQ(metadata.state(), ImportMetadata::STATE_SUCCEEDED);
  EXPECT_EQ(metadata.progress_percent(), 100);
  EXPECT_EQ(metadata.actor(), "officer@example.vn");
  EXPECT_TRUE(metadata.has_start_time());
  EXPECT_EQ(Inputs(), "0") << "the input is gone";
}

TEST_F(ImportTest, EveryBadRowIsToldWithAllThatIsWrongWithIt) {
  const Operation done = Wait(Begin<ImportProducersRequest>(Producers(
      {Named("a"),
       // No name, no place, and a rule of the service broken besides.
       Named("b") + R"pb(display_name: "" locality: "$/localities/none" worker_count: 1 local_worker_count: 2)pb",
       Named("c") + R"pb(join_date { year: 2024 month: 13 day: 1 }
                         email: "none")pb",
       Named("d"), Named("e") + R"pb(locality: "provinces/99/localities/1")pb", Named("F g"),
       Named("h") + "cooperative_grade: COOPERATIVE_GRADE_GOOD kind: KIND_FARM"})));
  EXPECT_EQ(Counts(done), "2 created, 0 updated, 0 unchanged, 5 failed of 7");
  EXPECT_THAT(ErrorsInShort(done),
              ElementsAre("2 locality REFERENCE_NOT_FOUND", "2 display_name INVALID_FIELDS",
                          "2 local_worker_count INVALID_FIELDS", "3 email INVALID_FIELDS", "3 join_date INVALID_FIELDS",
                          "5 locality INVALID_FIELDS", "6 name INVALID_CELL", "7 cooperative_grade INVALID_FIELDS"));
  const ImportProblem place = Errors(done)[0];
  EXPECT_EQ(place.value(), Name("localities/none"));
  EXPECT_EQ(place.problem_vi(), "không có " + Name("localities/none"));
  EXPECT_EQ(CountOf("producer"), 2);
  EXPECT_EQ(ChangeCount(), 3 + 2);
}

TEST_F(ImportTest, ATrialTellsTheSameAndWritesNothing) {
  ASSERT_TRUE(Create<Producer>("old", Cooperative()).ok());
  const std::string rows = Producers(
      {Named("a"), Named("b") + "worker_count: -1", Named("old"), Named("a"), Named("c") + "local_worker_count: 2"});
  const std::string before = Contents();
  const Operation trial = Wait(Begin<ImportProducersRequest>(rows + " validate_only: true"));
  EXPECT_EQ(Contents(), before);
  const Operation real = Wait(Begin<ImportProducersRequest>(rows));
  EXPECT_EQ(Counts(trial), "1 created, 0 updated, 0 unchanged, 4 failed of 5");
  EXPECT_EQ(Counts(real), Counts(trial));
  EXPECT_THAT(ErrorsInShort(trial), ElementsAre("2 worker_count INVALID_FIELDS", "3 name RESOURCE_ALREADY_EXISTS",
                                                "4 name DUPLICATE_ROW", "5 local_worker_count INVALID_FIELDS"));
  EXPECT_EQ(Texts(Errors(trial)), Texts(Errors(real)));
  EXPECT_NE(Contents(), before);
}

TEST_F(ImportTest, WhatIsThereIsRefusedOrChanged) {
  ASSERT_TRUE(Create<Producer>("old", Cooperative() + R"pb(tax_code: "1200123456" email: "a@example.vn")pb").ok());
  const std::string same_tax_code = Named("") + R"pb(tax_code: "12001-23456" phone_number: "0900000001")pb";
  const Operation refused = Wait(Begin<ImportProducersRequest>(Producers({same_tax_code})));
  EXPECT_THAT(ErrorsInShort(refused), ElementsAre("1 tax_code RESOURCE_ALREADY_EXISTS"));
  const std::string update = " on_conflict: ON_CONFLICT_UPDATE";
  const Operation changed = Wait(Begin<ImportProducersRequest>(Producers({same_tax_code, Named("new")}, update)));
  EXPECT_EQ(Counts(changed), "1 created, 1 updated, 0 unchanged, 0 failed of 2");
  const auto producer = Get<Producer>("producers/old");
  EXPECT_EQ(producer->phone_number(), "0900000001");
  EXPECT_EQ(producer->email(), "a@example.vn") << "what the row does not say stays";
  const int changes = ChangeCount();
  const Operation again = Wait(Begin<ImportProducersRequest>(Producers({same_tax_code, Named("new")}, update)));
  EXPECT_EQ(Counts(again), "0 created, 0 updated, 2 unchanged, 0 failed of 2");
  EXPECT_EQ(ChangeCount(), changes);

  ASSERT_TRUE(Create<Producer>("second", Cooperative() + R"pb(tax_code: "1200123456")pb").ok());
  EXPECT_THAT(ErrorsInShort(Wait(Begin<ImportProducersRequest>(Producers({same_tax_code}, update)))),
              ElementsAre("1 tax_code AMBIGUOUS_REFERENCE"));
  ASSERT_TRUE(Delete<Producer>("producers/second").ok());
  EXPECT_THAT(ErrorsInShort(Wait(Begin<ImportProducersRequest>(Producers({Named("second")}, update)))),
              ElementsAre("1 name RESOURCE_DELETED"));
}

// As an office keeps it: titles in Vietnamese, semicolons, a byte-order mark, days and numbers as they are written
// here, a line break in a cell, rows that are empty.
TEST_F(ImportTest, ATableOfAnOffice) {
  const Operation done =
      Wait(BeginTable("\xEF\xBB\xBFSTT;Tên chủ thể (*);Loại hình;Xã/phường;Địa chỉ;Mã số thuế;Ngày tham gia;Số lao "
                      "động;Giới tính;Thị trường "
                      "xuất khẩu\r\n"
                      "1;HTX Mỹ Phước;HTX;Xã Tân Phong, TP Mỹ Tho;\"Ấp 1\r\nĐường "
                      "2\";1200123456;01/03/2022;1.234;Nữ;Nhật Bản, Hàn Quốc\r\n"
                      ";;;;;;;;;\r\n"
                      "2;Cơ sở Bảy Nhanh;Hộ kinh doanh;28501;;;5/7/2023;;;\r\n"
                      "3;Ông Ba;Cửa hàng;Xã Không Có;;;31/02/2023;mười;Nam;\r\n"));
  EXPECT_EQ(Counts(done), "2 created, 0 updated, 0 unchanged, 1 failed of 3");
  EXPECT_THAT(ErrorsInShort(done), ElementsAre("5 kind INVALID_CELL", "5 join_date INVALID_CELL",
                                               "5 worker_count INVALID_CELL", "5 locality REFERENCE_NOT_FOUND"));
  const ImportProblem day = Errors(done)[1];
  EXPECT_EQ(day.column(), "Ngày tham gia");
  EXPECT_EQ(day.value(), "31/02/2023");
  EXPECT_EQ(day.problem_vi(), "không phải ngày, như 31/12/2024");
  const auto listed =
      Call<ListProducersResponse>("/ocop.registry.v1.ProducerService/ListProducers",
                                  Parse<ListProducersRequest>(R"pb(parent: "$" filter: "tax_code = 1200123456")pb"));
  ASSERT_EQ(listed->producers_size(), 1);
  Producer expected = Parse<Producer>(R"pb(display_name: "HTX Mỹ Phước"
                                           kind: KIND_COOPERATIVE
                                           locality: "$/localities/28501"
                                           address: "Ấp 1\nĐường 2"
                                           representative_gender: GENDER_FEMALE
                                           tax_code: "1200123456"
                                           join_date { year: 2022 month: 3 day: 1 }
                                           worker_count: 1234
                                           export_markets: "Nhật Bản"
                                           export_markets: "Hàn Quốc")pb");
  Producer made = listed->producers(0);
  for (auto* field : {made.mutable_name(), made.mutable_etag()}) field->clear();
  made.clear_create_time();
  made.clear_update_time();
  EXPECT_EQ(made.DebugString(), expected.DebugString());
}

TEST_F(ImportTest, EmptyCellsLeaveWhatIsThere) {
  ASSERT_TRUE(Create<Producer>("old", Cooperative() + R"pb(worker_count: 5 email: "a@example.vn")pb").ok());
  const Operation done = Wait(BeginTable("ID\temail\tSố lao động\nold\t\t0\n", "on_conflict: ON_CONFLICT_UPDATE"));
  EXPECT_EQ(Counts(done), "0 created, 1 updated, 0 unchanged, 0 failed of 1");
  const auto producer = Get<Producer>("producers/old");
  EXPECT_EQ(producer->email(), "a@example.vn");
  EXPECT_EQ(producer->worker_count(), 0) << "a nought is written, not left out";
}

TEST_F(ImportTest, BytesThatAreNoTextAreRefused) {
  EXPECT_THAT(BeginTable("").status(), IsInvalidField("csv"));
  const auto invalid = IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_TABLE");
  for (const std::string& table :
       {std::string("\n\n"), std::string("Tên chủ thể\n"), std::string("\xFF\xFEg\0h\0", 6),
        std::string("T\xEA"
                    "n\nx\n"),
        std::string("Tên chủ thể;Màu sắc\nx;y\n"), std::string("Tên chủ thể;Chủ thể\nx;y\n"), std::string("STT\n1\n"),
        std::string("Tên chủ thể\n\"x\n"), std::string(1000, '\xFF'), std::string(1000, '\0'), std::string("\"\"\"")}) {
    EXPECT_THAT(BeginTable(table).status(), invalid) << table;
  }
  EXPECT_THAT(BeginTable(std::string((3 << 20) + 1, 'a')).status(), IsInvalidField("csv"));
  const Operation done =
      Wait(BeginTable("Tên chủ thể,Loại hình,Xã,Ngày tham gia\nT\xEA"
                      "n,HTX,28501,1/1/2024\nA,HTX,28501\nB,HTX,28501,1/1/2024,x\n"
                      "C\x01,HTX,28501,1/1/2024\nD" +
                      std::string(1, '\0') + ",HTX,28501,1/1/2024\nE,HTX,28501,1/1/2024\n"));
  EXPECT_THAT(ErrorsInShort(done), ElementsAre("2 display_name NOT_UTF8", "3  WRONG_CELL_COUNT", "4  WRONG_CELL_COUNT",
                                               "5 display_name INVALID_FIELDS", "6 display_name INVALID_FIELDS"));
  EXPECT_EQ(Errors(done)[0].value(), "T\uFFFDn");
  EXPECT_EQ(CountOf("producer"), 1);
}

TEST_F(ImportTest, ProductsFindTheirProducerAndTheirGroup) {
  ASSERT_TRUE(
      Create<Producer>("p1", Cooperative() + R"pb(display_name: "HTX Mỹ Phước" tax_code: "1200123456")pb").ok());
  ASSERT_TRUE(Create<Producer>("p2", Cooperative() + R"pb(display_name: "HTX Tân Phong")pb").ok());
  ASSERT_TRUE(Create<Producer>("p3", Cooperative() + R"pb(display_name: "HTX Tân Phong")pb").ok());
  auto request = Parse<ImportProductsRequest>(R"pb(parent: "$")pb");
  request.set_csv(
      "Tên sản phẩm,Chủ thể,Nhóm sản phẩm,Bộ sản phẩm,Mã sản phẩm\n"
      "Kẹo dừa,p1,Thực phẩm,7,82-28501-1-2024\n"
      "Mứt dừa,1200123456,I,,82-28501-2-2024\n"
      "Nước mắm,htx my phuoc,GROUP_FOOD,9,\n"
      "Bánh,HTX Tân Phong,Thực phẩm,5,\n"
      "Trà,HTX Không Có,Đồ uống,1,82-28501-1-2024\n");
  const Operation done = Wait(Begin(request));
  EXPECT_EQ(Counts(done), "3 created, 0 updated, 0 unchanged, 2 failed of 5");
  EXPECT_THAT(ErrorsInShort(done), ElementsAre("5 producer AMBIGUOUS_REFERENCE", "6 product_code DUPLICATE_ROW",
                                               "6 producer REFERENCE_NOT_FOUND", "6 score_sheet INVALID_FIELDS"));
  LookUpProductCodeRequest code;
  code.set_parent(parent());
  code.set_product_code("82-28501-1-2024");
  const auto candy = Call<Product>("/ocop.registry.v1.ProductService/LookUpProductCode", code);
  EXPECT_EQ(candy->sub_group(), "food-processed") << "by the catalogue";
  EXPECT_EQ(candy->producer(), Name("producers/p1"));
  request.set_on_conflict(ON_CONFLICT_UPDATE);
  request.set_csv("Mã sản phẩm,Quy cách\n82-28501-1-2024,Hũ 500 g\n");
  EXPECT_EQ(Counts(Wait(Begin(request))), "0 created, 1 updated, 0 unchanged, 0 failed of 1");
}

TEST_F(ImportTest, PapersAreImportedToo) {
  ASSERT_TRUE(Create<Producer>("p1", Cooperative()).ok());
  ASSERT_TRUE(Create<Product>("a", CandyOf("p1") + R"pb(product_code: "82-28501-1-2024")pb").ok());
  auto request = Parse<ImportCompliancePapersRequest>(R"pb(parent: "$")pb");
  request.set_csv(
      "Loại giấy tờ;Chủ thể;Sản phẩm;Ngày cấp;Ngày hết hạn\n"
      "Phiếu kiểm nghiệm;p1;82-28501-1-2024;1/2/2024;1/2/2025\n"
      "Cam kết ATTP;p1;;1/2/2024;1/1/2024\n");
  const Operation done = Wait(Begin(request));
  EXPECT_EQ(Counts(done), "1 created, 0 updated, 0 unchanged, 1 failed of 2");
  EXPECT_THAT(ErrorsInShort(done), ElementsAre("3 expire_date INVALID_FIELDS"));
  EXPECT_EQ(Errors(done)[0].value(), "1/1/2024");
}

TEST_F(ImportTest, WhatLooksWrongIsAWarning) {
  ASSERT_TRUE(
      Create<Producer>("old", Cooperative() + R"pb(display_name: "HTX Mỹ Phước" phone_number: "0900000001")pb").ok());
  const Operation done =
      Wait(Begin<ImportProducersRequest>(Producers({Named("a") + R"pb(display_name: "Hợp tác xã My Phước"
                                                                      phone_number: "0900 000 001"
                                                                      tax_code: "12")pb"})));
  EXPECT_EQ(Counts(done), "1 created, 0 updated, 0 unchanged, 0 failed of 1");
  const auto warnings = Warnings(done);
  ASSERT_EQ(warnings.size(), 2);
  EXPECT_EQ(warnings[0].field(), "tax_code");
  EXPECT_EQ(warnings[0].reason(), "LOOKS_WRONG");
  EXPECT_EQ(warnings[0].value(), "12");
  EXPECT_EQ(warnings[1].reason(), "POSSIBLE_DUPLICATE");
  EXPECT_THAT(warnings[1].problem(), HasSubstr(Name("producers/old")));
  EXPECT_EQ(MetadataOf(done).warning_count(), 2);
  EXPECT_THAT(Errors(done), IsEmpty());
}

TEST_F(ImportTest, TheSameRequestAgainIsTheSameOperation) {
  const std::string rows = Producers({Named("a")}, R"pb(request_id: "01900000-0000-7000-8000-0000000000a1")pb");
  const auto first = Begin<ImportProducersRequest>(rows);
  const Operation done = Wait(first);
  EXPECT_EQ(Begin<ImportProducersRequest>(rows)->name(), first->name());
  EXPECT_EQ(CountOf("operation"), 1);
  EXPECT_EQ(service().database().Value(absl::StrCat("SELECT request_id FROM registry.journal WHERE resource_name = '",
                                                    Name("producers/a"), "'")),
            "01900000-0000-7000-8000-0000000000a1");
  EXPECT_THAT(Begin<ImportProducersRequest>(
                  Producers({Named("b")}, R"pb(request_id: "01900000-0000-7000-8000-0000000000a1")pb"))
                  .status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
  const std::string trial = Producers({Named("c")}, R"pb(validate_only: true
                                                         request_id: "01900000-0000-7000-8000-0000000000a2")pb");
  EXPECT_EQ(Begin<ImportProducersRequest>(trial)->name(), Begin<ImportProducersRequest>(trial)->name());
}

TEST_F(ImportTest, OperationsAreListedWaitedForAndDeleted) {
  const Operation first = Wait(Begin<ImportProducersRequest>(Producers({Named("a")})));
  const Operation second = Wait(Begin<ImportProducersRequest>(Producers({Named("b") + "worker_count: -1"})));
  const auto list = [this](const std::string& filter, const std::string& token = "") {
    ListOperationsRequest request;
    request.set_name(parent());
    request.set_filter(filter);
    request.set_page_size(1);
    request.set_page_token(token);
    return Call<ListOperationsResponse>("/google.longrunning.Operations/ListOperations", request);
  };
  const auto page = list("");
  ASSERT_EQ(page->operations_size(), 1);
  EXPECT_EQ(page->operations(0).name(), second.name()) << "the youngest first";
  EXPECT_EQ(list("", page->next_page_token())->operations(0).DebugString(), first.DebugString());
  EXPECT_EQ(list("done = true AND failed_count > 0")->operations(0).name(), second.name());
  EXPECT_EQ(list("done = false")->operations_size(), 0);
  EXPECT_THAT(list("colour = red").status(), IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_FILTER"));

  EXPECT_EQ(Cancel(first.name()), absl::OkStatus()) << "too late, and no harm";
  EXPECT_FALSE(Look(first.name())->has_error());
  DeleteOperationRequest request;
  request.set_name(first.name());
  const auto erase = [&] {
    return Call<google::protobuf::Empty>("/google.longrunning.Operations/DeleteOperation", request).status();
  };
  EXPECT_EQ(erase(), absl::OkStatus());
  EXPECT_THAT(erase(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Look(first.name()).status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Look("provinces/82").status(), IsInvalidField("name"));
}

// A row that is known by its tax code must not depend on what the rows before it have made of that.
TEST_F(ImportTest, ATaxCodeStandsTwiceForIdsAlone) {
  const std::string code = R"pb(tax_code: "1200123456")pb";
  EXPECT_EQ(Counts(Wait(Begin<ImportProducersRequest>(Producers({Named("a") + code, Named("b") + code})))),
            "2 created, 0 updated, 0 unchanged, 0 failed of 2");
  const std::string other = R"pb(tax_code: "1200-999999")pb";
  const Operation done = Wait(Begin<ImportProducersRequest>(
      Producers({Named("c") + other, Named("d") + other, Named("") + other, Named("e") + other})));
  EXPECT_THAT(ErrorsInShort(done), ElementsAre("3 tax_code DUPLICATE_ROW", "4 tax_code DUPLICATE_ROW"));
}

TEST_F(ImportTest, ErrorsComeInPages) {
  std::vector<std::string> rows;
  for (int i = 0; i < 20; ++i) rows.push_back(Named(absl::StrCat("p", i)) + R"pb(worker_count: -1 email: "none")pb");
  const Operation done = Wait(Begin<ImportProducersRequest>(Producers(rows)));
  const auto errors = Errors(done, 7);
  ASSERT_EQ(errors.size(), 40);
  for (size_t i = 0; i < errors.size(); ++i) EXPECT_EQ(errors[i].row(), static_cast<int64_t>(i / 2 + 1));
  EXPECT_EQ(Texts(errors), Texts(Errors(done)));
}

TEST_F(ImportDocumentTest, ALargeTableComesAsADocument) {
  std::string csv = "Tên chủ thể;Loại hình;Xã;Ngày tham gia\n";
  for (int i = 0; i < 50; ++i) absl::StrAppend(&csv, "HTX ", i, ";HTX;28501;", i == 7 ? "" : "1/3/2022", "\n");
  Upload("good", csv);
  Upload("bad", "a;b\n1;2\n");
  ASSERT_TRUE(Create<Document>("empty", Table(csv)).ok());
  const auto begin = [this](const std::string& document) {
    return Begin<ImportProducersRequest>("parent: \"$\" document: \"$/documents/" + document + "\"");
  };
  const auto begun = begin("good");
  EXPECT_EQ(MetadataOf(*begun).total_count(), 0) << "not looked at yet";
  const Operation done = Wait(begun);
  EXPECT_EQ(Counts(done), "49 created, 0 updated, 0 unchanged, 1 failed of 50");
  EXPECT_THAT(ErrorsInShort(done), ElementsAre("9 join_date INVALID_FIELDS"));

  const Operation failed = Wait(begin("bad"));
  EXPECT_EQ(failed.error().code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(failed.error().message(), HasSubstr("column \"a\" is unknown"));
  EXPECT_EQ(MetadataOf(failed).state(), ImportMetadata::STATE_FAILED);
  EXPECT_THAT(begin("empty").status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "CONTENT_INCOMPLETE"));
  EXPECT_THAT(begin("none").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(ImportTest, OldOperationsAreDeleted) {
  const Operation done = Wait(Begin<ImportProducersRequest>(Producers({Named("a") + "worker_count: -1"})));
  ASSERT_EQ(CountOf("import_problem"), 1);
  const service::Definition forgetful = DefinitionWith({.evaluation = "127.0.0.1:1", .operation_retention = {}});
  metrics::Registry metrics;
  service::DataService other(forgetful, {.database_url = service().database().url()}, metrics);
  ASSERT_EQ(other.Start(), absl::OkStatus());
  while (Look(done.name()).ok()) {
  }
  EXPECT_THAT(Look(done.name()).status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(CountOf("import_problem"), 0);
}

TEST_F(ImportTest, WhoImportsHasARole) {
  As("member@example.vn", "council_member");
  EXPECT_THAT(Begin<ImportProducersRequest>(Producers({Named("a")})).status(),
              IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  EXPECT_THAT(Cancel(Name("operations/none")), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
}

TEST_F(ImportTest, TheSheetTellsTheColumns) {
  GetImportSheetRequest request;
  request.set_kind(IMPORT_KIND_PRODUCERS);
  const auto sheet = Call<ImportSheet>("/ocop.registry.v1.ImportService/GetImportSheet", request);
  ASSERT_TRUE(sheet.ok()) << sheet.status();
  const auto& name = sheet->columns(1);
  EXPECT_EQ(name.field(), "display_name");
  EXPECT_EQ(name.titles(0), "Tên chủ thể");
  EXPECT_TRUE(name.required());
}

// Nobody works on imports.
service::Definition DefinitionIdle() {
  return DefinitionWith({.evaluation = "127.0.0.1:1", .import_threads = 0});
}
using IdleImportTest = ImportTestOf<DefinitionIdle>;

TEST_F(IdleImportTest, OneThatWaitsCanBeCancelled) {
  const auto begun = Begin<ImportProducersRequest>(Producers({Named("a")}));
  EXPECT_EQ(MetadataOf(*begun).state(), ImportMetadata::STATE_WAITING);
  EXPECT_FALSE(begun->done());
  DeleteOperationRequest request;
  request.set_name(begun->name());
  EXPECT_THAT(Call<google::protobuf::Empty>("/google.longrunning.Operations/DeleteOperation", request).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "OPERATION_RUNNING"));
  ASSERT_EQ(Cancel(begun->name()), absl::OkStatus());
  const auto cancelled = Look(begun->name());
  EXPECT_TRUE(cancelled->done());
  EXPECT_EQ(cancelled->error().code(), 1);
  EXPECT_EQ(cancelled->error().message(), "cancelled by officer@example.vn after 0 of 1 rows");
  EXPECT_EQ(MetadataOf(*cancelled).state(), ImportMetadata::STATE_CANCELLED);
  EXPECT_EQ(Inputs(), "0");
}

TEST_F(IdleImportTest, WaitingEndsWhenTimeIsUpOrTheOperationDone) {
  const auto begun = Begin<ImportProducersRequest>(Producers({Named("a")}));
  WaitOperationRequest request;
  request.set_name(begun->name());
  request.mutable_timeout()->set_nanos(200'000'000);
  const absl::Time begin = absl::Now();
  EXPECT_FALSE(Ask("WaitOperation", request)->done());
  EXPECT_GE(absl::Now() - begin, absl::Milliseconds(200));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  request.clear_timeout();
  std::thread canceller([&] { EXPECT_EQ(Cancel(begun->name()), absl::OkStatus()); });
  const auto done = Ask("WaitOperation", request);
  canceller.join();
  EXPECT_TRUE(done->done()) << "told when it was cancelled";
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
}

TEST_F(IdleImportTest, TooManyAtATimeAreRefused) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Begin<ImportProducersRequest>(Producers({Named("a")})).ok());
  EXPECT_THAT(Begin<ImportProducersRequest>(Producers({Named("a")})).status(),
              IsRefusal(absl::StatusCode::kResourceExhausted, "TOO_MANY_IMPORTS"));
}

}  // namespace
}  // namespace ocop::registry
