/// What files of pictures, sound and documents begin with.
enum BinaryForm {
    /// In base64, as far as whole characters of it are known: PNG, JPEG, GIF, RIFF (WebP, WAV), PDF, ZIP, gzip, Ogg, MP3 with
    /// a tag, FLAC, TIFF, Matroska, and MP4 with a first box of the usual sizes.
    private static let beginnings: [StaticString] = [
        "iVBORw0KGg", "/9j/", "R0lGOD", "UklGR", "JVBERi", "UEsDB", "H4sI", "T2dnU", "SUQz", "ZkxhQ", "SUkqA", "TU0AK",
        "AAAAGGZ0eX", "AAAAHGZ0eX", "AAAAIGZ0eX", "AAAAFGZ0eX", "GkXfo",
    ]

    /// - Parameter base64: of a file.
    static func isKnown(_ base64: UnsafeRawBufferPointer) -> Bool {
        self.beginnings.contains { beginning in
            beginning.withUTF8Buffer { base64.starts(with: $0) }
        }
    }
}
