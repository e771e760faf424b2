package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Makes names of files, in UTF-8 whatever the locale of the runner is (PATH-05). Java encodes paths
 * after the locale, and refuses what that does not know; only file URIs say bytes as they are.
 */
final class FileNames {

    private static final HexFormat PERCENT = HexFormat.of().withPrefix("%");
    private static final boolean UTF_8_LOCALE =
            "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private FileNames() {}

    /** The name of a file in a directory of a file system. */
    static Path of(FileSystem system, String name) {
        boolean simple = UTF_8_LOCALE || system != FileSystems.getDefault() || isAscii(name);
        return simple ? system.getPath(name) : encoded(name);
    }

    private static Path encoded(String name) {
        URI uri = URI.create("file:///" + PERCENT.formatHex(name.getBytes(UTF_8)));
        return Path.of(uri).getFileName();
    }

    /** What {@link #of} would make this last name of a path of. */
    static String text(Path path) {
        String name = path.getFileName().toString();
        boolean simple = UTF_8_LOCALE || path.getFileSystem() != FileSystems.getDefault();
        boolean clear = isAscii(name) && name.indexOf('?') < 0;
        return simple || clear ? name : decoded(path);
    }

    private static String decoded(Path path) {
        String uri = path.toUri().getRawPath();
        return URLDecoder.decode(
                uri.substring(uri.lastIndexOf('/') + 1).replace("+", "%2B"), UTF_8);
    }

    private static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }
}
