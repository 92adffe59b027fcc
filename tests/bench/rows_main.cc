// Prints a psql script that adds synthetic products FIRST to LAST-1 with all that they stand on:
//
//   bench_rows FIRST LAST | psql …
//
// Each product has a registration of 2023 and a recognition; ten products share a producer. FIRST 0 adds the map too: a
// province of 11 districts and 164 communes, the size of Tiền Giang in 2024.
#include <cstdlib>
#include <iostream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/evaluation/store/tables.h"
#include "services/registry/store/tables.h"
#include "tests/bench/copy_script.h"

namespace ocop::bench {
namespace {

using evaluation::v1::Recognition;
using registry::v1::Locality;
using registry::v1::Producer;
using registry::v1::Product;
using registry::v1::Registration;

constexpr int kDistricts = 11;
constexpr int kCommunes = 164;
constexpr int kProductsPerProducer = 10;

std::string Name(const char* collection, const std::string& id) {
  return absl::StrCat("provinces/82/", collection, "/", id);
}

google::type::Date Date(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// A day of 2023 that differs from product to product.
google::type::Date DayOf(int product) {
  return Date(2023, 1 + product % 12, 1 + product % 28);
}

Locality MakeLocality(const std::string& id, Locality::Kind kind, const std::string& parent) {
  Locality locality;
  locality.set_name(Name("localities", id));
  locality.set_code(id);
  locality.set_full_name(absl::StrCat("Đơn vị ", id));
  locality.set_kind(kind);
  if (!parent.empty()) locality.set_parent_locality(Name("localities", parent));
  locality.set_synthetic(true);
  return locality;
}

void PrintMap(std::ostream& out) {
  CopyScript localities(registry::LocalityTable(), "registry");
  const auto add = [&](Locality locality) { localities.Add(locality); };
  add(MakeLocality("82", Locality::KIND_PROVINCE, ""));
  for (int i = 0; i < kDistricts; ++i) add(MakeLocality(absl::StrCat("d", i), Locality::KIND_DISTRICT, "82"));
  for (int i = 0; i < kCommunes; ++i) {
    add(MakeLocality(absl::StrCat("c", i), Locality::KIND_COMMUNE, absl::StrCat("d", i % kDistricts)));
  }
  localities.Print(out);
}

Producer MakeProducer(int number) {
  Producer producer;
  producer.set_name(Name("producers", absl::StrCat("p", number)));
  producer.set_display_name(absl::StrCat("Hợp tác xã ", number));
  producer.set_kind(Producer::KIND_COOPERATIVE);
  producer.set_locality(Name("localities", absl::StrCat("c", number % kCommunes)));
  *producer.mutable_join_date() = Date(2020, 1, 1);
  producer.set_synthetic(true);
  return producer;
}

Product MakeProduct(int number) {
  Product product;
  product.set_name(Name("products", absl::StrCat(number)));
  product.set_display_name(absl::StrCat("Kẹo dừa số ", number));
  product.set_producer(Name("producers", absl::StrCat("p", number / kProductsPerProducer)));
  product.set_product_group(Product::GROUP_FOOD);
  product.set_score_sheet(1 + number % 26);
  product.set_specification("Hộp 450 g");
  *product.mutable_entry_date() = DayOf(number);
  product.set_source("tests/bench");
  product.set_synthetic(true);
  return product;
}

Registration MakeRegistration(int number) {
  Registration registration;
  registration.set_name(Name("registrations", absl::StrCat(number, "-2023")));
  registration.set_product(Name("products", absl::StrCat(number)));
  *registration.mutable_register_date() = DayOf(number);
  registration.set_kind(Registration::KIND_FIRST);
  registration.set_synthetic(true);
  return registration;
}

Recognition MakeRecognition(int number) {
  Recognition recognition;
  recognition.set_name(Name("recognitions", absl::StrCat(number)));
  recognition.set_product(Name("products", absl::StrCat(number)));
  recognition.set_stars(3 + number % 3);
  *recognition.mutable_decision_date() = DayOf(number);
  *recognition.mutable_expire_date() = Date(2026, 12, 31);
  recognition.set_synthetic(true);
  return recognition;
}

template <class Resource>
void PrintNumbered(const resource::Table& table, const char* schema, int first, int last, Resource (*make)(int),
                   std::ostream& out) {
  CopyScript script(table, schema);
  for (int number = first; number < last; ++number) {
    Resource resource = make(number);
    script.Add(resource);
  }
  script.Print(out);
}

// The first producer that no product below `product` has.
int FirstProducer(int product) {
  return (product + kProductsPerProducer - 1) / kProductsPerProducer;
}

void PrintProvince(int first, int last, std::ostream& out) {
  if (first == 0) PrintMap(out);
  PrintNumbered(registry::ProducerTable(), "registry", FirstProducer(first), FirstProducer(last), MakeProducer, out);
  PrintNumbered(registry::ProductTable(), "registry", first, last, MakeProduct, out);
  PrintNumbered(registry::RegistrationTable(), "registry", first, last, MakeRegistration, out);
  PrintNumbered(evaluation::RecognitionTable(), "evaluation", first, last, MakeRecognition, out);
}

}  // namespace
}  // namespace ocop::bench

int main(int argc, char** argv) {
  int first = 0;
  int last = 0;
  if (argc != 3 || !absl::SimpleAtoi(argv[1], &first) || !absl::SimpleAtoi(argv[2], &last)) {
    std::cerr << "usage: bench_rows FIRST LAST\n";
    return EXIT_FAILURE;
  }
  std::ios::sync_with_stdio(false);
  ocop::bench::PrintProvince(first, last, std::cout);
  return EXIT_SUCCESS;
}
