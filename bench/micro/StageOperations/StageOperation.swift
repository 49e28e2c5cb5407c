/// Something that a stage does for one request, ready to be repeated: the times and the allocations are taken of the same.
package struct StageOperation: Sendable {
    /// Does the operation so many times, and returns a number that depends on every result, so that no compiler can leave
    /// one out.
    package typealias Repetition = (_ times: Int) -> UInt64

    package let name: String
    /// How many bytes it works on, where a rate says something.
    package let bytes: Int?
    /// Makes what the operation needs, outside of every measurement.
    package let prepare: @Sendable () throws -> Repetition

    init(_ name: String, bytes: Int? = nil, prepare: @escaping @Sendable () throws -> Repetition) {
        self.name = name
        self.bytes = bytes
        self.prepare = prepare
    }

    /// In the order in which a request comes through them.
    package static let all: [StageOperation] =
        StageOperation.scanning + StageOperation.authenticating + StageOperation.limiting + StageOperation.inspecting
        + StageOperation.fingerprinting + StageOperation.caching + StageOperation.streaming + StageOperation.recording
}
