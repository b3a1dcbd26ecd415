# SPDX-License-Identifier: MIT
# Running things in the private Debian 13 folder, and whether this system lets us.
#
# A mount namespace of unshare(1), not bubblewrap: bwrap stays as a second process in front of the command, dies of the
# ctrl-c that the command handles, and passes no SIGTERM on. Here the command *is* the process that was started, with its
# terminal, signals, job control and exit status, and nothing has to be installed for it.

# Decides how the folder is entered: a namespace (as root or as a user), or plain mounts and chroot.
find_entry() { # -> array entry
    local place probe
    place=$cache/probe
    mkdir -p -- "$place" 2>/dev/null || fail_disk_full "$cache" "a few KB"
    probe='mount -t tmpfs furrow "$1" && mount --rbind /proc "$1" && command -v pivot_root >/dev/null'
    PATH=$PATH:/usr/sbin:/sbin
    if am_root; then
        entry=(unshare --mount)
        "${entry[@]}" sh -c "$probe" sh "$place" 2>/dev/null && return
        # No namespaces (a container's filter), but perhaps mounts: they go into a place of their own in /run, never
        # below a folder that somebody may remove.
        if mkdir -p /run/furrow 2>/dev/null && mount -t tmpfs furrow /run/furrow 2>/dev/null; then
            umount /run/furrow
            entry=()
            return
        fi
        fail "this container refuses namespaces and mounts, which the private Debian 13 folder needs: start it with the right CAP_SYS_ADMIN (docker run --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined), or use a Debian 13 image, which needs neither"
    fi
    entry=(unshare --user --map-current-user --mount --keep-caps)
    "${entry[@]}" sh -c "$probe" sh "$place" 2>/dev/null && return
    local sysctl=${FURROW_PROC_SYS:-/proc/sys}
    if [[ $(cat "$sysctl/kernel/unprivileged_userns_clone" 2>/dev/null) == 0 ]]; then
        fail "user namespaces, which the private Debian 13 folder needs, are off for users here; type: sudo sysctl kernel.unprivileged_userns_clone=1"
    elif [[ $(cat "$sysctl/kernel/apparmor_restrict_unprivileged_userns" 2>/dev/null) == 1 ]]; then
        fail "AppArmor keeps users here from user namespaces, which the private Debian 13 folder needs; type: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    elif [[ $(cat "$sysctl/user/max_user_namespaces" 2>/dev/null) == 0 ]]; then
        fail "no user namespaces are allowed here, and the private Debian 13 folder needs one; type: sudo sysctl user.max_user_namespaces=10000"
    fi
    fail "the right to make a user namespace, which the private Debian 13 folder needs, is refused here: start as root, or allow it (docker run --security-opt seccomp=unconfined)"
}

# in_folder COMMAND...: becomes the command, in the folder, in the current directory.
in_folder() {
    export FURROW_CCACHE=$cache/ccache
    local how=mounts
    ((${#entry[@]})) && how=namespace
    exec "${entry[@]}" "$BASH" "$setup/inside.sh" $how "$folder" "$project" "$PWD" "$@"
}

# on_system COMMAND...: becomes the command, in the folder or natively.
on_system() {
    if [[ $system == private ]]; then in_folder "$@"; fi
    # Qt programs need one, and complain on standard error of any other.
    [[ ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} == *[Uu][Tt][Ff]* ]] || export LC_ALL=C.UTF-8
    exec "$@"
}

# Whether a debugger may attach to its child. A try takes a moment, so that a success is remembered for as long as
# the system runs and the rights of this process stay the same.
check_ptrace() { # STAMP
    local level rights said
    level=$(cat "${FURROW_PROC_SYS:-/proc/sys}/kernel/yama/ptrace_scope" 2>/dev/null)
    if [[ $level == 3 ]]; then
        fail "debugging is forbidden on this system until it is restarted (kernel.yama.ptrace_scope is 3): set it to 1 in /etc/sysctl.d and restart"
    elif [[ $level == 2 ]] && ! am_root; then
        fail "only root may debug here (kernel.yama.ptrace_scope is 2); type: sudo sysctl kernel.yama.ptrace_scope=1"
    fi
    rights=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null; grep -E '^(Uid|CapEff|Seccomp|NoNewPrivs)' /proc/self/status; readlink /proc/self/ns/pid; printf '%s\n' "$level" "${folder:-}")
    [[ -r $1 && $(<"$1") == "$rights" ]] && return
    # A child of gdb, as Yama's level 1 asks; it ends with gdb, attached or not.
    said=$(on_system bash -c 'exec 9> >(exec cat >/dev/null 2>&1); exec gdb -nx -q -batch -p $! -ex "info inferiors" -ex kill' </dev/null 2>&1)
    if [[ $said != *"process "[0-9]* || $said == *"ptrace: "* ]]; then
        if [[ $said == *"ptrace: "* || $said == *"ot permitted"* ]]; then
            fail "the right to trace processes (ptrace) is refused here, so nothing can be debugged: start the container with it (docker run --cap-add SYS_PTRACE --security-opt seccomp=unconfined)"
        fi
        printf '%s\n' "$said" >&2
        fail "gdb does not work here (what it said is above)"
    fi
    printf '%s\n' "$rights" >"$1" 2>/dev/null
    return 0
}
