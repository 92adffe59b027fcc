#include "services/training/definition.h"

int main(int argc, char** argv) {
  return ocop::service::Run(ocop::training::Definition(), argc, argv);
}
