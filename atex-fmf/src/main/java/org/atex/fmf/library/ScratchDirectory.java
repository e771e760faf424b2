package org.atex.fmf.library;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfPlace;

/** A new directory, deleted with all that is in it. Links are deleted, not followed. */
final class ScratchDirectory implements AutoCloseable {

    private static final String PREFIX = "atex-tests-";

    private final Path path;

    private ScratchDirectory(Path path) {
        this.path = path;
    }

    /** Where temporary files belong. */
    static ScratchDirectory temporary() throws IOException {
        return new ScratchDirectory(Files.createTempDirectory(PREFIX).toRealPath());
    }

    /** In this directory, which is made if it is missing. */
    static ScratchDirectory in(Path parent) throws IOException {
        Files.createDirectories(parent);
        return new ScratchDirectory(Files.createTempDirectory(parent, PREFIX).toRealPath());
    }

    Path path() {
        return path;
    }

    /** Deletes it; does nothing if it is gone. */
    @Override
    public void close() {
        try {
            delete(path);
        } catch (IOException e) {
            throw new FmfFileException(
                    "a copy of tests is left behind: " + e.getMessage(), FmfPlace.inFile(path), e);
        }
    }

    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    delete(child);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
