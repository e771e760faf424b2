package org.atex.core.result;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.atex.core.result.SinkEvent.AttemptEnded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes everything to several sinks; see {@link ResultSink#all(List)}. */
final class MultiSink implements ResultSink {

    private static final Logger log = LoggerFactory.getLogger(MultiSink.class);

    private final List<ResultSink> sinks;
    private final List<Member> open = new ArrayList<>();

    MultiSink(List<? extends ResultSink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    @Override
    public void open() throws IOException {
        openEach(ResultSink::open);
    }

    @Override
    public void resume() throws IOException {
        openEach(ResultSink::resume);
    }

    private interface Opening {
        void open(ResultSink sink) throws IOException;
    }

    private void openEach(Opening how) throws IOException {
        try {
            for (ResultSink sink : sinks) {
                how.open(sink);
                open.add(new Member(sink, sink.lastSeen()));
            }
        } catch (IOException | RuntimeException | Error e) {
            closeAll().addTo(e);
            throw e;
        }
    }

    @Override
    public void accept(SinkEvent event) throws IOException {
        Failures failures = new Failures();
        List<Member> waiting = new ArrayList<>(open.size());
        for (Member member : open) {
            if (member.hasNotSeen(event)) {
                waiting.add(member);
            }
        }
        if (event instanceof AttemptEnded ended) {
            endAttempt(ended, waiting, failures);
        } else {
            waiting.forEach(member -> failures.attempt(() -> member.sink.accept(event)));
        }
        failures.throwFirst();
    }

    private static void endAttempt(AttemptEnded ended, List<Member> waiting, Failures failures) {
        List<Member> consumers = new ArrayList<>();
        for (Member member : waiting) {
            if (member.sink.consumesArtifacts()) {
                consumers.add(member);
            } else {
                failures.attempt(() -> member.sink.accept(ended));
            }
        }
        for (int i = 0; i < consumers.size(); i++) {
            ResultSink sink = consumers.get(i).sink;
            boolean last = i == consumers.size() - 1;
            failures.attempt(last ? () -> sink.accept(ended) : () -> acceptCopy(sink, ended));
        }
    }

    private static void acceptCopy(ResultSink sink, AttemptEnded ended) throws IOException {
        if (!Files.isDirectory(ended.attempt().directory())) {
            sink.accept(ended);
            return;
        }
        try (ArtifactsCopy copy = ArtifactsCopy.of(ended.attempt())) {
            sink.accept(
                    new AttemptEnded(
                            ended.number(),
                            copy.attempt(),
                            ended.outcome(),
                            ended.standing(),
                            ended.at()));
        }
    }

    @Override
    public boolean consumesArtifacts() {
        return sinks.stream().anyMatch(ResultSink::consumesArtifacts);
    }

    /** The earliest, if all of them know; the others then skip what they have seen. */
    @Override
    public OptionalLong lastSeen() {
        List<OptionalLong> known = sinks.stream().map(ResultSink::lastSeen).toList();
        return known.stream().allMatch(OptionalLong::isPresent)
                ? known.stream().mapToLong(OptionalLong::getAsLong).min()
                : OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        closeAll().throwFirst();
    }

    private Failures closeAll() {
        Failures failures = new Failures();
        for (Member member : open) {
            failures.attempt(() -> close(member.sink));
        }
        open.clear();
        return failures;
    }

    private static void close(ResultSink sink) throws IOException {
        try {
            sink.close();
        } catch (IOException | RuntimeException e) {
            log.warn("result sink {} does not close: {}", sink, e.toString());
            throw e;
        }
    }

    /** An open sink, and the last event that it had kept when it was opened (AGG-15). */
    private record Member(ResultSink sink, OptionalLong lastSeen) {

        boolean hasNotSeen(SinkEvent event) {
            return lastSeen.isEmpty() || event.number() > lastSeen.getAsLong();
        }
    }
}
