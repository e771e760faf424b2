package org.atex.report.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;
import org.atex.core.InvalidArgumentException;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.result.Status;
import org.atex.core.test.Attempt;
import org.atex.report.files.ResultRow;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.XZInputStream;

/** AGG-10, AGG-16: results files of runs that were killed while they wrote, and broken ones. */
class TornResultsTest {

    /** Results of one attempt: enough for several blocks of a compressed piece. */
    private static final int MANY = 1000;

    @TempDir private Path directory = Path.of("");
    private Path target = directory;
    private Path state = directory;

    enum Format {
        PLAIN,
        GZIP,
        XZ;

        ResultSink sink(Path target) {
            JsonLinesSink.Builder builder = JsonLinesSink.builder(target);
            return switch (this) {
                case PLAIN -> builder.build();
                case GZIP -> builder.gzip().build();
                case XZ -> builder.xz().build();
            };
        }

        /** How many whole lines a library can unpack. */
        int lines(byte[] packed) throws IOException {
            int lines = 0;
            try (InputStream in = unpacked(new ByteArrayInputStream(packed))) {
                for (int octet = in.read(); octet >= 0; octet = in.read()) {
                    lines += octet == '\n' ? 1 : 0;
                }
            } catch (EOFException e) {
                return lines;
            }
            return lines;
        }

        private InputStream unpacked(InputStream in) throws IOException {
            return switch (this) {
                case PLAIN -> in;
                case GZIP -> new GZIPInputStream(in);
                case XZ -> new XZInputStream(in);
            };
        }
    }

    /**
     * What a run has left that was killed when the last of its attempts was written and not yet
     * done.
     *
     * @param target what its sink wrote
     * @param done how much of that is done
     * @param rows what is done
     */
    private record Left(byte[] target, int done, List<ResultRow> rows) {

        byte[] upTo(int cut) {
            return Arrays.copyOf(target, cut);
        }
    }

    /** Kills a run in the attempt after the first ones; that has many results. */
    private Left kill(Format format, int first, int results) throws IOException {
        Path run = Files.createTempDirectory(directory, "run");
        target = run.resolve("results");
        state = run.resolve("results.state");
        ResultSink sink = format.sink(target);
        sink.open();
        SinkFeed feed = new SinkFeed(sink, run.resolve("attempts"));
        for (int i = 0; i < first; i++) {
            feed.run("/first/" + i, Status.PASS);
        }
        byte[] stateThen = Files.readAllBytes(state);
        List<ResultRow> rows = TestRows.of(target);
        int done = (int) Files.size(target);
        reportMuch(feed, results);
        Files.write(state, stateThen);
        return new Left(Files.readAllBytes(target), done, rows);
    }

    private static void reportMuch(SinkFeed feed, int results) throws IOException {
        Random random = new Random(5);
        StringJoiner lines = new StringJoiner("\n");
        for (int i = 0; i < results; i++) {
            String note = new BigInteger(640, random).toString(36);
            lines.add("{\"name\": \"part %d\", \"note\": \"%s\"}".formatted(i, note));
        }
        Attempt attempt = feed.begin("/last");
        feed.append(attempt, lines.toString());
        feed.end(attempt, Status.FAIL, Standing.FINAL);
    }

    @ParameterizedTest
    @EnumSource
    void resultsThatAreDoneAreReadWhereverTheNextIsCut(Format format) throws IOException {
        for (int first = 0; first < 3; first += 2) {
            Left left = kill(format, first, 1 + 2 * first);
            for (int cut = left.done; cut < left.target.length; cut++) {
                Files.write(target, left.upTo(cut));
                assertThat(TestRows.of(target).subList(0, first))
                        .as("cut at %d", cut)
                        .isEqualTo(left.rows);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void wholeLinesBeforeTheTearAreRead(Format format) throws IOException {
        Left left = kill(format, 1, MANY);
        int most = 0;
        int step = (left.target.length - left.done) / 10;
        for (int cut = left.done + step; cut < left.target.length; cut += step) {
            Files.write(target, left.upTo(cut));
            int lines = format.lines(left.upTo(cut));
            assertThat(TestRows.of(target))
                    .as("cut at %d", cut)
                    .hasSizeBetween(lines, lines + 1) // the last one may lack but its line feed
                    .startsWith(left.rows.get(0));
            most = Math.max(most, lines);
        }
        assertThat(most).isGreaterThan(MANY / 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ"})
    void fileOfARunThatHasEndedMustBeWhole(Format format) throws IOException {
        Left left = kill(format, 1, 1);
        Files.delete(state);
        for (int cut = left.done + 1; cut < left.target.length; cut++) {
            Files.write(target, left.upTo(cut));
            assertBroken("cut at %d".formatted(cut));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ"})
    void whatIsDoneMustBeWhole(Format format) throws IOException {
        Left left = kill(format, 2, 1);
        List<ResultRow> whole = TestRows.of(target);
        int broken = 0;
        for (int place = 0; place < left.done; place++) {
            byte[] bytes = left.target.clone();
            bytes[place] ^= 0x55;
            Files.write(target, bytes);
            if (!isReadAs(whole)) {
                assertBroken("another byte at %d".formatted(place));
                broken++;
            }
        }
        assertThat(broken).isGreaterThan(left.done * 8 / 10);

        Files.write(target, left.upTo(left.done - 1));
        assertBroken("one byte is missing");
    }

    private boolean isReadAs(List<ResultRow> rows) {
        try {
            return TestRows.of(target).equals(rows);
        } catch (IOException | InvalidArgumentException e) {
            return false;
        }
    }

    private void assertBroken(String how) {
        assertThatThrownBy(() -> TestRows.of(target))
                .as(how)
                .isInstanceOfAny(IOException.class, InvalidArgumentException.class)
                .hasMessageStartingWith(target + ", line ");
    }
}
