/// What an admitted request holds until its cost is known: a place among the requests in flight, and what was taken from
/// the buckets.
///
/// It may be copied freely, because only its first settlement counts: the caller's limits forget a reservation when it is
/// settled, and whoever settles a copy is told `false`. One that is never settled keeps its place for good, so the end of
/// an exchange settles it, however that end comes.
package struct Reservation: Sendable {
    private let limits: CallerLimits
    private let ticket: ReservationSlots.Ticket

    init(limits: CallerLimits, ticket: ReservationSlots.Ticket) {
        self.limits = limits
        self.ticket = ticket
    }

    /// Ends the reservation: frees its place, and takes or gives back what the outcome says.
    ///
    /// - Returns: `false` if it had been settled before; nothing has changed then.
    @discardableResult
    package func settle(as settlement: Settlement, at now: UInt64) -> Bool {
        self.limits.settle(self.ticket, as: settlement, at: now)
    }
}

/// How an admitted request ended, and so what it pays.
package enum Settlement: Sendable, Hashable {
    /// An upstream answered: one request and the tokens that it reports. `nil` is an answer without a report, which pays
    /// what was estimated.
    case served(tokens: UInt64?)
    /// The cache answered: one request, no tokens.
    case hit
    /// A policy blocked the request: one request, no tokens.
    case blocked
    /// No upstream gave an answer: one request, because retries in a loop must not be free, and no tokens.
    case failed
    /// Another limit or a budget refused it after this one had admitted it: nothing.
    case refused
}

/// The reservations that are open, each in a slot that is used again and again: no allocation a request.
struct ReservationSlots {
    struct Ticket: Sendable, Hashable {
        var slot: Int
        var generation: UInt64
    }

    /// What a reservation took.
    struct Taken {
        var requests: UInt64
        var tokens: UInt64
    }

    private struct Slot {
        /// Odd while the slot is open; each opening and closing adds one, so an old ticket never fits again.
        var generation: UInt64
        var taken: Taken
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    var inFlight: Int { self.slots.count - self.free.count }

    mutating func open(requests: UInt64, tokens: UInt64) -> Ticket {
        let taken = Taken(requests: requests, tokens: tokens)
        guard let index = self.free.popLast() else {
            self.slots.append(Slot(generation: 1, taken: taken))
            return Ticket(slot: self.slots.count - 1, generation: 1)
        }
        self.slots[index].generation &+= 1
        self.slots[index].taken = taken
        return Ticket(slot: index, generation: self.slots[index].generation)
    }

    /// What the ticket's reservation took, or `nil` if it is closed already.
    mutating func close(_ ticket: Ticket) -> Taken? {
        guard self.slots.indices.contains(ticket.slot), self.slots[ticket.slot].generation == ticket.generation else {
            return nil
        }
        self.slots[ticket.slot].generation &+= 1
        self.free.append(ticket.slot)
        return self.slots[ticket.slot].taken
    }
}
