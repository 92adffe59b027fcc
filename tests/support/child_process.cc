#include "tests/support/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace ocop::testing {
namespace {

[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::abort();
}

// Only what is safe between fork and exec in a process of many threads.
[[noreturn]] void Become(char* const* arguments, int stderr_pipe) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(stderr_pipe, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

std::string LineWith(const std::string& log, const std::string& text) {
  const size_t found = log.find(text);
  if (found == std::string::npos) return "";
  const size_t end = log.find('\n', found);
  if (end == std::string::npos) return "";
  const size_t before = log.rfind('\n', found);
  const size_t begin = before == std::string::npos ? 0 : before + 1;
  return log.substr(begin, end - begin);
}

}  // namespace

ChildProcess::ChildProcess(const std::string& program, const std::vector<std::string>& arguments) {
  if (access(program.c_str(), X_OK) != 0) Die(program.c_str());
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) Die("pipe2");
  pid_ = fork();
  if (pid_ < 0) Die("fork");
  if (pid_ == 0) Become(argv.data(), ends[1]);
  close(ends[1]);
  reader_ = std::thread([this, pipe = ends[0]] { ReadLog(pipe); });
}

ChildProcess::~ChildProcess() {
  Kill();
  reader_.join();
}

void ChildProcess::ReadLog(int pipe) {
  char buffer[4096];
  ssize_t size;
  while ((size = read(pipe, buffer, sizeof buffer)) > 0) {
    absl::MutexLock lock(&mutex_);
    log_.append(buffer, static_cast<size_t>(size));
  }
  close(pipe);
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

std::string ChildProcess::AwaitLine(const std::string& text, absl::Duration timeout) const {
  std::string line;
  const auto found = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    line = LineWith(log_, text);
    return closed_ || !line.empty();
  };
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&found), timeout);
  return line;
}

std::string ChildProcess::log() const {
  absl::MutexLock lock(&mutex_);
  return log_;
}

int ChildProcess::End(int signal) {
  if (pid_ < 0) return 0;
  int status = 0;
  kill(pid_, signal);
  waitpid(std::exchange(pid_, -1), &status, 0);
  return status;
}

void ChildProcess::Kill() {
  End(SIGKILL);
}

int ChildProcess::Stop() {
  return End(SIGTERM);
}

}  // namespace ocop::testing
