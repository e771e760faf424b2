package org.atex.fmf.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfGeneralException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.Budget;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.yaml.FmfYaml;
import org.jspecify.annotations.Nullable;

/** Reads a directory and all below into one tree: section 2 of the fmf page. */
final class TreeReader {

    private static final Set<Path> NEVER_ENTERED =
            Set.of(Path.of("/dev"), Path.of("/proc"), Path.of("/sys"));

    private final TreeRoot root;
    private final Budget budget = Budget.ofThisProcess();
    private final FmfYaml yaml = new FmfYaml(budget);
    private final Set<Path> enteredByLink = new HashSet<>();

    TreeReader(TreeRoot root) {
        this.root = root;
    }

    FmfNode read() {
        try {
            NodeDraft top = NodeDraft.root();
            grow(top, root.directory());
            return new Inheritance(root.directory(), budget).apply(top);
        } catch (StackOverflowError e) {
            throw new FmfGeneralException(
                    "metadata are nested too deeply", FmfPlace.inFile(root.directory()), e);
        }
    }

    private void grow(NodeDraft node, Path path) {
        if (NEVER_ENTERED.contains(path)) {
            return;
        }
        Directory directory = Directory.list(path, root.included());
        directory.files().forEach(file -> readFile(node, file));
        for (Path inner : directory.directories()) {
            if (!wasEnteredByLink(inner) && !isAnotherTree(inner)) {
                grow(node.child(PathText.nameOf(inner), FmfPlace.inFile(inner)), inner);
            }
        }
        node.dropEmptyChildren();
    }

    private void readFile(NodeDraft node, Path file) {
        Object content = yaml.read(file);
        FmfPlace place = FmfPlace.inFile(file);
        String name = PathText.nameOf(file);
        if (!name.equals(Directory.MAIN)) {
            String child = name.substring(0, name.length() - Directory.SUFFIX.length());
            NodeDraft draft = node.child(child, place);
            draft.updateWithAny(content, place);
            draft.addSource(file);
            return;
        }
        node.addSource(file);
        node.update(mapping(content, place), place);
    }

    private static @Nullable FmfMap mapping(@Nullable Object content, FmfPlace place) {
        if (content == null || content instanceof FmfMap) {
            return (FmfMap) content;
        }
        throw new FmfFormatException("metadata of a node have to be a mapping", place);
    }

    /** Notes the real directory behind a link; says whether it was noted before. */
    private boolean wasEnteredByLink(Path directory) {
        try {
            return Files.isSymbolicLink(directory) && !enteredByLink.add(directory.toRealPath());
        } catch (IOException e) {
            throw new FmfFileException(
                    "the link cannot be followed", FmfPlace.inFile(directory), e);
        }
    }

    private static boolean isAnotherTree(Path directory) {
        return Files.isDirectory(directory.resolve(TreeRoot.MARK));
    }
}
