#include "tests/conformance/writers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::conformance {

using ocop::evaluation::v1::CreateRecognitionRequest;
using ocop::evaluation::v1::Recognition;
using ocop::registry::v1::CreateProductRequest;
using ocop::registry::v1::Product;
using ocop::registry::v1::UpdateProductRequest;

namespace {

constexpr char kParent[] = "provinces/82";
constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr absl::Duration kPause = absl::Milliseconds(20);

// Whether the answer leaves open what became of the request.
bool IsOpen(const absl::Status& answer) {
  return absl::IsUnavailable(answer) || absl::IsUnknown(answer) || absl::IsDeadlineExceeded(answer) ||
         absl::IsAborted(answer) || absl::IsCancelled(answer);
}

void SetRequestId(const std::string& id, google::protobuf::Message& request) {
  request.GetReflection()->SetString(&request, request.GetDescriptor()->FindFieldByName("request_id"), id);
}

}  // namespace

Writers::Writers(int clients, std::function<rpc::Client()> gateway) : gateway_(std::move(gateway)) {
  for (int i = 0; i < clients; ++i) threads_.emplace_back([this, i] { Work(i); });
}

Writers::~Writers() {
  End();
}

std::vector<Write> Writers::End() {
  ending_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  absl::MutexLock lock(&mutex_);
  return writes_;
}

bool Writers::AwaitMore(int acknowledged) {
  absl::MutexLock lock(&mutex_);
  const int goal = acknowledged_ + acknowledged;
  const auto reached = [this, goal]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return acknowledged_ >= goal; };
  return mutex_.AwaitWithTimeout(absl::Condition(&reached), absl::Minutes(1));
}

template <class Resource>
void Writers::Send(const std::string& path, google::protobuf::Message& request, const std::string& resource,
                   bool named) {
  Write write{.schema = path.substr(6, path.find('.', 6) - 6), .resource = resource};
  if (named) {
    write.request_id = absl::StrFormat("01900000-0000-7000-8000-%012x", ++next_request_);
    SetRequestId(write.request_id, request);
  }
  const absl::Time deadline = absl::Now() + kPatience;
  do {
    write.answer =
        gateway_()
            .Call<Resource>(path, request, {.timeout = absl::Seconds(5), .actor = "writer", .roles = "system"})
            .status();
  } while (IsOpen(write.answer) && Pause() && named && absl::Now() < deadline);
  absl::MutexLock lock(&mutex_);
  acknowledged_ += write.answer.ok() ? 1 : 0;
  writes_.push_back(std::move(write));
}

// What clients do that a server has refused, so that they do not keep it from coming back.
bool Writers::Pause() {
  absl::MutexLock lock(&mutex_);
  const auto never = [] { return false; };
  mutex_.AwaitWithTimeout(absl::Condition(&never), kPause);
  return true;
}

void Writers::Work(int client) {
  const bool named = client % 2 == 0;
  for (int n = 0; !ending_; ++n) {
    const std::string id = absl::StrCat("w", client, "-", n);
    const std::string name = absl::StrCat(kParent, "/products/", id);
    CreateProductRequest create;
    create.set_parent(kParent);
    create.set_product_id(id);
    create.mutable_product()->set_display_name("Kẹo dừa");
    create.mutable_product()->set_product_group(Product::GROUP_FOOD);
    create.mutable_product()->set_producer(absl::StrCat(kParent, "/producers/p"));
    Send<Product>("/ocop.registry.v1.ProductService/CreateProduct", create, name, named);

    UpdateProductRequest update;
    update.mutable_product()->set_name(name);
    update.mutable_product()->set_specification(absl::StrCat("Hũ ", n, " g"));
    Send<Product>("/ocop.registry.v1.ProductService/UpdateProduct", update, name, named);

    CreateRecognitionRequest recognise;
    recognise.set_parent(kParent);
    recognise.set_recognition_id(id);
    Recognition& recognition = *recognise.mutable_recognition();
    recognition.set_product(name);
    recognition.set_stars(3 + n % 3);
    recognition.mutable_decision_date()->set_year(2024);
    recognition.mutable_decision_date()->set_month(1 + n % 12);
    recognition.mutable_decision_date()->set_day(1);
    recognition.mutable_expire_date()->set_year(2027);
    recognition.mutable_expire_date()->set_month(1);
    recognition.mutable_expire_date()->set_day(1);
    Send<Recognition>("/ocop.evaluation.v1.RecognitionService/CreateRecognition", recognise,
                      absl::StrCat(kParent, "/recognitions/", id), named);
  }
}

}  // namespace ocop::conformance
