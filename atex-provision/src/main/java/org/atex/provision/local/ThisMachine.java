package org.atex.provision.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.atex.core.test.Platform;

/** What this machine is: {@code debian-12@x86_64}. */
final class ThisMachine {

    private static final List<Path> OS_RELEASE =
            List.of(Path.of("/etc/os-release"), Path.of("/usr/lib/os-release"));

    private ThisMachine() {}

    static Platform platform() {
        return Platform.of(distro(), arch(System.getProperty("os.arch", "unknown")));
    }

    private static String distro() {
        for (Path file : OS_RELEASE) {
            try {
                return distroOf(Files.readAllLines(file));
            } catch (IOException e) {
                // the next one, or what Java knows
            }
        }
        return distroOf(
                System.getProperty("os.name", "unknown"), System.getProperty("os.version", ""));
    }

    /** From the lines of os-release(5). */
    static String distroOf(List<String> osRelease) {
        Map<String, String> values = new HashMap<>();
        for (String line : osRelease) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1)));
            }
        }
        String id = values.getOrDefault("ID", "linux");
        boolean stream = values.getOrDefault("NAME", "").endsWith(" Stream");
        return distroOf(stream ? id + "-stream" : id, values.getOrDefault("VERSION_ID", ""));
    }

    private static String distroOf(String name, String version) {
        String word = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        return version.isEmpty() ? word : word + "-" + version;
    }

    private static String unquoted(String value) {
        String text = value.strip();
        boolean quoted =
                text.length() > 1
                        && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                        && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** The kernel's word for what Java calls it. */
    static String arch(String java) {
        return switch (java) {
            case "amd64", "x86_64" -> "x86_64";
            case "x86" -> "i686";
            default -> java;
        };
    }
}
