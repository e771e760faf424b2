package org.atex.executor.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.atex.core.InvalidArgumentException;

/**
 * What {@code start} made on a system, and where things are there (RUN-01).
 *
 * @param path of the work directory, absolute
 * @param sockets a directory for forwarded sockets outside of it, private to the login user
 * @param interpreter of Python, else of Perl; empty if there is neither (WRP-01)
 */
public record WorkDirectory(String path, String sockets, String interpreter) {

    /** Shell code that prints the boot identity, as the wrapper tells it. */
    private static final String BOOT_IDENTITY =
            "echo $(cat /proc/sys/kernel/random/boot_id) $(cut -d\" \" -f22 /proc/1/stat)";

    /** How many lines a {@link MakeCommand} tells of it. */
    public static final int LINES = 3;

    private static final int LONGEST_SOCKET_PATH = 107;

    /** The tests tree, {@code TMT_TREE}. */
    public String tests() {
        return path + "/tests";
    }

    /** What a test has for itself during one run (RUN-02). */
    public String test() {
        return path + "/test";
    }

    /** Scripts of prepare and finish steps. */
    String steps() {
        return path + "/steps";
    }

    /** Commands for tests, put on their PATH: {@link Helpers} (HLP-01). */
    String helpers() {
        return path + "/helpers";
    }

    /** {@code BEAKERLIB_DIR} (BKR-01). */
    String beakerlib() {
        return path + "/beakerlib";
    }

    /** {@code TMT_PLAN_DATA}. */
    String planData() {
        return path + "/plan-data";
    }

    /** {@code TMT_PLAN_ENVIRONMENT_FILE} (ENV-04). */
    String environmentFile() {
        return path + "/environment";
    }

    String packages() {
        return path + "/packages.sh";
    }

    /** Whether a supervisor can run there: that one is in Python only. */
    public boolean hasPython() {
        return !interpreter.isEmpty() && !hasPerl();
    }

    private boolean hasPerl() {
        return interpreter.substring(interpreter.lastIndexOf('/') + 1).startsWith("perl");
    }

    /** The command line of the wrapper; {@code exec}, so that nothing else stays. */
    public String wrapperCommand() {
        String program = Shell.quote(path + (hasPerl() ? "/wrapper.pl" : "/wrapper.py"));
        return "exec %s %s%s"
                .formatted(Shell.quote(interpreter), hasPerl() ? "" : "-S -E ", program);
    }

    /**
     * The command line that finds or starts the supervisor; its stdin brings the settings. Where
     * logind ends a user's processes with the session, it runs in a scope of its own (SUP-01).
     */
    public String supervisorCommand() {
        String script =
                """
                case $(test "$(id -u)" = 0 || loginctl show-session -p KillUserProcesses 2>/dev/null) in
                  *=yes)
                    loginctl --no-ask-password enable-linger 2>/dev/null
                    for manager in --user --system; do
                      scope="systemd-run --no-ask-password $manager --scope --quiet"
                      $scope true </dev/null >/dev/null 2>&1 && exec $scope "$@"
                    done;;
                esac
                exec "$@"
                """;
        return "exec sh -c %s atex %s -S -E %s %s"
                .formatted(
                        Shell.quote(script),
                        Shell.quote(interpreter),
                        Shell.quote(path + "/supervisor.py"),
                        Shell.quote(path));
    }

    /**
     * Where a forwarded socket may be tried, best first. Only paths that fit into a socket address.
     *
     * @param name of the file, new for each
     */
    public List<String> socketPaths(String name) {
        List<String> paths = new ArrayList<>();
        for (String directory : List.of(sockets, path + "/s")) {
            String file = directory + "/" + name;
            if (!directory.isEmpty()
                    && file.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
                paths.add(file);
            }
        }
        return paths;
    }

    /**
     * Reads what a {@link MakeCommand} told.
     *
     * @throws InvalidArgumentException if that is not complete
     */
    public static WorkDirectory parse(List<String> told) {
        if (told.size() < LINES || !told.get(0).startsWith("/")) {
            throw new InvalidArgumentException("no work directory was made");
        }
        return new WorkDirectory(told.get(0), told.get(1), told.get(2));
    }

    /**
     * A command that says, a line each: the boot identity, whether the system is on its way down
     * ({@code down} or {@code up}), and whether that wrapper runs ({@code runs} or {@code ended}).
     *
     * @param wrapper its process id, or nothing
     */
    public static String stateCommand(String wrapper) {
        String script =
                BOOT_IDENTITY
                        + """

                        case $(systemctl is-system-running 2>/dev/null) in
                          stopping) echo down;;
                          *) if test -e /run/nologin; then echo down; else echo up; fi;;
                        esac
                        if test -n "$1" && grep -q -s -e "wrapper[.]p" -e "supervisor[.]py" "/proc/$1/cmdline"; then
                          echo runs
                        else
                          echo ended
                        fi
                        """;
        return "exec sh -c " + Shell.quote(script) + " atex " + Shell.quote(wrapper);
    }

    /**
     * A command that kills process groups (negative) and processes, unless the system was started
     * anew meanwhile and the numbers mean others.
     *
     * @param bootIdentity with which they were started
     */
    public static String killCommand(List<Long> processes, String bootIdentity) {
        String script =
                """
                test "$(%s)" = "$1" || exit 0
                shift
                kill -s KILL -- "$@" 2>/dev/null
                """
                        .formatted(BOOT_IDENTITY);
        List<String> numbers = processes.stream().map(String::valueOf).toList();
        return "exec sh -c %s atex %s %s"
                .formatted(Shell.quote(script), Shell.quote(bootIdentity), Shell.quote(numbers));
    }

    /**
     * The same, and kills the supervisor as well, if that process is still the one that is meant.
     * Waits a moment for what it had started, which ends with it; another supervisor, and the guard
     * that this has ready, stay.
     *
     * @param supervisor its process id
     * @param startTime of that process, in ticks since the system was started
     */
    public String killCommand(
            List<Long> processes, long supervisor, long startTime, String bootIdentity) {
        // No single quote may stand in this text, as above.
        String script =
                """
                test "$(%s)" = "$1" || exit 0
                work=$2 supervisor=$3 since=$4
                shift 4
                test $# = 0 || kill -s KILL -- "$@" 2>/dev/null
                if stat=$(cat "/proc/$supervisor/stat" 2>/dev/null); then
                  set -- ${stat##*) }
                  shift 19
                  test "$1" != "$since" || kill -s KILL "$supervisor" 2>/dev/null
                fi
                for try in 1 2 3 4 5 6 7 8 9 10 11 12; do
                  read holder since <"$work/supervisor.lock" || exit 0
                  left=
                  for found in $(grep -l -s -F "$work/supervisor.py" /proc/[0-9]*/cmdline); do
                    stat=$(cat "${found%%/cmdline}/stat" 2>/dev/null)
                    set -- ${stat##*) } # of what has gone meanwhile, as that very grep, there is none
                    case $found/$2 in
                      "/proc/$holder/cmdline"/* | */"$holder" | */) ;;
                      *) left=$found;;
                    esac
                  done
                  test -n "$left" || exit 0
                  sleep 0.1
                done
                """
                        .formatted(BOOT_IDENTITY);
        List<String> arguments =
                Stream.concat(
                                Stream.of(bootIdentity, path, supervisor, startTime),
                                processes.stream())
                        .map(String::valueOf)
                        .toList();
        return "exec sh -c %s atex %s".formatted(Shell.quote(script), Shell.quote(arguments));
    }

    /** A command that removes all of it, and ends what wrappers have left to read for daemons. */
    public String removeCommand() {
        String script =
                """
                for found in $(grep -l -s -F -e "$1/wrapper.p" -e "$1/supervisor.py" /proc/[0-9]*/cmdline); do
                  found=${found#/proc/}
                  kill -KILL "${found%/cmdline}"
                done 2>/dev/null
                cd /
                rm -rf "$@" 2>/dev/null || { chmod -R u+rwX "$@"; rm -rf "$@"; }
                """;
        List<String> directories = sockets.isEmpty() ? List.of(path) : List.of(path, sockets);
        return "exec sh -c " + Shell.quote(script) + " atex " + Shell.quote(directories);
    }
}
