# SPDX-License-Identifier: MIT
# Which system builds and runs Furrow: this one where its distribution has the packages, or a private Debian 13 folder.

package_list() { # NAME... -> array packages
    local name line
    packages=()
    for name; do
        while read -r line; do
            [[ -z $line || $line == '#'* ]] || packages+=("$line")
        done <"$setup/packages/$name"
    done
}

am_root() { [[ $(id -u) == 0 ]]; }

read_os_release() {
    local line file=${FURROW_OS_RELEASE:-/etc/os-release}
    os_id= os_version= os_codename= os_name="this system"
    [[ -r $file ]] || return 0
    while IFS= read -r line; do
        line=${line//\"/}
        case $line in
            ID=*) os_id=${line#*=} ;;
            VERSION_ID=*) os_version=${line#*=} ;;
            VERSION_CODENAME=*) os_codename=${line#*=} ;;
            PRETTY_NAME=*) os_name=${line#*=} ;;
        esac
    done <"$file"
}

at_least() { # VERSION WANTED, as numbers with dots
    local a b
    IFS=. read -r -a a <<<"$1"
    IFS=. read -r -a b <<<"$2"
    ((10#${a[0]:-0} > 10#${b[0]:-0} || (10#${a[0]:-0} == 10#${b[0]:-0} && 10#${a[1]:-0} >= 10#${b[1]:-0})))
}

# Sets system to native-deb, native-rpm or private.
decide_system() {
    read_os_release
    case ${FURROW_SYSTEM:-} in
        private) system=private; return ;;
        native) system=native-deb; type -P dpkg-query >/dev/null || system=native-rpm; return ;;
        '') ;;
        *) fail "FURROW_SYSTEM is '$FURROW_SYSTEM'; it can be 'native' or 'private'" ;;
    esac
    system=private
    case $os_id in
        debian)
            # Testing and unstable name no version; they are younger than any that we support.
            if [[ ! $os_version ]] || at_least "$os_version" 13; then system=native-deb; fi ;;
        ubuntu) at_least "${os_version:-0}" 25.04 && system=native-deb ;;
        fedora) at_least "${os_version:-0}" 41 && system=native-rpm ;;
        *)
            # A relative of one of these: what it can install decides.
            if type -P apt-cache >/dev/null; then
                local qt
                qt=$(apt-cache policy qt6-base-dev 2>/dev/null | sed -n 's/^ *Candidate: *//p')
                qt=${qt#*:}
                [[ $qt == [0-9]* ]] && at_least "${qt%%[!0-9.]*}" 6.8 &&
                    apt-cache policy libkf6syntaxhighlighting-dev 2>/dev/null | grep -q 'Candidate: [0-9]' && system=native-deb
            elif type -P rpm >/dev/null && rpm -q kf6-syntax-highlighting-devel >/dev/null 2>&1; then
                system=native-rpm
            fi ;;
    esac
    return 0
}

# missing_packages NAME... -> array missing: those of the packages that are not installed here.
missing_packages() {
    local line name
    declare -A have=()
    missing=()
    if type -P dpkg-query >/dev/null; then
        while read -r name line; do
            [[ $line == ?i* ]] && have[${name%%:*}]=1
        done < <(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null)
        for name; do [[ ${have[$name]:-} ]] || missing+=("$name"); done
    else
        for name; do rpm -q --whatprovides "$name" >/dev/null 2>&1 || missing+=("$name"); done
    fi
}

# install_packages WHY NAME...: installs them, named first, with what this system has for it; or says what to type.
install_packages() {
    local why=$1 command sudo=() log
    shift
    if type -P apt-get >/dev/null; then
        command=(apt-get install -y --no-install-recommends "$@")
    elif type -P dnf >/dev/null; then
        command=(dnf install -y --setopt=install_weak_deps=False "$@")
    else
        fail "$why needs these packages, and this system has neither apt-get nor dnf to install them with: $*"
    fi
    if ! am_root; then
        if [[ -t 0 && -t 2 ]] && type -P sudo >/dev/null; then
            sudo=(sudo)
        else
            fail "$why needs packages that are missing; type: sudo ${command[*]}"
        fi
    fi
    say "$why needs packages, which ${command[0]} installs now: $*"
    log=$(mktemp) || fail_disk_full "${TMPDIR:-/tmp}" "a few KB"
    export DEBIAN_FRONTEND=noninteractive
    # sudo asks for the password before the progress line begins.
    [[ ${sudo[*]} ]] && { sudo -v || { rm -f "$log"; fail "the packages could not be installed; type: sudo ${command[*]}"; }; }
    if [[ ${command[0]} == apt-get ]]; then
        # A list may be absent or old, and one of several sources broken: the installation itself is what counts.
        "${sudo[@]}" apt-get update </dev/null 2>&1 | watch_step "Reading the package lists" "$log" quiet_parser
    fi
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive "${command[@]}" </dev/null 2>&1 |
        watch_step "Installing packages" "$log" dpkg_parser
    if ((PIPESTATUS[0])); then
        tail -n 15 -- "$log" >&2
        if disk_was_full "$log"; then rm -f "$log"; fail_disk_full / "about 1 GB"; fi
        rm -f "$log"
        fail "the packages could not be installed (${command[0]}'s last lines are above); type: ${sudo[*]:+sudo }${command[*]}"
    fi
    rm -f "$log"
}

dpkg_parser() {
    case $1 in
        'Unpacking '* | 'Setting up '*) REPLY=${1%% (*} ; REPLY=${REPLY%% ...*} ;;
        *) return 1 ;;
    esac
}

# need_commands WHY COMMAND:PACKAGE...: installs the packages of the commands that are absent.
need_commands() {
    local why=$1 pair absent=()
    shift
    for pair; do type -P "${pair%%:*}" >/dev/null || absent+=("${pair#*:}"); done
    ((${#absent[@]} == 0)) || install_packages "$why" "${absent[@]}"
}

# Makes a native system ready for ./run (build) or ./test (build and test).
ready_native() { # JOB
    local family=debian
    [[ $system == native-rpm ]] && family=fedora
    package_list $family-build
    [[ $1 == test ]] && package_list $family-build $family-test
    missing_packages "${packages[@]}"
    ((${#missing[@]} == 0)) || install_packages "Furrow" "${missing[@]}"
}
