package org.atex.fmf.tree;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * The text of paths, in UTF-8 whatever the locale of the runner is (PATH-05). Java decodes paths
 * after the locale; only file URIs say bytes as they are.
 */
public final class PathText {

    private static final boolean UTF_8_LOCALE =
            "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private PathText() {}

    /** The last name of a path. */
    static String nameOf(Path path) {
        String name = String.valueOf(path.getFileName());
        return isClear(path, name) ? name : lastName(decoded(path));
    }

    /** The way from a directory to what is in it; empty if that is the directory itself. */
    public static String relative(Path directory, Path inside) {
        String way = directory.relativize(inside).toString();
        return isClear(inside, way)
                ? way
                : decoded(inside).substring(decoded(directory).length() + 1);
    }

    private static boolean isClear(Path path, String text) {
        return UTF_8_LOCALE
                || path.getFileSystem() != FileSystems.getDefault()
                || text.chars().allMatch(c -> c < 0x80 && c != '?');
    }

    /** The absolute path; that of the root is empty. */
    private static String decoded(Path path) {
        String text = path.toUri().getPath();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
