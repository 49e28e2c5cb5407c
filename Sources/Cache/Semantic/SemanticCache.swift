package import Embeddings
package import Semantics
internal import Synchronization

/// The semantic tier: which stored answer a question may have that nobody asked in these words.
///
/// It knows questions and where their answers lie; the answers are the exact tier's, which is asked for each of them and so has
/// the last word on life, scope and policy. Embeddings are made on a thread of their own, and the search runs there too, so
/// an event loop never waits. What a band of candidates has earned lies in a ledger that is saved by its owner.
package final class SemanticCache: Sendable {
    /// A question, as far as it can be compared.
    package struct Question: Sendable {
        package var text: [UInt8]
        /// All of the request but these words.
        package var neighbourhood: Fingerprint
        /// What shares the evidence of its bands: the model's name.
        package var route: String
        package var settings: SemanticSettings
        /// 64 random bits, which decide about exploration.
        package var random: UInt64

        package init(
            text: [UInt8],
            neighbourhood: Fingerprint,
            route: String,
            settings: SemanticSettings,
            random: UInt64
        ) {
            self.text = text
            self.neighbourhood = neighbourhood
            self.route = route
            self.settings = settings
            self.random = random
        }
    }

    /// A near question, and whether its answer may be served.
    package struct Match: Sendable {
        package var answer: Fingerprint
        package var similarity: Float
        /// Nil under a mere threshold.
        package var ticket: BandTicket?

        package var mayServe: Bool { self.ticket.map { $0.decision == .serve } ?? true }
    }

    package struct Finding: Sendable {
        /// Nil where the encoder was late, or the text is longer than it reads.
        package var vector: [Float]?
        package var match: Match?

        package init(vector: [Float]?, match: Match?) {
            self.vector = vector
            self.match = match
        }
    }

    /// What is to become of the questions that are known. Only the encoder's thread, which searches them, changes them: a loop
    /// leaves word here and never waits for a search.
    private enum Change {
        case insert(neighbourhood: Fingerprint, vector: [Float], resident: Neighbourhood.Resident)
        case remove(neighbourhood: Fingerprint, answer: Fingerprint)
    }

    private struct State {
        var neighbourhoods: [Fingerprint: Neighbourhood] = [:]
        /// In the order in which they came; those that were removed since are passed over.
        var arrivals: [(neighbourhood: Fingerprint, id: UInt64)] = []
        var firstArrival = 0
        var count = 0
        var lastID: UInt64 = 0
    }

    package let normalizer: Normalizer
    /// Questions that are kept at most; the oldest go first.
    private let countMax: Int
    private let encoder: EncoderThread?
    private let changes = Mutex<[Change]>([])
    private let state = Mutex(State())
    private let ledger = Mutex(BandLedger())

    /// The floor below which nobody looks for evidence.
    private static let similarityMin: Float = 0.7
    private static let fallbackReach: Float = 0.05

    /// - Parameter encoder: nil: no model is there, and near questions are not looked for.
    package init(encoder: EncoderThread?, normalizer: Normalizer = Normalizer(), countMax: Int = 50_000) {
        self.encoder = encoder
        self.normalizer = normalizer
        self.countMax = max(1, countMax)
    }

    package var hasEncoder: Bool { self.encoder != nil }

    /// Questions that are known.
    package var count: Int { self.state.withLock { $0.count } }

    /// Looks for a near question. The completion is called once, on the encoder's thread.
    ///
    /// - Parameter deadline: of the monotonic clock, in nanoseconds.
    /// - Returns: false if there is no encoder or it has too much to do; then the completion is not called.
    package func find(
        _ question: Question,
        deadline: UInt64,
        completion: @escaping @Sendable (Finding) -> Void
    ) -> Bool {
        guard let encoder = self.encoder else { return false }
        return encoder.submit(question.text, deadline: deadline) { [weak self] result in
            guard let self, case .success(let embedding) = result, !embedding.isTruncated else {
                completion(Finding(vector: nil, match: nil))
                return
            }
            completion(Finding(vector: embedding.vector, match: self.match(question, embedding.vector)))
        }
    }

    private func match(_ question: Question, _ vector: [Float]) -> Match? {
        switch question.settings.mode {
        case .off, .equivalent:
            return nil
        case .threshold(let least):
            return self.nearest(question, vector, atLeast: least).first.map {
                Match(answer: $0.resident.answer, similarity: $0.similarity, ticket: nil)
            }
        case .verified(let settings):
            let near = self.nearest(question, vector, atLeast: SemanticCache.similarityMin)
            // Where the nearest is struck out, one that is much farther away is not what was meant either.
            let least = (near.first?.similarity ?? 0) - SemanticCache.fallbackReach
            for (resident, similarity) in near where similarity >= least {
                let verdict = Verifier.verdict(question.text, resident.text)
                guard verdict.vetoes.isEmpty else { continue }
                let ticket = self.ledger.withLock {
                    $0.decide(
                        BandCandidate(similarity: similarity, score: verdict.score),
                        route: SemanticCache.route(question.route),
                        settings: settings,
                        random: question.random
                    )
                }
                return Match(answer: resident.answer, similarity: similarity, ticket: ticket)
            }
            return nil
        }
    }

    private func nearest(
        _ question: Question,
        _ vector: [Float],
        atLeast similarity: Float
    ) -> [(resident: Neighbourhood.Resident, similarity: Float)] {
        let changes = self.changes.withLock { changes in
            let taken = changes
            changes = []
            return taken
        }
        return self.state.withLock { state in
            for change in changes { self.apply(change, to: &state) }
            return state.neighbourhoods[question.neighbourhood]?.nearest(to: vector, atLeast: similarity) ?? []
        }
    }

    /// Evidence is about the embeddings of one model.
    private static func route(_ name: String) -> [UInt8] {
        Array((SemanticCache.encoderName + name).utf8)
    }

    private static let encoderName = EmbeddingModel.weightsFile.sha256.prefix(8) + " "

    /// A question whose answer is stored now.
    package func insert(_ question: Question, _ vector: [Float], answer: Fingerprint) {
        let resident = Neighbourhood.Resident(text: question.text, answer: answer)
        let change = Change.insert(neighbourhood: question.neighbourhood, vector: vector, resident: resident)
        self.note(change)
    }

    /// An answer that is not there any more: its question does not outlive it.
    package func remove(_ answer: Fingerprint, from neighbourhood: Fingerprint) {
        self.note(.remove(neighbourhood: neighbourhood, answer: answer))
    }

    /// Each search takes what has gathered; without one, little may gather.
    private func note(_ change: Change) {
        guard self.encoder != nil else { return }
        self.changes.withLock { changes in
            if changes.count < SemanticCache.changesMax { changes.append(change) }
        }
    }

    private static let changesMax = 10_000

    private func apply(_ change: Change, to state: inout State) {
        switch change {
        case .insert(let neighbourhood, let vector, let resident):
            state.lastID &+= 1
            let id = state.lastID
            let isNew = state.neighbourhoods[
                neighbourhood,
                default: Neighbourhood(dimensions: vector.count, countMax: self.countMax)
            ].insert(vector, resident, id: id)
            guard isNew else { return }
            state.count += 1
            state.arrivals.append((neighbourhood, id))
            while state.count > self.countMax { SemanticCache.removeOldest(&state) }
        case .remove(let neighbourhood, let answer):
            guard state.neighbourhoods[neighbourhood]?.remove(answer) ?? false else { return }
            SemanticCache.removed(from: neighbourhood, &state)
        }
    }

    private static func removed(from neighbourhood: Fingerprint, _ state: inout State) {
        state.count -= 1
        if state.neighbourhoods[neighbourhood]?.residents.isEmpty ?? false { state.neighbourhoods[neighbourhood] = nil }
    }

    private static func removeOldest(_ state: inout State) {
        guard state.firstArrival < state.arrivals.count else {
            state.count = 0
            return
        }
        let oldest = state.arrivals[state.firstArrival]
        state.firstArrival += 1
        if state.firstArrival > 1024, state.firstArrival * 2 > state.arrivals.count {
            state.arrivals.removeFirst(state.firstArrival)
            state.firstArrival = 0
        }
        guard state.neighbourhoods[oldest.neighbourhood]?.remove(id: oldest.id) ?? false else { return }
        SemanticCache.removed(from: oldest.neighbourhood, &state)
    }

    // MARK: Labels

    /// Compares the stored answer with the one that the upstream gave in its place, and notes which of them it was.
    ///
    /// - Parameter deadline: for each of the two embeddings; without them only nearly the same words are the same answer.
    package func judge(_ ticket: BandTicket, route: String, stored: [UInt8], fresh: [UInt8], deadline: UInt64) {
        let route = SemanticCache.route(route)
        let isTaken =
            self.encoder?.submit(stored, deadline: deadline) { [weak self] first in
                guard let self else { return }
                let isTaken =
                    self.encoder?.submit(fresh, deadline: deadline) { [weak self] second in
                        self?.record(ticket, route, stored, fresh, SemanticCache.cosine(first, second))
                    } ?? false
                if !isTaken { self.record(ticket, route, stored, fresh, nil) }
            } ?? false
        if !isTaken { self.record(ticket, route, stored, fresh, nil) }
    }

    private func record(_ ticket: BandTicket, _ route: [UInt8], _ stored: [UInt8], _ fresh: [UInt8], _ cosine: Float?) {
        let label = Judge.compare(stored, fresh, cosine: cosine).label
        self.ledger.withLock { $0.record(label, for: ticket, of: route) }
    }

    private static func cosine(
        _ a: Result<Embedding, EncoderThread.Refusal>,
        _ b: Result<Embedding, EncoderThread.Refusal>
    ) -> Float? {
        guard case .success(let a) = a, case .success(let b) = b, !a.isTruncated, !b.isTruncated else { return nil }
        return a.similarity(to: b)
    }

    // MARK: What the bands have earned

    /// The states that changed since the last call; nil for one that was forgotten.
    package func takeBandChanges() -> [(route: [UInt8], state: [UInt8]?)] {
        self.ledger.withLock { $0.takeChanges() }
    }

    /// - Returns: false if the state cannot be read; the route then starts with nothing open.
    package func restoreBands(_ state: [UInt8], of route: [UInt8]) -> Bool {
        self.ledger.withLock { $0.restore(state, of: route) }
    }

    /// By name of the route, sorted.
    package var bandReports: [(route: String, report: BandReport)] {
        self.ledger.withLock { ledger in
            ledger.routeNames.compactMap { name in
                ledger.report(name).map { report in
                    (String(decoding: name.dropFirst(SemanticCache.encoderName.utf8.count), as: UTF8.self), report)
                }
            }
        }.sorted { $0.route < $1.route }
    }

    package func stop() {
        self.encoder?.stop()
    }
}
