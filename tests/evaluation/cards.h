// Score cards drawn at random that have what a test asks for.
#pragma once

#include <optional>

#include "tests/evaluation/oracle.h"
#include "tests/reference/dice.h"

namespace ocop::evaluation::oracle {

using ::ocop::reference::Dice;

struct Wish {
  int64_t lowest_centi = 0;
  int64_t highest_centi = 10000;
  // Every starred minimum of so many stars is reached.
  int minimum_stars = 0;
  // Answers may be left out.
  bool partial = false;
};

// nullopt when no card of the sheet is like that.
std::optional<Card> DrawCard(const SheetOracle& sheet, const Wish& wish, Dice& dice);

// Every answer equally likely.
Card DrawAnyCard(const SheetOracle& sheet, Dice& dice);

// The best answer to every criterion.
Card BestCard(const SheetOracle& sheet);

}  // namespace ocop::evaluation::oracle
