package org.atex.fmf.error;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;

/**
 * Where in the metadata something is wrong, as far as that is known.
 *
 * @param node full name of the node, such as {@code /core/login}
 * @param key the key with the wrong value
 * @param file the file it was read from
 * @param line the line in that file, counted from one
 * @param column the column in that line, counted from one
 */
public record FmfPlace(
        Optional<String> node,
        Optional<String> key,
        Optional<Path> file,
        OptionalInt line,
        OptionalInt column) {

    private static final FmfPlace UNKNOWN =
            new FmfPlace(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty());

    /** Checks that no component is null. */
    public FmfPlace {
        requireNonNull(node, "node");
        requireNonNull(key, "key");
        requireNonNull(file, "file");
        requireNonNull(line, "line");
        requireNonNull(column, "column");
    }

    /** Nothing is known about the place. */
    public static FmfPlace unknown() {
        return UNKNOWN;
    }

    /** Somewhere in this node. */
    public static FmfPlace inNode(String node) {
        return new FmfPlace(
                Optional.of(node),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** Somewhere in this file. */
    public static FmfPlace inFile(Path file) {
        return UNKNOWN.withFile(file);
    }

    /** The same place, with the key. */
    public FmfPlace withKey(String key) {
        return new FmfPlace(node, Optional.of(key), file, line, column);
    }

    /** The same place, with the file. */
    public FmfPlace withFile(Path file) {
        return new FmfPlace(node, key, Optional.of(file), line, column);
    }

    /** The same place, with line and column, both counted from one. */
    public FmfPlace at(int line, int column) {
        return new FmfPlace(node, key, file, OptionalInt.of(line), OptionalInt.of(column));
    }

    /** Only what is known: {@code node /a, key 'x+', file /t/main.fmf, line 3, column 5}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        node.ifPresent(name -> text.add("node " + name));
        key.ifPresent(name -> text.add("key '" + name + "'"));
        file.ifPresent(path -> text.add("file " + path));
        line.ifPresent(number -> text.add("line " + number));
        column.ifPresent(number -> text.add("column " + number));
        return text.toString();
    }
}
