package org.atex.executor.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where logind ends the processes of a session, the supervisor gets a scope of its own (SUP-01).
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SupervisorCommandTest {

    @TempDir Path temp;

    @BeforeEach
    void makeAnInterpreter() throws Exception {
        program("fake python", "echo \"python $*\"; cat");
        user(1000);
    }

    private void program(String name, String script) throws Exception {
        Path program = Files.writeString(temp.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private void user(int id) throws Exception {
        program("id", "echo " + id);
    }

    private void logindKillsProcesses(String answer) throws Exception {
        program(
                "loginctl",
                "case $1 in show-session) echo KillUserProcesses=%s;; esac".formatted(answer));
    }

    /** Says how it was called, and only takes this manager. */
    private void systemdRunOf(String manager) throws Exception {
        program(
                "systemd-run",
                """
                test "$2" = %s || exit 1
                test "$5" = true || echo "scope $2 $3 $4"
                shift 4
                exec "$@"
                """
                        .formatted(manager));
    }

    private String run() throws Exception {
        WorkDirectory work =
                new WorkDirectory("/work dir", "", temp.resolve("fake python").toString());
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", work.supervisorCommand());
        shell.environment().put("PATH", temp + ":/usr/bin:/bin");
        Process process = shell.start();
        process.getOutputStream().write("settings".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static final String DIRECTLY =
            "python -S -E /work dir/supervisor.py /work dir\nsettings";

    @Test
    void runsDirectlyWhereProcessesMayStay() throws Exception {
        logindKillsProcesses("no");
        systemdRunOf("--user");

        assertThat(run()).isEqualTo(DIRECTLY);
    }

    @Test
    void runsInAScopeOfTheUserWhereProcessesAreKilled() throws Exception {
        logindKillsProcesses("yes");
        systemdRunOf("--user");

        // SUP-01
        assertThat(run()).isEqualTo("scope --user --scope --quiet\n" + DIRECTLY);
    }

    @Test
    void runsInAScopeOfTheSystemWhereTheUserHasNoManager() throws Exception {
        logindKillsProcesses("yes");
        systemdRunOf("--system");

        assertThat(run()).isEqualTo("scope --system --scope --quiet\n" + DIRECTLY);
    }

    @Test
    void runsDirectlyWhereNoScopeCanBeHad() throws Exception {
        logindKillsProcesses("yes");
        systemdRunOf("nobody");

        assertThat(run()).isEqualTo(DIRECTLY);
    }

    @Test
    void rootIsSpared() throws Exception {
        logindKillsProcesses("yes");
        systemdRunOf("--user");
        user(0);

        assertThat(run()).isEqualTo(DIRECTLY);
    }
}
