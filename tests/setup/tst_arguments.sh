# SPDX-License-Identifier: MIT
. "$(dirname -- "${BASH_SOURCE[0]}")/harness.sh"

test_help_and_list_need_no_setup() {
    rm "$fakes/dpkg-query"
    try "$project/run" --help
    check "help" is "$status" 0
    check "usage" has "$out" "Usage: ./run"
    try "$project/run" --list
    check "both examples" is "$out" $'multi_daemon_subactors\nsubactor_error'
    try "$project/test" --help
    check "usage of test" has "$out" "Usage: ./test"
    check "nothing was made" is "$(ls -A "$top/cache")" ""
}

test_unknown_example() {
    try "$project/run" subactor_eror
    check "status" is "$status" 2
    check "one sentence" one_sentence
    check "near match" has "$err" "did you mean subactor_error?"
    check "the list" has "$err" "multi_daemon_subactors, subactor_error"
    try "$project/run" zzzzzzzz
    check "no far-fetched match" lacks "$err" "did you mean"
}

test_unknown_program() {
    try "$project/run" ./no/such/program
    check "status" is "$status" 2
    check "one sentence" one_sentence
    check "named" has "$err" "./no/such/program"
    try "$project/run" "$project"
    check "folder" has "$err" "is a folder"
    try "$project/run" "$project/CMakeLists.txt"
    check "not executable" has "$err" "is not executable"
}

test_unknown_options_and_rooms() {
    try "$project/run" --hedless
    check "status of run" is "$status" 2
    check "option" has "$err" "--hedless"
    try "$project/test" alpa
    check "status of test" is "$status" 2
    check "one sentence" one_sentence
    check "near room" has "$err" "did you mean alpha?"
    check "the list" has "$err" "alpha, beta"
    try "$project/test" acceptance
    check "no such room yet" is "$status" 2
}

run_all
