import Cache
internal import NIOCore
internal import Synchronization
internal import Upstreams

/// One call to an upstream that answers several identical requests.
///
/// Whoever misses first leads: it makes the call, tries again where that is due, and publishes here what the provider sends,
/// byte for byte and before its own policy looked at it. The others follow, on whatever loop they live: each gets all that
/// has come so far and then what comes, and runs its own policy, limits and deadline over it. Nothing is published before an
/// attempt is known to be the last one, so a follower never sees half of an answer that is then asked for again.
///
/// What is published is kept until the end, for those who join later; a flight that has brought more than `keptBytesMax`
/// takes no more followers and keeps only what some follower has not read.
final class Flight: Sendable {
    /// Requests are identical if they would be sent up as the same bytes, in one scope, under one policy.
    struct Key: Hashable {
        var fingerprint: Fingerprint
        var isStream: Bool
        var includesUsage: Bool
        /// As an entry names it.
        var policy: String

        func hash(into hasher: inout Hasher) {
            hasher.combine(self.fingerprint)
        }
    }

    enum Ending {
        /// The answer is complete.
        case complete
        /// There is no answer, or no more of it.
        case failed(AttemptFailure, Target)
        /// The leader gave up before there was anything to follow: whoever waits asks for itself.
        case abandoned
        /// This follower has fallen so far behind that what it did not read is not kept any longer.
        case lost
    }

    struct Head {
        var head: UpstreamHead
        var target: Target
    }

    /// What is new to one follower.
    struct News {
        var head: Head?
        var chunks: ArraySlice<ByteBuffer> = []
        var ending: Ending?
    }

    private struct State {
        var head: Head?
        /// From `firstChunk` on.
        var chunks: [ByteBuffer] = []
        var firstChunk = 0
        var bytes = 0
        var ending: Ending?
        var followers: [Int: Passenger] = [:]
        var lastFollower = 0
        /// Until the end.
        var leader: NIOLoopBound<ExchangeHandler>?
        /// The leader's caller is gone, and its exchange goes on for the followers alone.
        var isGhostly = false
        /// Nobody may join any more: the leader is gone, or has all there is.
        var isClosed = false
    }

    private struct Passenger {
        var follower: NIOLoopBound<Follower>
        var eventLoop: any EventLoop
        /// The number of the chunk that it reads next.
        var next = 0
        var bytesRead = 0
        var isLost = false
        /// It has been told that there is something.
        var isCalled = false
    }

    let key: Key
    private let state = Mutex(State())

    static let keptBytesMax = 4 << 20
    /// How much a follower may leave unread, and how much a leader's slow reader.
    static let unreadBytesMax = 16 << 20

    init(_ key: Key) {
        self.key = key
    }

    // MARK: The leader

    /// Who made the call is told when somebody follows it, and when nobody does any more.
    func isLed(by leader: NIOLoopBound<ExchangeHandler>) {
        self.state.withLock { $0.leader = leader }
    }

    /// The answer begins.
    func publish(_ head: UpstreamHead, from target: Target) {
        self.change { $0.head = Head(head: head, target: target) }
    }

    /// - Returns: whether anybody follows.
    @discardableResult
    func publish(_ bytes: ByteBuffer) -> Bool {
        guard bytes.readableBytes > 0 else { return self.hasFollowers }
        return self.change { state in
            state.chunks.append(bytes)
            state.bytes += bytes.readableBytes
            for (id, passenger) in state.followers where state.bytes - passenger.bytesRead > Flight.unreadBytesMax {
                state.followers[id]?.isLost = true
                state.followers[id]?.next = state.firstChunk + state.chunks.count
                state.followers[id]?.bytesRead = state.bytes
            }
            Flight.trim(&state)
        }
    }

    /// Only the first end counts.
    func end(_ ending: Ending) {
        self.change { state in
            if state.ending == nil { state.ending = ending }
            state.leader = nil
        }
    }

    var hasFollowers: Bool { self.state.withLock { !$0.followers.isEmpty } }

    /// Whether the call may go on although the leader's own reader is behind.
    var mayRunAhead: Bool { self.state.withLock { !$0.followers.isEmpty && $0.bytes <= Flight.unreadBytesMax } }

    /// A whole answer is there and nobody waits for it: nobody can join any more, so it need not be published. It is stored
    /// before anybody may ask again.
    func closesUnfollowed() -> Bool {
        self.state.withLock { state in
            guard state.followers.isEmpty else { return false }
            state.isClosed = true
            state.leader = nil
            return true
        }
    }

    /// The leader's caller has left. True: somebody follows, so the exchange has to go on without one; the flight holds it, and
    /// tells it when the last follower is gone. False: nobody can join any more.
    func outlivesItsLeader() -> Bool {
        self.state.withLock { state in
            guard !state.followers.isEmpty, state.ending == nil else {
                state.isClosed = true
                return false
            }
            state.isGhostly = true
            return true
        }
    }

    @discardableResult
    private func change(_ body: (inout State) -> Void) -> Bool {
        let (called, isFollowed) = self.state.withLock { state in
            body(&state)
            var called: [Passenger] = []
            for id in state.followers.keys {
                guard let passenger = state.followers[id], !passenger.isCalled else { continue }
                state.followers[id]?.isCalled = true
                called.append(passenger)
            }
            return (called, !state.followers.isEmpty)
        }
        for passenger in called { Flight.call(passenger) }
        return isFollowed
    }

    private static func call(_ passenger: Passenger) {
        let follower = passenger.follower
        passenger.eventLoop.execute { follower.value.wake() }
    }

    /// Forgets what every follower has read, once nobody can join any more.
    private static func trim(_ state: inout State) {
        guard state.bytes > Flight.keptBytesMax else { return }
        let end = state.firstChunk + state.chunks.count
        let next = state.followers.values.map(\.next).min() ?? end
        guard next > state.firstChunk else { return }
        state.chunks.removeFirst(min(next - state.firstChunk, state.chunks.count))
        state.firstChunk = next
    }

    // MARK: The followers

    /// Nil: it has ended, or has brought too much to be told again.
    func join(_ follower: Follower) -> Int? {
        let bound = NIOLoopBound(follower, eventLoop: follower.eventLoop)
        return self.state.withLock { state in
            guard state.ending == nil, !state.isClosed, state.bytes <= Flight.keptBytesMax else { return nil }
            if let leader = state.leader { leader.eventLoop.execute { leader.value.isFollowed() } }
            state.lastFollower += 1
            // What has come so far is for the next turn: nothing comes back from here before `join` has returned.
            let passenger = Passenger(follower: bound, eventLoop: follower.eventLoop, isCalled: true)
            state.followers[state.lastFollower] = passenger
            Flight.call(passenger)
            return state.lastFollower
        }
    }

    func leave(_ id: Int) {
        let ghost = self.state.withLock { state -> NIOLoopBound<ExchangeHandler>? in
            state.followers[id] = nil
            return state.followers.isEmpty && state.isGhostly ? state.leader : nil
        }
        // Who joins meanwhile keeps it: it asks again whether it is outlived.
        if let ghost { ghost.eventLoop.execute { ghost.value.callerLeft() } }
    }

    /// What has come since the follower last asked. It will be called when there is more.
    func news(for id: Int) -> News {
        self.state.withLock { state in
            guard var passenger = state.followers[id] else { return News() }
            passenger.isCalled = false
            let unread = max(0, passenger.next - state.firstChunk)
            passenger.next = state.firstChunk + state.chunks.count
            passenger.bytesRead = state.bytes
            state.followers[id] = passenger
            if passenger.isLost { return News(head: state.head, ending: .lost) }
            return News(head: state.head, chunks: state.chunks.dropFirst(unread), ending: state.ending)
        }
    }
}

/// The flights of all loops, so that an identical request finds the one that is under way.
package final class FlightTable: Sendable {
    private let flights = Mutex<[Flight.Key: Flight]>([:])

    package init() {}

    enum Boarding {
        case leads(Flight)
        case follows(Flight, id: Int)
    }

    /// - Parameter follower: made only if there is something to follow.
    func board(_ key: Flight.Key, follower: (Flight) -> Follower) -> Boarding {
        self.flights.withLock { flights in
            if let flight = flights[key], let id = flight.join(follower(flight)) { return .follows(flight, id: id) }
            let flight = Flight(key)
            flights[key] = flight
            return .leads(flight)
        }
    }

    func isUnderWay(_ key: Flight.Key) -> Bool {
        self.flights.withLock { $0[key] != nil }
    }

    /// From now on nobody finds it.
    func remove(_ flight: Flight) {
        self.flights.withLock { flights in
            if flights[flight.key] === flight { flights[flight.key] = nil }
        }
    }
}
