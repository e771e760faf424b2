package org.atex.report.files;

import java.util.Optional;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;

/**
 * What reports say about a test as a whole: its own status, unless that is no bad one although the
 * attempt did not pass.
 *
 * @param status {@code infra} if an error ended it, {@code fail} for an exit code
 * @param reason what the test itself does not say: the error, or the exit code
 */
public record Verdict(Status status, Optional<String> reason) {

    /** The verdict on an attempt. */
    public static Verdict of(TestOutcome outcome) {
        Optional<Status> own = outcome.status();
        if (outcome.passed()) {
            return new Verdict(own.orElse(Status.PASS), Optional.empty());
        }
        Optional<String> error = outcome.error().map(TestError::note);
        return new Verdict(
                own.filter(Status::bad).orElse(error.isPresent() ? Status.INFRA : Status.FAIL),
                error.or(() -> Optional.of(outcome.toString())));
    }
}
