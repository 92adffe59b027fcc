#include "services/evaluation/definition.h"

int main(int argc, char** argv) {
  return ocop::service::Run(ocop::evaluation::Definition(), argc, argv);
}
