# SPDX-License-Identifier: MIT
. "$(dirname -- "${BASH_SOURCE[0]}")/harness.sh"
export FURROW_SYSTEM=native

test_runs_examples_and_programs() {
    export FURROW_SYSTEM=native
    ln -s "$project/run" "$top/link"
    at=/ try "$top/link" subactor_error "a b" --x
    check "arguments and status" is "$status:$out" $'3:console\n--headless\nsubactor_error\n<a b>\n<--x>'

    fake true-program 'echo "program $*"'
    at=$fakes try "$project/run" --headless ./true-program --one
    check "a program by its path" is "$out" $'console\n--headless\nprogram --one'

    try "$project/run"
    check "the default" has "$out" "multi_daemon_subactors"

    # Nothing to do: under two seconds, and cmake is not asked.
    fake cmake 'exit 1'
    local began=${EPOCHREALTIME/[.,]/}
    try "$project/run" subactor_error
    check "status" is "$status" 1
    check "under two seconds" test $((${EPOCHREALTIME/[.,]/} - began)) -lt 2000000
    check "no cmake" lacks "$(<"$log")" "cmake --preset"
}

test_shows_errors_whole_and_recovers() {
    export FURROW_SYSTEM=native
    local file=$project/examples/debugging/subactor_error.cpp
    echo 'int broken = nonsense;' >>"$file"
    try "$project/run" subactor_error
    check "status" is "$status" 2
    check "the compiler's words" has "$err" "nonsense"
    check "no progress lines" lacks "$err" "[1/"
    sed -i '$d' "$file"
    try "$project/run" subactor_error
    check "built" has "$out" "subactor_error"
}

test_two_at_once() {
    export FURROW_SYSTEM=native
    local first second
    (try "$project/run" subactor_error; [[ $out == *subactor_error* ]]) & first=$!
    (top2=$top/second; mkdir -p "$top2"; out=$(cd "$top" && env -u DISPLAY -u WAYLAND_DISPLAY PATH="$fakes:$PATH" TERM=dumb FURROW_OS_RELEASE="$top/os-release" "$project/run" subactor_error 2>"$top2/err" </dev/null); [[ $out == *subactor_error* ]]) & second=$!
    wait $first
    check "the first" is $? 0
    wait $second
    check "the second" is $? 0
}

test_counts() {
    export FURROW_SYSTEM=native
    try "$project/test"
    check "status" is "$status" 0
    check "the last line" is "${out##*$'\n'}" "3 passed, 0 failed"
    try "$project/test" beta
    check "one room" is "${out##*$'\n'}" "2 passed, 0 failed"
    sed -i 's/exit 0/exit 1/' "$project/tests/beta/CMakeLists.txt"
    try "$project/test" alpha beta
    check "a failure's status" is "$status" 1
    check "a failure's count" is "${out##*$'\n'}" "2 passed, 1 failed"
}

test_notices_a_new_room() {
    export FURROW_SYSTEM=native
    try "$project/test" alpha
    mkdir "$project/tests/gamma"
    sed 's/alpha/gamma/g' "$project/tests/alpha/CMakeLists.txt" >"$project/tests/gamma/CMakeLists.txt"
    sed -i 's,^add_subdirectory(tests/beta),&\nif(EXISTS ${CMAKE_SOURCE_DIR}/tests/gamma)\nadd_subdirectory(tests/gamma)\nendif(),' "$project/CMakeLists.txt"
    try "$project/test" gamma
    check "it ran" is "${out##*$'\n'}" "1 passed, 0 failed"
}

run_all
