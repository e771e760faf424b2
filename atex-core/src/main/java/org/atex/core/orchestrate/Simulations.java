package org.atex.core.orchestrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.core.learn.PastAttempt;
import org.atex.core.system.Provisioner;
import org.atex.core.system.SshSystem;
import org.atex.core.test.Platform;
import org.atex.core.test.TestRun;
import org.atex.core.time.Deadline;

/** Small parts of simulations. */
final class Simulations {

    private Simulations() {}

    /** The attempts of each test, as a test run for the platform they ran on. */
    static Map<TestRun, List<PastAttempt>> byTest(List<PastAttempt> attempts) {
        Map<TestRun, List<PastAttempt>> tests = new LinkedHashMap<>();
        for (PastAttempt attempt : attempts) {
            tests.computeIfAbsent(testOf(attempt), test -> new ArrayList<>()).add(attempt);
        }
        return tests;
    }

    private static TestRun testOf(PastAttempt attempt) {
        String platform = attempt.platform();
        return TestRun.named(attempt.test(), "true")
                .target(
                        platform.isEmpty()
                                ? Platform.any()
                                : Platform.named(platform).with("platform", platform))
                .timeLimit(attempt.timeLimit())
                .build();
    }

    /** A system that is there in name only. */
    static final class VirtualSystem extends Provisioner {

        VirtualSystem(String name, Platform platform) {
            super(name, platform);
        }

        @Override
        protected SshSystem provision(Deadline deadline) {
            throw new IllegalStateException("a simulation reserves nothing");
        }

        @Override
        protected void deprovision() {
            throw new IllegalStateException("a simulation reserves nothing");
        }
    }
}
