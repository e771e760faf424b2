package org.atex.benchmarks.executor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.atex.core.system.HostKeys;
import org.atex.core.system.SshSystem;

/** The system that is measured, as the script describes it: {@code PORT KEY_FILE HOST_KEY_FILE}. */
final class Target {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Target() {}

    /** Reads the first three arguments of a program. */
    static SshSystem of(List<String> arguments) throws IOException {
        String hostKey = Files.readString(Path.of(arguments.get(2))).strip();
        return SshSystem.at("127.0.0.1")
                .withPort(Integer.parseInt(arguments.get(0)))
                .withKey(Path.of(arguments.get(1)))
                .withHostKeys(HostKeys.pinned(hostKey))
                .withWorkRoot("/work");
    }

    /** CPU seconds of this process so far. */
    static double cpuSeconds() {
        return PROCESS.getProcessCpuTime() / 1e9;
    }

    /** Seconds on a clock that nobody sets. */
    static double seconds() {
        return System.nanoTime() / 1e9;
    }
}
