// Every method gets what no caller should send, directly and through the gateway. Each answer is a refusal that says
// what is wrong; after each test all processes serve and the tables hold what they held.
#include <random>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "tests/conformance/objection.h"
#include "tests/conformance/samples.h"
#include "tests/conformance/suite_fixture.h"

namespace ocop::conformance {
namespace {

using absl::StatusCode;

class BadInputTest : public SuiteTest {
 protected:
  using Expectation = std::function<void(const absl::Status&, const std::string& where)>;

  // Sends `bytes` through every door.
  static void SendEverywhere(const MethodDescriptor& method, const std::string& bytes, const std::string& what,
                             const Expectation& expect) {
    for (const Door& door : DoorsTo(method)) {
      expect(Send(door, method, bytes), absl::StrCat(method.full_name(), " of ", door.name, ", ", what));
    }
  }

  // A sample for each field that `fits`, which `break_it` breaks; the answer must name the field.
  static void BreakFields(const std::function<bool(const Field&)>& fits,
                          const std::function<void(const Field&, Message&)>& break_it) {
    for (const auto* method : AllMethods()) {
      for (const Field& field : FieldsOf(*method)) {
        if (!fits(field)) continue;
        const auto request = Sample(*method);
        break_it(field, *request);
        SendEverywhere(
            *method, request->SerializeAsString(), field.path,
            [&field](const absl::Status& answer, const std::string& where) { ExpectNamed(field.path, answer, where); });
      }
    }
  }

  static void ExpectNamed(const std::string& field, const absl::Status& answer, const std::string& where) {
    EXPECT_EQ(answer.code(), StatusCode::kInvalidArgument) << where << ": " << answer;
    for (const auto& violation : status::ViolationsOf(answer)) {
      if (violation.first == field) return;
    }
    ADD_FAILURE() << where << ": the field is not named in " << answer;
  }

  // Whether OK may be the answer to what the contract does not object to.
  enum class Ok { kAccepted, kRefused };

  // By what the contract says of the bytes: nothing but a refusal of what it objects to.
  static void SendAndJudge(const MethodDescriptor& method, const std::string& bytes, const std::string& what,
                           Ok ok = Ok::kAccepted) {
    const std::string objection = ObjectionTo(method, bytes);
    SendEverywhere(method, bytes, what, [&objection, ok](const absl::Status& answer, const std::string& where) {
      if (!objection.empty()) {
        EXPECT_EQ(answer.code(), StatusCode::kInvalidArgument) << where << ": " << objection << ": " << answer;
        return;
      }
      ExpectPrecise(answer, where);
      EXPECT_FALSE(answer.ok() && ok == Ok::kRefused) << where << " is taken for a name";
    });
  }

  // Of a valid request: a refusal for what is stored or not, or an answer; no fault of the server's.
  static void ExpectPrecise(const absl::Status& answer, const std::string& where) {
    switch (answer.code()) {
      case StatusCode::kOk:
      case StatusCode::kInvalidArgument:
      case StatusCode::kNotFound:
      case StatusCode::kFailedPrecondition:
      case StatusCode::kOutOfRange:  // an upload that goes on elsewhere than where it was
        return;
      default:
        ADD_FAILURE() << where << ": " << answer;
    }
  }
};

TEST_F(BadInputTest, EmptyMessages) {
  for (const auto* method : AllMethods()) {
    const bool valid = !RequiresAnything(*method);
    SendEverywhere(*method, "", "nothing", [valid](const absl::Status& answer, const std::string& where) {
      EXPECT_EQ(answer.code(), valid ? StatusCode::kOk : StatusCode::kInvalidArgument) << where << ": " << answer;
      EXPECT_NE(status::ViolationsOf(answer).empty(), !valid) << where;
    });
  }
}

TEST_F(BadInputTest, RandomBytes) {
  std::mt19937 random(20241231);  // NOLINT(cert-msc51-cpp): the same bytes in every run
  for (const auto* method : AllMethods()) {
    for (int round = 0; round < 15; ++round) {
      std::string bytes(1 + random() % 100, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      SendAndJudge(*method, bytes, absl::StrCat("round ", round));
    }
  }
}

// The bytes of `validate_only` alone, if the request has it.
std::string TrialOnly(const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("validate_only");
  if (field == nullptr) return "";
  const std::unique_ptr<Message> trial(request.New());
  trial->GetReflection()->SetBool(trial.get(), field, true);
  return trial->SerializeAsString();
}

TEST_F(BadInputTest, TruncatedMessages) {
  for (const auto* method : AllMethods()) {
    const auto sample = Sample(*method);
    // Whatever is cut off, it stays a trial: what is left may well be a valid request.
    const std::string trial = TrialOnly(*sample);
    const std::string whole = sample->SerializeAsString();
    const size_t step = 1 + whole.size() / 25;
    for (size_t size = 0; size < whole.size(); size += step) {
      SendAndJudge(*method, trial + whole.substr(0, size), absl::StrCat(size, " bytes"));
    }
  }
}

TEST_F(BadInputTest, TextThatIsNotUtf8) {
  for (const auto* method : AllMethods()) {
    for (const Field& field : FieldsOf(*method)) {
      if (!IsText(field)) continue;
      const auto request = Sample(*method);
      SetText(field, "K\xE1\xBAo d\xFF", *request);
      SendEverywhere(*method, request->SerializeAsString(), field.path,
                     [](const absl::Status& answer, const std::string& where) {
                       EXPECT_EQ(answer.code(), StatusCode::kInvalidArgument) << where << ": " << answer;
                       EXPECT_EQ(status::ReasonOf(answer), "MALFORMED_MESSAGE") << where;
                     });
    }
  }
}

TEST_F(BadInputTest, TextThatIsTooLong) {
  BreakFields(IsText, [](const Field& field, Message& request) { SetText(field, std::string(100'000, 'a'), request); });
}

TEST_F(BadInputTest, TextWithControlCharacters) {
  BreakFields(IsText,
              [](const Field& field, Message& request) { SetText(field, std::string("a\0b\x1B", 4), request); });
}

TEST_F(BadInputTest, UnknownEnumNumbers) {
  BreakFields(IsEnum, [](const Field& field, Message& request) { SetEnum(field, 999, request); });
  BreakFields(IsEnum, [](const Field& field, Message& request) { SetEnum(field, -1, request); });
}

TEST_F(BadInputTest, DaysThatAreNone) {
  BreakFields(IsDate, [](const Field& field, Message& request) { SetDate(field, 2023, 2, 29, request); });
  BreakFields(IsDate, [](const Field& field, Message& request) { SetDate(field, 2147483647, 1, 1, request); });
  BreakFields(IsDate, [](const Field& field, Message& request) { SetDate(field, -1, -1, -1, request); });
  // AIP-142 lets a date leave out its day; here every date is a day.
  BreakFields(IsDate, [](const Field& field, Message& request) { SetDate(field, 2024, 5, 0, request); });
}

TEST_F(BadInputTest, HugeNumbers) {
  for (const auto* method : AllMethods()) {
    for (const Field& field : FieldsOf(*method)) {
      if (!IsNumber(field)) continue;
      for (int64_t number :
           {std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min(),
            int64_t{std::numeric_limits<int32_t>::max()}, int64_t{std::numeric_limits<int32_t>::min()}}) {
        const auto request = Sample(*method);
        SetNumber(field, number, *request);
        SendAndJudge(*method, request->SerializeAsString(), absl::StrCat(field.path, " = ", number));
      }
    }
  }
}

TEST_F(BadInputTest, WrongNamesAndParents) {
  const std::vector<std::string> wrong = {"x",
                                          "/",
                                          "provinces",
                                          "provinces/",
                                          "provinces/82/",
                                          "/provinces/82",
                                          "provinces/82/nothings/1",
                                          "provinces/../products/1",
                                          "provinces/82/products/a/b",
                                          "provinces/8 2/products/a",
                                          "provinces/82/products/ẹ",
                                          "provinces/82/products/'; DROP TABLE product; --"};
  for (const auto* method : AllMethods()) {
    for (const Field& field : FieldsOf(*method)) {
      if (!IsName(field)) continue;
      for (const std::string& name : wrong) {
        const auto request = Sample(*method);
        SetText(field, name, *request);
        // The name of a resource to be made is ignored. Every other one names nothing.
        SendAndJudge(*method, request->SerializeAsString(), absl::StrCat(field.path, " = ", name),
                     Has(*field.descriptor, google::api::IDENTIFIER) ? Ok::kAccepted : Ok::kRefused);
      }
    }
  }
}

TEST_F(BadInputTest, BodiesOfTenMegabytes) {
  const std::string body(10 << 20, '\0');
  for (const auto* method : AllMethods()) {
    SendEverywhere(*method, body, "10 MB", [](const absl::Status& answer, const std::string& where) {
      EXPECT_EQ(answer.code(), StatusCode::kResourceExhausted) << where << ": " << answer;
    });
  }
}

// The caller's own library may end the call before the server sees it, and a quick server may answer all the same.
TEST_F(BadInputTest, DeadlinesThatHavePassedOrPassAtOnce) {
  for (const auto* method : AllMethods()) {
    for (const Door& door : DoorsTo(*method)) {
      const std::string bytes = Sample(*method)->SerializeAsString();
      const std::string where = absl::StrCat(PathOf(*method), " of ", door.name);
      std::string response;
      const absl::Status late = door.client->CallRaw(PathOf(*method), bytes, response, Within(-absl::Seconds(1)));
      EXPECT_EQ(late.code(), StatusCode::kDeadlineExceeded) << where;
      const absl::Status hasty = door.client->CallRaw(PathOf(*method), bytes, response, Within(absl::Microseconds(1)));
      if (hasty.code() != StatusCode::kDeadlineExceeded) ExpectPrecise(hasty, where);
    }
  }
}

TEST_F(BadInputTest, MethodsAndServicesThatDoNotExist) {
  std::vector<const rpc::Client*> servers = {&suite().gateway()};
  for (const std::string& name : suite().services().names()) servers.push_back(&suite().services().client(name));
  for (const rpc::Client* server : servers) {
    for (const char* path : {"/ocop.registry.v1.ProductService/Nothing", "/ocop.registry.v1.NothingService/GetProduct",
                             "/x", "//", "/ocop.registry.v1.ProductService/", "/GetProduct"}) {
      std::string response;
      EXPECT_EQ(server->CallRaw(path, "", response).code(), StatusCode::kUnimplemented) << path;
    }
  }
}

// UNIMPLEMENTED would be a method that is in the proto alone.
TEST_F(BadInputTest, EveryMethodIsBound) {
  for (const auto* method : AllMethods()) {
    SendEverywhere(*method, Sample(*method)->SerializeAsString(), "a sample", ExpectPrecise);
  }
}

}  // namespace
}  // namespace ocop::conformance
