import Foundation
import NIOCore
import Upstreams

/// Programs that the TLS tests borrow; where one is missing, its tests are skipped.
enum Tool {
    static let openssl = find("openssl")
    static let python = find("python3")
    static let nginx = find("nginx")

    private static func find(_ name: String) -> String? {
        let path: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders: [Substring] = path.split(separator: ":") + ["/usr/sbin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// An HTTPS upstream with a certificate made for this test alone.
final class TLSUpstream {
    enum Kind {
        /// Echoes bodies over HTTP/1.1.
        case python
        /// Says its protocol, and serves a file of 4 MB; HTTP/2 by ALPN.
        case nginx
    }

    let port: Int
    let certificate: String
    private let folder: URL
    private let process: Child

    init(_ kind: Kind, name: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        self.certificate = folder.appendingPathComponent("cert.pem").path
        let key = folder.appendingPathComponent("key.pem").path
        try Child(
            Tool.openssl ?? "",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj",
                "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", self.certificate,
            ]
        ).wait()

        switch kind {
        case .python:
            self.process = try Child(Tool.python ?? "", ["-c", Self.script, self.certificate, key])
            self.port = Int(self.process.read().trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        case .nginx:
            // nginx cannot choose a port itself.
            let probe = try WireServer { _ in }
            self.port = probe.port
            probe.stop()
            try Data(repeating: 0x61, count: 4 << 20).write(to: folder.appendingPathComponent("big"))
            let file = folder.appendingPathComponent("nginx.conf")
            try Self.configuration(folder.path, port: self.port).write(to: file, atomically: true, encoding: .utf8)
            self.process = try Child(Tool.nginx ?? "", ["-p", folder.path, "-c", file.path])
            try self.waitUntilItListens()
        }
    }

    func stop() {
        self.process.stop()
        try? FileManager.default.removeItem(at: self.folder)
    }

    func request(_ path: String = "/", host: String = "localhost", body: [UInt8]? = nil) -> UpstreamRequest {
        var request = UpstreamRequest(url: "https://\(host):\(self.port)\(path)", method: body == nil ? .get : .post)
        if let body { request.body.writeBytes(body) }
        return request
    }

    private func waitUntilItListens() throws {
        for _ in 0..<200 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(self.port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            let isOpen = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if isOpen { return }
            usleep(20_000)
        }
        throw WireError()
    }

    private static let script = """
        import http.server, ssl, sys
        class Echo(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def answer(self, body):
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self): self.answer(b"get")
            def do_POST(self): self.answer(self.rfile.read(int(self.headers["content-length"])))
            def log_message(self, *a): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    private static func configuration(_ folder: String, port: Int) -> String {
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr;
        events {}
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            server {
                listen 127.0.0.1:\(port) ssl http2;
                ssl_certificate cert.pem;
                ssl_certificate_key key.pem;
                location / { return 200 $server_protocol; }
                location /big { root \(folder); }
                location /gone { return 444; }
            }
        }
        """
    }
}
