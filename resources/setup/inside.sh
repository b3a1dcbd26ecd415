# SPDX-License-Identifier: MIT
# inside.sh HOW FOLDER PROJECT DIRECTORY COMMAND...: lays out the private Debian 13 around this process, then becomes COMMAND.
#
# The system's own directories are the folder's; everything else (homes, /work, /srv, /mnt, ...), /dev, /proc, /run and
# /tmp are this computer's, so that programs, displays, sockets and terminals are where they were.
how=$1 folder=$2 project=$3 directory=$4
shift 4

die() {
    printf 'furrow: the private Debian 13 folder cannot be entered: %s\n' "$*" >&2
    exit 2
}
bind() { # FROM TO [may-fail]
    mount --rbind -- "$1" "$2" 2>/dev/null || [[ ${3:-} ]] || die "mounting $1 is refused"
}

PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
own_namespace=1
new=$folder/mnt
if [[ $how == mounts ]]; then
    # No namespace was to be had: the mounts stay, so they are made once.
    own_namespace=
    new=/run/furrow/${folder##*/}
    mkdir -p "$new" || die "$new cannot be made"
fi

lay_out() {
    local name path
    mount -t tmpfs -o mode=755,size=4m furrow "$new" 2>/dev/null || die "mounting is refused"
    # The cache may lie below one of the directories that are bound: keep that from nesting.
    mount --make-unbindable "$new" 2>/dev/null

    mkdir -p "$new"/{usr,etc,var,proc,dev,sys,run,tmp,.old,.host/share,.host/terminfo}
    bind "$folder/usr" "$new/usr"
    bind "$folder/etc" "$new/etc"
    bind "$folder/var" "$new/var"
    for name in bin sbin lib lib32 lib64 libx32; do
        [[ -L $folder/$name ]] && ln -s "$(readlink "$folder/$name")" "$new/$name"
    done
    bind /proc "$new/proc"
    bind /dev "$new/dev"
    bind /sys "$new/sys" may-fail
    bind /tmp "$new/tmp"
    [[ -d /run ]] && bind /run "$new/run" may-fail
    [[ -d /var/tmp ]] && bind /var/tmp "$new/var/tmp" may-fail
    for path in /*; do
        name=${path#/}
        [[ -e $new/$name || -L $new/$name || $name == boot || $name == lost+found ]] && continue
        if [[ -L $path ]]; then
            ln -s "$(readlink "$path")" "$new/$name"
        elif [[ -d $path ]]; then
            mkdir "$new/$name" && bind "$path" "$new/$name" may-fail
        fi
    done
    for name in resolv.conf hosts hostname machine-id localtime passwd group; do
        path=$(readlink -f "/etc/$name") && [[ -f $path && -f $folder/etc/$name ]] &&
            mount --bind -- "$path" "$new/etc/$name" 2>/dev/null
    done
    # A project, a home or a program below /usr, /var or /etc.
    for path in "$project" "$directory" "${HOME:-}" ${FURROW_PROGRAM_DIR:+"$FURROW_PROGRAM_DIR"}; do
        path=$(readlink -f -- "$path" 2>/dev/null) || continue
        case $path in
            /usr | /usr/bin | /usr/lib | /usr/share | /usr/local | /usr/sbin | /var | /etc | /var/tmp/* | /var/tmp) ;;
            /usr/* | /var/* | /etc/*)
                [[ -d $path && ! $path -ef $new$path ]] && mkdir -p -- "$new$path" && bind "$path" "$new$path" ;;
        esac
    done
    # The user's fonts, icons, cursors, colours and terminal descriptions.
    [[ -d /usr/share/fonts ]] && bind /usr/share/fonts "$new/usr/local/share/fonts/system" may-fail
    [[ -d /usr/local/share/fonts ]] && bind /usr/local/share/fonts "$new/usr/local/share/fonts/local" may-fail
    for name in icons themes color-schemes; do
        [[ -d /usr/share/$name ]] && mkdir "$new/.host/share/$name" && bind "/usr/share/$name" "$new/.host/share/$name" may-fail
    done
    [[ -d /usr/share/terminfo ]] && bind /usr/share/terminfo "$new/.host/terminfo" may-fail
    # Shared by every checkout: nobody changes it by mistake.
    mount -o remount,bind,ro "$new/usr" 2>/dev/null
    mount -o remount,bind,ro "$new/etc" 2>/dev/null
    return 0
}

if [[ $own_namespace ]]; then
    lay_out
    cd "$new" && pivot_root . .old 2>/dev/null || die "pivot_root is refused"
    PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
    hash -r
    umount -l /.old && rmdir /.old
    start=()
else
    exec {lock}>"/run/furrow/lock" && flock "$lock"
    [[ -e $new/.ready ]] || { lay_out && : >"$new/.ready"; }
    exec {lock}>&-
    start=(chroot "$new" /bin/bash -c 'cd -- "$0" && exec "$@"' "$directory")
fi
# As a user we hold rights over our own namespace only; the command shall not.
[[ $own_namespace && $(id -u) != 0 ]] && start=(setpriv --ambient-caps=-all --inh-caps=-all --)

# What would lead compilers, loaders and Qt back to the other system's libraries.
for name in LD_LIBRARY_PATH LD_PRELOAD LIBRARY_PATH CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH PKG_CONFIG_PATH \
    CMAKE_PREFIX_PATH CMAKE_TOOLCHAIN_FILE CC CXX CFLAGS CXXFLAGS CPPFLAGS LDFLAGS Qt6_DIR QTDIR QT_PLUGIN_PATH \
    QT_QPA_PLATFORM_PLUGIN_PATH PYTHONHOME PYTHONPATH PERL5LIB BASH_ENV ENV GTK_PATH; do
    unset "$name"
done
export PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
export CCACHE_DIR=${FURROW_CCACHE:-}
export XDG_DATA_DIRS=/usr/local/share:/usr/share:/.host/share
export XCURSOR_PATH=${HOME:+$HOME/.local/share/icons:$HOME/.icons:}/usr/share/icons:/.host/share/icons
export TERMINFO_DIRS=/etc/terminfo:/lib/terminfo:/usr/share/terminfo:/.host/terminfo
# The folder has this locale and no other.
export LC_ALL=C.UTF-8
unset FURROW_CCACHE FURROW_PROGRAM_DIR OLDPWD
[[ $own_namespace ]] && { cd -- "$directory" || die "the directory $directory is not there"; }
exec "${start[@]}" "$@"
