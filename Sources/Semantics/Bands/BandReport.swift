/// A route's bands for people to read: `gatehouse cache bands`, metrics, the dashboard.
package struct BandReport: Sendable, Equatable {
    package enum State: Sendable, Equatable {
        /// So many labels of so many that the order of the candidates is learned from.
        case learning(labels: Int, of: Int)
        /// Nothing is proven, nothing is served.
        case testing
        /// The bands from 1 to this one serve.
        case open(bands: Int)
        /// The same; recent labels speak against it, and more hits are explored.
        case doubtful(bands: Int)
    }

    package struct Band: Sendable, Equatable {
        /// From 1, the safest; as in `detail="semantic-0.971 band-7"`.
        package let number: Int
        package let isOpen: Bool
        package let labels: Int
        package let wrong: Int
        package let served: Int
        package let explored: Int
        /// Of this band and all safer ones together: the labels that count, and the upper bound of their error.
        package let provenLabels: Int
        package let provenWrong: Int
        package let upperBound: Double
    }

    package let maxError: Double
    package let state: State
    /// How often everything was closed because labels spoke against it.
    package let closings: Int
    /// How many labels were looked at, over the whole life.
    package let looks: Int
    package let bands: [Band]

    init(_ route: RouteBands) {
        self.maxError = route.settings.maxError
        self.closings = Int(route.generation &- route.firstGeneration)
        self.looks = route.looks
        switch route.phase {
        case .learning(let sample):
            self.state = .learning(labels: sample.count, of: route.settings.learningLabels)
            self.bands = []
        case .testing(_, let cuts, _):
            let open = route.openBands
            self.state = open == 0 ? .testing : route.isDoubtful ? .doubtful(bands: open) : .open(bands: open)
            let bounds = cuts.upperBounds(prior: ErrorPrior(maxError: route.settings.maxError))
            var above = LabelCount()
            var rows: [Band] = []
            for (band, tally) in route.tallies.enumerated() where band < bounds.count {
                above = above + cuts.counted[band]
                rows.append(
                    Band(
                        number: band + 1,
                        isOpen: band < open,
                        labels: tally.labels.total,
                        wrong: tally.labels.wrong,
                        served: tally.served,
                        explored: tally.explored,
                        provenLabels: above.total,
                        provenWrong: above.wrong,
                        upperBound: bounds[band]
                    )
                )
            }
            self.bands = rows
        }
    }
}
