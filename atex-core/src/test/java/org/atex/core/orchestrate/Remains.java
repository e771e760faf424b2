package org.atex.core.orchestrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.atex.core.fakes.FakeSystems;
import org.atex.core.journal.AttemptHistory;
import org.atex.core.journal.Journal;
import org.atex.core.journal.RunHistory;
import org.atex.core.result.ResultSink;
import org.atex.core.result.SinkEvent;

/**
 * What a process leaves that is killed at this moment: its run directory, what its sinks have
 * taken, the systems it held. The run itself may go on, nobody looks at it any more.
 *
 * @param directory a copy of the run directory
 * @param seen what the sink had taken
 * @param systems that stood
 */
record Remains(Path directory, List<SinkEvent> seen, Set<String> systems) {

    /** A sink that can be held still while the remains are taken. */
    static final class Ledger implements ResultSink {

        private final List<SinkEvent> events = new ArrayList<>();
        private final int before;
        private boolean resumed;

        /** A sink that kept these in an earlier process. */
        Ledger(List<SinkEvent> kept) {
            events.addAll(kept);
            before = kept.size();
        }

        @Override
        public synchronized void open() {}

        @Override
        public synchronized void resume() {
            resumed = true;
        }

        @Override
        public synchronized void accept(SinkEvent event) {
            events.add(event);
        }

        synchronized List<SinkEvent> events() {
            return List.copyOf(events);
        }

        /** What came in this process. */
        synchronized List<SinkEvent> news() {
            return List.copyOf(events.subList(before, events.size()));
        }

        synchronized boolean resumed() {
            return resumed;
        }
    }

    static Remains of(Path run, Path copy, Ledger sink, FakeSystems systems) {
        synchronized (sink) {
            try {
                Set<String> stood = new HashSet<>(systems.standing());
                Files.createDirectories(copy.resolve("attempts"));
                Files.copy(run.resolve(Journal.FILE_NAME), copy.resolve(Journal.FILE_NAME));
                for (AttemptHistory attempt : history(copy).attempts()) {
                    String name = "attempts/%06d".formatted(attempt.number());
                    copyTree(run.resolve(name), copy.resolve(name));
                }
                stood.retainAll(systems.standing());
                return new Remains(copy, sink.events(), stood);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    RunHistory history() throws IOException {
        return history(directory);
    }

    static RunHistory history(Path directory) throws IOException {
        try (Journal journal = Journal.open(directory)) {
            return RunHistory.of(journal);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (java.nio.file.NoSuchFileException e) {
            // all sinks have taken it meanwhile, and it is being removed
            RunDirectory.delete(to);
        }
    }
}
