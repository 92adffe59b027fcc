// The sessions of a class: their days and the hours that they take of those enrolled.
#pragma once

#include <string>
#include <vector>

#include "common/clock/day.h"
#include "common/status/status.h"
#include "ocop/training/v1/class_service.pb.h"

namespace ocop::training {

using Dates = google::protobuf::RepeatedPtrField<google::type::Date>;

std::vector<clock::Day> DaysOf(const Dates& dates);
std::vector<clock::Day> SessionDays(const v1::Class& a_class);

// Whether its last session was before `today`.
bool IsOver(const v1::Class& a_class, clock::Day today);

// Days rise, hours are those of a clock, both or neither, the end after the beginning.
void CheckSessions(const v1::Class& a_class, status::Violations& violations);

// Of each session, as PostgreSQL writes a range of timestamps: `[2024-03-05 07:30,2024-03-05 11:00)`. A session without
// hours takes its day.
std::vector<std::string> SessionHours(const v1::Class& a_class);

// A trainer's or a place's name as two are compared: without case, accents and spaces beside one another.
std::string Compared(const std::string& name);

// Who teaches in a session and where it is held: what it says itself, or the class for it.
const std::string& TrainerOf(const v1::Class& a_class, const v1::Class::Session& session);
const std::string& PlaceOf(const v1::Class& a_class, const v1::Class::Session& session);

}  // namespace ocop::training
