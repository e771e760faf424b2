package org.atex.executor.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.atex.executor.control.ControlException.badReport;

import java.io.File;
import java.util.Comparator;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import org.atex.executor.control.ControlException;

/** Makes relative paths of what tests call their files (section 6). */
final class ArtifactNames {

    /** The order of stored names: by code point, not by UTF-16 unit (RES-09). */
    static final Comparator<String> BY_CODE_POINT = ArtifactNames::compare;

    private static final int MAX_COMPONENT = 255;
    private static final int MAX_PATH = 4096;
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|(com|lpt)[1-9])(\\..*)?");

    private ArtifactNames() {}

    /** The normalised path, empty if nothing is left of it (PATH-02). */
    static String normalise(String name) {
        return normalise(name, File.separatorChar == '/');
    }

    static String normalise(String name, boolean posix) {
        StringTokenizer parts = new StringTokenizer(name, "/");
        StringBuilder path = new StringBuilder(name.length());
        while (parts.hasMoreTokens()) {
            String part = parts.nextToken();
            if (!part.equals(".") && !part.equals("..")) {
                path.append(path.isEmpty() ? "" : "/").append(component(part, posix));
            }
        }
        return path.toString();
    }

    private static String component(String part, boolean posix) {
        String plain = withoutControls(part);
        return posix ? plain : forOtherSystems(plain);
    }

    private static String withoutControls(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                return replaced(part);
            }
        }
        return part;
    }

    private static String replaced(String part) {
        StringBuilder path = new StringBuilder(part.length());
        part.codePoints().forEach(c -> path.appendCodePoint(unwanted(c) ? '_' : c));
        return path.toString();
    }

    private static boolean unwanted(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    /** What is special elsewhere becomes {@code _} (PATH-06). */
    private static String forOtherSystems(String part) {
        String plain = part.replaceAll("[\\\\:*?\"<>|]|[. ]$", "_");
        return DEVICE.matcher(plain.toLowerCase(Locale.ROOT)).matches() ? "_" + plain : plain;
    }

    /** The normalised path of a file in a directory (PATH-01, PATH-03, PATH-04). */
    static String file(String directory, String normalised, String asSent) throws ControlException {
        if (normalised.isEmpty()) {
            throw badReport("file name '%s' leads nowhere".formatted(asSent));
        }
        String path = directory.isEmpty() ? normalised : directory + "/" + normalised;
        if (3 * path.length() > MAX_COMPONENT) {
            checkLength(path, asSent);
        }
        return path;
    }

    private static void checkLength(String path, String asSent) throws ControlException {
        if (path.getBytes(UTF_8).length > MAX_PATH) {
            throw badReport(
                    "path of file '%s' has over %d bytes".formatted(shown(asSent), MAX_PATH));
        }
        StringTokenizer parts = new StringTokenizer(path, "/");
        while (parts.hasMoreTokens()) {
            if (parts.nextToken().getBytes(UTF_8).length > MAX_COMPONENT) {
                throw badReport(
                        "a component of the path of file '%s' has over %d bytes"
                                .formatted(shown(asSent), MAX_COMPONENT));
            }
        }
    }

    private static String shown(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "...";
    }

    private static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return rank(x) - rank(y);
            }
        }
        return a.length() - b.length();
    }

    /** Code points beyond 16 bits, which begin with a surrogate, come after all others. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
