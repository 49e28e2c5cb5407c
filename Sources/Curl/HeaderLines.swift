import CCurl

/// The header lines of a request as the linked list that libcurl reads, in memory that the next request uses again.
///
/// `curl_slist_append` would allocate twice a line. libcurl only reads the list ("libcurl does not copy the entire list so
/// you must keep it around until you no longer use this handle for a transfer", CURLOPT_HTTPHEADER(3)), so it may be ours.
final class HeaderLines {
    private var text: UnsafeMutablePointer<CChar>
    private var textCapacity: Int
    private var nodes: UnsafeMutablePointer<curl_slist>
    private var nodeCapacity: Int

    init() {
        self.textCapacity = 512
        self.nodeCapacity = 12
        self.text = .allocate(capacity: self.textCapacity)
        self.nodes = .allocate(capacity: self.nodeCapacity)
    }

    deinit {
        self.text.deallocate()
        self.nodes.deallocate()
    }

    /// Writes the list and gives its first node. Fields with an empty value are left out: to libcurl `name:` means to
    /// remove a field of its own. It does add `Expect` to long bodies, hence the last line.
    func write(_ headers: [(name: String, value: String)]) throws(TransferFailure) -> UnsafeMutablePointer<curl_slist> {
        var needed = 8
        for (name, value) in headers {
            needed += name.utf8.count + value.utf8.count + 3
        }
        self.reserve(text: needed, nodes: headers.count + 1)

        var used = 0
        var count = 0
        for (name, value) in headers where !value.isEmpty {
            self.startNode(count, at: used)
            count += 1
            guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else {
                throw TransferFailure(.unusable, "a header of the request has a name that HTTP does not allow")
            }
            self.append(name.utf8, at: &used)
            self.append(": ".utf8, at: &used)
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw TransferFailure(.unusable, "a header of the request holds a control character")
            }
            self.append(value.utf8, at: &used)
            self.append(CollectionOfOne(0), at: &used)
        }
        self.startNode(count, at: used)
        self.append("Expect:".utf8, at: &used)
        self.append(CollectionOfOne(0), at: &used)
        return self.nodes
    }

    private func startNode(_ index: Int, at offset: Int) {
        (self.nodes + index).initialize(to: curl_slist(data: self.text + offset, next: nil))
        if index > 0 {
            self.nodes[index - 1].next = self.nodes + index
        }
    }

    private func append(_ bytes: some Collection<UInt8>, at offset: inout Int) {
        for byte in bytes {
            self.text[offset] = CChar(bitPattern: byte)
            offset += 1
        }
    }

    private func reserve(text: Int, nodes: Int) {
        if text > self.textCapacity {
            self.text.deallocate()
            self.textCapacity = text * 2
            self.text = .allocate(capacity: self.textCapacity)
        }
        if nodes > self.nodeCapacity {
            self.nodes.deallocate()
            self.nodeCapacity = nodes * 2
            self.nodes = .allocate(capacity: self.nodeCapacity)
        }
    }
}
