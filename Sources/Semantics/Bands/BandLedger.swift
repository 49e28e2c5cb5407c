/// Which semantic hits have been earned, a route at a time.
///
/// The gateway asks what to do with a candidate, and tells what a judge said of those that went upstream. Nothing is
/// served before a bound says that at most ``BandSettings/maxError`` of what will be served is wrong; what the bound is and why it holds
/// is told at ``LabelCount`` and ``NestedCuts``, what closes a route again at ``DriftAlarm``. vCache (arXiv 2502.03771) has one
/// such decision for each cached entry; a gateway rarely sees enough questions per entry for that, so here a route
/// is one.
///
/// A value: time plays no part, and randomness is an argument.
package struct BandLedger: Sendable, Equatable {
    /// More routes than this go upstream always: a client cannot make it grow.
    package static let routesLimit = 10_000

    private(set) var routes: [[UInt8]: RouteBands] = [:]
    /// Changed since ``takeChanges()``.
    private var changed: Set<[UInt8]> = []

    package init() {}

    /// What to do with a candidate that no ``Veto`` has struck out.
    ///
    /// - Parameters:
    ///   - route: what shares its evidence: usually the model, with the embedder's name and version.
    ///   - settings: the route's. If the route was begun under others, it begins anew: evidence is for one promise.
    ///   - maxError: a smaller promise that the client asked for; a larger one than the route's changes nothing.
    ///   - random: 64 random bits.
    /// - Returns: keep the ticket until the label is there, or drop it if none comes.
    package mutating func decide(
        _ candidate: BandCandidate,
        route: [UInt8],
        settings: BandSettings,
        maxError: Double? = nil,
        random: UInt64
    ) -> BandTicket {
        if self.routes[route]?.settings != settings {
            guard self.routes[route] != nil || self.routes.count < Self.routesLimit else {
                return BandTicket(decision: .shadow, band: 0, generation: 0, counts: false, candidate: candidate)
            }
            // Tickets of the old life are not taken for those of the new one.
            let generation = (self.routes[route]?.generation ?? 0) &+ 1
            self.routes[route] = RouteBands(settings: settings, firstGeneration: generation)
        }
        self.changed.insert(route)
        // In place: a copy would copy its arrays.
        return self.routes[route, default: RouteBands(settings: settings, firstGeneration: 1)]
            .decide(candidate, maxError: maxError ?? settings.maxError, random: random)
    }

    /// Takes a label. One that comes after its route began anew changes nothing.
    package mutating func record(_ label: BandLabel, for ticket: BandTicket, of route: [UInt8]) {
        guard self.routes[route]?.record(label, for: ticket) != nil else { return }
        self.changed.insert(route)
    }

    /// Forgets a route: it starts with nothing open.
    package mutating func forget(_ route: [UInt8]) {
        if self.routes.removeValue(forKey: route) != nil { self.changed.insert(route) }
    }

    /// What is to be stored of the routes that changed since the last call; `nil` for one that was forgotten.
    package mutating func takeChanges() -> [(route: [UInt8], state: [UInt8]?)] {
        defer { self.changed = [] }
        return self.changed.map { ($0, self.routes[$0]?.encoded()) }
    }

    /// Takes up a route where ``takeChanges()`` left it.
    ///
    /// - Returns: `false` if the bytes are no state of this version or an impossible one, or there are too many routes; then
    ///   nothing has changed, and the route starts with nothing open.
    package mutating func restore(_ state: [UInt8], of route: [UInt8]) -> Bool {
        guard self.routes[route] != nil || self.routes.count < Self.routesLimit,
            let bands = RouteBands(decoding: state)
        else { return false }
        self.routes[route] = bands
        return true
    }

    /// What there is to see of a route.
    package func report(_ route: [UInt8]) -> BandReport? {
        self.routes[route].map { BandReport($0) }
    }

    package var routeNames: [[UInt8]] { Array(self.routes.keys) }
}
