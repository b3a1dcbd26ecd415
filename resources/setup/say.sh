# SPDX-License-Identifier: MIT
# What a person sees of the set-up: one sentence when it cannot go on, and steps with progress and elapsed time.
# Everything goes to standard error; standard output belongs to the job.

say() { printf 'furrow: %s\n' "$*" >&2; }

# One clear sentence, exit status 2.
fail() {
    progress_clear
    say "$*"
    exit 2
}

progress_live=
progress_tty() { [[ -t 2 && ${TERM:-dumb} != dumb ]]; }
progress_clear() {
    [[ $progress_live ]] && printf '\r\e[K' >&2
    progress_live=
}

elapsed() { # SECONDS -> REPLY, as m:ss
    printf -v REPLY '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

progress_draw() { # TITLE DETAIL STARTED
    local line width=${COLUMNS:-0}
    elapsed $((EPOCHSECONDS - $3))
    line="$1${2:+  $2}  $REPLY"
    if ((width <= 0)); then
        read -r _ width < <(stty size 2>/dev/null <&2) || width=80
        ((${width:-0} > 0)) || width=80
        COLUMNS=$width
    fi
    printf '\r\e[K%s' "${line:0:width-1}" >&2
    progress_live=1
}

# watch_step TITLE LOG PARSER: reads a command's output from standard input, keeps it in LOG, and shows TITLE with the
# detail that PARSER makes of its lines (it sets REPLY, or returns non-zero when a line says nothing about progress).
# A terminal sees one line that changes; anything else sees a plain line at the start, now and then, and at the end.
watch_step() {
    local title=$1 log=$2 parser=$3 started=$EPOCHSECONDS shown=$EPOCHSECONDS drawn= line= part= detail= status tty=
    progress_tty && tty=1
    [[ $tty ]] || say "$title ..."
    : >>"$log" || return
    while :; do
        if IFS= read -r -t 1 part; then
            line+=$part
            printf '%s\n' "$line"
            "$parser" "$line" && detail=$REPLY
            line=
        else
            status=$?
            line+=$part
            ((status > 128)) || break
        fi
        if [[ $tty ]]; then
            # Many lines a second need no more than a few redraws.
            [[ ${EPOCHREALTIME%?????} == "$drawn" ]] || progress_draw "$title" "$detail" "$started"
            drawn=${EPOCHREALTIME%?????}
        elif ((EPOCHSECONDS - shown >= 15)); then
            elapsed $((EPOCHSECONDS - started))
            say "$title ... ${detail:+$detail, }$REPLY"
            shown=$EPOCHSECONDS
        fi
    done >>"$log"
    [[ $line ]] && printf '%s\n' "$line" >>"$log"
    elapsed $((EPOCHSECONDS - started))
    if ((EPOCHSECONDS - started >= 2)); then
        progress_clear
        say "$title: $REPLY"
    else
        progress_clear
    fi
    return 0
}

quiet_parser() { return 1; }

disk_was_full() { # LOG
    grep -qiE 'no space left on device|not have enough free space|disk quota exceeded' -- "$1" 2>/dev/null
}

# The line for a person of what a folder's disk has left.
free_kib() { # FOLDER -> REPLY
    local rest
    { read -r _; read -r _ _ _ REPLY rest; } < <(df -Pk -- "$1" 2>/dev/null) || REPLY=
    [[ $REPLY =~ ^[0-9]+$ ]] || REPLY=
}

fail_disk_full() { # FOLDER NEEDED
    free_kib "$1"
    fail "the disk with $1 is full (${REPLY:+$((REPLY / 1024)) MB free, }$2 needed): free some space, or set XDG_CACHE_HOME to a folder on another disk, and start again"
}

# near_matches WORD NAME...: the names that WORD may have meant, in REPLY, separated by ", ".
near_matches() {
    local word=${1,,} name found=()
    shift
    for name; do
        if [[ ${name,,} == *"$word"* || $word == *"${name,,}"* ]]; then
            found+=("$name")
        else
            edit_distance "$word" "${name,,}"
            ((REPLY <= (${#word} + 2) / 3)) && found+=("$name")
        fi
    done
    printf -v REPLY '%s, ' "${found[@]}"
    ((${#found[@]})) && REPLY=${REPLY%, } || REPLY=
}

edit_distance() { # A B -> REPLY
    local a=$1 b=$2 i j best row=() last corner
    for ((j = 0; j <= ${#b}; j++)); do row[j]=$j; done
    for ((i = 1; i <= ${#a}; i++)); do
        corner=${row[0]} row[0]=$i
        for ((j = 1; j <= ${#b}; j++)); do
            last=${row[j]}
            best=$((corner + 1))
            [[ ${a:i-1:1} == "${b:j-1:1}" ]] && best=$corner
            ((row[j] + 1 < best)) && best=$((row[j] + 1))
            ((row[j - 1] + 1 < best)) && best=$((row[j - 1] + 1))
            row[j]=$best corner=$last
        done
    done
    REPLY=${row[${#b}]}
}
