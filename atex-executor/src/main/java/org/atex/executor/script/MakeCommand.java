package org.atex.executor.script;

import java.util.Optional;

/**
 * Command lines that make a {@link WorkDirectory}, tell its names, a line each, and the
 * interpreter, and then unpack a {@link TreeArchive} there.
 */
public final class MakeCommand {

    /** The line after these, if the archive is wanted on stdin. */
    public static final String SEND = "send";

    // No single quote may stand in these texts: all of it is one word, for any login shell.

    /** Where a work directory is wanted somewhere, sockets are there, too, if their paths fit. */
    private static final String DIRECTORIES =
            """
            umask 022
            hash=$1 size=$2
            shift 2
            for root in "$@" /var /var/tmp "$HOME"; do
              work=$(mktemp -d "$root/atex-XXXXXXXXXX" 2>/dev/null) && break
            done
            test -n "$work" || { echo "no work directory can be made in $* /var /var/tmp $HOME" >&2; exit 1; }
            cd "$work" && work=$(pwd -P) && chmod 755 . && mkdir -m 700 s || exit 1
            sockets=
            test $# -gt 0 && test "$(printf %s "$work" | wc -c)" -le 90 ||
              sockets=$(mktemp -d /tmp/atex-XXXXXXXXXX 2>/dev/null)
            for python in python3 python /usr/libexec/platform-python; do
              found=$("$python" -S -E -c "import sys; print(sys.executable)" 2>/dev/null) && break
            done
            test -n "$found" || found=$(perl -MErrno -MFcntl -MPOSIX -MSocket -e "print \\$^X" 2>/dev/null)
            printf "%s\\n" "$found" >interpreter
            printf "%s\\n" "$work" "$sockets" "$found"
            """;

    private static final String UNPACK = "exec tar -xpof -\n";

    /**
     * Only a file of our own that nobody else could write is unpacked, and then it must be what it
     * is called: one that was cut off by a crash is not used. A new one has its name only when it
     * is complete. Of ours, the three that were used last stay.
     */
    private static final String UNPACK_KEPT =
            """
            root=${work%/*} kept=${work%/*}/atex-tree-$hash me=$(id -u)
            unpack() {
              test -n "$(find "$kept" -prune -type f -user "$me" -perm 600 -size "${size}c")" || return
              sha256sum <"$kept" >s/sum &
              tar -xpof "$kept" && wait $! && read -r sum rest <s/sum && test "$sum" = "$hash" &&
                rm s/sum && touch "$kept"
            }
            if unpack 2>/dev/null; then
              echo have
              exit
            fi
            { chmod -R u+rwX . && rm -rf ./* && mkdir -m 700 s; } || exit
            printf "%s\\n" "$found" >interpreter
            echo send
            (umask 077; : >s/tree)
            tee s/tree | { tar -xpof -; status=$?; cat >/dev/null; exit $status; } || exit
            if test "$(($(wc -c <s/tree)))" = "$size" && test ! -d "$kept" && mv -f s/tree "$kept"; then
              find "$root"/atex-tree-* -prune -type f -user "$me" -exec ls -t {} + |
                tail -n +4 |
                while read -r old; do rm -f "$old"; done
            else
              rm -f s/tree
            fi 2>/dev/null
            exit 0
            """;

    private MakeCommand() {}

    /**
     * One that unpacks its stdin and keeps nothing else.
     *
     * @param workRoot where to make the directory, if not in the usual places
     */
    public static String plain(Optional<String> workRoot) {
        return line(DIRECTORIES + UNPACK, workRoot, "", 0);
    }

    /**
     * One that unpacks an archive that was kept, or says that it wants it, and keeps it (RUN-16).
     *
     * @param workRoot as above
     * @param hash of the archive, SHA-256 in hexadecimal digits
     * @param size of the archive in bytes
     */
    public static String keeping(Optional<String> workRoot, String hash, long size) {
        return line(DIRECTORIES + UNPACK_KEPT, workRoot, hash, size);
    }

    private static String line(String script, Optional<String> workRoot, String hash, long size) {
        return "exec sh -c %s atex %s %d %s"
                .formatted(
                        Shell.quote(script),
                        Shell.quote(hash),
                        size,
                        Shell.quote(workRoot.stream().toList()));
    }
}
