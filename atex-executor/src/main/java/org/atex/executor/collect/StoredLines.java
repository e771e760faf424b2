package org.atex.executor.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.atex.core.result.TestResult;
import org.atex.executor.control.ControlException;

/** What an attempt has stored whose runner is dead and whose test nobody attaches to (AGG-15). */
public final class StoredLines {

    private StoredLines() {}

    /**
     * Tells of each stored result once more, and cuts off half a line that the runner left when it
     * died. Nothing, if a sink has consumed the results, or there never were any.
     *
     * @param attemptDirectory the artifacts
     * @param depth how deep documents of the test may be
     * @throws IOException if they cannot be read, or are not ours
     */
    public static void replay(Path attemptDirectory, int depth, Consumer<TestResult> told)
            throws IOException {
        Path path = attemptDirectory.resolve(ArtifactsDirectory.RESULTS);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (GrowingFile file = open(path)) {
            JsonReader reader = new JsonReader(depth);
            FileLines lines = new FileLines(file);
            for (ByteBuffer line = lines.next(); line != null; line = lines.next()) {
                told.accept(result(path, reader, line));
            }
            file.cutBackTo(lines.end());
        }
    }

    private static GrowingFile open(Path path) throws IOException {
        return GrowingFile.existing(
                path.toString(),
                () ->
                        FileChannel.open(
                                path,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS));
    }

    private static TestResult result(Path path, JsonReader reader, ByteBuffer line)
            throws IOException {
        try {
            return StoredResults.checked(reader.object(line));
        } catch (ControlException e) {
            throw new IOException(
                    "%s: a stored result is corrupt: %s".formatted(path, e.getMessage()), e);
        }
    }
}
