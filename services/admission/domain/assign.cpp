// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/assign.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/successive_shortest_path_nonnegative_weights.hpp>

namespace mimamori::admission {
namespace {

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;

struct Arc {
  int capacity = 0;
  int residual = 0;
  // Whole numbers, which a double holds exactly: the algorithm adds up the distances of what it doesn't reach as well, and those
  // of an int64_t would overflow.
  double cost = 0;
  Traits::edge_descriptor back = {};
};
using Net = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Arc>;

// Vertices: the patients, the places, the groups, where all come from, the same again behind the gate that lets as many through as
// there are patients, where all go to.
class Flow {
 public:
  explicit Flow(const Batch& batch)
      : batch_(batch), patients_(batch.patients.size()), net_(patients_ + batch.places.size() + batch.groups.size() + 3) {
    const int all = static_cast<int>(patients_);
    Add(Source(), Gate(), all, 0);
    // The algorithm takes no cost below 0. Whoever is placed goes over one of her choices, so what is added to all of hers and
    // taken off before them changes no comparison; and whoever is left saves nothing of what it costs most to leave.
    std::vector<int64_t> lifts(patients_, 0);
    int64_t most = 0;
    for (size_t i = 0; i < patients_; ++i) {
      for (const Batch::Choice& choice : batch.patients[i].choices) lifts[i] = std::max<int64_t>(lifts[i], -choice.cost);
      most = std::max(most, batch.patients[i].left + lifts[i]);
    }
    Add(Gate(), Sink(), all, most);
    for (size_t group = 0; group < batch.groups.size(); ++group) Add(Gate(), GroupAt(group), std::min(all, batch.groups[group]), 0);
    for (size_t i = 0; i < patients_; ++i) {
      const Batch::Patient& patient = batch.patients[i];
      Add(patient.group ? GroupAt(*patient.group) : Gate(), i, 1, most - patient.left - lifts[i]);
      for (const Batch::Choice& choice : patient.choices) Add(i, PlaceAt(choice.place), 1, choice.cost + lifts[i]);
    }
    for (size_t place = 0; place < batch.places.size(); ++place) {
      const auto& costs = batch.places[place].costs;
      for (size_t bed = 0; bed < std::min(costs.size(), patients_); ++bed) Add(PlaceAt(place), Sink(), 1, costs[bed]);
    }
  }

  std::vector<std::optional<size_t>> Run() {
    boost::successive_shortest_path_nonnegative_weights(
        net_, Source(), Sink(),
        boost::capacity_map(get(&Arc::capacity, net_))
            .residual_capacity_map(get(&Arc::residual, net_))
            .weight_map(get(&Arc::cost, net_))
            .reverse_edge_map(get(&Arc::back, net_)));
    std::vector<std::optional<size_t>> places(patients_);
    for (size_t i = 0; i < patients_; ++i) {
      for (const auto arc : boost::make_iterator_range(boost::out_edges(i, net_))) {
        if (net_[arc].capacity == 1 && net_[arc].residual == 0) places[i] = boost::target(arc, net_) - patients_;
      }
    }
    return places;
  }

 private:
  size_t PlaceAt(size_t place) const { return patients_ + place; }
  size_t GroupAt(size_t group) const { return patients_ + batch_.places.size() + group; }
  size_t Source() const { return GroupAt(batch_.groups.size()); }
  size_t Gate() const { return Source() + 1; }
  size_t Sink() const { return Source() + 2; }

  void Add(size_t from, size_t to, int capacity, int64_t cost) {
    const auto there = boost::add_edge(from, to, net_).first;
    const auto back = boost::add_edge(to, from, net_).first;
    const auto exact = static_cast<double>(cost);
    net_[there] = {.capacity = capacity, .residual = 0, .cost = exact, .back = back};
    net_[back] = {.capacity = 0, .residual = 0, .cost = -exact, .back = there};
  }

  const Batch& batch_;
  const size_t patients_;
  Net net_;
};

// What it comes to; the beds of a place are filled from the cheapest on.
Assignment Settle(const Batch& batch, std::vector<std::optional<size_t>> places) {
  Assignment assignment;
  std::vector<size_t> filled(batch.places.size(), 0);
  for (size_t i = 0; i < places.size(); ++i) {
    const Batch::Patient& patient = batch.patients[i];
    if (!places[i]) {
      assignment.cost += patient.left;
      continue;
    }
    const auto choice = std::ranges::find(patient.choices, *places[i], &Batch::Choice::place);
    assignment.cost += choice->cost + batch.places[*places[i]].costs[filled[*places[i]]++];
    ++assignment.placed;
  }
  assignment.places = std::move(places);
  return assignment;
}

}  // namespace

Assignment AssignBest(const Batch& batch) {
  if (batch.patients.empty()) return {};
  return Settle(batch, Flow(batch).Run());
}

Assignment AssignInTurn(const Batch& batch) {
  std::vector<size_t> filled(batch.places.size(), 0);
  std::vector<int> groups = batch.groups;
  std::vector<std::optional<size_t>> places;
  for (const Batch::Patient& patient : batch.patients) {
    std::optional<size_t> best;
    int64_t least = patient.left;
    if (patient.group && groups[*patient.group] == 0) {
      places.push_back(best);
      continue;
    }
    for (const Batch::Choice& choice : patient.choices) {
      const auto& costs = batch.places[choice.place].costs;
      if (filled[choice.place] == costs.size()) continue;
      const int64_t cost = int64_t{choice.cost} + costs[filled[choice.place]];
      if (cost >= least) continue;
      least = cost;
      best = choice.place;
    }
    if (best) ++filled[*best];
    if (best && patient.group) --groups[*patient.group];
    places.push_back(best);
  }
  return Settle(batch, std::move(places));
}

}  // namespace mimamori::admission
