import Semantics

/// The questions that differ from each other in nothing but their words: one model, scope, history, sampling and all.
///
/// Of each the text is here as well as its embedding, because nothing is served that a comparison of the texts speaks
/// against. Both are in memory only: what was asked is never written to a disk.
struct Neighbourhood {
    struct Resident {
        var text: [UInt8]
        var answer: Fingerprint
    }

    private var index: NeighbourIndex?
    private(set) var residents: [UInt64: Resident] = [:]
    private var ids: [Fingerprint: UInt64] = [:]

    init(dimensions: Int, countMax: Int) {
        self.index = NeighbourIndex(dimensions: dimensions, countMax: countMax)
    }

    /// - Returns: whether it is new here and was taken in.
    mutating func insert(_ vector: [Float], _ resident: Resident, id: UInt64) -> Bool {
        guard self.ids[resident.answer] == nil, let stored = StoredVector(vector),
            self.index?.insert(stored, id: id) ?? false
        else { return false }
        self.residents[id] = resident
        self.ids[resident.answer] = id
        return true
    }

    /// - Returns: whether it was here.
    mutating func remove(id: UInt64) -> Bool {
        guard let resident = self.residents.removeValue(forKey: id) else { return false }
        self.ids[resident.answer] = nil
        _ = self.index?.remove(id)
        return true
    }

    mutating func remove(_ answer: Fingerprint) -> Bool {
        guard let id = self.ids[answer] else { return false }
        return self.remove(id: id)
    }

    /// The nearest first.
    func nearest(to vector: [Float], atLeast similarity: Float) -> [(resident: Resident, similarity: Float)] {
        let found = self.index?.nearest(to: vector, atLeast: similarity, limit: Neighbourhood.candidatesMax) ?? []
        return found.compactMap { neighbour in
            self.residents[neighbour.id].map { ($0, neighbour.similarity) }
        }
    }

    /// The next nearest may pass where the comparison of texts speaks against the nearest.
    private static let candidatesMax = 4
}
