package org.atex.executor.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What has come of each stream, over all connections; nothing may come twice or be left out. */
final class Received {

    private final Map<Integer, ByteArrayOutputStream> streams = new TreeMap<>();

    long add(Frame frame) {
        ByteArrayOutputStream stream = stream(frame.stream());
        assertThat(frame.offset())
                .as("offset in stream %d", frame.stream())
                .isEqualTo(length(stream));
        stream.writeBytes(frame.payload());
        return stream.size();
    }

    /** Forgets the end of a stream, as a runner does that was killed before it stored it. */
    void cut(int stream, long length) {
        byte[] kept = Arrays.copyOf(stream(stream).toByteArray(), (int) length);
        stream(stream).reset();
        stream(stream).writeBytes(kept);
    }

    long length(int stream) {
        return length(stream(stream));
    }

    String text(int stream) {
        return stream(stream).toString(UTF_8);
    }

    /** Names what is stored, as the frame P does. */
    String positions() {
        return streams.entrySet().stream()
                .map(stream -> "%d %d\n".formatted(stream.getKey(), stream.getValue().size()))
                .collect(Collectors.joining());
    }

    private static long length(ByteArrayOutputStream stream) {
        return stream.size();
    }

    private ByteArrayOutputStream stream(int number) {
        return streams.computeIfAbsent(number, ignored -> new ByteArrayOutputStream());
    }
}
