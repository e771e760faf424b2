package org.atex.fmf.library;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.atex.fmf.error.FmfFormatException;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.fetch.FmfIdentifier;
import org.atex.fmf.value.PythonText;
import org.jspecify.annotations.Nullable;

/**
 * Which library is meant, and where it is to be found beside the tests.
 *
 * @param node the node of the library; without url and path it is in the tests' own tree
 * @param nick the name of its repository beside the tests
 * @param destination the directory of all libraries
 * @param entry how it is written as a mapping
 * @param certain whether it has to exist; otherwise it may be a package
 */
record LibraryId(
        FmfIdentifier node,
        String nick,
        String destination,
        Map<String, @Nullable Object> entry,
        boolean certain) {

    private static final Pattern TEXT = Pattern.compile("library\\(([^/]+)(/[^)]+)\\)");

    /** The tree of the tests. */
    static final FmfIdentifier OWN_TREE =
            new FmfIdentifier(Optional.empty(), Optional.empty(), Optional.empty(), "/");

    /** What makes two entries mean the same. */
    record Key(FmfIdentifier node, String nick, String destination) {}

    Key key() {
        return new Key(node, nick, destination);
    }

    /** Where an entry of {@code require} or {@code recommend} was found. */
    record Origin(FmfIdentifier tree, FmfPlace place) {

        FmfFormatException wrong(@Nullable Object value, String expected) {
            return new FmfFormatException(
                    "%s is no good value, expected %s".formatted(PythonText.repr(value), expected),
                    place);
        }

        Origin key(String key) {
            return new Origin(
                    tree, place.withKey(place.key().map(k -> k + ": " + key).orElse(key)));
        }
    }

    /** The library that a text means, if it means one. */
    static Optional<LibraryId> of(String text, String base, Origin origin) {
        Matcher library = TEXT.matcher(text);
        if (!library.matches()) {
            return Optional.empty();
        }
        String url = base + "/" + library.group(1);
        FmfIdentifier node = FmfIdentifier.ofUrl(url).withName(library.group(2));
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("type", "library");
        entry.put("url", url);
        entry.put("name", node.name());
        return Optional.of(new LibraryId(node, lastOf(url), "libs", entry, false).checked(origin));
    }

    /** The library that a mapping means, if it means one. */
    static Optional<LibraryId> of(Map<?, ?> mapping, Origin origin) {
        String type = text(mapping, "type", origin).orElse("library");
        if (type.equals("file")) {
            return Optional.empty();
        }
        if (!type.equals("library")) {
            throw origin.key("type").wrong(type, "'library' or 'file'");
        }
        FmfIdentifier node = node(mapping, origin);
        Optional<String> known =
                text(mapping, "url", origin).or(() -> text(mapping, "path", origin));
        String nick =
                text(mapping, "nick", origin)
                        .or(() -> known.map(LibraryId::lastOf))
                        .orElseThrow(() -> origin.key("nick").wrong(null, "a name"));
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        mapping.forEach((key, value) -> entry.put(PythonText.str(key), value));
        return Optional.of(
                new LibraryId(
                                node,
                                nick,
                                text(mapping, "destination", origin).orElse("libs"),
                                entry,
                                true)
                        .checked(origin));
    }

    private static FmfIdentifier node(Map<?, ?> mapping, Origin origin) {
        Optional<String> url = text(mapping, "url", origin);
        Optional<String> path = text(mapping, "path", origin);
        String name = text(mapping, "name", origin).orElse("/");
        return url.isEmpty() && path.isEmpty()
                ? origin.tree().withName(name)
                : new FmfIdentifier(url, text(mapping, "ref", origin), path, name);
    }

    private static Optional<String> text(Map<?, ?> mapping, String key, Origin origin) {
        Object value = mapping.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String || value instanceof Number) {
            return Optional.of(PythonText.str(value));
        }
        throw origin.key(key).wrong(value, "text");
    }

    /** The last component of a url or path, without {@code .git}. */
    private static String lastOf(String url) {
        String path =
                url.replaceFirst("/+$", "").replaceFirst("\\.git$", "").replaceFirst("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private LibraryId checked(Origin origin) {
        if (nick.isEmpty() || nick.equals(".") || nick.contains("/")) {
            throw origin.key("nick").wrong(nick, "the name of a directory");
        }
        for (String part : parts(String.join("/", destination, nick, pathInRepository(), name()))) {
            if (part.equals("..") || part.indexOf('\0') >= 0) {
                throw origin.wrong(entry, "a place below the tests");
            }
        }
        return this;
    }

    private String name() {
        return node.name();
    }

    private String pathInRepository() {
        return node.url().isPresent() ? node.path().orElse("") : "";
    }

    boolean isOwn() {
        return node.url().isEmpty() && node.path().isEmpty();
    }

    /** What is called by the nick: a repository, a local tree, or the tests' own. */
    String repository() {
        return node.url()
                .map(
                        url ->
                                url.replaceFirst("(/|\\.git)+$", "")
                                        + node.ref().map("@"::concat).orElse(""))
                .or(node::path)
                .orElse("");
    }

    /** Where everything of the nick is, relative to the tests. */
    List<String> home() {
        return parts(destination + "/" + nick);
    }

    /** Where the library is, relative to the tests. */
    List<String> location() {
        return parts(String.join("/", destination, nick, pathInRepository(), name()));
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }
}
