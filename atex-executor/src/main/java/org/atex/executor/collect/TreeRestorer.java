package org.atex.executor.collect;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.atex.executor.control.ControlException;
import org.jspecify.annotations.Nullable;

/** Takes from the tree {@code files} what the state log does not know (SUP-05). */
final class TreeRestorer {

    private final FileTree tree;
    private final OutputFile output;
    private final Map<String, Long> lengths;
    private final Set<String> missing;
    private final Deque<String> waiting = new ArrayDeque<>();
    private final List<String> folders = new ArrayList<>();

    /** Directories with files below them. */
    private final Set<String> needed = new HashSet<>();

    /**
     * Makes it.
     *
     * @param lengths of all uploaded files, by path
     */
    TreeRestorer(FileTree tree, OutputFile output, Map<String, Long> lengths) {
        this.tree = tree;
        this.output = output;
        this.lengths = lengths;
        this.missing = new HashSet<>(lengths.keySet());
        this.missing.addAll(output.known());
    }

    /**
     * Cuts back and removes files, and directories of which nothing is left then.
     *
     * @throws IOException if that fails, or something that the log knows is not there
     */
    void restore() throws IOException {
        waiting.add("");
        while (!waiting.isEmpty()) {
            String folder = waiting.remove();
            for (String name : tree.names(folder)) {
                visit(folder.isEmpty() ? name : folder + "/" + name);
            }
        }
        deleteEmpty();
        if (!missing.isEmpty()) {
            throw FileTree.gone(missing.iterator().next(), null);
        }
    }

    /** Those in others first. */
    private void deleteEmpty() throws IOException {
        for (int i = folders.size() - 1; i >= 0; i--) {
            if (!needed.contains(folders.get(i))) {
                tree.deleteFolder(folders.get(i));
            }
        }
    }

    /** What is at a path stays, and so do all directories above it. */
    private void found(String path) {
        missing.remove(path);
        int slash = path.lastIndexOf('/');
        while (slash > 0 && needed.add(path.substring(0, slash))) {
            slash = path.lastIndexOf('/', slash - 1);
        }
    }

    private void visit(String path) throws IOException {
        BasicFileAttributes found = find(path);
        if (found == null) {
            throw FileTree.gone(path, null);
        }
        if (found.isDirectory()) {
            folders.add(path);
            waiting.add(path);
        } else if (output.knows(path, found)) {
            found(path);
        } else {
            visitUpload(path, found, lengths.get(path));
        }
    }

    private @Nullable BasicFileAttributes find(String path) throws IOException {
        try {
            return tree.find(path);
        } catch (ControlException e) {
            throw FileTree.gone(path, e);
        }
    }

    private void visitUpload(String path, BasicFileAttributes found, @Nullable Long length)
            throws IOException {
        if (length == null || output.is(found) || !found.isRegularFile()) {
            tree.delete(path);
            return;
        }
        found(path);
        if (found.size() != length) {
            try (GrowingFile file = tree.append(path)) {
                file.cutBackTo(length);
            }
        }
    }
}
