# SPDX-License-Identifier: MIT
# The scripts' own build folder, .furrow/build/SYSTEM, apart from build/ and what else a person makes by hand.

find_build() { # JOB -> build, werror
    local root=${FURROW_BUILD_ROOT:-$project/.furrow/build}
    werror=ON
    if [[ $system == private ]]; then
        build=$root/${folder##*/}
        return
    fi
    # Another compiler may warn of things that ours does not: that must fail nobody's ./run.
    build=$root/$os_id-$os_version-$(uname -m)
    if [[ $1 == run ]]; then
        werror=OFF
    else
        build+=-werror
    fi
}

# What cmake has to run again for, beside what it watches itself.
configuration() {
    printf '%s\n' "$project" "$system" "${folder:-}" "$werror" 2 "$project"/*/CMakeLists.txt "$project"/*/*/CMakeLists.txt
    [[ $system == private ]] || g++ -dumpfullversion 2>/dev/null
    [[ -r $project/CMakePresets.json ]] && cat -- "$project/CMakePresets.json"
}

ninja_parser() {
    [[ $1 =~ ^\[([0-9]+)/([0-9]+)\]\ (.*) ]] || return
    local what=${BASH_REMATCH[3]}
    REPLY="${BASH_REMATCH[1]}/${BASH_REMATCH[2]}"
    case $what in
        'Building CXX object '* | 'Linking '* | 'Automatic MOC'*) REPLY+="  ${what##*/}" ;;
    esac
}

# The failed commands' own output, whole, without the progress lines around it.
show_failures() { # LOG
    awk '
        /^\[[0-9]+\/[0-9]+\] / { failing = 0; next }
        /^FAILED: / { failing = 1; skip = 1; print; next }
        failing && skip { skip = 0; next }
        failing || /^ninja: / || /CMake Error/ { print }
    ' "$1" >&2
}

# build_targets TARGET...: configures where needed, builds, and leaves the build folder unlocked.
build_targets() {
    local lock log=$build/build.log stamp=$build/.furrow-configured wanted status fresh=()
    mkdir -p -- "$build" 2>/dev/null || {
        free_kib "$project"
        ((${REPLY:-1} < 1024)) && fail_disk_full "$project" "2 GB"
        fail "the build folder $build cannot be made: give yourself the right to write there, or copy the project to a folder of your own"
    }
    exec {lock}>"$build/.furrow-lock" || fail "the build folder $build cannot be written: it may belong to another user"
    if ! flock -n "$lock"; then
        say "another build of this checkout is at work; waiting for it to end"
        flock "$lock"
    fi
    trap 'progress_clear; say "interrupted; the next start goes on from here"; exit 130' INT
    : >"$log" || fail_disk_full "$build" "2 GB"
    wanted=$(configuration)
    if [[ ! -e $build/build.ninja || ! -r $stamp || $(<"$stamp") != "$wanted" ]]; then
        # A checkout that was moved or copied with its build folder starts over.
        [[ -r $stamp && $(head -n 1 -- "$stamp") != "$project" ]] && fresh=(--fresh)
        rm -f -- "$stamp"
        (cd -- "$project" && on_system cmake "${fresh[@]}" --preset release -B "$build" -DFURROW_WERROR="$werror") </dev/null 2>&1 |
            watch_step "Configuring" "$log" quiet_parser
        if ((PIPESTATUS[0])); then
            disk_was_full "$log" && fail_disk_full "$build" "2 GB"
            grep -vE '^-- ' "$log" >&2
            fail "the build could not be configured (cmake's words are above, all of them in $log)"
        fi
        printf '%s\n' "$wanted" >"$stamp" || fail_disk_full "$build" "2 GB"
    fi
    NINJA_STATUS='[%f/%t] ' on_build ninja "$@" </dev/null 2>&1 | watch_step "Building" "$log" ninja_parser
    status=${PIPESTATUS[0]}
    trap - INT
    if ((status)); then
        ((status == 130)) && exit 130
        disk_was_full "$log" && fail_disk_full "$build" "2 GB"
        show_failures "$log"
        fail "the build failed (the errors are above, the whole log is $log)"
    fi
    exec {lock}>&-
}

# In the build folder, in a process of its own.
on_build() (cd -- "$build" && on_system "$@")
