#include "services/ocopctl/generate/generate.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "absl/time/clock.h"
#include "common/clock/day.h"
#include "common/validation/validation.h"
#include "gtest/gtest.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/errors.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl::generate {
namespace {

using google::protobuf::DynamicCastToGenerated;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kRealData[] = "deploy/local/data";

using Messages = std::vector<std::unique_ptr<Message>>;

Messages Parse(std::istream& lines) {
  Messages messages;
  for (std::string line; std::getline(lines, line);) {
    auto message = ParseAny(line);
    EXPECT_TRUE(message.ok()) << message.status() << "\n" << line;
    if (message.ok()) messages.push_back(*std::move(message));
  }
  return messages;
}

Messages RealMessages() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kRealData)) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Messages all;
  for (const auto& file : files) {
    std::ifstream lines(file);
    for (auto& message : Parse(lines)) all.push_back(std::move(message));
  }
  return all;
}

std::string Generated(uint64_t seed, int scale) {
  std::ostringstream out;
  const absl::Status status = Generate({.seed = seed, .real_directory = kRealData, .scale = scale}, out);
  EXPECT_TRUE(status.ok()) << status;
  return out.str();
}

Messages GeneratedMessages(int scale) {
  std::istringstream lines(Generated(2024, scale));
  return Parse(lines);
}

std::string Text(const Message& message, const char* field) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field);
  return found == nullptr ? "" : message.GetReflection()->GetString(message, found);
}

template <typename Resource>
std::vector<Resource> All(const Messages& messages) {
  std::vector<Resource> all;
  for (const auto& message : messages) {
    if (const auto* resource = DynamicCastToGenerated<Resource>(message.get())) all.push_back(*resource);
  }
  return all;
}

// The real data and, after it, the synthetic.
Messages Everything(int scale) {
  Messages all = RealMessages();
  for (auto& message : GeneratedMessages(scale)) all.push_back(std::move(message));
  return all;
}

// Producers whose locality lies in old Tiền Giang, by walking up the parents.
std::set<std::string> ProducersOfTienGiang(const Messages& all) {
  std::map<std::string, std::string> parents;
  for (const auto& unit : All<registry::v1::Locality>(all)) parents[unit.name()] = unit.parent_locality();
  std::set<std::string> producers;
  for (const auto& producer : All<registry::v1::Producer>(all)) {
    for (std::string unit = producer.locality(); !unit.empty(); unit = parents[unit]) {
      if (unit == "provinces/82/localities/82") producers.insert(producer.name());
    }
  }
  return producers;
}

// Worked out from the lines alone, with none of the generator's code.
size_t ProductsInForce(const Messages& all, absl::CivilDay day) {
  std::map<std::string, absl::CivilDay> revoked;
  for (const auto& revocation : All<evaluation::v1::RevokeRecognitionRequest>(all)) {
    revoked[revocation.name()] = ToDay(revocation.revoke_date());
  }
  const std::set<std::string> producers = ProducersOfTienGiang(all);
  std::set<std::string> here;
  for (const auto& product : All<registry::v1::Product>(all)) {
    if (producers.contains(product.producer())) here.insert(product.name());
  }
  std::set<std::string> in_force;
  for (const auto& recognition : All<evaluation::v1::Recognition>(all)) {
    if (!here.contains(recognition.product())) continue;
    if (ToDay(recognition.decision_date()) > day || ToDay(recognition.expire_date()) < day) continue;
    if (revoked.contains(recognition.name()) && revoked[recognition.name()] <= day) continue;
    in_force.insert(recognition.product());
  }
  return in_force.size();
}

TEST(GenerateTest, TheProvinceHasItsTrueSize) {
  const Messages all = Everything(1);
  EXPECT_EQ(ProductsInForce(all, absl::CivilDay(2024, 12, 31)), 328u);
  EXPECT_EQ(ProducersOfTienGiang(all).size(), 150u);
}

TEST(GenerateTest, ScaleMultipliesProducersAndProducts) {
  const Messages all = Everything(10);
  EXPECT_EQ(ProductsInForce(all, absl::CivilDay(2024, 12, 31)), 3280u);
  EXPECT_EQ(ProducersOfTienGiang(all).size(), 1500u);
}

TEST(GenerateTest, TheSameSeedGivesTheSameBytes) {
  const std::string once = Generated(2024, 1);
  EXPECT_EQ(once, Generated(2024, 1));
  EXPECT_NE(once, Generated(2025, 1));
}

TEST(GenerateTest, EveryResourceIsMarked) {
  for (const auto& message : GeneratedMessages(1)) {
    if (DynamicCastToGenerated<evaluation::v1::RevokeRecognitionRequest>(message.get()) != nullptr) continue;
    const FieldDescriptor* synthetic = message->GetDescriptor()->FindFieldByName("synthetic");
    ASSERT_NE(synthetic, nullptr) << message->GetTypeName();
    EXPECT_TRUE(message->GetReflection()->GetBool(*message, synthetic)) << message->ShortDebugString();
    EXPECT_EQ(Text(*message, "source"), "generator seed=2024");
  }
}

TEST(GenerateTest, EveryLineKeepsTheRulesOfItsProto) {
  const clock::Day today = clock::ToDay(2026, 1, 1);
  for (const auto& message : Everything(1)) {
    if (DynamicCastToGenerated<evaluation::v1::RevokeRecognitionRequest>(message.get()) != nullptr) {
      EXPECT_TRUE(validation::Admit(*message, absl::Now()).ok()) << message->ShortDebugString();
    } else {
      const absl::Status status = validation::CheckResource(*message, message->GetTypeName(), today);
      EXPECT_TRUE(status.ok()) << DescribeError(status) << "\n" << message->ShortDebugString();
    }
  }
}

TEST(GenerateTest, NamesAreUniqueAndReferencesLeadBackwards) {
  std::set<std::string> known;
  for (const auto& message : Everything(1)) {
    if (const auto* revocation = DynamicCastToGenerated<evaluation::v1::RevokeRecognitionRequest>(message.get())) {
      EXPECT_TRUE(known.contains(revocation->name())) << revocation->name();
      continue;
    }
    for (const char* field : {"parent_locality", "locality", "predecessor", "successor", "producer", "product",
                              "course", "learner", "sales_point", "channel"}) {
      const std::string name = Text(*message, field);
      EXPECT_TRUE(name.empty() || known.contains(name)) << Text(*message, "name") << " refers to " << name;
    }
    const std::string name = Text(*message, "name");
    EXPECT_TRUE(known.insert(name).second) << name << " twice";
    // A child stands after its parent: `…/classes/a/attendances/b` after `…/classes/a`.
    const std::string parent = name.substr(0, name.rfind('/', name.rfind('/') - 1));
    EXPECT_TRUE(parent == "provinces/82" || known.contains(parent)) << name;
  }
}

TEST(GenerateTest, LinesOfOneTypeStandTogether) {
  std::set<std::string> done;
  std::string type;
  for (const auto& message : GeneratedMessages(1)) {
    if (message->GetTypeName() == type) continue;
    type = message->GetTypeName();
    EXPECT_TRUE(done.insert(type).second) << type << " begins twice: apply would wait once more for each change";
  }
}

TEST(GenerateTest, NeedsTheRealData) {
  std::ostringstream out;
  EXPECT_EQ(Generate({.real_directory = "services/ocopctl"}, out).code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace ocop::ocopctl::generate
