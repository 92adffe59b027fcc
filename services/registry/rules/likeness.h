// How alike two texts are that people wrote.
#pragma once

#include <string>
#include <string_view>

namespace ocop::registry {

// 100 for equal texts, 0 for texts that share nothing, in whole percent. Both are folded already (common/text). The
// better of two measures: shared groups of three letters, word by word, which forgives words in another order; and
// letters left out, added, mistaken or swapped, which forgives slips in short words.
int Likeness(std::string_view a, std::string_view b);

// How well a name fits what somebody typed to find it: 100 for the name itself, diacritics and all; less without them,
// when the name only begins so, when the words of the query begin words of it, and least when it is only like it; 0
// when it is not. Both as they were written.
int NameScore(std::string_view query, std::string_view name);

// The name of an enterprise, cooperative or household without its legal form and what nearly all of them are called by,
// so that what is left tells it apart: "HTX nông nghiệp Mỹ Phước" and "Hợp tác xã Mỹ Phước" give "my phuoc". What is
// nothing but such words stays as it is.
std::string CoreOfName(std::string_view name);

// The digits of a phone or tax number, a leading +84 as 0.
std::string DigitsOf(std::string_view number);

}  // namespace ocop::registry
