package org.atex.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small trees of metadata. */
final class Trees {

    private Trees() {}

    /** Makes a directory a tree with this {@code main.fmf}. */
    static void write(Path directory, String main) throws IOException {
        Files.createDirectories(directory.resolve(".fmf"));
        Files.writeString(directory.resolve(".fmf/version"), "1\n");
        Files.writeString(directory.resolve("main.fmf"), main);
    }
}
