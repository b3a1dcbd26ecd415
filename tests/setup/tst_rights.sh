# SPDX-License-Identifier: MIT
. "$(dirname -- "${BASH_SOURCE[0]}")/harness.sh"

refused() { # SYSCTL VALUE
    mkdir -p "$top/none/$(dirname "$1")"
    echo "$2" >"$top/none/$1"
}

test_no_namespaces() {
    old_system
    fake unshare 'exit 1'
    fake mount 'exit 1'
    fake id 'echo 0'
    try "$project/run" subactor_error
    check "status as root" is "$status" 2
    check "one sentence" one_sentence
    check "the right" has "$err" "CAP_SYS_ADMIN"
    check "nothing was installed" lacks "$(<"$log")" "apt-get"

    fake id 'echo 1000'
    try "$project/run" subactor_error
    check "status as a user" is "$status" 2
    check "one sentence for a user" one_sentence
    check "the user's right" has "$err" "user namespace"
    refused kernel/apparmor_restrict_unprivileged_userns 1
    try "$project/run" subactor_error
    check "AppArmor's switch" has "$err" "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    refused kernel/unprivileged_userns_clone 0
    try "$project/run" subactor_error
    check "Debian's switch" has "$err" "sudo sysctl kernel.unprivileged_userns_clone=1"
    rm -r "$top/none"
}

test_no_ptrace() {
    export FURROW_SYSTEM=native
    fake gdb 'echo "ptrace: Operation not permitted."; exit 1'
    try "$project/run" subactor_error
    check "status" is "$status" 2
    check "the right" has "${err##*$'\n'}" "SYS_PTRACE"
    refused kernel/yama/ptrace_scope 3
    try "$project/run" subactor_error
    check "Yama" has "${err##*$'\n'}" "ptrace_scope is 3"
    refused kernel/yama/ptrace_scope 2
    fake id 'echo 1000'
    try "$project/run" subactor_error
    check "root only" has "${err##*$'\n'}" "sudo sysctl kernel.yama.ptrace_scope=1"
    rm -r "$top/none"
    fake gdb 'echo "* 1 process 4711"'
    try "$project/run" subactor_error
    check "given at last" has "$out" "subactor_error"
    # Remembered.
    fake gdb 'echo "ptrace: Operation not permitted."; exit 1'
    try "$project/run" subactor_error
    check "asked once" has "$out" "subactor_error"
}

test_packages_without_rights() {
    export FURROW_SYSTEM=native
    fake dpkg-query 'shift 3; for name; do [[ $name == gdb ]] || echo "$name ii "; done'
    fake apt-get ':'
    fake id 'echo 1000'
    try "$project/run" subactor_error
    check "status" is "$status" 2
    check "one sentence" one_sentence
    check "what to type" has "$err" "sudo apt-get install -y --no-install-recommends gdb"
    check "nothing was installed" lacks "$(<"$log")" "apt-get install"

    fake id 'echo 0'
    try "$project/run" subactor_error
    check "named before" has "$err" "apt-get installs now: gdb"
    check "installed" grep -q '^apt-get install -y --no-install-recommends gdb$' "$log"

    fake apt-get 'echo "E: Unable to locate package gdb" >&2; exit 100'
    try "$project/run" subactor_error
    check "status when it fails" is "$status" 2
    check "why" has "$err" "Unable to locate"
}

run_all
