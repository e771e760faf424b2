# How a bash test talks to ATEX: control lines on the file descriptor ATEX_TEST_CONTROL.

# control WORD [ARGUMENT]
control() {
    printf '%s\n' "$*" >&"$ATEX_TEST_CONTROL"
}

# result JSON [FILE...]: the JSON names each file with its length, the data follow.
result() {
    local json=$1 LC_ALL=C
    shift
    printf 'result %d\n%s' "${#json}" "$json" >&"$ATEX_TEST_CONTROL"
    if (($# > 0)); then
        cat -- "$@" >&"$ATEX_TEST_CONTROL"
    fi
}

# length FILE: its size in bytes.
length() {
    wc -c <"$1" | tr -d ' '
}
