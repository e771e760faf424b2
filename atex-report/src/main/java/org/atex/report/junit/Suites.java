package org.atex.report.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.report.files.AtomicFile;
import org.atex.report.files.Directories;

/**
 * The suites of a report, one for each platform. Their cases may come mixed; they are put aside on
 * disk, so memory does not grow with what tests say.
 */
final class Suites implements Closeable {

    private final Path target;
    private final Spool spool;
    private final Map<String, Suite> suites = new LinkedHashMap<>();

    private Suites(Path target, Spool spool) {
        this.target = target;
        this.spool = spool;
    }

    /** Suites that are to be written to this file. */
    static Suites of(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Directories.makeParent(absolute);
        return new Suites(absolute, Spool.in(absolute.resolveSibling("")));
    }

    /** Takes cases one by one. */
    @FunctionalInterface
    interface Cases {
        void add(TestCase testCase) throws IOException;
    }

    /** Gives cases one by one. */
    @FunctionalInterface
    interface CaseSource {
        void giveTo(Cases cases) throws IOException;
    }

    /** Adds all these cases to the suite of a platform, or none if that fails. */
    void add(String platform, CaseSource source) throws IOException {
        long start = spool.length();
        Counts counts = new Counts();
        try {
            source.giveTo(
                    testCase -> {
                        spool.append(testCase.toXml());
                        counts.add(testCase);
                    });
        } catch (IOException | RuntimeException e) {
            spool.cutTo(start);
            throw e;
        }
        suites.computeIfAbsent(platform, Suite::new).add(start, spool.length(), counts);
    }

    /** Writes the report. */
    void write() throws IOException {
        AtomicFile.write(target, this::writeTo);
    }

    private void writeTo(OutputStream out) throws IOException {
        Counts all = new Counts();
        suites.values().forEach(suite -> all.add(suite.counts));
        StringBuilder start = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        start.append("<testsuites");
        all.attributesOfAll(start);
        print(out, start.append(">\n"));
        for (Suite suite : suites.values()) {
            suite.writeTo(out, spool);
        }
        print(out, "</testsuites>\n");
    }

    private static void print(OutputStream out, CharSequence text) throws IOException {
        out.write(text.toString().getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }

    private static final class Suite {

        private final String platform;
        private final Counts counts = new Counts();
        private final List<Piece> pieces = new ArrayList<>();

        private Suite(String platform) {
            this.platform = platform;
        }

        private record Piece(long start, long end) {}

        void add(long start, long end, Counts more) {
            counts.add(more);
            int last = pieces.size() - 1;
            if (last >= 0 && pieces.get(last).end == start) {
                pieces.set(last, new Piece(pieces.get(last).start, end));
            } else {
                pieces.add(new Piece(start, end));
            }
        }

        void writeTo(OutputStream out, Spool spool) throws IOException {
            StringBuilder start = new StringBuilder("  <testsuite");
            TestCase.attribute(start, "name", platform.isEmpty() ? "atex" : platform);
            counts.attributesOfSuite(start);
            print(out, start.append(">\n"));
            for (Piece piece : pieces) {
                spool.copyTo(out, piece.start, piece.end);
            }
            print(out, "  </testsuite>\n");
        }
    }
}
