import Cache
import Exchange
import Keys
import Ledger
import Limits
internal import NIOCore
internal import NIOHTTP1
internal import Policies
internal import Upstreams

/// One request and its answer. It acts; what comes next, `ExchangeState` decides.
///
/// The stages stand in `ExchangeHandler+Stages.swift` in their order, the call in `Attempt.swift`, the answers in
/// `ExchangeHandler+Answers.swift`. An exchange lives on the loop of its connection and keeps the snapshot with which it
/// began.
final class ExchangeHandler {
    let loop: LoopContext
    let snapshot: Snapshot
    private(set) var writer: any AnswerWriter
    let remembered: RememberedCaller
    var state = ExchangeState()

    // What the head told.
    private(set) var facts = HeadFacts()
    private(set) var path: RequestPath?
    private(set) var method = "POST"
    var dialect = Dialect.openAI
    /// Nothing is told of limits, policies and stages before this is set.
    var caller: Caller?

    // What the stages found.
    var body = ByteBuffer()
    var request = RequestScan()
    /// Where the body names the model.
    var modelRange: Range<Int>?
    var endpoint = Endpoint.chatCompletions
    var route: Route?
    var limits: CallerLimits?
    var reservation: Reservation?
    var policy: ActivePolicy?
    var policyReport = PolicyReport()
    /// What stands in the request in place of values; they are put back into the answer, for this caller alone.
    var tokens = TokenMap()
    var caching = Caching()
    var directives = CacheDirectives()
    var cacheStatus = CacheStatus.none
    var fingerprint: Fingerprint?
    /// What a stored answer saved its caller.
    var saved: (tokens: UInt64, milliseconds: UInt64)?
    /// What it has in common with questions in other words.
    var likeness: Likeness?
    /// Runs while its embedding is waited for.
    var likenessTimer: Scheduled<Void>?
    /// What the stages found of the same request before.
    var known: RememberedRequest?
    /// What the policy found in the request and let pass as it came.
    var passed: Inspection?

    /// The call that others may follow, and whose it is.
    var flight: Flight?
    var follower: Follower?
    /// Its caller has left, and it goes on for those who follow it.
    private(set) var isGhost = false
    /// Its caller has had an expired answer, and it goes on to bring a new one.
    private(set) var isRefreshing = false

    // The call and its answer.
    var plan: RetryPlan?
    var attempt: Attempt?
    var retryTimer: Scheduled<Void>?
    /// The policy over the stream that is read now.
    var streamInspection: StreamInspection?
    var answerTarget: Target?
    /// It says itself that nothing is missing; only such an answer is stored.
    var answerIsComplete = false
    var answerCallsTools = false
    /// The last attempt failed behind a request that the provider took.
    var mayHaveBeenBilled = false
    var localAnswer: LocalAnswer?
    var refused: RefusedAnswer?

    // What is told of it afterwards.
    let began: UInt64
    var clock = StageClock()
    var record: RequestRecord

    enum Beginning {
        case answered
        case wantsBody
    }

    init(_ loop: LoopContext, writer: any AnswerWriter, remembered: RememberedCaller) {
        self.loop = loop
        self.snapshot = loop.snapshot
        self.writer = writer
        self.remembered = remembered
        self.began = loop.now()
        let wallClock = loop.wallClock()
        self.record = RequestRecord(id: RequestID(wallClock: wallClock, random: &loop.random), time: wallClock)
        loop.meters.requestBegan()
    }

    // MARK: What the connection tells

    /// Takes the head: routes it and authenticates the caller, before a byte of the body is read.
    func begin(_ head: HTTPRequestHead, _ facts: HeadFacts) -> Beginning {
        self.facts = facts
        self.method = head.method.rawValue
        self.dialect = RequestPath.dialect(of: head.uri)
        self.record.method = self.method
        self.record.clientRequestID = facts.clientRequestID
        var fault: HeadFault?
        do {
            self.path = try RequestPath(head)
        } catch {
            fault = error
        }
        self.record.route = self.path?.label ?? .other
        do {
            // Where a path leads nowhere is told only to whoever may come in; a malformed target is nobody's secret.
            if fault?.status != 400, self.path?.needsCaller ?? true {
                try self.authenticate(head.method)
            }
        } catch {
            self.refuse(error)
            return .answered
        }
        if let fault {
            self.refuse(fault)
            return .answered
        }
        if facts.announcesBody, self.path?.takesBody == false {
            self.refuse(Refusal(.requestTooLarge, "This route takes no body; send none."))
            return .answered
        }
        self.run(self.state.on(.authenticated))
        return self.state.isFinished ? .answered : .wantsBody
    }

    func bodyRead(_ body: ByteBuffer) {
        self.body = body
        self.record.bytesIn = body.readableBytes
        self.run(self.state.on(.bodyRead))
    }

    /// The reader of a stream takes bytes again.
    func readerCaughtUp() {
        self.attempt?.resume()
    }

    /// The connection is gone; nobody is there to be answered, unless others follow this exchange's call.
    func callerLeft() {
        if !self.state.isFinished, let flight = self.flight, flight.outlivesItsLeader() {
            self.isGhost = true
            self.writer = AbsentWriter()
            self.attempt?.resume()
            return
        }
        self.run(self.state.on(.callerLeft))
    }

    /// A head that could not be read: there is no caller and no route.
    func refuseHead(_ fault: HeadFault, dialect: Dialect) {
        self.dialect = dialect
        self.refuse(fault)
    }

    /// What the caller sent cannot be a message, or did not come in time.
    func refuse(_ fault: HeadFault) {
        self.refused = RefusedAnswer(fault.refusal, status: fault.status)
        self.run(self.state.on(.refused))
    }

    func refuse(_ refusal: Refusal) {
        self.refused = RefusedAnswer(refusal)
        self.run(self.state.on(.refused))
    }

    /// The answer has gone out, and the call is made for the store alone.
    func goOnRefreshing() {
        guard !self.state.isFinished else { return }
        self.isRefreshing = true
        self.writer = AbsentWriter()
        self.loop.keep(self)
    }

    // MARK: The order, acted out

    /// Does what the state says until it says to wait.
    func run(_ first: ExchangeState.Step) {
        var step = first
        while true {
            switch step {
            case .readBody, .nothing, .relay:
                return
            case .parse:
                step = self.perform(self.parse)
            case .admit:
                step = self.perform(self.admit)
            case .inspect:
                step = self.perform(self.inspect)
            case .lookUp:
                step = self.perform(self.lookUp)
            case .call:
                step = self.perform(self.call)
            case .callAfter(let wait):
                self.scheduleCall(after: wait)
                return
            case .finish(let ending):
                self.finish(ending)
                return
            }
        }
    }

    /// Runs a stage; a refusal thrown there ends the exchange.
    private func perform(_ stage: () throws(Refusal) -> ExchangeState.Event?) -> ExchangeState.Step {
        do {
            guard let event = try stage() else { return .nothing }
            return self.state.on(event)
        } catch {
            self.refused = RefusedAnswer(error)
            return self.state.on(.refused)
        }
    }
}

/// What the cache had to do with an exchange; becomes `Cache-Status` (RFC 9211).
enum CacheStatus: Equatable {
    /// Not a cacheable route.
    case none
    /// Both in seconds.
    case hit(ttl: UInt64, age: UInt64, detail: HitDetail? = nil)
    /// An expired answer, `past` seconds behind its life: a new one is asked for (RFC 5861, 3), or there is none (4).
    case stale(past: UInt64, age: UInt64, isAfterError: Bool)
    case miss(isStored: Bool)
    /// Somebody else's identical request was under way, and both got the one answer.
    case collapsed
    /// The caller refused reuse.
    case request(isStored: Bool)
    case bypass

    /// The word of the log and of the meters.
    var outcome: CacheOutcome? {
        switch self {
        case .none: nil
        case .hit: .hit
        case .stale: .stale
        case .miss: .miss
        case .collapsed: .collapsed
        case .request: .request
        case .bypass: .bypass
        }
    }
}
