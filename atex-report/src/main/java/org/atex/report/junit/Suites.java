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

    /**
     * Suites that are to be written to this file, and put aside in another that survives the
     * process.
     *
     * @param pieces what it holds already, with nothing between them
     */
    static Suites of(Path target, Path spool, List<Added> pieces) throws IOException {
        long kept = pieces.isEmpty() ? 0 : pieces.get(pieces.size() - 1).end();
        Suites suites = new Suites(target, Spool.at(spool, kept));
        pieces.forEach(suites::add);
        return suites;
    }

    /**
     * Cases of one platform that are put aside.
     *
     * @param platform where they ran
     * @param start where they begin in what is put aside
     * @param end where they end
     * @param counts what they are
     */
    record Added(String platform, long start, long end, Counts counts) {}

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
        add(platform, source, added -> {});
    }

    /** Is told where cases are before they count. */
    @FunctionalInterface
    interface Recorder {
        void put(Added added) throws IOException;
    }

    /**
     * As {@link #add(String, CaseSource)}, with the cases handed to the operating system and
     * recorded, or none if any of that fails.
     */
    void addForGood(String platform, CaseSource source, Recorder recorder) throws IOException {
        add(
                platform,
                source,
                added -> {
                    spool.flush();
                    recorder.put(added);
                });
    }

    private void add(String platform, CaseSource source, Recorder recorder) throws IOException {
        long start = spool.length();
        Counts counts = new Counts();
        try {
            source.giveTo(
                    testCase -> {
                        spool.append(testCase.toXml());
                        counts.add(testCase);
                    });
            Added added = new Added(platform, start, spool.length(), counts);
            recorder.put(added);
            add(added);
        } catch (IOException | RuntimeException e) {
            spool.cutTo(start);
            throw e;
        }
    }

    private void add(Added added) {
        suites.computeIfAbsent(added.platform, Suite::new)
                .add(added.start, added.end, added.counts);
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
