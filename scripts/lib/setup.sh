# Sourced by scripts/run and scripts/test: what a fresh machine needs before Gatehouse builds.
# shellcheck shell=bash disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# What the gateway links and what SwiftPM needs to fetch it.
build_packages=(liblmdb-dev libpcre2-dev libcurl4-openssl-dev pkg-config git curl ca-certificates)
# docs/decisions/0005 says why.
release_flags=(-Xswiftc -enforce-exclusivity=unchecked)
swift_min_major=6
swift_min_minor=2

# Colour is for a terminal; a pipe and a log get plain text.
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' cyan=$'\e[36m' plain=$'\e[0m'
else
    bold='' dim='' red='' green='' cyan='' plain=''
fi

say() { printf '%s\n' "$*"; }
step() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }

# fail MESSAGE [WHAT TO DO]...: ends the script; each further argument is a line of advice.
fail() {
    printf '%s%s: %s%s\n' "$red" "${0##*/}" "$1" "$plain" >&2
    shift
    if (($#)); then printf '  %s\n' "$@" >&2; fi
    exit 1
}

need_swift() {
    local version major minor rest
    command -v swift >/dev/null || fail "Swift is not installed." \
        "Gatehouse builds with Swift $swift_min_major.$swift_min_minor or newer: https://www.swift.org/install/linux/" \
        "The shortest way there is swiftly, Swift's own installer. Open a new shell afterwards and run this again."
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    IFS=. read -r major minor rest <<<"${version:-0.0}"
    if ((major < swift_min_major || (major == swift_min_major && ${minor:-0} < swift_min_minor))); then
        fail "Swift $swift_min_major.$swift_min_minor or newer is needed, and $(command -v swift) is ${version:-of an unknown version}." \
            "Get a newer one from https://www.swift.org/install/linux/ (with swiftly: swiftly install latest)."
    fi
}

has_package() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# need_packages NAME...: installs those apt packages that are missing, and says so first.
need_packages() {
    local name missing=() as_root=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        if command -v pkg-config >/dev/null && pkg-config --exists lmdb libpcre2-8 libcurl; then return; fi
        fail "This machine has no apt, and the development files of LMDB, PCRE2 and libcurl were not found." \
            "Install them, pkg-config and git with your own package manager and run this again (on Debian: $*)."
    fi
    for name in "$@"; do has_package "$name" || missing+=("$name"); done
    if ((${#missing[@]} == 0)); then return; fi
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "These packages are missing: ${missing[*]}" \
            "Ask somebody who is root here to run: apt-get install ${missing[*]}"
        as_root=(sudo)
        step "Installing with sudo, which may ask for your password: ${missing[*]}"
    else
        step "Installing: ${missing[*]}"
    fi
    install_packages() {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
            >/dev/null
    }
    # The package lists may be missing or old: they are fetched only when the first try did not work.
    install_packages 2>/dev/null || { "${as_root[@]}" apt-get update -qq && install_packages; } ||
        fail "apt could not install: ${missing[*]}" \
            "Without a network, install these .deb files by hand. With one, look at what apt said above; behind a proxy," \
            "set it in /etc/apt/apt.conf.d/ (Acquire::http::Proxy \"http://host:port\";). Then run this again."
}

# Fetching is a step of its own, so that "no network" is never mistaken for "does not compile".
fetch_dependencies() {
    (cd "$root" && swift package resolve) || fail "The Swift packages that Gatehouse depends on could not be fetched." \
        "They come from github.com once and then stay in .build. What helps, by what git said above:" \
        "  no network      run this where there is one, then copy the whole folder with its .build here;" \
        "  a proxy         export https_proxy=http://host:port and run this again;" \
        "  a mirror        swift package config set-mirror --original URL --mirror URL, for each package of Package.swift."
}

build_release() {
    step "Building Gatehouse, optimised (the first time takes some minutes)"
    (cd "$root" && swift build -c release --product gatehouse "${release_flags[@]}") || fail "The build failed; what the compiler said is above." \
        "If it was killed, it ran out of memory: give the machine 4 GB, or add swap, or run: swift build -c release -j 1"
    gatehouse=$root/.build/release/gatehouse
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
    local port
    for _ in {1..50}; do
        port=$((RANDOM % 20000 + 20000))
        if port_is_free "$port"; then
            say "$port"
            return
        fi
    done
    fail "No free port was found on 127.0.0.1."
}

# random_text SET LENGTH: test secrets are made when they are needed, so that none stands in a file.
random_text() {
    local text
    text=$(head -c 4096 /dev/urandom | LC_ALL=C tr -dc "$1")
    printf '%s' "${text:0:$2}"
}
