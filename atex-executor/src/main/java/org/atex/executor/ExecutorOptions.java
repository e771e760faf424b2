package org.atex.executor;

import java.io.OutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.executor.collect.CollectorLimits;
import org.atex.executor.script.TestOrders;
import org.atex.executor.ssh.KeyPassphrases;
import org.atex.executor.ssh.SshTimings;

/**
 * The settings of executors (RUN-15, section 7).
 *
 * @param startLimit for logging in, upload and prepare
 * @param packagesLimit for the packages of one test
 * @param stopLimit for finish and removal
 * @param settleTime how long a system that said it would reboot is watched for a sign of that
 *     (REC-07)
 * @param connections of one test that are served at once (CTL-03)
 * @param environment variables for all tests and scripts (ENV-01)
 * @param collecting how much a test may report
 * @param output where the output of tests goes instead of its file, if anywhere (OUT-06)
 * @param cacheTrees whether systems keep uploaded trees; absent: as each system says (RUN-16)
 * @param supervising how tests go on without a connection
 * @param timings of the SSH connection
 * @param passphrases of private keys
 */
record ExecutorOptions(
        Duration startLimit,
        Duration packagesLimit,
        Duration stopLimit,
        Duration settleTime,
        int connections,
        Map<String, String> environment,
        CollectorLimits collecting,
        Optional<OutputStream> output,
        Optional<Boolean> cacheTrees,
        SupervisorOptions supervising,
        SshTimings timings,
        KeyPassphrases passphrases) {

    static final int LEAST_CONNECTIONS = 64;

    ExecutorOptions {
        requirePositive("startLimit", startLimit);
        requirePositive("packagesLimit", packagesLimit);
        requirePositive("stopLimit", stopLimit);
        requirePositive("settleTime", settleTime);
        if (connections < LEAST_CONNECTIONS) {
            throw new InvalidArgumentException(
                    "connections is %d, expected %d or more"
                            .formatted(connections, LEAST_CONNECTIONS));
        }
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        TestOrders.check(environment);
        Objects.requireNonNull(collecting, "collecting");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(cacheTrees, "cacheTrees");
        Objects.requireNonNull(supervising, "supervising");
        Objects.requireNonNull(timings, "timings");
        Objects.requireNonNull(passphrases, "passphrases");
    }

    private static void requirePositive(String name, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new InvalidArgumentException(
                    "%s is %s, expected more than nothing".formatted(name, limit));
        }
    }
}
