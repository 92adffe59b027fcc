// What is asked of a producer and its products, and what of it no paper shows.
#pragma once

#include <vector>

#include "common/clock/day.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {

using MissingPaper = v1::ListMissingPapersResponse::MissingPaper;

// What `producer` lacks on a day, by its products and papers; in the order of the requirements, product by product.
std::vector<MissingPaper> MissingOf(const v1::PaperRequirements& requirements, const v1::Producer& producer,
                                    const std::vector<v1::Product>& products,
                                    const std::vector<v1::CompliancePaper>& papers, clock::Day day);

}  // namespace ocop::registry
