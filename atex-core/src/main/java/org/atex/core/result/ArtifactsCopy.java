package org.atex.core.result;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.atex.core.test.Attempt;
import org.jspecify.annotations.Nullable;

/** A copy of the artifacts of an attempt, beside the original, until it is closed. */
final class ArtifactsCopy implements AutoCloseable {

    /** With the zero byte that ends it; executors can store files at longer paths. */
    private static final int LONGEST_PATH = 4096;

    private static final int SHOWN = 200;

    private final Path directory;
    private final Attempt attempt;

    private ArtifactsCopy(Path directory, Attempt original) {
        this.directory = directory;
        this.attempt =
                new Attempt(
                        original.number(),
                        original.test(),
                        original.tryNumber(),
                        original.system(),
                        original.platform(),
                        directory);
        if (original.cancelled()) {
            attempt.cancel();
        }
    }

    /**
     * Copies; half a copy is removed again.
     *
     * @throws SinkException of kind {@code bad_results} if a path is too long for that
     */
    static ArtifactsCopy of(Attempt original) throws IOException {
        Path source = original.directory().toAbsolutePath();
        Path directory = Files.createTempDirectory(source.getParent(), ".copy-");
        ArtifactsCopy copy = new ArtifactsCopy(directory, original);
        try {
            Files.walkFileTree(source, new Copier(source, directory));
            return copy;
        } catch (IOException | RuntimeException e) {
            try (copy) {
                throw e;
            }
        }
    }

    /** The same attempt, in the copied directory. */
    Attempt attempt() {
        return attempt;
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(directory, NOFOLLOW_LINKS)) {
            Files.walkFileTree(directory, new Remover());
        }
    }

    private static final class Copier extends SimpleFileVisitor<Path> {

        private final Path source;
        private final Path target;

        private Copier(Path source, Path target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
                throws IOException {
            if (!dir.equals(source)) {
                Files.createDirectory(copyOf(dir));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.copy(file, copyOf(file), NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            requireInReach(file);
            throw failure;
        }

        private Path copyOf(Path path) {
            Path copy = target.resolve(source.relativize(path));
            requireInReach(copy);
            return copy;
        }

        /** It is a matter of one attempt if a path is not. */
        private static void requireInReach(Path path) {
            String name = path.toString();
            if (name.getBytes(UTF_8).length >= LONGEST_PATH) {
                throw new SinkException(
                        SinkException.Kind.BAD_RESULTS,
                        "the path of an uploaded file is too long to be copied: %s..."
                                .formatted(name.substring(0, SHOWN)));
            }
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
        }
    }
}
