package org.atex.report.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Paths made from names that nobody vouches for. */
public final class SafePath {

    private static final int LONGEST_COMPONENT = 255;
    private static final int CUT_TO = 230;
    private static final int DIGITS = 16;

    private SafePath() {}

    /**
     * The directory of a name below another: control characters and lone surrogates replaced, empty
     * parts, {@code .} and {@code ..} dropped (PATH-02), too long parts cut (AGG-04). It never lies
     * outside.
     *
     * @throws IOException if the runner's locale cannot express the name
     */
    public static Path below(Path directory, String name) throws IOException {
        Path path = directory;
        for (String part : clean(name).split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                path = resolve(path, cut(part));
            }
        }
        return path;
    }

    private static Path resolve(Path directory, String part) throws IOException {
        try {
            return directory.resolve(part);
        } catch (InvalidPathException e) {
            throw new IOException(
                    "no file can be named '%s' in this locale; set LC_ALL=C.UTF-8".formatted(part),
                    e);
        }
    }

    private static String clean(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        name.codePoints().map(c -> ordinary(c) ? c : '_').forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean ordinary(int codePoint) {
        return !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE;
    }

    /**
     * Whether the runner's locale can express a path, which need not be so of one that is there.
     */
    static boolean hasName(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Whether a name is not too long for that of a file. */
    static boolean fits(String part) {
        return part.getBytes(UTF_8).length <= LONGEST_COMPONENT;
    }

    private static String cut(String part) {
        return fits(part) ? part : start(part) + '~' + digest(part.getBytes(UTF_8));
    }

    private static String start(String part) {
        int end = 0;
        int bytes = 0;
        while (true) {
            int codePoint = part.codePointAt(end);
            bytes += Character.toString(codePoint).getBytes(UTF_8).length;
            if (bytes > CUT_TO) {
                return part.substring(0, end);
            }
            end += Character.charCount(codePoint);
        }
    }

    private static String digest(byte[] whole) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole);
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
