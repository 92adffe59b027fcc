// Prints a psql script that loads a synthetic country (country.h):
//
//   bench_country --provinces 34 --communes 3321 --products 1000000 --years 10 --entries 10000000 --seed 1 | psql …
//
// With `--part 0 --parts 2` and `--part 1 --parts 2` in two sessions at once, in which session_replication_role is
// replica.
#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/bench/country.h"

int main(int argc, char** argv) {
  CLI::App app("Prints a psql script that loads a synthetic country");
  ocop::bench::CountryOptions options;
  int part = 0;
  int parts = 1;
  app.add_option("--provinces", options.provinces, "Provinces")->check(CLI::Range(1, 34));
  app.add_option("--communes", options.communes, "Communes of the new map, in all")->check(CLI::Range(34, 100'000));
  app.add_option("--products", options.products, "Products, in all")->check(CLI::Range(1, 100'000'000));
  app.add_option("--years", options.years, "Years of history, up to 2025")->check(CLI::Range(2, 10));
  app.add_option("--entries", options.entries, "Journal entries, about; 0: no journal");
  app.add_option("--seed", options.seed, "What chance begins with");
  app.add_option("--part", part, "Which part");
  app.add_option("--parts", parts, "Of how many");
  CLI11_PARSE(app, argc, argv);
  std::ios::sync_with_stdio(false);
  const ocop::bench::Country country(options);
  country.Print(std::cout, part, parts);
  return 0;
}
