import Exchange
import Testing

@Suite struct NameTableTests {
    private let table = NameTable(["a", "role", "tool_calls", "sixteen_bytes_xx", "eightxxx"])

    private func contains(_ name: String) -> Bool {
        Array(name.utf8).withUnsafeBytes { self.table.contains($0) }
    }

    @Test func knowsItsNamesAndNoOthers() {
        for name in ["a", "role", "tool_calls", "sixteen_bytes_xx", "eightxxx"] {
            #expect(self.contains(name))
            #expect(!self.contains(name + "x") && !self.contains(name + "\u{0}") && !self.contains("x" + name))
        }
        for name in ["", "Role", "rol", "sixteen_bytes_xxx", "tool_cals", "\u{0}"] { #expect(!self.contains(name)) }
        #expect(!NameTable([]).contains(UnsafeRawBufferPointer(start: nil, count: 0)))
    }
}
