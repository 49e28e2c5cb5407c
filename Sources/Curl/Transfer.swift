import CCurl
import NIOCore

/// One easy handle with all that its callbacks need. It serves many exchanges, one after the other.
///
/// Inside libcurl's callbacks it only collects: bytes go into its buffer, news into its loop's list. Whatever calls out of
/// this module happens in the loop's own turn.
final class Transfer {
    enum State {
        case resting
        case running
        /// libcurl is done with it; what it brought may still have to be delivered.
        case done(TransferFailure?)
    }

    /// Why a callback told libcurl to give up.
    private enum Fault {
        case headTooLarge
        case badHead(String)
        case answerTooLarge
    }

    let easy: UnsafeMutableRawPointer
    /// The loop owns its transfers, so it outlives them.
    private unowned let loop: TransferLoop
    private(set) var setting: TransferSetting?
    private var url: OpaquePointer?
    private let headers = HeaderLines()
    private let errorText: UnsafeMutablePointer<CChar>

    /// Changes with every exchange, so a ticket of an earlier one is known as such.
    private(set) var serial: UInt64 = 0
    var state = State.resting
    var delegate: (any TransferDelegate)?
    /// Its place in the loop's list of running transfers.
    var runningIndex = 0
    /// Is already in the loop's list of those with news.
    var isListed = false
    /// The delegate wants nothing now.
    var isPaused = false
    private var mayBePausedInCurl = false
    /// It is done, but its last bytes wait for the delegate to resume.
    var isHeld = false

    private var request: AnyObject?
    private var reader = HeadReader()
    private var fault: Fault?
    private(set) var head: AnswerHead?
    private(set) var headIsComplete = false
    private var bytesReceived = 0
    private var answerBytesMax = 0
    var buffer: [UInt8] = []

    private(set) var deadlines = TransferDeadlines(connect: 0, firstByte: 0, idle: 0, total: 0)
    private(set) var startedAt: UInt64 = 0
    var lastActivity: UInt64 = 0

    init(loop: TransferLoop) throws(TransferFailure) {
        guard let easy = curl_easy_init() else {
            throw TransferFailure(.unusable, "no memory for another transfer")
        }
        self.easy = easy
        self.loop = loop
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        self.setOnce()
    }

    /// Only after it was taken out of the multi handle.
    deinit {
        curl_easy_cleanup(self.easy)
        if let url = self.url { curl_url_cleanup(url) }
        self.errorText.deallocate()
    }

    static func from(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// The transfer behind an easy handle; libcurl also calls back for handles of its own.
    static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var context: UnsafeMutableRawPointer?
        guard gatehouse_easy_get_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK, let context else { return nil }
        return Self.from(context)
    }

    // MARK: - An exchange

    /// Makes the handle ready for a request. What is the same as last time is not said again: libcurl parses a URL, and
    /// copies a string, each time it is told one.
    func prepare(
        _ request: TransferRequest,
        serial: UInt64,
        delegate: any TransferDelegate,
        at now: UInt64
    ) throws(TransferFailure) {
        try self.apply(request.setting)
        let lines = try self.headers.write(request.headers)
        gatehouse_easy_set_pointer(self.easy, CURLOPT_HTTPHEADER, lines)
        self.errorText[0] = 0
        if request.sendsBody { self.setBody(request.body) }

        self.serial = serial
        self.delegate = delegate
        self.isPaused = false
        self.mayBePausedInCurl = false
        self.isHeld = false
        self.reader = HeadReader()
        self.fault = nil
        self.head = nil
        self.headIsComplete = false
        self.bytesReceived = 0
        self.answerBytesMax = request.answerBytesMax
        self.deadlines = request.deadlines
        self.startedAt = now
        self.lastActivity = now
    }

    /// Lets go of all that belongs to the exchange.
    func rest() {
        self.state = .resting
        self.delegate = nil
        self.request = nil
        self.head = nil
        self.buffer.removeAll(keepingCapacity: self.buffer.capacity <= 2 * Self.bufferBytesMax)
    }

    /// How much is collected before it is delivered.
    private static let bufferBytesMax = 64 << 10

    func takeHead() -> AnswerHead? {
        defer { self.head = nil }
        return self.head
    }

    /// Brings libcurl to the state that the delegate asked for. It refuses a pause while there is no connection, and forgets
    /// one when it repeats a request on another connection: so it is told again whenever bytes come to a paused transfer.
    /// Resuming may call the write callback before it returns.
    func applyPause() {
        guard case .running = self.state, self.isPaused || self.mayBePausedInCurl else { return }
        // Before the call, in which the write callback may pause it anew.
        self.mayBePausedInCurl = self.isPaused
        curl_easy_pause(self.easy, self.isPaused ? CURLPAUSE_RECV : CURLPAUSE_CONT)
    }

    /// Whether it is paused on this connection. A transfer that took an idle connection, and was paused by its first bytes in
    /// the same call, has not been told to the socket callback: only libcurl knows whose connection that is now. It tells
    /// the local port (`CURLINFO_ACTIVESOCKET` is still -1 then, in 7.88).
    func isPaused(on descriptor: Int32) -> Bool {
        guard case .running = self.state, self.mayBePausedInCurl else { return false }
        var port: CLong = 0
        guard gatehouse_easy_get_long(self.easy, CURLINFO_LOCAL_PORT, &port) == CURLE_OK, port > 0 else { return false }
        return SocketTable.localPort(of: descriptor) == port
    }

    /// What libcurl's result means for this exchange.
    func failure(for code: CURLcode) -> TransferFailure? {
        switch self.fault {
        case .headTooLarge:
            return TransferFailure(.tooLarge, "the answer has a head that is larger than \(HeadReader.bytesMax) bytes")
        case .badHead(let reason):
            return TransferFailure(.badAnswer, "the upstream's answer cannot be used: \(reason)")
        case .answerTooLarge:
            return TransferFailure(.tooLarge, "the upstream's answer is larger than \(self.answerBytesMax) bytes")
        case nil:
            break
        }
        guard code != CURLE_OK else {
            return self.headIsComplete ? nil : TransferFailure(.badAnswer, "the upstream's answer has no head")
        }
        var sent: CLong = 0
        gatehouse_easy_get_long(self.easy, CURLINFO_REQUEST_SIZE, &sent)
        let progress = TransferFailure.Progress(requestWasSent: sent > 0, headIsComplete: self.headIsComplete)
        return TransferFailure(code, after: progress, detail: sent > 0 ? "" : String(cString: self.errorText))
    }

    /// Something collected that the delegate has not seen.
    var hasUndelivered: Bool {
        self.head != nil || !self.buffer.isEmpty
    }

    var isHTTP2: Bool {
        self.reader.isHTTP2
    }

    /// The next moment at which this transfer may have taken too long, and in what.
    var nextDeadline: (at: UInt64, TransferDeadlines.Deadline) {
        self.deadlines.next(
            startedAt: self.startedAt,
            lastActivity: self.lastActivity,
            headIsComplete: self.headIsComplete,
            isPaused: self.isPaused
        )
    }

    // MARK: - Inside libcurl's callbacks

    fileprivate func receiveLine(_ line: UnsafeRawBufferPointer) -> Bool {
        switch self.reader.read(line) {
        case .more:
            return true
        case .head(let head):
            self.head = head
            self.headIsComplete = true
            self.lastActivity = self.loop.now
            self.loop.hasNews(self)
            return true
        case .tooLarge:
            self.fault = .headTooLarge
        case .bad(let reason):
            self.fault = .badHead(reason)
        }
        return false
    }

    /// libcurl reads on for as long as its socket is readable, and would bring in a whole long answer in one call. So it is
    /// paused when there is enough to deliver; it then keeps the piece and hands it over again when it is resumed.
    fileprivate func receiveBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard self.headIsComplete, bytes.count <= self.answerBytesMax - self.bytesReceived else {
            self.fault = self.fault ?? .answerTooLarge
            return 0
        }
        guard self.buffer.isEmpty || self.buffer.count + bytes.count <= Self.bufferBytesMax else {
            self.mayBePausedInCurl = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        self.bytesReceived += bytes.count
        self.buffer.append(contentsOf: bytes)
        self.lastActivity = self.loop.now
        self.loop.hasNews(self)
        return bytes.count
    }

    // MARK: - Options

    private func setOnce() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        gatehouse_easy_set_pointer(self.easy, CURLOPT_PRIVATE, context)
        gatehouse_easy_set_pointer(self.easy, CURLOPT_ERRORBUFFER, self.errorText)
        gatehouse_easy_set_write(self.easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Transfer.from(context).receiveBytes(UnsafeRawBufferPointer(start: bytes, count: size &* count))
        }
        gatehouse_easy_set_pointer(self.easy, CURLOPT_WRITEDATA, context)
        gatehouse_easy_set_write(self.easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let length = size &* count
            return Transfer.from(context).receiveLine(UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
        }
        gatehouse_easy_set_pointer(self.easy, CURLOPT_HEADERDATA, context)
        ConnectionSetting.apply(to: self.easy, of: self.loop)

        self.set(CURLOPT_FOLLOWLOCATION, 0)
        self.set(CURLOPT_HTTP09_ALLOWED, 0)
        self.set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        let options = self.loop.options
        self.set(CURLOPT_BUFFERSIZE, options.readBytes)
        self.set(CURLOPT_MAXAGE_CONN, options.idleSecondsMax)
        self.set(CURLOPT_MAXLIFETIME_CONN, options.connectionSecondsMax)
    }

    private func apply(_ setting: TransferSetting) throws(TransferFailure) {
        guard setting != self.setting else { return }
        self.setting = nil
        guard let url = curl_url() else { throw TransferFailure(.unusable, "no memory for another transfer") }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)
        guard curl_url_set(url, CURLUPART_URL, setting.url, flags) == CURLUE_OK else {
            curl_url_cleanup(url)
            throw TransferFailure(.unusable, "the upstream's address cannot be read")
        }
        gatehouse_easy_set_pointer(self.easy, CURLOPT_CURLU, UnsafeRawPointer(url))
        // The text too: libcurl repeats a request whose kept-alive connection had died from the text, and would otherwise
        // repeat it at the address that this handle was told before.
        gatehouse_easy_set_string(self.easy, CURLOPT_URL, setting.url)
        if let previous = self.url { curl_url_cleanup(previous) }
        self.url = url

        let protocols = setting.allowsPlainHTTP ? "http,https" : "https"
        gatehouse_easy_set_string(self.easy, CURLOPT_PROTOCOLS_STR, protocols)
        let version = setting.allowsHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
        self.set(CURLOPT_HTTP_VERSION, CLong(version))
        self.set(CURLOPT_CONNECTTIMEOUT_MS, CLong(clamping: max(1, setting.connectNanoseconds / 1_000_000)))
        try self.setMethod(setting.method, sendsBody: setting.sendsBody)
        self.setting = setting
    }

    private func setMethod(_ method: String, sendsBody: Bool) throws(TransferFailure) {
        guard (1...32).contains(method.utf8.count), method.utf8.allSatisfy({ $0.isASCIILetter }) else {
            throw TransferFailure(.unusable, "the request's method is not a word")
        }
        switch method {
        case "HEAD":
            self.set(CURLOPT_NOBODY, 1)
        case _ where sendsBody:
            self.set(CURLOPT_POST, 1)
        default:
            self.set(CURLOPT_HTTPGET, 1)
        }
        let isUsual = method == (sendsBody ? "POST" : "GET") || method == "HEAD"
        gatehouse_easy_set_string(self.easy, CURLOPT_CUSTOMREQUEST, isUsual ? nil : method)
    }

    /// libcurl copies no body ("the data pointed to is NOT copied by the library", CURLOPT_POSTFIELDS(3)): the storage is
    /// kept until the exchange ends. An empty one needs some address, or libcurl would ask a read callback.
    private func setBody(_ body: ByteBuffer) {
        body.withUnsafeReadableBytesWithStorageManagement { bytes, storage in
            self.request = storage.takeUnretainedValue()
            let address = bytes.baseAddress ?? UnsafeRawPointer(self.errorText)
            gatehouse_easy_set_pointer(self.easy, CURLOPT_POSTFIELDS, address)
            gatehouse_easy_set_offset(self.easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
        }
    }

    private func set(_ option: CURLoption, _ value: Int) {
        gatehouse_easy_set_long(self.easy, option, value)
    }
}

/// What a handle keeps from one exchange to the next; handles are pooled by it.
struct TransferSetting: Hashable {
    var url: String
    var method: String
    var sendsBody: Bool
    var allowsHTTP2: Bool
    var allowsPlainHTTP: Bool
    var connectNanoseconds: UInt64
}

extension TransferRequest {
    /// A POST says `Content-Length: 0` when it has none.
    var sendsBody: Bool {
        self.method == "POST" || (self.body.readableBytes > 0 && self.method != "HEAD")
    }

    var setting: TransferSetting {
        TransferSetting(
            url: self.url,
            method: self.method,
            sendsBody: self.sendsBody,
            allowsHTTP2: self.allowsHTTP2,
            allowsPlainHTTP: self.allowsPlainHTTP,
            connectNanoseconds: self.deadlines.connect
        )
    }
}
