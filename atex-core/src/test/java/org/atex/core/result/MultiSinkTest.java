package org.atex.core.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.atex.core.fakes.RecordingSink;
import org.atex.core.fakes.SinkFeed;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.atex.core.result.SinkEvent.Standing;
import org.atex.core.test.Attempt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultiSinkTest {

    @TempDir private Path attempts;
    private final List<String> log = new ArrayList<>();

    @Test
    void agg13_eachSinkIsToldEverything() throws IOException {
        RecordingSink one = new RecordingSink();
        RecordingSink two = new RecordingSink();

        try (ResultSink all = ResultSink.all(one, two)) {
            all.open();
            new SinkFeed(all, attempts).run("/a", Status.PASS);
        }

        assertThat(one.events()).hasSize(3).isEqualTo(two.events());
        assertThat(one.closed() && two.closed()).isTrue();
    }

    @Test
    void agg13_allButTheLastConsumerGetACopyThatIsRemoved() throws IOException {
        Attempt attempt;
        try (ResultSink all =
                ResultSink.all(new Eater("one"), new Eater("two"), new Eater("three"))) {
            all.open();
            attempt = new SinkFeed(all, attempts).run("/a", Status.PASS);
        }

        assertThat(log).containsExactly("one: /a copy", "two: /a copy", "three: /a original");
        assertThat(children(attempts)).containsExactly(attempt.directory());
        assertThat(children(attempt.directory()))
                .containsExactly(attempt.directory().resolve("files"));
    }

    @Test
    void agg13_copyIsTheWholeTree() throws IOException {
        Eater eater = new Eater("one");
        ResultSink all = ResultSink.all(eater, new Eater("two"));
        all.open();
        SinkFeed feed = new SinkFeed(all, attempts);

        Attempt attempt = feed.begin("/a");
        feed.report(
                attempt,
                TestResult.of(Status.PASS).withName("disk/io").withFiles(List.of("sub/log.txt")),
                "text");
        Files.createSymbolicLink(attempt.directory().resolve("files/link"), Path.of("no/where"));
        feed.end(attempt, Status.PASS, Standing.FINAL);

        assertThat(eater.seen).contains("files/disk/io/sub/log.txt=text", "files/link -> no/where");
    }

    // PATH-04: an executor stores files at longer paths than the system takes as a whole
    @Test
    void agg13_whatLiesTooDeepToBeCopiedIsRefusedAndDoesNotEndTheRun() throws Exception {
        ResultSink all = ResultSink.all(new Eater("one"), new Consumer());
        all.open();
        SinkFeed feed = new SinkFeed(all, attempts);
        Attempt attempt = feed.begin("/a");
        makeDeep(attempt.directory().resolve("files"));

        Throwable thrown = catchThrowable(() -> feed.end(attempt, Status.PASS, Standing.FINAL));

        List<Path> left = children(attempts);
        new ProcessBuilder("rm", "-rf", attempt.directory().toString()).start().waitFor();
        assertThat(thrown).isInstanceOf(SinkException.class).hasMessageContaining("too long");
        assertThat(log).containsExactly("consumer: /a");
        assertThat(left).containsExactly(attempt.directory());
    }

    /** From below, by short paths. */
    private void makeDeep(Path files) throws IOException {
        Path below = Files.createDirectory(files.resolve("below"));
        for (int i = 0; i < 2_045; i++) {
            Path above = Files.createDirectory(files.resolve("above"));
            Files.move(below, above.resolve("d"));
            Files.move(above, below);
        }
    }

    @Test
    void sinksThatOnlyReadComeBeforeThoseThatConsume() throws IOException {
        ResultSink reader =
                event -> {
                    if (event instanceof AttemptEnded ended) {
                        log.add("reader: " + hasResults(ended.attempt()));
                    }
                };
        ResultSink all = ResultSink.all(new Eater("eater"), reader);
        all.open();

        new SinkFeed(all, attempts).run("/a", Status.PASS);

        assertThat(log).containsExactly("reader: true", "eater: /a original");
    }

    @Test
    void agg13_failureOfOneDoesNotKeepTheOthersFromIngesting() throws IOException {
        Eater broken = new Eater("broken");
        broken.failure = new IOException("disk full");
        Eater broken2 = new Eater("broken too");
        broken2.failure = new SinkException(SinkException.Kind.DUPLICATE, "again");
        ResultSink all = ResultSink.all(broken, broken2, new Eater("well"));
        all.open();
        SinkFeed feed = new SinkFeed(all, attempts);

        Throwable thrown = catchThrowable(() -> feed.run("/a", Status.PASS));

        assertThat(thrown).isSameAs(broken.failure).hasSuppressedException(broken2.failure);
        assertThat(log).endsWith("well: /a original");
        assertThat(children(attempts)).hasSize(1);
    }

    @Test
    void agg13_allAreClosedAlthoughOneFails() throws IOException {
        RecordingSink last = new RecordingSink();
        IOException failure = new IOException("disk full");
        ResultSink all = ResultSink.all(new Unclosable(failure), last);
        all.open();

        assertThatThrownBy(all::close).isSameAs(failure);
        assertThat(last.closed()).isTrue();
        all.close();
    }

    @Test
    void sinksOpenedBeforeOneThatRefusesAreClosed() throws IOException {
        RecordingSink first = new RecordingSink();
        RecordingSink last = new RecordingSink();
        SinkException refusal = new SinkException(SinkException.Kind.EXISTS, "there");
        ResultSink all = ResultSink.all(first, new Unopenable(refusal), last);

        assertThatThrownBy(all::open).isSameAs(refusal);
        assertThat(first.closed()).isTrue();
        assertThat(last.closed()).isFalse();
        all.close();
    }

    @Test
    void agg15_eachSinkGetsOnlyWhatLiesBehindItsLastSeen() throws IOException {
        Resumed two = new Resumed(2);
        Resumed one = new Resumed(1);
        RecordingSink none = new RecordingSink();
        ResultSink all = ResultSink.all(two, one, none);
        all.open();

        new SinkFeed(all, attempts).run("/a", Status.PASS);

        assertThat(two.seen).containsExactly(3L);
        assertThat(one.seen).containsExactly(2L, 3L);
        assertThat(none.events()).hasSize(3);
        assertThat(ResultSink.all(two, one).lastSeen()).hasValue(1);
        assertThat(all.lastSeen()).isEmpty();
    }

    @Test
    void oneSinkIsItselfAndNoneIsFine() throws IOException {
        RecordingSink one = new RecordingSink();

        assertThat(ResultSink.all(one)).isSameAs(one);
        try (ResultSink none = ResultSink.all()) {
            none.open();
            new SinkFeed(none, attempts).run("/a", Status.PASS);
        }
    }

    @Test
    void attemptWithoutDirectoryReachesEachSink() throws IOException {
        ResultSink all = ResultSink.all(new Eater("one"), new Eater("two"));
        all.open();
        SinkFeed feed = new SinkFeed(all, attempts);
        Attempt attempt = feed.begin("/a");
        Files.delete(attempt.directory().resolve("results"));
        Files.delete(attempt.directory().resolve("files"));
        Files.delete(attempt.directory());

        assertThatThrownBy(() -> feed.end(attempt, Status.PASS, Standing.FINAL))
                .isInstanceOf(SinkException.class);
        assertThat(children(attempts)).isEmpty();
    }

    private static boolean hasResults(Attempt attempt) {
        return Files.exists(attempt.directory().resolve("results"));
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }

    /** Consumes artifacts. */
    private final class Eater implements ResultSink {

        private final String name;
        private final List<String> seen = new ArrayList<>();
        private Exception failure = new Exception("none");

        private Eater(String name) {
            this.name = name;
        }

        @Override
        public void accept(SinkEvent event) throws IOException {
            if (event instanceof AttemptEnded ended) {
                eat(ended.attempt());
            }
        }

        private void eat(Attempt attempt) throws IOException {
            if (!hasResults(attempt)) {
                throw new SinkException(SinkException.Kind.NOT_FOUND, attempt.toString());
            }
            boolean original = attempt.directory().getFileName().toString().matches("[0-9]+");
            log.add(name + ": " + attempt.test().name() + (original ? " original" : " copy"));
            remember(attempt.directory());
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            Files.delete(attempt.directory().resolve("results"));
        }

        private void remember(Path directory) throws IOException {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path path : tree.toList()) {
                    String relative = directory.relativize(path).toString();
                    if (Files.isSymbolicLink(path)) {
                        seen.add(relative + " -> " + Files.readSymbolicLink(path));
                    } else if (Files.isRegularFile(path)) {
                        seen.add(relative + "=" + Files.readString(path));
                    }
                }
            }
        }

        @Override
        public boolean consumesArtifacts() {
            return true;
        }
    }

    private record Unclosable(IOException failure) implements ResultSink {
        @Override
        public void accept(SinkEvent event) {}

        @Override
        public void close() throws IOException {
            throw failure;
        }
    }

    private record Unopenable(RuntimeException failure) implements ResultSink {
        @Override
        public void open() {
            throw failure;
        }

        @Override
        public void accept(SinkEvent event) {}
    }

    private static final class Resumed implements ResultSink {

        private final long last;
        private final List<Long> seen = new ArrayList<>();

        private Resumed(long last) {
            this.last = last;
        }

        @Override
        public void accept(SinkEvent event) {
            seen.add(event.number());
        }

        @Override
        public OptionalLong lastSeen() {
            return OptionalLong.of(last);
        }
    }

    /** Leaves the artifacts as they are. */
    private final class Consumer implements ResultSink {

        @Override
        public void accept(SinkEvent event) {
            if (event instanceof AttemptEnded ended) {
                log.add("consumer: " + ended.attempt().test().name());
            }
        }

        @Override
        public boolean consumesArtifacts() {
            return true;
        }
    }
}
