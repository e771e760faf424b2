package org.atex.core.journal;

import java.util.Optional;
import java.util.OptionalInt;
import org.atex.core.result.ErrorKind;
import org.atex.core.result.Status;
import org.atex.core.result.TestError;
import org.atex.core.result.TestOutcome;

/** How the outcome of an attempt stands in a line. */
final class Outcomes {

    private Outcomes() {}

    static void write(TestOutcome outcome, JsonWriter line) {
        line.text("end", Fields.word(outcome.end()));
        outcome.exitCode().ifPresent(code -> line.number("code", code));
        outcome.status().ifPresent(status -> line.text("status", status.word()));
        outcome.error()
                .ifPresent(
                        error ->
                                line.text("error", Fields.word(error.kind()))
                                        .prose("message", error.message()));
        line.duration("took", outcome.took());
    }

    static TestOutcome read(Fields in) {
        return new TestOutcome(
                in.word("end", TestOutcome.End.class),
                in.has("code") ? OptionalInt.of(in.integer("code")) : OptionalInt.empty(),
                in.optionalText("status").map(Status::new),
                error(in),
                in.duration("took"));
    }

    private static Optional<TestError> error(Fields in) {
        return in.optionalWord("error", ErrorKind.class)
                .map(kind -> TestError.of(kind, in.text("message")));
    }
}
