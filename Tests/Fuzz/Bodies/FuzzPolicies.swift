/// A few rules that have everything that a rule can have, over texts that a fuzzer comes upon soon.
enum FuzzPolicies {
    static let text = #"""
        pack: fuzz
        rules:
          - {id: f.token, entity: TOKEN, pattern: '\b(tk-[a-z0-9]{6,40})\b', keywords: [tk-], validate: [not-placeholder], level: validated, severity: high}
          - {id: f.long, entity: LONG, pattern: 'lg_[A-Za-z0-9+/=]+', keywords: [lg_], level: validated, severity: high}
          - {id: f.mail, entity: MAIL, pattern: '(?<![a-z0-9.])[a-z0-9.]{1,24}@[a-z]{1,12}\.(?:org|com)\b', keywords: ["@"], level: contextual, severity: medium}
          - {id: f.card, entity: CARD, pattern: '(?<!\d)(\d{4}(?:[ -]?\d{2,4}){2,3})(?!\d)', digits: 8, validate: [luhn], level: shape, severity: high, context: {near: [card, karte], within: 30, need: false, unless: [order]}}
          - {id: f.number, entity: NUMBER, pattern: '\b\d{6}\b', digits: 6, level: shape, severity: low, context: {near: [pin], within: 12, need: true}}
          - {id: f.pair, entity: PAIR, pattern: '(?i)\b(?:key|pass)\s{0,3}[:=]\s{0,3}["'']?([^\s"'']{4,30})', keywords: [key, pass], validate: [not-code, entropy>=1.5], generic: true, level: contextual, severity: medium}
          - {id: f.phrase, entity: PHRASE, pattern: '(?i)\bignore (?:all )?previous\b', keywords: [ignore], level: validated, severity: low}
          - {id: f.block, entity: BLOCK, block: {begin: '-----BEGIN [A-Z ]{1,20}-----', end: '-----END [A-Z ]{1,20}-----', max: 600}, keywords: ["-----BEGIN"], level: validated, severity: critical}
          - {id: f.always, entity: ALWAYS, pattern: 'x[yz]{3,5}-', severity: low}
          - {id: f.anywhere, entity: ANYWHERE, pattern: '[0-9a-f]+(?:beef|cafe)$', keywords: [beef, cafe], severity: low}
          - {id: f.list, entity: LISTED, pattern: '\b(nn\d{2})\b', keywords: [nn], match_hashes: {salt: "0123456789", values: ["0123456789abcdef"]}, severity: low}
          - {id: f.mode, entity: SHADOWED, pattern: 'shade\d', keywords: [shade], mode: shadow, severity: low}
          - {id: f.iban, entity: IBAN, pattern: '\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}\b', digits: 3, validate: [iban], level: validated, severity: high}
        ---
        policy: redacts
        unscannable: allow
        request:
          - {rules: [f.card], action: redact, keep: 4}
          - {rules: ["*"], action: redact}
        response:
          - {rules: [f.card], min_level: contextual, action: redact, keep: 4}
          - {rules: [f.phrase, f.number], action: flag}
          - {rules: ["*"], action: redact}
        ---
        policy: tokenizes
        unscannable: allow
        on_error: open
        request:
          - {rules: [f.phrase], roles: [user], action: flag}
          - {rules: ["*"], action: tokenize}
        response: [{rules: ["*"], action: redact}]
        ---
        policy: blocks
        unscannable: block
        request:
          - {rules: [f.block, f.long], action: block}
          - {rules: ["*"], action: redact}
        response:
          - {rules: [f.block, f.long], action: block}
          - {rules: ["*"], action: redact}
        """#
}
