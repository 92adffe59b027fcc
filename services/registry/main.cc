#include "services/registry/definition.h"

int main(int argc, char** argv) {
  return ocop::service::Run(ocop::registry::Definition(), argc, argv);
}
