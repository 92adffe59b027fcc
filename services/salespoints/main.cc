#include "services/salespoints/definition.h"

int main(int argc, char** argv) {
  return ocop::service::Run(ocop::salespoints::Definition(), argc, argv);
}
