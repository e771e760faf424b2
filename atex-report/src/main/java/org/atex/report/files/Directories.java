package org.atex.report.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes directories. */
public final class Directories {

    private Directories() {}

    /**
     * Makes the directory that a file is to be in, and those above. A link to a directory is one,
     * which {@link Files#createDirectories} denies up to Java 19.
     */
    public static void makeParent(Path file) throws IOException {
        make(file.toAbsolutePath().getParent());
    }

    /** Makes a directory, and those above, unless it is there. */
    static void make(@Nullable Path directory) throws IOException {
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
    }
}
