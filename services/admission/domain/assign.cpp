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

// Vertices: the patients, the places, where all come from, where all go to.
class Flow {
 public:
  explicit Flow(const Batch& batch)
      : batch_(batch), patients_(batch.patients.size()), net_(patients_ + batch.places.size() + 2) {
    // The algorithm takes no cost below 0. Each patient goes over one of her arcs, so what is added to all of hers
    // changes no comparison.
    for (size_t i = 0; i < patients_; ++i) {
      int64_t least = batch.patients[i].left;
      for (const Batch::Choice& choice : batch.patients[i].choices) least = std::min<int64_t>(least, choice.cost);
      AddPatient(i, std::max<int64_t>(0, -least));
    }
    for (size_t place = 0; place < batch.places.size(); ++place) {
      const auto& costs = batch.places[place].costs;
      for (size_t bed = 0; bed < std::min(costs.size(), patients_); ++bed) Add(PlaceAt(place), Sink(), costs[bed]);
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
        const bool used = net_[arc].capacity == 1 && net_[arc].residual == 0;
        if (used && boost::target(arc, net_) != Sink()) places[i] = boost::target(arc, net_) - patients_;
      }
    }
    return places;
  }

 private:
  size_t PlaceAt(size_t place) const { return patients_ + place; }
  size_t Source() const { return patients_ + batch_.places.size(); }
  size_t Sink() const { return Source() + 1; }

  void AddPatient(size_t i, int64_t lift) {
    const Batch::Patient& patient = batch_.patients[i];
    Add(Source(), i, 0);
    for (const Batch::Choice& choice : patient.choices) Add(i, PlaceAt(choice.place), choice.cost + lift);
    Add(i, Sink(), patient.left + lift);
  }

  void Add(size_t from, size_t to, int64_t cost) {
    const auto there = boost::add_edge(from, to, net_).first;
    const auto back = boost::add_edge(to, from, net_).first;
    const auto exact = static_cast<double>(cost);
    net_[there] = {.capacity = 1, .residual = 0, .cost = exact, .back = back};
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
  std::vector<std::optional<size_t>> places;
  for (const Batch::Patient& patient : batch.patients) {
    std::optional<size_t> best;
    int64_t least = patient.left;
    for (const Batch::Choice& choice : patient.choices) {
      const auto& costs = batch.places[choice.place].costs;
      if (filled[choice.place] == costs.size()) continue;
      const int64_t cost = int64_t{choice.cost} + costs[filled[choice.place]];
      if (cost >= least) continue;
      least = cost;
      best = choice.place;
    }
    if (best) ++filled[*best];
    places.push_back(best);
  }
  return Settle(batch, std::move(places));
}

}  // namespace mimamori::admission
