package org.atex.executor.tmt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The list of files that a test wants to be kept (TMT-03). */
public final class SubmittedFiles {

    private SubmittedFiles() {}

    /**
     * The names, each once, relative to the data directory.
     *
     * @param list one name a line
     * @param dataDirectory with which names may begin as well
     */
    public static List<String> names(byte[] list, String dataDirectory) {
        Set<String> names = new LinkedHashSet<>();
        for (String line : new String(list, UTF_8).split("\n", -1)) {
            String prefix = dataDirectory + "/";
            String name = line.startsWith(prefix) ? line.substring(prefix.length()) : line;
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }
}
