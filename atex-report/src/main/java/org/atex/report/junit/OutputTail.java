package org.atex.report.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The last lines of a test's output. */
final class OutputTail {

    private static final int LENGTH = 8 * 1024;

    private OutputTail() {}

    /** Reads them, or nothing if there is no such plain file. */
    static Optional<String> of(Path file) throws IOException {
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (RandomAccessFile output = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, output.length() - LENGTH);
            byte[] bytes = new byte[(int) (output.length() - start)];
            output.seek(start);
            output.readFully(bytes);
            String text = new String(bytes, UTF_8);
            return Optional.of(start == 0 ? text : fromNextLine(text)).filter(t -> !t.isBlank());
        }
    }

    private static String fromNextLine(String text) {
        return "[...]\n" + text.substring(text.indexOf('\n') + 1);
    }
}
