#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "services/ocopctl/apply.h"
#include "services/ocopctl/call.h"
#include "services/ocopctl/errors.h"
#include "services/ocopctl/generate/generate.h"
#include "services/ocopctl/health.h"
#include "services/ocopctl/indicators.h"

namespace ocop::ocopctl {
namespace {

// What the command line asked for; one command is parsed, its callback fills `status`.
struct CommandLine {
  std::string gateway = "127.0.0.1:50050";
  std::vector<std::string> addresses;
  double timeout_seconds = 30;
  ApplyOptions apply;
  generate::Options generate;
  IndicatorsOptions indicators;
  MethodCall call;
  absl::Status status;
};

CLI::App* AddCommand(CLI::App& app, const char* name, const char* what, std::function<absl::Status()> run,
                     CommandLine& line) {
  CLI::App* command = app.add_subcommand(name, what);
  command->callback([run = std::move(run), &line] { line.status = run(); });
  return command;
}

void AddGateway(CLI::App& command, CommandLine& line) {
  command.add_option("--gateway", line.gateway, "Address of the gateway")
      ->envname("OCOP_GATEWAY")
      ->capture_default_str();
}

// By the environment too, where it does not stand in the list of processes.
void AddToken(CLI::App& command, std::string& token) {
  command.add_option("--token", token, "Access token that says who calls; takes the place of --actor and --roles")
      ->envname("OCOP_TOKEN");
}

void AddHealth(CLI::App& app, CommandLine& line) {
  auto run = [&] { return WaitForHealth(line.addresses, absl::Seconds(line.timeout_seconds), std::cout); };
  CLI::App* command = AddCommand(app, "health", "Wait until servers serve (grpc.health.v1)", run, line);
  command->add_option("--address", line.addresses, "host:port, may be repeated")->required();
  command->add_option("--timeout", line.timeout_seconds, "How long to wait: 30s, 500ms")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, double>{{"ms", 0.001}, {"s", 1}, {"m", 60}},
                                        CLI::AsNumberWithUnit::CASE_SENSITIVE));
}

void AddApply(CLI::App& app, CommandLine& line) {
  auto run = [&] {
    const rpc::Client gateway(line.gateway);
    return Apply(line.apply, gateway, std::cout, std::cerr);
  };
  CLI::App* command = AddCommand(app, "apply", "Make or bring up to date every resource of the files", run, line);
  AddGateway(*command, line);
  command->add_option("--actor", line.apply.actor, "Who stores them (x-actor)")->capture_default_str();
  command->add_option("--roles", line.apply.roles, "In which roles, separated by commas (x-roles)")
      ->capture_default_str();
  AddToken(*command, line.apply.token);
  command->add_option("--calls", line.apply.calls_in_flight, "Calls in flight")->check(CLI::Range(1, 1000));
  command->add_option("files", line.apply.files, "Lines of google.protobuf.Any as JSON; - for standard input")
      ->required();
}

void AddGenerate(CLI::App& app, CommandLine& line) {
  auto run = [&] { return generate::Generate(line.generate, std::cout); };
  CLI::App* command = AddCommand(app, "generate", "Write a synthetic province around the real data", run, line);
  command->add_option("--seed", line.generate.seed, "The same seed gives the same province")->capture_default_str();
  command->add_option("--real", line.generate.real_directory, "Folder of the real data")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--scale", line.generate.scale, "Multiplies producers and products")->check(CLI::Range(1, 10000));
}

void AddIndicators(CLI::App& app, CommandLine& line) {
  auto run = [&] {
    const rpc::Client gateway(line.gateway);
    return PrintIndicators(line.indicators, gateway, std::cout);
  };
  CLI::App* command = AddCommand(app, "indicators", "Print the indicator table", run, line);
  AddGateway(*command, line);
  command->add_option("--province", line.indicators.province, "Code of the province")->capture_default_str();
  command->add_option("--as-of", line.indicators.as_of, "The day, such as 2024-12-31; today when not given");
  command->add_option("--locality", line.indicators.locality, "A unit below the province, such as 815");
  command->add_flag("--all", line.indicators.all, "Also indicators without a target");
}

void AddCall(CLI::App& app, CommandLine& line) {
  auto run = [&] {
    const rpc::Client gateway(line.gateway);
    return CallMethod(line.call, gateway, std::cout);
  };
  CLI::App* command = AddCommand(app, "call", "Call any unary method with JSON", run, line);
  AddGateway(*command, line);
  command->add_option("--actor", line.call.actor, "Who calls (x-actor)");
  command->add_option("--roles", line.call.roles, "In which roles, separated by commas (x-roles)");
  AddToken(*command, line.call.token);
  command->add_option("--service", line.call.service, "Which service is meant, where several serve the method");
  command->add_option("method", line.call.path, "/package.Service/Method")->required();
  command->add_option("json", line.call.json, "The request")->capture_default_str();
}

}  // namespace

int Main(int argc, char** argv) {
  CLI::App app("Command-line client of the OCOP suite");
  app.require_subcommand(1);
  CommandLine line;
  AddHealth(app, line);
  AddApply(app, line);
  AddGenerate(app, line);
  AddIndicators(app, line);
  AddCall(app, line);
  CLI11_PARSE(app, argc, argv);
  // On a full disk, or where nobody reads, nothing was printed.
  if (line.status.ok() && !std::cout.flush()) line.status = absl::DataLossError("cannot write to standard output");
  if (line.status.ok()) return EXIT_SUCCESS;
  std::cerr << "ocopctl: " << DescribeError(line.status) << "\n";
  return EXIT_FAILURE;
}

}  // namespace ocop::ocopctl

int main(int argc, char** argv) {
  return ocop::ocopctl::Main(argc, argv);
}
