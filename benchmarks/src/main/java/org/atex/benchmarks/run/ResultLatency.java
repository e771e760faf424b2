package org.atex.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.atex.core.orchestrate.Orchestrator;
import org.atex.core.orchestrate.RunSummary;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.core.test.TestRun;
import org.atex.executor.SshTestExecutor;
import org.atex.provision.hosts.HostsProvisioner;

/**
 * From a test's write to the sink: the test notes the time in each result, the sink compares. Both
 * must be on one machine, for they must have one clock.
 */
public final class ResultLatency {

    /** One result each 10 ms or so; bash knows the time without starting a process. */
    private static final String TEST =
            """
            for ((i = 0; i < %d; i++)); do
                json='{"name": "'$i'", "note": "'$EPOCHREALTIME'"}'
                printf 'result %%d\\n%%s' ${#json} "$json" >&"$ATEX_TEST_CONTROL"
                sleep 0.01
            done
            """;

    private static final int WARM_UP = 200;
    private static final int MEASURED = 1000;

    private ResultLatency() {}

    /**
     * Prints {@code median ... ms, 99 % ... ms}.
     *
     * @param args a file of hosts
     */
    public static void main(String... args) throws IOException, InterruptedException {
        List<Long> micros = measure(Path.of(args[0]));
        Collections.sort(micros);
        System.out.printf(
                "%d results: median %.1f ms, 99 %% within %.1f ms, slowest %.1f ms%n",
                micros.size(),
                micros.get(micros.size() / 2) / 1e3,
                micros.get(micros.size() * 99 / 100) / 1e3,
                micros.get(micros.size() - 1) / 1e3);
    }

    private static List<Long> measure(Path hosts) throws IOException, InterruptedException {
        List<Long> micros = new ArrayList<>();
        RunSummary summary =
                Orchestrator.builder()
                        .provisioner(HostsProvisioner.factory(hosts))
                        .executor(SshTestExecutor.factory())
                        .sink(comparing(micros))
                        .build()
                        .run(List.of(test("/warm-up", WARM_UP), test("/measured", MEASURED)));
        if (!summary.passed()) {
            throw new IllegalStateException(summary.toString());
        }
        return micros;
    }

    private static TestRun test(String name, int results) {
        return TestRun.named(name, TEST.formatted(results))
                .timeLimit(Duration.ofMinutes(2))
                .priority(name.equals("/warm-up") ? 1 : 0)
                .build();
    }

    private static ResultSink comparing(List<Long> micros) {
        return new ResultSink() {
            @Override
            public void accept(SinkEvent event) {
                if (event instanceof ResultReported reported
                        && event.attempt().test().name().equals("/measured")) {
                    sent(reported).ifPresent(sent -> micros.add(now() - sent));
                }
            }
        };
    }

    private static Optional<Long> sent(ResultReported reported) {
        return reported.result()
                .name()
                .flatMap(name -> reported.result().note())
                .map(note -> Long.parseLong(note.replaceAll("[^0-9]", "")));
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
