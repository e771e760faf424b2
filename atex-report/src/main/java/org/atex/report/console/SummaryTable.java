package org.atex.report.console;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.atex.core.result.Status;

/**
 * A table of tests, sorted by name, with their counts below.
 *
 * <pre>
 * TEST        PLATFORM          STATUS   TIME  NOTE
 * /unit/disk  fedora-42@x86_64  fail     1.5s  see dmesg
 * /unit/net   fedora-42@x86_64  pass    2m03s
 *
 * 2 tests: 1 pass, 1 fail
 * </pre>
 *
 * <p>For one thread.
 */
public final class SummaryTable {

    private static final Comparator<Line> BY_NAME =
            Comparator.comparing(Line::test).thenComparing(Line::platform);
    private static final int NARROWEST = 60;
    private static final int LONGEST_STATUS = 10;

    private final int width;
    private final boolean colours;
    private final List<Line> lines = new ArrayList<>();

    /**
     * Makes an empty one.
     *
     * @param width the columns of the terminal; longer names and notes are cut, {@link
     *     Integer#MAX_VALUE} for never
     * @param colours whether to colour the status
     */
    public SummaryTable(int width, boolean colours) {
        this.width = Math.max(width, NARROWEST);
        this.colours = colours;
    }

    /**
     * One test.
     *
     * @param test its name
     * @param platform where it ran; may be empty
     * @param status its verdict, or any other word
     * @param took how long it ran; zero if it did not
     * @param note anything to add; may be empty
     */
    public record Line(String test, String platform, String status, Duration took, String note) {

        /** Makes everything visible. */
        public Line {
            test = TerminalText.visible(test);
            platform = TerminalText.visible(platform);
            status = TerminalText.start(TerminalText.visible(status), LONGEST_STATUS);
            requireNonNull(took, "took");
            note = TerminalText.visible(note);
        }

        List<String> cells() {
            return List.of(test, platform, status, time(), note);
        }

        String time() {
            long seconds = took.toSeconds();
            if (took.isZero()) {
                return "-";
            }
            if (seconds < 60) {
                return String.format(Locale.ROOT, "%.1fs", took.toMillis() / 1000.0);
            }
            return seconds < 3600
                    ? "%dm%02ds".formatted(seconds / 60, seconds % 60)
                    : "%dh%02dm".formatted(seconds / 3600, seconds / 60 % 60);
        }
    }

    /** Adds a test. */
    public SummaryTable add(Line line) {
        lines.add(line);
        return this;
    }

    /** Prints the table. */
    public void printTo(Appendable out) throws IOException {
        if (!lines.isEmpty()) {
            Columns columns = Columns.fitting(lines, width);
            out.append(columns.header()).append('\n');
            for (Line line : lines.stream().sorted(BY_NAME).toList()) {
                out.append(columns.row(line, colours)).append('\n');
            }
            out.append('\n');
        }
        out.append(counts()).append('\n');
    }

    private String counts() {
        String tests = lines.size() == 1 ? "1 test" : lines.size() + " tests";
        String each =
                countByStatus().entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
        return each.isEmpty() ? tests : tests + ": " + each;
    }

    private Map<String, Integer> countByStatus() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Stream.of(Status.PASS, Status.FAIL, Status.ERROR, Status.INFRA)
                .forEach(status -> counts.put(status.word(), 0));
        lines.stream()
                .map(Line::status)
                .sorted()
                .forEach(status -> counts.merge(status, 1, Integer::sum));
        return counts;
    }
}
