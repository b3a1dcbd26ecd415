# SPDX-License-Identifier: MIT
# The private Debian 13 folder in the user's cache: made once, shared by every checkout, never changed afterwards.
#
#   CACHE/debian13-HASH       the folder; HASH is of the suite, the package list and the way it is made
#   CACHE/debian13-HASH.tmp   the same while it is being made: renamed when complete, so a half-made one never counts
#   CACHE/archives            downloaded packages: a set-up that was interrupted goes on with those it has
#   CACHE/setup.lock          held while one is made
#   CACHE/ccache              compiled objects

suite=trixie
recipe=1 # count up when the way of making the folder changes

find_cache() { # -> cache
    local base=${XDG_CACHE_HOME:-} home=${HOME:-}
    if [[ $base != /* ]]; then
        [[ $home == /* ]] || home=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
        base=$home/.cache
        [[ $home == /* && $home != / ]] || base=/var/tmp/furrow-$(id -u)
    fi
    cache=$base/furrow
    [[ -d $cache ]] || mkdir -p -m 0700 -- "$cache" 2>/dev/null ||
        fail "the folder $cache, where Furrow keeps its private Debian 13, cannot be made: make it, or set XDG_CACHE_HOME"
    [[ -w $cache ]] || fail "the folder $cache, where Furrow keeps its private Debian 13, cannot be written: set XDG_CACHE_HOME to one that can"
    cache=$(cd -- "$cache" && pwd -P)
}

find_folder() { # -> folder
    local hash
    package_list debian-build debian-test debian-folder
    hash=$(printf '%s\n' "$suite" "$recipe" "$(uname -m)" "${packages[@]}" | sha256sum)
    folder=$cache/debian13-${hash:0:12}
}

# The mirror that this Debian uses itself, or Debian's own.
find_mirror() { # -> mirror
    mirror=${FURROW_MIRROR:-}
    [[ $mirror ]] && return
    mirror=http://deb.debian.org/debian
    [[ $os_id == debian && $os_codename ]] || return 0
    local apt=${FURROW_APT_ETC:-/etc/apt} found files
    # Only those that exist: some awks stop at a missing file.
    files=("$apt"/sources.lis[t] "$apt"/sources.list.d/*.list "$apt"/sources.list.d/*.sources)
    found=$(awk -v suite="$os_codename" '
        FILENAME ~ /\.list$/ && $1 == "deb" {
            sub(/\[[^]]*\]/, ""); if ($3 == suite) { print $2; exit } next }
        FNR == 1 || /^[ \t]*$/ { uri = ""; fits = 0 }
        tolower($1) == "uris:" { uri = $2 }
        tolower($1) == "suites:" { for (i = 2; i <= NF; i++) if ($i == suite) fits = 1 }
        FILENAME ~ /\.sources$/ && uri && fits { print uri; exit }
    ' "${files[@]}" </dev/null 2>/dev/null)
    case $found in
        http://* | https://* | ftp://*) mirror=${found%/} ;;
    esac
}

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# An apt of our own that knows nothing of this system's, so that it needs no rights: only the proxy is taken over.
write_apt_config() { # FOLDER
    local line arch
    arch=$(dpkg --print-architecture 2>/dev/null) || arch=amd64
    mkdir -p -- "$1"/{state/lists/partial,cache,etc/{apt.conf.d,sources.list.d,preferences.d,trusted.gpg.d}} "$cache/archives/partial" || return
    : >"$1/state/status"
    printf 'deb [signed-by="%s"] %s %s main\n' "$keyring" "$mirror" "$suite" >"$1/etc/sources.list"
    {
        cat <<-END
		Dir "$1";
		Dir::State "state";
		Dir::State::status "$1/state/status";
		Dir::Cache "cache";
		Dir::Cache::archives "$cache/archives";
		Dir::Etc "etc";
		Dir::Etc::trustedparts "$1/etc/trusted.gpg.d";
		APT::Architecture "$arch";
		APT::Architectures "$arch";
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		APT::Get::Assume-Yes "true";
		Acquire::Languages "none";
		Acquire::Retries "3";
		Debug::NoLocking "true";
		END
        apt-config dump 2>/dev/null | grep -E '^Acquire::https?::Proxy' || :
    } >"$1/apt.conf"
}

download_parser() {
    local percent
    case $1 in
        dlstatus:*)
            percent=${1#*:} percent=${percent#*:}
            REPLY="${percent%%[.:]*}%" ;;
        *) return 1 ;;
    esac
}

install_done=0 install_total=0
install_parser() {
    case $1 in
        'Unpacking '* | 'Setting up '*)
            ((install_done++, install_done > 2 * install_total)) && install_total=$(((install_done + 1) / 2))
            REPLY="$((install_done * 100 / (2 * (install_total > 0 ? install_total : 1))))%  ${1%% (*}"
            REPLY=${REPLY%% ...*} ;;
        'I: creating tarball'*) REPLY="packing" ;;
        'I: cleaning '*) REPLY="cleaning up" ;;
        *) return 1 ;;
    esac
}

# Removes a folder of ours, but never what may still be mounted in it.
remove_folder() {
    [[ -e $1 ]] || return 0
    local mounted
    while read -r _ _ _ _ mounted _; do
        [[ $mounted == "$1"/* ]] && { umount -l -- "$mounted" 2>/dev/null || return 1; }
    done < <(tac /proc/self/mountinfo 2>/dev/null)
    chmod -R u+rwX -- "$1" 2>/dev/null
    rm -rf --one-file-system -- "$1"
}

needed_mb=2600

# Makes the folder when it is not there. Safe against other set-ups at the same time and against being killed.
ready_folder() {
    [[ -e $folder/.furrow-complete ]] && return
    local lock log tmp=$folder.tmp apt=$cache/apt
    need_commands "the private Debian 13 folder" mmdebstrap:mmdebstrap gpgv:gpgv mount:mount
    type -P apt-get >/dev/null || fail "$os_name has neither the packages that Furrow needs nor apt-get to make a private Debian 13 folder with: use Debian 12+, Ubuntu 22.04+ or Fedora 41+"
    [[ -e $keyring ]] || need_commands "the private Debian 13 folder" :debian-archive-keyring
    am_root || need_commands "the private Debian 13 folder" newuidmap:uidmap

    exec {lock}>"$cache/setup.lock" || fail "the folder $cache cannot be written: set XDG_CACHE_HOME to one that can"
    if ! flock -n "$lock"; then
        say "another set-up is at work; waiting for it to end"
        flock "$lock"
        [[ -e $folder/.furrow-complete ]] && { exec {lock}>&-; return; }
    fi
    # What a set-up that was killed left behind counts for nothing, except for its downloads.
    remove_folder "$tmp" && remove_folder "$folder" || fail "the unfinished folder $tmp cannot be removed: remove it as root, then start again"
    free_kib "$cache"
    if [[ $REPLY ]] && ((REPLY < needed_mb * 1024)); then fail_disk_full "$cache" "$needed_mb MB"; fi

    log=$cache/setup.log
    : >"$log" || fail_disk_full "$cache" "$needed_mb MB"
    trap 'progress_clear; remove_folder "$folder.tmp"; say "interrupted; the next start goes on with what was downloaded"; exit 130' INT TERM HUP
    say "$os_name is too old for Qt 6.8 and KDE Frameworks 6: making a private Debian 13 in $folder (once, 1.3 GB; nothing else on this system changes)"
    find_mirror
    if ! download_packages "$apt" "$log"; then
        disk_was_full "$log" && fail_disk_full "$cache" "$needed_mb MB"
        tail -n 15 -- "$log" >&2
        fail "the packages could not be downloaded from $mirror: check the network (or http_proxy), then start again; it goes on with what it has"
    fi
    local debs=("$cache"/archives/*.deb)
    install_total=${#debs[@]}
    install_folder "$tmp" "$log"
    if (($?)); then
        remove_folder "$tmp"
        disk_was_full "$log" && fail_disk_full "$cache" "$needed_mb MB"
        tail -n 15 -- "$log" >&2
        fail "the private Debian 13 folder could not be made (mmdebstrap's last lines are above, all of them in $log)"
    fi
    if ! finish_folder "$tmp" || ! mv -T -- "$tmp" "$folder"; then
        remove_folder "$tmp"
        fail_disk_full "$cache" "$needed_mb MB"
    fi
    trap - INT TERM HUP
    rm -rf -- "$apt"
    exec {lock}>&-
}

download_packages() { # APT LOG
    write_apt_config "$1" 2>>"$2" || return
    export APT_CONFIG=$1/apt.conf
    apt-get update </dev/null 2>&1 | watch_step "Reading Debian 13's package list" "$2" quiet_parser
    if ((PIPESTATUS[0])); then unset APT_CONFIG; return 1; fi
    # The essential packages, apt, and ours: what mmdebstrap asks for.
    apt-get install --download-only -o APT::Status-Fd=1 '?essential' apt "${packages[@]}" </dev/null 2>&1 |
        watch_step "Downloading packages (300 MB)" "$2" download_parser
    local status=${PIPESTATUS[0]}
    unset APT_CONFIG
    return "$status"
}

install_folder() { # TMP LOG
    local options=(--variant=apt --format=directory --verbose --skip=download/empty,essential/unlink
        --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"'
        --dpkgopt=force-unsafe-io
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*'
        --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*'
        --include="$(IFS=,; echo "${packages[*]}")")
    local source="deb [signed-by=\"$keyring\"] $mirror $suite main" proxy
    while IFS= read -r proxy; do options+=(--aptopt="${proxy%;}"); done < <(apt-config dump 2>/dev/null | grep -E '^Acquire::https?::Proxy')
    export TMPDIR=${TMPDIR:-/tmp} LC_ALL=C.UTF-8
    if am_root; then
        options+=(--mode=root
            --setup-hook='mkdir -p "$1"/var/cache/apt/archives && { cp -l archives/*.deb "$1"/var/cache/apt/archives/ || cp archives/*.deb "$1"/var/cache/apt/archives/; }')
        (cd -- "$cache" && exec mmdebstrap "${options[@]}" "$suite" "$1" "$source" </dev/null) 2>&1 |
            watch_step "Installing Debian 13" "$2" install_parser
        return "${PIPESTATUS[0]}"
    fi
    # Without root, mmdebstrap works as another user of a user namespace, who may not even enter our home folder, and
    # whose files we could not remove: take it as an archive, and make all of it ours.
    options+=(--mode=unshare --format=tar --setup-hook='mkdir -p "$1"/var/cache/apt/archives'
        --setup-hook='sync-in archives /var/cache/apt/archives')
    mkdir -- "$1" || return
    { (cd -- "$cache" && TMPDIR=/var/tmp exec mmdebstrap "${options[@]}" "$suite" - "$source" </dev/null) 2>&3 |
        tar -C "$1" -x --no-same-owner --exclude='./dev/*' --exclude='./var/cache/apt/archives/*.deb' 2>&3
        ((!(PIPESTATUS[0] + PIPESTATUS[1]))) || echo 'furrow: failed' >&3; } 3>&1 >/dev/null |
        watch_step "Installing Debian 13" "$2" install_parser
    [[ $(tail -n 1 -- "$2") != 'furrow: failed' ]]
}

# Places for what inside.sh binds over; then the mark that it is whole.
finish_folder() { # TMP
    local name
    rm -f -- "$1"/var/cache/apt/archives/*.deb "$1"/etc/{resolv.conf,localtime,hostname}
    mkdir -p -- "$1"/usr/local/share/fonts/{system,local} "$1"/mnt || return
    for name in resolv.conf localtime hostname hosts machine-id passwd group; do
        [[ -e $1/etc/$name ]] || : >"$1/etc/$name" || return
    done
    : >"$1/.furrow-complete"
}
