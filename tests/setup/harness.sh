# SPDX-License-Identifier: MIT
# A copy of the scripts in a stub project, in a folder with a space in its name, with fakes of the system's commands
# before the real ones on PATH. Each function named test_* is one test.
set -u
source=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
top=$(mktemp -d "${TMPDIR:-/tmp}/furrow-setup-XXXXXX") || exit 1
trap 'chmod -R u+rwX -- "$top"; rm -rf -- "$top"' EXIT
project="$top/my project"
fakes=$top/fakes
log=$top/calls
failures=0

fresh() { # a new stub project, cache and fakes
    rm -rf -- "$project" "$fakes" "$top/cache" "$log"
    mkdir -p "$project/resources" "$project/app" "$project/examples/debugging" "$project/tests/alpha" "$project/tests/beta" "$fakes" "$top/cache"
    : >"$log"
    cp -a -- "$source/run" "$source/test" "$source/CMakePresets.json" "$project/"
    cp -a -- "$source/resources/setup" "$project/resources/"
    cat >"$project/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(Stub LANGUAGES CXX)
enable_testing()
add_subdirectory(app)
add_subdirectory(tests/alpha)
add_subdirectory(tests/beta)
file(GLOB examples CONFIGURE_DEPENDS examples/debugging/*.cpp)
foreach(source IN LISTS examples)
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} ${source})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/examples)
endforeach()
END
    echo 'add_executable(furrow main.cpp)' >"$project/app/CMakeLists.txt"
    # The console: says how it was called, then becomes the program.
    cat >"$project/app/main.cpp" <<'END'
#include <cstdio>
#include <cstring>
#include <unistd.h>
int main(int, char **argv)
{
    std::puts("console");
    char **rest = argv + 1;
    for (; *rest && !std::strncmp(*rest, "--", 2); ++rest)
        std::puts(*rest);
    std::fflush(stdout);
    execv(*rest, rest);
    return 99;
}
END
    local name
    for name in multi_daemon_subactors subactor_error; do
        cat >"$project/examples/debugging/$name.cpp" <<END
#include <cstdio>
int main(int argc, char **argv)
{
    std::puts("$name");
    for (int i = 1; i < argc; ++i)
        std::printf("<%s>\n", argv[i]);
    return argc;
}
END
    done
    echo 'add_test(NAME alpha/one COMMAND true)
set_tests_properties(alpha/one PROPERTIES LABELS alpha)' >"$project/tests/alpha/CMakeLists.txt"
    echo 'add_test(NAME beta/one COMMAND sh -c "exit ${BETA}")
add_test(NAME beta/two COMMAND true)
set_tests_properties(beta/one beta/two PROPERTIES LABELS beta)' | sed 's/\${BETA}/0/' >"$project/tests/beta/CMakeLists.txt"
    printf 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian 12"\n' >"$top/os-release"

    fake dpkg-query 'shift 3; for name; do echo "$name ii "; done'
    fake gdb 'echo "* 1 process 4711"'
    fake apt-config ':'
    fake dpkg 'echo amd64'
}

fake() { # NAME SCRIPT
    printf '#!/usr/bin/env bash\necho "%s $*" >>"%s"\n%s\n' "$1" "$log" "$2" >"$fakes/$1"
    chmod +x "$fakes/$1"
}

# Fakes for a system too old: a namespace that is none, and a mmdebstrap that makes an empty Debian.
old_system() {
    fake unshare 'while [[ $1 == --* ]]; do shift; done; [[ $1 == sh ]] && exit 0; shift 5; cd "$1"; shift; exec "$@"'
    fake gpgv ':'
    fake newuidmap ':'
    fake apt-get '[[ $* != *--download-only* ]] || : >"$(sed -n "s/^Dir::Cache::archives \"\(.*\)\";/\1/p" "$APT_CONFIG")/g++.deb"'
    # As root it is given a folder, as a user standard output.
    fake mmdebstrap 'for word; do
            case $word in
                */debian13-*) mkdir -p "$word"/{etc,usr,var/cache/apt/archives} ;;
                -) made=$(mktemp -d); mkdir -p "$made"/{etc,usr}; tar -C "$made" -c .; rm -r "$made" ;;
            esac
        done; echo "Unpacking g++ (1) ..." >&2'
    export FURROW_SYSTEM=private
}

# try COMMAND...: its output in $out, its standard error in $err, its status in $status.
try() {
    out=$(cd -- "${at:-$top}" && env -u DISPLAY -u WAYLAND_DISPLAY PATH="$fakes:$PATH" XDG_CACHE_HOME="$top/cache" FURROW_OS_RELEASE="$top/os-release" \
        FURROW_PROC_SYS="${proc_sys:-$top/none}" TERM=dumb env "${with[@]}" "$@" 2>"$top/err" </dev/null)
    status=$?
    err=$(<"$top/err")
}

check() { # DESCRIPTION CONDITION...
    local what=$1
    shift
    "$@" && return
    echo "FAIL  $current: $what"
    printf '  status %s\n  out: %s\n  err: %s\n' "${status:-}" "${out:-}" "${err:-}"
    failures=$((failures + 1))
}
has() { [[ $1 == *"$2"* ]]; }
lacks() { [[ $1 != *"$2"* ]]; }
is() { [[ $1 == "$2" ]]; }
one_sentence() { [[ $err != *$'\n'* && $err == furrow:* ]]; }

run_all() {
    for current in $(compgen -A function test_); do
        unset at proc_sys FURROW_SYSTEM
        with=() status= out= err=
        fresh
        "$current"
        echo "done  $current"
    done
    ((failures == 0))
    exit
}
