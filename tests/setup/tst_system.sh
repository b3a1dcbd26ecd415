# SPDX-License-Identifier: MIT
. "$(dirname -- "${BASH_SOURCE[0]}")/harness.sh"

decided() { # ID VERSION -> out
    printf 'ID=%s\n%s\n' "$1" "${2:+VERSION_ID=\"$2\"}" >"$top/os-release"
    try bash -c 'project=$1; . "$project/resources/setup/furrow.sh"; decide_system; echo "$system"' bash "$project"
}

test_which_system() {
    local row
    fake apt-cache ':'
    for row in "debian 12 private" "debian 13 native-deb" "debian 14 native-deb" "ubuntu 24.04 private" "ubuntu 24.10 private" \
        "ubuntu 25.04 native-deb" "ubuntu 26.04 native-deb" "fedora 40 private" "fedora 41 native-rpm" "other 1 private"; do
        decided ${row% *}
        check "$row" is "$out" "${row##* }"
    done
    decided debian
    check "testing names no version" is "$out" native-deb
}

test_relatives_by_what_they_can_install() {
    fake apt-cache 'case $2 in qt6-base-dev) echo "  Candidate: 6.8.2+dfsg-9" ;; *) echo "  Candidate: 6.13.0-1" ;; esac'
    decided mint 23
    check "young enough" is "$out" native-deb
    fake apt-cache 'case $2 in qt6-base-dev) echo "  Candidate: 6.4.2+dfsg-10" ;; *) echo "  Candidate: (none)" ;; esac'
    decided mint 22
    check "too old" is "$out" private
}

run_all
