# SPDX-License-Identifier: MIT
. "$(dirname -- "${BASH_SOURCE[0]}")/harness.sh"

folders() { (cd "$top/cache/furrow" 2>/dev/null && echo debian13-*); }

test_made_once_and_shared() {
    old_system
    try "$project/run" subactor_error
    check "it ran" has "$out" "subactor_error"
    check "says what it makes" has "$err" "private Debian 13"
    check "made" grep -q ^mmdebstrap "$log"
    check "whole" test -e "$top/cache/furrow/$(folders)/.furrow-complete"
    : >"$log"
    cp -a -- "$project" "$top/second clone"
    try "$top/second clone/run" subactor_error
    check "the second clone ran" has "$out" "subactor_error"
    check "nothing was made or downloaded" lacks "$(<"$log")" "mmdebstrap"
    check "apt was not asked" lacks "$(<"$log")" "apt-get"
}

test_killed_half_way() {
    old_system
    local whole
    whole=$(<"$fakes/mmdebstrap")
    # It dies with everything around it, leaving a folder half made.
    fake mmdebstrap 'for word; do [[ $word == */debian13-* ]] && mkdir -p "$word/usr/half"; done; kill -9 $(cat "'"$top"'/leader"); sleep 0.1; exit 1'
    (cd "$top" && exec env PATH="$fakes:$PATH" XDG_CACHE_HOME="$top/cache" FURROW_OS_RELEASE="$top/os-release" TERM=dumb \
        bash -c 'echo $$ >"$0/leader"; exec bash "$1" subactor_error' "$top" "$project/run" </dev/null >/dev/null 2>&1)
    check "killed" is $? 137
    check "no folder counts" test ! -e "$top/cache/furrow/"debian13-*/.furrow-complete
    check "the downloads stay" test -e "$top/cache/furrow/archives/g++.deb"
    printf '%s\n' "$whole" >"$fakes/mmdebstrap"
    try "$project/run" subactor_error
    check "the next one works" has "$out" "subactor_error"
    check "nothing half-made in it" test ! -e "$top/cache/furrow/$(folders)/usr/half"
    check "nothing left" lacks "$(folders)" ".tmp"
}

test_full_disk() {
    old_system
    fake mmdebstrap 'for word; do [[ $word == */debian13-* ]] && mkdir -p "$word/usr/half"; done; echo "tar: write: No space left on device" >&2; exit 1'
    try "$project/run" subactor_error
    check "status" is "$status" 2
    check "the sentence" has "${err##*$'\n'}" "is full"
    check "the partial folder is gone" is "$(folders)" "debian13-*"

    fake df 'printf "Filesystem 1024-blocks Used Available Capacity Mounted\nx 9 9 5000 1%% /\n"'
    : >"$log"
    try "$project/run" subactor_error
    check "status, told before the work" is "$status" 2
    check "one sentence" one_sentence
    check "how much is free" has "$err" "4 MB free"
    check "nothing was begun" lacks "$(<"$log")" "apt-get"
}

test_no_network() {
    old_system
    fake apt-get '[[ $1 == update ]] || { echo "E: Could not resolve host" >&2; exit 100; }'
    try "$project/run" subactor_error
    check "status" is "$status" 2
    check "what was said" has "$err" "Could not resolve"
    check "the sentence" has "${err##*$'\n'}" "could not be downloaded"
    check "nothing was made" is "$(folders)" "debian13-*"
}

test_mirror_is_the_systems_own() {
    old_system
    mkdir -p "$top/apt/sources.list.d"
    printf 'Types: deb\nURIs: http://third.example/x\nSuites: nodistro\n\nTypes: deb\nURIs: http://mirror.example/debian/\nSuites: bookworm bookworm-updates\nComponents: main\n' >"$top/apt/sources.list.d/a.sources"
    with=(FURROW_APT_ETC="$top/apt")
    try "$project/run" subactor_error
    check "the mirror" grep -q '^mmdebstrap.*http://mirror.example/debian trixie main' "$log"
    rm -rf "$top/cache/furrow" "$top/apt/sources.list.d/a.sources"
    echo 'deb [arch=amd64] http://old.example/debian bookworm main' >"$top/apt/sources.list"
    try "$project/run" subactor_error
    check "the old form" grep -q '^mmdebstrap.*http://old.example/debian trixie main' "$log"
}

test_two_at_once() {
    old_system
    cp -a -- "$project" "$top/second clone"
    local jobs=() job clone
    for clone in "$project" "$top/second clone"; do
        (cd "$top" && env PATH="$fakes:$PATH" XDG_CACHE_HOME="$top/cache" FURROW_OS_RELEASE="$top/os-release" TERM=dumb "$clone/test" alpha </dev/null >/dev/null 2>&1) &
        jobs+=($!)
    done
    for job in "${jobs[@]}"; do
        wait "$job"
        check "both work" is $? 0
    done
    check "made once" is "$(grep -c ^mmdebstrap "$log")" 1
}

test_cache_without_a_home() {
    old_system
    with=(-u XDG_CACHE_HOME HOME="$top/home")
    try "$project/run" subactor_error
    check "it ran" has "$out" "subactor_error"
    check "below the home" test -e "$top/home/.cache/furrow/archives"
}

run_all
