// What services/README.md promises of all changes and all lists: that every request has the fields for it and every
// response the form. What they do is tested with common/resource, where one path serves them all.
#include <gmock/gmock.h>
#include <google/protobuf/empty.pb.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/text/text.h"
#include "google/api/resource.pb.h"
#include "tests/conformance/methods.h"

namespace ocop::conformance {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct Exception {
  const char* method;
  std::vector<std::string> fields;
  const char* why;
};

const std::vector<Exception>& Exceptions() {
  static const auto& exceptions = *new std::vector<Exception>{
      {"ocop.evaluation.v1.AssessmentService.CloseScoringRound",
       {"validate_only"},
       "a round is scored blind until it is closed, and the answer of a trial would tell its result"},
      {"ocop.evaluation.v1.AssessmentService.OpenScoringRound", {"etag"}, "it leaves the dossier as it is"},
      {"ocop.evaluation.v1.AssessmentService.SubmitScore",
       {"etag"},
       "it leaves the round as it is, and the last card of a member counts"},
      {"ocop.evaluation.v1.CriteriaService.ListCriteriaSets",
       {"parent", "filter", "order_by"},
       "the law's, a handful, in no table"},
      {"ocop.evaluation.v1.CriteriaService.ListScoreSheets", {"filter", "order_by"}, "the law's, in no table"},
      {"ocop.evaluation.v1.EvidenceService.UploadAttachment",
       {"request_id", "validate_only", "etag"},
       "repeated by its offsets, and checked by the hash that the resource says"},
      {"ocop.evaluation.v1.RecognitionService.ImportRecognitions",
       {"request_id"},
       "repeated by its rows: what is there already changes nothing"},
      {"ocop.indicators.v1.IndicatorService.ListIndicators", {"filter", "order_by"}, "of the memory, in no table"},
      {"ocop.indicators.v1.IndicatorService.UpdateIndicator",
       {"allow_missing"},
       "files are applied as the registry's IndicatorDefinition, which has it"},
      {"ocop.journal.v1.WebhookService.PingWebhook", {"validate_only", "etag"}, "it is a trial, and changes nothing"},
      {"ocop.journal.v1.WebhookService.UpdateWebhook",
       {"allow_missing"},
       "whoever makes one must be told its secret, as the answer of CreateWebhook alone does"},
      {"ocop.registry.v1.DocumentService.UploadDocument",
       {"request_id", "validate_only", "etag"},
       "repeated by its offsets, and checked by the hash that the resource says"},
      {"ocop.registry.v1.PlanService.CopyPlan", {"etag"}, "it leaves the plan that it copies as it is"},
      {"ocop.salespoints.v1.DocumentService.UploadDocument",
       {"request_id", "validate_only", "etag"},
       "repeated by its offsets, and checked by the hash that the resource says"},
      {"ocop.salespoints.v1.SalesPointService.ListNearbySalesPoints", {"page_token"}, "the nearest, and no further"},
      {"ocop.salespoints.v1.SalesReportService.ImportSalesReports",
       {"request_id"},
       "repeated by its lines: what is there already changes nothing"},
      {"ocop.training.v1.ClassService.CallRoll", {"etag"}, "it changes the attendances and leaves the class as it is"},
      {"ocop.training.v1.FeedbackService.SubmitClassFeedback",
       {"etag"},
       "it changes no resource, so that nobody can tell who answered what"},
  };
  return exceptions;
}

bool Is(const MethodDescriptor& method, const char* verb) {
  return absl::StartsWith(method.name(), verb);
}

const google::api::ResourceDescriptor& ResourceOf(const Descriptor& type) {
  return type.options().GetExtension(google::api::resource);
}

// The type of that name in the method's package, if it is a resource.
const Descriptor* FindResource(const MethodDescriptor& method, const std::string& name) {
  const auto* type = method.file()->pool()->FindMessageTypeByName(absl::StrCat(method.file()->package(), ".", name));
  return type != nullptr && ResourceOf(*type).pattern_size() > 0 ? type : nullptr;
}

// `Product` of `UpdateProduct`, where that is a resource.
const Descriptor* FindResourceAfter(const MethodDescriptor& method, const char* verb) {
  return Is(method, verb) ? FindResource(method, method.name().substr(std::strlen(verb))) : nullptr;
}

// The resource that a step is taken on: requests name it first.
const Descriptor* SubjectOf(const MethodDescriptor& method) {
  const FieldDescriptor& first = *method.input_type()->field(0);
  const std::string& type = first.options().GetExtension(google::api::resource_reference).type();
  if (first.name() == "parent" || type.empty()) return nullptr;
  return FindResource(method, type.substr(type.find('/') + 1));
}

// The resource that a standard List is of.
const Descriptor* ListedBy(const MethodDescriptor& method) {
  const Descriptor* element = method.output_type()->field(0)->message_type();
  const bool standard = element != nullptr && !ResourceOf(*element).plural().empty() &&
                        absl::EqualsIgnoreCase(method.name(), absl::StrCat("List", ResourceOf(*element).plural()));
  return standard ? element : nullptr;
}

bool HasField(const Descriptor& type, const std::string& name) {
  return type.FindFieldByName(name) != nullptr;
}

std::vector<std::string> PromisedOfAChange(const MethodDescriptor& method) {
  if (Is(method, "Delete")) return {"name", "etag", "allow_missing", "request_id"};
  std::vector<std::string> fields = {"request_id", "validate_only"};
  if (const Descriptor* made = FindResourceAfter(method, "Create"); made != nullptr) {
    const std::string singular = text::CamelToSnake(made->name());
    fields.insert(fields.end(), {"parent", singular, singular + "_id"});
  } else if (const Descriptor* changed = FindResourceAfter(method, "Update"); changed != nullptr) {
    fields.insert(fields.end(), {text::CamelToSnake(changed->name()), "update_mask", "allow_missing"});
  } else if (const Descriptor* subject = SubjectOf(method); subject != nullptr && HasField(*subject, "etag")) {
    fields.push_back("etag");
  }
  return fields;
}

std::vector<std::string> PromisedOfAList(const MethodDescriptor& method) {
  std::vector<std::string> fields = {"page_size", "page_token"};
  if (const Descriptor* listed = ListedBy(method); listed != nullptr) {
    fields.insert(fields.end(), {"parent", "filter", "order_by"});
    if (HasField(*listed, "delete_time")) fields.push_back("show_deleted");
  }
  return fields;
}

std::vector<std::string> PromisedOf(const MethodDescriptor& method) {
  if (IsChange(method)) return PromisedOfAChange(method);
  return Is(method, "List") ? PromisedOfAList(method) : std::vector<std::string>();
}

TEST(PromiseTest, EveryRequestHasTheFieldsThatAreSaidOfAllButForReasonedExceptions) {
  std::set<std::string> missing, excepted;
  for (const auto* method : AllMethods()) {
    for (const std::string& field : PromisedOf(*method)) {
      if (!HasField(*method->input_type(), field)) missing.insert(absl::StrCat(method->full_name(), " ", field));
    }
  }
  for (const Exception& exception : Exceptions()) {
    for (const std::string& field : exception.fields) excepted.insert(absl::StrCat(exception.method, " ", field));
  }
  EXPECT_THAT(missing, ::testing::ContainerEq(excepted));
}

// An update is of what was read only if the resource brings its etag along.
TEST(PromiseTest, WhatCanBeUpdatedHasAnEtag) {
  for (const auto* method : AllMethods()) {
    const Descriptor* changed = FindResourceAfter(*method, "Update");
    if (changed == nullptr) continue;
    EXPECT_TRUE(HasField(*changed, "etag")) << changed->full_name();
  }
}

// One client library serves all methods.
TEST(PromiseTest, FieldsThatAreSaidOfAllAreTheSameEverywhere) {
  const std::set<std::string> said = {"allow_missing", "etag",       "filter",       "order_by",    "page_size",
                                      "page_token",    "request_id", "show_deleted", "update_mask", "validate_only"};
  std::map<std::string, std::string> form;
  for (const auto* method : AllMethods()) {
    for (int i = 0; i < method->input_type()->field_count(); ++i) {
      const FieldDescriptor& field = *method->input_type()->field(i);
      if (said.count(field.name()) == 0) continue;
      const std::string own = absl::StrCat(field.type_name(), " ", field.message_type() != nullptr, " ",
                                           field.options().ShortDebugString());
      EXPECT_EQ(form.emplace(field.name(), own).first->second, own) << field.full_name();
    }
  }
  EXPECT_EQ(form.size(), said.size());
}

TEST(PromiseTest, AStandardMethodAnswersWithItsResource) {
  for (const auto* method : AllMethods()) {
    // Besides the webhook it tells the secret, which is no part of it.
    if (method->name() == "CreateWebhook") continue;
    for (const char* verb : {"Get", "Create", "Update", "Undelete"}) {
      const Descriptor* resource = FindResourceAfter(*method, verb);
      if (resource == nullptr) continue;
      EXPECT_EQ(method->output_type(), resource) << method->full_name();
    }
    if (const Descriptor* deleted = FindResourceAfter(*method, "Delete"); deleted != nullptr) {
      const bool stays = HasField(*deleted, "delete_time");
      EXPECT_EQ(method->output_type()->full_name(), stays ? deleted->full_name() : "google.protobuf.Empty")
          << method->full_name();
    }
  }
}

TEST(PromiseTest, EveryPageTellsWhereTheNextBegins) {
  for (const auto* method : AllMethods()) {
    if (!Is(*method, "List")) continue;
    EXPECT_TRUE(method->output_type()->field(0)->is_repeated()) << method->full_name();
    EXPECT_EQ(HasField(*method->output_type(), "next_page_token"), HasField(*method->input_type(), "page_token"))
        << method->full_name();
  }
}

}  // namespace
}  // namespace ocop::conformance
