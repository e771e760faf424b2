package org.atex.fmf.library;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.atex.core.InvalidArgumentException;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfPlace;
import org.jspecify.annotations.Nullable;

/**
 * The directory with all tests of a plan, one directory inside for each section that has a name.
 *
 * <p>A copy is made only where one is needed: a single local section without name and libraries
 * needs none. Whoever makes a tests tree deletes it. For one thread.
 */
public final class TestsTree {

    private final Making making;
    private @Nullable ScratchDirectory scratch;

    @FunctionalInterface
    private interface Making {
        ScratchDirectory make() throws IOException;
    }

    private TestsTree(Making making) {
        this.making = making;
    }

    /** A copy goes where temporary files belong. */
    public static TestsTree temporary() {
        return new TestsTree(ScratchDirectory::temporary);
    }

    /** A copy goes into a new directory in this one, which is made if it is missing. */
    public static TestsTree in(Path parent) {
        requireNonNull(parent, "parent");
        return new TestsTree(() -> ScratchDirectory.in(parent));
    }

    /**
     * No copy can be made; asking for one fails.
     *
     * @param why what then is thrown
     */
    public static TestsTree without(InvalidArgumentException why) {
        return new TestsTree(
                () -> {
                    throw why;
                });
    }

    /** The copy, if one was needed. */
    public Optional<Path> copy() {
        return Optional.ofNullable(scratch).map(TestsTree::inside);
    }

    /** Not the scratch directory itself, whose mode keeps other users out. */
    private static Path inside(ScratchDirectory scratch) {
        return scratch.path().resolve("tests");
    }

    private ScratchDirectory scratch() throws IOException {
        if (scratch == null) {
            scratch = making.make();
            Files.createDirectory(inside(scratch));
        }
        return scratch;
    }

    /** Deletes the copy, if there is one. */
    public void delete() {
        if (scratch != null) {
            scratch.close();
        }
    }

    /** The part of one section; its tree is not copied before that is needed. */
    public Section section(Optional<String> name) {
        return new Section(name);
    }

    /** The part of one section. */
    public final class Section {

        private final Optional<String> name;
        private @Nullable Path original;
        private @Nullable Path copied;

        private Section(Optional<String> name) {
            this.name = name;
        }

        /** Takes the tree in this directory, which stays as it is: copied only when needed. */
        public void use(Path tree) {
            original = requireNonNull(tree, "tree");
            if (name.isPresent()) {
                directory();
            }
        }

        /** Copies the tree in this directory, which may change later on. */
        public void take(Path tree) {
            original = requireNonNull(tree, "tree");
            directory();
        }

        /** A path in the tree as it is on the system, relative to all tests. */
        public String path(String inTree) {
            return name.map(prefix -> inTree.isEmpty() ? prefix : prefix + "/" + inTree)
                    .orElse(inTree);
        }

        /** The copy of the tree, made if there is none yet. */
        Path directory() {
            if (copied != null) {
                return copied;
            }
            Path tree = requireNonNull(original, "original");
            try {
                ScratchDirectory base = scratch();
                Path copy = name.map(inside(base)::resolve).orElse(inside(base));
                TreeCopy.copy(tree, copy, base.path());
                copied = copy;
                return copy;
            } catch (IOException e) {
                throw new FmfFileException(
                        "the tests cannot be copied: " + e, FmfPlace.inFile(tree), e);
            }
        }

        void copy(Path from, Path to) throws IOException {
            TreeCopy.copy(from, to, scratch().path());
        }
    }
}
