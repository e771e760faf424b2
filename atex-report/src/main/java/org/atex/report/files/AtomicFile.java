package org.atex.report.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file as a whole or not at all. */
public final class AtomicFile {

    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes it; does not close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes beside the target, then takes its place. What was there before stays until then, and
     * if writing fails.
     *
     * @throws IOException names the target
     */
    public static void write(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path draft = absolute.resolveSibling("." + absolute.getFileName() + ".part");
        try {
            Directories.makeParent(absolute);
            try (OutputStream out =
                    new BufferedOutputStream(
                            Files.newOutputStream(
                                    draft,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE))) {
                content.writeTo(out);
            }
            Files.move(draft, absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw new IOException("cannot write %s: %s".formatted(target, reason(e)), e);
        }
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage());
    }
}
