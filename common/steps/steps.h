// The way of a resource through its states, as one table: which step leads from which state to which, and who may take
// it. Everything that follows from it is asked of the table: whether a step is open, what is open instead, whose it is.
//
//   const steps::Table<Order::State>& OrderSteps() {
//     static const auto& steps = *new steps::Table<Order::State>{
//         {"SendOrder", Order::STATE_DRAFT, Order::STATE_SENT, {kBuyer}},
//         {"CloseOrder", Order::STATE_SENT, Order::STATE_CLOSED, {kBuyer, kSeller}}};
//     return steps;
//   }
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::steps {

template <class State>
struct Step {
  // The method: `SendOrder`.
  const char* action;
  State from;
  State to;
  // Any of these may take it; empty where another rule says who may.
  std::vector<std::string_view> roles = {};
};

template <class State>
class Table {
 public:
  Table(std::initializer_list<Step<State>> steps) : steps_(steps) {}

  // nullptr when `action` is no step from `from`.
  const Step<State>* Find(std::string_view action, State from) const {
    const auto found = std::find_if(steps_.begin(), steps_.end(), [&](const Step<State>& step) {
      return step.action == action && step.from == from;
    });
    return found == steps_.end() ? nullptr : &*found;
  }

  // What can be done from a state, in the order of the table.
  std::vector<std::string> ActionsFrom(State from) const {
    std::vector<std::string> actions;
    for (const Step<State>& step : steps_) {
      if (step.from == from) actions.emplace_back(step.action);
    }
    return actions;
  }

  // Who may ever take a step of this name, each once: asked before the resource is looked up.
  std::vector<std::string_view> RolesOf(std::string_view action) const {
    std::vector<std::string_view> roles;
    for (const Step<State>& step : steps_) {
      if (step.action != action) continue;
      for (const std::string_view role : step.roles) {
        if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
      }
    }
    return roles;
  }

 private:
  const std::vector<Step<State>> steps_;
};

}  // namespace ocop::steps
