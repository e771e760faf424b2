package org.atex.fmf.fetch;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.error.FmfReferenceException;
import org.jspecify.annotations.Nullable;

/**
 * A node, wherever it is: fmf's identifier.
 *
 * @param url the git repository; without it the path is local
 * @param ref the branch, tag or commit; without it the default branch
 * @param path the directory of the tree: inside the repository, or absolute if there is no url
 * @param name the name of the node, {@code /} if not given
 */
public record FmfIdentifier(
        Optional<String> url, Optional<String> ref, Optional<String> path, String name) {

    /** Checks that no component is null. */
    public FmfIdentifier {
        requireNonNull(url, "url");
        requireNonNull(ref, "ref");
        requireNonNull(path, "path");
        requireNonNull(name, "name");
    }

    /** The root node of a repository, in its default branch. */
    public static FmfIdentifier ofUrl(String url) {
        return new FmfIdentifier(Optional.of(url), Optional.empty(), Optional.empty(), "/");
    }

    /** The root node of the tree that this local directory, absolute or {@code .}, is part of. */
    public static FmfIdentifier ofPath(String path) {
        return new FmfIdentifier(Optional.empty(), Optional.empty(), Optional.of(path), "/");
    }

    /**
     * The identifier in metadata: the keys {@code url}, {@code ref}, {@code path} and {@code name},
     * all optional. Other keys are ignored, null is as good as missing.
     *
     * @throws FmfReferenceException if one of them is no text
     */
    public static FmfIdentifier of(Map<?, ?> metadata) {
        return new FmfIdentifier(
                text(metadata, "url"),
                text(metadata, "ref"),
                text(metadata, "path"),
                text(metadata, "name").orElse("/"));
    }

    private static Optional<String> text(Map<?, ?> metadata, String key) {
        @Nullable Object value = metadata.get(key);
        if (value != null && !(value instanceof String)) {
            throw new FmfReferenceException(
                    "an identifier has to be text, not %s".formatted(value),
                    FmfPlace.unknown().withKey(key));
        }
        return Optional.ofNullable((String) value);
    }

    /** The same with this branch, tag or commit. */
    public FmfIdentifier withRef(String wanted) {
        return new FmfIdentifier(url, Optional.of(wanted), path, name);
    }

    /** The same with this path. */
    public FmfIdentifier withPath(String wanted) {
        return new FmfIdentifier(url, ref, Optional.of(wanted), name);
    }

    /** The same with this node. */
    public FmfIdentifier withName(String wanted) {
        return new FmfIdentifier(url, ref, path, wanted);
    }

    /** All that is known, without passwords. */
    @Override
    public String toString() {
        return name
                + path.map(p -> " in " + p).orElse("")
                + url.map(u -> " of " + Secrets.hidden(u)).orElse("")
                + ref.map(r -> " at " + r).orElse("");
    }
}
