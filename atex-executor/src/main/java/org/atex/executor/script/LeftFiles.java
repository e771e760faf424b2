package org.atex.executor.script;

import java.util.ArrayList;
import java.util.List;
import org.atex.core.test.TestRun;

/** What a test may leave on the system for the runner, and the command that fetches it (TMT). */
public record LeftFiles(String dataDirectory, String submittedList) {

    private static final String REPORTED = "tmt-report-results.yaml";
    private static final List<String> CUSTOM = List.of("results.yaml", "results.json");

    /** Where the tests of a work directory leave theirs. */
    public static LeftFiles in(WorkDirectory work) {
        return new LeftFiles(work.test() + "/data", work.test() + "/submitted-files");
    }

    /**
     * Paths of files whose results are to be read if they exist (TMT-02). Those of the second list
     * exclude each other: the first that exists counts.
     */
    public List<List<String>> resultsFiles(TestRun test) {
        List<List<String>> files = new ArrayList<>();
        files.add(List.of(dataDirectory + "/" + REPORTED));
        if ("custom".equals(test.metadata().get("result"))) {
            files.add(CUSTOM.stream().map(name -> dataDirectory + "/" + name).toList());
        }
        return files;
    }

    /** All that a supervisor is to watch for. */
    public List<String> watched(TestRun test) {
        List<String> all = new ArrayList<>();
        resultsFiles(test).forEach(all::addAll);
        all.add(submittedList);
        return all;
    }

    /**
     * A command that answers each line {@code LIMIT PATH} of its stdin; paths may be relative to
     * the data directory. The answer is a line: {@code missing}, {@code refused}, {@code long}, or
     * the length, and then as many bytes. Only regular files below the data directory, and the list
     * of submitted ones, are given, which is decided when they have been opened (TMT-05).
     */
    public String fetchCommand() {
        // No single quote may stand in this text: all of it is one word, for any login shell.
        String script =
                """
                cd "$1" || exit 1
                give() {
                  real=$(readlink /proc/self/fd/3)
                  case $real in
                    "$1"/* | "$2") test -f /proc/self/fd/3 ;;
                    *) false ;;
                  esac || { echo refused; return; }
                  size=$(stat -L -c %s /proc/self/fd/3)
                  test "$size" -le "$3" || { echo long; return; }
                  echo "$size"
                  { head -c "$size" <&3; head -c "$size" /dev/zero; } | head -c "$size"
                }
                while IFS= read -r line; do
                  path=${line#* }
                  if ! test -e "$path"; then
                    echo missing
                  elif ! test -f "$path"; then
                    echo refused
                  else
                    { give "$1" "$2" "${line%% *}"; } 3<"$path" || echo refused
                  fi
                done 2>/dev/null
                """;
        return "exec sh -c %s atex %s"
                .formatted(Shell.quote(script), Shell.quote(List.of(dataDirectory, submittedList)));
    }
}
