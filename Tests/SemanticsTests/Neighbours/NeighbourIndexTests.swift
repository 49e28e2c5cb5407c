import BandStreams
import Testing

@testable import Semantics

@Suite struct NeighbourIndexTests {
    private func vector(
        _ dimensions: Int,
        _ random: inout SplitMix,
        near other: [Float]? = nil,
        _ noise: Float = 1
    )
        -> [Float]
    {
        (0..<dimensions).map { (other?[$0] ?? 0) + noise * Float(random.normal(0, 1)) }
    }

    @Test func takesTheMostDimensionsThereMayBe() throws {
        var random = SplitMix(seed: 4)
        var index = try #require(NeighbourIndex(dimensions: StoredVector.dimensionsLimit, countMax: 9))
        let components = self.vector(StoredVector.dimensionsLimit, &random)
        let vector = try #require(StoredVector(components))
        let taken = index.insert(vector, id: 1)
        #expect(taken)
        #expect(index.nearest(to: components, atLeast: 0.999).first?.id == 1)
        #expect(StoredVector(components + [1]) == nil)
        #expect(NeighbourIndex(dimensions: StoredVector.dimensionsLimit + 1, countMax: 9) == nil)
    }

    /// What the index must find, one product after the other.
    private func best(_ query: [Float], _ vectors: [UInt64: StoredVector], least: Float, limit: Int) -> [UInt64] {
        guard let unit = UnitQuery(query) else { return [] }
        let all = vectors.map { id, vector in
            let product = zip(unit.components, vector.codes).reduce(Float(0)) { $0 + $1.0 * Float($1.1) }
            return (id: id, similarity: product * vector.scale)
        }
        return all.filter { $0.similarity >= least }.sorted { $0.similarity > $1.similarity }.prefix(limit).map(\.id)
    }

    @Test(arguments: [1, 3, 8, 31, 384, 1_501])
    func findsTheTrueBest(dimensions: Int) throws {
        var random = SplitMix(seed: UInt64(dimensions))
        var index = try #require(NeighbourIndex(dimensions: dimensions, countMax: 1_000))
        var vectors: [UInt64: StoredVector] = [:]
        var originals: [[Float]] = []
        for id in 0..<100 as Range<UInt64> {
            // Every other one is near to one before it: the hard case.
            let near = id % 2 == 1 ? originals.randomElement(using: &random) : nil
            let components = self.vector(dimensions, &random, near: near, near == nil ? 1 : 0.5)
            originals.append(components)
            let stored = try #require(StoredVector(components))
            vectors[id] = stored
            let taken = index.insert(stored, id: id)
            #expect(taken)
        }
        for round in 0..<9 {
            let near = originals.randomElement(using: &random)
            let query = self.vector(dimensions, &random, near: near, [0.2, 0.6, 2][round % 3])
            for least: Float in [-1, 0, 0.5, 0.9] {
                let found = index.nearest(to: query, atLeast: least, limit: 5)
                let wanted = self.best(query, vectors, least: least, limit: 5)
                #expect(found.count == wanted.count)
                // Products that are as good as equal may change places.
                let unit = try #require(UnitQuery(query))
                for (neighbour, id) in zip(found, wanted) {
                    let stored = try #require(vectors[id])
                    let product = zip(unit.components, stored.codes).reduce(Float(0)) { $0 + $1.0 * Float($1.1) }
                    #expect(abs(neighbour.similarity - product * stored.scale) < 1e-4)
                }
            }
        }
    }

    @Test func whatIsRemovedIsNotFoundAndTheRestIs() throws {
        var random = SplitMix(seed: 5)
        var index = try #require(NeighbourIndex(dimensions: 64, countMax: 500))
        var vectors: [UInt64: [Float]] = [:]
        for step in 0..<1_000 {
            let id = UInt64.random(in: 0..<100, using: &random)
            if step % 3 == 0, vectors[id] != nil {
                let removed = index.remove(id)
                #expect(removed)
                vectors[id] = nil
            } else {
                let components = self.vector(64, &random)
                vectors[id] = components
                let stored = try #require(StoredVector(components))
                let taken = index.insert(stored, id: id)
                #expect(taken)
            }
            #expect(index.count == vectors.count)
        }
        for id in 0..<100 as Range<UInt64> {
            #expect(index.contains(id) == (vectors[id] != nil))
            guard let components = vectors[id] else { continue }
            let found = index.nearest(to: components, atLeast: 0.9)
            let nearest = try #require(found.first)
            #expect(nearest.id == id && nearest.similarity > 0.99)
        }
        for id in Array(vectors.keys) { index.remove(id) }
        #expect(index.count == 0)
        #expect(index.byteCount == 0)
        #expect(index.nearest(to: self.vector(64, &random), atLeast: -1).isEmpty)
    }

    @Test func takesNoMoreThanItMay() throws {
        var index = try #require(NeighbourIndex(dimensions: 2, countMax: 2))
        let vector = try #require(StoredVector([1, 0]))
        let longer = try #require(StoredVector([1, 0, 0]))
        var taken = [index.insert(vector, id: 1), index.insert(vector, id: 2), index.insert(vector, id: 3)]
        #expect(taken == [true, true, false])
        taken = [
            index.insert(vector, id: 2), index.remove(1), index.insert(vector, id: 3), index.insert(longer, id: 2),
        ]
        #expect(taken == [true, true, true, false])
    }

    @Test(arguments: [
        [], [0, 0], [Float.nan, 1], [Float.infinity, 1], [1, 1, 1],
    ])
    func whatIsNoQueryHasNoNeighbour(query: [Float]) throws {
        var index = try #require(NeighbourIndex(dimensions: 2, countMax: 9))
        let vector = try #require(StoredVector([1, 0]))
        let taken = index.insert(vector, id: 1)
        #expect(taken)
        #expect(index.nearest(to: query, atLeast: -1).isEmpty)
        #expect(index.nearest(to: [1, 0], atLeast: .nan).isEmpty)
        #expect(index.nearest(to: [1, 0], atLeast: 0, limit: -1).isEmpty)
        #expect(index.nearest(to: [.greatestFiniteMagnitude, 0], atLeast: 0.99).first?.id == 1)
        #expect(index.nearest(to: [.leastNonzeroMagnitude, 0], atLeast: 0.99).first?.id == 1)
    }

    @Test func storedVectorSurvivesItsBytes() throws {
        var random = SplitMix(seed: 6)
        let components = self.vector(384, &random)
        let stored = try #require(StoredVector(components))
        let bytes = stored.encoded()
        #expect(bytes.count == 387)
        #expect(bytes.withUnsafeBytes { StoredVector(decoding: $0) } == stored)
        for length in 0..<bytes.count {
            #expect(bytes.prefix(length).withUnsafeBytes { StoredVector(decoding: $0) } == nil)
        }
    }

    @Test(arguments: [[], [1], [1, 1, 0], [1, 1, 0, 0], [1, 1, 0, 0x80], [2, 1, 0, 5], [1, 0, 0], [1, 2, 0, 5]])
    func bytesThatAreNoVectorAreRefused(bytes: [UInt8]) {
        #expect(bytes.withUnsafeBytes { StoredVector(decoding: $0) } == nil)
    }

    @Test func codesKeepTheCosine() throws {
        var random = SplitMix(seed: 7)
        for _ in 0..<20 {
            let left = self.vector(384, &random)
            let right = self.vector(384, &random, near: left, 0.5)
            let (first, second) = (try #require(UnitQuery(left)), try #require(UnitQuery(right)))
            let (exact, other) = (first.components, second.components)
            let cosine = zip(exact, other).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            let (one, two) = (try #require(StoredVector(left)), try #require(StoredVector(right)))
            let stored = try #require(one.cosine(two))
            #expect(abs(stored - cosine) < 0.005)
        }
    }
}
