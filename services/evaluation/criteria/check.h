// Whether a file of the law adds up.
#pragma once

#include <google/protobuf/text_format.h>

#include <functional>
#include <string>

#include "ocop/evaluation/v1/criteria_service.pb.h"

namespace ocop::evaluation {

// What is wrong, and on which line of its file; lines begin with 1.
using Report = std::function<void(int line, const std::string& problem)>;

// Where the fields of a message stand in its file.
using Locations = google::protobuf::TextFormat::ParseInfoTree;

void CheckCalendar(const v1::WorkCalendar& calendar, const Locations& locations, const Report& report);

void CheckSet(const v1::CriteriaSet& set, const Locations& locations, const Report& report);

// Parts and total are compared with what `set` says. Sums that are wrong are the sheet's declared flaw, if it has one.
void CheckSheet(const v1::ScoreSheet& sheet, const v1::CriteriaSet& set, const Locations& locations,
                const Report& report);

}  // namespace ocop::evaluation
