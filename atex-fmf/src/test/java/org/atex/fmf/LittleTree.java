package org.atex.fmf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.FmfTree;
import org.atex.fmf.value.FmfJson;

/** Writes and loads little trees. */
public final class LittleTree {

    private final Path root;

    private LittleTree(Path root) {
        this.root = root;
    }

    /** An empty tree in this folder. */
    public static LittleTree in(Path folder) {
        return new LittleTree(folder).with(".fmf/version", "1\n");
    }

    public LittleTree with(String file, String content) {
        return with(file, content.getBytes(UTF_8));
    }

    public LittleTree with(String file, byte[] content) {
        try {
            Files.createDirectories(root.resolve(file).getParent());
            Files.write(root.resolve(file), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public LittleTree withLink(String link, String target) {
        try {
            Files.createDirectories(root.resolve(link).getParent());
            Files.createSymbolicLink(root.resolve(link), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public FmfTree load() {
        return FmfTree.load(root);
    }

    /** The data of a node as JSON. */
    public static String json(FmfTree tree, String node) {
        return FmfJson.of(tree.find(node).map(FmfNode::data).orElseThrow());
    }
}
