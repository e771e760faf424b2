package org.atex.report.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.atex.core.result.SinkException;
import org.jspecify.annotations.Nullable;

/**
 * Moves the files below a directory to another that may exist, without overwriting anything:
 * planned first, then done, and undone if what comes next fails. Whole subtrees are renamed where
 * nothing is in their way; over file systems they are copied, and the originals stay for the caller
 * to remove.
 */
public final class TreeMove {

    private final List<Step> steps = new ArrayList<>();
    private final Deque<Undo> undos = new ArrayDeque<>();

    private TreeMove() {}

    private record Step(Path from, Path to) {}

    @FunctionalInterface
    private interface Undo {
        void run() throws IOException;
    }

    /**
     * Looks what is to be done, and changes nothing.
     *
     * @param source may be missing
     * @param root below which all happens
     * @param target {@code root} or below it
     * @throws SinkException of kind {@code exists} if something is in the way (AGG-09)
     */
    public static TreeMove plan(Path source, Path root, Path target) throws IOException {
        TreeMove move = new TreeMove();
        if (Files.isDirectory(source, NOFOLLOW_LINKS)) {
            checkWay(root, target);
            move.add(source, target);
        }
        return move;
    }

    private static void checkWay(Path root, Path target) {
        Path path = root;
        for (Path part : root.relativize(target)) {
            path = path.resolve(part);
            if (Files.exists(path, NOFOLLOW_LINKS) && !Files.isDirectory(path, NOFOLLOW_LINKS)) {
                throw inTheWay(path);
            }
        }
    }

    private void add(Path from, Path to) throws IOException {
        if (!Trees.holdsFile(from)) {
            return;
        }
        if (!Files.exists(to, NOFOLLOW_LINKS)) {
            steps.add(new Step(from, to));
        } else if (areDirectories(from, to)) {
            addChildren(from, to);
        } else {
            throw inTheWay(to);
        }
    }

    private void addChildren(Path from, Path to) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
            for (Path child : children) {
                add(child, to.resolve(child.getFileName()));
            }
        }
    }

    private static boolean areDirectories(Path from, Path to) {
        return Files.isDirectory(from, NOFOLLOW_LINKS) && Files.isDirectory(to, NOFOLLOW_LINKS);
    }

    private static SinkException inTheWay(Path path) {
        return new SinkException(SinkException.Kind.EXISTS, path + " exists already");
    }

    /** Does it all, or, if that fails, nothing. */
    public void run() throws IOException {
        try {
            for (Step step : steps) {
                makeDirectories(step.to.toAbsolutePath().getParent());
                move(step);
            }
        } catch (IOException | RuntimeException e) {
            undo(e);
            throw e;
        }
    }

    private void makeDirectories(@Nullable Path directory) throws IOException {
        if (directory != null && !Files.isDirectory(directory, NOFOLLOW_LINKS)) {
            makeDirectories(directory.getParent());
            Files.createDirectory(directory);
            undos.push(() -> Files.delete(directory));
        }
    }

    private void move(Step step) throws IOException {
        try {
            Files.move(step.from, step.to, StandardCopyOption.ATOMIC_MOVE);
            undos.push(() -> Files.move(step.to, step.from, StandardCopyOption.ATOMIC_MOVE));
        } catch (AtomicMoveNotSupportedException e) {
            undos.push(() -> Trees.delete(step.to));
            Trees.copy(step.from, step.to);
        }
    }

    /** Puts everything back; a failure of that is added to the one it is undone for. */
    public void undo(Exception because) {
        while (!undos.isEmpty()) {
            try {
                undos.pop().run();
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }
    }
}
