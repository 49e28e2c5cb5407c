internal import CCurl
internal import Glibc

/// What libcurl calls: a socket that it opens, watches or closes, and the time by which it wants to be called.
extension TransferLoop {
    private static func from(_ context: UnsafeMutableRawPointer) -> TransferLoop {
        Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
    }

    func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        gatehouse_multi_set_pointer(self.multi, CURLMOPT_SOCKETDATA, context)
        gatehouse_multi_set_socket(self.multi) { easy, socket, what, context, _ in
            guard let context else { return 0 }
            TransferLoop.from(context).socketChanged(socket, what, of: easy)
            return 0
        }
        gatehouse_multi_set_pointer(self.multi, CURLMOPT_TIMERDATA, context)
        gatehouse_multi_set_timer(self.multi) { _, milliseconds, context in
            guard let context else { return 0 }
            TransferLoop.from(context).timerChanged(milliseconds)
            return 0
        }
        gatehouse_multi_set_long(self.multi, CURLMOPT_MAXCONNECTS, self.options.idleConnectionsMax)
        // One exchange a connection, HTTP/2 too: a paused stream among others makes libcurl keep up to 32 MB for it
        // (curl_easy_pause(3)), and a paused client must cost nothing and hold up nobody.
        gatehouse_multi_set_long(self.multi, CURLMOPT_PIPELINING, CLong(CURLPIPE_NOTHING))
    }

    func setSocketCallbacks(on easy: UnsafeMutableRawPointer, context: UnsafeMutableRawPointer) {
        gatehouse_easy_set_opensocket(easy) { context, _, address in
            guard let context, let address else { return CURL_SOCKET_BAD }
            return TransferLoop.from(context).openSocket(address.pointee)
        }
        gatehouse_easy_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
        gatehouse_easy_set_closesocket(easy) { context, socket in
            guard let context else { return Glibc.close(socket) }
            return TransferLoop.from(context).closeSocket(socket)
        }
        gatehouse_easy_set_pointer(easy, CURLOPT_CLOSESOCKETDATA, context)
    }

    private func openSocket(_ address: curl_sockaddr) -> curl_socket_t {
        let type = address.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, address.protocol)
        if descriptor >= 0 { self.sockets.opened(descriptor) }
        return descriptor
    }

    /// Makes a connected socket ours: libcurl drops the handle's connection, but its socket stays open.
    ///
    /// It could stay libcurl's, and be used with `curl_easy_send`. But whenever libcurl 7.88 makes a connection it looks for
    /// dead ones, and takes a connection of this kind, which for it is idle, for dead once it is as old as an idle one may
    /// become, in the middle of an answer too (`extract_if_dead` in its url.c).
    func takeOver(_ descriptor: Int32, from easy: UnsafeMutableRawPointer) -> Int32? {
        self.socketTakenOver = descriptor
        curl_multi_remove_handle(self.multi, easy)
        guard self.socketTakenOver < 0 else {
            self.socketTakenOver = -1
            return nil
        }
        return descriptor
    }

    private func closeSocket(_ descriptor: curl_socket_t) -> Int32 {
        if descriptor == self.socketTakenOver {
            self.socketTakenOver = -1
            self.sockets.takeOver(descriptor)
            return 0
        }
        self.sockets.willClose(descriptor)
        return Glibc.close(descriptor)
    }

    private func socketChanged(_ descriptor: curl_socket_t, _ what: Int32, of easy: UnsafeMutableRawPointer?) {
        let transfer = easy.flatMap { Transfer.of($0) }
        switch what {
        case CURL_POLL_REMOVE, CURL_POLL_NONE:
            self.sockets.release(descriptor, isHTTP2: transfer?.isHTTP2 ?? false)
        default:
            var events: UInt32 = 0
            if what & CURL_POLL_IN != 0 { events |= EPOLLIN.rawValue }
            if what & CURL_POLL_OUT != 0 { events |= EPOLLOUT.rawValue }
            self.sockets.want(events, on: descriptor, for: transfer?.serial ?? 0)
        }
    }

    /// Only notes the time, because libcurl must not be called from its callback. A new time replaces the old one.
    private func timerChanged(_ milliseconds: CLong) {
        switch milliseconds {
        case ..<0:
            self.curlDeadline = .max
            self.isKicked = false
        case 0:
            self.curlDeadline = .max
            self.isKicked = true
        default:
            self.isKicked = false
            let (wait, tooLong) = UInt64(milliseconds).multipliedReportingOverflow(by: 1_000_000)
            self.curlDeadline = tooLong ? .max : self.now &+ wait
        }
    }
}
