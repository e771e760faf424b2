package org.atex.core.orchestrate;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.core.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a run (ORC-20): {@code journal.jsonl}, {@code lock} and {@code attempts/NNNNNN}.
 * Locked while a run uses it; a temporary one goes with the run.
 */
final class RunDirectory implements AutoCloseable {

    private static final String ZEROS = "000000";

    private final Path directory;
    private final Path attempts;
    private final boolean temporary;
    private final DirectoryLock lock;

    private RunDirectory(Path directory, boolean temporary, DirectoryLock lock) {
        this.directory = directory;
        this.attempts = directory.resolve("attempts");
        this.temporary = temporary;
        this.lock = lock;
    }

    /**
     * One for a new run.
     *
     * @throws InvalidArgumentException if it is in use, or was
     */
    static RunDirectory open(Optional<Path> wanted) throws IOException {
        Path directory = wanted.isPresent() ? wanted.get() : Files.createTempDirectory("atex-run-");
        return locked(directory, wanted.isEmpty()).checked(RunDirectory::requireUnused);
    }

    private void requireUnused() throws IOException {
        if (Files.exists(directory.resolve(Journal.FILE_NAME)) || !isEmpty()) {
            throw new InvalidArgumentException(
                    directory + ": holds an earlier run; resume that, or choose another directory");
        }
    }

    /**
     * The one of a run that goes on.
     *
     * @throws InvalidArgumentException if it is in use, or none of a run
     */
    static RunDirectory reopen(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(Journal.FILE_NAME))) {
            throw new InvalidArgumentException(directory + ": holds no journal of a run");
        }
        return locked(directory, false).checked(RunDirectory::deleteCopies);
    }

    /** Something that has to be true of a directory, or done to it, before it is used. */
    private interface Check {
        void make(RunDirectory of) throws IOException;
    }

    /** Unlocks it again if that fails. */
    private RunDirectory checked(Check check) throws IOException {
        try {
            check.make(this);
            return this;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static RunDirectory locked(Path directory, boolean temporary) throws IOException {
        Files.createDirectories(directory.resolve("attempts"));
        DirectoryLock lock =
                DirectoryLock.take(directory)
                        .orElseThrow(
                                () ->
                                        new InvalidArgumentException(
                                                directory + ": another run uses this directory"));
        return new RunDirectory(directory, temporary, lock);
    }

    /** Copies of artifacts that a process which died has left. */
    private void deleteCopies() throws IOException {
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(attempts, ".copy-*")) {
            for (Path copy : copies) {
                delete(copy);
            }
        }
    }

    Path path() {
        return directory;
    }

    /** The artifacts directory of an attempt. */
    Path attempt(long number) {
        String digits = Long.toString(number);
        return attempts.resolve(ZEROS.substring(Math.min(digits.length(), 6)) + digits);
    }

    /** Forgets that there was a run: it could not even start. */
    void deleteJournal() throws IOException {
        Files.deleteIfExists(directory.resolve(Journal.FILE_NAME));
    }

    /** Takes away what is empty: the attempts, and with them a temporary run directory. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (isEmpty()) {
                delete(temporary ? directory : attempts);
            }
        }
    }

    private boolean isEmpty() throws IOException {
        try (var entries = Files.list(attempts)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Deletes a directory with all that is in it; links are not followed. */
    static void delete(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            deleteFull(directory);
        }
    }

    private static void deleteFull(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path dir, @Nullable IOException failed) throws IOException {
                        if (failed != null) {
                            throw failed;
                        }
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
