# SPDX-License-Identifier: MIT
# What ./run and ./test share; see README.md beside this file. Sets project; sources the rest.
((BASH_VERSINFO[0] >= 5)) || { echo "furrow: this needs bash 5 or later" >&2; exit 2; }
setup=$project/resources/setup
for part in say system folder enter build; do
    . "$setup/$part.sh" || exit 2
done
unset part
shopt -s nullglob
# A cd of ours prints nothing and goes where it says.
unset CDPATH

# get_ready JOB: packages or folder, rights, and where to build. JOB is run or test.
get_ready() {
    decide_system
    if [[ $system == private ]]; then
        find_cache
        find_folder
        find_entry
        ready_folder
        mkdir -p -- "$cache/ccache"
    else
        ready_native "$1"
    fi
    find_build "$1"
}

example_names() { # -> array examples
    local file
    examples=()
    for file in "$project"/examples/debugging/*.cpp; do
        file=${file##*/}
        examples+=("${file%.cpp}")
    done
}
