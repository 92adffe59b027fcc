#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/generate/subjects.h"

namespace ocop::ocopctl::generate {
namespace {

using evaluation::v1::Recognition;
using evaluation::v1::RevokeRecognitionRequest;

// The last part of the product's name: `gen-product-000001`.
std::string IdOf(const Product& product) {
  return product.name.substr(product.name.rfind('/') + 1);
}

std::string RecognitionName(const Product& product, const Evaluation& evaluation) {
  return absl::StrCat(kProvince, "/recognitions/", IdOf(product), "-", absl::FormatCivilTime(evaluation.decided));
}

// The decisions that replaced each other, by the day they came into force.
const char* LegalBasis(absl::CivilDay decided) {
  return decided < absl::CivilDay(2023, 2, 24) ? "1048/QĐ-TTg" : "148/QĐ-TTg";
}

// Calls `write` for each evaluation of a synthetic product.
template <typename Write>
void ForEach(const Province& province, Write write) {
  for (const Product& product : province.products) {
    if (!product.synthetic) continue;
    for (const Evaluation& evaluation : product.evaluations) write(product, evaluation);
  }
}

void WriteRegistration(const Product& product, const Evaluation& evaluation, Writer& writer) {
  registry::v1::Registration resource;
  resource.set_name(absl::StrCat(kProvince, "/registrations/", IdOf(product), "-", evaluation.registered.year()));
  resource.set_product(product.name);
  *resource.mutable_register_date() = ToDate(evaluation.registered);
  resource.set_kind(evaluation.kind);
  writer.Write(resource);
}

void WriteRecognition(const Product& product, const Evaluation& evaluation, Random& random, Writer& writer) {
  Recognition resource;
  resource.set_name(RecognitionName(product, evaluation));
  resource.set_product(product.name);
  resource.set_stars(evaluation.stars);
  // Inside the band of the stars: 50 to under 70 for 3, 70 to under 90 for 4.
  resource.set_score_centi((evaluation.stars == 3 ? 5000 : 7000) + random.Between(0, 1999));
  *resource.mutable_decision_date() = ToDate(evaluation.decided);
  *resource.mutable_expire_date() = ToDate(evaluation.expires);
  resource.set_legal_basis(LegalBasis(evaluation.decided));
  writer.Write(resource);
}

void WriteRevocation(const Product& product, const Evaluation& evaluation, Random& random, Writer& writer) {
  RevokeRecognitionRequest request;
  request.set_name(RecognitionName(product, evaluation));
  *request.mutable_revoke_date() = ToDate(*evaluation.revoked);
  request.set_ground(random.Chance(70) ? Recognition::REVOCATION_GROUND_PRODUCTION_STOPPED
                                       : Recognition::REVOCATION_GROUND_LAW_BROKEN);
  // No number of any real decision looks like it.
  request.set_decision_number(absl::StrCat(IdOf(product), "/synthetic"));
  // Drawn with the rest, so that the second time the same lines are applied it is the same call (AIP-155). One draw per
  // statement: the order in which arguments are evaluated is the compiler's.
  const uint64_t first = random.Below(1ULL << 32);
  const uint64_t last = random.Below(1ULL << 48);
  request.set_request_id(absl::StrFormat("%08x-0000-4000-8000-%012x", first, last));
  writer.WriteRequest(request);
}

}  // namespace

void WriteEvaluations(const Province& province, Random random, Writer& writer) {
  ForEach(province, [&](const Product& product, const Evaluation& evaluation) {
    WriteRegistration(product, evaluation, writer);
  });
  ForEach(province, [&](const Product& product, const Evaluation& evaluation) {
    if (evaluation.stars > 0) WriteRecognition(product, evaluation, random, writer);
  });
  ForEach(province, [&](const Product& product, const Evaluation& evaluation) {
    if (evaluation.revoked) WriteRevocation(product, evaluation, random, writer);
  });
}

}  // namespace ocop::ocopctl::generate
