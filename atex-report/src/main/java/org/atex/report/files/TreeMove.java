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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.atex.core.result.SinkException;
import org.jspecify.annotations.Nullable;

/**
 * Moves the files below a directory to another that may exist, without overwriting anything:
 * planned first, then done, and undone if what comes next fails. Whole subtrees are renamed where
 * nothing is in their way; over file systems they are copied, and the originals stay for the caller
 * to remove. So do those of files that are compressed on the way (AGG-11).
 */
public final class TreeMove {

    private final Path source;
    private final FilePacking packing;
    private final boolean again;
    private final List<Step> steps = new ArrayList<>();
    private final Set<Path> targets = new HashSet<>();
    private final Set<Path> packed = new HashSet<>();

    /** Directories whose children are to be moved one by one. */
    private final Deque<Step> entered = new ArrayDeque<>();

    /** Those with files anywhere below, once that is of interest. */
    private Set<Path> filled = Set.of();

    private final Deque<Undo> undos = new ArrayDeque<>();

    private TreeMove(Path source, FilePacking packing, boolean again) {
        this.source = source;
        this.packing = packing;
        this.again = again;
    }

    private record Step(Path from, Path to, boolean packs) {}

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
     * @param packing how files are stored
     * @param again whether a process died that had begun this very move: files that are in the way
     *     are its own then, and replaced (AGG-16)
     * @throws SinkException of kind {@code exists} if something is in the way (AGG-09), {@code
     *     bad_results} if something has a longer path than the system takes
     */
    public static TreeMove plan(
            Path source, Path root, Path target, FilePacking packing, boolean again)
            throws IOException {
        TreeMove move = new TreeMove(source, packing, again);
        if (Files.isDirectory(source, NOFOLLOW_LINKS)) {
            checkWay(root, target);
            move.addAll(target);
        }
        return move;
    }

    private static void checkWay(Path root, Path target) {
        Path path = root;
        for (Path part : root.relativize(target)) {
            path = path.resolve(part);
            checkNoFile(path);
        }
    }

    /** Not recursive: an upload may lie thousands of directories deep. */
    private void addAll(Path target) throws IOException {
        if (!Trees.holdsFile(source)) {
            return;
        }
        addDirectory(source, target);
        while (!entered.isEmpty()) {
            addChildren(entered.remove());
        }
    }

    private void addDirectory(Path from, Path to) {
        checkNoFile(to);
        if (Files.isDirectory(to, NOFOLLOW_LINKS) || !packing.packsNothing()) {
            claim(to);
            entered.add(new Step(from, to, false));
        } else {
            addStep(from, to, false);
        }
    }

    private void addChildren(Step directory) throws IOException {
        if (filled.isEmpty()) {
            filled = Trees.withFiles(source);
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory.from)) {
            for (Path child : children) {
                add(child, directory.to.resolve(child.getFileName()));
            }
        }
    }

    private void add(Path from, Path to) {
        Trees.requireInReach(from);
        if (!Files.isDirectory(from, NOFOLLOW_LINKS)) {
            addFile(from, to);
        } else if (filled.contains(from)) {
            addDirectory(from, to);
        }
    }

    private void addFile(Path from, Path to) {
        if (packing.packs(from) && SafePath.hasName(source.relativize(from))) {
            packed.add(source.relativize(from));
            addStep(from, to.resolveSibling(to.getFileName() + packing.suffix()), true);
        } else {
            addStep(from, to, false);
        }
    }

    private void addStep(Path from, Path to, boolean packs) {
        Trees.requireInReach(to);
        if (again) {
            checkNoDirectory(to);
        } else if (Files.exists(to, NOFOLLOW_LINKS)) {
            throw inTheWay(to);
        }
        claim(to);
        steps.add(new Step(from, to, packs));
    }

    /** No two files of one attempt may get the same name by a suffix. */
    private void claim(Path to) {
        if (!packing.packsNothing() && !targets.add(to)) {
            throw inTheWay(to);
        }
    }

    private static void checkNoFile(Path path) {
        if (Files.exists(path, NOFOLLOW_LINKS) && !Files.isDirectory(path, NOFOLLOW_LINKS)) {
            throw inTheWay(path);
        }
    }

    private static void checkNoDirectory(Path path) {
        if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
            throw inTheWay(path);
        }
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
        if (again) {
            Files.deleteIfExists(step.to);
        }
        if (step.packs) {
            undos.push(() -> Files.deleteIfExists(step.to));
            packing.pack(step.from, step.to);
        } else {
            rename(step);
        }
    }

    private void rename(Step step) throws IOException {
        try {
            Files.move(step.from, step.to, StandardCopyOption.ATOMIC_MOVE);
            undos.push(() -> Files.move(step.to, step.from, StandardCopyOption.ATOMIC_MOVE));
        } catch (AtomicMoveNotSupportedException e) {
            undos.push(() -> Trees.delete(step.to));
            Trees.copy(step.from, step.to);
        }
    }

    /** What is appended to the name of a file of a result where it is stored. */
    String suffixOf(Optional<String> result, String file) {
        if (packed.isEmpty()) {
            return "";
        }
        try {
            Path directory = SafePath.below(Path.of(""), result.orElse(""));
            return packed.contains(SafePath.below(directory, file)) ? packing.suffix() : "";
        } catch (IOException e) {
            return ""; // none that the locale cannot express is packed
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
