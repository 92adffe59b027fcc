#include "services/registry/rules/producer_warnings.h"

#include "absl/strings/str_cat.h"
#include "services/registry/rules/likeness.h"

namespace ocop::registry {
namespace {

using v1::Producer;

void AddWarning(Producer& producer, const char* field, const std::string& problem) {
  auto& warning = *producer.add_warnings();
  warning.set_field(field);
  warning.set_problem(problem);
}

// An enterprise has 10 digits and its branch three more; a person, since 2025-07, the 12 of the identity card.
bool LooksLikeTaxCode(const std::string& code) {
  const size_t digits = DigitsOf(code).size();
  const bool with_branch = digits == 13 && code.size() == 14 && code[10] == '-';
  return with_branch || (digits == code.size() && (digits == 10 || digits == 12 || digits == 13));
}

bool LooksLikePhone(const std::string& number) {
  const std::string digits = DigitsOf(number);
  return digits.size() >= 10 && digits.size() <= 11 && digits.front() == '0';
}

}  // namespace

void Warn(Producer& producer, const std::string& same_tax_code) {
  producer.clear_warnings();
  if (!producer.tax_code().empty() && !LooksLikeTaxCode(producer.tax_code())) {
    AddWarning(producer, "tax_code", "has neither 10 digits, nor 13 of a branch, nor 12 of a person");
  }
  if (!same_tax_code.empty()) {
    AddWarning(producer, "tax_code", absl::StrCat("is the tax code of ", same_tax_code, " too: entered twice?"));
  }
  if (!producer.phone_number().empty() && !LooksLikePhone(producer.phone_number())) {
    AddWarning(producer, "phone_number", "is no number of 10 or 11 digits that begins with 0 or +84");
  }
  const bool registered = producer.kind() == Producer::KIND_ENTERPRISE ||
                          producer.kind() == Producer::KIND_COOPERATIVE ||
                          producer.kind() == Producer::KIND_BUSINESS_HOUSEHOLD;
  if (registered && !producer.synthetic() && producer.registration_number().empty() && producer.tax_code().empty()) {
    AddWarning(producer, "registration_number", "is missing, as is the tax code: this kind of producer is registered");
  }
}

}  // namespace ocop::registry
