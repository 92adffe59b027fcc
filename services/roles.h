// The roles that callers have (DESIGN: security).
#pragma once

namespace ocop {

inline constexpr char kProducer[] = "producer";
inline constexpr char kCommuneOfficer[] = "commune_officer";
inline constexpr char kProvinceOfficer[] = "province_officer";
inline constexpr char kCouncilMember[] = "council_member";
inline constexpr char kAdministrator[] = "administrator";
// Another process of the suite.
inline constexpr char kSystem[] = "system";

}  // namespace ocop
