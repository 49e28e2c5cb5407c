# Sourced by scripts/run: `tour` starts a gateway of its own, sends it requests and explains each answer.
# shellcheck shell=bash disable=SC2154

tour() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/gatehouse-tour.XXXXXX")
    server=''
    wrong=0
    stop_number=0
    trap leave EXIT
    trap 'exit 130' INT TERM
    start_gateway
    visit
    say ''
    if ((wrong)); then
        say "${red}$wrong of the answers were not what the tour expected.${plain} The gateway's own log:"
        tail -n 40 "$work/log"
        exit 1
    fi
    say "${green}Every answer was as expected.${plain} Now yours: scripts/run, and README.md for a first gatehouse.yaml."
}

leave() {
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}

start_gateway() {
    local port admin_port
    port=$(free_port)
    admin_port=$(free_port)
    base=http://127.0.0.1:$port
    admin=http://127.0.0.1:$admin_port
    TOUR_KEY=$(random_text 'A-Za-z0-9' 32)
    TOUR_SMALL_KEY=$(random_text 'A-Za-z0-9' 32)
    export TOUR_KEY TOUR_SMALL_KEY
    cat >"$work/gatehouse.yaml" <<END
listen: 127.0.0.1:$port
admin: {listen: 127.0.0.1:$admin_port}
data: $work/data
auth: required
policies: $root/policies
default_policy: default
models: {demo: {targets: [demo/demo]}}
keys:
  - {name: tour, secret: "\${TOUR_KEY}", limits: {requests: 600/min, tokens: 100k/min}}
  - {name: small, secret: "\${TOUR_SMALL_KEY}", limits: {requests: 2/min}}
END
    step "A gateway of its own for this tour, with this configuration"
    sed "s/^/  $dim/; s/\$/$plain/" "$work/gatehouse.yaml"
    "$gatehouse" serve --config "$work/gatehouse.yaml" >"$work/log" 2>&1 &
    server=$!
    for _ in {1..100}; do
        if curl -fsS -o /dev/null "$base/readyz" 2>/dev/null; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    say "The gateway did not become ready. What it said:" >&2
    cat "$work/log" >&2
    exit 1
}

# stop_at TITLE: one stop of the tour.
stop_at() {
    stop_number=$((stop_number + 1))
    printf '\n%s%d. %s%s\n' "$bold" "$stop_number" "$1" "$plain"
}

# send KEY JSON: one chat request; its head and body lie in $work/head and $work/body afterwards.
send() {
    local key=$1 json=$2 headers=(-H 'content-type: application/json')
    if [[ -n $key ]]; then headers+=(-H "authorization: Bearer $key"); fi
    printf '   %sPOST /v1/chat/completions%s %s\n' "$cyan" "$plain" "$json"
    status=$(curl -sS -N -o "$work/body" -D "$work/head" -w '%{http_code}' "${headers[@]}" -d "$json" \
        "$base/v1/chat/completions") || status=000
    printf '   %s%s%s\n' "$bold" "$(head -n 1 "$work/head" | tr -d '\r')" "$plain"
    { grep -iE '^(cache-status|age|x-gatehouse-(policy|target|stream)|server-timing|x-ratelimit-[a-z-]*requests|retry-after)' \
        "$work/head" || true; } | tr -d '\r' | sed "s/^/   $dim/; s/\$/$plain/"
    head -c 600 "$work/body" | sed 's/^/   /'
    if (($(wc -c <"$work/body") > 600)); then printf ' …'; fi
    printf '\n'
}

# expect STATUS WHY [PATTERN]...: each pattern has to be found in the head or the body.
expect() {
    local wanted=$1 why=$2 problem='' pattern
    shift 2
    if [[ $status != "$wanted" ]]; then problem="the status is $status, not $wanted"; fi
    for pattern in "$@"; do
        grep -qiE -- "$pattern" "$work/head" "$work/body" || problem=${problem:-"nothing in the answer matches: $pattern"}
    done
    if [[ -n $problem ]]; then
        say "   ${red}Not as expected: $problem${plain}"
        wrong=$((wrong + 1))
    else
        say "   ${green}As expected.${plain} $why"
    fi
}

chat() { printf '{"model":"demo","messages":[{"role":"user","content":"%s"}]%s}' "$1" "${2:-}"; }

visit() {
    local question secret

    stop_at "Allowed"
    send "$TOUR_KEY" "$(chat 'What is a gatehouse?')"
    expect 200 "The key is known, its limits have room, no rule matched, and the built-in provider answered." \
        '^server-timing:' '^x-ratelimit-remaining-requests:' 'chat\.completion'

    stop_at "Refused: no key"
    send '' "$(chat 'Let me in')"
    expect 401 "The request ended at its head: without a key nothing else of it is read. The shape is OpenAI's, so SDKs understand it." \
        '"invalid_api_key"'

    stop_at "Tokenized"
    send "$TOUR_KEY" "$(chat 'Write to grace.hopper@navy.mil about the invoice')"
    expect 200 "The provider saw the token <EMAIL_ADDRESS_1>; in its echo the address stands again. The header names the rule." \
        '^x-gatehouse-policy:.*action=tokenize' 'grace\.hopper@navy\.mil'

    stop_at "Tokenized, and shared"
    send "$TOUR_KEY" "$(chat 'Write to ada.lovelace@navy.mil about the invoice')"
    expect 200 "The same question about somebody else is the same to the provider: the stored answer serves, with this caller's value in it." \
        '^cache-status: gatehouse; hit' 'ada\.lovelace@navy\.mil'
    if grep -q 'grace.hopper' "$work/body"; then
        say "   ${red}Not as expected: the address of another request came back.${plain}"
        wrong=$((wrong + 1))
    fi

    stop_at "Blocked"
    secret=AKIA$(random_text 'A-Z2-7' 16)
    send "$TOUR_KEY" "$(chat "Why does aws_access_key_id = $secret not work?")"
    expect 400 "An access key id (made up for this tour) must not leave. The message names rule and place, never the text." \
        '"content_policy_violation"' 'secret\.aws'
    if grep -q "$secret" "$work/body"; then
        say "   ${red}Not as expected: the answer repeats the secret.${plain}"
        wrong=$((wrong + 1))
    fi

    question="Which city is the capital of France? ($(random_text 'a-z' 6))"
    stop_at "Cached: the first time"
    send "$TOUR_KEY" "$(chat "$question")"
    expect 200 "Nobody asked this before, so it went to the provider, and the answer was kept." \
        '^cache-status: *gatehouse; fwd=miss; stored'
    # Keeping happens behind the answer; one commit later it is there.
    sleep 0.3

    stop_at "Cached: the second time"
    send "$TOUR_KEY" "$(chat "$question")"
    expect 200 "The same question of the same key: answered from the cache. No provider was called, no money was spent." \
        '^cache-status: *gatehouse; hit' '^age:'

    stop_at "Cached: the same question as a stream"
    send "$TOUR_KEY" "$(chat "$question" ',"stream":true')"
    expect 200 "One entry serves both forms: the kept answer is replayed as a stream." \
        '^cache-status: *gatehouse; hit' '^content-type: *text/event-stream' '^data: \[DONE\]'

    stop_at "Cached: the same question of another key"
    send "$TOUR_SMALL_KEY" "$(chat "$question")"
    expect 200 "A miss: what one key asked is not another key's to see, unless the configuration lets them share." \
        '^cache-status: *gatehouse; fwd=miss'

    stop_at "Streamed"
    send "$TOUR_KEY" "$(chat 'Tell me a short story' ',"stream":true')"
    expect 200 "Each event was passed on as it arrived; [DONE] says that the stream is whole." \
        '^content-type: *text/event-stream' 'chat\.completion\.chunk' '^data: \[DONE\]'

    stop_at "Limited"
    say "   ${dim}This key may send 2 requests a minute; the one above was its first.${plain}"
    send "$TOUR_SMALL_KEY" "$(chat 'Second request')"
    expect 200 "The second: nothing remains in the bucket." '^x-ratelimit-remaining-requests: *0'
    send "$TOUR_SMALL_KEY" "$(chat 'Third request')"
    expect 429 "Refused before it was scanned or sent; Retry-After is the exact wait, and SDKs obey it." \
        '"rate_limit_exceeded"' '^retry-after: *[0-9]' '^retry-after-ms: *[0-9]'

    stop_at "What the operator sees"
    say "   ${cyan}GET $admin/metrics${plain}"
    # A copy, because grep may stop reading before curl has written everything.
    status=$(curl -sS -o "$work/body" -D "$work/head" -w '%{http_code}' "$admin/metrics") || status=000
    { grep -E '^gatehouse_[a-z_]*(requests|cache|policy)[a-z_]*total' "$work/body" || true; } | head -n 12 | sed "s/^/   $dim/; s/\$/$plain/"
    expect 200 "Counters for Prometheus. The log has one line a request, with no prompt and no key in it:" '^# TYPE gatehouse_'
    tail -n 1 "$work/log" | cut -c 1-600 | sed "s/^/   $dim/; s/\$/$plain/"
    if grep -qF -e "$TOUR_KEY" -e 'capital of France' -e "$secret" "$work/log"; then
        say "   ${red}Not as expected: the log holds a prompt or a key.${plain}"
        wrong=$((wrong + 1))
    fi
}
