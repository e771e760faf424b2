package org.atex.report.console;

import static java.util.Objects.requireNonNull;

import java.io.Flushable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.ResultReported;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.result.TestResult;
import org.atex.report.files.Verdict;

/**
 * Prints a table of the final attempts when the run has ended.
 *
 * <pre>{@code
 * Orchestrator.builder().sink(ConsoleSink.to(System.out))
 * }</pre>
 *
 * <p>Keeps one short line of each test in memory. Where it prints is flushed, and left open.
 */
public final class ConsoleSink implements ResultSink {

    private static final int LONGEST_NOTE = 400;

    private final Appendable out;
    private final SummaryTable table;
    private final Map<Long, Said> running = new HashMap<>();
    private boolean open;

    private ConsoleSink(Builder builder) {
        out = builder.out;
        table = new SummaryTable(builder.width, builder.colours);
    }

    /** Prints here, without colours, for 120 columns. */
    public static ConsoleSink to(Appendable out) {
        return builder(out).build();
    }

    /** Starts a sink that prints here. */
    public static Builder builder(Appendable out) {
        return new Builder(out);
    }

    @Override
    public void open() {
        open = true;
    }

    @Override
    public void accept(SinkEvent event) {
        long attempt = event.attempt().number();
        if (event instanceof ResultReported reported) {
            running.computeIfAbsent(attempt, number -> new Said()).add(reported.result());
        } else if (event instanceof AttemptEnded ended) {
            Said said = running.remove(attempt);
            if (ended.standing() == Standing.FINAL) {
                table.add(line(ended, said == null ? new Said() : said));
            }
        }
    }

    private static SummaryTable.Line line(AttemptEnded ended, Said said) {
        Verdict verdict = Verdict.of(ended.outcome());
        return new SummaryTable.Line(
                ended.attempt().test().name(),
                ended.attempt().platform().name(),
                verdict.status().word(),
                ended.outcome().took(),
                said.note().or(said::badSubtests).or(verdict::reason).orElse(""));
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            table.printTo(out);
            if (out instanceof Flushable flushable) {
                flushable.flush();
            }
        }
    }

    @Override
    public String toString() {
        return "console summary";
    }

    /** What a running test said, as far as the table shows it. */
    private static final class Said {

        private Optional<String> note = Optional.empty();
        private int subtests;
        private int bad;

        void add(TestResult result) {
            if (result.name().isPresent()) {
                subtests++;
                bad += result.status().filter(Status::bad).isPresent() ? 1 : 0;
            } else {
                note = result.note().map(Said::shortened);
            }
        }

        private static String shortened(String text) {
            return text.substring(0, Math.min(text.length(), LONGEST_NOTE));
        }

        Optional<String> note() {
            return note;
        }

        Optional<String> badSubtests() {
            return bad == 0
                    ? Optional.empty()
                    : Optional.of("%d of %d subtests failed".formatted(bad, subtests));
        }
    }

    /** Collects how a {@link ConsoleSink} is to be. For one thread. */
    public static final class Builder {

        private final Appendable out;
        private int width = 120;
        private boolean colours;

        private Builder(Appendable out) {
            this.out = requireNonNull(out, "out");
        }

        /** The columns of the terminal; {@link Integer#MAX_VALUE} to cut nothing. */
        public Builder width(int columns) {
            width = columns;
            return this;
        }

        /** Has the status coloured. */
        public Builder colours() {
            colours = true;
            return this;
        }

        /** Makes the sink; nothing is printed before it is closed. */
        public ConsoleSink build() {
            return new ConsoleSink(this);
        }
    }
}
