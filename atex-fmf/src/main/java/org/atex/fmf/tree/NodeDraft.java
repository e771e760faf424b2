package org.atex.fmf.tree;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/**
 * A node while files are being read: what is its own, not yet merged: section 4 of the fmf page.
 */
final class NodeDraft {

    private static final int DEEPEST = 1000;

    private final String name;
    private final String childName;
    private final int depth;
    private final Map<String, NodeDraft> children = new LinkedHashMap<>();
    private final List<Path> sources = new ArrayList<>(1);
    private final FmfMap.Builder data = new FmfMap.Builder();
    private Directives directives = Directives.NONE;
    private boolean updated;

    private NodeDraft(String name, String childName, int depth) {
        this.name = name;
        this.childName = childName;
        this.depth = depth;
    }

    static NodeDraft root() {
        return new NodeDraft("/", "", 0);
    }

    String name() {
        return name;
    }

    String childName() {
        return childName;
    }

    Map<String, NodeDraft> children() {
        return children;
    }

    List<Path> sources() {
        return sources;
    }

    Directives directives() {
        return directives;
    }

    /** The own data, suffixes and all. */
    FmfMap takeData() {
        return data.build();
    }

    void addSource(Path file) {
        sources.add(file);
    }

    /** The child of this name, made if need be. */
    NodeDraft child(String wanted, FmfPlace place) {
        NodeDraft known = children.get(wanted);
        if (known != null) {
            return known;
        }
        if (depth == DEEPEST) {
            throw new FmfFormatException("nodes nest more than " + DEEPEST + " levels", place);
        }
        String fullName = name.endsWith("/") ? name + wanted : name + "/" + wanted;
        NodeDraft made = new NodeDraft(fullName, wanted, depth + 1);
        children.put(wanted, made);
        return made;
    }

    /** Takes what stands behind the name of a child. Text is ignored, as fmf nearly does. */
    void updateWithAny(@Nullable Object content, FmfPlace place) {
        if (content instanceof FmfMap map) {
            update(map, place);
        } else if (content == null) {
            update(null, place);
        } else if (!(content instanceof String)) {
            throw new FmfFormatException(
                    "a node has to be a mapping, not %s".formatted(PythonText.str(content)),
                    placed(place));
        }
    }

    void update(@Nullable FmfMap content, FmfPlace place) {
        updated = true;
        if (content == null) {
            return;
        }
        withoutDirectives(content, place).forEach((key, value) -> put(key, value, place));
    }

    private FmfMap withoutDirectives(FmfMap content, FmfPlace place) {
        if (!content.containsKey(Directives.KEY)) {
            return content;
        }
        directives = directives.with(content.get(Directives.KEY), placed(place));
        return content.takeOut(Directives.KEY);
    }

    private void put(@Nullable Object key, @Nullable Object value, FmfPlace place) {
        if (!(key instanceof String text)) {
            throw new FmfFormatException(
                    "invalid key %s, expected text".formatted(PythonText.repr(key)), placed(place));
        }
        if (text.startsWith("/")) {
            updateBelow(text, value, place);
        } else {
            data.put(text, value);
        }
    }

    /** Walks down a path of names: {@code /a/b: V} is {@code V} for the child b of the child a. */
    private void updateBelow(String path, @Nullable Object value, FmfPlace place) {
        NodeDraft node = this;
        String rest = path;
        while (rest.startsWith("/") && !rest.equals(Directives.KEY)) {
            int start = firstOther(rest);
            int slash = rest.indexOf('/', start);
            int end = slash < 0 ? rest.length() : slash;
            node = node.child(rest.substring(start, end), placed(place));
            rest = rest.substring(end);
            node.updated |= !rest.isEmpty();
        }
        if (rest.isEmpty()) {
            node.updateWithAny(value, place);
        } else {
            node.directives = node.directives.with(value, node.placed(place));
        }
    }

    private static int firstOther(String path) {
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        return start;
    }

    private FmfPlace placed(FmfPlace place) {
        return new FmfPlace(
                Optional.of(name), place.key(), place.file(), place.line(), place.column());
    }

    /** Drops children that turned out to be directories without metadata. */
    void dropEmptyChildren() {
        children.values().removeIf(child -> child.children.isEmpty() && !child.updated);
    }
}
