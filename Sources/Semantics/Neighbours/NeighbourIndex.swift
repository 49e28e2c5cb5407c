internal import CNeighbours

/// A cached question that is near to the one that was asked.
package struct Neighbour: Sendable, Equatable {
    package let id: UInt64
    /// The cosine of the angle between them.
    package let similarity: Float
}

/// Exact nearest-neighbour search among the embeddings that share a key.
///
/// What is found is the nearest of the stored vectors, provably, not probably. Of each vector the signs are kept beside its 8-bit codes,
/// and the angle between the vector and the diagonal that its signs point to. The angle between query and vector is at least
/// the angle between query and diagonal less that one (the triangle inequality on the sphere); the query's product with
/// a diagonal comes from a table of its parts of four components, rounded by a known amount, 32 diagonals at a time (the layout is
/// that of F. André et al., "Cache locality is not enough", 2015). Only vectors that may reach what is asked for, or what
/// was found already, are multiplied out.
///
/// 470 bytes a vector of 384 dimensions. Embeddings that are all near each other, of which the bound can
/// exclude few, cost the multiplication of all: 63 ns each, where an excluded one costs 4.
package struct NeighbourIndex: Sendable {
    package let dimensions: Int
    /// More are not taken: the caller removes before it inserts.
    package let countMax: Int
    /// How many neighbours one search returns at most.
    package static let resultsLimit = 16

    private var ids: [UInt64] = []
    private var rows: [UInt64: Int] = [:]
    private var codes: [Int8] = []
    private var scales: [Float] = []
    /// Blocks of 32 vectors' signs, see `CNeighbours`.
    private var signs: [UInt8] = []
    /// Cosine and sine of the angle between a vector and its diagonal; whole blocks.
    private var along: [Float] = []
    private var across: [Float] = []

    private static let lanes = Int(neighbours_lanes)
    private static let avx2 = neighbours_has_avx2() != 0 ? Int32(1) : 0

    private var columns: Int { (self.dimensions + 7) / 8 }

    /// `nil` if the dimensions are not those of a ``StoredVector`` or nothing may be kept.
    package init?(dimensions: Int, countMax: Int) {
        guard (1...StoredVector.dimensionsLimit).contains(dimensions), countMax > 0 else { return nil }
        self.dimensions = dimensions
        self.countMax = countMax
    }

    package var count: Int { self.ids.count }

    /// What the vectors take, without the spare room of growing arrays and the dictionary's.
    package var byteCount: Int {
        self.codes.count + self.signs.count + 4 * (self.scales.count + self.along.count + self.across.count)
            + 24 * self.ids.count
    }

    package func contains(_ id: UInt64) -> Bool { self.rows[id] != nil }

    /// Keeps a vector, instead of the one with the same id if there is one.
    ///
    /// - Returns: `false` if it has other dimensions or there is no room; then nothing has changed.
    package mutating func insert(_ vector: StoredVector, id: UInt64) -> Bool {
        guard vector.dimensions == self.dimensions else { return false }
        if let row = self.rows[id] {
            self.write(vector.codes, scale: vector.scale, row: row)
            return true
        }
        guard self.count < self.countMax else { return false }
        let row = self.count
        self.rows[id] = row
        self.ids.append(id)
        self.codes.append(contentsOf: repeatElement(0, count: self.dimensions))
        self.scales.append(0)
        if row % Self.lanes == 0 {
            self.signs.append(contentsOf: repeatElement(0, count: self.columns * Self.lanes))
            self.along.append(contentsOf: repeatElement(1, count: Self.lanes))
            self.across.append(contentsOf: repeatElement(0, count: Self.lanes))
        }
        self.write(vector.codes, scale: vector.scale, row: row)
        return true
    }

    /// - Returns: whether there was such a vector.
    @discardableResult
    package mutating func remove(_ id: UInt64) -> Bool {
        guard let row = self.rows.removeValue(forKey: id), let moved = self.ids.last else { return false }
        let last = self.count - 1
        if row != last {
            // The last one takes its place.
            let codes = Array(self.codes[last * self.dimensions..<(last + 1) * self.dimensions])
            self.write(codes, scale: self.scales[last], row: row)
            self.ids[row] = moved
            self.rows[moved] = row
        }
        self.ids.removeLast()
        self.scales.removeLast()
        self.codes.removeLast(self.dimensions)
        if last % Self.lanes == 0 {
            self.signs.removeLast(self.columns * Self.lanes)
            self.along.removeLast(Self.lanes)
            self.across.removeLast(Self.lanes)
        }
        return true
    }

    private mutating func write(_ codes: [Int8], scale: Float, row: Int) {
        let start = row * self.dimensions
        let block = row / Self.lanes * self.columns * Self.lanes + row % Self.lanes
        var sum = 0
        for column in 0..<self.columns {
            var byte: UInt8 = 0
            for dimension in 8 * column..<min(8 * column + 8, self.dimensions) {
                let code = codes[dimension]
                self.codes[start + dimension] = code
                sum += abs(Int(code))
                if code >= 0 { byte |= 1 << UInt8(dimension - 8 * column) }
            }
            self.signs[block + column * Self.lanes] = byte
        }
        self.scales[row] = scale
        let cosine = min(Float(sum) * scale / Float(self.dimensions).squareRoot(), 1)
        self.along[row] = cosine
        self.across[row] = (1 - cosine * cosine).squareRoot()
    }

    /// The nearest vectors, the nearest first.
    ///
    /// - Parameters:
    ///   - query: of any length above 0, in the index' dimensions; else there is no neighbour.
    ///   - least: what is less similar is not looked for; the higher, the faster.
    ///   - limit: at most ``resultsLimit``.
    package func nearest(to query: [Float], atLeast least: Float, limit: Int = 1) -> [Neighbour] {
        guard query.count == self.dimensions, let query = UnitQuery(query), limit > 0, !least.isNaN else { return [] }
        var found = NearestFirst(limit: min(limit, Self.resultsLimit), least: max(least, -1))
        let stride = self.columns * Self.lanes
        query.components.withUnsafeBufferPointer { components in
            query.table.withUnsafeBufferPointer { table in
                self.codes.withUnsafeBufferPointer { codes in
                    self.signs.withUnsafeBufferPointer { signs in
                        for block in 0..<(self.count + Self.lanes - 1) / Self.lanes {
                            let first = block * Self.lanes
                            var candidates = self.along.withUnsafeBufferPointer { along in
                                self.across.withUnsafeBufferPointer { across in
                                    neighbours_candidates(
                                        Self.avx2,
                                        signs.baseAddress?.advanced(by: block * stride),
                                        table.baseAddress,
                                        UInt32(self.columns),
                                        query.offset,
                                        query.factor,
                                        found.cosine,
                                        found.sine,
                                        along.baseAddress?.advanced(by: first),
                                        across.baseAddress?.advanced(by: first)
                                    )
                                }
                            }
                            while candidates != 0 {
                                let row = first + candidates.trailingZeroBitCount
                                candidates &= candidates - 1
                                guard row < self.count else { break }
                                let product = neighbours_product(
                                    Self.avx2,
                                    components.baseAddress,
                                    codes.baseAddress?.advanced(by: row * self.dimensions),
                                    UInt32(self.dimensions)
                                )
                                found.offer(Neighbour(id: self.ids[row], similarity: product * self.scales[row]))
                            }
                        }
                    }
                }
            }
        }
        return found.neighbours
    }
}

/// The best so far, and what a further one must reach.
private struct NearestFirst {
    private(set) var neighbours: [Neighbour] = []
    private let limit: Int
    private(set) var cosine: Float
    private(set) var sine: Float

    init(limit: Int, least: Float) {
        self.limit = limit
        self.cosine = least
        self.sine = max(1 - least * least, 0).squareRoot()
    }

    mutating func offer(_ neighbour: Neighbour) {
        guard neighbour.similarity >= self.cosine else { return }
        let place = self.neighbours.firstIndex { $0.similarity < neighbour.similarity } ?? self.neighbours.count
        guard place < self.limit else { return }
        self.neighbours.insert(neighbour, at: place)
        if self.neighbours.count > self.limit { self.neighbours.removeLast() }
        if self.neighbours.count == self.limit, let last = self.neighbours.last {
            self.cosine = min(max(last.similarity, self.cosine), 1)
            self.sine = max(1 - self.cosine * self.cosine, 0).squareRoot()
        }
    }
}
